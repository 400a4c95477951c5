import Testing
import Vitrine

/// Which of several texts that are equal stands for a group.
@Suite struct GroupTextTests {
  @Test(arguments: [
    "COUNT(*)", "MAX(age)", "MIN(age)", "MAX(age) + COUNT(*)", "MIN(id), MAX(age)", "MAX(name)",
  ])
  func theFirstRowsWhateverElseIsAsked(_ items: String) throws {
    try withShop(1) { (_, session) throws in
      try fillShop(session)
      let found = try session.execute(
        "SELECT name, \(items) FROM users WHERE id IN (1, 5) GROUP BY name ORDER BY name"
      )
      #expect(found.textRows.map { $0[0] } == ["Ada"])
      let other = try session.execute(
        "SELECT UPPER(name), LOWER(name), \(items) FROM users GROUP BY name HAVING name = 'ADA'"
      )
      #expect(other.textRows.map { [$0[0], $0[1]] } == [["ADA", "ada"]])
    }
  }

  @Test(arguments: [1, 2, 4]) func groupsStayGroups(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try fillShop(session)
      let found = try session.execute(
        "SELECT status, MAX(id), COUNT(*) FROM orders GROUP BY status ORDER BY status DESC"
      )
      #expect(found.textRows.map { $0[0]?.lowercased() } == ["sent", "paid", "new"])
      #expect(found.textRows.map { $0[2] } == ["10", "20", "10"])
      for sql in [
        "SELECT code FROM countries UNION SELECT status FROM orders",
        "SELECT status FROM orders UNION SELECT code FROM countries",
      ] {
        let texts = try session.execute(sql).textRows.compactMap { $0[0]?.lowercased() }
        #expect(texts.sorted() == ["de", "fr", "new", "paid", "sent"])
      }
    }
  }
}
