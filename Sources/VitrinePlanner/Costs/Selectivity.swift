import VitrineSharding

/// Which part of rows meets a condition.
///
/// Textbook rules (Selinger et al., 1979) over distinct counts, ranges and histograms; literals are looked
/// at, but a plan that was chosen by one value serves any other just as rightly.
struct Selectivity {
  let estimate: Estimate
  /// The sides of a join, whose equalities compare the values of one with those of the other.
  var left: Estimate?
  var right: Estimate?

  private static let range = 1.0 / 3
  private static let unknown = 0.3

  func part(of predicate: Scalar) -> Double {
    switch predicate {
    case .literal(let literal): return literal.value == .integer(0) || literal.value.isNull ? 0 : 1
    case .subquery: return 0.5
    case .call(let call): return min(max(part(of: call), 0), 1)
    default: return Self.unknown
    }
  }

  private func part(of call: Call) -> Double {
    let arguments = call.arguments
    switch call.operation {
    case .and: return arguments.reduce(1) { $0 * part(of: $1) }
    case .or: return 1 - arguments.reduce(1) { $0 * (1 - part(of: $1)) }
    case .not: return arguments.first.map { 1 - part(of: $0) } ?? Self.unknown
    case .equal, .nullSafeEqual: return equality(arguments)
    case .notEqual: return 1 - equality(arguments)
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return comparison(call)
    case .between: return between(arguments)
    case .memberOfList: return membership(arguments)
    case .isNull:
      return arguments.first?.column.flatMap { estimate.columns[$0.id]?.nullFraction } ?? 0.1
    case .like: return 0.1
    default: return Self.unknown
    }
  }

  private func distinct(of column: BoundColumn) -> Double {
    if let left, left.columns[column.id] != nil { return left.distinct(of: column.id) }
    if let right, right.columns[column.id] != nil { return right.distinct(of: column.id) }
    return estimate.distinct(of: column.id)
  }

  private func equality(_ arguments: [Scalar]) -> Double {
    guard arguments.count == 2 else { return Self.unknown }
    switch (arguments[0].column, arguments[1].column) {
    case (let first?, let second?):
      return 1 / max(distinct(of: first), distinct(of: second), 1)
    case (let column?, nil): return equality(column, arguments[1])
    case (nil, let column?): return equality(column, arguments[0])
    case (nil, nil): return 0.1
    }
  }

  private func equality(_ column: BoundColumn, _ value: Scalar) -> Double {
    let known = estimate.columns[column.id]
    if let histogram = known?.statistics?.histogram, let position = value.position {
      return histogram.fraction(equal: position)
    }
    return (1 - (known?.nullFraction ?? 0)) / distinct(of: column)
  }

  private func comparison(_ call: Call) -> Double {
    guard call.arguments.count == 2 else { return Self.range }
    var (operation, sides) = (call.operation, (call.arguments[0], call.arguments[1]))
    if sides.0.column == nil, let mirrored = operation.mirrored {
      (operation, sides) = (mirrored, (sides.1, sides.0))
    }
    guard let column = sides.0.column, let below = below(column, sides.1) else {
      return Self.range
    }
    switch operation {
    case .less, .lessOrEqual: return below
    default: return 1 - (estimate.columns[column.id]?.nullFraction ?? 0) - below
    }
  }

  private func between(_ arguments: [Scalar]) -> Double {
    guard arguments.count == 3, let column = arguments[0].column,
      let low = below(column, arguments[1]), let high = below(column, arguments[2])
    else { return Self.range * Self.range * 2 }
    return max(high - low, equality(column, arguments[1]))
  }

  /// The part of rows whose column lies before a value; nil when nothing is known.
  private func below(_ column: BoundColumn, _ value: Scalar) -> Double? {
    guard let position = value.position, let known = estimate.columns[column.id]?.statistics else {
      return nil
    }
    if let histogram = known.histogram { return histogram.fraction(below: position) }
    guard let minimum = known.minimum, let maximum = known.maximum else { return nil }
    guard maximum > minimum else { return position > minimum ? 1 : 0 }
    return min(max((position - minimum) / (maximum - minimum), 0), 1) * (1 - known.nullFraction)
  }

  private func membership(_ arguments: [Scalar]) -> Double {
    guard let column = arguments.first?.column else { return Self.unknown }
    return min(arguments.dropFirst().reduce(0) { $0 + equality(column, $1) }, 1)
  }
}

extension Scalar {
  /// Where a literal lies on the line of its type; nil for what is not known before the statement runs.
  fileprivate var position: Double? {
    switch self {
    case .literal(let literal): return literal.value.position(of: literal.type)
    case .call(let call):
      guard case .cast = call.operation, call.arguments.count == 1 else { return nil }
      return call.arguments[0].position
    default: return nil
    }
  }
}
