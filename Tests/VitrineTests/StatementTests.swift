import Testing
import Vitrine
import VitrineSQL

@Test(arguments: [1, 2, 4, 7])
func rowsGoInAndComeBack(shards: Int) throws {
  let (cluster, session) = try makeShop(shards: shards)
  defer { try? cluster.close() }
  let inserted = try session.execute(
    "INSERT INTO users (name, age) VALUES ('Ada', 36), ('Grace', 85), ('Edsger', 72)"
  )
  #expect(inserted.affectedRows == 3)
  #expect(inserted.lastInsertID == 1)
  let rows = try session.execute("SELECT id, name, age FROM users ORDER BY id").textRows
  #expect(rows == [["1", "Ada", "36"], ["2", "Grace", "85"], ["3", "Edsger", "72"]])
  let one = try session.execute("SELECT name FROM users WHERE id = 2")
  #expect(one.textRows == [["Grace"]])
  #expect(one.trace.shardCalls == 1)
  let count = try session.execute("SELECT COUNT(*), SUM(age), MIN(name) FROM users")
  #expect(count.textRows == [["3", "193", "Ada"]])
}

@Test func floatingPointSumsAreTheSameInEveryRun() throws {
  let (cluster, session) = try makeShop(shards: 7)
  defer { try? cluster.close() }
  try session.execute(
    "CREATE TABLE readings (id BIGINT PRIMARY KEY, value DOUBLE, label VARCHAR(5))"
  )
  let rows = (1...300).map { "(\($0), \($0)e-\($0 % 17), '\($0 % 2 == 0 ? "a" : "A")')" }
  try session.execute("INSERT INTO readings VALUES \(rows.joined(separator: ", "))")
  let statements = [
    "SELECT SUM(value), AVG(value), STDDEV(value), VAR_SAMP(value) FROM readings",
    "SELECT label, COUNT(*) FROM readings GROUP BY label", "SELECT DISTINCT label FROM readings",
  ]
  for sql in statements {
    let first = try session.execute(sql).textRows
    for _ in 0..<40 { #expect(try session.execute(sql).textRows == first) }
  }
}

@Test(arguments: [1, 3], ["gather", "pushdown", "cost"])
func anOffsetNeedsNoLimit(shards: Int, strategy: String) throws {
  try withShop(shards) { (_, session) throws in
    try session.execute("SET vitrine_strategy = '\(strategy)'")
    try session.execute(
      "INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')"
    )
    func ids(_ limit: String) throws -> [String?] {
      try session.execute("SELECT id FROM users ORDER BY id LIMIT \(limit)").textRows.map { $0[0] }
    }
    #expect(try ids("2, 18446744073709551615") == ["3", "4"])
    #expect(try ids("1, 9223372036854775807") == ["2", "3", "4"])
    #expect(try ids("9223372036854775808 OFFSET 9223372036854775808") == [])
    #expect(try ids("1, 2") == ["2", "3"])
    try session.execute("PREPARE p FROM 'SELECT id FROM users ORDER BY id LIMIT ? OFFSET ?'")
    try session.execute("SET @all = 18446744073709551615, @two = 2")
    #expect(try session.execute("EXECUTE p USING @all, @two").textRows == [["3"], ["4"]])
    #expect(try session.execute("EXECUTE p USING @two, @all").textRows == [])
  }
}

@Test(arguments: [1, 3]) func totalsFollowWhatTheySumUp(shards: Int) throws {
  try withShop(shards) { (_, session) throws in
    try session.executeScript(
      """
      CREATE TABLE sales (id INT PRIMARY KEY, year INT, country VARCHAR(20), profit INT);
      INSERT INTO sales VALUES (1, 2001, 'USA', 1), (2, 2000, 'USA', 2), (3, 2000, 'Chad', 4), (4, 2001, NULL, 8);
      """
    )
    let all = "SELECT year, country, SUM(profit) FROM sales GROUP BY year, country WITH ROLLUP"
    let rows = [
      ["2000", "Chad", "4"], ["2000", "USA", "2"], ["2000", nil, "6"], ["2001", nil, "8"],
      ["2001", "USA", "1"], ["2001", nil, "9"], [nil, nil, "15"],
    ]
    #expect(try session.execute(all).textRows == rows)
    #expect(try session.execute("\(all) LIMIT 4").textRows == Array(rows.prefix(4)))
    let few = "SELECT country c, COUNT(*) n FROM sales GROUP BY c WITH ROLLUP HAVING n > 1"
    #expect(try session.execute(few).textRows == [["USA", "2"], [nil, "4"]])
  }
}
