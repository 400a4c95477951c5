import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension ExpressionBinder {
  /// A window's frame; distances between times are bound as microseconds where they are literals, but not of months.
  ///
  /// - Throws: `invalidWindowFrame`, `invalidRangeOrder`, `rangeNeedsInterval`, `rangeTakesNoInterval`,
  ///   `rowsTakeNoInterval`, `varyingWindowFrame`; `unsupported` for months between times of day.
  func frame(_ frame: WindowFrame, in order: [SortKey]) throws(SQLError) -> WindowCall.Frame {
    let unit: WindowCall.Frame.Unit
    switch frame.unit {
    case .rows: unit = .rows
    case .range: unit = .range
    case .groups:
      throw SQLError(
        .unsupported,
        "This version of MySQL doesn't yet support 'GROUPS'",
        at: frame.span
      )
    }
    let start = try bound(frame.start, unit, in: order, isStart: true)
    let end = try frame.end.map { (end) throws(SQLError) in
      try bound(end, unit, in: order, isStart: false)
    }
    let bounds = WindowCall.Frame(unit: unit, start: start, end: end ?? .currentRow)
    try check(frame, bounds)
    return bounds
  }

  private func check(_ frame: WindowFrame, _ bounds: WindowCall.Frame) throws(SQLError) {
    guard bounds.start != .unboundedFollowing else {
      throw SQLError(
        .invalidFrameStart,
        "Window '<unnamed window>': frame start cannot be UNBOUNDED FOLLOWING.",
        at: frame.span
      )
    }
    guard bounds.end != .unboundedPreceding else {
      throw SQLError(
        .invalidFrameEnd,
        "Window '<unnamed window>': frame end cannot be UNBOUNDED PRECEDING.",
        at: frame.span
      )
    }
    if frame.end == nil, case .following = bounds.start {
      throw SQLError(.parseError, "a frame without BETWEEN ends at its own row", at: frame.span)
    }
    switch (bounds.start, bounds.end) {
    case (.currentRow, .preceding), (.following, .currentRow), (.following, .preceding):
      throw Self.illegalBound(frame.span)
    default: break
    }
  }

  private func bound(
    _ bound: FrameBound,
    _ unit: WindowCall.Frame.Unit,
    in order: [SortKey],
    isStart: Bool
  ) throws(SQLError) -> WindowCall.Frame.Bound {
    switch bound {
    case .unboundedPreceding: .unboundedPreceding
    case .currentRow: .currentRow
    case .unboundedFollowing: .unboundedFollowing
    case .preceding(let distance):
      try self.distance(distance, unit, in: order, isLeast: !isStart).preceding
    case .following(let distance):
      try self.distance(distance, unit, in: order, isLeast: isStart).following
    }
  }

  /// A distance, of a unit where it is one between times that is not known in microseconds.
  private struct Distance {
    var value: Scalar
    var unit: IntervalUnit?

    var preceding: WindowCall.Frame.Bound { .preceding(value, unit) }
    var following: WindowCall.Frame.Bound { .following(value, unit) }
  }

  /// How far rows of the frame are away at most, or at least.
  private func distance(
    _ distance: Expression,
    _ unit: WindowCall.Frame.Unit,
    in order: [SortKey],
    isLeast: Bool
  ) throws(SQLError) -> Distance {
    guard unit == .range else { return Distance(value: try rowCount(distance)) }
    guard order.count == 1, let type = order.first?.value.type,
      type.isNumeric || type.isTemporal || isTrusting && type.kind == .unknown
    else {
      throw SQLError(
        .invalidRangeOrder,
        "Window '<unnamed window>' with RANGE N PRECEDING/FOLLOWING frame requires exactly one "
          + "ORDER BY expression, of numeric or temporal type",
        at: distance.span
      )
    }
    if case .interval(let interval) = distance {
      return try self.distance(interval, between: type, at: distance.span)
    }
    guard !type.isTemporal else {
      throw SQLError(
        .rangeNeedsInterval,
        "Window '<unnamed window>' with RANGE frame has ORDER BY expression of datetime type. "
          + "Only INTERVAL bound value allowed.",
        at: distance.span,
        hint: "such as INTERVAL 1 DAY PRECEDING"
      )
    }
    let whole = steps(distance, type, up: isLeast) ?? distance
    return Distance(value: try checked(try value(whole), distance.span) { $0.type.isNumeric })
  }

  /// A distance with more digits behind the point than the numbers have, in steps of these: no farther away than 1.5 are
  /// integers that are no farther than 1.
  private func steps(_ distance: Expression, _ type: MySQLType, up: Bool) -> Expression? {
    guard case .literal(var literal) = distance, case .decimal(let digits) = literal.kind,
      type.isInteger || type.kind == .decimal, let number = Decimal65(digits)
    else { return nil }
    let scale = type.scale ?? 0
    let cut = number.truncated(toScale: scale)
    guard cut < number else { return nil }
    if !environment.isStored { context.pin(tokensOf: literal) }
    let unit = scale == 0 ? "1" : "0.\(String(repeating: "0", count: scale - 1))1"
    let rounded = up ? Decimal65(unit).map(cut.adding) ?? cut : cut
    literal.kind = scale == 0 ? .integer(rounded.text) : .decimal(rounded.text)
    return .literal(literal)
  }

  private func rowCount(_ distance: Expression) throws(SQLError) -> Scalar {
    if case .interval = distance {
      throw SQLError(
        .rowsTakeNoInterval,
        "Window '<unnamed window>': INTERVAL can only be used with RANGE frames.",
        at: distance.span
      )
    }
    return try checked(try value(distance), distance.span) { $0.type.isInteger }
  }

  /// A bound that is a parameter, or a literal that may stand there.
  private func checked(
    _ value: Scalar,
    _ span: Span,
    _ mayStand: (BoundLiteral) -> Bool
  ) throws(SQLError) -> Scalar {
    switch value {
    case .literal(let literal) where mayStand(literal): return value
    case .literal: throw Self.illegalBound(span)
    case .parameter: return value
    default: throw Self.varyingBound(span)
    }
  }

  private func distance(
    _ interval: Interval,
    between type: MySQLType,
    at span: Span
  ) throws(SQLError) -> Distance {
    guard !type.isNumeric else {
      throw SQLError(
        .rangeTakesNoInterval,
        "Window '<unnamed window>' with RANGE frame has ORDER BY expression of numeric type, "
          + "INTERVAL bound value not allowed.",
        at: span
      )
    }
    if isTrusting, !interval.value.isLiteral { return Distance(value: try value(interval.value)) }
    guard type.kind != .time || !interval.unit.isOfMonths else {
      throw SQLError(
        .unsupported,
        "RANGE frames of months, quarters and years between times of day are not supported",
        at: span
      )
    }
    if let literal = try microseconds(interval, at: span) { return Distance(value: literal) }
    let amount = try value(interval.value)
    guard amount.isConstant, !amount.isVolatile else { throw Self.varyingBound(span) }
    return Distance(value: amount, unit: interval.unit)
  }

  /// `INTERVAL 1 DAY` as its microseconds; nil of months, which are not equally long, and of what is no literal.
  private func microseconds(_ interval: Interval, at span: Span) throws(SQLError) -> Scalar? {
    guard case .literal(let literal) = interval.value else { return nil }
    guard let amount = literal.kind.amount,
      let distance = IntervalValue(amount, interval.unit),
      distance.microseconds >= 0, distance.months >= 0
    else { throw Self.illegalBound(span) }
    if !environment.isStored { context.pin(tokensOf: literal) }
    guard !interval.unit.isOfMonths || isTrusting else { return nil }
    return .literal(BoundLiteral(.integer(distance.microseconds), .bigint))
  }

  private static func illegalBound(_ span: Span) -> SQLError {
    SQLError(.invalidWindowFrame, SQLError.illegalFrameBound, at: span)
  }

  private static func varyingBound(_ span: Span) -> SQLError {
    SQLError(
      .varyingWindowFrame,
      "Window '<unnamed window>' has a non-constant frame bound.",
      at: span
    )
  }
}

extension LiteralKind {
  /// The number or the text that tells how much of a unit; nil of what tells none.
  fileprivate var amount: String? {
    switch self {
    case .integer(let text), .decimal(let text), .float(let text), .string(let text): text
    default: nil
    }
  }
}
