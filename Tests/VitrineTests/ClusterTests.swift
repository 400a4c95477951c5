import Foundation
import Testing
import Vitrine
import VitrineSQL

/// A directory of its own for a test, removed afterwards.
func withDirectory(_ body: (String) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("vitrine-test-\(UUID().uuidString)").path
  defer { try? FileManager.default.removeItem(atPath: path) }
  try body(path)
}

/// Makes a shop in a directory and closes it.
private func leaveShop(in path: String, shards: Int = 4) throws {
  let cluster = try Cluster.create(at: path)
  try cluster.createKeyspace("shop", shards: shards, vschemaJSON: shopVSchema)
  let session = try cluster.session(target: "shop")
  try session.executeScript(shopSchema)
  try session.execute("INSERT INTO users (name) VALUES ('a'), ('b'), ('c')")
  try cluster.close()
}

@Suite struct ClusterTests {
  @Test func opensAgainAsItWasLeft() throws {
    try withDirectory { path in
      try leaveShop(in: path)
      let cluster = try Cluster.open(at: path)
      defer { try? cluster.close() }
      #expect(cluster.keyspaceNames == ["shop"])
      #expect(try cluster.shards(of: "shop") == ["-40", "40-80", "80-c0", "c0-"])
      let session = try cluster.session(target: "shop")
      let rows = try session.execute("SELECT id, name FROM users ORDER BY id").textRows
      #expect(rows == [["1", "a"], ["2", "b"], ["3", "c"]])
      // A clean close gives the rest of a block of numbers back.
      #expect(try session.execute("INSERT INTO users (name) VALUES ('d')").lastInsertID == 4)
      #expect(try session.execute("SELECT name FROM users WHERE id = 4").trace.shardCalls == 1)
    }
  }

  @Test func twoCannotOpenTheSameDirectory() throws {
    try withDirectory { path in
      try leaveShop(in: path)
      let first = try Cluster.open(at: path)
      let error = #expect(throws: SQLError.self) { try Cluster.open(at: path) }
      #expect(error?.message.contains("in use") == true)
      try first.close()
    }
  }

  @Test func refusesTheFileOfAnotherShard() throws {
    try withDirectory { path in
      try leaveShop(in: path)
      try FileManager.default.removeItem(atPath: path + "/shop/40-80.db")
      try FileManager.default.copyItem(
        atPath: path + "/shop/80-c0.db",
        toPath: path + "/shop/40-80.db"
      )
      let error = #expect(throws: SQLError.self) { try Cluster.open(at: path) }
      #expect(error?.message.contains("not this shard's") == true)
    }
  }

  @Test func refusesWhatIsNoCluster() throws {
    try withDirectory { path in
      let missing = #expect(throws: SQLError.self) { try Cluster.open(at: path) }
      #expect(missing?.code.category == .environment)
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let empty = #expect(throws: SQLError.self) { try Cluster.open(at: path) }
      #expect(empty?.message.contains("not a cluster") == true)
      try Data("not a database, but long enough to be looked at as one".utf8)
        .write(to: URL(fileURLWithPath: path + "/catalog.db"))
      let garbage = #expect(throws: SQLError.self) { try Cluster.open(at: path) }
      #expect(garbage?.code.category == .environment)
      let again = #expect(throws: SQLError.self) { try Cluster.create(at: path) }
      #expect(again?.code.category == .environment)
    }
  }

  @Test func namesAMissingShard() throws {
    try withDirectory { path in
      try leaveShop(in: path)
      try FileManager.default.removeItem(atPath: path + "/shop/40-80.db")
      let error = #expect(throws: SQLError.self) { try Cluster.open(at: path) }
      #expect(error?.message.contains("shop/40-80 is missing") == true)
    }
  }

  @Test func namesACorruptShard() throws {
    try withDirectory { path in
      try leaveShop(in: path)
      let file = URL(fileURLWithPath: path + "/shop/-40.db")
      try Data(repeating: 0x5a, count: 8192).write(to: file)
      let error = #expect(throws: SQLError.self) { try Cluster.open(at: path) }
      #expect(error?.code == .shardCorrupt)
      #expect(error?.message.contains("shop/-40") == true)
    }
  }

  @Test func refusesANewerFormat() throws {
    try withDirectory { path in
      try leaveShop(in: path)
      let file = URL(fileURLWithPath: path + "/catalog.db")
      var bytes = try Data(contentsOf: file)
      // `user_version` in SQLite's header: four bytes, big-endian, from 60.
      bytes[63] = 99
      try bytes.write(to: file)
      let error = #expect(throws: SQLError.self) { try Cluster.open(at: path) }
      #expect(error?.message.contains("newer") == true)
    }
  }

  @Test func aTemporaryClusterLeavesNothing() throws {
    let cluster = try Cluster.create(at: nil)
    let path = cluster.path
    try cluster.createKeyspace("ks", shards: 4)
    #expect(FileManager.default.fileExists(atPath: path + "/ks/-40.db"))
    try cluster.close()
    #expect(!FileManager.default.fileExists(atPath: path))
    let error = #expect(throws: SQLError.self) { try cluster.session() }
    #expect(error?.message == "the cluster is closed")
  }

  @Test func aDirectoryThatCannotBeMade() throws {
    let error = #expect(throws: SQLError.self) { try Cluster.create(at: "/proc/vitrine/x") }
    #expect(error?.code.category == .environment)
  }

  @Test func keyspacesComeAndGo() throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    let session = try cluster.session()
    try session.execute("CREATE KEYSPACE one")
    #expect(try cluster.shards(of: "one").count == 4)
    let twice = #expect(throws: SQLError.self) { try session.execute("CREATE DATABASE one") }
    #expect(twice?.code.number == 1007)
    try session.execute("CREATE DATABASE IF NOT EXISTS one")
    #expect(session.warnings.map(\.code) == [1007])
    try session.execute("USE one")
    try session.execute("CREATE TABLE t (id BIGINT PRIMARY KEY)")
    try session.execute("DROP KEYSPACE one")
    #expect(session.currentKeyspace == nil)
    #expect(cluster.keyspaceNames == [])
    let gone = #expect(throws: SQLError.self) { try session.execute("DROP DATABASE one") }
    #expect(gone?.code.number == 1008)
  }

  @Test func aFullDiskLosesNothing() throws {
    var configuration = ClusterConfiguration()
    configuration.maximumPagesPerShard = 40
    let cluster = try Cluster.create(at: nil, configuration: configuration)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: 2)
    let session = try cluster.session(target: "ks")
    try session.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, data TEXT)")
    try session.execute("INSERT INTO t VALUES (1, 'kept'), (2, 'kept'), (3, 'kept')")
    try session.execute("BEGIN")
    let error = #expect(throws: SQLError.self) {
      for id in 4...400 {
        try session.execute(
          "INSERT INTO t VALUES (\(id), '\(String(repeating: "x", count: 3000))')"
        )
      }
    }
    #expect(error?.code == .diskFull)
    try session.execute("ROLLBACK")
    #expect(try session.execute("SELECT COUNT(*) FROM t").textRows == [["3"]])
    try session.execute("INSERT INTO t VALUES (500, 'after')")
    #expect(try session.execute("SELECT data FROM t WHERE id = 500").textRows == [["after"]])
  }
}
