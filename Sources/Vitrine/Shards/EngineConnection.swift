import Foundation
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
  /// Microseconds between two looks at the stop signal.
  private static let sleepSlice = 10_000
  /// Seconds; far longer than anybody waits.
  private static let longestSleep: Double = 1_000_000_000

  init(_ connection: Connection) throws(SQLError) {
    self.connection = connection
    context = StatementContext()
    try MySQLLibrary.install(on: connection, context: context)
    context.checkStop = { [weak self] () throws(SQLError) in try self?.stop?.check() }
    context.sleep = { [weak self] in self?.sleep($0) ?? true }
    connection.setProgressHandler(every: Self.instructionsPerLook) {
      [weak self] () throws(SQLError) in
      try self?.stop?.check()
    }
  }

  /// Waits so many seconds; true when the statement is stopped meanwhile.
  private func sleep(_ seconds: Double) -> Bool {
    let end = ContinuousClock.now + .seconds(min(seconds, Self.longestSleep))
    while ContinuousClock.now < end {
      if stop?.shouldStop ?? false { return true }
      let rest = (end - ContinuousClock.now).wholeMicroseconds
      usleep(UInt32(clamping: max(0, min(rest, Self.sleepSlice))))
    }
    return false
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
