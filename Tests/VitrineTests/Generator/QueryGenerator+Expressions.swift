extension QueryGenerator {
  mutating func literal(_ kind: ValueKind) -> String {
    if random.chance(4) { return "NULL" }
    switch kind {
    case .integer: return "\(random.below(26))"
    case .decimal: return random.pick(["1.125", "2.5", "10.00", "0.1", "19.95", "7.05"])
    case .double: return random.pick(["0.25e0", "1.5e0", "3e0", "7.75e0"])
    case .text:
      return random.pick([
        "'ada'", "'paid'", "'NEW'", "'DE'", "'b'", "''", "'ünal'", "'fr'", "'ss'", "'strasse'",
        "'new '",
      ])
    case .date: return random.pick(["DATE '2024-03-12'", "DATE '2024-06-10'", "DATE '2023-12-31'"])
    case .unsigned, .moment, .span, .padded, .raw, .json: return mixedLiteral(kind)
    }
  }

  /// An expression of the kind over the scope's columns.
  mutating func expression(_ kind: ValueKind, _ scope: Scope, _ depth: Int) -> String {
    if depth <= 0 || random.chance(55) { return column(kind, scope) ?? literal(kind) }
    if random.chance(12) {
      return "CASE WHEN \(predicate(scope, depth - 1)) THEN \(expression(kind, scope, depth - 1))"
        + (random.chance(70) ? " ELSE \(expression(kind, scope, depth - 1))" : "") + " END"
    }
    if random.chance(12) {
      let function = random.pick(["COALESCE", "IFNULL", "NULLIF"])
      return "\(function)(\(expression(kind, scope, depth - 1)), "
        + "\(expression(kind, scope, depth - 1)))"
    }
    if random.chance(10), let subquery = scalarSubquery(kind, scope) { return subquery }
    switch kind {
    case .integer: return integer(scope, depth - 1)
    case .decimal: return decimal(scope, depth - 1)
    case .double: return double(scope, depth - 1)
    case .text: return text(scope, depth - 1)
    case .date: return date(scope, depth - 1)
    case .unsigned, .moment, .span, .padded, .raw, .json: return mixed(kind, scope, depth - 1)
    }
  }

  /// An expression whose very bytes matter to what is around it.
  mutating func exact(_ kind: ValueKind, _ scope: Scope, _ depth: Int) -> String {
    exactness += 1
    defer { exactness -= 1 }
    return expression(kind, scope, depth)
  }

  private mutating func integer(_ scope: Scope, _ depth: Int) -> String {
    let first = expression(.integer, scope, depth)
    switch random.below(16) {
    case 0: return "(\(first) + \(expression(.integer, scope, depth)))"
    case 1: return "(\(first) * 2)"
    case 2: return "(\(first) - 3)"
    case 3: return "(\(first) DIV 3)"
    case 4: return "(\(first) % 5)"
    case 5: return "LENGTH(\(exact(.text, scope, depth)))"
    case 6: return "YEAR(\(expression(.date, scope, depth)))"
    case 8: return "IF(\(comparison(scope, depth)), \(first), 1)"
    case 9: return "GREATEST(\(first), \(expression(.integer, scope, depth)))"
    case 10: return "INSTR(\(exact(.text, scope, depth)), 'a')"
    case 11: return "MONTH(\(expression(.date, scope, depth)))"
    case 12: return "FIELD(\(expression(.text, scope, depth)), 'paid', 'new', 'DE')"
    case 13: return "FLOOR(\(expression(.double, scope, depth)))"
    case 14: return "SIGN(\(expression(.decimal, scope, depth)))"
    case 7: return "DATEDIFF(\(expression(.date, scope, depth)), DATE '2024-01-01')"
    default: return "(\(comparison(scope, depth)))"
    }
  }

  private mutating func decimal(_ scope: Scope, _ depth: Int) -> String {
    let first = expression(.decimal, scope, depth)
    switch random.below(9) {
    case 5: return "LEAST(\(first), \(expression(.decimal, scope, depth)))"
    case 6: return "CAST(\(expression(.double, scope, depth)) AS DECIMAL(10,2))"
    case 7: return "(\(first) % 3)"
    case 0: return "(\(first) + \(expression(.decimal, scope, depth)))"
    case 1: return "(\(first) * \(expression(.integer, scope, depth)))"
    case 2: return "ROUND(\(first), 1)"
    case 3: return "(\(first) / 4)"
    case 4: return "ABS(\(first) - 5.5)"
    default: return "TRUNCATE(\(first), 0)"
    }
  }

  private mutating func double(_ scope: Scope, _ depth: Int) -> String {
    let first = expression(.double, scope, depth)
    switch random.below(4) {
    case 0: return "(\(first) + \(expression(.double, scope, depth)))"
    case 1: return "(\(first) * 2)"
    case 2: return "(\(first) - \(expression(.integer, scope, depth)))"
    default: return "(-\(first))"
    }
  }

  private mutating func text(_ scope: Scope, _ depth: Int) -> String {
    let first = exact(.text, scope, depth)
    switch random.below(13) {
    case 6: return "SUBSTRING(\(first), 2, 2)"
    case 7: return "REPLACE(\(first), 'a', 'oo')"
    case 8: return "LPAD(\(first), 4, '*')"
    case 9: return "DATE_FORMAT(\(expression(.date, scope, depth)), '%Y/%m %a')"
    case 10: return "ELT(\(expression(.integer, scope, depth)), 'one', \(first), 'two')"
    case 11: return "REVERSE(\(first))"
    case 0: return "CONCAT(\(first), \(exact(.text, scope, depth)))"
    case 1: return "UPPER(\(first))"
    case 2: return "LOWER(\(first))"
    case 3: return "LEFT(\(first), 2)"
    case 4: return "CONCAT_WS('-', \(first), \(expression(.integer, scope, depth)))"
    default: return "TRIM(\(first))"
    }
  }

  private mutating func date(_ scope: Scope, _ depth: Int) -> String {
    let first = expression(.date, scope, depth)
    switch random.below(3) {
    case 0: return "DATE_ADD(\(first), INTERVAL \(random.below(40)) DAY)"
    case 1: return "LAST_DAY(\(first))"
    default: return "(\(first) - INTERVAL 1 MONTH)"
    }
  }

  /// A condition over the scope's columns.
  mutating func predicate(_ scope: Scope, _ depth: Int = 2) -> String {
    if depth > 0, random.chance(35) {
      let word = random.pick(["AND", "AND", "OR"])
      return "(\(predicate(scope, depth - 1)) \(word) \(predicate(scope, depth - 1)))"
    }
    if depth > 0, random.chance(8) { return "NOT (\(predicate(scope, depth - 1)))" }
    if random.chance(22), let subquery = subqueryPredicate(scope) { return subquery }
    if random.chance(6) { return tuples(scope) }
    if random.chance(2) { return random.pick(["1 = 0", "NULL"]) }
    return comparison(scope, depth)
  }

  /// A condition on two columns at once.
  private mutating func tuples(_ scope: Scope) -> String {
    let first = column(.integer, scope) ?? literal(.integer)
    let second = column(.text, scope) ?? literal(.text)
    let list = (0..<(1 + random.below(3))).map { _ in "(\(literal(.integer)), \(literal(.text)))" }
    let not = random.chance(25) ? "NOT " : ""
    if random.chance(70) {
      return "(\(first), \(second)) \(not)IN (\(list.joined(separator: ", ")))"
    }
    return "(\(first), \(second)) \(random.pick(["=", "<>", "<", ">="])) \(list[0])"
  }

  mutating func comparison(_ scope: Scope, _ depth: Int) -> String {
    let kind = ValueKind.any(&random)
    if random.chance(10), let mixed = mixedComparison(scope) { return mixed }
    let first =
      random.chance(75) ? column(kind, scope) ?? literal(kind) : expression(kind, scope, depth)
    switch random.below(10) {
    case 0: return "\(first) IS \(random.chance(50) ? "NOT " : "")NULL"
    case 1:
      let not = random.chance(30) ? "NOT " : ""
      return "\(first) \(not)BETWEEN \(literal(kind)) AND \(literal(kind))"
    case 2:
      let list = (0..<(1 + random.below(4))).map { _ in literal(kind) }
      return "\(first) \(random.chance(25) ? "NOT " : "")IN (\(list.joined(separator: ", ")))"
    case 3 where kind == .text:
      let first = exact(.text, scope, 0)
      let pattern = random.pick(["a%", "%a%", "p_id", "N%", "%"])
      return "\(first) \(random.chance(25) ? "NOT " : "")LIKE '\(pattern)'"
    case 4...6: return "\(first) = \(operand(kind, scope, depth))"
    default:
      let sign = random.pick(["<", "<=", ">", ">=", "<>", "<=>"])
      return "\(first) \(sign) \(operand(kind, scope, depth))"
    }
  }

  private mutating func operand(_ kind: ValueKind, _ scope: Scope, _ depth: Int) -> String {
    random.chance(60) ? literal(kind) : expression(kind, scope, depth - 1)
  }
}
