import Synchronization

/// What LAST_INSERT_ID(value) was given last, on whichever connection of a session's statement.
package final class GivenInsertID: Sendable {
  private let value = Mutex<UInt64?>(nil)

  package init() {}

  package func give(_ id: UInt64) { value.withLock { $0 = id } }

  /// The value; nil where none was given.
  var current: UInt64? { value.withLock { $0 } }

  /// The value, which is then forgotten; nil where none was given.
  package func take() -> UInt64? {
    value.withLock { value in
      defer { value = nil }
      return value
    }
  }
}
