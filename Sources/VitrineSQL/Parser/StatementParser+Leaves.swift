// Columns, numbers, strings and parameters that are a whole operand, and comparisons of two of them: most of
// what expressions are made of. They are read without climbing.
extension StatementParser {
  /// An expression whose operators all bind at least as tightly as `minimum`.
  mutating func expression(_ minimum: Precedence) throws(SQLError) -> Expression {
    guard depth < Parser.maximumDepth - 1, putAside == nil else { return try climbing(minimum) }
    let length = leafLength(0, minimum)
    if length > 0 {
      tallest = max(tallest, 1)
      return leaf(length)
    }
    let left = nameLength
    if left > 0, minimum <= .comparison, ahead(left).kind.comparisonOperator != nil {
      let right = leafLength(left + 1, .predicate)
      if right > 0 { return try simpleComparison(left, right, minimum) }
    }
    return try climbing(minimum)
  }

  /// `column operator leaf`, of so many tokens on the left and on the right, and what follows it.
  private mutating func simpleComparison(
    _ left: Int,
    _ right: Int,
    _ minimum: Precedence
  ) throws(SQLError) -> Expression {
    let start = self.start
    let column = leaf(left)
    guard let symbol = kind.comparisonOperator else { throw unexpected() }
    advance()
    let operand = leaf(right)
    let comparison = BinaryOperation(
      operator: symbol,
      left: column,
      right: operand,
      span: span(from: start)
    )
    guard !token.endsOperand(minimum) else {
      tallest = max(tallest, 2)
      return .binary(comparison)
    }
    return try operators(afterComparison: .binary(comparison), minimum)
  }

  /// How many tokens the leaf has that is the whole operand `distance` tokens ahead; 0 when there is none.
  @inline(__always)
  func leafLength(_ distance: Int, _ minimum: Precedence) -> Int {
    switch ahead(distance).kind {
    case .identifier, .keyword:
      let next = ahead(distance + 1)
      if next.endsOperand(minimum) { return 1 }
      let isQualified =
        next.kind == .dot && ahead(distance + 2).kind.isUnquotedName
        && ahead(distance + 3).endsOperand(minimum)
      return isQualified ? 3 : 0
    case .integerNumber, .string, .question:
      return ahead(distance + 1).endsOperand(minimum) ? 1 : 0
    default: return 0
    }
  }

  /// The number of tokens of `c` or `t.c` at the current token; 0 when there is neither.
  @inline(__always)
  private var nameLength: Int {
    guard kind.isUnquotedName else { return 0 }
    guard ahead().kind == .dot else { return 1 }
    return ahead(2).kind.isUnquotedName ? 3 : 0
  }

  /// The leaf of `length` tokens that begins at the current one.
  @inline(__always)
  mutating func leaf(_ length: Int) -> Expression {
    let token = self.token
    switch token.kind {
    case .integerNumber:
      advance()
      let number = LiteralKind.integer(rawText(of: token))
      return .literal(Literal(read: number, ordinal: token.ordinal, span: token.span))
    case .string:
      let string = LiteralKind.string(stringText(of: token))
      advance()
      return .literal(Literal(read: string, ordinal: token.ordinal, span: token.span))
    case .question: return .parameter(parameter())
    default:
      let name = leafName()
      guard length > 1 else { return .column(ColumnName(read: name)) }
      advance()
      return .column(ColumnName(read: leafName(), of: name))
    }
  }

  /// The name that is the current token.
  @inline(__always)
  mutating func leafName() -> Identifier {
    let token = self.token
    advance()
    return Identifier(text: rawText(of: token), span: token.span)
  }
}

extension TokenKind {
  @inline(__always)
  fileprivate var isUnquotedName: Bool { self == .identifier || self == .keyword }

  /// The operator of a comparison.
  @inline(__always)
  var comparisonOperator: BinaryOperator? {
    switch self {
    case .equal: .equal
    case .nullSafeEqual: .nullSafeEqual
    case .notEqual: .notEqual
    case .lessThan: .less
    case .lessOrEqual: .lessOrEqual
    case .greaterThan: .greater
    case .greaterOrEqual: .greaterOrEqual
    default: nil
    }
  }
}

extension Token {
  /// Whether it is surely no operator that binds at least as tightly as `minimum`, nor anything else that
  /// makes more than an operand of a word or a constant before it.
  @inline(__always)
  fileprivate func endsOperand(_ minimum: Precedence) -> Bool {
    switch kind {
    case .comma, .rightParenthesis, .endOfText, .semicolon, .identifier: true
    case .equal, .lessThan, .greaterThan, .lessOrEqual, .greaterOrEqual, .notEqual:
      minimum > .comparison
    case .reservedWord: keyword.endsOperand(minimum)
    default: false
    }
  }
}

extension Keyword {
  fileprivate func endsOperand(_ minimum: Precedence) -> Bool {
    switch self {
    case .and: minimum > .and
    case .or: minimum > .or
    case .as, .asc, .desc, .from, .group, .having, .inner, .join, .left, .limit, .on, .order,
      .where:
      true
    default: false
    }
  }
}
