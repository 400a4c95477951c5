import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrinePlanner

/// Plans of keyspaces to which no DDL belongs, where names are taken on trust as Vitess takes them.
@Suite struct TrustedPlanTests {
  private static let user = """
    {"sharded": true,
     "vindexes": {"hash": {"type": "hash"},
       "pair": {"type": "lookup_unique", "owner": "t", "params": {"table": "p", "from": "b,c", "to": "k"}}},
     "tables": {
       "user": {"column_vindexes": [{"column": "id", "name": "hash"}]},
       "t": {"column_vindexes": [{"column": "id", "name": "hash"}, {"columns": ["b", "c"], "name": "pair"}]},
       "pin": {"pinned": "80"},
       "area": {"type": "reference", "source": "area"},
       "zone": {"type": "reference", "source": "main.place"}}}
    """

  private func plan(_ sql: String) throws -> String {
    let catalog = Catalog(keyspaces: [
      Keyspace(
        name: "user",
        shards: ShardMap(evenSplit: 4),
        vschema: try KeyspaceVSchema(json: Self.user)
      ),
      Keyspace(
        name: "main",
        shards: ShardMap(evenSplit: 1),
        vschema: try KeyspaceVSchema(json: #"{"tables": {"place": {}, "other": {}, "area": {}}}"#)
      ),
    ])
    return try Planner(catalog: catalog.forPlanning, options: PlannerOptions())
      .plan(Parser.parse(sql), text: sql).tree(PlanPrinting(showsReasons: false))
  }

  @Test(arguments: [
    ("SELECT p.a FROM main.place p JOIN user u", "Route Scatter user: SELECT p.a FROM zone AS p"),
    (
      "SELECT z.a FROM zone z JOIN main.other o", "Route Unsharded main: SELECT z.a FROM place AS z"
    ),
    ("SELECT p.a FROM main.place p JOIN user u ON u.id = 5", "Route EqualUnique user"),
    ("SELECT a.x FROM area a JOIN user u", "Route Scatter user: SELECT a.x FROM area AS a"),
    ("SELECT a.x FROM area a JOIN main.other o", "Route Unsharded main"),
    ("SELECT a FROM main.other WHERE a IN (SELECT a FROM zone)", "Route Unsharded main"),
    ("SELECT a FROM zone WHERE a IN (SELECT a FROM main.other)", "Route Unsharded main"),
    (
      "SELECT a FROM user WHERE EXISTS (SELECT 1 FROM main.place p WHERE p.a = user.a)",
      "Route Scatter user"
    ),
    ("SELECT (SELECT MAX(a) FROM main.place) FROM user WHERE id = 1", "Route EqualUnique user"),
    ("UPDATE main.other SET a = 1 WHERE b IN (SELECT b FROM zone)", "Update Unsharded main"),
    ("SELECT a FROM zone UNION ALL SELECT a FROM main.other", "Route Unsharded main"),
    (
      "SELECT a FROM main.place UNION ALL SELECT a FROM user WHERE id = 1", "Route EqualUnique user"
    ),
    ("SELECT a FROM main.place UNION SELECT a FROM user", "Distinct\n└─ Route Scatter user"),
    ("SELECT a FROM main.place UNION ALL SELECT a FROM user", "Concatenate"),
    ("DELETE FROM user.zone WHERE a = 1", "Delete Unsharded main: DELETE FROM place"),
    ("UPDATE user.zone SET a = 1", "Update Unsharded main: UPDATE place"),
    ("INSERT INTO user.zone (a) VALUES (1)", "Insert Unsharded main"),
    ("SELECT id FROM t WHERE b = 1", "Route Equal user"),
    (
      "DELETE FROM user WHERE id = 5 AND a IN (SELECT b FROM t WHERE t.id = user.id) LIMIT 3",
      "Delete EqualUnique user"
    ),
    ("DELETE x FROM pin x JOIN pin y", "Delete ByDestination user"),
    ("SELECT a FROM user WHERE id = (SELECT id FROM t WHERE id IN (1, 2))", "Route IN user"),
    ("SELECT a FROM user WHERE id = (SELECT id FROM t)", "Route Scatter user"),
    (
      "UPDATE user u LEFT JOIN t ON t.id = u.id SET u.a = 1 WHERE u.a = NULL", "Update None user"
    ),
    (
      "SELECT far_away(a) FROM user WHERE id = 1", "Route EqualUnique user: SELECT far_away(user.a)"
    ),
    ("SELECT COUNT(a, b) FROM user WHERE id = 1", "Route EqualUnique user"),
    ("SELECT id FROM user WHERE a IN (SELECT * FROM user u WHERE u.id = user.id)", "Route Scatter"),
    ("SELECT id FROM user WHERE a IN (SELECT b, c FROM t WHERE t.id = user.id)", "Route Scatter"),
    ("SELECT id FROM user WHERE a = (1, 2) AND id = 3", "Route EqualUnique user"),
    ("SELECT id FROM user WHERE (a, b) IN ((1, 2, 3), 4) AND id = 3", "Route EqualUnique user"),
    ("SELECT (SELECT a, b FROM t WHERE t.id = user.id) FROM user", "Route Scatter user"),
    ("SELECT id FROM user LIMIT 1 + 2 * 3 - 1", "Limit 6"),
    ("SELECT id FROM user LIMIT 9, ? + 1", "Pullout"),
    ("SELECT id FROM user LIMIT 1 - 2", "Limit 0"),
    ("SELECT ABS(id, 2), CONCAT(), NOW(a) FROM user WHERE id = 1", "Route EqualUnique user"),
    ("SELECT MATCH (a) AGAINST ('x' IN BOOLEAN MODE) FROM user", "Route Scatter user"),
    ("SELECT CONVERT(a USING ucs2), a COLLATE gbk_bin FROM user", "Route Scatter user"),
    ("SELECT far_away(1)", "Route Unsharded main: SELECT far_away(:v1)"),
    // Calls that move to the table that they read.
    ("SELECT far_away(u.a), t.x FROM user u JOIN t ON u.b = t.b", "Coordinate: "),
    ("SELECT u.a FROM user u JOIN t ON far_away(u.b) = t.x ORDER BY far_away(u.a)", "Coordinate: "),
    ("SELECT far_away(a), COUNT(*) FROM user GROUP BY a", "Coordinate: "),
    ("SELECT far_away(a, b), COUNT(*) FROM user GROUP BY a", "Coordinate: "),
    (
      "SELECT far_away(x.a), t.x FROM (SELECT a, b FROM user) x LEFT JOIN t ON x.b = t.b",
      "Coordinate: "
    ),
    ("SELECT t.x FROM t LEFT JOIN user u ON far_away(u.b) = t.x", "Coordinate: "),
    (
      "SELECT a FROM user u WHERE EXISTS (SELECT 1 FROM t WHERE t.x = far_away(u.a))",
      "Coordinate: "
    ),
    (
      "SELECT far_away(a) FROM user u WHERE EXISTS (SELECT 1 FROM t WHERE t.x = u.a)",
      "Coordinate: "
    ),
    ("SELECT a FROM user u WHERE a IN (SELECT far_away(b) FROM t WHERE t.x = u.a)", "Coordinate: "),
    ("UPDATE user SET a = far_away(a) LIMIT 5", "DMLWithInput\n├─ Coordinate"),
    ("SELECT * FROM (SELECT * FROM main.other) o ORDER BY o.x", "Route Unsharded main"),
    ("SELECT o.x FROM (SELECT * FROM main.other) o WHERE y = 1", "Route Unsharded main"),
    (
      "SELECT * FROM main.other UNION ALL SELECT * FROM main.place ORDER BY x",
      "Route Unsharded main"
    ),
    (
      "(SELECT * FROM (SELECT * FROM main.other LIMIT 1) a) UNION ALL "
        + "(SELECT * FROM (SELECT * FROM main.other LIMIT 2) b) ORDER BY x LIMIT 1",
      "Route Unsharded main"
    ),
    ("SELECT table_name FROM tables", "Route Unsharded information_schema"),
    ("SELECT id FROM user PARTITION (p0) WHERE id = 1", "Route EqualUnique user"),
    (
      "UPDATE main.other o JOIN user u ON u.id = o.a SET o.b = 1",
      "DMLWithInput\n├─ "
    ),
    ("INSERT INTO main.other (a) SELECT a FROM main.other WHERE a > 2", "Insert"),
    (
      "INSERT INTO main.other (a) SELECT p.a FROM main.place p JOIN main.area r ON r.x = p.x "
        + "ON DUPLICATE KEY UPDATE b = p.c + r.d + b",
      "Insert"
    ),
    ("INSERT INTO t (id, b) SELECT id, b FROM user u ON DUPLICATE KEY UPDATE x = u.c", "Insert"),
    ("UPDATE user SET id = 2 WHERE id = 1", "DMLWithInput\n├─ Route EqualUnique user"),
    ("SELECT a FROM user WHERE 0 UNION ALL SELECT a FROM main.place", "Concatenate\n"),
    // What the shards are left to judge.
    (
      "SELECT * FROM (SELECT * FROM main.other o JOIN main.place p ON o.x = p.x) j",
      "Route Unsharded main"
    ),
    ("SELECT * FROM main.other UNION SELECT a, b FROM main.place", "Route Unsharded main"),
    ("SELECT a, b FROM main.place UNION SELECT * FROM main.other", "Route Unsharded main"),
    (
      "SELECT SUM(a) OVER (ORDER BY b RANGE BETWEEN INTERVAL ? MONTH PRECEDING AND CURRENT ROW) FROM main.other",
      "Route Unsharded main"
    ),
    ("SELECT LAG(a) IGNORE NULLS OVER (ORDER BY b) FROM main.other", "Route Unsharded main"),
    ("SELECT CAST(a AS UNSIGNED ARRAY) FROM main.other", "Route Unsharded main"),
    ("SELECT WEIGHT_STRING(a AS CHAR(3)) FROM main.other", "Route Unsharded main"),
    // One keyspace without shards gets whole statements.
    (
      "DELETE a, b FROM main.place a JOIN main.other b ON a.x = b.x WHERE b.y = 1",
      "Delete Unsharded main: WITH \"rows\" (c1, c2, c3) AS"
    ),
    (
      "UPDATE main.place a LEFT JOIN main.other b ON a.x = b.x SET a.y = b.y, b.y = 2",
      "Update Unsharded main: WITH \"rows\""
    ),
    (
      "INSERT INTO main.other (a, b) VALUES (1, DEFAULT), (2, (SELECT MAX(a) FROM main.place))",
      "Insert Unsharded main: WITH \"new rows\""
    ),
    ("DELETE u, t FROM user u JOIN t ON u.id = t.id WHERE u.id = 5", "DMLWithInput\n"),
    // So do pinned tables, and shards that are named.
    ("DELETE a, b FROM pin a JOIN pin b ON a.x = b.x", "Delete ByDestination user:[80]: WITH"),
    (
      "UPDATE `user[-]`.user SET a = 1 WHERE b = 2 LIMIT 5", "Update ByDestination user:[-]: UPDATE"
    ),
    (
      "DELETE FROM `user[80-]`.t ORDER BY b LIMIT 5",
      "Delete ByDestination user:[80-]: DELETE FROM t WHERE t.rowid IN (SELECT t.rowid FROM t ORDER BY t.b LIMIT :v1)"
    ),
    // Names that several tables of one route have.
    ("SELECT x FROM main.place a JOIN main.other b ON a.x = b.x WHERE x = 5", "Route Unsharded"),
    (
      "SELECT COUNT(x) FROM main.place a JOIN main.other b ON a.x = b.x GROUP BY x",
      "Route Unsharded"
    ),
    (
      "DELETE FROM main.other WHERE x = (SELECT z FROM main.place a JOIN main.other b ON a.z = b.z)",
      "Delete"
    ),
    ("SELECT id, a FROM user JOIN t ON user.id = t.id AND user.a = t.a", "Route Scatter user"),
    (
      "SELECT x FROM (SELECT * FROM main.place) a JOIN (SELECT * FROM main.other) b",
      "Route Unsharded main"
    ),
    // Groups and orders that the shards judge.
    ("SELECT 1 FROM user HAVING COUNT(id) = 10 AND id = 5", "Route EqualUnique user"),
    ("SELECT a, COUNT(*) FROM user GROUP BY a HAVING COUNT(*) > 3 AND id = 5", "Route EqualUnique"),
    ("SELECT d.a, COUNT(*) FROM (SELECT a, b FROM main.other) d", "Route Unsharded main"),
    (
      "SELECT d.a FROM (SELECT a, b FROM main.other) d GROUP BY d.a HAVING d.b > 5",
      "Route Unsharded"
    ),
    (
      "SELECT a, (SELECT MAX(b) FROM t) m, COUNT(*) FROM user GROUP BY a HAVING COUNT(*) > m",
      "Pullout :slot0 value\n"
    ),
    // Subqueries that any shard can answer go where the others are.
    ("SELECT (SELECT COUNT(*) FROM zone) + (SELECT COUNT(*) FROM zone z)", "Route Reference user"),
    (
      "SELECT (SELECT COUNT(*) FROM zone), (SELECT a FROM user WHERE id = 5)",
      "Route EqualUnique user"
    ),
    ("SELECT (SELECT MAX(x) FROM pin), (SELECT MIN(x) FROM pin)", "Route ByDestination user:[80]"),
    ("SELECT a FROM zone WHERE a IN (SELECT a FROM user WHERE id = 5)", "Route EqualUnique user"),
    (
      "SELECT a FROM zone z WHERE EXISTS (SELECT 1 FROM user WHERE id = 5 AND user.a = z.a)",
      "Route EqualUnique user"
    ),
    ("SELECT a FROM zone JOIN user u WHERE zone.b IN (SELECT b FROM t WHERE id = 5)", "Pullout"),
    ("SELECT id FROM user WHERE a IN (SELECT b FROM t WHERE x = NULL)", "Route"),
    ("SELECT id FROM user WHERE a = NULL AND b IN (SELECT b FROM t)", "Route None user"),
    ("DELETE FROM user.zone WHERE 1 = 0", "Delete"),
    (
      "SELECT a FROM user WHERE id IN (1, 2) UNION SELECT a FROM t WHERE id = NULL",
      "Distinct\n└─ Route IN user"
    ),
    (
      "SELECT a FROM user WHERE id IN (1, 2) UNION SELECT a FROM zone", "Distinct\n└─ Route IN user"
    ),
    (
      "SELECT a FROM user WHERE id IN (1, 2) UNION ALL SELECT a FROM t WHERE id IN (1, 2)",
      "Route IN user"
    ),
    (
      "SELECT a FROM user WHERE id IN (1, 2) UNION ALL SELECT a FROM t WHERE id IN (1, 3)",
      "Concatenate\n"
    ),
    ("SELECT a FROM user WHERE id IN (1, 2) UNION ALL SELECT a FROM zone", "Concatenate\n"),
    // No pairs where one side has no rows.
    ("SELECT u.a FROM user u JOIN t WHERE 1 = 0", "Route None user"),
    ("SELECT u.a FROM user u JOIN t ON u.b = t.x AND 1 = 0", "Route None user"),
    ("SELECT u.a FROM user u LEFT JOIN t ON 1 = 0", "Route Scatter user"),
  ]) func isPlanned(sql: String, start: String) throws {
    let tree = try plan(sql)
    #expect(tree.hasPrefix(start), "\(tree)")
  }

  @Test(arguments: [
    ("SELECT DISTINCT * FROM main.other ORDER BY a", "Route Unsharded main"),
    ("SELECT DISTINCT a FROM user WHERE id = 5 ORDER BY b", "Route EqualUnique user"),
  ]) func distinctRowsAreSortedByWhatTheShardsKnow(sql: String, route: String) throws {
    let tree = try plan(sql)
    #expect(tree.contains(route), "\(tree)")
  }

  @Test(arguments: [
    "SELECT id FROM user JOIN t ON user.id = t.b",
    "SELECT a FROM user JOIN t WHERE t.a = 5 AND user.a = 6",
    "SELECT user.b FROM user JOIN t ON user.id = t.id WHERE id = 5",
    "SELECT a FROM main.place JOIN user ON place.a = user.a",
  ]) func namesOfSeveralRoutesAreAmbiguous(sql: String) {
    let error = #expect(throws: SQLError.self) { try plan(sql) }
    #expect(error?.code == .ambiguousColumn)
  }

  @Test func groupsHideTheColumnsBelowAStar() throws {
    #expect(throws: SQLError.self) {
      try plan("SELECT x FROM (SELECT a FROM (SELECT * FROM main.other) o GROUP BY a) g")
    }
  }

  @Test func copiesStandForEachOtherOnlyWhereAllDo() throws {
    let tree = try plan("SELECT p.a FROM main.place p JOIN main.other o JOIN user u ON u.id = 5")
    #expect(tree.contains("Unsharded main") && tree.contains("EqualUnique user"), "\(tree)")
  }

  @Test(arguments: ["UPDATE main.place SET a = 1", "DELETE FROM main.place"])
  func writesGoToTheTableThatIsNamed(_ write: String) throws {
    let tree = try plan("\(write) WHERE b IN (SELECT b FROM user WHERE id = 5)")
    #expect(tree.contains(" Unsharded main") && !tree.contains("Reference"), "\(tree)")
  }

  @Test func theCoordinatorCallsNoUnknownFunction() throws {
    #expect(throws: SQLError.self) { try plan("SELECT far_away(COUNT(*)) FROM user") }
  }
}
