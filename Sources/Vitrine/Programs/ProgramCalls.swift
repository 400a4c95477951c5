import Synchronization
import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Runs the stored functions that a statement calls for its rows, while a coordinator computes these.
///
/// The coordinator waits inside SQLite meanwhile. What the function asks goes to the shards through the
/// statement's own connections, whose rows for the coordinator have all been fetched before, and to other
/// coordinators.
///
/// `@unchecked Sendable`: it is used by the statement's own thread alone, on which every coordinator
/// computes, and by those of `DeepStack`, for which that one waits.
final class ProgramCalls: ProgramRunner, @unchecked Sendable {
  private struct Callee {
    let keyspace: String
    let source: StoredProgram
    let program: CompiledProgram
    let types: [MySQLType]
    /// Whether it has been called before.
    var isRepeated = false
  }

  /// The statement.
  weak var execution: PlanExecution?
  /// The tables that the statement changes row after row, between one call and the next.
  private(set) var written: Set<String> = []
  /// One of them that a function has read; nothing was changed before.
  private var tableRead: String?
  /// Whether the call that is being made has been made before, for a row that comes first.
  private var isRepeated = false
  private var callees: [String: Callee] = [:]

  func value(of call: String, _ arguments: [Value]) throws(SQLError) -> Value {
    guard let execution, let session = execution.session else {
      throw SQLError(.internal, "a stored function is called by no statement")
    }
    let callee = try callee(of: call, execution)
    let run = ProgramRun(
      callee.program,
      in: session,
      output: ProgramOutput(),
      stop: StopSignal(parent: execution.stop)
    )
    isRepeated = callee.isRepeated
    if !written.isEmpty { session.programs.callsOfWrites.append(self) }
    defer { if !written.isEmpty { session.programs.callsOfWrites.removeLast() } }
    try session.perform(
      run,
      at: ProgramPlace(callee.source, of: callee.keyspace),
      zip(arguments, callee.types).map { TypedValue($0, $1) },
      in: execution
    )
    return try run.answer().value
  }

  private func callee(
    of call: String,
    _ execution: PlanExecution
  ) throws(SQLError) -> Callee {
    if var known = callees[call] {
      known.isRepeated = true
      callees[call] = known
      return known
    }
    guard let read = ProgramInvocation(text: call) else {
      throw SQLError(.internal, "my_program does not understand what it shall call")
    }
    let keyspace = try execution.snapshot.catalog.keyspace(named: read.keyspace)
    guard let source = keyspace.programs[StoredProgram.Key(.function, read.name)] else {
      throw SQLError(.unknownFunction, "FUNCTION \(read.keyspace).\(read.name) does not exist")
    }
    let callee = Callee(
      keyspace: read.keyspace,
      source: source,
      program: try execution.cluster.programs.program(source),
      types: read.types
    )
    callees[call] = callee
    return callee
  }
}

extension ProgramCalls {
  /// Takes note of the tables that a step writes, by itself and by foreign keys.
  func noteTables(of root: Primitive, _ snapshot: ClusterSnapshot) {
    written.formUnion(Self.tables(changedBy: root, snapshot))
  }

  /// The tables that a statement writes, and those that it changes by foreign keys.
  static func tables(changedBy root: Primitive, _ snapshot: ClusterSnapshot) -> Set<String> {
    var written: Set<String> = []
    let assigned = root.assignedColumns
    var open: [TableAddress] = []
    for address in root.writtenTables {
      written.insert("\(address)")
      for reference in snapshot.references[address] ?? []
      where reference.key.changesChildren(ofRowsSetting: assigned) {
        open.append(reference.child)
      }
    }
    while let address = open.popLast() {
      guard written.insert("\(address)").inserted else { continue }
      for reference in snapshot.references[address] ?? []
      where reference.key.changesChildren(ofRowsSetting: nil) {
        open.append(reference.child)
      }
    }
    return written
  }

  /// Refuses to read in a function what the statement around changes row after row.
  ///
  /// MySQL's function sees the rows that have been changed already; for the first row there are none.
  func checkMayRead(_ tables: Set<String>) throws(SQLError) {
    guard let table = tables.first(where: written.contains) else { return }
    guard !isRepeated else { throw Self.refusedRead(of: table) }
    tableRead = table
  }

  /// Refuses the rows of a statement of which functions have read the table as it was before the first.
  func checkMayChange(rows count: Int) throws(SQLError) {
    if count > 1, let tableRead { throw Self.refusedRead(of: tableRead) }
  }

  static func refusedRead(of table: String) -> SQLError {
    SQLError(
      .unsupported,
      "a stored function that reads '\(table)' cannot be called by a statement that changes several of its rows"
    )
  }
}

extension Session {
  /// The coordinators for a statement, which may stand in a function that one of them has called.
  var coordinators: CoordinatorPool {
    var pool = cluster.coordinators
    pool.isNested = programs.depth > 0
    return pool
  }

  /// Refuses what a function cannot read in the statements around, and takes note of the rest.
  func checkMayReadInFunction(_ plan: Plan) throws(SQLError) {
    guard programs.runsFunctionsFirst || !programs.callsOfWrites.isEmpty else { return }
    // What it writes is refused for that.
    let read = Set(plan.tables).subtracting(plan.root.writtenTables.map(\.description))
    for calls in programs.callsOfWrites { try calls.checkMayRead(read) }
    programs.readByFunctions.formUnion(plan.tables)
  }

  /// Refuses to change in a trigger what functions of the statement around have read.
  func checkNotReadByFunctions(_ tables: Set<TableAddress>) throws(SQLError) {
    guard programs.triggerDepth > 0, programs.callsOfWrites.isEmpty else { return }
    if let table = tables.first(where: { programs.readByFunctions.contains("\($0)") }) {
      throw ProgramCalls.refusedRead(of: "\(table)")
    }
  }
}

extension PlanExecution {
  /// Refuses the rows that are to be written where functions have read what they change; of one row all
  /// calls come first.
  func checkFunctionsRead(before count: Int) throws(SQLError) {
    try settings.programs?.checkMayChange(rows: count)
    if count <= 1 { session?.programs.readByFunctions = [] }
  }
}

extension Primitive {
  /// The columns that an UPDATE sets, in lower case; nil for what may remove rows.
  fileprivate var assignedColumns: Set<String>? {
    switch self {
    case .update(let step):
      Set(step.targets.flatMap { $0.assignments.map { $0.column.name.lowercased() } })
    case .pullout(let step): step.input.assignedColumns
    default: nil
    }
  }
}

extension ForeignKeyConstraint {
  /// Whether rows that refer to others are changed with these: where nothing is said of columns, where they are
  /// removed or get another key.
  fileprivate func changesChildren(ofRowsSetting columns: Set<String>?) -> Bool {
    let acts = { (action: ReferentialAction) in action == .cascade || action == .setNull }
    guard let columns else { return acts(onDelete) || acts(onUpdate) }
    return acts(onUpdate) && referencedColumns.contains { columns.contains($0.lowercased()) }
  }
}
