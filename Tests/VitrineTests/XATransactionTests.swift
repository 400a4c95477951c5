import Testing
import VitrineSQL

@testable import Vitrine

/// XA transactions: their states, who may end them, and what is left of them.
@Suite struct XATransactionTests {
  private func number(_ session: Session, _ sql: String) -> Int? {
    do throws(SQLError) {
      try session.execute(sql)
      return nil
    } catch { return error.code.number }
  }

  private func names(_ session: Session) throws -> [[String?]] {
    try session.execute("SELECT name FROM users ORDER BY name").textRows
  }

  @Test(arguments: [1, 3])
  func anotherSessionCommitsWhatIsPrepared(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("XA START 'a', 'b', 7")
    try session.execute("INSERT INTO users (name) VALUES ('x'), ('y'), ('z')")
    #expect(try names(session) == [["x"], ["y"], ["z"]])
    try session.execute("XA END 'a', 'b', 7")
    #expect(try session.execute("XA RECOVER").rows.isEmpty)
    try session.execute("XA PREPARE 'a', 'b', 7")
    #expect(try session.execute("XA RECOVER").textRows == [["7", "1", "1", "ab"]])
    #expect(try names(session).isEmpty)
    let other = try cluster.session(target: session.currentKeyspace)
    #expect(try other.execute("XA RECOVER CONVERT XID").textRows == [["7", "1", "1", "0x6162"]])
    try other.execute("XA COMMIT 'a', 'b', 7")
    #expect(try names(session) == [["x"], ["y"], ["z"]])
    #expect(try session.execute("XA RECOVER").rows.isEmpty)
    #expect(number(other, "XA COMMIT 'a', 'b', 7") == 1397)
  }

  @Test func onePhaseAndRollback() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    for (text, kept) in [("COMMIT 'a' ONE PHASE", 1), ("ROLLBACK 'a'", 1)] {
      try session.execute("XA START 'a'")
      try session.execute("INSERT INTO users (name) VALUES ('x')")
      try session.execute("XA END 'a'")
      try session.execute("XA \(text)")
      #expect(try names(session).count == kept)
      #expect(!session.isInTransaction)
    }
    try session.execute("XA START 'a'")
    try session.execute("DELETE FROM users")
    try session.execute("XA END 'a'")
    try session.execute("XA PREPARE 'a'")
    #expect(number(session, "XA COMMIT 'a' ONE PHASE") == 1398)
    try session.execute("XA ROLLBACK 'a'")
    #expect(try names(session) == [["x"]])
  }

  @Test func statesAreKept() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    for text in ["END 'a'", "PREPARE 'a'"] { #expect(number(session, "XA \(text)") == 1399) }
    for text in ["COMMIT 'a'", "ROLLBACK 'a'"] { #expect(number(session, "XA \(text)") == 1397) }
    #expect(number(session, "XA START 'a' JOIN") == 1398)
    try session.execute("BEGIN")
    #expect(number(session, "XA START 'a'") == 1400)
    try session.execute("ROLLBACK")
    try session.execute("XA START 'a'")
    let refused = [
      "XA START 'b'", "XA PREPARE 'a'", "XA COMMIT 'a' ONE PHASE", "XA COMMIT 'b'", "BEGIN",
      "COMMIT",
      "ROLLBACK", "CREATE TABLE t (id INT PRIMARY KEY)", "TRUNCATE TABLE users",
    ]
    for text in refused {
      #expect(number(session, text) == 1399, "\(text)")
    }
    #expect(number(session, "XA END 'b'") == 1397)
    #expect(number(session, "XA END 'a' SUSPEND") == 1398)
    try session.execute("SAVEPOINT s")
    try session.execute("INSERT INTO users (name) VALUES ('x')")
    try session.execute("ROLLBACK TO s")
    try session.execute("INSERT INTO users (name) VALUES ('y')")
    try session.execute("XA END 'a'")
    for text in [
      "SELECT 1", "SELECT * FROM users", "INSERT INTO users (name) VALUES ('z')", "SET @a = 1",
    ] {
      #expect(number(session, text) == 1399, "\(text)")
    }
    #expect(number(session, "XA COMMIT 'a'") == 1399)
    try session.execute("XA START 'a' RESUME")
    try session.execute("INSERT INTO users (name) VALUES ('z')")
    try session.execute("XA END 'a'")
    try session.execute("XA COMMIT 'a' ONE PHASE")
    #expect(try names(session) == [["y"], ["z"]])
  }

  @Test func namesAreTakenOnce() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let other = try cluster.session(target: session.currentKeyspace)
    try session.execute("XA START 'a'")
    #expect(number(other, "XA START 'a'") == 1440)
    try other.execute("XA START 'a', 'b'")
    try session.execute("XA END 'a'")
    try session.execute("XA PREPARE 'a'")
    #expect(number(session, "XA START 'a'") == 1440)
    try session.execute("XA ROLLBACK 'a'")
    try session.execute("XA START 'a'")
  }

  @Test func aSessionThatGoesLeavesWhatIsPreparedAlone() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    do {
      let other = try cluster.session(target: session.currentKeyspace)
      try other.execute("XA START 'p'")
      try other.execute("INSERT INTO users (name) VALUES ('p')")
      try other.execute("XA END 'p'")
      try other.execute("XA PREPARE 'p'")
      try session.execute("XA COMMIT 'p'")
      try other.execute("XA START 'q'")
      try other.execute("INSERT INTO users (name) VALUES ('q')")
    }
    #expect(try names(session) == [["p"]])
    try session.execute("XA START 'q'")
    try session.execute("XA END 'q'")
    try session.execute("XA ROLLBACK 'q'")
  }

  @Test func aTransactionThatTookTooLongIsRolledBack() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("XA START 'a'")
    try session.execute("INSERT INTO users (name) VALUES ('x')")
    session.transaction?.deadline = (.now, .zero)
    #expect(number(session, "INSERT INTO users (name) VALUES ('y')") != nil)
    #expect(number(session, "SELECT 1") == 1402)
    #expect(number(session, "XA END 'a'") == 1402)
    #expect(number(session, "XA PREPARE 'a'") == 1402)
    try session.execute("XA ROLLBACK 'a'")
    #expect(try names(session).isEmpty)
  }

  @Test func temporaryTablesDoNotLeaveTheSession() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("CREATE TEMPORARY TABLE own (id INT PRIMARY KEY)")
    try session.execute("XA START 'a'")
    try session.execute("INSERT INTO own VALUES (1)")
    try session.execute("XA END 'a'")
    #expect(number(session, "XA PREPARE 'a'") == 4091)
    try session.execute("XA COMMIT 'a' ONE PHASE")
    #expect(try session.execute("SELECT id FROM own").textRows == [["1"]])
  }

  @Test func namesThatAreNoTextAreBytes() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    for text in ["START", "END", "PREPARE"] { try session.execute("XA \(text) 0xFE") }
    let found = try session.execute("XA RECOVER")
    #expect(found.rows.first?.last == .blob([0xFE]))
    #expect(found.columns.last?.type.collation == .binary)
    #expect(number(session, "XA START 'a' 'b'") == 1064)
  }

  @Test func longNamesAreRefused() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let longest = String(repeating: "x", count: 64)
    #expect(number(session, "XA START '\(longest)x'") == 1064)
    #expect(number(session, "XA START 'a', 'b', 4294967296") == 1064)
    #expect(number(session, "XA START 'a', 'b', -1") == 1064)
    try session.execute("XA START '\(longest)', '\(longest)', 4294967295")
    try session.execute("XA END '\(longest)', '\(longest)', 4294967295")
    try session.execute("XA PREPARE '\(longest)', '\(longest)', 4294967295")
    #expect(
      try session.execute("XA RECOVER").textRows == [["4294967295", "64", "64", longest + longest]]
    )
  }
}
