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
        "SELECT schema_name FROM information_schema.schemata", [["information_schema"], ["shop"]]
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
    #expect(throws: SQLError.self) { try session.execute("SELECT * FROM mysql.user") }
    #expect(throws: SQLError.self) {
      try session.execute("SELECT nonsense FROM information_schema.tables")
    }
  }
}
