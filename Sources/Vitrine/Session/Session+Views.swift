import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

// CREATE VIEW, ALTER VIEW.
extension Session {
  func create(_ view: CreateView, text: String) throws(SQLError) -> Result {
    let keyspace = try keyspace(of: view.name)
    try checkQuery(of: view)
    let plan = try plan(ofQueryIn: view, keyspace, text: text)
    guard plan.parameterCount == 0 else {
      throw SQLError(.parseError, "a view's query has no placeholders", at: view.query.span)
    }
    if let table = plan.tables.first(where: Keyspace.isTemporary) {
      let name = table.split(separator: ".").last ?? ""
      throw SQLError(
        .viewOfTemporary,
        "View's SELECT refers to a temporary table '\(name)'",
        at: view.query.span
      )
    }
    let kept = try completed(view, keyspace, text: text)
    var columns = plan.columns.map { ColumnDefinition(name: $0.name, type: $0.type) }
    let names = kept.query.body.itemNames
    if view.columns.isEmpty, names.count == columns.count {
      for case (let position, let name?) in names.enumerated() { columns[position].name = name }
    }
    try checkNames(of: view, columns)
    try checkOption(of: view, columns, in: catalog.keyspace(named: keyspace))
    let settings = StatementSettings(waiting: variables.options)
    let connection = variables.options.connection
    _ = try cluster.changeTables(of: keyspace, settings: settings) { (builder) throws(SQLError) in
      try builder.create(view: kept, columns: columns, connection: connection)
    }
    return Result()
  }

  /// A view gives its rows to whoever reads it, and they follow from tables alone.
  private func checkQuery(of view: CreateView) throws(SQLError) {
    guard view.query.into == nil else {
      throw SQLError(
        .viewClause,
        "View's SELECT contains a 'INTO' clause",
        at: view.query.span
      )
    }
    var hasVariable = false
    let visitor = LeafRewriter { (leaf) throws(Never) -> VitrineSQL.Expression? in
      switch leaf {
      case .userVariable, .systemVariable, .assignment: hasVariable = true
      default: break
      }
      return nil
    }
    _ = visitor.rewritten(view.query)
    guard !hasVariable else {
      throw SQLError(
        .viewOfVariable,
        "View's SELECT contains a variable or parameter",
        at: view.query.span
      )
    }
  }

  /// The view with the columns that its stars stand for now, and names for its expressions.
  private func completed(
    _ view: CreateView,
    _ keyspace: String,
    text: String
  ) throws(SQLError) -> CreateView {
    let completion = try planner(of: view, keyspace)
      .completedText(of: view.query, text: text, in: keyspace)
    var kept = view
    switch try Parser.parse(completion.applied(to: text), mode: parserMode) {
    case .createView(let written), .alterView(let written): kept.query = written.query
    default: break
    }
    return kept
  }

  /// Columns have different names, of which none ends with a space.
  private func checkNames(of view: CreateView, _ columns: [ColumnDefinition]) throws(SQLError) {
    var seen: Set<String> = []
    for name in view.columns.isEmpty ? columns.map(\.name) : view.columns.map(\.text) {
      guard !name.hasSuffix(" ") else {
        throw SQLError(.wrongColumnName, "Incorrect column name '\(name)'", at: view.name.span)
      }
      guard seen.insert(name.lowercased()).inserted else {
        throw SQLError(.duplicateColumn, "Duplicate column name '\(name)'", at: view.name.span)
      }
    }
  }

  /// WITH CHECK OPTION is for views through which rows are written.
  private func checkOption(
    of view: CreateView,
    _ columns: [ColumnDefinition],
    in keyspace: Keyspace
  ) throws(SQLError) {
    guard view.checkOption != nil else { return }
    let resolved = ResolvedTable(
      keyspace: keyspace,
      table: TableDefinition(view: view, columns: columns),
      binding: TableBinding(placement: .unsharded)
    )
    guard !Planner.isUpdatable(resolved, in: catalog) else { return }
    throw SQLError(
      .checkOptionOfReadOnlyView,
      "CHECK OPTION on non-updatable view '\(keyspace.name).\(view.name.name.text)'",
      at: view.name.span
    )
  }

  /// The plan of a view's query, whose names are sought in the view's keyspace if nowhere else.
  ///
  /// In the statement's text the names of its columns are as they were written.
  func plan(
    ofQueryIn view: CreateView,
    _ keyspace: String,
    text: String? = nil
  ) throws(SQLError) -> Plan {
    let query = Statement.query(view.query)
    do throws(SQLError) {
      return try planner(of: view, keyspace).plan(query, text: text ?? query.printed())
    } catch {
      guard error.code == .viewRecursion else { throw error }
      throw SQLError(
        .unknownTable,
        "Table '\(keyspace).\(view.name.name.text)' doesn't exist",
        at: view.query.span,
        hint: "the view would read itself"
      )
    }
  }

  private func planner(of view: CreateView, _ keyspace: String) -> Planner {
    var options = plannerOptions
    options.definedView = TableAddress(keyspace: keyspace, table: view.name.name.text)
    options.defaultKeyspace = options.defaultKeyspace ?? keyspace
    options.readsSystemTables = planningCatalog == nil
    options.refusesScatter = false
    return planner(catalog, options)
  }
}

extension QueryBody {
  /// The names of its items, of UNION those of the first query; nil for one that is neither an alias nor a column's.
  fileprivate var itemNames: [String?] {
    switch self {
    case .select(let select):
      select.items.map { item in
        guard case .expression(let item) = item else { return nil }
        if let alias = item.alias { return alias.text }
        if case .column(let name) = item.expression { return name.name.text }
        return nil
      }
    case .setOperation(let operation): operation.left.itemNames
    case .nested(let query): query.body.itemNames
    case .values, .table: []
    }
  }
}
