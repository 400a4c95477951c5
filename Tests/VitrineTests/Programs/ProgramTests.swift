import Foundation
import Testing
import Vitrine
import VitrineSQL

/// What stored programs have to do with the rest: the catalog, transactions, shards, limits.
@Suite struct ProgramTests {
  @Test func executeGivesVariablesWhatParametersGive() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute(
      "CREATE PROCEDURE next(IN a INT, OUT b INT, INOUT c INT) SET b = a + 1, c = c * 2"
    )
    try session.executeScript(
      "SET @a = 1, @c = 4; PREPARE s FROM 'CALL next(?, ?, ?)'; EXECUTE s USING @a, @b, @c"
    )
    #expect(try session.execute("SELECT @b, @c").textRows == [["2", "8"]])
    try session.execute("PREPARE s FROM 'CALL next(?, ? + 1, ?)'")
    let error = #expect(throws: SQLError.self) { try session.execute("EXECUTE s USING @a, @b, @c") }
    #expect(error?.code.number == 1414)
  }

  @Test func theyOutliveTheCluster() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Self.makePrograms(in: folder)
    let cluster = try Cluster.open(at: folder)
    defer { try? cluster.close() }
    let other = try cluster.session(target: "ks")
    let answer = try other.execute("CALL p(3)")
    #expect(answer.textRows == [["3"]] && answer.columns.map(\.name) == ["x"])
    #expect(throws: SQLError.self) { try other.execute("CALL q()") }
    let shown = try other.execute("SHOW CREATE PROCEDURE p").textRows
    #expect(
      shown.first?[2] == "CREATE DEFINER=`root`@`localhost` PROCEDURE `p`(n INT)\n"
        + "    COMMENT 'it''s'\nSELECT n AS \"x\""
    )
    #expect(shown.first?[1] == "ANSI_QUOTES")
    let status = try other.execute("SHOW PROCEDURE STATUS LIKE 'p'").textRows
    #expect(status.map { $0[7] } == ["it's"])
    try other.execute("DROP DATABASE ks")
    #expect(try other.execute("SHOW PROCEDURE STATUS").rows.isEmpty)
  }

  private static func makePrograms(in folder: String) throws {
    let cluster = try Cluster.create(at: folder)
    try cluster.createKeyspace("ks", shards: 2)
    let session = try cluster.session(target: "ks")
    try session.execute("SET sql_mode = 'ANSI_QUOTES'")
    try session.execute("CREATE PROCEDURE p(n INT) COMMENT 'it''s' SELECT n AS \"x\"")
    try session.execute("CREATE PROCEDURE q() SELECT 1")
    try session.execute("DROP PROCEDURE q")
    try cluster.close()
  }

  @Test func informationSchemaDescribesThem() throws {
    try withShop { (_, session) throws in
      try session.execute(
        """
        CREATE PROCEDURE p(IN a VARCHAR(20), INOUT b DECIMAL(10,2), OUT c DATETIME(3))
        READS SQL DATA SQL SECURITY INVOKER DETERMINISTIC BEGIN END
        """
      )
      let routine = try session.execute(
        """
        SELECT routine_schema, routine_type, sql_data_access, security_type, is_deterministic,
          routine_definition FROM information_schema.routines
        """
      ).textRows
      #expect(
        routine == [["shop", "PROCEDURE", "READS SQL DATA", "INVOKER", "YES", "BEGIN END"]]
      )
      let parameters = try session.execute(
        """
        SELECT parameter_mode, parameter_name, data_type, dtd_identifier, numeric_scale,
          character_maximum_length, datetime_precision
        FROM information_schema.parameters ORDER BY ordinal_position
        """
      ).textRows
      #expect(
        parameters == [
          ["IN", "a", "varchar", "varchar(20)", nil, "20", nil],
          ["INOUT", "b", "decimal", "decimal(10,2)", "2", nil, nil],
          ["OUT", "c", "datetime", "datetime(3)", nil, nil, "3"],
        ]
      )
    }
  }

  @Test func statementsGoToTheShardsTheyNeed() throws {
    try withShop(4) { (_, session) throws in
      try fillShop(session)
      try session.execute("CREATE PROCEDURE one(n BIGINT) SELECT name FROM users WHERE id = n")
      let one = try session.execute("CALL one(3)")
      #expect(one.textRows == [["Edsger"]] && one.trace.shardCalls == 1)
      try session.execute("CREATE PROCEDURE all_of_them() SELECT COUNT(*) FROM users")
      let all = try session.execute("CALL all_of_them()")
      #expect(all.textRows == [["8"]] && all.trace.shards.count == 4)
    }
  }

  @Test func theyRunInTheirOwnKeyspace() throws {
    try withShop { (cluster, session) throws in
      try cluster.createKeyspace("other", shards: 1)
      try session.execute("CREATE TABLE other.t (id INT PRIMARY KEY)")
      try session.execute("INSERT INTO other.t VALUES (1), (2)")
      try session.execute("CREATE PROCEDURE other.p() SELECT DATABASE(), COUNT(*) FROM t")
      #expect(try session.execute("CALL other.p()").textRows == [["other", "2"]])
      #expect(try session.execute("SELECT DATABASE()").textRows == [["shop"]])
      #expect(throws: SQLError.self) { try session.execute("CALL p()") }
    }
  }

  @Test func parametersOfTheCallerAreValues() throws {
    try withShop { (_, session) throws in
      try session.execute("CREATE PROCEDURE p(a INT, b VARCHAR(9), c INT) SELECT a, b, c")
      let answer = try session.execute(
        "CALL p(?, ?, 1 + ?)",
        parameters: [
          .integer(1), .text("x"), .integer(4),
        ]
      )
      #expect(answer.textRows == [["1", "x", "5"]])
      try session.execute("PREPARE s FROM 'CALL p(?, ?, 0)'")
      try session.execute("SET @a = 7, @b = 'y'")
      #expect(try session.execute("EXECUTE s USING @a, @b").textRows == [["7", "y", "0"]])
    }
  }

  @Test func transactionsAreTheSessions() throws {
    try withShop { (_, session) throws in
      try session.execute(
        "CREATE PROCEDURE add_user(n VARCHAR(9)) INSERT INTO users (name) VALUES (n)"
      )
      try session.execute("BEGIN")
      try session.execute("CALL add_user('a')")
      try session.execute("CALL add_user('b')")
      try session.execute("ROLLBACK")
      #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["0"]])
      let result = try session.execute("CALL add_user('c')")
      #expect(result.affectedRows == 1 && result.lastInsertID > 0)
      let id = try session.execute("SELECT LAST_INSERT_ID()").textRows
      #expect(id == [[String(result.lastInsertID)]])
    }
  }

  @Test func endlessLoopsAreStopped() throws {
    try withShop { (_, session) throws in
      try session.execute(
        """
        CREATE PROCEDURE forever() BEGIN DECLARE i INT DEFAULT 0;
        DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET i = 0; LOOP SET i = 1 - i; END LOOP; END
        """
      )
      let interrupter = session.interrupter
      let helper = Thread {
        while !Thread.current.isCancelled {
          Thread.sleep(forTimeInterval: 0.02)
          interrupter.interrupt()
        }
      }
      helper.start()
      defer { helper.cancel() }
      let error = #expect(throws: SQLError.self) { try session.execute("CALL forever()") }
      #expect(error?.code == .interrupted)
    }
  }

  @Test func theTimeOfACallIsLimited() throws {
    let (cluster, session) = try makeShop(shards: 1) {
      $0.statementTimeout = .milliseconds(50)
    }
    defer { try? cluster.close() }
    try session.execute("CREATE PROCEDURE forever() BEGIN l: LOOP ITERATE l; END LOOP; END")
    let error = #expect(throws: SQLError.self) { try session.execute("CALL forever()") }
    #expect(error?.code == .timeout)
  }

  @Test func recursionHasALimitAndAStack() throws {
    try withShop { (_, session) throws in
      try session.execute(
        """
        CREATE PROCEDURE down(n INT, OUT deepest INT)
        IF n = 0 THEN SET deepest = 0; ELSE CALL down(n - 1, deepest);
          SET deepest = deepest + 1; END IF
        """
      )
      try session.execute("SET max_sp_recursion_depth = 255")
      try session.execute("CALL down(200, @n)")
      #expect(try session.execute("SELECT @n").textRows == [["200"]])
      let error = #expect(throws: SQLError.self) { try session.execute("CALL down(300, @n)") }
      #expect(error?.code.number == 1456)
    }
  }

  @Test func functionsGoWhereTheirArgumentsAre() throws {
    try withShop(4) { (_, session) throws in
      try fillShop(session)
      try session.execute(
        """
        CREATE FUNCTION stage(n INT) RETURNS VARCHAR(9) DETERMINISTIC BEGIN
        IF n > 31 THEN RETURN 'old'; END IF; RETURN 'young'; END
        """
      )
      let tree = try session.explain("SELECT stage(age) FROM users WHERE id = 1").tree()
      #expect(tree.hasPrefix("Route EqualUnique"))
      let rows = try session.execute("SELECT stage(age), COUNT(*) FROM users GROUP BY stage(age)")
      #expect(Set(rows.textRows) == [["old", "2"], ["young", "6"]])
    }
  }

  /// Functions that change something are called where their order is known.
  @Test(arguments: [
    "SELECT writes(id) FROM users GROUP BY 1", "SELECT id FROM users WHERE noted(id) = 1",
    "SELECT noted(id), @seen FROM users", "SELECT DISTINCT noted(age) FROM users",
    "SELECT (SELECT noted(u.id) FROM users LIMIT 1) FROM users u",
    "SELECT @n := noted(id) FROM users",
  ])
  func functionsAreRefusedByName(sql: String) throws {
    try withShop { (_, session) throws in
      for text in [
        "writes(n INT) RETURNS INT BEGIN DELETE FROM orders WHERE id = n; RETURN 1; END",
        "noted(n INT) RETURNS INT BEGIN SET @seen = n; RETURN n; END",
      ] {
        try session.execute("CREATE FUNCTION \(text)")
      }
      let error = #expect(throws: SQLError.self) { try session.execute(sql) }
      #expect(error?.code.number == 1235)
      #expect(try session.execute("SELECT noted(12), writes(1)").textRows == [["12", "1"]])
      #expect(try session.execute("SELECT @seen").textRows == [["12"]])
    }
  }

  @Test func aHandlerDoesNotHideARefusal() throws {
    try withShop { (_, session) throws in
      try session.execute(
        """
        CREATE PROCEDURE p() BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END;
        SHUTDOWN; SELECT 'done'; END
        """
      )
      let error = #expect(throws: SQLError.self) { try session.execute("CALL p()") }
      #expect(error?.code.category == .unsupported)
    }
  }

  @Test func sessionSettingsComeBack() throws {
    try withShop { (_, session) throws in
      try session.execute("SET sql_mode = 'PIPES_AS_CONCAT'")
      try session.execute("CREATE PROCEDURE p() BEGIN SELECT 'a' || 'b'; SET sql_mode = ''; END")
      try session.execute("SET sql_mode = 'ANSI'")
      #expect(try session.execute("CALL p()").textRows == [["ab"]])
      #expect(try session.execute("SELECT @@sql_mode LIKE '%ANSI%'").textRows == [["1"]])
      try session.execute(
        "CREATE PROCEDURE fails() BEGIN SET sql_mode = ''; SELECT * FROM none; END"
      )
      #expect(throws: SQLError.self) { try session.execute("CALL fails()") }
      #expect(try session.execute("SELECT @@sql_mode LIKE '%ANSI%'").textRows == [["1"]])
    }
  }

  @Test func diagnosticsOutsidePrograms() throws {
    try withShop { (_, session) throws in
      let error = #expect(throws: SQLError.self) {
        try session.execute("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no', MYSQL_ERRNO = 42")
      }
      #expect(error?.code.number == 42 && error?.code.state == "45000" && error?.message == "no")
      try session.execute(
        "GET DIAGNOSTICS CONDITION 1 @e = MYSQL_ERRNO, @s = RETURNED_SQLSTATE, @m = MESSAGE_TEXT"
      )
      #expect(try session.execute("SELECT @e, @s, @m").textRows == [["42", "45000", "no"]])
      try session.execute("SIGNAL SQLSTATE '01000'")
      #expect(session.warnings.map(\.code) == [1642])
    }
  }

  /// Plans name columns by constants, so that they serve those alone.
  @Test func columnsAreNamedByTheStatementItself() throws {
    try withShop { (_, session) throws in
      for text in ["1", "2", "'a'", "'b'", "1 + 1", "1 + 2"] {
        let name = try session.execute("SELECT \(text)").columns.map(\.name)
        #expect(name == [text.replacing("'", with: "")])
      }
    }
  }
}
