import Testing
import Vitrine
import VitrineSQL

/// `@a := value` in derived tables, in groups, in conditions, and in statements that write.
///
/// They are the recipes of tutorials. The answers are those of MariaDB, but where MySQL reads a variable that was
/// never set.
@Suite struct AssigningStatementTests {
  private func run(_ shards: Int, _ steps: [(String, [[String?]]?)]) throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    let isSharded = shards > 1
    try cluster.createKeyspace(
      "db",
      shards: shards,
      vschemaJSON: isSharded ? #"{"sharded": true}"# : "{}"
    )
    let session = try cluster.session(target: "db")
    try session.executeScript(
      """
      CREATE TABLE e (id INT PRIMARY KEY, name VARCHAR(10), dep INT, sal DECIMAL(8,2));
      INSERT INTO e VALUES (1,'joe',1,70000), (2,'ann',2,80000), (3,'sam',2,60000.5), (4,'max',1,90000),
        (5,'eve',1,69000.25);
      CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(10), pos INT, grp INT);
      INSERT INTO t VALUES (1,'c',NULL,1), (2,'a',NULL,1), (3,'b',NULL,2), (4,'a',NULL,1), (10,'d',NULL,2);
      """
    )
    for (sql, rows) in steps {
      let answer = try session.execute(sql).textRows
      if let rows { #expect(answer == rows, "\(sql): \(answer)") }
    }
  }

  /// MySQL fills a derived table once, however often the subquery around it is asked.
  @Test(arguments: [1, 3]) func derivedTablesOfSubqueriesInConditions(shards: Int) throws {
    let numbered = """
      (SELECT id, @r := IF(@g = grp, @r + 1, 1) AS n, @g := grp FROM t, (SELECT @r := 0, @g := NULL) v ORDER BY grp, name, id) x
      """
    try run(
      shards,
      [
        (
          "SELECT id FROM t WHERE id IN (SELECT id FROM \(numbered) WHERE n > 1) ORDER BY id",
          [["1"], ["4"], ["10"]]
        ),
        (
          "SELECT id FROM t WHERE pos IS NULL AND (SELECT n FROM \(numbered) WHERE x.id = t.id) = 1 ORDER BY id",
          [["2"], ["3"]]
        ),
        ("UPDATE t SET pos = 7 WHERE id IN (SELECT id FROM \(numbered) WHERE n = 3)", nil),
        ("SELECT id FROM t WHERE pos = 7", [["1"]]),
        ("DELETE FROM t WHERE id IN (SELECT id FROM \(numbered) WHERE n > 1)", nil),
        ("SELECT id FROM t ORDER BY id", [["2"], ["3"]]),
      ]
    )
  }

  @Test(arguments: [
    "SELECT @r FROM t WHERE id IN (SELECT n FROM (SELECT @r := @r + 1 n FROM t, (SELECT @r := 0) v) x)",
    "SELECT id FROM t WHERE id IN (SELECT @r := @r + 1 FROM t, (SELECT @r := 0) v)",
    "SELECT id FROM t WHERE id IN (SELECT n FROM (SELECT @r := t.id n FROM e) x)",
    "SELECT id FROM t WHERE id IN (SELECT n FROM (SELECT @r := id n FROM e) x) ORDER BY @r",
    "UPDATE t SET pos = @r WHERE id IN (SELECT n FROM (SELECT @r := id n FROM e) x)",
  ])
  func conditionsWhoseVariablesAreUsedElsewhere(statement: String) throws {
    let error = #expect(throws: SQLError.self) { try run(1, [(statement, nil)]) }
    #expect(error?.code == .unsupported)
  }

  @Test(arguments: [1, 3]) func derivedTables(shards: Int) throws {
    try run(
      shards,
      [
        (
          """
          SELECT name, r FROM (SELECT dep, name, @rank := IF(@dept = dep, @rank + 1, 1) AS r, @dept := dep
            FROM e, (SELECT @rank := 0, @dept := 0) v ORDER BY dep, sal DESC) x WHERE r <= 2 ORDER BY dep, r
          """,
          [["max", "1"], ["joe", "2"], ["ann", "1"], ["sam", "2"]]
        ),
        (
          """
          SELECT AVG(g.sal) FROM (SELECT @row := @row + 1 AS n, sal FROM e, (SELECT @row := -1) v ORDER BY sal) g
          WHERE g.n IN (FLOOR(@row / 2), CEIL(@row / 2))
          """, [["70000.000000"]]
        ),
        (
          """
          SELECT DISTINCT grp FROM (SELECT grp, CASE WHEN @p = grp THEN @c := @c + 1
            WHEN (@p := grp) IS NOT NULL THEN @c := 1 END AS c FROM t, (SELECT @p := NULL, @c := NULL) v) x
          WHERE c >= 2
          """, [["1"]]
        ),
        (
          """
          WITH c AS (SELECT id, @k := @k + 1 AS n FROM t, (SELECT @k := 0) v ORDER BY name, id)
          SELECT a.id, b.id FROM c a JOIN c b ON a.n = b.n + 1 ORDER BY a.n
          """, [["4", "2"], ["3", "4"], ["1", "3"], ["10", "1"]]
        ),
        (
          "SELECT @u := id FROM t WHERE id < 3 UNION ALL SELECT @u := @u + 1 FROM t WHERE id < 3",
          [["1"], ["2"], ["3"], ["4"]]
        ), ("SELECT (SELECT @s := 5) + 1, @s", [["6", "5"]]),
        (
          "SELECT @l := CONCAT(@l, id) FROM (SELECT id FROM e WHERE dep = 1) x, (SELECT @l := '') v",
          [["1"], ["14"], ["145"]]
        ),
        (
          "SELECT id, (SELECT @q := @q + 1) FROM t, (SELECT @q := 0) v LIMIT 2",
          [["1", "1"], ["2", "2"]]
        ),
      ]
    )
  }

  @Test(arguments: [1, 3]) func groupsAndConditions(shards: Int) throws {
    try run(
      shards,
      [
        ("SELECT @min := MIN(sal), @max := MAX(sal) FROM e", [["60000.50", "90000.00"]]),
        ("SELECT name FROM e WHERE sal = @min OR sal = @max ORDER BY name", [["max"], ["sam"]]),
        (
          "SELECT dep, @last := COUNT(*) FROM e GROUP BY dep ORDER BY dep",
          [["1", "3"], ["2", "2"]]
        ),
        ("SELECT @last", [["2"]]), ("SET @n = 0", nil),
        ("SELECT id FROM t WHERE (@n := @n + 1) % 2 = 0", [["2"], ["4"]]), ("SELECT @n", [["5"]]),
        ("SELECT id FROM t WHERE grp = 1 AND (@n := @n - 1) < 5 ORDER BY id LIMIT 1", [["1"]]),
        ("SELECT @n", [["4"]]), ("SELECT @i := id FROM t WHERE name = 'c' FOR UPDATE", [["1"]]),
        (
          """
          SELECT id FROM (SELECT 19 AS id, 0 AS parent UNION SELECT 20, 19 UNION SELECT 21, 20 UNION SELECT 30, 0
            ORDER BY parent, id) s, (SELECT @pv := '19') v
          WHERE FIND_IN_SET(parent, @pv) AND LENGTH(@pv := CONCAT(@pv, ',', id))
          """, [["20"], ["21"]]
        ),
      ]
    )
  }

  /// A variable that was never set is a text as long as the statement runs: sums with it are of type DOUBLE.
  @Test func typesAreThoseBeforeTheStatement() throws {
    try run(
      1,
      [
        (
          "SELECT id, @prev := @cur, @cur := id FROM t WHERE id < 3",
          [["1", nil, "1"], ["2", "1", "2"]]
        ),
        ("SELECT IF(@new IS NULL, @new := 1, @new := @new + 1) FROM t LIMIT 2", [["1"], ["2"]]),
        (
          "SELECT @a := @a + sal, @a / 2 FROM e, (SELECT @a := 0) v LIMIT 2",
          [["70000", "35000"], ["150000", "75000"]]
        ), ("SET @b = 0", nil),
        ("SELECT @b := @b + sal, @b FROM e WHERE id = 3", [["60000.50", "60001"]]),
        ("SELECT @b", [["60000.50"]]), ("SELECT @z := id / 7 FROM t LIMIT 1", [["0.1429"]]),
        ("SELECT @z", [["0.142857142"]]),
        ("CREATE TABLE n AS SELECT @k := @k + 1 AS k FROM t, (SELECT @k := 0) v", nil),
        (
          "SELECT column_type FROM information_schema.columns WHERE table_name = 'n'", [["double"]]
        ), ("SELECT SUM(k) FROM n", [["15"]]),
      ]
    )
  }

  @Test(arguments: [1, 3]) func writes(shards: Int) throws {
    try run(
      shards,
      [
        ("SET @i = 0", nil), ("UPDATE t SET pos = (@i := @i + 1) ORDER BY name, id", []),
        (
          "SELECT id, pos FROM t ORDER BY id",
          [["1", "4"], ["2", "1"], ["3", "3"], ["4", "2"], ["10", "5"]]
        ),
        ("UPDATE t JOIN (SELECT @n := 0) v SET pos = (@n := @n + 1) WHERE grp = 1", []),
        (
          "SELECT id, pos FROM t WHERE grp = 1 ORDER BY id",
          [["1", "1"], ["2", "2"], ["4", "3"]]
        ),
        (
          "UPDATE t SET grp = 9, id = (@claimed := id) WHERE grp = 1 ORDER BY id DESC LIMIT 1", []
        ), ("SELECT @claimed, (SELECT grp FROM t WHERE id = 4)", [["4", "9"]]),
        ("UPDATE t SET pos = (@x := pos), pos = grp, grp = @x", []),
        ("SELECT id, pos, grp FROM t WHERE id IN (3, 4)", [["3", "2", "3"], ["4", "9", "3"]]),
        (
          """
          UPDATE t JOIN (SELECT id, @r := @r + 1 AS n FROM t, (SELECT @r := 0) v ORDER BY id DESC) x USING (id)
          SET pos = n
          """, []
        ), ("SELECT GROUP_CONCAT(pos ORDER BY id) FROM t", [["5,4,3,2,1"]]),
        ("INSERT INTO t (id, name) SELECT @j := @j + 1, 'new' FROM e, (SELECT @j := 100) v", []),
        ("SELECT COUNT(*), MAX(id) FROM t WHERE name = 'new'", [["5", "105"]]),
        (
          """
          INSERT INTO t (id, pos) SELECT id, @w := @w + 10 FROM e, (SELECT @w := 0) v WHERE id < 3
          ON DUPLICATE KEY UPDATE pos = VALUES(pos) + 1
          """, []
        ),
        (
          "WITH x AS (SELECT id, @y := @y + 1 AS n FROM t, (SELECT @y := 5) v ORDER BY id) "
            + "UPDATE t JOIN x USING (id) SET grp = n WHERE id < 4",
          []
        ),
        (
          "SELECT pos, grp FROM t WHERE id < 4 ORDER BY id",
          [["11", "6"], ["21", "7"], ["3", "8"]]
        ),
        ("UPDATE t, (SELECT @o := 0, 7 AS k) v SET pos = (@o := @o + 1) + v.k, grp = k", []),
        ("SELECT pos, grp FROM t WHERE id < 3 ORDER BY id", [["8", "7"], ["9", "7"]]),
        ("INSERT INTO t (id, pos) VALUES (@v := 50, @v), (@v := @v + 1, @v), (60, @v)", []),
        ("SELECT pos FROM t WHERE id BETWEEN 50 AND 60 ORDER BY id", [["50"], ["51"], ["51"]]),
      ]
    )
  }

  @Test func aHintLimitsTheTime() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE u (id INT PRIMARY KEY)")
    try session.execute("INSERT INTO u VALUES (1), (2), (3)")
    let error = #expect(throws: SQLError.self) {
      try session.execute("SELECT /*+ MAX_EXECUTION_TIME(5) */ @n := SLEEP(0.01) FROM u")
    }
    #expect(error?.code == .timeout)
  }

  /// Rows are written one after another, and all or none.
  @Test func anUpdateThatFailsChangesNothing() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE u (id INT PRIMARY KEY, k TINYINT)")
    try session.execute("INSERT INTO u VALUES (1, 1), (2, 2), (3, 3)")
    try session.execute("SET @i = 125")
    let error = #expect(throws: SQLError.self) {
      try session.execute("UPDATE u SET k = (@i := @i + 1)")
    }
    #expect(error?.message == "Out of range value for column 'k' at row 3")
    #expect(try session.execute("SELECT SUM(k), @i FROM u").textRows == [["6", "125"]])
    let result = try session.execute("UPDATE u SET k = (@i := IF(id = 2, 2, 9))")
    #expect(result.affectedRows == 2)
    #expect(result.info == "Rows matched: 3  Changed: 2  Warnings: 1")
  }
}
