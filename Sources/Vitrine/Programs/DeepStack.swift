import Foundation
import VitrineSQL

/// A stack of its own for programs that call one another deeply, so that no depth of calls that MySQL
/// allows overflows the caller's, which may be small.
enum DeepStack {
  /// So many calls go on one stack.
  static let levels = 8

  private static let bytes = 8 << 20

  /// Carries the work over to the other thread and its outcome back.
  ///
  /// `@unchecked Sendable`: the thread that hands it over waits until the other one is done with it, so
  /// that one alone touches it at any time.
  private final class Work: @unchecked Sendable {
    private var body: (() throws(SQLError) -> Void)?
    var failure: SQLError?
    let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping () throws(SQLError) -> Void) { self.body = body }

    /// Does it, lets go of it, and says so.
    func perform() {
      do throws(SQLError) { try body?() } catch { failure = error }
      body = nil
      done.signal()
    }
  }

  /// Runs the body on a thread with a stack of its own, and waits for it.
  static func run(_ body: () throws(SQLError) -> Void) throws(SQLError) {
    let failure = withoutActuallyEscaping(body) { body in
      let work = Work(body)
      let thread = Thread { work.perform() }
      thread.stackSize = bytes
      thread.start()
      work.done.wait()
      return work.failure
    }
    if let failure { throw failure }
  }
}
