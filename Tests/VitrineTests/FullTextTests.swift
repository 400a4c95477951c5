import Testing
import Vitrine
import VitrineSQL

/// Full-text search; what is expected is what InnoDB gave for the same rows.
@Suite struct FullTextTests {
  private static let rows: [(Int, String, String)] = [
    (1, "MySQL Tutorial", "DBMS stands for DataBase ..."),
    (2, "How To Use MySQL Well", "After you went through a ..."),
    (3, "Optimizing MySQL", "In this tutorial, we show ..."),
    (4, "1001 MySQL Tricks", "1. Never run mysqld as root. 2. ..."),
    (5, "MySQL vs. YourSQL", "In the following database comparison ..."),
    (6, "MySQL Security", "When configured properly, MySQL ... database database"),
    (7, "don''t panic it''s", "apple macintosh strudel aaa''bbb under_score"),
    (8, "apple pie", "crust turnover apple apples"),
    (9, "the quick brown fox", "jumps over the lazy dog database"),
    (11, "café Résumé", "naïve database apple-juice"),
  ]

  private func make(shards: Int) throws -> (Cluster, Session) {
    let (cluster, session) = try makeShop(shards: shards)
    try session.execute(
      "CREATE TABLE a (id INT PRIMARY KEY, title VARCHAR(200), body TEXT, n INT, "
        + "FULLTEXT (title, body)) COLLATE utf8mb4_unicode_ci"
    )
    for (id, title, body) in Self.rows {
      try session.execute("INSERT INTO a VALUES (\(id), '\(title)', '\(body)', \(id % 3))")
    }
    try session.execute("INSERT INTO a (id) VALUES (10)")
    return (cluster, session)
  }

  /// The rows that are found, as `id:relevance`.
  private func found(_ session: Session, _ query: String) throws -> String {
    let text = query.replacing("'", with: "''")
    let (pattern, mode) = text.split(separator: "|").count > 1 ? split(text) : (text, "")
    let match = "MATCH (title, body) AGAINST ('\(pattern)' \(mode))"
    let rows = try session.execute(
      "SELECT id, \(match) AS r FROM a WHERE \(match) ORDER BY id"
    ).textRows
    return rows.map { "\($0[0] ?? ""):\($0[1] ?? "")" }.joined(separator: " ")
  }

  private func split(_ text: String) -> (String, String) {
    let parts = text.split(separator: "|", maxSplits: 1)
    return (String(parts[0]), String(parts[1]))
  }

  @Test(arguments: [1, 4]) func naturalLanguage(shards: Int) throws {
    let (cluster, session) = try make(shards: shards)
    defer { try? cluster.close() }
    let cases = [
      (
        "tutorial database",
        "1:0.6653901934623718 3:0.5481368899345398 5:0.11725328862667084 6:0.23450657725334167 "
          + "9:0.11725328862667084 11:0.11725328862667084"
      ),
      ("CAFE", "11:1.0844987630844116"),
      ("\"quick brown\"", "9:2.1689975261688232"),
      ("\"brown the\" of the", ""),
      ("don", "7:1.0844987630844116"),
      ("under", ""),
      (
        "DATABASE database",
        "1:0.0017133543733507395 5:0.0017133543733507395 6:0.003426708746701479 "
          + "9:0.0017133543733507395 11:0.0017133543733507395"
      ),
      (
        "pie|WITH QUERY EXPANSION",
        "7:0.3184022605419159 8:4.974799633026123 11:0.3184022605419159"
      ),
    ]
    for (query, expected) in cases {
      let shown = try found(session, query)
      #expect(shown == expected, "\(query)")
    }
  }

  @Test(arguments: [1, 4]) func booleanMode(shards: Int) throws {
    let (cluster, session) = try make(shards: shards)
    defer { try? cluster.close() }
    let cases = [
      ("+apple +(>turnover <strudel)", "7:0.4029010534286499 8:2.7213034629821777"),
      (
        "+mysql +(>tutorial <security)",
        "1:1.6174328327178955 3:1.6174328327178955 6:0.22309088706970215"
      ),
      ("apple -pie", "7:0.3184022605419159 11:0.3184022605419159"),
      ("app*", "7:0.19301322102546692 8:0.38602644205093384 11:0.19301322102546692"),
      ("\"apple pie\" crust", "8:2.8058018684387207"),
      ("\"quick fox\"", ""),
      ("+the +quick", ""),
      ("-apple", ""),
      ("~pie apple", "7:0.3184022605419159 8:0.6368045210838318 11:0.3184022605419159"),
      ("apple ~pie", "7:0.3184022605419159 8:0.7213032841682434 11:0.3184022605419159"),
      ("+mysql,tutorial", "1:0.6174329519271851 3:0.6174329519271851"),
      (
        "(>tutorial) +mysql -database",
        "2:0.06929605454206467 3:1.617432951927185 4:0.06929605454206467"
      ),
    ]
    for (query, expected) in cases {
      let shown = try found(session, query + "|IN BOOLEAN MODE")
      #expect(shown == expected, "\(query): \(shown)")
    }
  }

  @Test func searchesSortByRelevanceUnlessToldOtherwise() throws {
    let (cluster, session) = try make(shards: 4)
    defer { try? cluster.close() }
    let match = "MATCH (body, title) AGAINST"
    let best = try session.execute(
      "SELECT id FROM a WHERE \(match) ('tutorial security') LIMIT 1"
    )
    #expect(best.textRows == [["6"]])
    let count = try session.execute("SELECT COUNT(*) FROM a WHERE \(match) ('mysql')")
    #expect(count.textRows == [["6"]])
    let scores = try session.execute(
      "SELECT id, \(match) ('security') AS score FROM a HAVING score > 0 ORDER BY score DESC"
    )
    #expect(scores.textRows.map { $0[0] } == ["6"])
    try session.execute("UPDATE a SET n = 9 WHERE \(match) ('+apple -pie' IN BOOLEAN MODE)")
    #expect(
      try session.execute("SELECT id FROM a WHERE n = 9 ORDER BY id").textRows == [["7"], ["11"]]
    )
    let (cafe, sum) = ("\(match) (CONCAT('ca', 'fé'))", "\(match) (@w IN BOOLEAN MODE)")
    #expect(try session.execute("SELECT id FROM a WHERE \(cafe) > 1").textRows == [["11"]])
    try session.execute("SET @w = 'lazy'")
    #expect(try session.execute("SELECT id FROM a t WHERE \(sum)").textRows == [["9"]])
  }

  @Test(arguments: [
    ("SELECT MATCH (title) AGAINST ('x') FROM a", 1191),
    ("SELECT MATCH (title, body) AGAINST (n) FROM a", 1210),
    ("SELECT MATCH (a.title, b.body) AGAINST ('x') FROM a JOIN a b ON a.id = b.id", 1210),
    ("SELECT MATCH (title, body) AGAINST ('++x' IN BOOLEAN MODE) FROM a", 1064),
    ("SELECT MATCH (title, body) AGAINST ('x@y.z' IN BOOLEAN MODE) FROM a", 1064),
    ("SELECT MATCH (title, body) AGAINST ('(x' IN BOOLEAN MODE) FROM a", 1064),
    ("SELECT MATCH (title, body) AGAINST ('\"x y\" @3' IN BOOLEAN MODE) FROM a", 1235),
    ("CREATE TABLE f (id INT PRIMARY KEY, FULLTEXT (id))", 1283),
  ])
  func refusals(sql: String, code: Int) throws {
    let (cluster, session) = try make(shards: 2)
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) { try session.execute(sql) }
    #expect(error?.code.number == code)
  }

  @Test func aParserOfItsOwnIsKeptAndNotSearched() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute(
      "CREATE TABLE g (id INT PRIMARY KEY, t TEXT, FULLTEXT KEY f (t) WITH PARSER ngram)"
    )
    let text = try session.execute("SHOW CREATE TABLE g").text(row: 0, column: 1) ?? ""
    #expect(text.contains("FULLTEXT KEY `f` (`t`) /*!50100 WITH PARSER `ngram` */"))
    let error = #expect(throws: SQLError.self) {
      try session.execute("SELECT MATCH (t) AGAINST ('x') FROM g")
    }
    #expect(error?.code == .unsupported)
  }
}
