import Synchronization

/// Remembers which texts take long on a shard, so that only those go to the workers.
///
/// Handing work to another thread and back costs some tens of microseconds; below that a shard is
/// asked on the statement's own thread. A text nobody has run yet begins there too, and goes on with
/// the workers once it proves slow.
final class RouteHistory: Sendable {
  /// Work on one shard for which another thread is worth its price.
  static let threshold = Duration.microseconds(150)
  private static let capacity = 4096
  private let slowTexts = Mutex<Set<String>>([])

  func isSlow(_ text: String) -> Bool {
    slowTexts.withLock { $0.contains(text) }
  }

  func record(_ text: String, isSlow: Bool) {
    slowTexts.withLock { texts in
      if isSlow {
        if texts.count >= Self.capacity { texts.removeAll() }
        texts.insert(text)
      } else {
        texts.remove(text)
      }
    }
  }
}
