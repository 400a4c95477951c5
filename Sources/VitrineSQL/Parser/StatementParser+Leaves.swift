// Columns, numbers, strings and parameters that are a whole operand, and comparisons of two of them: most of
// what expressions are made of. They are read without climbing. What only looks ahead is `mutating` here all
// the same, since a parser that is merely borrowed is copied for the call.
extension StatementParser {
  /// An expression whose operators all bind at least as tightly as `minimum`.
  mutating func expression(_ minimum: Precedence) throws(SQLError) -> Expression {
    guard depth < Parser.maximumDepth - 2, putAside == nil else { return try climbing(minimum) }
    let length = leafLength(0, minimum)
    if length > 0 {
      tallest = max(tallest, 1)
      return leaf(length)
    }
    if minimum <= .comparison, let comparison = comparison(0) {
      return try conjunction(comparison, minimum)
    }
    let argument = argumentLength(minimum)
    return try argument > 0 ? call(argument) : climbing(minimum)
  }

  /// The sides of a comparison of leaves, in tokens.
  private struct Comparison {
    var left: Int
    var right: Int
    var length: Int { left + 1 + right }
  }

  /// The comparison `column operator leaf` that begins `distance` tokens ahead.
  private mutating func comparison(_ distance: Int) -> Comparison? {
    let left = nameLength(distance)
    guard left > 0, ahead(distance + left).kind.comparisonOperator != nil else { return nil }
    let right = leafLength(distance + left + 1, .predicate)
    return right > 0 ? Comparison(left: left, right: right) : nil
  }

  /// Comparisons of leaves with AND between them, and what follows.
  private mutating func conjunction(
    _ first: Comparison,
    _ minimum: Precedence
  ) throws(SQLError) -> Expression {
    var condition = try take(first)
    var length = 0
    while isAt(.and), minimum <= .and, length < Chain.longestNested - 1,
      let next = comparison(1), ahead(1 + next.length).endsOperand(.not)
    {
      advance()
      condition = Chain.operation(.and, condition, try take(next))
      length += 1
    }
    guard !token.endsOperand(minimum) else {
      tallest = max(tallest, length + 2)
      return .binary(condition)
    }
    return try operators(afterConjunction: .binary(condition), length, minimum)
  }

  private mutating func take(_ comparison: Comparison) throws(SQLError) -> BinaryOperation {
    let start = self.start
    let column = leaf(comparison.left)
    guard let symbol = kind.comparisonOperator else { throw unexpected() }
    advance()
    let operand = leaf(comparison.right)
    return BinaryOperation(
      operator: symbol,
      left: column,
      right: operand,
      span: span(from: start)
    )
  }

  /// How many tokens the one argument has of the call that is the whole operand, where that is a leaf; 0 when
  /// there is no such call.
  private mutating func argumentLength(_ minimum: Precedence) -> Int {
    guard kind.isUnquotedName, ahead().kind == .leftParenthesis, !keyword.hasOwnCall else {
      return 0
    }
    let argument = leafLength(2, .assignment)
    guard argument > 0, ahead(2 + argument).kind == .rightParenthesis else { return 0 }
    guard ahead(3 + argument).endsOperand(minimum) else { return 0 }
    // FROM FIRST and FROM LAST may belong to the call.
    let last = ahead(4 + argument).keyword
    return last == .first || last == .last ? 0 : argument
  }

  /// The call of one leaf of `length` tokens.
  private mutating func call(_ length: Int) throws(SQLError) -> Expression {
    let name = functionName()
    advance()
    let argument = leaf(length)
    advance()
    let span = span(from: Int(name.span.lower))
    try checkArgumentCount(of: name, 1, isStar: false, at: span)
    tallest = max(tallest, 2)
    return .function(
      FunctionCall(
        schema: nil,
        name: name,
        arguments: [argument],
        isStar: false,
        isDistinct: false,
        over: nil,
        span: span
      )
    )
  }

  /// How many tokens the leaf has that is the whole operand `distance` tokens ahead; 0 when there is none.
  @inline(__always)
  mutating func leafLength(_ distance: Int, _ minimum: Precedence) -> Int {
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

  /// The number of tokens of `c` or `t.c` that begins `distance` tokens ahead; 0 when there is neither.
  @inline(__always)
  private func nameLength(_ distance: Int) -> Int {
    guard ahead(distance).kind.isUnquotedName else { return 0 }
    guard ahead(distance + 1).kind == .dot else { return 1 }
    return ahead(distance + 2).kind.isUnquotedName ? 3 : 0
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

extension Keyword {
  /// Whether calls of the function of this name have a grammar of their own.
  fileprivate var hasOwnCall: Bool {
    switch self {
    case .cast, .extract, .trim, .position, .substring, .substr, .mid, .weightString, .jsonValue,
      .groupConcat, .timestampadd, .timestampdiff, .getFormat:
      true
    default: false
    }
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
