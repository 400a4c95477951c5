import Testing
import VitrinePlanner

/// Sets of columns against sets of their numbers.
@Suite struct ColumnSetTests {
  private static let numbers: [[Int]] = [
    [], [0], [63, 64], [127, 128], [1, 5, 200, 700], [128, 129, 130], [64, 191, 192, 1000], [1000],
  ]

  private static func columns(_ numbers: [Int]) -> ColumnSet {
    ColumnSet(numbers.map { ColumnID($0) })
  }

  @Test(arguments: numbers, numbers)
  func operationsAreThoseOfSets(left: [Int], right: [Int]) {
    let (first, second) = (Self.columns(left), Self.columns(right))
    let (one, other) = (Set(left), Set(right))
    #expect(first.union(second).map(\.number) == one.union(other).sorted())
    #expect(first.intersection(second).map(\.number) == one.intersection(other).sorted())
    #expect(first.subtracting(second).map(\.number) == one.subtracting(other).sorted())
    #expect(
      first.symmetricDifference(second).map(\.number) == one.symmetricDifference(other).sorted()
    )
    #expect(first.isSubset(of: second) == one.isSubset(of: other))
    #expect(first.isSuperset(of: second) == one.isSuperset(of: other))
    #expect(first.isDisjoint(with: second) == one.isDisjoint(with: other))
    #expect((first == second) == (one == other))
  }

  @Test(arguments: numbers) func elementsComeInOrder(numbers: [Int]) {
    let set = Self.columns(numbers.reversed())
    #expect(set.map(\.number) == numbers)
    #expect(set.count == numbers.count)
    #expect(set.isEmpty == numbers.isEmpty)
    #expect(set.first?.number == numbers.first)
    #expect(
      set.filter { $0.number.isMultiple(of: 2) }.map(\.number)
        == numbers.filter { $0.isMultiple(of: 2) }
    )
  }

  @Test func insertingAndRemovingTellWhetherItWasThere() {
    var set = ColumnSet()
    #expect(set.insert(ColumnID(300)).inserted)
    #expect(!set.insert(ColumnID(300)).inserted)
    #expect(set.contains(ColumnID(300)))
    #expect(!set.contains(ColumnID(301)))
    #expect(set.remove(ColumnID(300)) == ColumnID(300))
    #expect(set.remove(ColumnID(300)) == nil)
    // What is empty again is equal to what was always empty.
    #expect(set == ColumnSet())
  }
}
