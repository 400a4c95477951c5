import VitrineSQL

/// Where an error thrown inside a callback waits until the call into SQLite returns.
///
/// SQLite carries a number and a text through its C frames; the `SQLError` itself, with code, span
/// and hint, travels here. One slot for each connection, so one thread at a time.
final class ErrorSlot {
  private var error: SQLError?

  var isEmpty: Bool { error == nil }

  /// Keeps the error unless one waits already: what fails later is a consequence of the first.
  func record(_ error: SQLError) {
    if self.error == nil {
      self.error = error
    }
  }

  func take() -> SQLError? {
    defer { error = nil }
    return error
  }

  /// Runs a call into SQLite whose errors nobody waits for, and leaves the slot as it was.
  func discardingErrors(_ body: () -> Void) {
    let waiting = error
    body()
    error = waiting
  }
}
