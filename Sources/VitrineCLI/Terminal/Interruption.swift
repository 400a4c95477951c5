import Dispatch
import Foundation
import Synchronization

/// What Ctrl-C does: by default the program cleans up and ends with 130; while a statement of the REPL
/// runs, the statement alone is stopped.
enum Interruption {
  /// The exit code of an interrupted program.
  static let exitCode: Int32 = 130

  private static let handlers = Mutex<[@Sendable () -> Void]>([])
  private static let source = Mutex<(any DispatchSourceSignal)?>(nil)

  /// Starts to watch for SIGINT and SIGTERM; harmless when repeated.
  static func install() {
    source.withLock { source in
      guard source == nil else { return }
      signal(SIGINT, SIG_IGN)
      // A file at the limit of its size is an error of the statement, not the end of the program.
      signal(SIGXFSZ, SIG_IGN)
      let watcher = DispatchSource.makeSignalSource(
        signal: SIGINT,
        queue: DispatchQueue(label: "vitrine.interruption")
      )
      watcher.setEventHandler { react() }
      watcher.resume()
      source = watcher
    }
  }

  /// Runs `body`; an interruption meanwhile calls `handler` instead of ending the program.
  static func handled<Value, Failure>(
    by handler: @escaping @Sendable () -> Void,
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    handlers.withLock { $0.append(handler) }
    defer { handlers.withLock { _ = $0.popLast() } }
    return try body()
  }

  /// Closes the clusters, waiting two seconds at most, and ends the program.
  static func end(with code: Int32) -> Never {
    DispatchQueue.global().asyncAfter(deadline: .now() + 2) { _exit(code) }
    Clusters.closeAll()
    _exit(code)
  }

  private static func react() {
    if let handler = handlers.withLock({ $0.last }) { return handler() }
    end(with: exitCode)
  }
}
