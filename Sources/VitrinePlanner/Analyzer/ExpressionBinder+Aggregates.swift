package import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension ExpressionBinder {
  /// An aggregate call becomes an item of the scope whose rows it aggregates, and its column.
  func aggregate(
    _ function: AggregateFunction,
    _ call: FunctionCall
  ) throws(SQLError) -> Scalar {
    let isNested = scope.aggregateDepth > 0
    var bound = try aggregateCall(function, call)
    let owner = aggregator(of: bound)
    // Inside another only one that a query around aggregates is a value.
    if isNested, owner === scope { throw Self.misplacedAggregate(call.span) }
    let shown = bound.type
    if owner.streamsGroups { bound.keepDigits() }
    guard owner.allowsAggregates, !owner.aggregates.contains(whereReadBy: bound) else {
      throw Self.misplacedAggregate(call.span)
    }
    if let known = owner.aggregates.first(where: { $0.call == bound }) {
      return Self.result(BoundColumn(known.id, bound.type), shown)
    }
    let column = context.makeColumn(
      environment.text(call.span) ?? call.name.text,
      bound.type,
      nullable: !function.isCount
    )
    context.note(bound, isThatOf: column)
    owner.aggregates.append(Operator.Aggregate.Item(id: column.id, call: bound))
    return Self.result(column, shown)
  }

  private static func result(_ column: BoundColumn, _ shown: MySQLType) -> Scalar {
    column.type == shown ? .column(column) : .showing(column, as: shown)
  }

  /// ANY_VALUE where nothing is grouped yet, or of what is grouped already: its argument; nil for others.
  func loneAnyValue(_ call: FunctionCall, _ name: String) throws(SQLError) -> Scalar? {
    guard name == "ANY_VALUE", call.arguments.count == 1, let argument = call.arguments.first else {
      return nil
    }
    if !scope.allowsAggregates || scope.aggregateDepth > 0 {
      return try value(argument).membersAsTexts
    }
    guard scope.clause == .fields, argument.callsAggregate else { return nil }
    return try value(argument).membersAsTexts
  }

  private static func misplacedAggregate(_ span: Span) -> SQLError {
    SQLError(.invalidGroupFunctionUse, "Invalid use of group function", at: span)
  }

  func aggregateCall(
    _ function: AggregateFunction,
    _ call: FunctionCall
  ) throws(SQLError) -> AggregateCall {
    try checkArity(function, call)
    if call.isStar, call.isDistinct, !isTrusting {
      throw SQLError(.parseError, "COUNT(DISTINCT *) is no expression", at: call.span)
    }
    if let limit = call.limit, !isTrusting {
      throw SQLError(.parseError, "GROUP_CONCAT takes no LIMIT", at: limit.span)
    }
    scope.aggregateDepth += 1
    defer { scope.aggregateDepth -= 1 }
    var arguments = try values(call.arguments)
    if function == .groupConcat, arguments.count > 1 {
      arguments = [try self.call(.function("CONCAT"), arguments)]
    }
    if function.readsMembersAsTexts { arguments = arguments.map(\.membersAsTexts) }
    let order = try call.orderBy.mapTyped { (term) throws(SQLError) in
      SortKey(try concatKey(term, call.arguments), descending: term.direction == .descending)
    }
    return AggregateCall(
      function,
      arguments,
      distinct: call.isDistinct && function.heedsDistinct,
      order: order,
      separator: try separator(call),
      type: try type(of: function, arguments)
    )
  }

  /// The type of a call; literals tell how long what BIT_AND, BIT_OR and BIT_XOR give of binary strings is.
  func type(of function: AggregateFunction, _ arguments: [Scalar]) throws(SQLError) -> MySQLType {
    let type = try function.type(arguments.map(Typing(context: context).operand), context)
    if function.isOfBits, type.isBinary { arguments.forEach(context.pin(literalsOf:)) }
    return type
  }

  /// ORDER BY inside GROUP_CONCAT may name an argument by its position.
  private func concatKey(
    _ term: OrderingTerm,
    _ arguments: Few<Expression>
  ) throws(SQLError) -> Scalar {
    guard case .literal(let literal) = term.expression, case .integer(let digits) = literal.kind
    else { return try value(term.expression) }
    if !environment.isStored { context.pin(tokensOf: literal) }
    guard let position = Int(digits), arguments.indices.contains(position - 1) else {
      if isTrusting { return try value(term.expression) }
      throw SQLError(
        .unknownColumn,
        "Unknown column '\(digits)' in 'order clause'",
        at: literal.span,
        hint: "there are \(arguments.count) arguments"
      )
    }
    return try value(arguments[position - 1])
  }

  private func separator(_ call: FunctionCall) throws(SQLError) -> String? {
    guard let literal = call.separator else { return nil }
    if !environment.isStored { context.pin(tokensOf: literal) }
    switch literal.kind {
    case .string(let text): return text
    case .hex(let bytes), .bit(let bytes):
      if let text = String(validating: bytes, as: UTF8.self) { return text }
      throw SQLError(
        .unsupported,
        "a SEPARATOR whose bytes are no UTF-8 is not supported",
        at: literal.span
      )
    default: return nil
    }
  }

  private func checkArity(
    _ function: AggregateFunction,
    _ call: FunctionCall
  ) throws(SQLError) {
    let count = call.arguments.count
    let isRight =
      switch function {
      case .countRows: count == 0
      case .count: call.isDistinct || isTrusting ? count > 0 : count == 1
      case .groupConcat, .grouping: count > 0
      case .jsonObjectAggregate: count == 2
      case .matchStatistics: count > 3
      default: count == 1
      }
    guard !isRight else { return }
    throw SQLError(
      .wrongArgumentCount,
      "Incorrect parameter count in the call to native function '\(call.name.text)'",
      at: call.span
    )
  }

  /// The scope whose rows a call aggregates: its owner, or where that takes no aggregates in the clause around, the
  /// next scope inside that does.
  ///
  /// A call that reads no columns is this scope's, or where this takes none the outermost's
  /// that does.
  private func aggregator(of call: AggregateCall) -> NameScope {
    let owner = owner(of: call)
    if let owner, owner.allowsAggregates { return owner }
    if owner == nil, scope.allowsAggregates { return scope }
    var found: NameScope?
    var current: NameScope? = scope
    while let candidate = current, candidate !== owner {
      if candidate.allowsAggregates { found = candidate }
      current = candidate.outer
    }
    return found ?? owner ?? scope
  }

  /// The innermost scope among this and those around that has a column the call reads; nil for a call that reads none.
  private func owner(of call: AggregateCall) -> NameScope? {
    var read: ColumnSet = []
    for scalar in call.scalars { scalar.collectColumns(into: &read) }
    guard !read.isEmpty else { return nil }
    var current: NameScope? = scope
    while let candidate = current {
      if !candidate.columnIDs.isDisjoint(with: read) { return candidate }
      current = candidate.outer
    }
    return nil
  }
}

extension AggregateCall {
  /// MAX and MIN of a quotient with every digit that it has.
  fileprivate mutating func keepDigits() {
    guard function == .maximum || function == .minimum, arguments.count == 1,
      arguments[0].isUnrounded
    else { return }
    arguments[0] = arguments[0].computedToEveryDigit
    type = Operand.unroundedType
  }
}

extension Expression {
  /// Whether it calls an aggregate or window function, whose rows are those of its query.
  package var isAggregate: Bool {
    guard case .function(let call) = self else { return false }
    return call.over != nil || AggregateFunction(call) != nil
  }

  /// Whether it calls an aggregate function outside of subqueries.
  fileprivate var callsAggregate: Bool {
    contains { part in
      guard case .function(let call) = part, call.over == nil, call.schema == nil else {
        return false
      }
      return AggregateFunction(call) != nil
    }
  }
}

extension [Operator.Aggregate.Item] {
  /// Whether a call aggregates the result of one of these, which an alias may stand for.
  fileprivate func contains(whereReadBy call: AggregateCall) -> Bool {
    guard !isEmpty else { return false }
    let read = call.scalars.reduce(into: ColumnSet()) { $0.formUnion($1.columns) }
    return contains { read.contains($0.id) }
  }
}

extension NameScope {
  /// Aggregates stand in the select list, HAVING and ORDER BY.
  fileprivate var allowsAggregates: Bool {
    switch clause {
    case .fields, .having, .order: hasGroups
    case .from, .tableFunction, .on, .where, .group: false
    }
  }
}

extension AggregateFunction {
  /// The functions by MySQL's upper case names.
  static let byName: [String: AggregateFunction] = [
    "COUNT": .count,
    "SUM": .sum,
    "AVG": .average,
    "MIN": .minimum,
    "MAX": .maximum,
    "ANY_VALUE": .anyValue,
    "BIT_AND": .bitAnd,
    "BIT_OR": .bitOr,
    "BIT_XOR": .bitXor,
    "STD": .standardDeviation,
    "STDDEV": .standardDeviation,
    "STDDEV_POP": .standardDeviation,
    "STDDEV_SAMP": .sampleStandardDeviation,
    "VARIANCE": .variance,
    "VAR_POP": .variance,
    "VAR_SAMP": .sampleVariance,
    "GROUP_CONCAT": .groupConcat,
    "JSON_ARRAYAGG": .jsonArrayAggregate,
    "JSON_OBJECTAGG": .jsonObjectAggregate,
    "GROUPING": .grouping,
  ]

  /// The function of MySQL's upper case name.
  init?(named name: String, isStar: Bool) {
    if name == MatchBinder.statisticsName {
      self = .matchStatistics
      return
    }
    guard let function = Self.byName[name] else { return nil }
    self = function == .count && isStar ? .countRows : function
  }

  /// The function that is called, over a window or not.
  package init?(_ call: FunctionCall) {
    self.init(named: call.name.text.uppercased(), isStar: call.isStar)
  }

  var isCount: Bool { self == .count || self == .countRows }

  /// Whether what it compares or gives of ENUM and SET are texts.
  var readsMembersAsTexts: Bool { isExtreme || self == .anyValue }

  var isExtreme: Bool { self == .minimum || self == .maximum }

  /// MIN and MAX give the same with and without DISTINCT.
  var heedsDistinct: Bool { !isExtreme && self != .anyValue }
}
