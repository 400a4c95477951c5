/// Values by column, in the order of the columns' ids.
///
/// An array, for the columns of a query are few or numbered one after another: they are found without hashing.
struct ColumnMap<Value> {
  struct Element {
    var id: ColumnID
    var value: Value
  }

  private var entries: [Element] = []

  init() {}

  mutating func reserveCapacity(_ count: Int) { entries.reserveCapacity(count) }

  /// The value of a column; nil where it has none.
  subscript(id: ColumnID) -> Value? {
    get {
      let index = index(of: id)
      return isThere(id, index) ? entries[index].value : nil
    }
    set {
      if let newValue { return set(newValue, of: id) }
      let index = index(of: id)
      if isThere(id, index) { entries.remove(at: index) }
    }
  }

  /// Gives a column a value, which is moved.
  mutating func set(_ value: consuming Value, of id: ColumnID) {
    let index = index(of: id)
    if isThere(id, index) {
      entries[index].value = value
    } else if index == entries.count {
      entries.append(Element(id: id, value: value))
    } else {
      entries.insert(Element(id: id, value: value), at: index)
    }
  }

  /// The columns, sorted.
  var keys: [ColumnID] { entries.map(\.id) }

  var isEmpty: Bool { entries.isEmpty }

  /// The values in the order of their columns.
  var values: [Value] { entries.map(\.value) }

  func contains(where condition: (Value) -> Bool) -> Bool {
    entries.contains { condition($0.value) }
  }

  /// Changes every value.
  mutating func replaceValues(_ replacement: (Value) -> Value) {
    for index in entries.indices { entries[index].value = replacement(entries[index].value) }
  }

  /// Takes the other's values, in place of its own where both have a column.
  mutating func merge(_ other: ColumnMap) {
    guard let last = entries.last, let first = other.entries.first, last.id >= first.id else {
      entries += other.entries
      return
    }
    var merged: [Element] = []
    merged.reserveCapacity(entries.count + other.entries.count)
    var own = entries[...]
    for element in other.entries {
      while let next = own.first, next.id < element.id { merged.append(own.removeFirst()) }
      if own.first?.id == element.id { own.removeFirst() }
      merged.append(element)
    }
    entries = merged + own
  }

  func merging(_ other: ColumnMap) -> ColumnMap {
    var merged = self
    merged.merge(other)
    return merged
  }

  private func isThere(_ id: ColumnID, _ index: Int) -> Bool {
    index < entries.count && entries[index].id == id
  }

  /// Where the column is, or would be.
  private func index(of id: ColumnID) -> Int {
    guard let first = entries.first, let last = entries.last, id <= last.id else {
      return entries.count
    }
    let guess = id.number - first.id.number
    if entries.indices.contains(guess), entries[guess].id == id { return guess }
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
