import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension ExpressionBinder {
  /// A window's frame; distances between times are bound as microseconds.
  ///
  /// - Throws: `invalidWindowFrame`, `invalidRangeOrder`, `rangeNeedsInterval`, `rangeTakesNoInterval`,
  ///   `varyingWindowFrame`; `unsupported` for months, which are not equally long.
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
      .preceding(try self.distance(distance, unit, in: order, isLeast: !isStart))
    case .following(let distance):
      .following(try self.distance(distance, unit, in: order, isLeast: isStart))
    }
  }

  /// How far rows of the frame are away at most, or at least.
  private func distance(
    _ distance: Expression,
    _ unit: WindowCall.Frame.Unit,
    in order: [SortKey],
    isLeast: Bool
  ) throws(SQLError) -> Scalar {
    guard unit == .range else { return try rowCount(distance) }
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
      return try microseconds(interval, at: distance.span, besideNumbers: type.isNumeric)
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
    return try checked(try value(whole), distance.span) { $0.type.isNumeric }
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
    if case .interval = distance { throw Self.illegalBound(distance.span) }
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

  /// `INTERVAL 1 DAY` as its microseconds.
  private func microseconds(
    _ interval: Interval,
    at span: Span,
    besideNumbers: Bool
  ) throws(SQLError) -> Scalar {
    guard !besideNumbers else {
      throw SQLError(
        .rangeTakesNoInterval,
        "Window '<unnamed window>' with RANGE frame has ORDER BY expression of numeric type, "
          + "INTERVAL bound value not allowed.",
        at: span
      )
    }
    guard case .literal(let literal) = interval.value else {
      if isTrusting { return try value(interval.value) }
      throw Self.varyingBound(span)
    }
    if !environment.isStored { context.pin(tokensOf: literal) }
    guard let amount = literal.kind.amount,
      let distance = IntervalValue(amount, interval.unit), distance.microseconds >= 0
    else { throw Self.illegalBound(span) }
    guard distance.months == 0 || isTrusting else {
      throw SQLError(
        .unsupported,
        "RANGE frames of months, quarters and years are not supported",
        at: span,
        hint: "months differ in length; count in days, or join the table with itself"
      )
    }
    return .literal(BoundLiteral(.integer(distance.microseconds), .bigint))
  }

  private static func illegalBound(_ span: Span) -> SQLError {
    SQLError(
      .invalidWindowFrame,
      "Window '<unnamed window>': frame start or end is negative, NULL or of non-integral type",
      at: span
    )
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
