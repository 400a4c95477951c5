import VitrineSQL
import VitrineSharding

/// Binds LIMIT, whose numbers are literals or parameters.
///
/// In keyspaces without DDL they may be computed of both, as Vitess allows: `LIMIT 1+1`.
struct LimitBinder {
  let environment: Environment

  func limited(_ input: Operator, _ limit: VitrineSQL.Limit) throws(SQLError) -> Operator {
    .limit(
      Operator.Limit(
        input,
        count: try number(limit.count),
        offset: try limit.offset.map { (offset) throws(SQLError) in try number(offset) }
      )
    )
  }

  /// Numbers beyond BIGINT mean "all": `LIMIT 18446744073709551615`.
  func number(_ expression: Expression) throws(SQLError) -> Scalar {
    switch expression {
    case .literal(let literal):
      guard case .integer(let digits) = literal.kind else { break }
      let ordinal =
        environment.isStored || literal.ordinals.count != 1 ? nil : literal.ordinals.lowerBound
      if let number = Int64(digits) {
        environment.context.noteBound(ordinal)
        return .literal(BoundLiteral(.integer(number), .bigint, ordinal: ordinal))
      }
      environment.context.pin(ordinal)
      guard UInt64(digits) != nil || environment.context.catalog.isPlanOnly else { break }
      return .literal(BoundLiteral(.integer(.max), .bigint))
    case .parameter(let reference):
      return .parameter(environment.context.parameter(reference.parameter), .bigint)
    default: break
    }
    if environment.context.catalog.isPlanOnly { return try computed(expression) }
    throw SQLError(
      .parseError,
      "LIMIT takes a whole number that is not negative, or a parameter",
      at: expression.span
    )
  }
  /// A sum, difference or product of literals as a number; any other constant is evaluated first.
  private func computed(_ expression: Expression) throws(SQLError) -> Scalar {
    let context = environment.context
    if let number = folded(expression) {
      return .literal(BoundLiteral(.integer(max(number, 0)), .bigint))
    }
    let binder = ExpressionBinder(environment: environment, scope: NameScope(outer: nil))
    let column = context.makeColumn("limit", .bigint)
    let item = Operator.Project.Item(id: column.id, value: try binder.value(expression))
    let slot = context.makeSlot()
    context.pullOut(
      Operator.Pullout(
        slot: slot,
        kind: .value,
        query: .project(Operator.Project(.values(.dual), [item])),
        columns: [column],
        type: .bigint
      )
    )
    return .slot(slot, .bigint)
  }

  private func folded(_ expression: Expression) -> Int64? {
    switch expression {
    case .literal(let literal):
      guard case .integer(let digits) = literal.kind, let number = Int64(digits) else { return nil }
      if !environment.isStored { environment.context.pin(tokensOf: literal) }
      return number
    case .binary(let node):
      guard let left = folded(node.left), let right = folded(node.right) else { return nil }
      let (result, isTooLarge) =
        switch node.operator {
        case .add: left.addingReportingOverflow(right)
        case .subtract: left.subtractingReportingOverflow(right)
        case .multiply: left.multipliedReportingOverflow(by: right)
        default: (0, true)
        }
      return isTooLarge ? nil : result
    default: return nil
    }
  }
}
