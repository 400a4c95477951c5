import Testing
import Vitrine
import VitrineSQL

/// DDL while the target is one shard.
@Suite struct TargetedSchemaTests {
  @Test func aTableMadeForOneShardStaysThere() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    try session.execute("USE `shop/40-80`")
    try session.execute("CREATE TABLE notes (id BIGINT PRIMARY KEY)")
    try session.execute("INSERT INTO notes VALUES (1), (2), (3)")
    try session.execute("USE shop")
    let result = try session.execute("SELECT id FROM notes ORDER BY id")
    #expect(result.textRows == [["1"], ["2"], ["3"]])
    #expect(result.trace.shards == ["shop/40-80"])
    try session.execute("DROP TABLE notes")
    try session.execute("CREATE TABLE notes (id BIGINT PRIMARY KEY)")
    #expect(try session.execute("SELECT id FROM notes").trace.shardCalls == 4)
  }

  @Test func tablesOnAllShardsAreNotChangedOnOne() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    try session.execute("USE `shop/40-80`")
    let error = #expect(throws: SQLError.self) { try session.execute("DROP TABLE users") }
    #expect(error?.code.category == .unsupported)
    #expect(error?.hint == "say USE shop first")
  }
}
