import VitrineSQL

/// Where an error thrown inside a callback waits until the call into SQLite returns.
///
/// SQLite carries a number and a text through its C frames; the `SQLError` itself, with code, span
/// and hint, travels here. One slot for each connection, so one thread at a time.
final class ErrorSlot {
  private(set) var isEmpty = true
  private var error: SQLError?

  /// Keeps the error unless one waits already: what fails later is a consequence of the first.
  func record(_ error: SQLError) {
    guard isEmpty else { return }
    self.error = error
    isEmpty = false
  }

  func take() -> SQLError? {
    guard !isEmpty else { return nil }
    defer {
      error = nil
      isEmpty = true
    }
    return error
  }

  /// Runs a call into SQLite whose errors nobody waits for, and leaves the slot as it was.
  func discardingErrors(_ body: () -> Void) {
    let waiting = take()
    body()
    if !isEmpty {
      _ = take()
    }
    if let waiting {
      record(waiting)
    }
  }
}
