import Dispatch
import Foundation
import Synchronization

/// A fixed set of threads that do one piece of work after another.
///
/// Shards are asked from here and not from Swift's cooperative pool, whose threads must never wait
/// for a disk. A piece of work is *producing one batch of rows*: it never waits for its consumer, so
/// more streams than threads can be under way and none can starve the rest.
final class WorkerThreads: Sendable {
  typealias Work = @Sendable () -> Void

  /// The threads of the process, as many as it has processors and at least two.
  static let shared = WorkerThreads(count: max(2, ProcessInfo.processInfo.activeProcessorCount))

  private struct Queue {
    var work: [Work] = []
    var head = 0

    mutating func popFirst() -> Work? {
      guard head < work.count else { return nil }
      defer {
        head += 1
        if head == work.count {
          work.removeAll(keepingCapacity: true)
          head = 0
        }
      }
      return work[head]
    }
  }

  private let queue = Mutex(Queue())
  private let available = DispatchSemaphore(value: 0)

  init(count: Int) {
    for number in 1...max(count, 1) {
      let thread = Thread { [self] in run() }
      thread.name = "vitrine-worker-\(number)"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// Has a thread do the work as soon as one is free, in the order of submission.
  func submit(_ work: @escaping Work) {
    queue.withLock { $0.work.append(work) }
    available.signal()
  }

  private func run() {
    while true {
      available.wait()
      queue.withLock { $0.popFirst() }?()
    }
  }
}
