import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// One text running on one shard: gives its rows batch by batch.
///
/// `@unchecked Sendable`: a cursor is used by one thread at a time. The `ShardGather` it belongs to
/// gives it to a worker and takes it back under its lock, and everything of SQLite is touched only
/// inside `EngineConnection.exclusively`.
final class ShardCursor: @unchecked Sendable {
  let shard: ShardStore
  private let connection: EngineConnection
  private let text: String
  private let parameters: [Value]
  private let width: Int
  private let tables: [KeyTable]
  private let settings: StatementSettings
  private let stop: StopSignal
  /// What the shard warned of, complete once the cursor is at its end.
  private(set) var warnings: [Warning] = []
  /// Time spent on the shard so far.
  private(set) var elapsed = Duration.zero
  private var statement: PreparedStatement?
  /// The tables that the connection has of it.
  private var attached: [KeyTable] = []
  private var isOpen = false
  private var isFinished = false
  private var batchLimit = 32

  private static let largestBatch = 1024
  private static let largestBatchBytes = 1 << 18

  init(
    shard: ShardStore,
    connection: EngineConnection,
    query: BoundQuery,
    width: Int,
    settings: StatementSettings,
    stop: StopSignal
  ) {
    self.shard = shard
    self.connection = connection
    text = query.text
    parameters = query.parameters
    tables = query.tables
    self.width = width
    self.settings = settings
    self.stop = stop
  }

  /// The next rows, computed on the calling thread; nil at the end.
  func produce() throws(SQLError) -> RowBatch? {
    guard !isFinished else { return nil }
    let start = ContinuousClock.now
    defer { elapsed += ContinuousClock.now - start }
    let batch = try connection.exclusively(stop) {
      (connection, context) throws(SQLError) -> RowBatch in
      if !isOpen { try open(connection, context) }
      return try fill(from: connection, context)
    }
    batchLimit = min(batchLimit * 2, Self.largestBatch)
    return batch.isEmpty ? nil : batch
  }

  /// Gives the statement back; the rows that are left are lost.
  func close() {
    isFinished = true
    guard statement != nil || !attached.isEmpty else { return }
    try? connection.exclusively { (connection, context) throws(SQLError) in
      finish(on: connection, context)
    }
  }

  private func open(_ connection: Connection, _ context: StatementContext) throws(SQLError) {
    isOpen = true
    settings.apply(to: context, at: .shard(shard))
    for table in tables {
      try table.attach(to: connection)
      attached.append(table)
    }
    let statement = try connection.prepare(text)
    guard statement.columnCount == width || width == 0 else {
      throw SQLError(
        .internal,
        "a shard's text gives \(statement.columnCount) columns, the plan \(width): \(text)"
      )
    }
    try statement.bind(parameters)
    self.statement = statement
  }

  private func fill(
    from connection: Connection,
    _ context: StatementContext
  ) throws(SQLError) -> RowBatch {
    var batch = RowBatch(width: width, capacity: batchLimit)
    guard let statement else { return batch }
    var bytes = 0
    while batch.count < batchLimit, bytes < Self.largestBatchBytes {
      guard try statement.step() else {
        finish(on: connection, context)
        break
      }
      let row = statement.row
      for column in 0..<width {
        let value = row.value(at: column)
        bytes += value.byteCount
        batch.appendValue(value)
      }
      batch.finishRow()
    }
    return batch
  }

  private func finish(on connection: Connection, _ context: StatementContext) {
    isFinished = true
    statement = nil
    warnings = context.takeWarnings()
    for table in attached { table.detach(from: connection) }
    attached = []
  }
}

/// A text with everything it is bound to.
struct BoundQuery: Sendable {
  var text: String
  var parameters: [Value]
  /// Rows that the text reads as tables: those of slots, and the keys of a lookup.
  var tables: [KeyTable] = []

  /// Runs `body` while the connection can read the tables.
  func attached<Outcome>(
    to connection: Connection,
    _ body: () throws(SQLError) -> Outcome
  ) throws(SQLError) -> Outcome {
    var attached: [KeyTable] = []
    defer { for table in attached { table.detach(from: connection) } }
    for table in tables {
      try table.attach(to: connection)
      attached.append(table)
    }
    return try body()
  }

  /// Runs a text that writes; gives the number of rows.
  func run(on connection: Connection) throws(SQLError) -> Int {
    try attached(to: connection) { () throws(SQLError) in
      try connection.prepare(text).run(parameters)
    }
  }
}
