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
