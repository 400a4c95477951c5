import Testing
import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

@Suite("Rendered schemas")
struct SchemaTests {
  @Test func columnsLieByTheirRepresentation() throws {
    let database = try ShardDatabase([])
    let statements = try database.define(
      """
      CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, price DECIMAL(9,2),
        total DECIMAL(30,2), at DATETIME, doc JSON, raw BLOB, UNIQUE KEY u (name), KEY k (price DESC))
      """
    )
    #expect(
      statements == [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT COLLATE utf8mb4_0900_ai_ci NOT NULL, "
          + "price INTEGER, total TEXT COLLATE my_decimal, at TEXT, doc TEXT COLLATE my_json, raw BLOB)",
        "CREATE UNIQUE INDEX `t#u` ON t (name)",
        "CREATE INDEX `t#k` ON t (price DESC)",
      ]
    )
  }

  @Test func keysThatAreNoRowID() throws {
    let database = try ShardDatabase([])
    let composite = try database.define("CREATE TABLE a (x INT, y VARCHAR(9), PRIMARY KEY (x, y))")
    #expect(composite[0].hasSuffix("PRIMARY KEY (x, y)) WITHOUT ROWID"))
    let large = try database.define("CREATE TABLE b (x CHAR(9) PRIMARY KEY, y TEXT)")
    #expect(large[0].hasSuffix("PRIMARY KEY (x))"))
    let unsigned = try database.define("CREATE TABLE c (id BIGINT UNSIGNED PRIMARY KEY)")
    #expect(unsigned[0] == "CREATE TABLE c (id BLOB NOT NULL, PRIMARY KEY (id)) WITHOUT ROWID")
    let hidden = try database.define("CREATE TABLE d (x INT)")
    #expect(hidden[0].contains("vitrine_rowid INTEGER PRIMARY KEY"))
  }

  @Test func textKeysIgnoreCase() throws {
    let database = try ShardDatabase(["CREATE TABLE t (name VARCHAR(20) PRIMARY KEY)"])
    try database.connection.execute("INSERT INTO t VALUES ('Ann')")
    #expect(throws: SQLError.self) {
      try database.connection.execute("INSERT INTO t VALUES ('ANN')")
    }
  }

  @Test func uniquePrefixes() throws {
    let database = try ShardDatabase(["CREATE TABLE t (s VARCHAR(20), UNIQUE KEY (s(2)))"])
    try database.connection.execute("INSERT INTO t (s) VALUES ('abc'), ('b'), (NULL), (NULL)")
    #expect(throws: SQLError.self) {
      try database.connection.execute("INSERT INTO t (s) VALUES ('ABX')")
    }
  }

  @Test func checksAndGeneratedColumns() throws {
    let database = try ShardDatabase([
      """
      CREATE TABLE t (id INT PRIMARY KEY, price DECIMAL(6,2), n INT,
        cost DECIMAL(12,2) AS (price * n) STORED, twice INT AS (n * 2), CHECK (n > 0))
      """
    ])
    try database.connection.execute("INSERT INTO t (id, price, n) VALUES (1, 150, 3)")
    #expect(try database.rows("SELECT cost, twice FROM t") == ["4.50|6"])
    #expect {
      try database.connection.execute("INSERT INTO t (id, price, n) VALUES (2, 1, 0)")
    } throws: {
      ($0 as? SQLError)?.code == .checkViolated
    }
  }

  @Test func functionalIndexServesQueries() throws {
    let database = try ShardDatabase(["CREATE TABLE t (id INT PRIMARY KEY, n INT, KEY f ((n * 2)))"]
    )
    let query = try database.rendering("SELECT id FROM t WHERE n * 2 = 6").query
    let plan = try database.connection.rows("EXPLAIN QUERY PLAN \(query.text)", [.integer(6)])
    #expect("\(plan)".contains("t#f"), "\(query.text)")
  }

  @Test func pathsIntoDocumentsAreIndexed() throws {
    let database = try ShardDatabase(["CREATE TABLE t (id INT PRIMARY KEY, doc JSON)"])
    try database.define(
      "ALTER TABLE t ADD INDEX place ((CAST(doc->>'$.place' AS CHAR(36))))"
    )
    try database.connection.execute(#"INSERT INTO t VALUES (1, '{"place": "Bonn"}'), (2, NULL)"#)
    let text = "SELECT id FROM t WHERE CAST(doc->>'$.place' AS CHAR(36)) = 'bonn'"
    #expect(try database.rows(text) == ["1"])
    let query = try database.rendering(text).query
    let plan = try database.connection.rows("EXPLAIN QUERY PLAN \(query.text)", [.text("bonn")])
    #expect("\(plan)".contains("t#place"), "\(query.text)")
  }

  @Test func columnsAtTheEndAreAddedInPlace() throws {
    let database = try ShardDatabase(
      ["CREATE TABLE t (id INT PRIMARY KEY)"],
      filling: ["INSERT INTO t VALUES (1)"]
    )
    let statements = try database.define(
      "ALTER TABLE t ADD COLUMN n INT NOT NULL, ADD COLUMN s VARCHAR(9) DEFAULT 'x', ADD KEY (n)"
    )
    #expect(statements.count == 3)
    #expect(statements.allSatisfy { !$0.hasPrefix("DROP") })
    #expect(try database.rows("SELECT id, n, s FROM t") == ["1|0|x"])
  }

  @Test func otherChangesCopyTheRows() throws {
    let database = try ShardDatabase(
      ["CREATE TABLE t (id INT PRIMARY KEY, n INT, s VARCHAR(20), KEY k (n))"],
      filling: ["INSERT INTO t VALUES (1, 5, '12'), (2, NULL, '7')"]
    )
    try database.define("ALTER TABLE t MODIFY n DECIMAL(8,2), MODIFY s INT, ADD COLUMN a INT FIRST")
    #expect(try database.rows("SELECT a, id, n, s FROM t") == ["NULL|1|5.00|12", "NULL|2|NULL|7"])
    try database.define(
      "ALTER TABLE t DROP COLUMN n, RENAME COLUMN s TO v, DROP PRIMARY KEY, ADD PRIMARY KEY (id, v)"
    )
    #expect(try database.rows("SELECT * FROM t ORDER BY id") == ["NULL|1|12", "NULL|2|7"])
  }

  @Test func valuesThatDoNotFitStopTheChange() throws {
    let database = try ShardDatabase(
      ["CREATE TABLE t (id INT PRIMARY KEY, n INT)"],
      filling: ["INSERT INTO t VALUES (1, 300)"]
    )
    #expect(throws: SQLError.self) { try database.define("ALTER TABLE t MODIFY n TINYINT") }
  }

  @Test func renamesKeepIndexes() throws {
    let database = try ShardDatabase(
      ["CREATE TABLE t (id INT PRIMARY KEY, n INT, KEY k (n))"],
      filling: ["INSERT INTO t VALUES (1, 2)"]
    )
    try database.define("RENAME TABLE t TO u")
    try database.define("ALTER TABLE u RENAME COLUMN n TO m")
    #expect(try database.rows("SELECT m FROM u") == ["2"])
    let names = try database.connection.rows("SELECT name FROM sqlite_master WHERE type = 'index'")
    #expect(names == [[.text("u#k")]])
  }

  /// The gateway keeps foreign keys; a shard's table knows nothing of them.
  @Test func foreignKeysAreNotTheShards() throws {
    let database = try ShardDatabase([
      "CREATE TABLE p (id INT PRIMARY KEY)",
      "CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE)",
    ])
    #expect(try database.connection.rows("PRAGMA foreign_key_list(c)").isEmpty)
    try database.define("ALTER TABLE c DROP FOREIGN KEY c_ibfk_1, DROP KEY p")
    let statements = try database.define("ALTER TABLE c ADD FOREIGN KEY (p) REFERENCES p (id)")
    #expect(statements.count == 1)
    #expect(statements.first?.hasPrefix("CREATE INDEX") == true)
  }
}
