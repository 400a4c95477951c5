import Foundation
import VitrineSQL
import VitrineSQLite

/// The cursors of one text on several shards, pulled by one consumer while workers fetch ahead.
///
/// Each cursor is at most one batch ahead of its consumer: taking a batch asks for the next one. So
/// memory is bounded by shards × batch, no worker ever waits for a consumer, and a consumer that
/// stops leaves nothing behind but the batch under way, which its stop signal cuts short.
final class ShardGather {
  private let cursors: [ShardCursor]
  private let mailbox: Mailbox
  private let stop: StopSignal
  private let observer: GatherObserver
  private var isConcurrent: Bool
  private var isReported = false
  private var isFinished: [Bool]
  private var isAsked: [Bool]

  /// - Parameters:
  ///   - cursors: one for each shard.
  ///   - stop: the signal that all the cursors look at, and nobody else.
  ///   - concurrently: whether workers fetch; if not, batches are made on the consumer's thread when
  ///     they are asked for.
  ///   - observer: is told what comes.
  init(
    _ cursors: [ShardCursor],
    stop: StopSignal,
    concurrently: Bool,
    observer: GatherObserver
  ) {
    self.cursors = cursors
    self.stop = stop
    self.observer = observer
    isConcurrent = concurrently && cursors.count > 1
    mailbox = Mailbox(count: cursors.count)
    isFinished = Array(repeating: false, count: cursors.count)
    isAsked = Array(repeating: false, count: cursors.count)
    if isConcurrent {
      for index in cursors.indices { ask(index) }
    }
  }

  var count: Int { cursors.count }

  /// The next batch of one shard; nil at its end.
  func next(from index: Int) throws(SQLError) -> RowBatch? {
    guard !isFinished[index] else { return nil }
    guard isConcurrent else { return try produceHere(index) }
    return try settle(mailbox.take(from: index), of: index)
  }

  /// The next batch of whichever shard has one; nil when all are at their end.
  func nextFromAny() throws(SQLError) -> RowBatch? {
    while let first = isFinished.firstIndex(of: false) {
      guard isConcurrent else {
        if let batch = try next(from: first) { return batch }
        continue
      }
      let (index, delivery) = mailbox.takeAny()
      if let batch = try settle(delivery, of: index) { return batch }
    }
    return nil
  }

  /// Stops the workers, waits until none works here, and gives the statements back.
  func cancel() {
    if isConcurrent {
      stop.raise(SQLError(.interrupted, "the rest of the rows is not needed"))
      mailbox.waitUntilIdle()
    }
    for cursor in cursors { cursor.close() }
    report()
    isFinished = Array(repeating: true, count: cursors.count)
  }

  /// Makes a batch on this thread; if that takes long, the workers see to the rest.
  private func produceHere(_ index: Int) throws(SQLError) -> RowBatch? {
    let start = ContinuousClock.now
    guard let batch = try cursors[index].produce() else {
      finish(index)
      return nil
    }
    observer.see(batch)
    if cursors.count > 1, ContinuousClock.now - start > RouteHistory.threshold {
      isConcurrent = true
      for other in cursors.indices where !isFinished[other] { ask(other) }
    }
    return batch
  }

  private func finish(_ index: Int) {
    isFinished[index] = true
    if !isFinished.contains(false) { report() }
  }

  /// Tells the observer once, when no cursor is at work any more.
  private func report() {
    guard !isReported else { return }
    isReported = true
    let isSlow = cursors.contains { $0.elapsed > RouteHistory.threshold }
    observer.finish(isSlow: isSlow, warnings: cursors.flatMap(\.warnings))
  }

  private func settle(
    _ delivery: Mailbox.Delivery,
    of index: Int
  ) throws(SQLError) -> RowBatch? {
    switch delivery {
    case .batch(let batch):
      ask(index)
      observer.see(batch)
      return batch
    case .end:
      finish(index)
      return nil
    case .failure(let error):
      isFinished[index] = true
      throw error
    }
  }

  private func ask(_ index: Int) {
    mailbox.begin(index)
    let cursor = cursors[index]
    let mailbox = mailbox
    WorkerThreads.shared.submit {
      do throws(SQLError) {
        let batch = try cursor.produce()
        mailbox.deliver(batch.map(Mailbox.Delivery.batch) ?? .end, to: index)
      } catch {
        mailbox.deliver(.failure(error), to: index)
      }
    }
  }
}

/// What becomes known of a gather while it is consumed.
struct GatherObserver {
  let node: Int
  let recorder: TraceRecorder
  let history: RouteHistory
  let text: String

  func see(_ batch: RowBatch) { recorder.recordRows(node, batch) }

  func finish(isSlow: Bool, warnings: [Warning]) {
    recorder.record(warnings)
    if isSlow != history.isSlow(text) { history.record(text, isSlow: isSlow) }
  }
}

/// Where workers leave batches for the consumer, one place for each cursor.
///
/// `@unchecked Sendable`: `places` is read and written only between `lock()` and `unlock()` of the
/// condition.
private final class Mailbox: @unchecked Sendable {
  enum Delivery: Sendable {
    case batch(RowBatch)
    case end
    case failure(SQLError)
  }

  private enum Place {
    case empty
    case working
    case full(Delivery)
  }

  private let condition = NSCondition()
  private var places: [Place]

  init(count: Int) {
    places = Array(repeating: .empty, count: count)
  }

  func begin(_ index: Int) {
    condition.withLock { places[index] = .working }
  }

  func deliver(_ delivery: Delivery, to index: Int) {
    condition.withLock {
      places[index] = .full(delivery)
      condition.broadcast()
    }
  }

  func take(from index: Int) -> Delivery {
    condition.withLock {
      while true {
        switch places[index] {
        case .full(let delivery):
          places[index] = .empty
          return delivery
        case .working: condition.wait()
        case .empty: return .end
        }
      }
    }
  }

  /// The first that has arrived.
  ///
  /// Some place must be working or full.
  func takeAny() -> (Int, Delivery) {
    condition.withLock {
      while true {
        var isWorking = false
        for index in places.indices {
          switch places[index] {
          case .full(let delivery):
            places[index] = .empty
            return (index, delivery)
          case .working: isWorking = true
          case .empty: break
          }
        }
        guard isWorking else { return (0, .end) }
        condition.wait()
      }
    }
  }

  func waitUntilIdle() {
    condition.withLock {
      while places.contains(where: { if case .working = $0 { true } else { false } }) {
        condition.wait()
      }
    }
  }
}
