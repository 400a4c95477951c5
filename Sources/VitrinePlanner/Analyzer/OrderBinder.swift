import VitrineSQL
import VitrineSharding

/// Binds ORDER BY: positions, items of the select list, expressions.
struct OrderBinder {
  /// A key, and the item of the select list that it is.
  struct Key {
    var value: Scalar
    var item: Int?
    var isDescending: Bool
    var span: Span
  }

  let environment: Environment
  let scope: NameScope

  /// The keys in order; constants, which order nothing, are left out.
  func keys(_ terms: Few<OrderingTerm>) throws(SQLError) -> [Key] {
    scope.clause = .order
    scope.seesItems = true
    var keys: [Key] = []
    for term in terms {
      let key = try key(term)
      if key.item == nil, key.value.isConstant, !key.value.isRandom { continue }
      keys.append(key)
    }
    return keys
  }

  private func key(_ term: OrderingTerm) throws(SQLError) -> Key {
    let isDescending = term.direction == .descending
    let span = term.expression.span
    if let item = try Self.item(term.expression, scope, environment) {
      return Key(
        value: scope.items[item].value,
        item: item,
        isDescending: isDescending,
        span: span
      )
    }
    let value = try ExpressionBinder(environment: environment, scope: scope)
      .value(term.expression)
    return Key(value: value, item: nil, isDescending: isDescending, span: span)
  }

  /// The item that a position or a bare name means, in ORDER BY.
  private static func item(
    _ expression: Expression,
    _ scope: NameScope,
    _ environment: Environment
  ) throws(SQLError) -> Int? {
    switch expression {
    case .literal(let literal):
      return try position(literal, scope, environment)
    case .column(let name):
      guard let item = try scope.item(name) else { return nil }
      return scope.items.firstIndex { $0.isNamed(name) && $0.value == item.value }
    default: return query(expression, scope, environment)
    }
  }

  /// The item that the same expression with a query is: its rows are not computed twice.
  private static func query(
    _ expression: Expression,
    _ scope: NameScope,
    _ environment: Environment
  ) -> Int? {
    guard let item = scope.items.firstIndex(where: { $0.query == expression }) else { return nil }
    if !environment.isStored {
      expression.forEachLiteral { environment.context.pin(tokensOf: $0) }
      scope.items[item].query?.forEachLiteral { environment.context.pin(tokensOf: $0) }
    }
    return item
  }

  /// The item at a literal position, counted from 1.
  ///
  /// - Throws: `unknownColumn` when there is none.
  static func position(
    _ literal: VitrineSQL.Literal,
    _ scope: NameScope,
    _ environment: Environment
  ) throws(SQLError) -> Int? {
    guard case .integer(let digits) = literal.kind else { return nil }
    if !environment.isStored { environment.context.pin(tokensOf: literal) }
    guard let position = Int(digits), scope.items.indices.contains(position - 1) else {
      throw SQLError(
        .unknownColumn,
        "Unknown column '\(digits)' in '\(scope.clause.rawValue)'",
        at: literal.span,
        hint: "there are \(scope.items.count) columns"
      )
    }
    return position - 1
  }
}
