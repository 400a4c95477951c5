/// The closures that SQLite calls through a bare pointer.
///
/// One object for each connection, which keeps it until SQLite has been closed; so the pointer is
/// good whenever SQLite uses it.
final class Callbacks {
  var busyTimeout = Duration.zero
  var busy: ((Int) -> Bool)?
  var progress: Connection.ThrowingCallback?
  var commit: Connection.ThrowingCallback?
  var rollback: (() -> Void)?
  var change: ((RowChange) -> Void)?
  var log: ((String, Int) -> Void)?
  let errors: ErrorSlot

  init(errors: ErrorSlot) {
    self.errors = errors
  }

  var address: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  static func at(_ address: UnsafeMutableRawPointer?) -> Callbacks? {
    guard let address else { return nil }
    return Unmanaged<Callbacks>.fromOpaque(address).takeUnretainedValue()
  }
}
