import Testing
import Vitrine
import VitrineSQL

/// Statements that object-relational mappers send.
@Suite struct ORMStatementTests {
  @Test(arguments: [
    (#"CASE JSON_EXTRACT('{"a": null}', '$.a') WHEN 'null' THEN 'none' ELSE 'some' END"#, "none"),
    (
      #"CASE JSON_EXTRACT('{"a": "x"}', '$.a') WHEN 'x' THEN 1 WHEN '"X"' THEN 2 WHEN '"x"' THEN 3 END"#,
      "3"
    ),
    (#"CASE JSON_EXTRACT('{"a": 1}', '$.a') WHEN 1.0 THEN 'one' END"#, "one"),
    (#"CASE CAST('{"a":1}' AS JSON) WHEN CAST('{"a": 1}' AS JSON) THEN 1 END"#, "1"),
    (#"CASE 'null' WHEN CAST('null' AS JSON) THEN 1 END"#, "1"),
    ("CASE CAST('null' AS JSON) WHEN _binary'null' THEN 1 END", "1"),
    ("CASE CAST('true' AS JSON) WHEN 1 THEN 'a' ELSE 'b' END", "a"),
    (#"CASE CAST('"1"' AS JSON) WHEN 1 THEN 'a' ELSE 'b' END"#, "a"),
    ("CASE 1 WHEN CAST('1.0' AS JSON) THEN 'a' ELSE 'b' END", "a"),
    ("CASE CAST(DATE '2020-01-01' AS JSON) WHEN DATE '2020-01-01' THEN 'a' ELSE 'b' END", "b"),
    ("CASE DATE '2020-01-01' WHEN CAST(DATE '2020-01-01' AS JSON) THEN 'a' ELSE 'b' END", "b"),
    (
      #"CASE DATE '2020-01-01' WHEN JSON_EXTRACT('["2020-01-01"]', '$[0]') THEN 'a' ELSE 'b' END"#,
      "b"
    ),
    (#"JSON_EXTRACT('{"a": null}', '$.a') = 'null'"#, "0"),
  ])
  func aDocumentIsATextInCase(expression: String, value: String) throws {
    try withShop { (_, session) throws in
      #expect(try session.execute("SELECT \(expression)").textRows == [[value]])
    }
  }

  @Test(arguments: [1, 2])
  func aViewsColumnsAreInItsKeyspace(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.execute("INSERT INTO users (id, name) VALUES (1, 'ann')")
      try session.execute("CREATE VIEW people AS SELECT id, name FROM users")
      for query in [
        "SELECT shop.people.name FROM shop.people WHERE shop.people.id = 1 ORDER BY shop.people.id",
        "SELECT shop.people.name FROM people GROUP BY shop.people.name",
        "SELECT shop.p.name FROM people p",
      ] {
        #expect(try session.execute(query).textRows == [["ann"]], "\(query)")
      }
      let derived = "SELECT shop.people.name FROM (SELECT * FROM users) people"
      #expect(errorNumber(session, derived) == 1054)
    }
  }

  @Test func constraintsAreShownByName() throws {
    try withShop(1) { (_, session) throws in
      try session.execute("CREATE TABLE parents (id INT PRIMARY KEY)")
      try session.execute(
        """
        CREATE TABLE children (id INT PRIMARY KEY, x INT, y INT, CONSTRAINT zz FOREIGN KEY (x) REFERENCES parents (id),
          CONSTRAINT Aa FOREIGN KEY (y) REFERENCES parents (id), CONSTRAINT zc CHECK (x > 0), CHECK (y > 1),
          CONSTRAINT ac CHECK (y > 0), CONSTRAINT ca CHECK (y > 0), CONSTRAINT c_a CHECK (y > 0),
          CONSTRAINT fk_order_item FOREIGN KEY (y) REFERENCES parents (id),
          CONSTRAINT fk_orders FOREIGN KEY (y) REFERENCES parents (id))
        """
      )
      let names = [
        "Aa", "fk_orders", "fk_order_item", "zz", "ac", "c_a", "ca", "children_chk_1", "zc",
      ]
      let text = try session.execute("SHOW CREATE TABLE children").textRows[0][1] ?? ""
      let shown = text.split(separator: "CONSTRAINT `").dropFirst().map {
        String($0.prefix { $0 != "`" })
      }
      #expect(shown == names)
      let listed = try session.execute(
        "SELECT CONSTRAINT_NAME FROM information_schema.TABLE_CONSTRAINTS WHERE TABLE_NAME = 'children'"
      )
      #expect(listed.textRows.dropFirst().map { $0[0] } == names)
    }
  }

  @Test func systemTablesHaveAType() throws {
    try withShop { (_, session) throws in
      let query = "SHOW FULL TABLES FROM information_schema WHERE Table_type = 'SYSTEM VIEW'"
      let rows = try session.execute(query).textRows
      #expect(rows.contains(["COLUMNS", "SYSTEM VIEW"]))
    }
  }

  @Test func aReadThatLocksWaitsForOthersOutsideATransactionToo() throws {
    try withShop { (cluster, session) throws in
      let other = try cluster.session(target: "shop")
      try other.execute("BEGIN")
      try other.execute("SELECT * FROM users FOR UPDATE")
      #expect(errorNumber(session, "SELECT * FROM users FOR UPDATE NOWAIT") == 3572)
      #expect(try session.execute("SELECT * FROM users FOR SHARE SKIP LOCKED").rows.isEmpty)
      try other.execute("COMMIT")
      try session.execute("SELECT * FROM users FOR UPDATE NOWAIT")
      try other.execute("SELECT * FROM users FOR UPDATE NOWAIT")
    }
  }

  @Test func aReadOnlyTransactionLocksNothingForUpdate() throws {
    try withShop { (_, session) throws in
      try session.execute("START TRANSACTION READ ONLY")
      #expect(errorNumber(session, "SELECT * FROM users FOR UPDATE") == 1792)
      try session.execute("SELECT * FROM users FOR SHARE")
    }
  }

  @Test(arguments: [1, 2])
  func aTableIsMadeAgainByForce(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.execute(
        """
        CREATE TABLE kept (id BIGINT PRIMARY KEY, j JSON, n DECIMAL(5, 2) AS (j->>'$.n'), KEY (n),
          KEY f ((CONCAT(j->'$.n'))), CHECK (n > 0))
        """
      )
      try session.execute(
        "INSERT INTO kept (id, j) VALUES (1, JSON_OBJECT('n', 1.50)), (2, JSON_OBJECT('n', 2.5))"
      )
      let shown = try session.execute("SHOW CREATE TABLE kept").textRows
      try session.execute("ALTER TABLE kept FORCE")
      #expect(try session.execute("SHOW CREATE TABLE kept").textRows == shown)
      let rows = "SELECT id, n FROM kept WHERE CONCAT(j->'$.n') > '1' ORDER BY id"
      #expect(try session.execute(rows).textRows == [["1", "1.50"], ["2", "2.50"]])
      #expect(errorNumber(session, "INSERT INTO kept (id, j) VALUES (3, '{\"n\": -1}')") == 3819)
    }
  }

  @Test(arguments: [1, 3])
  func keysOfGeneratedColumnsCompareByCollations(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.execute(
        "CREATE TABLE marked (id BIGINT PRIMARY KEY, s VARCHAR(10), k INT AS (s = 'X') STORED UNIQUE)"
      )
      try session.execute("INSERT INTO marked (id, s) VALUES (1, 'x'), (2, 'q')")
      #expect(errorNumber(session, "UPDATE marked SET s = 'x' WHERE id = 2") == 1062)
      #expect(errorNumber(session, "INSERT INTO marked (id, s) VALUES (3, 'x')") == 1062)
      try session.execute("REPLACE INTO marked (id, s) VALUES (4, 'x')")
      let rows = try session.execute("SELECT id, k FROM marked ORDER BY id").textRows
      #expect(rows == [["2", "0"], ["4", "1"]])
    }
  }
}
