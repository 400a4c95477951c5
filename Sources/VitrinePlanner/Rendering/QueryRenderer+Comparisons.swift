import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// `a < b` by MySQL's rules for their types; rows compare member by member.
  func comparison(_ call: Call, in scope: RenderingScope) throws(SQLError) -> Operand {
    guard let symbol = call.operation.symbol, call.arguments.count == 2 else {
      throw SQLError(.internal, "a comparison of other than two operands")
    }
    return Operand(
      try comparison(symbol, call.arguments[0], call.arguments[1], in: scope),
      .boolean
    )
  }

  private func comparison(
    _ symbol: BinaryOperator,
    _ left: Scalar,
    _ right: Scalar,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    if case .tuple(let members) = left, case .subquery(let subquery) = right {
      return try rowComparison(symbol, members, subquery, in: scope)
    }
    if case .subquery(let subquery) = left, case .tuple(let members) = right {
      return try rowComparison(symbol.flipped, members, subquery, in: scope)
    }
    if case .tuple(let members) = left, case .tuple(let others) = right {
      return try rows(symbol, members[...], others[...], in: scope)
    }
    let sides = try operands([left, right], in: scope)
    return try comparison(symbol, sides[0], sides[1])
  }

  func comparison(
    _ symbol: BinaryOperator,
    _ left: Operand,
    _ right: Operand
  ) throws(SQLError) -> String {
    try pairing(left, right).sql(symbol, left, right)
  }

  /// Two operands in the form in which SQLite compares them as MySQL would.
  ///
  /// A collation that SQLite would take from a column anyway is left out, unless it is to be kept.
  func pairing(
    _ left: Operand,
    _ right: Operand,
    keepsCollation: Bool = false
  ) throws(SQLError) -> Comparison {
    if let integers = Comparison(integers: left, right) { return integers }
    let first = adapted(left, to: right.type)
    let second = adapted(right, to: left.type)
    var comparison = try Comparison(first, second)
    if keepsCollation || comparison.needsCollation { return comparison }
    let isPlain = comparison.left == first.sql && comparison.right == second.sql
    let decisive = first.origin == .column ? first : second
    // `CAST(d AS CHAR)` of a DECIMAL is the column itself to SQLite, and has its collation.
    if first.origin == .expression, !first.sql.contains("(") { return comparison }
    if isPlain, decisive.origin == .column, decisive.type.keyCollation == comparison.collation {
      comparison.collation = nil
    }
    return comparison
  }

  /// A value whose type is known only when it is bound, seen as one of the type that it is compared
  /// with.
  ///
  /// SQLite compares integers with numbers of any kind itself.
  private func adapted(_ operand: Operand, to type: MySQLType) -> Operand {
    guard operand.type.kind == .unknown, type.kind != .unknown, type.kind != .null else {
      return operand
    }
    guard operand.origin == .constant, let source = source(of: operand.sql) else {
      return Operand(operand.sql, type, origin: operand.origin)
    }
    switch type.representation {
    case .integer, .real: return Operand(operand.sql, type, origin: .constant)
    case .text, .blob, .temporalText, .microseconds, .json:
      return Operand(parameter(source.retyped(type)), type, origin: .constant)
    default: return operand
    }
  }

  /// `(a, b) < (c, d)` ⇒ `a < c OR (a = c AND b < d)`.
  private func rows(
    _ symbol: BinaryOperator,
    _ left: ArraySlice<Scalar>,
    _ right: ArraySlice<Scalar>,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    guard let first = left.first, let other = right.first else { return "1" }
    if left.count == 1 { return try comparison(symbol, first, other, in: scope) }
    switch symbol {
    case .equal, .nullSafeEqual:
      let parts = try zip(left, right).map { $0 }.mapTyped { (pair) throws(SQLError) in
        try comparison(symbol, pair.0, pair.1, in: scope)
      }
      return Self.chain(parts, "AND")
    case .notEqual:
      return "(NOT \(try rows(.equal, left, right, in: scope)))"
    default:
      let strict: BinaryOperator =
        symbol == .less || symbol == .lessOrEqual ? .less : .greater
      let before = try comparison(strict, first, other, in: scope)
      let equal = try comparison(.equal, first, other, in: scope)
      let rest = try rows(symbol, left.dropFirst(), right.dropFirst(), in: scope)
      return "(\(before) OR (\(equal) AND \(rest)))"
    }
  }

  func between(_ arguments: [Operand]) throws(SQLError) -> Operand {
    guard arguments.count == 3 else {
      throw SQLError(.internal, "BETWEEN of other than three operands")
    }
    let subject = arguments[0]
    return try Operators.between(
      subject,
      adapted(arguments[1], to: subject.type),
      adapted(arguments[2], to: subject.type)
    )
  }

  // MARK: IN

  func membership(_ call: Call, in scope: RenderingScope) throws(SQLError) -> Operand {
    guard let subject = call.arguments.first else { return Operand("0", .boolean) }
    let members = call.arguments.dropFirst()
    if case .tuple(let parts) = subject {
      return Operand(try rowMembership(parts, members, in: scope), .boolean)
    }
    let left = try operand(subject, in: scope)
    let others = try operands(Array(members), in: scope).map { adapted($0, to: left.type) }
    return try Operators.isIn(left, others)
  }

  /// `(a, b) IN ((1, 2), (3, 4))`: one IN over VALUES where every row compares alike, else OR.
  private func rowMembership(
    _ subject: [Scalar],
    _ members: ArraySlice<Scalar>,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    let left = try operands(subject, in: scope)
    if let list = members.first, members.count == 1, case .parameter = list {
      return "((\(left.map(\.sql).joined(separator: ", "))) IN \(try operand(list, in: scope).sql))"
    }
    var rows: [[Comparison]] = []
    for member in members {
      guard case .tuple(let parts) = member, parts.count == left.count else {
        throw SQLError(.operandColumns, "Operand should contain \(left.count) column(s)")
      }
      let right = try operands(parts, in: scope)
      rows.append(
        try Array(zip(left, right)).mapTyped { (pair) throws(SQLError) in
          try pairing(pair.0, pair.1)
        }
      )
    }
    // Aggregates and windows in VALUES would be those of the list.
    let isComputed = members.contains { member in
      member.contains { part in
        part.column.map { scope.columns[$0.id]?.origin == .expression } ?? false
      }
    }
    if let first = rows.first, !isComputed, rows.allSatisfy({ Self.compareAlike($0, first) }) {
      let values = rows.map { "(\($0.map(\.right).joined(separator: ",")))" }
      return "((\(Self.leftSide(first))) IN (VALUES \(values.joined(separator: ","))))"
    }
    let alternatives = rows.map { Self.chain($0.map { $0.sql(.equal) }, "AND") }
    return Self.chain(alternatives, "OR")
  }

  private static func compareAlike(_ left: [Comparison], _ right: [Comparison]) -> Bool {
    zip(left, right).allSatisfy { $0.left == $1.left && $0.collation == $1.collation }
  }

  /// The left sides with the collation that IN takes from them.
  static func leftSide(_ comparisons: [Comparison]) -> String {
    comparisons.map { comparison in
      comparison.left + (comparison.collation.map { " COLLATE \($0)" } ?? "")
    }.joined(separator: ", ")
  }
}

extension ParameterSource {
  /// Whether the value is written in the statement.
  package var isLiteral: Bool {
    switch self {
    case .literal, .constant: true
    case .parameter, .variable, .slot: false
    }
  }

  /// The same value in the representation of another type.
  func retyped(_ type: MySQLType) -> ParameterSource {
    switch self {
    case .parameter(let position, _): .parameter(position, type)
    case .literal(let ordinal, _): .literal(ordinal, type)
    case .constant(let value, _): .constant(value, type)
    case .variable(let name, _): .variable(name, type)
    case .slot(let slot, _): .slot(slot, type)
    }
  }
}
