/// A set of columns of one statement, as bits.
///
/// The planner asks all the time which columns an operator gives and an expression reads. Ids are
/// small and dense, so that a set of the first 128 needs no memory of its own. Elements come in the
/// order of their ids.
package struct ColumnSet: Sendable, Hashable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0
  /// Of the ids from 128 on, 64 each; the last is not zero.
  private var rest: [UInt64] = []

  package init() {}

  /// The columns of a list, each once.
  package init(_ columns: some Sequence<ColumnID>) {
    for column in columns { insert(column) }
  }

  package var isEmpty: Bool { low == 0 && high == 0 && rest.isEmpty }

  package var count: Int {
    rest.reduce(low.nonzeroBitCount + high.nonzeroBitCount) { $0 + $1.nonzeroBitCount }
  }

  /// The column with the smallest id.
  package var first: ColumnID? { first { _ in true } }

  package func contains(_ column: ColumnID) -> Bool {
    let bit = Bit(column)
    switch bit.word {
    case 0: return low & bit.mask != 0
    case 1: return high & bit.mask != 0
    default: return bit.word - 2 < rest.count && rest[bit.word - 2] & bit.mask != 0
    }
  }

  @discardableResult
  package mutating func insert(
    _ column: ColumnID
  ) -> (inserted: Bool, memberAfterInsert: ColumnID) {
    let bit = Bit(column)
    var isNew = true
    func set(_ word: inout UInt64) {
      isNew = word & bit.mask == 0
      word |= bit.mask
    }
    switch bit.word {
    case 0: set(&low)
    case 1: set(&high)
    default:
      while rest.count <= bit.word - 2 { rest.append(0) }
      set(&rest[bit.word - 2])
    }
    return (isNew, column)
  }

  @discardableResult
  package mutating func remove(_ column: ColumnID) -> ColumnID? {
    guard contains(column) else { return nil }
    subtract([column])
    return column
  }

  @discardableResult
  package mutating func update(with column: ColumnID) -> ColumnID? {
    insert(column).inserted ? nil : column
  }

  private struct Bit {
    var word: Int
    var mask: UInt64

    init(_ column: ColumnID) {
      word = column.number >> 6
      mask = 1 << UInt64(column.number & 63)
    }
  }
}

extension ColumnSet: SetAlgebra {
  package func union(_ other: ColumnSet) -> ColumnSet {
    var result = self
    result.formUnion(other)
    return result
  }

  package mutating func formUnion(_ other: ColumnSet) {
    low |= other.low
    high |= other.high
    guard !other.rest.isEmpty else { return }
    while rest.count < other.rest.count { rest.append(0) }
    for index in other.rest.indices { rest[index] |= other.rest[index] }
  }

  package mutating func formUnion(_ columns: some Sequence<ColumnID>) {
    for column in columns { insert(column) }
  }

  package func intersection(_ other: ColumnSet) -> ColumnSet {
    var result = self
    result.formIntersection(other)
    return result
  }

  package mutating func formIntersection(_ other: ColumnSet) {
    low &= other.low
    high &= other.high
    for index in rest.indices { rest[index] &= other.word(index) }
    dropZeros()
  }

  package func symmetricDifference(_ other: ColumnSet) -> ColumnSet {
    subtracting(other).union(other.subtracting(self))
  }

  package mutating func formSymmetricDifference(_ other: ColumnSet) {
    self = symmetricDifference(other)
  }

  package func subtracting(_ other: ColumnSet) -> ColumnSet {
    var result = self
    result.subtract(other)
    return result
  }

  package mutating func subtract(_ other: ColumnSet) {
    low &= ~other.low
    high &= ~other.high
    for index in rest.indices { rest[index] &= ~other.word(index) }
    dropZeros()
  }

  package func isSubset(of other: ColumnSet) -> Bool {
    low & ~other.low == 0 && high & ~other.high == 0
      && rest.indices.allSatisfy { rest[$0] & ~other.word($0) == 0 }
  }

  package func isSuperset(of other: ColumnSet) -> Bool { other.isSubset(of: self) }

  package func isSuperset(of columns: some Sequence<ColumnID>) -> Bool {
    columns.allSatisfy(contains)
  }

  package func isDisjoint(with other: ColumnSet) -> Bool {
    low & other.low == 0 && high & other.high == 0
      && rest.indices.allSatisfy { rest[$0] & other.word($0) == 0 }
  }

  private func word(_ index: Int) -> UInt64 { index < rest.count ? rest[index] : 0 }

  /// Sets are equal when their words are, so none ends in zeros.
  private mutating func dropZeros() {
    while rest.last == 0 { rest.removeLast() }
  }
}

extension ColumnSet: Sequence {
  /// Goes through the words, lowest bits first.
  package struct Iterator: IteratorProtocol {
    private let columns: ColumnSet
    private var index = 0
    private var word: UInt64

    fileprivate init(_ columns: ColumnSet) {
      self.columns = columns
      word = columns.low
    }

    package mutating func next() -> ColumnID? {
      while word == 0 {
        index += 1
        guard index < columns.rest.count + 2 else { return nil }
        word = index == 1 ? columns.high : columns.rest[index - 2]
      }
      let bit = word.trailingZeroBitCount
      word &= word - 1
      return ColumnID(index * 64 + bit)
    }
  }

  package func makeIterator() -> Iterator { Iterator(self) }

  package var underestimatedCount: Int { count }

  /// Those for which the condition holds.
  package func filter(_ isIncluded: (ColumnID) -> Bool) -> ColumnSet {
    var result = ColumnSet()
    for column in self where isIncluded(column) { result.insert(column) }
    return result
  }
}
