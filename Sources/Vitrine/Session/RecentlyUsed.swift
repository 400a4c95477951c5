/// A dictionary that keeps what was used last and forgets the rest.
///
/// Entries live in two generations. What is used moves to the young one; when that holds half the
/// capacity, the old one is dropped and the young one takes its place. So the last `capacity / 2`
/// entries that were used are always there, at the price of one lookup and no list to keep.
struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var young: [Key: Value] = [:]
  private var old: [Key: Value] = [:]
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// The entries, each once.
  var values: [Value] {
    Array(young.values) + old.filter { young[$0.key] == nil }.map(\.value)
  }

  /// The value of a key, which counts as used now.
  mutating func value(for key: Key) -> Value? {
    if let value = young[key] { return value }
    guard let value = old[key] else { return nil }
    self.insert(value, for: key)
    return value
  }

  /// Keeps a value in place of what the key had.
  mutating func insert(_ value: Value, for key: Key) {
    guard capacity > 0 else { return }
    young[key] = value
    guard young.count >= max(capacity / 2, 1) else { return }
    old = young
    young = [:]
  }

  mutating func removeAll() {
    young = [:]
    old = [:]
  }
}
