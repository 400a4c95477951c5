import Foundation
import Synchronization

/// What time it is in a cluster: what NOW() and SYSDATE() tell, and when events are due.
///
/// The system's clock, or one that stands still until it is moved, under which a run gives the same answers
/// again:
///
///     let clock = ClusterClock(at: 1_700_000_000)
///     configuration.clock = clock
///     clock.advance(by: .seconds(60))
public final class ClusterClock: Sendable {
  /// The system's.
  public static let system = ClusterClock(standing: nil)

  /// In microseconds after 1970-01-01 00:00:00 UTC; nil where the system's time goes on.
  private let standing: Mutex<Int64?>

  private init(standing: Int64?) {
    self.standing = Mutex(standing)
  }

  /// A clock that stands still.
  ///
  /// - Parameter seconds: its time, in seconds after 1970-01-01 00:00:00 UTC.
  public convenience init(at seconds: Int64) {
    self.init(standing: seconds.multipliedReportingOverflow(by: 1_000_000).partialValue)
  }

  /// Moves a clock that stands still; without effect on the system's.
  public func advance(by duration: Duration) {
    standing.withLock { time in
      time = time.map { $0.addingReportingOverflow(Int64(duration.wholeMicroseconds)).partialValue }
    }
  }

  /// Whether it stands still.
  var stands: Bool { standing.withLock { $0 != nil } }

  /// In microseconds after 1970-01-01 00:00:00 UTC.
  var now: Int64 {
    standing.withLock { $0 } ?? Int64(Date().timeIntervalSince1970 * 1_000_000)
  }
}
