package import VitrineSQL
import VitrineSQLite
package import VitrineSharding

/// What is known and decided while one statement is planned: the catalog, the statement's columns,
/// the literals whose values were looked at, and the rules that fired.
///
/// One planning, one context, one thread. What rules ask again and again is not changed while it is read, and so without
/// checks of that at run time; the same holds of scopes, relations and renderers.
package final class PlanningContext {
  /// Where a column comes from, for names and messages.
  package struct ColumnOrigin: Sendable, Hashable {
    /// The alias of the table or derived table it belongs to.
    package var table: String?
    /// Its name there.
    package var column: String

    package init(table: String?, column: String) {
      self.table = table
      self.column = column
    }
  }

  /// Numbers that a statement takes of a sequence.
  struct Numbers {
    var table: ResolvedTable
    var count: Scalar
  }

  private struct ColumnDescription {
    var type: MySQLType
    var origin: ColumnOrigin
    var isNullable: Bool
  }

  /// The columns of a table under an alias, numbered one after another; their definitions tell of them.
  private struct TableColumns {
    var first: Int
    var alias: String
    var definitions: [ColumnDefinition]
    /// How many single columns were made before them.
    var earlier: Int
  }

  /// What tells of a column.
  private enum ColumnSource {
    case single(Int)
    case table(Int, position: Int)
  }

  package let catalog: Catalog
  package let options: PlannerOptions
  package internal(set) var strategy: any Strategy
  package let costs: CostModel
  /// The types of system variables, by lower-case name.
  package let systemVariables: [String: MySQLType]
  /// The statement's text, to which spans refer.
  package let text: String
  @exclusivity(unchecked) package private(set) var pinnedLiterals: Set<Int> = []
  /// Literal tokens that are part of columns' names.
  @exclusivity(unchecked) private var namingLiterals: Set<Int> = []
  /// Literal tokens that stand in the statement as values.
  @exclusivity(unchecked) private var boundLiterals: [Int] = []
  @exclusivity(unchecked) package private(set) var firings: [RuleFiring] = []
  /// How many of them were in subqueries that are planned apart and done: each of these has a limit of its own.
  @exclusivity(unchecked) var finishedFirings = 0
  /// How many columns there are.
  @exclusivity(unchecked) private var columnCount = 0
  /// Those of tables, in the order in which they were made.
  @exclusivity(unchecked) private var tables: [TableColumns] = []
  /// The others, made one by one.
  @exclusivity(unchecked) private var columns: [ColumnDescription] = []
  /// Of columns that insist on their collation less than a table's do, as those of literals.
  @exclusivity(unchecked) private var coercibilities: [ColumnID: Operand.Coercibility] = [:]
  /// Columns of derived tables for which MySQL reads a hexadecimal literal.
  var hexLiterals: Set<ColumnID> = []
  private var inferences: Set<Scalar> = []
  private var orderings: Set<ColumnSet> = []
  /// Subqueries that run before the rest of the plan, the first first.
  @exclusivity(unchecked) private(set) var pulledOut = PulledOut()
  /// The routes around the subquery that is being planned, the innermost last.
  @exclusivity(unchecked) package internal(set) var enclosing: [Operator.Route] = []
  /// Whether the statement's own FROM reads no table, so that its rows can be made on any shard.
  var readsOnlyInSubqueries = false
  /// What the statement's queries say of locks.
  var locking: [LockingClause] = []
  /// The number of parameter markers met so far.
  package private(set) var parameterCount = 0
  private var subqueryCount = 0
  private var slotCount = 0
  private var inputCount = 0
  private var namedParameters: [String] = []
  private var coordinatedRecursions: Set<Int> = []
  /// Recursions of which the coordinator reads the tables whole, once, rather than by the keys of each round.
  private var wholeRecursions: Set<Int> = []
  /// The slots of the rows of the last round.
  private var roundSlots: [Int: Int] = [:]
  /// How often each user variable is read, and how often of that in the value it is assigned.
  private var variableReads: [String: Int] = [:]
  private var assignedVariables: [(name: String, ownReads: Int)] = []
  /// The tables that the statement writes, which no copy can stand for.
  var writtenTables: Set<TableAddress> = []
  /// Whether a function is called that only the shards' databases may know.
  package private(set) var callsShardFunction = false
  /// Whether functions are called that go on from row to row: see ``Scalar/isSequential``.
  private(set) var callsSequentially = false
  /// Whether functions are called that give another answer each time or do something.
  private(set) var callsVolatile = false
  /// Whether LAST_INSERT_ID(value) is called.
  private(set) var givesInsertID = false
  /// Whether stored functions are called that the engine runs for each row.
  private(set) var callsPrograms = false
  /// Where in the text the statement's first SELECT begins, which may have options that no other may.
  var firstSelect: Int32?
  /// One of them that changes more than its own variables.
  private(set) var changingProgram: String?
  /// Whether one of them sets variables of the session.
  private var setsVariables = false
  private var programCount = 0
  /// The stored functions that are being written into the statement, one inside the other.
  var inlinedPrograms: Set<String> = []
  /// The tables that these read.
  private(set) var tablesOfFunctions: Set<String> = []
  /// Whether a table is read anywhere in the statement.
  private var readsTable = false
  /// What `SELECT NEXT n VALUES` takes, and of what.
  var numbers: Numbers?
  /// What the statement's text leaves open, where that is asked.
  var completion: CompletedText?
  /// How deep the query or expression being bound is nested.
  var depth = 0
  /// What MySQL warns of when it reads the statement's names.
  private(set) var warnings: [Warning] = []
  /// How many views and common table expressions were put in place of their names.
  var expansions = 0
  /// How often subqueries were tried on the shards of the rows around them.
  var attempts = 0
  /// How long planning may take.
  @exclusivity(unchecked) var time = PlanningTime()
  /// An error that matters only if the statement needs more than one route: a name that one shard's
  /// database may be able to place, but the catalog cannot.
  package private(set) var postponedError: SQLError?

  package init(
    catalog: Catalog,
    options: PlannerOptions,
    text: String,
    strategy: any Strategy = PushDown(),
    costs: CostModel = CostModel(),
    systemVariables: [String: MySQLType] = [:]
  ) {
    self.catalog = catalog
    self.options = options
    self.text = text
    self.strategy = strategy
    self.costs = costs
    self.systemVariables = systemVariables
  }
}

extension PlanningContext {
  /// A column of its own, with a name for the reader.
  package func makeColumn(
    _ name: String,
    _ type: MySQLType,
    table: String? = nil,
    nullable: Bool = true
  ) -> BoundColumn {
    let id = ColumnID(columnCount)
    columnCount += 1
    let origin = ColumnOrigin(table: table, column: name)
    columns.append(ColumnDescription(type: type, origin: origin, isNullable: nullable))
    return BoundColumn(id, type)
  }

  /// Makes the columns of a table under an alias.
  ///
  /// - Returns: the number of the first; the others follow in their order.
  func makeColumns(_ definitions: [ColumnDefinition], table alias: String) -> Int {
    let first = columnCount
    columnCount += definitions.count
    tables.append(
      TableColumns(
        first: first,
        alias: alias,
        definitions: definitions,
        earlier: columns.count
      )
    )
    return first
  }

  /// Takes note that a column insists on its collation as strongly as the value that it is computed from.
  func note(_ value: Scalar, isThatOf column: BoundColumn) {
    guard value.type.hasText else { return }
    if let source = value.column {
      coercibilities[column.id] = coercibilities[source.id]
    } else {
      coercibilities[column.id] = Typing(context: self).operand(value).coercibility
    }
  }

  /// The same of a column that an aggregate makes: MAX('x') insists no more than 'x'.
  func note(_ call: AggregateCall, isThatOf column: BoundColumn) {
    guard call.type.hasText else { return }
    coercibilities[column.id] = Typing(context: self).coercibility(ofTextFrom: call.arguments)
  }

  /// Another column that carries the same values.
  func makeColumn(like column: BoundColumn) -> BoundColumn {
    let made = makeColumn(origin(of: column.id).column, column.type)
    coercibilities[made.id] = coercibilities[column.id]
    return made
  }

  /// How strongly a column's text insists on its collation; nil where it does as any column.
  func coercibility(of id: ColumnID) -> Operand.Coercibility? { coercibilities[id] }

  /// How strongly the text of a subquery's one value insists; nil where it does as any other text.
  func coercibility(of subquery: Subquery) -> Operand.Coercibility? {
    guard case .scalar = subquery.kind, let column = subquery.columns.first else { return nil }
    return coercibility(of: column.id)
  }

  package func column(_ id: ColumnID) -> BoundColumn { BoundColumn(id, type(of: id)) }

  package func type(of id: ColumnID) -> MySQLType {
    switch source(of: id) {
    case .single(let index): columns[index].type
    case .table(let table, let position): tables[table].definitions[position].type
    case nil: .unknown
    }
  }

  package func origin(of id: ColumnID) -> ColumnOrigin {
    switch source(of: id) {
    case .single(let index): columns[index].origin
    case .table(let table, let position):
      ColumnOrigin(
        table: tables[table].alias,
        column: tables[table].definitions[position].name
      )
    case nil: ColumnOrigin(table: nil, column: "c\(id.number)")
    }
  }

  /// Whether the column can be NULL where it is made; an outer join above may still add NULLs.
  package func isNullable(_ id: ColumnID) -> Bool {
    switch source(of: id) {
    case .single(let index): columns[index].isNullable
    case .table(let table, let position): tables[table].definitions[position].isNullable
    case nil: true
    }
  }

  /// Whether these are columns of one table of which either all or none can be NULL there.
  func areNullAlike(_ scalars: [Scalar]) -> Bool {
    var first: (table: Int, isNullable: Bool)?
    return scalars.allSatisfy { scalar in
      guard case .column(let column) = scalar, case .table(let table, _) = source(of: column.id)
      else { return false }
      let own = (table, isNullable(column.id))
      defer { first = first ?? own }
      return first.map { $0 == own } ?? true
    }
  }

  private func source(of id: ColumnID) -> ColumnSource? {
    var index = id.number
    if let table = tables.indices.last(where: { tables[$0].first <= id.number }) {
      let position = id.number - tables[table].first
      let count = tables[table].definitions.count
      if position < count { return .table(table, position: position) }
      index = tables[table].earlier + position - count
    }
    return columns.indices.contains(index) ? .single(index) : nil
  }
}

extension PlanningContext {
  /// Says that the plan depends on the value of the literal token: the plan then serves only
  /// statements with the same value there.
  package func pin(_ ordinal: Int?) {
    if let ordinal { pinnedLiterals.insert(ordinal) }
  }

  /// Says that the literal token became a value of the bound statement.
  func noteBound(_ ordinal: Int?) {
    if let ordinal { boundLiterals.append(ordinal) }
  }

  func warn(_ warning: Warning) { warnings.append(warning) }

  /// The literal tokens whose values the plan reads when it runs.
  package var freeLiterals: Set<Int> {
    boundLiterals.reduce(into: []) { free, ordinal in
      if !pinnedLiterals.contains(ordinal), !namingLiterals.contains(ordinal) {
        free.insert(ordinal)
      }
    }
  }

  /// Says that the text of the literal's tokens stands in the name of a column of the answer: the plan
  /// serves it alone, though its value is sent as a parameter.
  func noteNaming(tokensOf literal: VitrineSQL.Literal) {
    namingLiterals.formUnion(literal.ordinals)
  }

  /// Keeps the first error that only a plan of several routes must raise.
  package func postpone(_ error: SQLError) {
    postponedError = postponedError ?? error
  }

  /// The position of Vitess's `:name`: named parameters are numbered as they are met.
  package func parameter(named name: String) -> Int {
    if let position = namedParameters.firstIndex(of: name) { return position }
    namedParameters.append(name)
    return namedParameters.count - 1
  }

  /// Takes note of a parameter marker at this position.
  package func noteParameter(_ position: Int) {
    parameterCount = max(parameterCount, position + 1)
  }

  /// Whether the statement holds subqueries, or a rule has made one.
  var hasSubqueries: Bool { subqueryCount > 0 }

  /// Visits every operator, those of subqueries as well.
  func walk(_ tree: Operator, _ visit: (Operator) -> Void) {
    if hasSubqueries { tree.walkIncludingSubqueries(visit) } else { tree.walk(visit) }
  }

  package func makeSubqueryID() -> Int {
    subqueryCount += 1
    return subqueryCount
  }

  /// A slot that a pulled-out subquery fills.
  package func makeSlot() -> Int {
    slotCount += 1
    return slotCount - 1
  }

  /// The name of a table that the engine provides: `input_0`, `input_1`, ….
  package func makeInputName() -> String {
    inputCount += 1
    return "input_\(inputCount - 1)"
  }

  /// Takes note of a stored function that the engine runs; gives the call's number where it is not to be taken
  /// for another.
  func noteProgram(_ name: String, _ nature: ProgramNature) -> Int {
    callsPrograms = true
    guard nature.changes else { return 0 }
    changingProgram = changingProgram ?? name
    setsVariables = setsVariables || nature.setsVariables
    programCount += 1
    return programCount
  }

  /// Takes note of a function that may go on from row to row, or is volatile.
  func noteFunction(_ name: String, _ arguments: [Scalar]) {
    callsVolatile = callsVolatile || FunctionCatalog.find(name)?.stability == .volatile
    guard !arguments.isEmpty, name == "RAND" || name == "LAST_INSERT_ID" else { return }
    givesInsertID = givesInsertID || name == "LAST_INSERT_ID"
    if !catalog.isPlanOnly { callsSequentially = true }
  }

  /// Refuses to read user variables in a statement whose functions may set them for each row.
  func checkVariables() throws(SQLError) {
    guard setsVariables, !variableReads.isEmpty else { return }
    throw SQLError(
      .unsupported,
      "a statement that reads user variables and calls the stored function \(changingProgram ?? ""), which "
        + "may set them, is not supported"
    )
  }

  package func noteRead(ofVariable name: String) { variableReads[name, default: 0] += 1 }

  package func readCount(ofVariable name: String) -> Int { variableReads[name] ?? 0 }

  /// Takes note of `@name := …`, whose value reads the variable itself so many times.
  package func noteAssignment(toVariable name: String, ownReads: Int) {
    assignedVariables.append((name, ownReads))
  }

  /// Refuses a statement that assigns a variable and reads it elsewhere, or assigns it twice: what it
  /// means depends on the order of evaluation.
  package func checkAssignments() throws(SQLError) {
    for (name, ownReads) in assignedVariables {
      let isAlone = assignedVariables.filter { $0.name == name }.count == 1
      guard isAlone, readCount(ofVariable: name) == ownReads else {
        throw SQLError(
          .unsupported,
          "a statement that assigns @\(name) and uses it elsewhere is not supported",
          hint: "assign with SET first"
        )
      }
    }
  }

  /// Takes note of a function on trust, in keyspaces to which no DDL belongs.
  package func noteShardFunction() { callsShardFunction = true }

  /// Takes note that the statement reads a table.
  package func note(_ table: ResolvedTable) {
    readsTable = true
    if !inlinedPrograms.isEmpty { tablesOfFunctions.insert("\(table.address)") }
  }

  /// Where a statement that reads no table must be answered all the same: beside the function that only
  /// a keyspace's databases may know.
  package var homeWithoutTables: Locality {
    guard callsShardFunction, !readsTable, let keyspace = homeOfFunctions else { return .anywhere }
    return Locality(keyspace: keyspace.name, isSharded: keyspace.isSharded)
  }

  /// The default keyspace, or any where there is none.
  private var homeOfFunctions: Keyspace? {
    if let name = options.defaultKeyspace { return catalog.keyspaces[name] }
    let keyspaces = catalog.keyspaces.values.sorted { $0.name < $1.name }
    return keyspaces.first { !$0.isSharded } ?? keyspaces.first
  }

  /// Says that the rounds of a recursion run in the coordinator.
  package func coordinate(recursion id: Int) { coordinatedRecursions.insert(id) }

  package func isCoordinated(recursion id: Int) -> Bool { coordinatedRecursions.contains(id) }

  /// Says that a recursion's tables are read whole and once.
  func readWhole(recursion id: Int) { wholeRecursions.insert(id) }

  /// Whether a recursion's tables may be asked for the keys of the last round's rows.
  func mayLookUp(byRowsOf recursion: Int) -> Bool {
    coordinatedRecursions.contains(recursion) && !wholeRecursions.contains(recursion)
  }

  /// The slot of a recursion whose rounds the gateway runs.
  func makeSlot(ofRecursion id: Int) { roundSlots[id] = roundSlots[id] ?? makeSlot() }

  func slot(ofRecursion id: Int) -> Int? { roundSlots[id] }

  /// Takes note of a condition that a rule inferred; false when it was inferred before.
  package func noteInference(_ condition: Scalar) -> Bool { inferences.insert(condition).inserted }

  /// Whether inputs with these columns were put in order.
  func hasOrdered(_ columns: ColumnSet) -> Bool { orderings.contains(columns) }

  /// Takes note that inputs with these columns were put in order; false when they were before.
  package func noteOrdering(of columns: ColumnSet) -> Bool {
    orderings.insert(columns).inserted
  }

  func record(_ rule: String, _ wording: RewriteWording) {
    if firings.isEmpty { firings.reserveCapacity(8) }
    firings.append(RuleFiring(rule, wording))
  }
}

// MARK: - Attempts

extension PlanningContext {
  /// A state to return to when an attempt is given up.
  package struct Mark {
    fileprivate var firings: Int
    fileprivate var pullouts: Int
    fileprivate var pinned: Set<Int>
    fileprivate var inferences: Set<Scalar>
    fileprivate var orderings: Set<ColumnSet>
  }

  package var mark: Mark {
    Mark(
      firings: firings.count,
      pullouts: pulledOut.pullouts.count,
      pinned: pinnedLiterals,
      inferences: inferences,
      orderings: orderings
    )
  }

  /// Forgets what happened since the mark.
  package func rewind(to mark: Mark) {
    firings.removeSubrange(min(mark.firings, firings.count)...)
    finishedFirings = min(finishedFirings, firings.count)
    pulledOut.keep(mark.pullouts)
    pinnedLiterals = mark.pinned
    inferences = mark.inferences
    orderings = mark.orderings
  }

  /// The subqueries that run first, which the caller now sees to.
  package func takePullouts() -> [Operator.Pullout] {
    defer { pulledOut = PulledOut() }
    return pulledOut.pullouts
  }

  package func pullOut(_ pullout: Operator.Pullout) {
    pulledOut.append(pullout)
  }
}
