import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Binds a FROM clause: its tables become relations, its joins a `Source`.
struct FromBinder {
  let environment: Environment
  /// The scope of the SELECT, which gets the relations.
  let scope: NameScope
  /// What binds the SELECT, where its rows may come in the order of what it reads; nil where they do not.
  var ordered: SelectBinder?
  /// What WHERE says of the rows of the only table.
  var condition: Expression?

  var context: PlanningContext { environment.context }

  /// What becomes of the rows of a derived table.
  private var use: QueryBinder.Use {
    ordered?.select.hasOrderOfItsTable == true ? .orderedRows : .rows
  }

  /// The comma list as inner joins from left to right; nil for an empty one.
  func source(_ references: some Sequence<TableReference>) throws(SQLError) -> Source? {
    var result: Source?
    for reference in references {
      let next = try source(reference)
      guard let left = result else {
        result = next
        continue
      }
      result = .joined(Source.Joined(kind: .inner, left: left, right: next, predicates: []))
    }
    return result
  }

  func source(_ reference: TableReference) throws(SQLError) -> Source {
    switch reference {
    case .table(let factor): return .relation(try add(try relation(factor), at: factor.span))
    case .derived(let derived): return .relation(try add(try relation(derived), at: derived.span))
    case .jsonTable(let table):
      let binder = JSONTableBinder(
        environment: environment.inside(lateralScope),
        scope: NameScope(
          outer: scope.outer,
          relations: scope.relations,
          clause: .tableFunction
        )
      )
      return .relation(try add(try binder.relation(table), at: table.span))
    case .join(let join): return try joined(join)
    }
  }

  /// Makes the relation visible to what stands right of it.
  ///
  /// - Throws: `notUniqueTable` when the name is taken.
  private func add(_ relation: Relation, at span: Span) throws(SQLError) -> Relation {
    let isTaken = scope.relations.contains {
      $0.name == relation.name && $0.keyspace == relation.keyspace
    }
    guard !isTaken else {
      throw SQLError(
        .notUniqueTable,
        "Not unique table/alias: '\(relation.name)'",
        at: span,
        hint: "give one of them another alias"
      )
    }
    scope.relations.append(relation)
    return relation
  }

  // MARK: Tables

  private func relation(_ factor: TableFactor) throws(SQLError) -> Relation {
    let alias = factor.alias?.text ?? factor.name.name.text
    if factor.name.qualifier == nil, let found = environment.commonTables?.find(factor.name.name) {
      _ = try selection(factor.partitions, of: nil)
      return try CommonTableBinder(context: context, use: use)
        .relation(found, alias: alias, factor.span)
    }
    if factor.name.qualifier == nil,
      let given = context.options.givenRows[factor.name.name.text]
    {
      return Relation(given, alias: alias, context)
    }
    let table = try table(factor, alias)
    // Apart from what tables need, as queries may be nested deeply through views.
    let relation =
      if let view = table.table.view {
        try self.relation(of: view, table, alias, factor.span)
      } else { try stored(table, alias, factor) }
    if let written = factor.name.qualifier?.text ?? environment.keyspace,
      let keyspace = relation.keyspace, written != keyspace
    {
      relation.keyspaces.append(written)
    }
    return relation
  }

  /// The table that is named, the indexes and the partitions that are named with it checked.
  private func table(_ factor: TableFactor, _ alias: String) throws(SQLError) -> ResolvedTable {
    var table = try resolve(factor.name)
    if !environment.isStored { context.completion?.note(factor.name, is: table) }
    guard !isSystemTable(table) else { return table }
    if environment.isWritten { table = table.written(context.catalog) }
    try checkIndexes(factor, of: table, alias)
    if table.table.view != nil, !factor.partitions.isEmpty {
      _ = try selection(factor.partitions, of: table.table)
    }
    context.note(table)
    return factor.hints.isEmpty ? table : try obeyingVindexHints(factor, of: table)
  }

  private func isSystemTable(_ table: ResolvedTable) -> Bool {
    context.options.readsSystemTables && Planner.isSystemSchema(table.keyspace.name)
  }

  private func stored(
    _ table: ResolvedTable,
    _ alias: String,
    _ factor: TableFactor
  ) throws(SQLError) -> Relation {
    let selection =
      factor.partitions.isEmpty ? nil : try selection(factor.partitions, of: table.table)
    guard !isSystemTable(table) else {
      let choice = condition.map {
        SystemTableChoice($0, on: table.table, alias: alias, environment)
      }
      return try SystemRelation(table, choice ?? SystemTableChoice(), context)
        .relation(alias: alias, at: factor.name.span)
    }
    let relation = Relation(table, alias: alias, context)
    if environment.isWritten { relation.makeColumns() }
    try relation.select(selection, environment)
    return relation
  }

  private func relation(
    of view: QueryExpression,
    _ table: ResolvedTable,
    _ alias: String,
    _ span: Span
  ) throws(SQLError) -> Relation {
    try context.noteExpansion()
    guard context.options.definedView != table.address else {
      throw SQLError(
        .viewRecursion,
        "`\(table.keyspace.name)`.`\(table.table.name)` contains view recursion"
      )
    }
    if environment.isWritten,
      let relation = try WrittenViewBinder(table, in: environment).relation(alias: alias)
    {
      return relation
    }
    let query = try query(of: view, table)
    let names = table.table.columns.map(\.name)
    return try relation(
      query,
      alias,
      in: table.keyspace.name,
      columns: names.isEmpty ? nil : names,
      isTemporary: table.table.viewOptions.isMaterialized,
      span
    )
  }

  /// The query of a view, whose tables and columns may be gone.
  private func query(
    of view: QueryExpression,
    _ table: ResolvedTable
  ) throws(SQLError) -> BoundQuery {
    try table.bindingView { () throws(SQLError) in
      try QueryBinder(environment.inside(view: table)).bind(view, use)
    }
  }

  /// That the indexes which USE, FORCE and IGNORE INDEX name are there, by their names or an unambiguous
  /// beginning of them, as in MySQL; the indexes of a table without DDL are not known.
  private func checkIndexes(
    _ factor: TableFactor,
    of table: ResolvedTable,
    _ alias: String
  ) throws(SQLError) {
    guard factor.hints.contains(where: { !$0.isVindex }), table.table.isColumnListComplete,
      !table.keyspace.isPlanOnly
    else { return }
    let names =
      table.table.view == nil
      ? (table.table.hasHiddenKey ? [] : ["primary"])
        + table.table.indexes.map { $0.name.lowercased() }
      : []
    for hint in factor.hints where !hint.isVindex {
      for index in hint.indexes where !names.contains(index.folded) {
        guard names.count(where: { $0.hasPrefix(index.folded) }) != 1 else { continue }
        throw SQLError(
          .unknownKey,
          "Key '\(index.text)' doesn't exist in table '\(alias)'",
          at: hint.span,
          hint: nearest(to: index.folded, in: names).map { "did you mean '\($0)'?" }
        )
      }
    }
  }

  /// The condition that a row lies in the partitions named; nil where none or all are, and for a table
  /// without DDL, whose partitions are not known.
  ///
  /// - Throws: `notPartitioned` for what has no partitions.
  func selection(
    _ names: [Identifier],
    of table: TableDefinition?
  ) throws(SQLError) -> Expression? {
    guard let first = names.first, table?.isColumnListComplete ?? true else { return nil }
    guard let table, let partitioning = table.partitioning else {
      throw SQLError(
        .notPartitioned,
        "PARTITION () clause on non partitioned table",
        at: first.span
      )
    }
    return try partitioning.selection(names, of: table.name)
  }

  func resolve(_ name: TableName) throws(SQLError) -> ResolvedTable {
    if let table = SystemSchema.table(name, default: environment.keyspace) { return table }
    do {
      let table = try context.catalog.resolve(
        table: name.name.text,
        keyspace: name.qualifier?.text,
        default: environment.keyspace,
        tabletType: context.options.tabletType,
        seesTemporaries: environment.seesTemporaries
      )
      return try convertingTimestamps(table, at: name.span)
    } catch {
      if let table = elsewhere(name, instead: error) {
        return try convertingTimestamps(table, at: name.span)
      }
      if let table = systemTable(name, instead: error) { return table }
      if environment.takesNumbers, error.code == .unknownTable,
        let sequence = context.catalog.declaredSequence(
          named: name.name.text,
          keyspace: name.qualifier?.text,
          default: environment.keyspace
        )
      {
        return sequence
      }
      throw environment.isStored ? error : error.located(at: name.span)
    }
  }

  /// The table with its TIMESTAMP columns in the session's time zone.
  ///
  /// - Throws: `unsupported` where the table's shards compute with them in UTC.
  private func convertingTimestamps(
    _ table: ResolvedTable,
    at span: Span
  ) throws(SQLError) -> ResolvedTable {
    guard context.options.convertsTimestamps, !table.keyspace.isPlanOnly else { return table }
    let converting = table.convertingTimestamps()
    guard converting.convertsTimestamps, let computed = table.table.computedFromTimestamps else {
      return converting
    }
    throw SQLError(
      .unsupported,
      "\(computed) of '\(table.table.name)' is computed from a TIMESTAMP column in UTC, which is not "
        + "the session's time zone",
      at: span,
      hint: "SET time_zone = 'UTC' for this statement"
    )
  }

  /// The table of the only keyspace that has one of the name, where nobody has selected a keyspace.
  private func elsewhere(_ name: TableName, instead error: SQLError) -> ResolvedTable? {
    guard context.options.looksElsewhere, !environment.isStored, name.qualifier == nil,
      error.code == .unknownTable, environment.keyspace == context.options.defaultKeyspace
    else { return nil }
    return try? context.catalog.resolve(
      table: name.name.text,
      keyspace: nil,
      default: nil,
      tabletType: context.options.tabletType
    )
  }

  /// A table of `information_schema` by its bare name, where no database is selected and no keyspace has
  /// a table of that name.
  private func systemTable(_ name: TableName, instead error: SQLError) -> ResolvedTable? {
    let schema = "information_schema"
    guard name.qualifier == nil, environment.keyspace == nil, error.code == .unknownTable,
      SystemTables.definition(of: name.name.text.lowercased(), in: schema) != nil
    else { return nil }
    return SystemSchema.table(name, default: schema)
  }

  private func relation(_ derived: DerivedTable) throws(SQLError) -> Relation {
    guard let alias = derived.alias else {
      throw SQLError(
        .derivedMustHaveAlias,
        "Every derived table must have its own alias",
        at: derived.span
      )
    }
    var surroundings =
      derived.isLateral ? environment.inside(lateralScope) : environment
    surroundings.isWritten = false
    surroundings.isTopLevel = false
    let query = try QueryBinder(surroundings).bind(derived.query, use)
    let names = derived.columns.isEmpty ? nil : derived.columns.map(\.text)
    let relation = try relation(query, alias.text, columns: names, derived.span)
    relation.isLateral = derived.isLateral
    return relation
  }

  /// What LATERAL sees: the tables to the left, and the queries around.
  private var lateralScope: NameScope {
    NameScope(outer: scope.outer, relations: scope.relations, clause: .from)
  }

  /// A query's rows as a relation, its columns renamed where a list says so; that of a view is in a keyspace, and
  /// temporary where MySQL never merges it.
  func relation(
    _ query: BoundQuery,
    _ alias: String,
    in keyspace: String? = nil,
    columns names: [String]?,
    isTemporary: Bool = false,
    _ span: Span
  ) throws(SQLError) -> Relation {
    // What the list calls the columns of an open table, the shard knows.
    let isTrusted = query.hasOpenStar && context.catalog.isPlanOnly
    let names = isTrusted && names?.count != query.columns.count ? nil : names
    if let names, names.count != query.columns.count {
      throw SQLError(
        .columnListMismatch,
        "In definition of view, derived table or common table expression, SELECT list and column "
          + "names list have different column counts",
        at: span
      )
    }
    let isKept = isTemporary || query.root.isMaterialized
    var query = query
    if isKept {
      query = owning(query, alias)
      query.dropDigits(context, table: alias)
    } else {
      noteHexLiterals(of: query)
    }
    let columns = query.columns.indices.map { index in
      Relation.Column(
        name: names?[index] ?? query.columns[index].result.name,
        bound: query.columns[index].bound,
        value: isKept ? nil : query.addDigits(of: index, context)
      )
    }
    let relation = Relation(
      name: alias,
      keyspace: keyspace,
      content: .query(query.root),
      columns: columns
    )
    // Columns that a name alone has given open tables may be one, or none at all.
    if let name = relation.duplicateName, !isTrusted {
      throw SQLError(.duplicateColumn, "Duplicate column name '\(name)'", at: span)
    }
    return relation
  }

  /// The query with columns of its own for what is no column of a table in it: YEAR and TIME values, which beside constants are
  /// columns as those of a table are, hexadecimal literals, which then are strings, and the MIN and MAX of an ENUM or a SET, which
  /// then have a number.
  private func owning(_ query: BoundQuery, _ alias: String) -> BoundQuery {
    var items: [Operator.Project.Item] = []
    var query = query
    for index in query.columns.indices {
      let column = query.columns[index].bound
      guard let type = ownType(of: column, in: query.root) else { continue }
      let name = query.columns[index].result.name
      let own = context.makeColumn(
        name,
        type,
        table: alias,
        nullable: context.isNullable(column.id)
      )
      let value =
        type == column.type
        ? Scalar.column(column) : .call(Call(.cast(type), [.column(column)], type))
      items.append(Operator.Project.Item(id: own.id, value: value))
      query.columns[index].bound = own
    }
    guard !items.isEmpty else { return query }
    query.root = query.root.adding(items)
    return query
  }

  /// The type of a column that a query's rows have of their own; nil where the query's own serves.
  private func ownType(of column: BoundColumn, in root: Operator) -> MySQLType? {
    switch column.type.kind {
    case .year, .time: context.origin(of: column.id).table == nil ? column.type : nil
    case .varbinary: context.hexLiterals.contains(column.id) ? column.type : nil
    case .varchar: root.members(of: column.id)
    default: nil
    }
  }

  /// Takes note of the columns for which MySQL reads a hexadecimal literal where it merges the query.
  private func noteHexLiterals(of query: BoundQuery) {
    for column in query.columns where column.bound.type.kind == .varbinary {
      guard let value = query.root.definition(of: column.bound.id),
        Typing(context: context).operand(value).isHexLiteral
      else { continue }
      context.hexLiterals.insert(column.bound.id)
    }
  }
}

extension Operator {
  /// Whether MySQL keeps its rows in a table of their own: it groups, joins queries or limits.
  fileprivate var isMaterialized: Bool {
    switch self {
    case .project, .filter, .sort: inputs[0].isMaterialized
    case .scan, .join: false
    default: true
    }
  }

  /// The type of the ENUM or SET column of which a column is the MIN or MAX.
  fileprivate func members(of id: ColumnID) -> MySQLType? {
    switch self {
    case .project(let project):
      project.items.first { $0.id == id }?.value.column.flatMap { project.input.members(of: $0.id) }
    case .filter, .sort, .limit, .distinct: inputs.first?.members(of: id)
    case .aggregate(let aggregate):
      aggregate.items.first { $0.id == id }.flatMap { $0.call.members }
    default: nil
    }
  }
}

extension AggregateCall {
  /// The type of the ENUM or SET column whose members' texts MIN or MAX compares; nil of other calls.
  fileprivate var members: MySQLType? {
    guard function == .minimum || function == .maximum else { return nil }
    return arguments.first?.castMember?.column?.type
  }
}
