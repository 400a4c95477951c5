import Testing
import Vitrine
import VitrineSQL

/// What a statement means is decided when it is read: neither its parts nor what PREPARE keeps of it are read again under
/// another sql_mode.
@Suite struct StatementModeTests {
  private func rows(_ session: Session, _ sql: String) throws -> [[String?]] {
    try session.execute(sql).textRows
  }

  /// `\` stands for itself.
  @Test(arguments: [1, 2]) func backslashes(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        #"""
        SET sql_mode = 'NO_BACKSLASH_ESCAPES';
        CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9));
        SET @a = CONCAT('a\b', '');
        CREATE TABLE c AS SELECT CONCAT('c\d', '') AS v;
        SET @r = '';
        SELECT @r := CONCAT(@r, 'r\r') FROM c
        """#
      )
      try session.execute(
        #"""
        CREATE PROCEDURE p() BEGIN
          DECLARE v VARCHAR(9);
          SET v = CONCAT('e\f', '');
          INSERT INTO t VALUES (1, v), (2, CONCAT('g\h', ''));
        END
        """#
      )
      try session.execute("CALL p()")
      #expect(try rows(session, "SELECT @a, v, @r FROM c") == [[#"a\b"#, #"c\d"#, #"r\r"#]])
      #expect(try rows(session, "SELECT v FROM t ORDER BY id") == [[#"e\f"#], [#"g\h"#]])
      #expect(
        try rows(
          session,
          #"SHOW VARIABLES WHERE Variable_name = CONCAT('sql_', 'mode') AND 'a\b' = 'a\b'"#
        )
        .count == 1
      )
    }
  }

  /// NOT binds more tightly than BETWEEN, unless parentheses say otherwise.
  @Test(arguments: [1, 2]) func precedenceOfNot(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        SET sql_mode = 'HIGH_NOT_PRECEDENCE';
        SET @a = NOT (1 BETWEEN -5 AND 5), @b = NOT 1 BETWEEN -5 AND 5;
        CREATE TABLE c AS SELECT NOT (1 BETWEEN -5 AND 5) AS a, NOT 1 BETWEEN -5 AND 5 AS b
        """
      )
      try session.execute("CREATE PROCEDURE p() BEGIN SET @c = NOT (1 BETWEEN -5 AND 5); END")
      try session.execute("CALL p()")
      #expect(try rows(session, "SELECT @a, @b, a, b, @c FROM c") == [["0", "1", "0", "1", "0"]])
      #expect(
        try rows(session, "EXPLAIN ANALYZE SELECT id FROM users WHERE NOT (id BETWEEN 1 AND 2)")
          .isEmpty
          == false
      )
    }
  }

  @Test func preparedStatementsKeepTheirs() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        PREPARE s FROM 'SET @a = "x"';
        SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';
        PREPARE p FROM 'SET @b = ''a'' || ''b''';
        EXECUTE s;
        SET sql_mode = '';
        EXECUTE p
        """
      )
      #expect(try rows(session, "SELECT @a, @b") == [["x", "ab"]])
    }
  }
}
