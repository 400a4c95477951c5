import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// `CREATE TABLE … AS SELECT`: the table is made with the columns of the query, then filled.
  ///
  /// A query that fails leaves no table behind.
  func create(_ statement: CreateTable, _ input: StatementInput) throws(SQLError) -> Result {
    guard let query = statement.query else {
      throw SQLError(.internal, "a table without a query", at: statement.span)
    }
    let keyspace = try keyspace(of: statement.name)
    let isThere = try catalog.keyspace(named: keyspace).tables[statement.name.name.text] != nil
    if isThere, statement.isIfNotExists {
      warn("Table '\(statement.name.name.text)' already exists", code: 1050)
      return Result()
    }
    let columns = try queryColumns(of: statement, keyspace, input)
    let settings = StatementSettings(waiting: variables.options)
    let notes = try cluster.changeTables(of: keyspace, settings: settings) {
      (builder) throws(SQLError) in
      configure(&builder)
      try builder.create(table: statement, queryColumns: columns)
      try checkPrimaryKeys(in: builder.changes)
    }
    let created = warnings + told(notes.map { Warning(.note, code: 1050, message: $0) })
    do throws(SQLError) {
      var result = try fill(statement, keyspace, columns.map(\.name), query, input)
      warnings = created + warnings
      result.warnings = warnings
      return result
    } catch {
      try dropUnfilled(statement, keyspace)
      throw SQLError(error.code, error.message, at: query.span, hint: error.hint)
    }
  }

  private func fill(
    _ statement: CreateTable,
    _ keyspace: String,
    _ columns: [String],
    _ query: QueryExpression,
    _ input: StatementInput
  ) throws(SQLError) -> Result {
    let address = TableAddress(keyspace: keyspace, table: statement.name.name.text)
    let result = try insertRows(of: statement, into: address, columns, query, input)
    try commit()
    return result
  }

  /// Runs the INSERT that the query stands for, in the transaction that is open.
  func insertRows(
    of statement: CreateTable,
    into address: TableAddress,
    _ columns: [String],
    _ query: QueryExpression,
    _ input: StatementInput
  ) throws(SQLError) -> Result {
    let verb =
      switch statement.duplicates {
      case .ignore: "INSERT IGNORE"
      case .replace: "REPLACE"
      case nil: "INSERT"
      }
    let names = columns.map(TableDefinition.name).joined(separator: ", ")
    let table = [address.keyspace, address.table].map(TableDefinition.name).joined(separator: ".")
    let text = "\(verb) INTO \(table) (\(names)) \(query.printed())"
    var own = StatementInput(printed: text, parameters: input.parameters)
    if !input.locals.isEmpty {
      let statement = try Parser.parseProgramStatement(text, mode: .default)
      own.statement = input.replacingLocals.rewritten(statement)
      own.locals = input.locals
    }
    return try dispatch(own)
  }

  private func dropUnfilled(_ statement: CreateTable, _ keyspace: String) throws(SQLError) {
    rollback()
    let name = TableName(qualifier: Identifier(text: keyspace), name: statement.name.name)
    _ = try cluster.changeTables(of: keyspace) { (builder) throws(SQLError) in
      try builder.apply(.dropTable(DropTable(tables: [name])))
    }
  }

  /// The plan of the query, whose names are sought in the table's keyspace if nowhere else.
  ///
  /// Without the statement's input it is a plan that nobody runs, of the query as it is printed.
  func plan(
    ofQueryIn statement: CreateTable,
    _ keyspace: String,
    _ catalog: Catalog,
    _ input: StatementInput? = nil
  ) throws(SQLError) -> Plan {
    guard let query = statement.query else {
      throw SQLError(.internal, "a table without a query", at: statement.span)
    }
    let options = options(forTableMadeOf: query, keyspace, input)
    guard let input else {
      let text = query.withoutAssignments.printed()
      let printed = try Parser.parse(text, mode: .default)
      return try planner(catalog, options).plan(printed, text: text)
    }
    return try planner(catalog, options)
      .plan(.query(query.withoutAssignments), text: input.text)
  }

  private func options(
    forTableMadeOf query: QueryExpression,
    _ keyspace: String,
    _ input: StatementInput?
  ) -> PlannerOptions {
    var options = input.map(plannerOptions(for:)) ?? plannerOptions
    if input == nil { options.readsSystemTables = planningCatalog == nil }
    options.defaultKeyspace = options.defaultKeyspace ?? keyspace
    var typed = variables
    typed.fixTypes(of: query.assignedVariables)
    options.variableTypes = typed.userTypes.merging(typed.untypedTexts) { $1 }
    return options
  }

  /// How many characters a computed text may have that is no TEXT: MySQL's CONVERT_IF_BIGGER_TO_BLOB.
  private static let longestComputedText = 512

  /// The columns that a table gets by its query.
  func queryColumns(
    of statement: CreateTable,
    _ keyspace: String,
    _ input: StatementInput
  ) throws(SQLError) -> [ColumnDefinition] {
    guard let query = statement.query else { return [] }
    var statement = statement
    let rewritten = input.replacingLocals.rewritten(query)
    statement.query = rewritten
    let plan = try plan(ofQueryIn: statement, keyspace, catalog, input)
    let found = try cluster.planner(catalog, options(forTableMadeOf: rewritten, keyspace, input))
      .columns(ofTableMadeOf: rewritten.withoutAssignments, text: input.text)
    let columns = zip(try queryColumns(of: plan, statement), found).map { $0.told(by: $1) }
    return attributed(columns, plan, query)
  }

  /// The columns that the query's become, by their types.
  private func queryColumns(
    of plan: Plan,
    _ statement: CreateTable
  ) throws(SQLError) -> [ColumnDefinition] {
    var seen: Set<String> = []
    return try plan.columns.mapTyped { (column) throws(SQLError) in
      guard seen.insert(column.name.lowercased()).inserted else {
        throw SQLError(
          .duplicateColumn,
          "Duplicate column name '\(column.name)'",
          at: statement.span
        )
      }
      switch column.type.kind {
      case .unknown:
        throw SQLError(
          .unsupported,
          "CREATE TABLE … AS SELECT does not know the type of '\(column.name)'",
          at: statement.span,
          hint: "use CAST"
        )
      // MySQL's type of a column that is NULL and nothing else.
      case .null:
        return ColumnDefinition(
          name: column.name,
          type: MySQLType(.binary, length: 0, collation: .binary)
        )
      // Numbers that a few digits hold are kept as INT.
      case .bigint where (1...9).contains(column.type.length ?? 0) && !column.type.isUnsigned:
        return ColumnDefinition(name: column.name, type: .int)
      case .bigint where column.type.zeroFill == nil:
        var type = column.type
        type.length = nil
        return ColumnDefinition(name: column.name, type: type)
      // Texts of which nobody knows how long they are, and long ones that are computed.
      case .varchar where column.type.length == nil:
        return ColumnDefinition(
          name: column.name,
          type: MySQLType(.longtext, collation: column.type.collation)
        )
      case .varbinary where column.type.length == nil:
        return ColumnDefinition(name: column.name, type: .longblob)
      case .varchar where column.column == nil && column.type.textLength > Self.longestComputedText,
        .varbinary where column.column == nil && column.type.textLength > Self.longestComputedText:
        let kind: MySQLType.Kind = column.type.isBinary ? .blob : .text
        return ColumnDefinition(
          name: column.name,
          type: MySQLType(kind, collation: column.type.collation)
        )
      // Seventeen digits more than those behind the point are as many as a DOUBLE may have.
      case .double where column.type.length == nil:
        var type = column.type
        type.length = type.scale.map { $0 + 17 }
        return ColumnDefinition(name: column.name, type: type)
      default: return ColumnDefinition(name: column.name, type: column.type)
      }
    }
  }
}

extension ColumnDefinition {
  /// The column with whether it may be NULL and the default that another has; of the members of an ENUM or SET it takes
  /// the type too.
  fileprivate func told(by other: ColumnDefinition) -> ColumnDefinition {
    var told = self
    guard type.kind != .binary || type.length != 0 else { return told }
    if !other.type.members.isEmpty { told.type = other.type }
    told.isNullable = other.isNullable
    if !told.type.refusesLiteralDefault { told.defaultExpression = other.defaultExpression }
    return told
  }
}

extension StatementInput {
  /// Makes parameters of the names of a stored program's local variables.
  fileprivate var replacingLocals: LeafRewriter<Never> {
    LeafRewriter { leaf in
      guard case .column(let name) = leaf else { return nil }
      let qualifier = name.qualifier.map { $0.name.folded + "." } ?? ""
      let position = locals.firstIndex { $0.name == qualifier + name.name.folded }
      return position.map { .parameter(ParameterReference(parameter: .positional($0))) }
    }
  }
}
