import Testing
import Vitrine
import VitrineSQL

/// Reads through vindexes give the answer of one database, whatever the condition.
@Suite struct VindexRoutingTests {
  private static let vschema = """
    {"sharded": true,
     "vindexes": {"xx": {"type": "xxhash"}, "num": {"type": "numeric"}, "bin": {"type": "binary"},
      "cfc": {"type": "cfc", "params": {"hash": "md5", "offsets": "[2]"}},
      "h": {"type": "hash"},
      "multi": {"type": "multicol", "params": {"column_count": "2", "column_bytes": "1"}}},
     "tables": {
      "loose": {"column_vindexes": [{"column": "k", "name": "xx"}]},
      "numbers": {"column_vindexes": [{"column": "k", "name": "num"}]},
      "digits": {"column_vindexes": [{"column": "k", "name": "num"}]},
      "counts": {"column_vindexes": [{"column": "k", "name": "bin"}]},
      "bytes": {"column_vindexes": [{"column": "k", "name": "bin"}]},
      "names": {"column_vindexes": [{"column": "k", "name": "cfc"}]},
      "pairs": {"column_vindexes": [{"columns": ["k", "m"], "name": "multi"}]},
      "twice": {"column_vindexes": [{"column": "id", "name": "xx"}, {"column": "k", "name": "h"}]}}}
    """

  private static let script = """
    CREATE TABLE loose (id BIGINT PRIMARY KEY, k BIGINT);
    CREATE TABLE numbers (id BIGINT PRIMARY KEY, k BIGINT UNSIGNED);
    CREATE TABLE digits (id BIGINT PRIMARY KEY, k VARCHAR(20) COLLATE utf8mb4_0900_bin);
    CREATE TABLE counts (id BIGINT PRIMARY KEY, k BIGINT);
    CREATE TABLE bytes (id BIGINT PRIMARY KEY, k VARBINARY(20));
    CREATE TABLE names (id BIGINT PRIMARY KEY, k VARCHAR(20) COLLATE utf8mb4_0900_bin);
    CREATE TABLE pairs (id BIGINT PRIMARY KEY, k BIGINT, m BIGINT);
    CREATE TABLE twice (id BIGINT PRIMARY KEY, k BIGINT);
    INSERT INTO loose VALUES (1, NULL), (2, 0), (3, 5), (4, -5), (5, NULL);
    INSERT INTO numbers VALUES (1, 0), (2, 5), (3, 4611686018427387904), (4, 9223372036854775807),
      (5, 9223372036854775808), (6, 9223372036854775809), (7, 18446744073709551615);
    INSERT INTO digits VALUES (1, '3'), (2, '10'), (3, '2000000000000000000'), (4, '9');
    INSERT INTO counts VALUES (1, 2), (2, 10), (3, 9), (4, -1), (5, 100);
    INSERT INTO bytes VALUES (1, x'00'), (2, x'40'), (3, x'7fff'), (4, x'80'), (5, x'8000'),
      (6, x'80ff'), (7, x'ff');
    INSERT INTO names VALUES (1, 'ab'), (2, 'abc'), (3, 'abcd'), (4, 'a%c'), (5, 'zz'), (6, 'Ab');
    INSERT INTO pairs VALUES (1, 1, 1), (2, 1, 2), (3, 2, 1), (4, 77, 1);
    INSERT INTO twice VALUES (1, 10), (2, 20), (3, 30), (4, 40), (5, 10);
    """

  private static let queries = [
    "loose WHERE k IN (SELECT 5 UNION SELECT 0)", "loose WHERE k IN (SELECT 5 UNION SELECT NULL)",
    "loose WHERE k = ANY (SELECT '5')", "loose WHERE k > ALL (VALUES ROW(-9), ROW(0))",
    "loose WHERE k IN (VALUES ROW(5), ROW(4.5), ROW('x'))",
    "loose WHERE k NOT IN (SELECT 5 UNION SELECT 6)", "loose WHERE k IN (SELECT 5 LIMIT 0)",
    "loose WHERE k IN (SELECT 5) OR k IN (SELECT 0)", "loose WHERE k IN (SELECT 5) OR id = 2",
    "numbers WHERE k IN (SELECT 9223372036854775808 UNION ALL SELECT 5.0)",
    "digits WHERE k IN (SELECT '10' UNION SELECT 9)",
    "digits WHERE k IN (SELECT '10' UNION SELECT '9 ')",
    "pairs WHERE (k, m) IN (SELECT 1, 2 UNION SELECT 2, 1)", "pairs WHERE k IN (SELECT 1)",
    "bytes WHERE k IN (SELECT x'80' UNION SELECT x'00')", "names WHERE k IN (VALUES ROW('abc'))",
    "loose WHERE k IS NULL", "loose WHERE k <=> NULL", "loose WHERE k = NULL",
    "loose WHERE k IN (NULL, 5)", "loose WHERE k IS NULL AND id = 5", "loose WHERE k IN (NULL)",
    "loose WHERE k = '5'", "loose WHERE k = 5.0", "loose WHERE k = 4.5", "loose WHERE k = '5x'",
    "numbers WHERE k BETWEEN 5 AND 9223372036854775808",
    "numbers WHERE k BETWEEN 9223372036854775808 AND 9223372036854775809",
    "numbers WHERE k NOT BETWEEN 1 AND 6",
    "numbers WHERE k NOT BETWEEN 0 AND 9223372036854775807",
    "numbers WHERE k BETWEEN -5 AND 5", "numbers WHERE k BETWEEN -5 AND -1",
    "numbers WHERE k BETWEEN 5 AND 0", "numbers WHERE k BETWEEN '4' AND 5.5",
    "numbers WHERE k BETWEEN NULL AND 5", "numbers WHERE NOT (k BETWEEN 1 AND 6)",
    "digits WHERE k BETWEEN '1' AND '3'", "digits WHERE k = '9'",
    "counts WHERE k BETWEEN 2 AND 10", "counts WHERE k BETWEEN 9 AND 100",
    "bytes WHERE k BETWEEN x'40' AND x'80'", "bytes WHERE k BETWEEN x'80' AND x'8000'",
    "bytes WHERE k NOT BETWEEN x'40' AND x'80'", "bytes WHERE k BETWEEN x'' AND x'00'",
    "names WHERE k LIKE 'ab%'", "names WHERE k LIKE 'abc%'", "names WHERE k LIKE 'a\\\\%c'",
    "names WHERE k LIKE '%'", "names WHERE k LIKE 'a%'", "names WHERE k LIKE 'ab'",
    "names WHERE k NOT LIKE 'ab%'", "names WHERE k LIKE 'abz%' OR k = 'zz'",
    "pairs WHERE k = 1", "pairs WHERE k = 1 AND m = 2", "pairs WHERE m = 1",
    "pairs WHERE k IN (1, 77)", "pairs WHERE k IN (2, NULL)",
    "pairs WHERE (k, m) IN ((1, 1), (77, 1))", "pairs WHERE k IN (1, 2) AND m = 1",
    "pairs WHERE (k, m) IN ((1, NULL), (77, 1))", "pairs WHERE (k, m) IN ((1, 2), (2, 1), (77, 2))",
    "pairs WHERE (m, k, id) IN ((2, 1, 2), (1, 2, 9))",
    "loose WHERE k = 1e19", "loose WHERE k = -1e30", "loose WHERE k = '18446744073709551615'",
    "twice WHERE k = 10", "twice WHERE k IN (20, 30)", "twice WHERE id = 3 AND k = 30",
    "twice a JOIN twice b ON a.k = b.k WHERE a.k = 10",
  ]

  private static func answers(shards: Int) throws -> [[[String?]]] {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: shards, vschemaJSON: vschema)
    let session = try cluster.session(target: "ks")
    try session.executeScript(script)
    return try queries.map { query in
      let column = query.contains(" a JOIN") ? "a.id, b.id" : "id"
      return try session.execute("SELECT \(column) FROM \(query) ORDER BY 1").textRows
    }
  }

  @Test(arguments: [2, 4, 7]) func everyLayoutAgrees(shards: Int) throws {
    let single = try Self.answers(shards: 1)
    for (query, (left, right)) in zip(Self.queries, zip(single, try Self.answers(shards: shards))) {
      let isSame =
        left.map { $0.map { $0 ?? "NULL" } }.sorted { $0.description < $1.description }
        == right.map { $0.map { $0 ?? "NULL" } }.sorted { $0.description < $1.description }
      #expect(isSame, "\(query): \(left) is \(right) on \(shards) shards")
    }
  }

  @Test(arguments: [
    ("numbers WHERE k BETWEEN 1 AND 6", 1),
    ("numbers WHERE k BETWEEN 1 AND 4611686018427387904", 2),
    ("numbers WHERE k NOT BETWEEN 1 AND 6", 4), ("counts WHERE k BETWEEN 2 AND 10", 4),
    ("bytes WHERE k BETWEEN x'41' AND x'42'", 1), ("names WHERE k LIKE 'ab%'", 1),
    ("names WHERE k LIKE '%'", 4), ("loose WHERE k IS NULL", 1), ("pairs WHERE k = 1", 1),
    ("twice WHERE k = 10", 4), ("twice WHERE id = 10", 1), ("loose WHERE k IN (SELECT 5)", 1),
    ("loose WHERE k = ANY (SELECT 5 UNION SELECT '5')", 1), ("loose WHERE k IN (VALUES ROW(5))", 1),
    ("loose WHERE k IN (SELECT 5 LIMIT 0)", 0), ("loose WHERE k NOT IN (SELECT 5)", 4),
    ("pairs WHERE (k, m) IN ((1, 1), (1, 1))", 1), ("twice WHERE id = 1e19", 0),
    ("twice WHERE id = x'05'", 1), ("twice WHERE id = b'101'", 1), ("twice WHERE x'05' <=> id", 1),
    ("twice WHERE id = _binary'5'", 4), ("numbers WHERE k = 0x8000000000000000", 1),
    ("twice JOIN (VALUES ROW(5), ROW(5)) v (n) ON n = twice.id", 1),
    ("twice JOIN (SELECT 5 AS n UNION SELECT NULL) v ON n = id", 1),
    ("twice JOIN (SELECT 5 AS n UNION ALL SELECT 5.5) v ON n = id", 4),
  ])
  func asksOnlyTheShardsItMust(query: String, shards: Int) throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: 4, vschemaJSON: Self.vschema)
    let session = try cluster.session(target: "ks")
    try session.executeScript(Self.script)
    #expect(try session.execute("SELECT id FROM \(query)").trace.shards.count == shards)
  }
}
