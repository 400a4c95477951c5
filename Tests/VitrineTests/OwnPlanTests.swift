import Testing
import Vitrine
import VitrineSQL

/// Statements that the session runs itself have plans that tell what it does.
@Suite struct OwnPlanTests {
  @Test(arguments: [
    ("SHOW DATABASES", "Rows Database"), ("SHOW TABLES", "Rows Tables_in_shop"),
    ("SHOW VITESS_TARGET", "Rows Target"),
    (
      "SHOW FULL COLUMNS FROM users FROM shop",
      "Rows Field, Type, Collation, Null, Key, Default, Extra, Privileges, Comment"
    ),
    ("SHOW PROCEDURE STATUS", "Rows Db, Name, Type"),
    ("SHOW COLUMNS FROM information_schema.SCHEMATA", "Rows Field, Type"),
    ("SHOW TABLES FROM performance_schema", "Rows Tables_in_performance_schema"),
    ("ANALYZE TABLE users", "Rows Table, Op"), ("LOCK TABLES users WRITE", "Rows"),
    ("EXPLAIN SELECT * FROM users", "Rows EXPLAIN"),
    ("VEXPLAIN PLAN SELECT * FROM users", "Rows JSON"),
    ("VEXPLAIN QUERIES SELECT id FROM users", "VEXPLAIN queries\n└─ Route Scatter"),
    ("SET sql_mode = 'ANSI', autocommit = 1", "Set set"),
    ("SET @n = (SELECT COUNT(*) FROM users)", "Set set"),
    ("USE `shop:-80`", "UpdateTarget shop:-80"),
    ("CREATE TABLE t (id BIGINT PRIMARY KEY)", "DDL shop: create table"),
    ("DROP TABLE users, orders", "DDL shop: drop table"),
    ("CREATE VIEW v AS SELECT id FROM users", "DDL shop: create view"),
    ("RENAME TABLE users TO people", "DDL shop: rename"),
    ("ALTER VSCHEMA CREATE VINDEX v USING hash", "AlterVSchema shop"),
    ("CREATE DATABASE IF NOT EXISTS shop", "Rows"), ("DROP DATABASE shop", "DROPDB shop"),
    ("CREATE PROCEDURE p() SELECT 1", "DDL shop: create procedure p () select 1"),
    ("CALL p(1, @x)", "Call shop: call p(1, @x)"),
    ("DROP PROCEDURE IF EXISTS p", "DDL shop"), ("DROP PROCEDURE p", "DDL shop"),
    ("SHOW CREATE PROCEDURE p", "Rows Procedure"), ("PREPARE p FROM @text", "Rows"),
    ("VEXPLAIN KEYS SELECT 1", "Rows ColumnUsage"),
    ("PREPARE p FROM 'SELECT 1'", "Rows"), ("BEGIN", "Transaction BEGIN"),
    ("SELECT table_name FROM information_schema.tables", "Route Unsharded: information_schema"),
    ("SHOW ENGINE INNODB STATUS", "Rows Type, Name, Status"),
    ("SHOW VITESS_THROTTLED_APPS", "Rows app"), ("SHOW UNRESOLVED TRANSACTIONS", "Rows id"),
    ("STREAM * FROM users", "MStream shop.users"),
    ("VSTREAM * FROM users LIMIT 5", "VStream shop.users"),
    ("LOAD DATA INFILE 'x' INTO TABLE users", "Load shop: load data infile 'x' into table users"),
  ]) func isTold(sql: String, start: String) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let tree = try session.explain(sql).tree()
    #expect(tree.hasPrefix(start), "\(tree)")
  }

  @Test(arguments: [
    ("SHOW COLUMNS FROM nowhere", 1146),
    ("DELETE FROM `shop@replica`.users", 1290), ("UPDATE `shop@rdonly`.users SET age = 1", 1290),
    ("INSERT INTO `shop:-80@replica`.users (id) VALUES (1)", 1290),
    ("DELETE u FROM `shop@replica`.users u JOIN orders o ON o.user_id = u.id", 1290),
    ("DROP TABLE nowhere", 1051),
    ("CREATE TABLE users (id INT PRIMARY KEY)", 1050), ("CREATE DATABASE shop", 1007),
    ("DROP DATABASE nowhere", 1008), ("DROP EVENT e", 1539),
    ("DROP TRIGGER t", 1360), ("SET no_such_thing = 1", 1193), ("EXECUTE nothing", 1243),
    ("CREATE VIEW v AS SELECT nothing FROM users", 1054),
    ("ALTER VSCHEMA DROP VINDEX nothing", 1105),
  ]) func refusesWhatRunningWould(sql: String, number: Int) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    #expect { try session.explain(sql) } throws: { error in
      (error as? SQLError)?.code.number == number
    }
    #expect { try session.execute(sql) } throws: { error in
      (error as? SQLError)?.code.number == number
    }
  }

  @Test func planningChangesNothing() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    for sql in [
      "DROP TABLE users", "SET autocommit = 0", "USE `shop:-80`", "DROP DATABASE shop",
      "ALTER VSCHEMA CREATE VINDEX v USING hash", "PREPARE p FROM 'SELECT 1'",
    ] {
      _ = try session.explain(sql)
    }
    #expect(
      try session.execute("SELECT COUNT(*), @@autocommit FROM users").textRows == [["0", "1"]]
    )
    #expect(throws: SQLError.self) { try session.execute("EXECUTE p") }
  }

  @Test func keysAreTold() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let sql = """
      VEXPLAIN KEYS SELECT u.name, COUNT(*) FROM users u JOIN orders o ON u.id = o.user_id
      WHERE u.age > 30 AND o.status IN ('new', 'paid') GROUP BY u.name
      """
    let text = try session.execute(sql).textRows.first?.first.flatMap { $0 } ?? ""
    for part in [
      "\"SELECT\"", "\"users.name\"", "\"users.id =\"", "\"orders.user_id =\"", "\"users.age >\"",
      "\"orders.status in\"",
    ] {
      #expect(text.contains(part), "\(text)")
    }
  }

  @Test func preparedStatementsAreTold() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("PREPARE p FROM 'SELECT name FROM users WHERE id = ?'")
    #expect(try session.explain("EXECUTE p USING @x").tree().contains("Route EqualUnique"))
  }

  @Test func vschemaChangesUnlessRowsWouldMove() throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace(
      "ks",
      shards: 2,
      vschemaJSON: #"{"sharded": true, "vindexes": {"hash": {"type": "hash"}}, "tables": {}}"#
    )
    let session = try cluster.session(target: "ks")
    try session.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, a BIGINT)")
    try session.execute("ALTER VSCHEMA ON t ADD VINDEX hash (a)")
    #expect(try session.explain("SELECT id FROM t WHERE a = 1").tree().contains("EqualUnique"))
    try session.execute("INSERT INTO t VALUES (1, 7), (2, 8)")
    #expect(throws: SQLError.self) {
      try session.execute("ALTER VSCHEMA ON t DROP VINDEX hash")
    }
    #expect(try session.execute("SELECT id FROM t WHERE a = 7").textRows == [["1"]])
  }

  @Test func tablesOfSeveralKeyspacesAreDroppedTogether() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try cluster.createKeyspace("other", shards: 1)
    try session.execute("CREATE TABLE other.t (id INT PRIMARY KEY)")
    #expect(throws: SQLError.self) { try session.execute("DROP TABLE other.t, shop.nowhere") }
    #expect(try session.execute("SELECT COUNT(*) FROM other.t").textRows == [["0"]])
    try session.execute("DROP TABLE other.t, shop.countries")
    #expect(throws: SQLError.self) { try session.execute("SELECT * FROM other.t") }
    #expect(throws: SQLError.self) { try session.execute("SELECT * FROM countries") }
  }
}
