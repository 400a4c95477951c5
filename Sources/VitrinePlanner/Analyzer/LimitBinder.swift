import VitrineSQL
import VitrineSharding

/// Binds LIMIT, whose numbers are literals or parameters.
struct LimitBinder {
  let environment: Environment

  func limited(_ input: Operator, _ limit: VitrineSQL.Limit) throws(SQLError) -> Operator {
    .limit(
      Operator.Limit(
        input,
        count: try number(limit.count),
        offset: try limit.offset.mapTyped { (offset) throws(SQLError) in try number(offset) }
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
      return .literal(BoundLiteral(.integer(.max), .bigint))
    case .parameter(let reference):
      return .parameter(environment.context.parameter(reference.parameter), .bigint)
    default: break
    }
    throw SQLError(
      .wrongArguments,
      "LIMIT takes a whole number or a parameter",
      at: expression.span
    )
  }
}
