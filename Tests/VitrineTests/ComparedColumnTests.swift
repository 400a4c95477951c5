import Testing
import Vitrine
import VitrineSQL

/// Columns of derived tables and what is computed, beside constants and texts; the answers are MySQL's.
@Suite struct ComparedColumnTests {
  private static let schema = """
    CREATE TABLE a (id INT PRIMARY KEY, tm TIME, y YEAR, bi BIGINT, ub BIGINT UNSIGNED, c VARCHAR(30));
    INSERT INTO a VALUES (1, '00:00:07', 2007, 9007199254740993, 18446744073709551615, '9007199254740993'),
      (2, '00:00:06', 2006, 5, 9007199254740993, '5abc'), (3, '00:00:05', 2005, 7, 7, '18446744073709551615');
    CREATE TABLE m (id INT PRIMARY KEY, e ENUM('z', 'b', 'a'), s SET('y', 'c'));
    INSERT INTO m VALUES (1, 'z', 'y'), (2, 'b', 'c'), (3, 'a', 'y');
    CREATE ALGORITHM = TEMPTABLE VIEW vt AS SELECT id, 0x35 h FROM a;
    CREATE VIEW vm AS SELECT id, 0x35 h FROM a
    """

  @Test(arguments: [1, 3], ["gather", "pushdown", "cost"])
  func answers(shards: Int, strategy: String) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(Self.schema)
    session.strategy = strategy
    let answers: [(String, [[String?]])] = [
      // What an aggregate gives is no column, but becomes one in a derived table.
      ("SELECT MAX(tm) = '7', MAX(tm) = '00:00:07' FROM a", [["0", "1"]]),
      ("SELECT x.m = '7' FROM (SELECT MAX(tm) AS m FROM a) AS x", [["1"]]),
      ("WITH t AS (SELECT MAX(tm) AS m FROM a) SELECT m = '0:0:7' FROM t", [["1"]]),
      ("SELECT id FROM a WHERE tm = (SELECT '0:0:7')", [["1"]]),
      ("SELECT x.m = 7, x.m = '07' FROM (SELECT MAX(y) AS m FROM a) AS x", [["1", "1"]]),
      ("SELECT y FROM (SELECT y FROM a UNION SELECT y FROM a) AS x WHERE y = 7", [["2007"]]),
      ("SELECT id FROM a WHERE y = (SELECT 7)", [["1"]]),
      // A hexadecimal literal is a number only where it is written.
      ("SELECT x.v + 1 FROM (SELECT x'35' AS v FROM a LIMIT 1) AS x", [["6"]]),
      (
        "WITH t AS (SELECT x'35' AS v UNION SELECT x'36') SELECT v + 1 FROM t ORDER BY 1",
        [["6"], ["7"]]
      ),
      ("SELECT x'35' + 1 FROM a LIMIT 1", [["54"]]),
      // However a constant spells an integer, a column is compared with all its digits.
      ("SELECT id FROM a WHERE bi = '9007199254740993.0'", [["1"]]),
      ("SELECT id FROM a WHERE bi IN ('9.007199254740993e15', '5.0') ORDER BY id", [["1"], ["2"]]),
      ("SELECT id FROM a WHERE ub = '18446744073709551615.0'", [["1"]]),
      ("SELECT id FROM a WHERE bi = 9007199254740993e0 OR bi = 5e0", [["2"]]),
      // `(SELECT x'35')` is the literal, and in the items of a list it is a number beside numbers.
      ("SELECT (SELECT x'35') + 1, 5 = (SELECT x'05'), 5 IN (SELECT x'05')", [["54", "1", "1"]]),
      ("SELECT id FROM a WHERE id IN (SELECT x'02')", [["2"]]),
      ("SELECT id FROM a WHERE id = (SELECT b'10')", [["2"]]),
      ("SELECT id FROM a WHERE id IN (SELECT x'32' UNION SELECT 3)", [["3"]]),
      ("SELECT id FROM a WHERE id IN (SELECT x'02' FROM a AS y)", [["2"]]),
      ("SELECT id FROM a WHERE (id, 1) IN (SELECT x'02', 1)", [["2"]]),
      (
        "SELECT id FROM a WHERE id + 0 NOT IN (SELECT x'02' FROM a AS y) ORDER BY id",
        [["1"], ["3"]]
      ),
      // Numbers beside a double are compared as doubles, but constants of an integer column.
      ("SELECT (bi + 0) BETWEEN 1e0 AND 9007199254740992 FROM a WHERE id = 1", [["1"]]),
      ("SELECT (ub + 0) BETWEEN LN(-1) AND 18446744073709551614 FROM a WHERE id = 1", [[nil]]),
      ("SELECT id FROM a WHERE bi BETWEEN 6e0 AND 9007199254740992", [["3"]]),
      // Bytes of a literal yield to a column's collation.
      ("SELECT id FROM a WHERE c = _binary '5ABC' OR c IN (_binary 'x')", [["2"]]),
      ("SELECT 'abc' = _binary 'ABC', _binary '12' + 1, HEX(_binary 'é')", [["0", "13", "C3A9"]]),
      // A text has all its digits beside an integer.
      ("SELECT id FROM a WHERE bi = CONCAT('90071992547409', '93')", [["1"]]),
      ("SELECT id FROM a WHERE bi = CONCAT('90071992547409', '92')", []),
      ("SELECT id FROM a WHERE bi IN (SELECT c FROM a) ORDER BY id", [["1"], ["2"]]),
      (
        "SELECT l.id, r.id FROM a AS l JOIN a AS r ON l.bi = r.c ORDER BY 1",
        [["1", "1"], ["2", "2"]]
      ),
      (
        "SELECT l.id, r.id FROM a AS l JOIN a AS r ON l.ub = r.c ORDER BY 1",
        [["1", "3"], ["2", "1"]]
      ),
      ("SELECT id FROM a WHERE bi = (SELECT '9007199254740993')", [["1"]]),
      // The members of a list agree on a collation, in which control characters count for nothing.
      ("SELECT x'4142' IN (CHAR(65, 2, 66), CONCAT(b'1000001', c)) FROM a WHERE id = 1", [["1"]]),
      ("SELECT id FROM a WHERE bi > CONCAT('90071992547409', '92')", [["1"]]),
      // The columns of a table that MySQL keeps for a query are columns, whatever computes them.
      (
        "SELECT id FROM (SELECT id, MAX(bi) b FROM a GROUP BY id) d WHERE b = '9007199254740993'",
        [["1"]]
      ),
      (
        "SELECT id FROM (SELECT id, MAX(bi) b FROM a GROUP BY id) d WHERE b > '9007199254740992'",
        [["1"]]
      ),
      (
        "SELECT id FROM (SELECT DISTINCT id, bi + 0 b FROM a) d WHERE b = '9007199254740993'",
        [["1"]]
      ),
      (
        "SELECT id FROM (SELECT id, bi + 0 b FROM a LIMIT 9) d WHERE b = '9007199254740993'",
        [["1"]]
      ),
      (
        "SELECT id FROM (SELECT id, bi + 0 b FROM a UNION SELECT 7, 7) d WHERE b = '9007199254740993'",
        [["1"]]
      ),
      // MySQL merges the query with the one around it, so that a literal is a number.
      ("SELECT x.v + 1 FROM (SELECT x'35' AS v FROM a) AS x LIMIT 1", [["54"]]),
      (
        "SELECT x.v + 1 FROM (SELECT v FROM (SELECT x'35' AS v FROM a) AS y) AS x LIMIT 1", [["54"]]
      ),
      ("SELECT x.v + 1 FROM (SELECT v FROM (SELECT x'35' AS v FROM a) AS y LIMIT 1) AS x", [["6"]]),
      ("SELECT x.v + 1 FROM (SELECT x'35' AS v) AS x", [["6"]]),
      ("SELECT vt.h + 0, vm.h + 0 FROM vt JOIN vm USING (id) WHERE id = 1", [["5", "53"]]),
      ("SELECT x.v + 1 FROM (SELECT DISTINCT x'35' AS v FROM a) AS x", [["6"]]),
      (
        "SELECT x.v + 0 FROM a LEFT JOIN (SELECT id, x'35' AS v FROM a) AS x ON x.id = a.id AND a.id < 2 ORDER BY a.id",
        [["53"], [nil], [nil]]
      ),
      ("SELECT COUNT(*) FROM a JOIN (SELECT x'35' AS v FROM a) AS x ON a.bi + 48 = x.v", [["3"]]),
      // The extreme of an ENUM or a SET compares texts, and has a number once it is in a table of its own.
      ("SELECT MAX(e) + 0, MIN(s) + 0 FROM m", [["0", "0"]]),
      (
        "SELECT x.e + 0, x.e, x.s + 0 FROM (SELECT MAX(e) AS e, MIN(s) AS s FROM m) AS x",
        [["1", "z", "2"]]
      ),
      (
        "WITH x AS (SELECT MIN(e) AS e FROM m GROUP BY id % 2) SELECT e + 0 FROM x ORDER BY e",
        [["2"], ["3"]]
      ),
      ("SELECT id FROM a WHERE ub = '9007199254740993'", [["2"]]),
      ("SELECT id FROM a WHERE ub > '9007199254740993.5' ORDER BY id", [["1"]]),
      ("SELECT id FROM a WHERE ub > '1e30'", []),
      ("SELECT id FROM a WHERE ub BETWEEN '9007199254740993' AND '1e19'", [["2"]]),
    ]
    for (sql, rows) in answers {
      let found = try session.execute(sql)
      #expect(found.textRows == rows, "\(sql)")
    }
  }
}
