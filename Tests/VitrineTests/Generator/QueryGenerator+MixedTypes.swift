extension QueryGenerator {
  /// A constant of one of the types that are seldom met.
  mutating func mixedLiteral(_ kind: ValueKind) -> String {
    switch kind {
    case .unsigned: return random.pick(["3", "18446744073709551615", "9223372036854775808", "0"])
    case .moment:
      return random.pick([
        "TIMESTAMP '2024-03-12 10:00:00.5'", "TIMESTAMP '2024-03-12 00:00:00'",
        "TIMESTAMP '2024-06-10 00:00:00.001'",
      ])
    case .span: return random.pick(["TIME '10:30:00'", "TIME '-01:00:00'", "TIME '10:30:00.25'"])
    case .padded: return random.pick(["'ab'", "'ab  '", "'S'", "'ß'", "''"])
    case .raw: return random.pick(["x'61'", "x'00ff'", "'A'"])
    default:
      return random.pick(["CAST('[1, 2]' AS JSON)", "CAST('1.0' AS JSON)", "JSON_OBJECT('a', 3)"])
    }
  }

  /// An expression of one of the types that are seldom met.
  mutating func mixed(_ kind: ValueKind, _ scope: Scope, _ depth: Int) -> String {
    switch kind {
    case .unsigned:
      let first = expression(.unsigned, scope, depth)
      return random.pick(["(\(first) DIV 3)", "(\(first) % 7)", "GREATEST(\(first), 5)"])
    case .moment:
      return random.pick([
        "DATE_ADD(\(expression(.moment, scope, depth)), INTERVAL \(random.below(90)) SECOND)",
        "(\(expression(.moment, scope, depth)) - INTERVAL 1 DAY)",
        "CAST(\(expression(.date, scope, depth)) AS DATETIME)",
      ])
    case .span:
      return random.pick([
        "CAST(\(expression(.moment, scope, depth)) AS TIME(3))",
        "SEC_TO_TIME(\(expression(.integer, scope, depth)))",
      ])
    case .padded: return "CONCAT(\(exact(.padded, scope, depth)), '\(random.pick(["", " ", "x"]))')"
    case .raw: return "CAST(\(exact(.text, scope, depth)) AS BINARY)"
    default:
      return random.pick([
        "JSON_EXTRACT(\(expression(.json, scope, depth)), '$.a')",
        "JSON_ARRAY(\(expression(.integer, scope, depth)), NULL)",
      ])
    }
  }

  /// A comparison of two columns of unlike types, as MySQL converts them.
  mutating func mixedComparison(_ scope: Scope) -> String? {
    let pairs: [(ValueKind, ValueKind)] = [
      (.integer, .unsigned), (.integer, .decimal), (.unsigned, .decimal), (.integer, .double),
      (.date, .moment), (.decimal, .double), (.integer, .text), (.raw, .text), (.unsigned, .double),
      (.json, .integer),
    ]
    let (left, right) = random.pick(pairs)
    exactness += 1
    defer { exactness -= 1 }
    guard let first = column(left, scope), let second = column(right, scope) else { return nil }
    switch random.below(5) {
    case 0: return "\(first) IN (\(second), \(literal(right)))"
    case 1: return "\(second) BETWEEN \(first) AND \(literal(right))"
    default: return "\(first) \(random.pick(["=", "=", "<", ">=", "<=>"])) \(second)"
    }
  }
}
