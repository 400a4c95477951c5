import Testing
import Vitrine
import VitrineSQL

/// What SET changes, and for whom.
@Suite struct SessionVariableTests {
  private func row(_ session: Session, _ sql: String) throws -> [String?] {
    try session.execute(sql).textRows.first ?? []
  }

  @Test func globalValuesAreThoseOfSessionsToCome() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("SET GLOBAL sql_mode = '', SESSION group_concat_max_len = 2048")
    #expect(try row(session, "SELECT @@session.sql_mode = '', @@global.sql_mode") == ["0", ""])
    #expect(try row(session, "SHOW GLOBAL VARIABLES LIKE 'sql_mode'") == ["sql_mode", ""])
    let later = try cluster.session(target: nil)
    #expect(try row(later, "SELECT @@sql_mode, @@group_concat_max_len") == ["", "1024"])
  }

  @Test(arguments: [
    ("SET max_connections = 5", 1229), ("SET SESSION connect_timeout = 5", 1229),
    ("SET general_log = 1", 1229), ("SET GLOBAL timestamp = 5", 1228),
    ("SET GLOBAL last_insert_id = 1", 1228), ("SET port = 5", 1238), ("SET GLOBAL port = 5", 1238),
    ("SET GLOBAL warning_count = 1", 1238), ("SET max_allowed_packet = 1048576", 1621),
    ("SELECT @@session.max_connections", 1238), ("SELECT @@local.version", 1238),
    ("SELECT @@global.timestamp", 1238), ("SELECT @@global.pseudo_thread_id", 1238),
  ])
  func scopesOfVariablesAreToldApart(statement: String, number: Int) throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    #expect(errorNumber(session, statement) == number)
  }

  @Test func whatTheServerHasIsTheSameForEverySession() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let other = try cluster.session(target: nil)
    try session.execute("SET GLOBAL max_connections = 7, GLOBAL default_week_format = 2")
    #expect(
      try row(other, "SELECT @@max_connections, @@default_week_format, @@port") == [
        "7", "0", "3306",
      ]
    )
    #expect(try row(other, "SHOW VARIABLES LIKE 'max_connections'") == ["max_connections", "7"])
    #expect(try row(other, "SHOW GLOBAL VARIABLES LIKE 'timestamp'").isEmpty)
    #expect(try row(other, "SHOW SESSION VARIABLES LIKE 'read_only'") == ["read_only", "OFF"])
    try other.execute("SET default_week_format = 3")
    try other.execute("SET default_week_format = DEFAULT")
    #expect(try row(other, "SELECT @@default_week_format") == ["2"])
  }

  @Test(arguments: [1, 4]) func aRecursionTakesAsManyRoundsAsItMay(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    func count(_ last: Int) throws -> [String?] {
      try row(
        session,
        "WITH RECURSIVE n AS (SELECT 1 x UNION ALL SELECT x + 1 FROM n WHERE x < \(last)) SELECT COUNT(*) FROM n"
      )
    }
    #expect(throws: SQLError.self) { try count(1002) }
    try session.execute("SET cte_max_recursion_depth = 5000")
    #expect(try count(5001) == ["5001"])
    try session.execute("SET cte_max_recursion_depth = 5")
    #expect(try count(6) == ["6"])
    #expect(throws: SQLError.self) { try count(7) }
  }

  @Test func modesThatHaveNoEffectAreRefused() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    for mode in ["PAD_CHAR_TO_FULL_LENGTH", "TIME_TRUNCATE_FRACTIONAL"] {
      #expect(throws: SQLError.self) { try session.execute("SET sql_mode = '\(mode)'") }
    }
    try session.executeScript("SET sql_mode = 'ANSI'; CREATE TABLE r (id INT PRIMARY KEY, a REAL)")
    let kinds = try session.execute("SELECT * FROM r").columns.map(\.type.kind)
    #expect(kinds == [.int, .float])
  }

  @Test(arguments: [1, 4]) func foundRowsCountThoseThatOffsetPassesOver(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute(
      "INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')"
    )
    let limits = [
      ("1 OFFSET 1", "2"), ("2, 5", "4"), ("2", "2"), ("2 OFFSET 9", "4"), ("9, 9", "4"),
      ("0 OFFSET 9", "0"), ("2 OFFSET 4", "4"),
    ]
    for (limit, found) in limits {
      try session.execute("SELECT id FROM users ORDER BY id LIMIT \(limit)")
      #expect(try row(session, "SELECT FOUND_ROWS()") == [found], "\(limit)")
    }
    for query in [
      "SELECT id FROM users WHERE id > 1", "SELECT age, COUNT(*) FROM users GROUP BY age, id",
      "SELECT id FROM users UNION SELECT id + 1 FROM users", "SELECT DISTINCT name FROM users",
    ] {
      let count = try session.execute(query).rows.count
      try session.execute("\(query) LIMIT 3 OFFSET 50")
      #expect(try row(session, "SELECT FOUND_ROWS()") == ["\(count)"], "\(query)")
    }
    try session.execute("PREPARE s FROM 'SELECT id FROM users LIMIT ? OFFSET ?'")
    try session.execute("SET @n = 10")
    #expect(try session.execute("EXECUTE s USING @n, @n").rows.isEmpty)
    #expect(try row(session, "SELECT FOUND_ROWS()") == ["4"])
    try session.execute("CREATE PROCEDURE p(n INT) SELECT id FROM users WHERE age < n LIMIT n, n")
    #expect(try session.execute("CALL p(10)").rows.isEmpty)
  }

  @Test func aSetThatFailsChangesNothing() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    #expect(throws: SQLError.self) {
      try session.execute("SET GLOBAL sql_select_limit = 7, GLOBAL sql_mode = 'NO_SUCH_MODE'")
    }
    #expect(try row(session, "SELECT @@global.sql_select_limit > 7") == ["1"])
    #expect(throws: SQLError.self) {
      try session.execute("SET GLOBAL planner = 'cost', GLOBAL sql_mode = 'NO_SUCH_MODE'")
    }
    let names = "SELECT @@global.planner, @@global.vitrine_strategy"
    #expect(try row(session, names) == ["pushdown", "pushdown"])
    for wrong in [
      "planner = 'nonsense'", "workload = 'bogus'", "collation_connection = 'klingon_ci'",
      "GLOBAL collation_connection = 'klingon_ci'", "NAMES latin1 COLLATE utf8mb4_bin",
      "sql_auto_is_null = 1",
    ] {
      #expect(throws: SQLError.self, "\(wrong)") { try session.execute("SET \(wrong)") }
    }
    #expect(try row(session, "SELECT 1") == ["1"])
    try session.execute("SET sql_auto_is_null = 0")
  }

  @Test(arguments: ["no_such_variable = 3", "sql_mode = 'NO_SUCH_MODE'", "autocommit = 7"])
  func aSetThatFailsCommitsNothing(wrong: String) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.executeScript(
      "CREATE TABLE k (id INT PRIMARY KEY); SET autocommit = 0; INSERT INTO k VALUES (1)"
    )
    #expect(throws: SQLError.self) { try session.execute("SET autocommit = 1, \(wrong)") }
    try session.execute("ROLLBACK")
    #expect(try row(session, "SELECT COUNT(*), @@autocommit FROM k") == ["0", "0"])
  }

  @Test func literalsHaveTheCollationOfTheConnection() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    #expect(try row(session, "SELECT 'a' = 'A'") == ["1"])
    try session.execute("SET NAMES utf8mb4 COLLATE utf8mb4_bin")
    #expect(try row(session, "SELECT 'a' = 'A', COLLATION('a')") == ["0", "utf8mb4_bin"])
    let casts = """
      SELECT CAST('a' AS CHAR) = 'A', COLLATION(CAST(1 AS CHAR(3))), COLLATION(CONVERT('a', CHAR)),
        COLLATION(CAST('a' AS CHAR CHARACTER SET utf8mb4)), COLLATION(CONVERT('a' USING latin1))
      """
    let usual = ["utf8mb4_0900_ai_ci", "latin1_swedish_ci"]
    #expect(try row(session, casts) == ["0", "utf8mb4_bin", "utf8mb4_bin"] + usual)
    try session.execute("SET NAMES utf8mb4")
    #expect(
      try row(session, "SELECT 'a' = 'A', @@collation_connection") == ["1", "utf8mb4_0900_ai_ci"]
    )
    try session.execute("SET NAMES UTF8")
    #expect(try row(session, "SELECT @@character_set_client") == ["utf8mb3"])
  }

  @Test func aReadOnlySessionWritesNothing() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let insert = "INSERT INTO users (name, age) VALUES ('Ada', 36)"
    func isRefused() -> Bool {
      do throws(SQLError) {
        try session.execute(insert)
        return false
      } catch {
        return error.code == .readOnlyTransaction
      }
    }
    try session.execute("SET SESSION TRANSACTION READ ONLY")
    #expect(isRefused())
    try session.execute("START TRANSACTION READ WRITE")
    #expect(!isRefused())
    try session.execute("COMMIT AND CHAIN")
    #expect(!isRefused())
    try session.execute("ROLLBACK")
    try session.execute("SET SESSION TRANSACTION READ WRITE")
    try session.execute("SET TRANSACTION READ ONLY")
    #expect(isRefused())
    #expect(isRefused(), "what is refused begins no transaction")
    try session.execute("SELECT 1 FROM users")
    #expect(!isRefused(), "only the next transaction was READ ONLY")
    #expect(try row(session, "SELECT COUNT(*) FROM users") == ["2"])
    try session.execute(
      "CREATE FUNCTION added(a INT) RETURNS INT BEGIN INSERT INTO users (name, age) VALUES ('F', a); RETURN a; END"
    )
    try session.execute("SET SESSION TRANSACTION READ ONLY")
    for text in ["SELECT added(1)", "SELECT id, added(1) FROM users"] {
      let error = #expect(throws: SQLError.self) { try session.execute(text) }
      #expect(error?.code == .readOnlyTransaction)
    }
    try session.execute("SET SESSION TRANSACTION READ WRITE")
    #expect(try row(session, "SELECT added(1)") == ["1"])
  }

  @Test func aFailedPrepareTakesTheOldStatementAway() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute("PREPARE s FROM 'SELECT 42'")
    #expect(throws: SQLError.self) { try session.execute("PREPARE s FROM 'SELECT FROM'") }
    let error = #expect(throws: SQLError.self) { try session.execute("EXECUTE s") }
    #expect(error?.code == .unknownPreparedStatement)
  }

  /// A statement says itself how long it may take; one that would take hours is stopped.
  @Test(arguments: [
    ("SELECT /*vt+ QUERY_TIMEOUT_MS=1 */", 1317), ("SELECT /*+ MAX_EXECUTION_TIME(1) */", 3024),
    ("SELECT /*+ max_execution_time ( 1 ) */", 3024),
    ("SET query_timeout = 1; SELECT", 1317), ("SET max_execution_time = 1; SELECT", 3024),
    ("SET query_timeout = 1; UPDATE users SET age = (SELECT", 1317),
    ("SET transaction_timeout = 1; BEGIN; SELECT", 1317),
    ("SET query_timeout = 1; SELECT SLEEP(1),", 1317),
  ])
  func aStatementLimitsItsTime(select: String, number: Int) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let numbers = (0..<200).map { "(\($0), 1)" }.joined(separator: ",")
    try session.execute("INSERT INTO users (name, age) VALUES \(numbers)")
    let tables = (0..<8).map { "users t\($0)" }.joined(separator: ", ")
    let error = #expect(throws: SQLError.self) {
      let end = select.contains("UPDATE") ? ")" : ""
      try session.executeScript("\(select) COUNT(*) FROM \(tables)\(end)")
    }
    #expect(error?.code.number == number)
    #expect(!session.isInTransaction)
  }

  @Test func aTransactionThatTakesTooLongIsRolledBack() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let insert = "INSERT INTO users (name) VALUES ('x')"
    for last in ["COMMIT", insert, "SELECT * FROM users"] {
      try session.execute("SET transaction_timeout = 100000")
      try session.executeScript("BEGIN; \(insert); COMMIT; SET transaction_timeout = 1; BEGIN")
      let begun = ContinuousClock.now
      while ContinuousClock.now - begun < .milliseconds(5) {}
      #expect(errorNumber(session, last) == 1317)
      #expect(!session.isInTransaction)
      try session.execute("ROLLBACK")
    }
    #expect(try row(session, "SELECT COUNT(*), @@transaction_timeout FROM users") == ["3", "1"])
  }

  @Test(arguments: [1, 3]) func userVariablesKeepTheirCollation(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(5), g VARCHAR(5) COLLATE utf8mb4_general_ci);
      INSERT INTO t VALUES (1, 'a', 'a'), (2, 'A', 'A');
      CREATE PROCEDURE p() SET @p = 'a';
      SET @a = 'a', @b = _binary'a', @n = 5;
      SET NAMES utf8mb4 COLLATE utf8mb4_bin;
      SET @c = 'a', @d = (SELECT DATE'2024-01-01');
      CALL p()
      """
    )
    #expect(
      try row(session, "SELECT @a = 'A', @c = 'A', 'a' = 'A', @p = 'A'") == ["1", "0", "0", "1"]
    )
    try session.execute("SET NAMES utf8mb4")
    let strengths =
      "COERCIBILITY(@a), COERCIBILITY(@n), COERCIBILITY(@none), COERCIBILITY(@@version)"
    #expect(try row(session, "SELECT \(strengths)") == ["2", "5", "2", "3"])
    let collations = try row(
      session,
      "SELECT COLLATION(@a), COLLATION(@b), COLLATION(@c), COLLATION(@d)"
    )
    #expect(collations == ["utf8mb4_0900_ai_ci", "binary", "utf8mb4_bin", "utf8mb4_bin"])
    func count(_ condition: String) throws -> [String?] {
      try row(session, "SELECT COUNT(*) FROM t WHERE \(condition)")
    }
    #expect(try count("s = @a") == ["2"])
    #expect(try count("s = @b") == ["1"])
    #expect(try count("s = CONCAT(@c, '')") == ["1"])
    #expect(errorNumber(session, "SELECT * FROM t WHERE g = @a") == 1267)
    // Given to a statement, they are literals of the connection.
    try session.execute("PREPARE st FROM 'SELECT COUNT(*) FROM t WHERE g = ?'")
    #expect(try row(session, "EXECUTE st USING @c") == ["2"])
  }
}
