// Operators, by climbing the table of `Precedence`.
extension StatementParser {
  /// An expression of any kind.
  @inline(__always)
  mutating func expression() throws(SQLError) -> Expression {
    try expression(.assignment)
  }

  /// The same as `expression(minimum)`, whatever it is made of.
  ///
  /// `tallest` carries the height of what was read to the enclosing node, so that no tree grows higher
  /// than the limit, by nesting or by chains of operators.
  mutating func climbing(_ minimum: Precedence) throws(SQLError) -> Expression {
    try descend()
    defer { depth -= 1 }
    let outer = tallest
    tallest = 0
    defer { tallest = max(outer, tallest) }
    guard putAside == nil, prefixOperator == nil else { return try prefixed(minimum) }
    let isOpened = kind == .leftParenthesis
    let first = try primary()
    tallest += 1
    guard let next = infixLevel, next >= minimum else { return first }
    return try operators(after: first, .primary, minimum, mayBeChain: isOpened)
  }

  /// The operators behind comparisons of this height that `length` times AND joins.
  mutating func operators(
    afterConjunction left: consuming Expression,
    _ length: Int,
    _ height: Int,
    _ minimum: Precedence
  ) throws(SQLError) -> Expression {
    guard let next = infixLevel, next >= minimum else { return left }
    try descend()
    defer { depth -= 1 }
    let outer = tallest
    tallest = height
    defer { tallest = max(outer, tallest) }
    let level = length > 0 ? Precedence.and : .comparison
    return try operators(after: left, level, minimum, mayBeChain: false, nested: length)
  }

  /// The operators behind `left`, which is of `firstLevel`; `tallest` becomes the height of it all.
  ///
  /// `nested` is how many ANDs join what is in `left` already.
  private mutating func operators(
    after left: consuming Expression,
    _ firstLevel: Precedence,
    _ minimum: Precedence,
    mayBeChain: Bool,
    nested: Int = 0
  ) throws(SQLError) -> Expression {
    var level = firstLevel
    var height = tallest
    var nested = nested
    while let next = infixLevel, next >= minimum, level.mayStandLeft(of: next) {
      tallest = 0
      var length = 1
      switch next {
      case .and: left = try chain(left, .and, .not, mayBeChain, nested, &length)
      case .or: left = try chain(left, .or, .xor, mayBeChain, 0, &length)
      case .comparison: left = try comparison(left)
      case .predicate: left = try predicate(left)
      case .primary: left = try collated(left)
      default: left = try binary(left, next)
      }
      height = max(height, tallest) + length
      if height > Parser.maximumDepth { throw tooDeep() }
      level = next
      nested = 0
    }
    tallest = height
    return left
  }

  /// The level of the infix operator at the current token; nil when there is none.
  @inline(__always)
  private var infixLevel: Precedence? {
    switch kind {
    case .equal, .nullSafeEqual, .notEqual, .lessThan, .lessOrEqual, .greaterThan, .greaterOrEqual:
      .comparison
    case .plus, .minus: .sum
    case .star, .slash, .percent: .product
    case .doubleAmpersand: .and
    case .doublePipe: mode.contains(.pipesAsConcat) ? .concatenation : .or
    case .ampersand: .bitAnd
    case .pipe: .bitOr
    case .caret: .bitXor
    case .shiftLeft, .shiftRight: .shift
    case .reservedWord, .keyword: keyword.infixLevel(before: ahead().keyword)
    default: nil
    }
  }

  /// Operands of one operator: joined as they come, as long as they nest to the left.
  ///
  /// Only what stands in parentheses may be such a chain itself, and `nested` operators that joined what is in
  /// `left`. `length` is how much higher the tree becomes.
  private mutating func chain(
    _ left: consuming Expression,
    _ operator: BinaryOperator,
    _ operand: Precedence,
    _ mayBeChain: Bool,
    _ nested: Int,
    _ length: inout Int
  ) throws(SQLError) -> Expression {
    length = 0
    if nested >= Chain.longestNested - 1 || (mayBeChain && left.isChain(of: `operator`)) {
      return try longChain([left], `operator`, operand, &length)
    }
    repeat {
      passConjunction()
      let isOpened = kind == .leftParenthesis
      let next = try expression(operand)
      length += 1
      if isOpened, next.isChain(of: `operator`) {
        return try longChain([left, next], `operator`, operand, &length)
      }
      left = Chain.pair(`operator`, left, next)
    } while infixLevel == `operator`.precedence && nested + length < Chain.longestNested - 1
    guard infixLevel == `operator`.precedence else { return left }
    return try longChain([left], `operator`, operand, &length)
  }

  /// The rest of a chain that holds others, or is too long to nest.
  private mutating func longChain(
    _ first: [Expression],
    _ operator: BinaryOperator,
    _ operand: Precedence,
    _ length: inout Int
  ) throws(SQLError) -> Expression {
    var operands = first
    while infixLevel == `operator`.precedence {
      passConjunction()
      operands.append(try expression(operand))
      length += 1
    }
    length = min(length, Chain.longestNested)
    guard let chain = Chain.join(`operator`, operands) else { throw unexpected() }
    return chain
  }

  private mutating func binary(
    _ left: __owned Expression,
    _ level: Precedence
  ) throws(SQLError) -> Expression {
    guard let symbol = binaryOperator else { throw unexpected() }
    advance()
    let right = try expression(level.tighter)
    return .binary(
      BinaryOperation(
        operator: symbol,
        left: left,
        right: right,
        span: span(from: Int(left.span.lower))
      )
    )
  }

  @inline(__always)
  private var binaryOperator: BinaryOperator? {
    switch kind {
    case .plus: .add
    case .minus: .subtract
    case .star: .multiply
    case .slash: .divide
    case .percent: .modulo
    case .ampersand: .bitAnd
    case .pipe: .bitOr
    case .caret: .bitXor
    case .shiftLeft: .shiftLeft
    case .shiftRight: .shiftRight
    case .doublePipe: .concatenate
    default: kind.comparisonOperator ?? keyword.binaryOperator
    }
  }

  /// `COLLATE name`, which binds tightest of all.
  private mutating func collated(_ operand: __owned Expression) throws(SQLError) -> Expression {
    advance()
    let collation = try charsetName()
    note(collation: collation.text)
    return .collate(
      Collate(operand: operand, collation: collation, span: span(from: Int(operand.span.lower)))
    )
  }
}

// MARK: Comparisons and predicates
extension StatementParser {
  private mutating func comparison(_ left: __owned Expression) throws(SQLError) -> Expression {
    if take(.is) { return try isTest(left) }
    guard let symbol = binaryOperator else { throw unexpected() }
    advance()
    if ahead().kind == .leftParenthesis, let quantifier = takeQuantifier() {
      let query = try subquery()
      return .quantified(
        QuantifiedComparison(
          operand: left,
          operator: symbol,
          quantifier: quantifier,
          query: query,
          span: span(from: Int(left.span.lower))
        )
      )
    }
    let right = try expression(.predicate)
    return .binary(
      BinaryOperation(
        operator: symbol,
        left: left,
        right: right,
        span: span(from: Int(left.span.lower))
      )
    )
  }

  /// `ALL`, `ANY` or `SOME` before a subquery; `any(x)` otherwise is a call.
  private mutating func takeQuantifier() -> Quantifier? {
    guard isAt(.all) || isAt(.any) || isAt(.some), ahead().kind == .leftParenthesis,
      ahead(2).startsQuery || ahead(2).kind == .leftParenthesis
        || (ahead(2).keyword == .values && ahead(3).keyword == .row)
    else { return nil }
    let quantifier = isAt(.all) ? Quantifier.all : .any
    advance()
    return quantifier
  }

  private mutating func isTest(_ operand: __owned Expression) throws(SQLError) -> Expression {
    let isNegated = take(.not)
    let test: TruthTest
    switch keyword {
    case .null: test = .null
    case .true: test = .true
    case .false: test = .false
    case .unknown: test = .unknown
    default: throw unexpected(expecting: ["null", "true", "false", "unknown"])
    }
    advance()
    return .isTest(
      IsTest(
        operand: operand,
        test: test,
        isNegated: isNegated,
        span: span(from: Int(operand.span.lower))
      )
    )
  }

  private mutating func predicate(_ operand: __owned Expression) throws(SQLError) -> Expression {
    let start = Int(operand.span.lower)
    let isNegated = take(.not)
    let keyword = self.keyword
    advance()
    switch keyword {
    case .in: return try membership(operand, isNegated, start)
    case .between:
      let lower = try expression(.bitOr)
      try expect(.and)
      let upper = try expression(.predicate)
      return .between(
        BetweenPredicate(
          operand: operand,
          lower: lower,
          upper: upper,
          isNegated: isNegated,
          span: span(from: start)
        )
      )
    case .like:
      let pattern = try expression(.bitOr)
      let escape = take(.escape) ? try expression(.prefix) : nil
      return .like(
        LikePredicate(
          operand: operand,
          pattern: pattern,
          escape: escape,
          isNegated: isNegated,
          span: span(from: start)
        )
      )
    case .regexp, .rlike:
      let pattern = try expression(.bitOr)
      return .regexp(
        RegexpPredicate(
          operand: operand,
          pattern: pattern,
          isNegated: isNegated,
          span: span(from: start)
        )
      )
    case .member:
      try expect(.of)
      try expect(.leftParenthesis)
      let array = try expression()
      try expect(.rightParenthesis)
      return .memberOf(MemberOf(value: operand, array: array, span: span(from: start)))
    default: throw unexpected()
    }
  }

  /// What follows IN: a list, a subquery or a list parameter.
  private mutating func membership(
    _ operand: __owned Expression,
    _ isNegated: Bool,
    _ start: Int
  ) throws(SQLError) -> Expression {
    if kind == .listParameter {
      let list = [try primary()]
      return .inList(
        InList(operand: operand, list: list, isNegated: isNegated, span: span(from: start))
      )
    }
    switch try parenthesizedItem() {
    case .query(let query):
      return .inSubquery(
        InSubquery(operand: operand, query: query, isNegated: isNegated, span: span(from: start))
      )
    case .list(let list):
      return .inList(
        InList(operand: operand, list: list, isNegated: isNegated, span: span(from: start))
      )
    }
  }
}

// MARK: Prefix operators
extension StatementParser {
  /// An expression that starts with a prefix operator, or with what was put aside.
  private mutating func prefixed(_ minimum: Precedence) throws(SQLError) -> Expression {
    if case .primary(let primary)? = putAside {
      putAside = nil
      tallest = heightPutAside + 1
      return try operators(after: primary, .primary, minimum, mayBeChain: true)
    }
    guard let symbol = prefixOperator else { throw unexpected() }
    let start = self.start
    let isLoose = symbol == .not && !mode.contains(.highNotPrecedence)
    guard !isLoose || minimum <= .not else { throw unexpected() }
    if symbol == .bang { note(.bang) }
    if symbol == .binary { note(.binary) }
    advance()
    let operand = try expression(isLoose ? .not : .prefix)
    tallest += 1
    let level = isLoose ? Precedence.not : .prefix
    return try operators(
      after: .unary(UnaryOperation(operator: symbol, operand: operand, span: span(from: start))),
      level,
      minimum,
      mayBeChain: false
    )
  }

  @inline(__always)
  private var prefixOperator: UnaryOperator? {
    switch kind {
    case .minus: .minus
    case .plus: .plus
    case .bang: .bang
    case .tilde: .bitNot
    case .reservedWord:
      switch keyword {
      case .not: .not
      case .binary: .binary
      default: nil
      }
    default: nil
    }
  }
}

extension Precedence {
  /// Whether an expression of this level may be the left side of an operator of level `next`.
  @inline(__always)
  fileprivate func mayStandLeft(of next: Precedence) -> Bool {
    next == .predicate ? self > .predicate : self >= next
  }
}

extension Keyword {
  /// The level of the infix operator this word is, or begins with the next word.
  fileprivate func infixLevel(before next: Keyword) -> Precedence? {
    switch self {
    case .and: .and
    case .or: .or
    case .xor: .xor
    case .is: .comparison
    case .like, .in, .between, .regexp, .rlike: .predicate
    case .not: next.isNegatable ? .predicate : nil
    case .member: next == .of ? .predicate : nil
    case .div, .mod: .product
    case .collate: .primary
    default: nil
    }
  }

  fileprivate var binaryOperator: BinaryOperator? {
    switch self {
    case .div: .integerDivide
    case .mod: .modulo
    case .xor: .xor
    default: nil
    }
  }

  /// Whether `NOT` may stand before it as part of a predicate.
  fileprivate var isNegatable: Bool {
    switch self {
    case .in, .like, .between, .regexp, .rlike: true
    default: false
    }
  }
}

extension Token {
  /// Whether a query begins here.
  var startsQuery: Bool {
    switch keyword {
    case .select, .with, .table: true
    default: false
    }
  }
}
