import Testing
import Vitrine

/// What SHOW CREATE VIEW says, as MySQL keeps a view's query.
@Suite struct ViewTextTests {
  private static let prefix =
    "CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `v` AS "

  @Test(arguments: [
    (
      "SELECT id, age + 1 b FROM users WHERE age > 1 AND name <> 'x'",
      "select `users`.`id` AS `id`,(`users`.`age` + 1) AS `b` from `users` "
        + "where ((`users`.`age` > 1) and (`users`.`name` <> 'x'))"
    ),
    (
      "SELECT u.name, COUNT(*) AS n, SUM(DISTINCT o.total) s FROM users AS u "
        + "LEFT JOIN orders o ON o.user_id = u.id GROUP BY u.name HAVING n > 1 "
        + "ORDER BY n DESC, u.name LIMIT 5",
      "select `u`.`name` AS `name`,count(0) AS `n`,sum(distinct `o`.`total`) AS `s` "
        + "from (`users` `u` left join `orders` `o` on((`o`.`user_id` = `u`.`id`))) "
        + "group by `u`.`name` having (`n` > 1) order by `n` desc,`u`.`name` limit 5"
    ),
    (
      "SELECT c.* FROM countries c, users WHERE users.age",
      "select `c`.`code` AS `code`,`c`.`name` AS `name` from (`countries` `c` join `users`) "
        + "where (0 <> `users`.`age`)"
    ),
    (
      "SELECT DISTINCT name FROM users UNION ALL SELECT code FROM countries",
      "select distinct `users`.`name` AS `name` from `users` union all "
        + "select `countries`.`code` AS `name` from `countries`"
    ),
    (
      "SELECT o.id FROM users u RIGHT JOIN orders o ON u.id = o.user_id AND u.age IS NOT NULL",
      "select `o`.`id` AS `id` from (`orders` `o` left join `users` `u` "
        + "on(((`u`.`id` = `o`.`user_id`) and (`u`.`age` is not null))))"
    ),
    ("SELECT 1 AS a, 'it''s' AS b", "select 1 AS `a`,'it\\'s' AS `b`"),
    ("SELECT 'k '", "select 'k ' AS `Name_exp_1`"),
    (
      "SELECT 1, CONCAT('0123456789', '0123456789', '0123456789', '0123456789', '0123456789')",
      "select 1 AS `1`,concat('0123456789','0123456789','0123456789','0123456789','0123456789') "
        + "AS `Name_exp_2`"
    ),
    (
      "SELECT 'a', 'A', 'a', 1 AS x",
      "select 'a' AS `a`,'A' AS `My_exp_A`,'a' AS `My_exp_1_a`,1 AS `x`"
    ),
    ("SELECT 'k', 'K'", "select 'k' AS `k`,'K' AS `My_exp_K`"),
    (
      "SELECT 'a' + 1, 1 AS `'a' + 1`, 2 AS `My_exp_'a' + 1`",
      "select ('a' + 1) AS `My_exp_1_'a' + 1`,1 AS `'a' + 1`,2 AS `My_exp_'a' + 1`"
    ),
  ])
  func isShownAsKept(query: String, text: String) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("CREATE VIEW v AS \(query)")
    let shown = try session.execute("SHOW CREATE VIEW v").text(row: 0, column: 1) ?? ""
    #expect(shown == Self.prefix + text)
    // The text makes the same view again.
    try session.execute("DROP VIEW v")
    try session.execute(shown)
    let again = try session.execute("SHOW CREATE VIEW v").text(row: 0, column: 1) ?? ""
    #expect(again == shown)
  }

  @Test func otherKeyspacesAreNamed() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute("CREATE VIEW v AS SELECT code FROM countries")
    let definition = try session.execute(
      "SELECT VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_NAME = 'v'"
    )
    let text = "select `shop`.`countries`.`code` AS `code` from `shop`.`countries`"
    #expect(definition.textRows == [[text]])
  }

  @Test func queriesWithQueriesInsideStayAsWritten() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("CREATE VIEW v AS SELECT d.n FROM (SELECT name AS n FROM users) d")
    let shown = try session.execute("SHOW CREATE VIEW v").text(row: 0, column: 1) ?? ""
    #expect(shown.hasSuffix("(`n`) AS select d.n from (select name as n from users) as d"))
  }

  @Test func columnsHaveDifferentNames() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    for query in [
      "SELECT id, id FROM users", "SELECT id, name AS ID FROM users", "SELECT *, id FROM users",
    ] {
      let error = #expect(throws: SQLError.self) {
        try session.execute("CREATE VIEW d AS \(query)")
      }
      #expect(error?.code == .duplicateColumn, "\(query)")
    }
    let error = #expect(throws: SQLError.self) {
      try session.execute("CREATE VIEW d (x, X) AS SELECT id, name FROM users")
    }
    #expect(error?.code == .duplicateColumn)
    try session.execute("CREATE VIEW d AS SELECT 1, 1, id, id + 1 FROM users")
  }

  @Test func viewsDoNotReadThemselves() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.executeScript(
      "CREATE VIEW v AS SELECT id FROM users; CREATE VIEW w AS SELECT * FROM v; CREATE VIEW x AS SELECT * FROM w"
    )
    for sql in [
      "CREATE OR REPLACE VIEW v AS SELECT * FROM v", "CREATE OR REPLACE VIEW v AS SELECT * FROM x",
      "ALTER VIEW v AS SELECT id FROM users WHERE id IN (SELECT id FROM w)",
    ] {
      let error = #expect(throws: SQLError.self) { try session.execute(sql) }
      #expect(error?.code == .unknownTable, "\(sql)")
    }
    try session.execute("CREATE OR REPLACE VIEW v AS SELECT id + 1 AS id FROM users")
    _ = try session.execute("SELECT * FROM x")
  }
}
