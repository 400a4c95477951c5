import Testing
import Vitrine
import VitrineSQL

/// INSERT … SELECT that one shard does by itself, and what it leaves to the gateway.
@Suite struct WholeInsertTests {
  private func makeSession() throws -> (Cluster, Session) {
    let cluster = try Cluster.create(at: nil, configuration: ClusterConfiguration())
    try cluster.createKeyspace("main", shards: 1, vschemaJSON: nil)
    let session = try cluster.session(target: "main")
    try session.executeScript(
      """
      CREATE TABLE days (id INT PRIMARY KEY, name VARCHAR(5) NOT NULL, rate DECIMAL(5,2) DEFAULT 1.5,
        made DATETIME DEFAULT CURRENT_TIMESTAMP);
      CREATE TABLE source (id INT PRIMARY KEY, name VARCHAR(20), rate DOUBLE);
      CREATE TABLE numbered (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20));
      INSERT INTO source VALUES (1, 'mon', 1.25), (2, 'tue', 2.5), (3, 'wednesday', 3.999);
      """
    )
    return (cluster, session)
  }

  @Test func oneShardDoesItAlone() throws {
    let (cluster, session) = try makeSession()
    defer { try? cluster.close() }
    let one = try session.execute(
      "INSERT INTO days (name, id) SELECT name, id FROM source WHERE id < 3"
    )
    #expect(one.affectedRows == 2 && one.trace.shardCalls == 1 && one.trace.rowsMoved == 0)
    #expect(one.info == "Records: 2  Duplicates: 0  Warnings: 0")
    let rows = try session.execute("SELECT id, name, rate, made > '2020-01-01' FROM days").textRows
    #expect(rows == [["1", "mon", "1.50", "1"], ["2", "tue", "1.50", "1"]])
    let none = try session.execute(
      "INSERT INTO days (id, name) SELECT id, name FROM source WHERE 1=0"
    )
    #expect(none.affectedRows == 0)
    let own = try session.execute("INSERT INTO days SELECT id + 10, name, rate, made FROM days")
    #expect(own.affectedRows == 2 && own.trace.shardCalls == 1)
  }

  @Test func timesAreOfTheSessionsZone() throws {
    let (cluster, session) = try makeSession()
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE moments (id INT PRIMARY KEY, ts TIMESTAMP, dt DATETIME);
      SET time_zone = '+02:00';
      INSERT INTO moments VALUES (1, '2024-01-01 12:00:00', '2024-01-01 12:00:00');
      INSERT INTO moments SELECT id + 1, dt, ts FROM moments;
      """
    )
    let local = try session.execute("SELECT ts, dt FROM moments ORDER BY id").textRows
    #expect(local == Array(repeating: ["2024-01-01 12:00:00", "2024-01-01 12:00:00"], count: 2))
    try session.execute("SET time_zone = '+00:00'")
    let moved = try session.execute("SELECT ts, dt FROM moments ORDER BY id").textRows
    #expect(moved == Array(repeating: ["2024-01-01 10:00:00", "2024-01-01 12:00:00"], count: 2))
  }

  @Test(
    arguments: [
      ("SELECT id, name FROM source", "Data too long for column 'name' at row 3"),
      (
        "SELECT id, 'a' FROM source UNION ALL SELECT 2, 'b'",
        "Duplicate entry '2' for key 'days.PRIMARY'"
      ),
      ("SELECT id, IF(id = 2, NULL, 'a') FROM source", "Column 'name' cannot be null"),
      ("SELECT 99999999999 * id, 'a' FROM source", "Out of range value for column 'id' at row 1"),
    ]
  ) func refusalsNameTheRow(query: String, message: String) throws {
    let (cluster, session) = try makeSession()
    defer { try? cluster.close() }
    for statement in ["SELECT 1", "BEGIN"] {
      try session.execute(statement)
      let error = #expect(throws: SQLError.self) {
        try session.execute("INSERT INTO days (id, name) \(query)")
      }
      #expect(error?.message == message)
      #expect(try session.execute("SELECT COUNT(*) FROM days").textRows == [["0"]])
    }
  }

  @Test func theGatewayWarnsAndNumbers() throws {
    let (cluster, session) = try makeSession()
    defer { try? cluster.close() }
    let noted = try session.execute(
      "INSERT INTO days (id, name, rate) SELECT id, 'a', rate FROM source"
    )
    #expect(noted.affectedRows == 3 && noted.warnings.map(\.code) == [1265])
    let numbered = try session.execute("INSERT INTO numbered (name) SELECT name FROM source")
    #expect(numbered.affectedRows == 3 && numbered.lastInsertID == 1)
    let replaced = try session.execute("REPLACE INTO days (id, name) SELECT id, 'b' FROM source")
    #expect(replaced.affectedRows == 6)
    let ignored = try session.execute(
      "INSERT IGNORE INTO days (id, name) SELECT id, 'b' FROM source"
    )
    #expect(ignored.affectedRows == 0 && ignored.warnings.count == 3)
  }
}
