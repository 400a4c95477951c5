import Testing

@testable import Vitrine

@Suite struct RecentlyUsedTests {
  @Test func whatWasUsedLastStays() {
    var cache = RecentlyUsed<Int, String>(capacity: 8)
    for key in 0..<100 {
      cache.insert("\(key)", for: key)
      _ = cache.value(for: 0)
    }
    #expect(cache.value(for: 0) == "0")
    #expect((97..<100).allSatisfy { cache.value(for: $0) == "\($0)" })
    #expect(cache.value(for: 50) == nil)
    #expect(cache.values.count <= 8)
  }

  @Test func anEmptyCapacityKeepsNothing() {
    var cache = RecentlyUsed<Int, Int>(capacity: 0)
    cache.insert(1, for: 1)
    #expect(cache.value(for: 1) == nil && cache.values.isEmpty)
  }
}
