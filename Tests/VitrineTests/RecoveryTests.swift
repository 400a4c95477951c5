import Testing
import VitrineSQL
import VitrineSQLite

@testable import Vitrine

/// What a crash leaves behind is brought to an end on open.
@Suite struct RecoveryTests {
  private static let change = "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)"
  private static let definition = "CREATE TABLE `notes` (`id` BIGINT NOT NULL, PRIMARY KEY (`id`))"

  private func make(in path: String) throws {
    let cluster = try Cluster.create(at: path)
    try cluster.createKeyspace("shop", shards: 4, vschemaJSON: shopVSchema)
    try cluster.session(target: "shop").executeScript(shopSchema)
    try cluster.close()
  }

  /// Leaves a cluster whose catalog knows of a change that so many shards have made.
  private func crash(in path: String, madeOn count: Int) throws {
    try make(in: path)
    let directory = ClusterDirectory(path)
    let store = try CatalogStore.open(at: path + "/catalog.db")
    var change = PendingChange(keyspace: "shop")
    change.statements = [Self.change]
    change.definitions = ["notes": Self.definition]
    change.id = try store.begin(change)
    for shard in ["-40", "40-80", "80-c0", "c0-"].prefix(count) {
      let file = directory.file(ofShard: shard, keyspace: "shop")
      try Connection(path: file, mode: .readWrite).make(change)
    }
    try store.close()
  }

  @Test(arguments: [1, 3, 4]) func aChangeThatAShardHasMadeIsMadeOnAll(count: Int) throws {
    try withDirectory { path in
      try crash(in: path, madeOn: count)
      let cluster = try Cluster.open(at: path)
      defer { try? cluster.close() }
      let session = try cluster.session(target: "shop")
      try session.execute("INSERT INTO notes VALUES (1), (2), (3), (4), (5), (6)")
      #expect(try session.execute("SELECT COUNT(*) FROM notes").textRows == [["6"]])
    }
  }

  @Test func aChangeThatNoShardHasMadeIsForgotten() throws {
    try withDirectory { path in
      try crash(in: path, madeOn: 0)
      let cluster = try Cluster.open(at: path)
      defer { try? cluster.close() }
      let session = try cluster.session(target: "shop")
      let error = #expect(throws: SQLError.self) { try session.execute("SELECT * FROM notes") }
      #expect(error?.code.number == 1146)
      try session.execute("CREATE TABLE notes (id BIGINT PRIMARY KEY)")
    }
  }

  /// A statement that fails on its last row has written nothing on any shard, whatever it touched.
  @Test(arguments: [1, 2, 4, 7]) func aFailedWriteLeavesNothing(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    for id in 1...20 { try session.execute("INSERT INTO users (id, name) VALUES (\(id), 'n')") }
    for statement in [
      "UPDATE users SET id = id + 100, age = 100 / (20 - id) + 3000000000 WHERE id > 10",
      "UPDATE users SET id = 5 WHERE id > 7",
      "INSERT INTO users (id, name) SELECT 30 - id, name FROM users ORDER BY id",
    ] {
      let error = #expect(throws: SQLError.self) { try session.execute(statement) }
      #expect(error != nil)
      let rows = try session.execute("SELECT COUNT(*), MIN(id), MAX(id) FROM users").textRows
      #expect(rows == [["20", "1", "20"]], "\(statement)")
    }
  }

  @Test func aStatementThatTakesTooLongStops() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    for id in 1...60 { try session.execute("INSERT INTO users (id, name) VALUES (\(id), 'n')") }
    try session.execute("SET max_execution_time = 30")
    let error = #expect(throws: SQLError.self) {
      try session.execute(
        "SELECT COUNT(*) FROM users a, users b, users c, users d, users e WHERE a.age = e.age + b.id"
      )
    }
    #expect(error?.code == .timeout)
    try session.execute("SET max_execution_time = 0")
    #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["60"]])
  }
}
