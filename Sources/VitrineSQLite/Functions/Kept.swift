/// A value that SQLite holds by a bare pointer and hands to callbacks until it destroys it.
///
/// Reading it through the pointer borrows it, so a callback costs no reference counting; that is
/// what it is for, and why the values are not copyable.
enum Kept<Value: ~Copyable> {
  static func make(_ value: consuming Value) -> UnsafeMutablePointer<Value> {
    let pointer = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    pointer.initialize(to: value)
    return pointer
  }

  static func at(_ data: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<Value>? {
    data?.assumingMemoryBound(to: Value.self)
  }

  static func destroy(_ data: UnsafeMutableRawPointer?) {
    guard let pointer = at(data) else { return }
    pointer.deinitialize(count: 1)
    pointer.deallocate()
  }
}
