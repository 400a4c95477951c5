import Synchronization
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// What a session knows of the stored programs that it runs.
struct ProgramState {
  /// How many programs run inside one another.
  var depth = 0
  /// How often each of them does, by keyspace and key.
  var running: [String: Int] = [:]
  /// How many triggers run inside one another.
  var triggerDepth = 0
  /// When the statement began that has fired the outermost trigger.
  var statementTime: Int64?
  /// The tables of the statements that have fired the triggers which are running.
  var tablesInUse: [Set<String>] = []
  /// The calls, by statements which write, that the functions which are running stand in.
  var callsOfWrites: [ProgramCalls] = []
  /// What functions have read that the outermost statement which writes has called, or that are run before it.
  var readByFunctions: Set<String> = []
  /// Whether functions are run before a statement.
  var runsFunctionsFirst = false
  /// Whether rows are moved for DDL, which fires none.
  var firesNoTriggers = false
  /// Conditions of late: a warning tells its number and message, and has its state and items here.
  private var raised: [RaisedCondition] = []

  private static let remembered = 16

  mutating func note(_ condition: RaisedCondition) {
    raised.append(condition)
    if raised.count > Self.remembered { raised.removeFirst() }
  }

  /// The condition that an error is, with what SIGNAL has said of it.
  mutating func condition(_ error: SQLError) -> RaisedCondition {
    if let known = raised.last(where: { $0.error == error && $0.level == .error }) { return known }
    let condition = RaisedCondition(level: .error, error: error)
    note(condition)
    return condition
  }

  /// The condition that a warning is.
  func condition(_ warning: Warning) -> RaisedCondition {
    let known = raised.last {
      $0.level == warning.level && $0.error.code.number == warning.code
        && $0.error.message == warning.message
    }
    if let known { return known }
    let code = SQLError.Code.condition(warning.code, warning.level)
    return RaisedCondition(level: warning.level, error: SQLError(code, warning.message))
  }
}

/// What the statements of a CALL have answered, and what they have cost.
final class ProgramOutput {
  private(set) var results: [Result] = []
  /// Of the last statement.
  var affectedRows = 0
  private var lastInsertID: UInt64 = 0
  private(set) var trace = ExecutionTrace()

  /// Takes the answer of a statement that speaks to the client.
  func take(_ result: Result) {
    count(result)
    affectedRows = result.hasRows ? 0 : result.affectedRows
    if result.isGeneratedID { lastInsertID = result.lastInsertID }
    guard result.hasRows else { return }
    var first = result
    first.following = []
    results.append(first)
    results += result.following
  }

  /// Takes note of what a statement has cost.
  func count(_ result: Result) {
    trace.shardCalls += result.trace.shardCalls
    trace.rowsMoved += result.trace.rowsMoved
    trace.bytesMoved += result.trace.bytesMoved
    trace.roundTrips += result.trace.roundTrips
    trace.simulated += result.trace.simulated
    let shards = Set(trace.shards).union(result.trace.shards)
    if shards.count > trace.shards.count { trace.shards = shards.sorted() }
  }

  /// The answer to the CALL: the first rows, those that follow, and the count of the last statement.
  func result(warnings: [Warning]) -> Result {
    var result = results.first ?? Result()
    result.following = Array(results.dropFirst())
    result.affectedRows = affectedRows
    result.lastInsertID = lastInsertID
    result.warnings = warnings
    result.trace = trace
    result.plan = nil
    return result
  }
}

/// Stored programs that have been compiled, by their text.
final class ProgramCache: Sendable {
  private struct Key: Hashable {
    var text: String
    var sqlMode: String
    var connection: ConnectionSettings
    var collation: Collation

    init(_ program: StoredProgram) {
      text = program.text
      sqlMode = program.sqlMode
      connection = program.connection
      collation = program.collation
    }

    init(_ trigger: StoredTrigger) {
      text = trigger.text
      sqlMode = trigger.sqlMode
      connection = trigger.connection
      collation = trigger.collation
    }
  }

  private static let capacity = 1000
  private let programs = Mutex<[Key: CompiledProgram]>([:])
  private let triggers = Mutex<[TriggerKey: CompiledTrigger]>([:])

  private struct TriggerKey: Hashable {
    var program: Key
    var table: TableDefinition
  }

  /// A trigger, compiled for the columns that its table has.
  func trigger(
    _ source: StoredTrigger,
    on table: TableDefinition
  ) throws(SQLError) -> CompiledTrigger {
    let key = TriggerKey(program: Key(source), table: table)
    if let known = triggers.withLock({ $0[key] }) { return known }
    let trigger = try ProgramCompiler.compile(source, on: table)
    triggers.withLock { triggers in
      if triggers.count >= Self.capacity { triggers.removeAll() }
      triggers[key] = trigger
    }
    return trigger
  }

  func program(_ source: StoredProgram) throws(SQLError) -> CompiledProgram {
    let key = Key(source)
    if let known = programs.withLock({ $0[key] }) { return known }
    let program = try ProgramCompiler.compile(source)
    programs.withLock { programs in
      if programs.count >= Self.capacity { programs.removeAll() }
      programs[key] = program
    }
    return program
  }
}

extension SessionFacts {
  /// Puts back the counts of the statement before: computing a value is no statement.
  mutating func keepCounts(of facts: SessionFacts) {
    rowCount = facts.rowCount
    foundRows = facts.foundRows
  }
}
