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
