package import VitrineSQL
package import VitrineSharding

extension Operators {
  package static func comparison(
    _ symbol: BinaryOperator,
    _ left: Operand,
    _ right: Operand
  ) throws(SQLError) -> Operand {
    Operand(try Comparison(left, right).sql(symbol, left, right), .boolean)
  }

  package static func logical(
    _ symbol: BinaryOperator,
    _ left: Operand,
    _ right: Operand
  ) -> Operand {
    let first = condition(left)
    let second = condition(right)
    if symbol == .xor { return Operand("((NOT \(first)) <> (NOT \(second)))", .boolean) }
    return Operand(junction([first, second], isAnd: symbol == .and), .boolean)
  }

  /// AND or OR of conditions as a value.
  ///
  /// SQLite computes both sides; MySQL leaves out what does not matter any more, and with it errors and
  /// warnings. Where a later one may have some it is computed inside a CASE:
  ///
  ///     a AND b  ⇒  CASE (a) <> 0 WHEN 0 THEN 0 WHEN 1 THEN (b) <> 0 ELSE nullif((b) <> 0, 1) END
  package static func junction(_ parts: [String], isAnd: Bool) -> String {
    let plain = chain(parts, isAnd ? "AND" : "OR")
    guard parts.count > 1, parts.dropFirst().contains(where: { $0.contains("my_") }),
      let lazy = shortCircuit(parts[...], isAnd: isAnd), lazy.utf8.count <= longestShortCircuit
    else { return plain }
    return lazy
  }

  /// Each step has the rest twice, so that only short ones are written so.
  private static let longestShortCircuit = 8_000

  private static func shortCircuit(_ parts: ArraySlice<String>, isAnd: Bool) -> String? {
    guard let first = parts.first else { return nil }
    guard parts.count > 1 else { return "((\(first)) <> 0)" }
    guard parts.count <= 5, let rest = shortCircuit(parts.dropFirst(), isAnd: isAnd) else {
      return nil
    }
    let (decisive, other) = isAnd ? (0, 1) : (1, 0)
    return "(CASE ((\(first)) <> 0) WHEN \(decisive) THEN \(decisive) WHEN \(other) THEN \(rest) "
      + "ELSE nullif(\(rest), \(other)) END)"
  }

  /// `(a AND b AND c)`, as a balanced tree once it is long: SQLite limits the depth of expressions.
  package static func chain(_ parts: [String], _ word: String) -> String {
    guard parts.count > 100 else {
      return parts.count == 1 ? parts[0] : "(\(parts.joined(separator: " \(word) ")))"
    }
    let middle = parts.count / 2
    return
      "(\(chain(Array(parts[..<middle]), word)) \(word) \(chain(Array(parts[middle...]), word)))"
  }

  package static func not(_ operand: Operand) -> Operand {
    Operand("(NOT \(condition(operand)))", .boolean)
  }

  /// The operand as SQLite's WHERE wants it.
  package static func condition(_ operand: Operand) -> String {
    Conversion.sql(operand, to: .boolean)
  }

  package static func isNull(_ operand: Operand, negated: Bool = false) -> Operand {
    Operand("(\(operand.sql) IS \(negated ? "NOT " : "")NULL)", .boolean)
  }

  /// What `IS` may ask of a value besides NULL.
  package enum TruthTest: String, Sendable, Hashable, CaseIterable {
    case isTrue = "TRUE"
    case isFalse = "FALSE"
    case isUnknown = "UNKNOWN"
  }

  package static func truthTest(
    _ operand: Operand,
    _ test: TruthTest,
    negated: Bool = false
  ) -> Operand {
    if test == .isUnknown { return isNull(operand, negated: negated) }
    let sense = negated ? "IS NOT" : "IS"
    return Operand("(\(condition(operand)) \(sense) \(test.rawValue))", .boolean)
  }

  /// `x BETWEEN low AND high`: each bound compares as it would by itself, but that a text is compared with
  /// texts as a number where another bound is one, and as a time where that is.
  package static func between(
    _ operand: Operand,
    _ low: Operand,
    _ high: Operand,
    negated: Bool = false
  ) throws(SQLError) -> Operand {
    let (operand, low, high) = comparedAlike(operand, low, high)
    let all = ComparedOperands([operand, low, high])
    let lower = try Comparison(operand, low, among: all)
    let upper = try Comparison(operand, high, among: all)
    let text: String
    if lower.left == upper.left, lower.collation == upper.collation, lower.collation == nil {
      text = "(\(lower.left) BETWEEN \(lower.right) AND \(upper.right))"
    } else {
      text = "(\(lower.sql(.greaterOrEqual)) AND \(upper.sql(.lessOrEqual)))"
    }
    return Operand(negated ? "(NOT \(text))" : text, .boolean)
  }

  private static func comparedAlike(
    _ operand: Operand,
    _ low: Operand,
    _ high: Operand
  ) -> (Operand, Operand, Operand) {
    guard operand.hasCharacters else { return numbersAlike(operand, low, high) }
    guard low.hasCharacters != high.hasCharacters else { return (operand, low, high) }
    let other = low.hasCharacters ? high.type : low.type
    guard other.isDated || other.isNumeric else { return (operand, low, high) }
    let convert = other.isDated ? time : number
    return (
      other.isDated ? operand : number(operand),
      low.hasCharacters ? convert(low) : low,
      high.hasCharacters ? convert(high) : high
    )
  }

  /// Numbers are compared as doubles where one of them is a double, except for an integer column and two constants.
  private static func numbersAlike(
    _ operand: Operand,
    _ low: Operand,
    _ high: Operand
  ) -> (Operand, Operand, Operand) {
    guard operand.type.isNumeric, !operand.type.isApproximate, low.type.isNumeric,
      high.type.isNumeric, low.type.isApproximate != high.type.isApproximate
    else { return (operand, low, high) }
    if operand.origin == .column, operand.type.isInteger, low.origin == .constant,
      high.origin == .constant
    {
      return (operand, low, high)
    }
    func alike(_ operand: Operand) -> Operand {
      operand.type.isApproximate ? operand : number(operand)
    }
    return (number(operand), alike(low), alike(high))
  }

  private static func number(_ operand: Operand) -> Operand {
    Operand(Conversion.sql(operand, to: .real), .double, origin: operand.origin)
  }

  private static func time(_ operand: Operand) -> Operand {
    let type = MySQLType.datetime(6)
    let text = Conversion.sql(operand.sql, from: operand.type, to: type)
    return Operand(text, type, origin: operand.origin)
  }

  /// `x IN (a, b, …)`: one SQLite IN where every member compares alike, else a chain of OR.
  package static func isIn(
    _ operand: Operand,
    _ members: [Operand],
    negated: Bool = false
  ) throws(SQLError) -> Operand {
    // MySQL reads `a IN (b)` as `a = b`.
    if let member = members.first, members.count == 1, operand.fixedDecimals(beside: member) != nil
    {
      return try comparison(negated ? .notEqual : .equal, operand, member)
    }
    var comparisons: [Comparison] = []
    let all = ComparedOperands([operand] + members)
    for member in members { comparisons.append(try Comparison(operand, member, among: all)) }
    let text = inList(comparisons) ?? orChain(comparisons)
    return Operand(negated ? "(NOT \(text))" : text, .boolean)
  }

  private static func inList(_ comparisons: [Comparison]) -> String? {
    guard let first = comparisons.first,
      comparisons.allSatisfy({ $0.left == first.left && $0.collation == first.collation })
    else { return nil }
    let suffix = first.collation.map { " COLLATE \($0)" } ?? ""
    let list = comparisons.map(\.member).joined(separator: ",")
    return "(\(first.left)\(suffix) IN (\(list)))"
  }

  private static func orChain(_ comparisons: [Comparison]) -> String {
    "(" + comparisons.map { $0.sql(.equal) }.joined(separator: " OR ") + ")"
  }

  /// `x LIKE pattern ESCAPE c`, under the collation both agree on.
  package static func like(
    _ operand: Operand,
    _ pattern: Operand,
    escape: Operand? = nil,
    negated: Bool = false
  ) throws(SQLError) -> Operand {
    let (text, style, collation) = try textPair(operand, pattern)
    let hasEscape = escape.map { $0.type.kind != .null } ?? false
    let character = escape.map { hasEscape ? Conversion.sql($0, to: .text) : "'\\'" } ?? "'\\'"
    let call = "my_like(\(text),\(style),\(character),\(quotedForSQLite(collation.rawValue)))"
    return Operand(negated ? "(NOT \(call))" : call, .boolean)
  }

  /// `x REGEXP pattern`, `RLIKE`.
  package static func regexp(
    _ operand: Operand,
    _ pattern: Operand,
    negated: Bool = false
  ) throws(SQLError) -> Operand {
    try checkCharacters(operand, pattern, of: "regexp_like")
    let (text, style, collation) = try textPair(operand, pattern)
    let flags = collation.isCaseSensitive ? "'c'" : "'i'"
    let call = "my_regexp_like(\(text),\(style),\(flags))"
    return Operand(negated ? "(NOT \(call))" : call, .boolean)
  }

  /// - Throws: `characterSetMismatch` where a regular expression and what it is sought in are a binary string and a
  ///   text.
  static func checkCharacters(
    _ subject: Operand,
    _ pattern: Operand,
    of function: String
  ) throws(SQLError) {
    guard
      subject.type.isBinary && pattern.type.hasText
        || pattern.type.isBinary && subject.type.hasText
    else { return }
    let names = [subject, pattern].map { operand in
      (operand.type.isBinary ? .binary : operand.type.collation ?? .standard).rawValue
    }
    throw SQLError(
      .characterSetMismatch,
      "Character set '\(names[0])' cannot be used in conjunction with '\(names[1])' in call to \(function).",
      hint: "convert one side: CONVERT(… USING utf8mb4)"
    )
  }

  private static func textPair(
    _ operand: Operand,
    _ pattern: Operand
  ) throws(SQLError) -> (String, String, Collation) {
    let chosen = try CollationChoice.compared([operand, pattern])
    let collation =
      operand.hasCharacters || pattern.hasCharacters ? chosen.collation : Collation.standard
    return (Conversion.sql(operand, to: .text), Conversion.sql(pattern, to: .text), collation)
  }

  /// `x COLLATE name`.
  package static func collate(
    _ operand: Operand,
    _ collation: Collation
  ) throws(SQLError) -> Operand {
    if operand.type.isBinary || operand.type.kind == .bit, collation != .binary {
      throw SQLError(
        .collationMismatch,
        "COLLATION '\(collation.rawValue)' is not valid for CHARACTER SET 'binary'"
      )
    }
    if operand.type.isText, operand.coercibility != .numeric, let own = operand.type.collation,
      own.characterSet != collation.characterSet
    {
      throw SQLError(
        .collationMismatch,
        "COLLATION '\(collation.rawValue)' is not valid for CHARACTER SET '\(own.characterSet)'"
      )
    }
    var type =
      operand.type.isText
      ? operand.type
      : MySQLType.text(
        ofLength: operand.type.textLength,
        collation
      )
    type.collation = collation
    let text = Conversion.sql(operand, to: .text)
    return Operand(text, type, origin: operand.origin, coercibility: .explicit)
  }
}
