import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

// `SELECT @n := @n + 1, name FROM t ORDER BY name`: the rows are read as by any SELECT, and the items that
// assign or read what is assigned are computed for one after another, as MySQL does once rows are sorted.
extension Session {
  /// Runs a statement that assigns to user variables; nil for any other, and where it is not known when MySQL
  /// assigns.
  func runningAssignments(
    _ statement: Statement,
    _ input: StatementInput,
    literals: [TypedValue],
    _ snapshot: ClusterSnapshot
  ) throws(SQLError) -> Result? {
    guard input.text.contains(bytesOf: ":=") else { return nil }
    let names = statement.variables.assigned
    guard !names.isEmpty else { return nil }
    let saved = variables
    variables.fixTypes(of: names)
    // NOW() is the same in all rows.
    let time = programs.statementTime
    programs.statementTime = currentTime
    defer { programs.statementTime = time }
    let stop = StopSignal(deadline: timeout(of: statement).map { .now + $0 })
    interrupter.start(stop)
    defer { interrupter.finish() }
    do throws(SQLError) {
      let run = RunningStatement(self, statement, input, literals, snapshot, stop)
      let result = try run.result()
      if result == nil { variables = saved } else { variables.readTypes(as: saved) }
      return result
    } catch {
      variables = saved
      throw error
    }
  }

  /// The planner's plan of a statement that is looked at; of one that assigns row after row the one that reads its
  /// rows, nothing assigned.
  func readingPlan(
    of statement: Statement,
    _ input: StatementInput,
    _ catalog: Catalog,
    mayScatter: Bool = false
  ) throws(SQLError) -> Plan {
    let text = input.text
    let assigns = text.contains(bytesOf: ":=") && !statement.variables.assigned.isEmpty
    let options = readingOptions(for: input, mayScatter: mayScatter, readsSystemTables: assigns)
    let planner = planner(catalog, options)
    guard assigns else { return try planner.plan(statement, text: text) }
    do throws(SQLError) {
      return try planner.plan(statement, text: text)
    } catch  where error.code == .unsupported {
      guard case .query(let query) = statement,
        let select = try runningSelect(query, input, catalog)
      else { return try planner.plan(statement.withoutAssignments, text: text) }
      return try planner.plan(.query(select.source), text: text)
    }
  }

  private func readingOptions(
    for input: StatementInput,
    mayScatter: Bool,
    readsSystemTables: Bool
  ) -> PlannerOptions {
    var options = plannerOptions(for: input)
    if mayScatter { options.refusesScatter = false }
    options.readsSystemTables = readsSystemTables
    options.tellsEstimates = true
    return options
  }

  /// A query whose own items assign; nil where MySQL's order is not known.
  func runningSelect(
    _ query: QueryExpression,
    _ input: StatementInput,
    _ catalog: Catalog
  ) throws(SQLError) -> RunningSelect? {
    let builder = RunningBuilder(query, input) {
      [unowned self] factor in
      guard input.givenRows[factor.name.name.text] == nil, !query.namesCommonTable(factor.name)
      else { return nil }
      return primaryKey(of: factor, catalog)
    }
    return try builder.select()
  }

  /// The primary key of a table, by which its rows have one order; nil for what has none.
  func primaryKey(of factor: TableFactor, _ catalog: Catalog) -> [String]? {
    guard factor.partitions.isEmpty,
      let found = try? catalog.resolve(
        table: factor.name.name.text,
        keyspace: factor.name.qualifier?.text,
        default: target.keyspace
      ), found.hasOneOrder
    else { return nil }
    return found.table.primaryKey
  }
}

extension ResolvedTable {
  /// Whether it has rows that its primary key puts in order: one that it was not given does on each shard.
  fileprivate var hasOneOrder: Bool {
    table.view == nil && !table.primaryKey.isEmpty && !(table.hasHiddenKey && keyspace.isSharded)
  }
}

extension QueryExpression {
  fileprivate func namesCommonTable(_ name: TableName) -> Bool {
    name.qualifier == nil && with?.tables.contains { $0.name.folded == name.name.folded } ?? false
  }
}

extension InsertSource {
  /// How many rows are written out; nil for a query's.
  fileprivate var rowCount: Int? { if case .values(let rows) = self { rows.count } else { nil } }
}

/// One run of a statement that assigns to user variables.
final class RunningStatement {
  let session: Session
  private(set) var input: StatementInput
  let literals: [TypedValue]
  let snapshot: ClusterSnapshot
  let stop: StopSignal
  private let statement: Statement
  var queries: AssigningQueries {
    AssigningQueries(
      statement,
      primaryKey: { [session, snapshot] in session.primaryKey(of: $0, snapshot.catalog) },
      givenRows(of:_:_:)
    )
  }

  init(
    _ session: Session,
    _ statement: Statement,
    _ input: StatementInput,
    _ literals: [TypedValue],
    _ snapshot: ClusterSnapshot,
    _ stop: StopSignal
  ) {
    self.session = session
    self.statement = statement
    self.input = input
    self.input.isPart = true
    self.literals = literals
    self.snapshot = snapshot
    self.stop = stop
  }

  func result() throws(SQLError) -> Result? {
    switch statement {
    case .query(let query): try result(of: query)
    case .insert(let insert): try result(of: insert)
    case .update(let update): try result(of: update)
    case .delete(let delete): try result(of: delete)
    default: nil
    }
  }

  /// A DELETE whose derived tables assign.
  private func result(of delete: Delete) throws(SQLError) -> Result? {
    var copy = delete
    var queries = queries
    let known = try queries.resolved(delete.with, delete.tables, where: delete.where)
    guard let (with, block) = known else { return nil }
    copy.with = with
    copy.tables = Array(block.from)
    copy.where = block.where
    let use = Statement.delete(copy).variables
    guard use.assigned.isEmpty, use.read.isDisjoint(with: queries.searchedVariables) else {
      return nil
    }
    var input = input
    input.givenRows = queries.given
    return try run(.delete(copy), input)
  }

  // MARK: SELECT

  private func result(of query: QueryExpression) throws(SQLError) -> Result? {
    var queries = queries
    guard let known = try queries.resolved(query),
      known.variables.all.isDisjoint(with: queries.searchedVariables)
    else { return nil }
    var input = input
    input.givenRows = queries.given
    if let select = try session.runningSelect(known, input, snapshot.catalog) {
      return try rows(of: select, input)
    }
    guard !known.assigns, !input.givenRows.isEmpty else { return nil }
    return try run(.query(known), input)
  }

  /// Runs a statement that assigns nothing any more.
  func run(_ statement: Statement, _ input: StatementInput) throws(SQLError) -> Result {
    try session.runOnce(
      statement,
      input,
      session.plannerOptions(for: input),
      literals: literals,
      snapshot
    )
  }

  /// The rows of a query inside the statement.
  private func givenRows(
    of query: QueryExpression,
    _ given: [String: GivenRows],
    _ keepsDigits: Bool
  ) throws(SQLError) -> GivenRows? {
    var input = input
    input.givenRows = given
    input.isInternal = true
    input.keepsDigits = keepsDigits
    let result: Result
    if let select = try session.runningSelect(query, input, snapshot.catalog) {
      result = try rows(of: select, input)
    } else if !query.assigns {
      result = try run(.query(query), input)
    } else {
      return nil
    }
    return GivenRows(columns: result.columns, rows: result.rows)
  }

  // MARK: INSERT

  private func result(of insert: Insert) throws(SQLError) -> Result? {
    var copy = insert
    var input = input
    if insert.source.rowCount != 1, try hasTriggersOfVariables(insert.table) { return nil }
    switch insert.source {
    case .query(let query):
      // The tables of the query are out of sight.
      guard
        insert.onDuplicate.allSatisfy({ $0.value.variables.all.isEmpty && !$0.value.namesColumns })
      else { return nil }
      var queries = queries
      guard let rows = try queries.rows(of: query, keepsDigits: true) else { return nil }
      input.givenRows = queries.given
      copy.source = .query(rows)
    case .values(let rows):
      guard !insert.onDuplicate.contains(where: { !$0.value.variables.assigned.isEmpty }) else {
        return nil
      }
      guard let values = try values(of: rows, &input) else { return nil }
      copy.source = .values(values)
    }
    return try run(.insert(copy), input)
  }

  /// Whether a trigger of the table reads or sets user variables, which the rows that are computed first do not see.
  func hasTriggersOfVariables(_ name: TableName) throws(SQLError) -> Bool {
    let table = try snapshot.catalog.resolve(
      table: name.name.text,
      keyspace: name.qualifier?.text,
      default: session.target.keyspace
    )
    return table.keyspace.triggers.contains {
      $0.table.isSameName(as: table.table.name) && $0.definition.body.printed().contains("@")
    }
  }

  /// The rows of VALUES with parameters for what assigns or reads variables, computed from left to right.
  private func values(
    of rows: [[Expression]],
    _ input: inout StatementInput
  ) throws(SQLError) -> [[Expression]]? {
    var result = rows
    for (row, cells) in rows.enumerated() {
      for (column, cell) in cells.enumerated() where !cell.variables.all.isEmpty {
        let compiler = RunningCompiler()
        guard let expression = try compiler.compile(cell), compiler.sources.isEmpty else {
          return nil
        }
        let value = try session.value(
          of: expression,
          TypedRow(input: self.input),
          keepsDigits: true
        )
        result[row][column] = input.adding(value)
      }
    }
    return result
  }
}

extension StatementInput {
  /// Takes a value in; gives the parameter that stands for it.
  mutating func adding(_ value: TypedValue) -> VitrineSQL.Expression {
    locals.append(("assigned \(locals.count)", value))
    let position = parameters.count + locals.count - 1
    return .parameter(ParameterReference(parameter: .positional(position)))
  }
}
