// Columns, numbers, strings and parameters that are a whole operand, calls of one of them, and comparisons: most
// of what expressions are made of. They are read without climbing. What only looks ahead is `mutating` here all
// the same, since a parser that is merely borrowed is copied for the call.
extension StatementParser {
  /// An expression whose operators all bind at least as tightly as `minimum`.
  mutating func expression(_ minimum: Precedence) throws(SQLError) -> Expression {
    guard depth < Parser.maximumDepth - 2, putAside == nil else { return try climbing(minimum) }
    let length = leafLength(0, minimum)
    if length > 0 {
      tallest = max(tallest, 1)
      return leaf()
    }
    if minimum <= .comparison {
      let first = comparisonLength(0)
      if first > 0 {
        let count = minimum <= .and ? conjunctionLength(first).count : 1
        let (condition, height) = conjunction(count)
        guard !token.endsOperand(minimum) else { return .binary(condition) }
        return try operators(afterConjunction: .binary(condition), count - 1, height, minimum)
      }
    }
    return isAtCallOfLeaf(minimum) ? callOfLeaf() : try climbing(minimum)
  }

  /// A condition that is nothing but comparisons with AND between them; nil, and nothing is read, where
  /// it is something else.
  ///
  /// Two words, where an expression would be handed on in memory as soon as it is written.
  mutating func plainCondition() -> BinaryOperation? {
    guard depth < Parser.maximumDepth - 2, putAside == nil else { return nil }
    let first = comparisonLength(0)
    guard first > 0 else { return nil }
    let (count, length) = conjunctionLength(first)
    return ahead(length).endsOperand(.assignment) ? conjunction(count).condition : nil
  }

  /// How many tokens the comparison has, `column operator leaf` or `call operator leaf`, that begins `distance`
  /// tokens ahead; 0 when there is none.
  private mutating func comparisonLength(_ distance: Int) -> Int {
    let isCall = ahead(distance + 1).kind == .leftParenthesis
    let left = isCall ? callLength(distance) : nameLength(distance)
    guard left > 0, ahead(distance + left).kind.comparisonOperator != nil else { return 0 }
    let right = leafLength(distance + left + 1, .predicate)
    return right > 0 ? left + 1 + right : 0
  }

  /// The next comparisons, with AND between them, and their height.
  private mutating func conjunction(_ count: Int) -> (condition: BinaryOperation, height: Int) {
    let outer = tallest
    tallest = 1
    holdsMemory = false
    var condition = BinaryOperation(joining: count) { node, place in
      if place > 0 { advance() }
      takeComparison(node)
    }
    if !holdsMemory { condition.dropWithoutRelease() }
    let height = tallest + count
    tallest = max(outer, height)
    return (condition, height)
  }

  /// How many comparisons stand here with AND between them, the first of `length` tokens, and how many tokens they
  /// all have.
  @inline(__always)
  private mutating func conjunctionLength(_ length: Int) -> (count: Int, length: Int) {
    var count = 1
    var length = length
    while count < Chain.longestNested, ahead(length).keyword == .and {
      let next = comparisonLength(length + 1)
      guard next > 0, ahead(length + 1 + next).endsOperand(.not) else { break }
      count += 1
      length += 1 + next
    }
    return (count, length)
  }

  /// Makes a node of the comparison that begins here.
  private mutating func takeComparison(_ node: UnsafeMutablePointer<BinaryOperation.Node>) {
    let start = self.start
    let left = ahead().kind == .leftParenthesis ? callOfLeaf() : .column(leafColumn())
    let symbol = kind.comparisonOperator ?? .equal
    advance()
    let right = leaf()
    let span = span(from: start)
    node.initialize(
      to: BinaryOperation.Node(span: span, operator: symbol, left: left, right: right)
    )
  }

  /// Whether a call of one leaf is the whole operand that begins here.
  mutating func isAtCallOfLeaf(_ minimum: Precedence) -> Bool {
    let length = callLength(0)
    guard length > 0, ahead(length).endsOperand(minimum) else { return false }
    // FROM FIRST and FROM LAST may belong to the call.
    let last = ahead(length + 1).keyword
    return last != .first && last != .last
  }

  /// How many tokens the call of one leaf has that begins `distance` tokens ahead; 0 when there is none, or the
  /// name is one of those whose arguments are counted.
  private mutating func callLength(_ distance: Int) -> Int {
    let name = ahead(distance)
    guard name.kind.isUnquotedName, ahead(distance + 1).kind == .leftParenthesis,
      !name.keyword.hasOwnCall, name.range.count < Self.shortestOfTwoArguments
    else { return 0 }
    let argument = leafLength(distance + 2, .assignment)
    return argument > 0 && ahead(distance + 2 + argument).kind == .rightParenthesis
      ? argument + 3 : 0
  }

  /// The call of one leaf that begins here.
  mutating func callOfLeaf() -> Expression {
    let name = functionName(token)
    advance()
    advance()
    let argument = leaf()
    advance()
    tallest = max(tallest, 2)
    holdsMemory = true
    return .function(
      FunctionCall(
        schema: nil,
        name: name,
        arguments: Few(only: argument),
        isStar: false,
        isDistinct: false,
        over: nil,
        span: span(from: Int(name.span.lower))
      )
    )
  }

  /// How many tokens the leaf has that is the whole operand `distance` tokens ahead; 0 when there is none.
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

  /// The leaf that begins at the current token.
  @inline(__always)
  mutating func leaf() -> Expression {
    let token = self.token
    switch token.kind {
    case .integerNumber:
      advance()
      let number = LiteralKind.integer(takeText(token.range))
      return .literal(Literal(read: number, ordinal: token.ordinal, span: token.span))
    case .string:
      let string = LiteralKind.string(takeStringText())
      return .literal(Literal(read: string, ordinal: token.ordinal, span: token.span))
    case .question: return .parameter(parameter())
    default: return .column(leafColumn())
    }
  }

  /// The column that begins at the current token, `c` or `t.c`.
  @inline(__always)
  private mutating func leafColumn() -> ColumnName {
    let name = leafName()
    return take(.dot) ? ColumnName(read: leafName(), of: name) : ColumnName(read: name)
  }

  /// The name that is the current token.
  @inline(__always)
  mutating func leafName() -> Identifier {
    let token = self.token
    advance()
    return Identifier(text: takeText(token.range), span: token.span)
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
    // MEMBER OF is an operator, and RESPECT NULLS belongs to the call before it.
    case .keyword: keyword != .member && keyword != .respect
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
