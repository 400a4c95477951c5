import Testing
import VitrineSQL
import VitrineSQLite

@testable import Vitrine

@Suite struct TransactionTests {
  @Test(arguments: [1, 4]) func rollbackUndoesEverything(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (name) VALUES ('a'), ('b'), ('c')")
    try session.execute("BEGIN")
    try session.execute("DELETE FROM users WHERE id > 1")
    #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["1"]])
    try session.execute("ROLLBACK")
    #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["3"]])
    #expect(!session.isInTransaction)
  }

  @Test(arguments: [1, 4]) func aSavepointBeginsWhereNothingCommitsByItself(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.execute("SAVEPOINT lost")
      #expect(errorNumber(session, "ROLLBACK TO SAVEPOINT lost") == 1305)
      try session.execute("SET autocommit = 0")
      try session.execute("SAVEPOINT a")
      try session.execute("INSERT INTO users (id, name) VALUES (1, 'a')")
      try session.execute("SAVEPOINT b")
      try session.execute("INSERT INTO users (id, name) VALUES (2, 'b'), (3, 'c')")
      try session.execute("ROLLBACK TO SAVEPOINT b")
      #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["1"]])
      try session.execute("ROLLBACK TO SAVEPOINT a")
      #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["0"]])
      try session.execute("RELEASE SAVEPOINT a")
    }
  }

  @Test(arguments: [1, 4]) func otherSessionsSeeOnlyWhatIsCommitted(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    let other = try cluster.session(target: "shop")
    try session.execute("BEGIN")
    try session.execute("INSERT INTO users (name) VALUES ('a'), ('b'), ('c')")
    #expect(try other.execute("SELECT COUNT(*) FROM users").textRows == [["0"]])
    try session.execute("COMMIT")
    #expect(try other.execute("SELECT COUNT(*) FROM users").textRows == [["3"]])
  }

  @Test(arguments: [1, 4]) func savepoints(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("BEGIN")
    try session.execute("INSERT INTO users (name) VALUES ('a')")
    try session.execute("SAVEPOINT one")
    try session.execute("INSERT INTO users (name) VALUES ('b'), ('c'), ('d'), ('e')")
    try session.execute("ROLLBACK TO one")
    try session.execute("COMMIT")
    #expect(try session.execute("SELECT name FROM users").textRows == [["a"]])
  }

  /// A name that is used again moves; those set between stay.
  @Test(arguments: [1, 4]) func aSavepointMoves(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      BEGIN; INSERT INTO users (name) VALUES ('a'); SAVEPOINT one;
      INSERT INTO users (name) VALUES ('b'); SAVEPOINT two;
      INSERT INTO users (name) VALUES ('c'), ('d'), ('e'); SAVEPOINT ONE;
      INSERT INTO users (name) VALUES ('f'); ROLLBACK TO two
      """
    )
    #expect(throws: SQLError.self) { try session.execute("ROLLBACK TO one") }
    try session.execute("COMMIT")
    #expect(
      try session.execute("SELECT name FROM users ORDER BY name").textRows == [["a"], ["b"]]
    )
  }

  /// A failed statement changes nothing, and the transaction around it goes on.
  @Test(arguments: [1, 2, 4, 7]) func aFailedStatementIsUndoneAlone(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (id, name) VALUES (5, 'five')")
    try session.execute("BEGIN")
    try session.execute("INSERT INTO users (id, name) VALUES (1, 'one')")
    let error = #expect(throws: SQLError.self) {
      try session.execute("INSERT INTO users (id, name) VALUES (2, 'x'), (3, 'y'), (5, 'z')")
    }
    #expect(error?.code == .duplicateEntry)
    #expect(error?.message == "Duplicate entry '5' for key 'users.PRIMARY'")
    try session.execute("COMMIT")
    let ids = try session.execute("SELECT id FROM users ORDER BY id").textRows
    #expect(ids == [["1"], ["5"]])
  }

  @Test func aWriterWaitsAndGivesUp() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let other = try cluster.session(target: "shop")
    try other.execute("SET innodb_lock_wait_timeout = 1")
    try session.execute("BEGIN")
    try session.execute("INSERT INTO users (name) VALUES ('a')")
    let error = #expect(throws: SQLError.self) {
      try other.execute("INSERT INTO users (name) VALUES ('b')")
    }
    #expect(error?.code.number == 1205)
    try session.execute("COMMIT")
    try other.execute("INSERT INTO users (name) VALUES ('c')")
    #expect(try other.execute("SELECT COUNT(*) FROM users").textRows == [["2"]])
  }

  @Test func schemaChangesCommitFirst() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("BEGIN")
    try session.execute("INSERT INTO users (name) VALUES ('a')")
    try session.execute("CREATE TABLE t (id BIGINT PRIMARY KEY)")
    #expect(!session.isInTransaction)
    try session.execute("ROLLBACK")
    #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["1"]])
  }

  @Test func autocommitOffBeginsByItself() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("SET autocommit = 0")
    try session.execute("INSERT INTO users (name) VALUES ('a')")
    #expect(session.isInTransaction)
    try session.execute("ROLLBACK")
    #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["0"]])
  }

  @Test func readOnlyTransactionsRefuseWrites() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("START TRANSACTION READ ONLY")
    let error = #expect(throws: SQLError.self) { try session.execute("DELETE FROM users") }
    #expect(error?.code.number == 1792)
    try session.executeScript("SELECT 1 FOR UPDATE; (SELECT 1 FOR UPDATE) UNION (SELECT 2)")
    #expect(errorNumber(session, "SELECT 1 FROM users FOR UPDATE") == 1792)
    try session.executeScript("COMMIT; SET TRANSACTION READ ONLY")
    // What is refused begins no transaction.
    for _ in 1...2 { #expect(errorNumber(session, "DELETE FROM users") == 1792) }
    try session.executeScript("SELECT 1 FROM users; DELETE FROM users")
  }

  /// Makes commits on one of the shop's shards fail.
  private func breakCommits(of cluster: Cluster, shard: Int) throws {
    let store = try cluster.snapshot.shards(of: "shop").stores[shard]
    let writer = try store.writer.borrow(timeout: .seconds(5))
    defer { store.writer.giveBack(writer) }
    try writer.exclusively { (connection, _) throws(SQLError) in
      connection.setCommitHook { () throws(SQLError) in throw SQLError(.diskFull, "disk full") }
    }
  }

  /// Rows 1, 2, 3 and 5 lie on the first shard of two, and the others on the second.
  @Test func aFirstCommitThatFailsLeavesNothing() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try breakCommits(of: cluster, shard: 0)
    try session.execute("BEGIN")
    for id in 1...8 { try session.execute("INSERT INTO users (id, name) VALUES (\(id), 'x')") }
    let error = #expect(throws: SQLError.self) { try session.execute("COMMIT") }
    #expect(error?.code == .diskFull)
    #expect(try session.execute("SELECT id FROM users").textRows.isEmpty)
    #expect(!session.isInTransaction)
  }

  @Test func aLaterCommitThatFailsTellsWhatIsCommitted() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try breakCommits(of: cluster, shard: 1)
    try session.execute("BEGIN")
    for id in 1...8 { try session.execute("INSERT INTO users (id, name) VALUES (\(id), 'x')") }
    let error = #expect(throws: SQLError.self) { try session.execute("COMMIT") }
    #expect(error?.code == .partialCommit)
    let message = "the transaction is committed on shop/-80 and failed on shop/80-: disk full"
    #expect(error?.message == message)
    let ids = try session.execute("SELECT id FROM users ORDER BY id").textRows
    #expect(ids == [["1"], ["2"], ["3"], ["5"]])
    #expect(!session.isInTransaction)
  }
}
