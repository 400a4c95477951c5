import Testing

@testable import VitrineSQL

/// A list of one element is a list like any other.
@Suite struct FewTests {
  @Test(arguments: [[], [1], [1, 2], [1, 2, 3]])
  func aListIsWhatItsArrayIs(_ array: [Int]) {
    let few = Few(array)
    #expect(few.array == array && Array(few) == array)
    #expect(few.count == array.count && few.isEmpty == array.isEmpty)
    #expect(few.first == array.first && few.last == array.last)
    #expect(few.mapped { "\($0)" }.array == array.map { "\($0)" })
    for index in array.indices {
      #expect(few[index] == array[index])
      var (changed, expected) = (few, array)
      changed[index] = 9
      expected[index] = 9
      #expect(changed.array == expected && few.array == array)
    }
  }

  @Test func aListGrowsAndShrinks() {
    var few: Few<String> = []
    few.append("a")
    #expect(few == ["a"] && few == Few(only: "a") && few.hashValue == Few(only: "a").hashValue)
    few.append(contentsOf: ["b", "c"])
    #expect(few == ["a", "b", "c"])
    few.removeSubrange(..<2)
    #expect(few == Few(only: "c") && few.hashValue == Few(only: "c").hashValue)
    few.removeAll()
    #expect(few.isEmpty && few == Few() && few != Few(only: "c"))
  }
}
