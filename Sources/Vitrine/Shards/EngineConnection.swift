import Synchronization
import VitrineSQL
import VitrineSQLite

/// A connection with MySQL's functions installed, of a shard or of the coordinator, and the lock that
/// lets the streams of a statement share it.
///
/// `@unchecked Sendable`: the connection, the statement context and `stop` are touched only inside
/// `exclusively`, which holds the lock, so by one thread at a time.
final class EngineConnection: @unchecked Sendable {
  private let lock = Mutex<Void>(())
  private let connection: Connection
  private let context: StatementContext
  /// Of the statement that is at work.
  private var stop: StopSignal?

  /// Virtual machine instructions between two looks at the stop signal.
  private static let instructionsPerLook = 4000

  init(_ connection: Connection) throws(SQLError) {
    self.connection = connection
    context = StatementContext()
    try MySQLLibrary.install(on: connection, context: context)
    connection.setProgressHandler(every: Self.instructionsPerLook) {
      [weak self] () throws(SQLError) in
      try self?.stop?.check()
    }
  }

  /// Works on the connection alone, until the signal is raised.
  func exclusively<Outcome>(
    _ stop: StopSignal? = nil,
    _ body: (Connection, StatementContext) throws(SQLError) -> Outcome
  ) throws(SQLError) -> Outcome {
    try lock.withLock { _ throws(SQLError) in
      self.stop = stop
      defer { self.stop = nil }
      return try body(connection, context)
    }
  }
}
