import Testing
import Vitrine

/// Notes and warnings that SHOW WARNINGS lists in MySQL's words.
@Suite struct NoteTests {
  private func warnings(_ session: Session, after sql: String) throws -> [[String?]] {
    try session.execute(sql)
    return try session.execute("SHOW WARNINGS").textRows
  }

  @Test func everyMissingTableHasItsNote() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    #expect(
      try warnings(session, after: "DROP TABLE IF EXISTS x, y") == [
        ["Note", "1051", "Unknown table 'shop.x'"], ["Note", "1051", "Unknown table 'shop.y'"],
      ]
    )
    #expect(
      try warnings(session, after: "CREATE TABLE IF NOT EXISTS users (id INT)") == [
        ["Note", "1050", "Table 'users' already exists"]
      ]
    )
  }

  @Test(arguments: [1, 4]) func groupConcatTellsWhereItCuts(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try fillShop(session)
    try session.execute("SET group_concat_max_len = 10")
    let warnings = try warnings(
      session,
      after: "SELECT GROUP_CONCAT(name ORDER BY id) FROM users"
    )
    #expect(warnings == [["Warning", "1260", "Row 3 was cut by GROUP_CONCAT()"]])
  }

  @Test func decimalsAreRoundedWithANote() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let insert = "INSERT INTO orders (user_id, total) VALUES (1, 1.239)"
    let expected = [["Note", "1265", "Data truncated for column 'total' at row 1"]]
    #expect(try warnings(session, after: insert) == expected)
    let update = try warnings(session, after: "UPDATE orders SET total = 2.345")
    #expect(update.first == expected.first)
  }

  @Test func theServerTellsItsKeywordsAndPrivileges() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let words = try session.execute(
      "SELECT WORD FROM information_schema.KEYWORDS WHERE RESERVED = 1 AND WORD LIKE 'RA%' "
        + "ORDER BY WORD"
    )
    #expect(words.textRows == [["RANGE"], ["RANK"]])
    let others = try session.execute(
      "SELECT COUNT(*) FROM information_schema.KEYWORDS WHERE WORD IN ('VINDEX', 'KEYSPACE')"
    )
    #expect(others.textRows == [["0"]])
    let privileges = try session.execute(
      "SELECT COUNT(*) > 20 FROM information_schema.USER_PRIVILEGES "
        + "WHERE GRANTEE = '''root''@''localhost'''"
    )
    #expect(privileges.textRows == [["1"]])
  }
}
