import Testing
import Vitrine
import VitrineSQL

@Suite("information_schema") struct SystemTableTests {
  @Test(arguments: [1, 4]) func selectsReadIt(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("CREATE VIEW adults AS SELECT id, name FROM users WHERE age > 17")
    let cases: [(String, [[String?]])] = [
      (
        """
        SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES
        WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME
        """,
        [
          ["adults", "VIEW"], ["countries", "BASE TABLE"], ["orders", "BASE TABLE"],
          ["users", "BASE TABLE"],
        ]
      ),
      (
        """
        SELECT c.column_name, c.data_type, c.column_type, c.is_nullable, c.column_key,
          c.character_maximum_length, c.extra
        FROM information_schema.columns c WHERE c.table_schema = 'shop' AND c.table_name = 'users'
        ORDER BY c.ordinal_position
        """,
        [
          ["id", "bigint", "bigint", "NO", "PRI", nil, "auto_increment"],
          ["name", "varchar", "varchar(50)", "NO", "", "50", ""],
          ["email", "varchar", "varchar(255)", "YES", "UNI", "255", ""],
          ["age", "int", "int", "YES", "", nil, ""],
        ]
      ),
      (
        """
        SELECT t.table_name, COUNT(*) FROM information_schema.tables t
        JOIN information_schema.columns c USING (table_schema, table_name)
        WHERE t.table_schema = 'shop' GROUP BY t.table_name HAVING COUNT(*) > 2
        ORDER BY t.table_name
        """,
        [["orders", "4"], ["users", "4"]]
      ),
      (
        """
        SELECT INDEX_NAME, COLUMN_NAME, NON_UNIQUE FROM information_schema.STATISTICS
        WHERE TABLE_NAME = 'users' ORDER BY INDEX_NAME
        """,
        [["email", "email", "0"], ["PRIMARY", "id", "0"]]
      ),
      (
        "SELECT table_name FROM information_schema.tables WHERE table_name = 'USERS'", []
      ),
      ("SELECT COUNT(*) FROM information_schema.routines", [["0"]]),
      (
        "SELECT schema_name FROM information_schema.schemata WHERE schema_name > 'm'",
        [["mysql"], ["performance_schema"], ["shop"], ["sys"]]
      ),
      (
        """
        SELECT u.name, k.column_name FROM users u, information_schema.key_column_usage k
        WHERE k.table_name = 'orders'
        """,
        [["Ada", "id"]]
      ),
      ("SELECT view_definition IS NOT NULL FROM information_schema.views", [["1"]]),
    ]
    try session.execute("INSERT INTO users (name, age) VALUES ('Ada', 36)")
    for (statement, expected) in cases {
      let rows = try session.execute(statement).textRows
      #expect(rows == expected, "\(statement)")
    }
    // Columns are named as in the table.
    let result = try session.execute("SELECT table_name FROM information_schema.tables")
    #expect(result.columns.map(\.name) == ["TABLE_NAME"])
  }

  @Test func keysAndConstraints() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute(
      """
      CREATE TABLE notes (id INT PRIMARY KEY, user_id BIGINT, size INT,
        CONSTRAINT fk_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT positive CHECK (size > 0))
      """
    )
    let constraints = try session.execute(
      """
      SELECT constraint_name, constraint_type FROM information_schema.table_constraints
      WHERE table_name = 'notes' ORDER BY constraint_name
      """
    )
    #expect(
      constraints.textRows == [
        ["fk_user", "FOREIGN KEY"], ["positive", "CHECK"], ["PRIMARY", "PRIMARY KEY"],
      ]
    )
    let references = try session.execute(
      """
      SELECT r.constraint_name, r.unique_constraint_name, r.delete_rule, k.column_name,
        k.referenced_table_name, k.referenced_column_name
      FROM information_schema.referential_constraints r
      JOIN information_schema.key_column_usage k
        ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name
      WHERE r.constraint_schema = 'shop'
      """
    )
    #expect(
      references.textRows == [["fk_user", "PRIMARY", "CASCADE", "user_id", "users", "id"]]
    )
  }

  /// Of a query that names tables only the rows of these are made; its plan serves those names alone.
  @Test(arguments: [1, 3]) func oneTableOfMany(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    let cases: [(String, [[String?]])] = [
      ("table_name = 'users' AND column_name = 'id'", [["users", "id"]]),
      ("table_name = 'orders' AND column_name = 'id'", [["orders", "id"]]),
      ("table_name = 'users' AND column_name = 'ID '", [["users", "id"]]),
      ("'USERS' = table_name", []), ("table_name = 'nothing'", []), ("table_name = NULL", []),
      ("table_name IN ('nothing', 'users') AND column_name = 'name'", [["users", "name"]]),
      ("table_name IN ('nothing', NULL)", []),
      (
        "column_name = 'user_id' OR column_name = 'email'",
        [["orders", "user_id"], ["users", "email"]]
      ),
      (
        "table_name <> 'users' AND NOT (column_name = 'id') AND column_name = 'name'",
        [["countries", "name"]]
      ),
      ("column_name = 'n\u{E4}me' AND table_name = 'users'", [["users", "name"]]),
    ]
    for (condition, expected) in cases {
      let rows = try session.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'shop' AND (\(condition)) ORDER BY 1, 2"
      )
      #expect(rows.textRows == expected, "\(condition)")
    }
    let outer = try session.execute(
      """
      SELECT t.table_name, c.column_name FROM information_schema.tables t LEFT JOIN information_schema.columns c
        ON c.table_name = t.table_name AND c.column_name = 'email' WHERE t.table_schema = 'shop' ORDER BY 1
      """
    )
    #expect(outer.textRows == [["countries", nil], ["orders", nil], ["users", "email"]])
    let count = "SELECT COUNT(*) FROM information_schema.columns WHERE table_name = 'nothing'"
    #expect(try session.execute(count).textRows == [["0"]])
    let correlated = try session.execute(
      """
      SELECT t.table_name FROM information_schema.tables AS t WHERE 'users' IN (SELECT c.table_name
        FROM information_schema.columns c WHERE t.table_name = 'users' AND c.table_name = t.table_name)
        OR EXISTS (SELECT 1 FROM information_schema.schemata WHERE table_name = 'orders')
        ORDER BY t.table_name
      """
    )
    #expect(correlated.textRows == [["orders"], ["users"]])
  }

  /// A change of the schema is seen by the next statement, though plans are kept.
  @Test func changesAreSeen() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let count = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'shop'"
    #expect(try session.execute(count).textRows == [["3"]])
    try session.execute("DROP TABLE countries")
    #expect(try session.execute(count).textRows == [["2"]])
  }

  @Test func unknownTablesAreRefused() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) {
      try session.execute("SELECT * FROM information_schema.nonsense")
    }
    #expect(error?.code.number == 1109)
    #expect(throws: SQLError.self) {
      try session.execute("SELECT nonsense FROM information_schema.tables")
    }
  }

  /// Its texts are of utf8mb3, so that those of variables and tables decide beside them.
  @Test(arguments: [1, 3]) func textsOfUtf8mb4DecideBesideIts(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(50) COLLATE utf8mb4_unicode_ci);
      INSERT INTO t VALUES (1, 'NAME'), (2, 'T');
      SET @db = DATABASE(), @t = 'T', @c = 'NAME';
      SELECT COLUMN_NAME INTO @name FROM information_schema.COLUMNS
        WHERE TABLE_SCHEMA = @db AND TABLE_NAME = 't' AND COLUMN_NAME = @c
      """
    )
    func one(_ sql: String) throws -> String?? { try session.execute(sql).textRows.first?.first }
    let tables = "information_schema.TABLES WHERE TABLE_SCHEMA = @db AND TABLE_NAME"
    #expect(try one("SELECT COUNT(*) FROM \(tables) = @t") == "1")
    #expect(try one("SELECT COUNT(*) FROM \(tables) = 'T'") == "0")
    #expect(try one("SELECT id FROM t WHERE name = @name") == "1")
    #expect(
      try one(
        "SELECT COUNT(*) FROM (SELECT name FROM t UNION SELECT TABLE_NAME FROM \(tables) = @t) u"
      ) == "2"
    )
    #expect(
      try one("SELECT t.id FROM t JOIN \(tables.replacing(" WHERE ", with: " AS i ON ")) = t.name")
        == "2"
    )
    #expect(try one("SELECT COLLATION(USER())") == "utf8mb3_general_ci")
    #expect(try one("SHOW CREATE DATABASE information_schema") == "information_schema")
    #expect(
      errorNumber(session, "CREATE VIEW v AS SELECT * FROM performance_schema.global_status")
        == 1235
    )
    try session.execute("CREATE DATABASE IF NOT EXISTS mysql")
  }

  /// Rows are counted of the tables that a statement may tell of, and where it may tell of their number.
  @Test(
    arguments: [1, 3],
    [
      "SELECT * FROM information_schema.tables", "SELECT/*c*/* FROM information_schema.tables",
      "SELECT t.* FROM information_schema.tables t",
      "SELECT 2 * 3, t . * FROM information_schema.tables t",
      "SELECT DISTINCT * FROM information_schema.tables",
      "SELECT table_rows, 2 * 3 FROM information_schema.tables",
    ]
  )
  func rowsAreCounted(shards: Int, sql: String) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        "CREATE TABLE a (id INT PRIMARY KEY); CREATE TABLE b (id INT PRIMARY KEY); INSERT INTO a VALUES (1), (2), (3)"
      )
      for condition in [
        "table_name = 'a'", "table_name = 'a' AND table_schema = DATABASE()", "table_name IN ('a')",
        "table_name LIKE 'a' OR table_name = 'a'", "table_name = (SELECT 'a')",
      ] {
        let result = try session.execute("\(sql) WHERE \(condition)")
        let position = result.columns.firstIndex { $0.name.lowercased() == "table_rows" }
        #expect(
          result.textRows.map { row in position.flatMap { row[$0] } } == ["3"],
          "\(condition)"
        )
      }
    }
  }
}
