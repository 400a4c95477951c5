import Foundation
import VitrineSQL
import VitrineSQLite

/// The locks of GET_LOCK of a cluster.
///
/// `@unchecked Sendable`: the state is touched only while `changed` is locked.
final class UserLockTable: UserLocks, @unchecked Sendable {
  private struct Hold {
    let session: Int64
    var count = 1
  }

  private let changed = NSCondition()
  private var holds: [String: Hold] = [:]
  /// What waiting sessions wait for.
  private var waits: [Int64: String] = [:]

  /// Seconds between two looks at whether the statement shall stop.
  private static let patience = 0.05

  func acquire(
    _ name: String,
    session: Int64,
    timeout: Double,
    check: () throws(SQLError) -> Void
  ) throws(SQLError) -> Bool {
    changed.lock()
    defer { changed.unlock() }
    if take(name, session) { return true }
    guard timeout != 0 else { return false }
    let deadline = timeout < 0 ? Date.distantFuture : Date(timeIntervalSinceNow: timeout)
    waits[session] = name
    defer { waits[session] = nil }
    try refuseDeadlock(of: session)
    while Date() < deadline {
      try check()
      _ = changed.wait(until: min(deadline, Date(timeIntervalSinceNow: Self.patience)))
      if take(name, session) { return true }
    }
    return false
  }

  private func take(_ name: String, _ session: Int64) -> Bool {
    guard let hold = holds[name] else {
      holds[name] = Hold(session: session)
      return true
    }
    guard hold.session == session else { return false }
    holds[name]?.count += 1
    return true
  }

  /// Follows who waits for whom; back at the start, nobody would ever go on.
  private func refuseDeadlock(of session: Int64) throws(SQLError) {
    var current = session
    while let name = waits[current], let hold = holds[name] {
      current = hold.session
      guard current != session else {
        throw SQLError(
          .userLockDeadlock,
          "Deadlock found when trying to get user-level lock; try rolling back transaction/releasing "
            + "locks and restarting lock acquisition."
        )
      }
    }
  }

  func release(_ name: String, session: Int64) -> Bool? {
    changed.lock()
    defer { changed.unlock() }
    guard let hold = holds[name] else { return nil }
    guard hold.session == session else { return false }
    if hold.count > 1 { holds[name]?.count -= 1 } else { holds[name] = nil }
    changed.broadcast()
    return true
  }

  func releaseAll(session: Int64) -> Int {
    changed.lock()
    defer { changed.unlock() }
    let own = holds.filter { $0.value.session == session }
    for name in own.keys { holds[name] = nil }
    if !own.isEmpty { changed.broadcast() }
    return own.values.reduce(0) { $0 + $1.count }
  }

  func holder(of name: String) -> Int64? {
    changed.lock()
    defer { changed.unlock() }
    return holds[name]?.session
  }
}
