import VitrineSQL

/// Random sequences of statements that write, whose answers and tables are the same wherever the rows lie.
///
/// What one database leaves open is avoided: where several rows could meet one key, the statement orders
/// them; a row is matched by one row of another table at most.
struct WriteGenerator {
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// The statements of a seed, the filling of the tables first.
  static func statements(seed: UInt64, count: Int) -> [String] {
    var generator = WriteGenerator(seed: seed)
    var statements = generator.filling()
    for _ in 0..<count { statements += generator.step() }
    return statements
  }

  private mutating func filling() -> [String] {
    [
      "INSERT INTO accounts VALUES " + rows(8) { $0.account($1 + 1) },
      "INSERT INTO parents VALUES " + rows(6) { "(\($1 + 1), 'p\($1)', \($0.small()))" },
      "INSERT INTO children VALUES "
        + rows(7) { "(\($1 + 1), \(1 + $1 % 6), \($0.random.pick(["'p1'", "'P2'", "NULL"])))" },
      "INSERT INTO leaves VALUES " + rows(4) { "(\($1 + 1), \(1 + $1 * 2), \($0.small()))" },
      "INSERT INTO pairs VALUES " + rows(6) { "(\($1 % 3), \($1), \($1 * 10), \($0.word()))" },
      "INSERT INTO words VALUES ('a', 1, 'x'), ('B', 2, NULL), ('ß', 3, 'y'), ('new', 4, 'ada')",
      "INSERT INTO kinds VALUES ('k1', 1), ('k2', 2), ('k3', NULL)",
      "INSERT INTO config.audit VALUES (1, 'a', 5), (2, 'b', 6), (3, NULL, 7)",
    ]
  }

  private mutating func rows(_ count: Int, _ row: (inout WriteGenerator, Int) -> String) -> String {
    (0..<count).map { row(&self, $0) }.joined(separator: ", ")
  }

  private mutating func small() -> String { random.chance(12) ? "NULL" : "\(random.below(12))" }
  private mutating func number() -> Int { 1 + random.below(14) }

  private mutating func word() -> String {
    random.pick([
      "'a'", "'A'", "'b'", "'ss'", "'SS'", "'ß'", "'new'", "'zoë'", "'zoe'", "''", "NULL",
    ])
  }

  private mutating func account(_ id: Int) -> String {
    "(\(id), \(random.below(9)), 'mail\(id)', \(random.below(9)), \(random.below(50)).25, \(word()))"
  }

  /// One statement, or a transaction of some.
  private mutating func step() -> [String] {
    guard random.chance(12) else { return [statement()] }
    var steps = ["BEGIN", statement()]
    if random.chance(40) {
      steps += ["SAVEPOINT s", statement(), "ROLLBACK TO SAVEPOINT s"]
    }
    return steps + [statement(), random.pick(["COMMIT", "ROLLBACK"])]
  }

  private mutating func statement() -> String {
    switch random.below(10) {
    case 0...2: insert()
    case 3: insertSelect()
    case 4...6: update()
    case 7: updateSeveral()
    case 8: random.chance(50) ? deleteSeveral() : delete()
    default: delete()
    }
  }

  // MARK: - INSERT

  private mutating func insert() -> String {
    let verb = random.pick(["INSERT", "INSERT", "INSERT IGNORE", "REPLACE"])
    let count = 1 + random.below(3)
    let table = random.below(7)
    let values = rows(count) { generator, _ in generator.values(table) }
    let names = ["accounts", "parents", "children", "leaves", "pairs", "words", "kinds"]
    let conflict = verb == "INSERT" && random.chance(35) ? onDuplicate(table) : ""
    return "\(verb) INTO \(names[table]) VALUES \(values)\(conflict)"
  }

  private mutating func values(_ table: Int) -> String {
    switch table {
    case 0:
      let mail = random.chance(15) ? "NULL" : "'\(random.pick(["mail", "MAIL", "m"]))\(number())'"
      return
        "(\(number()), \(random.below(9)), \(mail), \(small()), \(random.below(90)).5, \(word()))"
    case 1: return "(\(number()), 'p\(random.below(9))', \(small()))"
    case 2:
      return "(\(number()), \(number()), \(random.pick(["NULL", "'p\(random.below(9))'"])))"
    case 3: return "(\(number()), \(number()), \(small()))"
    case 4: return "(\(random.below(4)), \(random.below(8)), \(random.below(9) * 10), \(word()))"
    case 5: return "(\(word()), \(small()), \(word()))"
    default: return "('k\(random.below(6))', \(small()))"
    }
  }

  private mutating func onDuplicate(_ table: Int) -> String {
    let changes = [
      ["n = n + 1", "org = VALUES(org)", "email = VALUES(email), n = VALUES(n)", "id = id + 20"],
      ["n = VALUES(n)", "code = CONCAT('q', id)", "id = id + 20"],
      ["pid = VALUES(pid)", "code = NULL"],
      ["n = COALESCE(n, 0) + 1", "cid = VALUES(cid)"],
      ["c = VALUES(c)", "b = b + 10", "note = VALUES(note)"],
      ["n = VALUES(n)", "word = CONCAT(word, 'x')"],
      ["n = VALUES(n)"],
    ]
    return " ON DUPLICATE KEY UPDATE " + random.pick(changes[table])
  }

  private mutating func insertSelect() -> String {
    let verb = random.pick(["INSERT", "INSERT IGNORE", "REPLACE"])
    let shift = random.pick([0, 1, 20])
    let limit = random.chance(40) ? " LIMIT \(1 + random.below(4))" : ""
    switch random.below(7) {
    case 0:
      return "\(verb) INTO parents SELECT id + \(shift), CONCAT('p', n), n FROM accounts "
        + "WHERE n > \(random.below(6)) ORDER BY id\(limit)"
    case 1:
      return "\(verb) INTO words SELECT note, n, email FROM accounts WHERE note IS NOT NULL "
        + "ORDER BY id\(limit)"
    case 2:
      return "\(verb) INTO children SELECT p.id + \(shift), p.id, w.word FROM parents AS p "
        + "LEFT JOIN words AS w ON w.n = p.n ORDER BY p.id, w.word\(limit)"
    case 3:
      return
        "\(verb) INTO accounts SELECT id + \(shift), COALESCE(n, 3), CONCAT(what, id), n, n, what "
        + "FROM config.audit ORDER BY id\(limit)"
    case 4:
      return "\(verb) INTO pairs SELECT a % 3, b + \(shift), c + \(shift), note FROM pairs "
        + "ORDER BY a, b\(limit)"
    case 5:
      return
        "\(verb) INTO config.audit SELECT id + \(shift), code, n FROM parents ORDER BY id\(limit)"
    default:
      return "INSERT INTO kinds SELECT CONCAT('k', n), COUNT(*) FROM accounts GROUP BY n "
        + "ORDER BY n ON DUPLICATE KEY UPDATE n = VALUES(n)"
    }
  }

  // MARK: - UPDATE

  private mutating func update() -> String {
    let ignore = random.chance(20) ? "IGNORE " : ""
    let limit = random.chance(25) ? " LIMIT \(1 + random.below(4))" : ""
    switch random.below(10) {
    case 0: return "UPDATE accounts SET n = n + 1, note = \(word()) WHERE \(condition())"
    case 1:
      return "UPDATE \(ignore)accounts SET email = 'mail\(number())' WHERE \(condition()) "
        + "ORDER BY id\(limit)"
    case 2: return "UPDATE accounts SET org = \(random.below(9)) WHERE \(condition())"
    case 3:
      return
        "UPDATE \(ignore)accounts SET id = id + \(random.pick([1, 3, 40])) WHERE \(condition()) "
        + "ORDER BY id\(random.pick(["", " DESC"]))\(limit)"
    case 4:
      return "UPDATE \(ignore)parents SET code = 'p\(random.below(9))', n = \(small()) "
        + "WHERE id = \(number())"
    case 5:
      return "UPDATE \(ignore)parents SET id = id + \(random.pick([1, 30])) "
        + "WHERE id \(random.pick(["=", ">"])) \(number()) ORDER BY id DESC\(limit)"
    case 6:
      return "UPDATE \(ignore)children SET pid = \(number()) WHERE id \(random.pick(["=", "<"])) "
        + "\(number()) ORDER BY id\(limit)"
    case 7:
      return "UPDATE \(ignore)pairs SET \(random.pick(["b = b + 1", "c = c + 10", "a = a + 1"])) "
        + "WHERE a = \(random.below(4)) ORDER BY b\(random.pick(["", " DESC"]))\(limit)"
    case 8:
      return "UPDATE \(ignore)words SET word = \(word()) WHERE n = \(random.below(5)) "
        + "ORDER BY word\(limit)"
    default: return "UPDATE kinds SET n = COALESCE(n, 0) * 2 WHERE code > 'k\(random.below(4))'"
    }
  }

  /// A condition on `accounts`.
  private mutating func condition() -> String {
    switch random.below(9) {
    case 8: "note = \(word())"
    case 0: "id = \(number())"
    case 1: "org = \(random.below(9))"
    case 2: "org IN (\(random.below(9)), \(random.below(9)))"
    case 3: "email = 'MAIL\(number())'"
    case 4: "n BETWEEN \(random.below(5)) AND \(random.below(9))"
    case 5: "id IN (SELECT id FROM parents WHERE n > \(random.below(6)))"
    case 6: "note = \(word()) OR amount > \(random.below(60))"
    default: "EXISTS (SELECT 1 FROM words WHERE words.word = accounts.note)"
    }
  }

  private mutating func updateSeveral() -> String {
    switch random.below(5) {
    case 0:
      return "UPDATE accounts AS a JOIN words AS w ON w.word = a.note SET a.n = w.n, a.amount = 1.5"
    case 1:
      return "UPDATE parents AS p JOIN config.audit AS t ON t.id = p.id SET p.n = t.n + p.n"
    case 2:
      return "UPDATE accounts AS a JOIN parents AS p ON p.id = a.id "
        + "SET a.org = p.id, p.n = \(random.below(9)) WHERE a.n > \(random.below(5))"
    case 3:
      return "UPDATE leaves SET n = (SELECT COUNT(*) FROM accounts WHERE org = leaves.cid)"
    default:
      return
        "UPDATE kinds AS k LEFT JOIN accounts AS a ON a.id = k.n SET k.n = a.n WHERE k.code <> 'k2'"
    }
  }

  // MARK: - DELETE

  private mutating func delete() -> String {
    let ignore = random.chance(20) ? "IGNORE " : ""
    let limit = random.chance(30) ? " LIMIT \(1 + random.below(3))" : ""
    switch random.below(7) {
    case 0: return "DELETE FROM accounts WHERE \(condition())"
    case 1: return "DELETE FROM accounts ORDER BY amount, id LIMIT 1"
    case 2: return "DELETE \(ignore)FROM parents WHERE id = \(number())"
    case 3:
      return "DELETE \(ignore)FROM children WHERE id > \(number()) ORDER BY id\(limit)"
    case 4:
      return "DELETE FROM pairs WHERE (a, b) IN ((1, 1), (\(random.below(4)), \(random.below(6))))"
    case 5: return "DELETE FROM words WHERE word = \(word())"
    default: return "DELETE FROM leaves WHERE n IS NULL OR cid = \(number())"
    }
  }

  private mutating func deleteSeveral() -> String {
    random.pick([
      "DELETE a FROM accounts AS a JOIN words AS w ON w.n = a.n WHERE w.n > \(random.below(5))",
      "DELETE l, a FROM leaves AS l JOIN accounts AS a ON a.id = l.cid WHERE a.n < \(random.below(6))",
      "DELETE k FROM kinds AS k LEFT JOIN parents AS p ON p.n = k.n WHERE p.id IS NULL",
      "DELETE FROM children WHERE pid IN (SELECT id FROM parents WHERE n = \(random.below(12)))",
    ])
  }
}
