import Testing
import Vitrine
import VitrineSQL

/// A cluster of one keyspace, with users and orders sharded alike.
func makeShop(shards: Int) throws -> (Cluster, Session) {
  let cluster = try Cluster.create(at: nil)
  try cluster.createKeyspace("shop", shards: shards, vschemaJSON: shards == 1 ? nil : shopVSchema)
  let session = try cluster.session(target: "shop")
  try session.executeScript(shopSchema)
  return (cluster, session)
}

let shopVSchema = """
  {"sharded": true, "vindexes": {"hash": {"type": "hash"}}, "tables": {
    "users": {"column_vindexes": [{"column": "id", "name": "hash"}]},
    "orders": {"column_vindexes": [{"column": "user_id", "name": "hash"}]},
    "countries": {"type": "reference"}}}
  """

let shopSchema = """
  CREATE TABLE users (id BIGINT AUTO_INCREMENT, name VARCHAR(50) NOT NULL, email VARCHAR(255),
    age INT, PRIMARY KEY (id), UNIQUE KEY email (email));
  CREATE TABLE orders (id BIGINT AUTO_INCREMENT PRIMARY KEY, user_id BIGINT NOT NULL,
    total DECIMAL(12,2) NOT NULL, status VARCHAR(16));
  CREATE TABLE countries (code CHAR(2) PRIMARY KEY, name VARCHAR(50));
  """

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
