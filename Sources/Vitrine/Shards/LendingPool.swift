import Dispatch
import Synchronization
import VitrineSQL

/// Lends a bounded number of things, each to one holder at a time, first come first served.
///
/// Things are made when they are first needed. Whoever waits longer than the timeout gets the pool's
/// error; a thing given back goes to who has waited longest.
final class LendingPool<Thing: AnyObject & Sendable>: Sendable {
  /// What the pool has done since it was made.
  struct Statistics: Sendable, Hashable {
    /// Things that exist, lent or idle.
    var made = 0
    /// Things that are lent.
    var lent = 0
    /// How often one was lent.
    var loans = 0
    /// How often somebody had to wait.
    var waits = 0
    /// How often the wait was in vain.
    var timeouts = 0
  }

  private final class Waiter: Sendable {
    let arrival = DispatchSemaphore(value: 0)
    let outcome = Mutex<Outcome>(.waiting)
  }

  private enum Outcome: Sendable {
    case waiting
    case given(Thing)
    /// One thing fewer exists; the waiter makes its own.
    case mayMake
    case gone
  }

  private struct State: Sendable {
    var idle: [Thing] = []
    var waiters: [Waiter] = []
    var statistics = Statistics()
    var isClosed = false
  }

  private let state = Mutex(State())
  private let capacity: Int
  private let make: @Sendable () throws(SQLError) -> Thing
  private let timeoutError: SQLError

  init(
    capacity: Int,
    timeoutError: SQLError,
    make: @escaping @Sendable () throws(SQLError) -> Thing
  ) {
    self.capacity = max(capacity, 1)
    self.timeoutError = timeoutError
    self.make = make
  }

  var statistics: Statistics { state.withLock { $0.statistics } }

  /// Borrows one, waiting for it if all are lent.
  func borrow(timeout: Duration) throws(SQLError) -> Thing {
    let waiter: Waiter
    switch try ask(within: capacity) {
    case .given(let thing): return thing
    case .mayMake: return try makeOne()
    case .wait(let entry): waiter = entry
    }
    let patience = DispatchTimeInterval.microseconds(timeout.wholeMicroseconds)
    _ = waiter.arrival.wait(timeout: .now() + patience)
    return try outcome(of: waiter)
  }

  /// Borrows one without waiting: where all are lent, one more is made.
  func borrowBeyond() throws(SQLError) -> Thing {
    if case .given(let thing) = try ask(within: .max) { return thing }
    return try makeOne()
  }

  /// Gives one back.
  func giveBack(_ thing: Thing) {
    state.withLock { state in
      state.statistics.lent -= 1
      guard !state.isClosed else {
        state.statistics.made -= 1
        return
      }
      Self.serve(.given(thing), &state) { $0.idle.append(thing) }
    }
  }

  /// Drops one that can no longer be used; another may be made in its place.
  func discard(_ thing: Thing) {
    state.withLock { state in
      state.statistics.lent -= 1
      state.statistics.made -= 1
      Self.serve(.mayMake, &state) { _ in }
    }
  }

  /// Lends nothing any more and drops what is idle; what is lent is dropped when it comes back.
  func close() {
    let dropped = state.withLock { state in
      state.isClosed = true
      state.statistics.made -= state.idle.count
      for waiter in state.waiters {
        waiter.outcome.withLock { $0 = .gone }
        waiter.arrival.signal()
      }
      state.waiters = []
      defer { state.idle = [] }
      return state.idle
    }
    withExtendedLifetime(dropped) {}
  }

  private enum Answer {
    case given(Thing)
    case mayMake
    case wait(Waiter)
  }

  private func ask(within capacity: Int) throws(SQLError) -> Answer {
    try state.withLock { state throws(SQLError) in
      guard !state.isClosed else { throw Self.closed }
      if let thing = state.idle.popLast() {
        state.statistics.lent += 1
        state.statistics.loans += 1
        return .given(thing)
      }
      guard state.statistics.made >= capacity else {
        state.statistics.made += 1
        return .mayMake
      }
      let waiter = Waiter()
      state.waiters.append(waiter)
      state.statistics.waits += 1
      return .wait(waiter)
    }
  }

  private func outcome(of waiter: Waiter) throws(SQLError) -> Thing {
    let outcome = state.withLock { state in
      let outcome = waiter.outcome.withLock { $0 }
      if case .waiting = outcome {
        state.waiters.removeAll { $0 === waiter }
        state.statistics.timeouts += 1
      }
      return outcome
    }
    switch outcome {
    case .given(let thing): return thing
    case .mayMake: return try makeOne()
    case .waiting: throw timeoutError
    case .gone: throw Self.closed
    }
  }

  /// Makes one for which `made` has been counted already.
  private func makeOne() throws(SQLError) -> Thing {
    do {
      let thing = try make()
      state.withLock { state in
        state.statistics.lent += 1
        state.statistics.loans += 1
      }
      return thing
    } catch {
      state.withLock { state in
        state.statistics.made -= 1
        Self.serve(.mayMake, &state) { _ in }
      }
      throw error
    }
  }

  /// Gives an outcome to who has waited longest; without anybody waiting, does `otherwise`.
  private static func serve(
    _ outcome: Outcome,
    _ state: inout State,
    otherwise: (inout State) -> Void
  ) {
    guard !state.waiters.isEmpty else { return otherwise(&state) }
    let waiter = state.waiters.removeFirst()
    if case .given = outcome {
      state.statistics.lent += 1
      state.statistics.loans += 1
    } else {
      state.statistics.made += 1
    }
    waiter.outcome.withLock { $0 = outcome }
    waiter.arrival.signal()
  }

  private static var closed: SQLError {
    SQLError(.shardFailed, "the cluster is closed")
  }
}

extension Duration {
  /// Microseconds, at most what fits.
  var wholeMicroseconds: Int {
    let (seconds, attoseconds) = components
    let (product, overflows) = Int(clamping: seconds).multipliedReportingOverflow(by: 1_000_000)
    return overflows ? Int.max : product &+ Int(attoseconds / 1_000_000_000_000)
  }
}
