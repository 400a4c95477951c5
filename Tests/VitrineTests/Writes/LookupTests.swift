import Testing
import Vitrine
import VitrineSQL

/// Writes keep the tables of lookup vindexes.
@Suite struct LookupTests {
  private static let vschema = LookedUpUsers(
    to: "keyspace_id",
    cities: "cities",
    tables: """
      "emails": {"column_vindexes": [{"column": "email", "name": "hash"}]},
      "cities": {"column_vindexes": [{"column": "id", "name": "hash"}]},
      "events": {"column_vindexes": [{"column": "email", "name": "by_email"}]}
      """
  ).vschema

  private func make() throws -> (Cluster, Session) {
    let cluster = try Cluster.create(at: nil)
    try cluster.createKeyspace("ks", shards: 4, vschemaJSON: Self.vschema)
    let session = try cluster.session(target: "ks")
    try session.executeScript(
      """
      CREATE TABLE users (id BIGINT PRIMARY KEY, email BIGINT, city VARCHAR(20));
      CREATE TABLE emails (email BIGINT PRIMARY KEY, keyspace_id VARBINARY(10));
      CREATE TABLE cities (n BIGINT AUTO_INCREMENT PRIMARY KEY, city VARCHAR(20), id BIGINT,
        keyspace_id VARBINARY(10));
      CREATE TABLE events (email BIGINT, what VARCHAR(20), PRIMARY KEY (email, what));
      INSERT INTO users VALUES (1, 10, 'Ulm'), (2, 20, 'Ulm'), (3, NULL, NULL)
      """
    )
    return (cluster, session)
  }

  private let emails = "SELECT email, HEX(keyspace_id) FROM emails ORDER BY email"

  @Test func entriesFollowTheRows() throws {
    let (cluster, session) = try make()
    defer { try? cluster.close() }
    let first = "166B40B44ABA4BD6"
    let second = "06E7EA22CE92708F"
    #expect(try session.execute(emails).textRows == [["10", first], ["20", second]])
    try session.execute("UPDATE users SET email = 30 WHERE id = 1")
    #expect(try session.execute(emails).textRows == [["20", second], ["30", first]])
    try session.execute("DELETE FROM users WHERE id = 2")
    #expect(try session.execute(emails).textRows == [["30", first]])
    let cities = try session.execute("SELECT city, id FROM cities").textRows
    #expect(cities == [["Ulm", "1"]])
  }

  @Test func aUniqueLookupRefusesASecondRow() throws {
    let (cluster, session) = try make()
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) {
      try session.execute("INSERT INTO users VALUES (7, 70, 'Bonn'), (8, 20, 'Bonn')")
    }
    #expect(error?.message == "Duplicate entry '20' for key 'emails.PRIMARY'")
    #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["3"]])
    #expect(try session.execute("SELECT COUNT(*) FROM emails").textRows == [["2"]])
    #expect(try session.execute("SELECT COUNT(*) FROM cities").textRows == [["2"]])
  }

  @Test func aLookupPlacesRows() throws {
    let (cluster, session) = try make()
    defer { try? cluster.close() }
    try session.execute("INSERT INTO events VALUES (10, 'seen'), (20, 'seen')")
    try session.execute("UPDATE events SET what = 'met' WHERE email = 20")
    let rows = try session.execute("SELECT email, what FROM events ORDER BY email").textRows
    #expect(rows == [["10", "seen"], ["20", "met"]])
    let error = #expect(throws: SQLError.self) {
      try session.execute("INSERT INTO events VALUES (99, 'seen')")
    }
    #expect(error?.code == .noKeyspaceID)
  }
}
