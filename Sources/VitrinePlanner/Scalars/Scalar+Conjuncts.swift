import VitrineSharding

extension Scalar {
  /// The conditions that AND joins.
  ///
  /// `a AND (b AND c)` has three. A scalar that is no AND is its own only conjunct.
  package var conjuncts: [Scalar] {
    guard case .call(let call) = self, call.operation == .and else { return [self] }
    return call.arguments.flatMap(\.conjuncts)
  }

  /// The alternatives that OR joins, as `conjuncts` for AND.
  package var disjuncts: [Scalar] {
    guard case .call(let call) = self, call.operation == .or else { return [self] }
    return call.arguments.flatMap(\.disjuncts)
  }

  /// One scalar that is true when all are; nil for none.
  package static func conjunction(_ scalars: [Scalar]) -> Scalar? {
    guard scalars.count > 1 else { return scalars.first }
    return .call(Call(.and, scalars, .boolean))
  }

  /// One scalar that is true when any is; nil for none.
  package static func disjunction(_ scalars: [Scalar]) -> Scalar? {
    guard scalars.count > 1 else { return scalars.first }
    return .call(Call(.or, scalars, .boolean))
  }

  package static func not(_ scalar: Scalar) -> Scalar { .call(Call(.not, [scalar], .boolean)) }

  package static func equal(_ left: Scalar, _ right: Scalar) -> Scalar {
    .call(Call(.equal, [left, right], .boolean))
  }

  /// The column, where the scalar is nothing but one.
  package var column: BoundColumn? {
    if case .column(let column) = self { column } else { nil }
  }

  /// The members of a row, or the one value.
  var members: [Scalar] {
    if case .tuple(let members) = self { members } else { [self] }
  }

  /// The literal, where the scalar is nothing but one.
  package var literal: BoundLiteral? {
    if case .literal(let literal) = self { literal } else { nil }
  }

  package static let null = Scalar.literal(BoundLiteral(.null, .null))
  /// The number 1 that a rule counts with.
  static let one = Scalar.literal(BoundLiteral(.integer(1), .bigint))
  package static let `true` = Scalar.literal(BoundLiteral(.integer(1), .boolean))
  package static let `false` = Scalar.literal(BoundLiteral(.integer(0), .boolean))
}
