import CSQLite
import Synchronization

/// Stops the running statements of a connection from any thread; they throw 1317.
///
/// Does nothing once the connection is closed, and nothing to statements that begin later.
package final class InterruptHandle: Sendable {
  /// The address of the connection; nil once it is closed.
  ///
  /// The lock keeps a close from passing between the look and the call.
  private let address: Mutex<UInt?>

  init(_ handle: OpaquePointer) {
    address = Mutex(UInt(bitPattern: handle))
  }

  package func interrupt() {
    address.withLock { address in
      guard let address, let handle = OpaquePointer(bitPattern: address) else { return }
      sqlite3_interrupt(handle)
    }
  }

  func invalidate() {
    address.withLock { $0 = nil }
  }
}
