import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  func frame(
    _ frame: WindowCall.Frame,
    _ call: WindowCall,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    let start = try bound(frame.start, frame, call, in: scope)
    let end = try bound(frame.end, frame, call, in: scope)
    return "\(frame.unit.rawValue) BETWEEN \(start) AND \(end)"
  }

  private func bound(
    _ bound: WindowCall.Frame.Bound,
    _ frame: WindowCall.Frame,
    _ call: WindowCall,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    switch bound {
    case .unboundedPreceding: "UNBOUNDED PRECEDING"
    case .unboundedFollowing: "UNBOUNDED FOLLOWING"
    case .currentRow: "CURRENT ROW"
    case .preceding(let offset, _): try distance(offset, frame, call, in: scope) + " PRECEDING"
    case .following(let offset, _): try distance(offset, frame, call, in: scope) + " FOLLOWING"
    }
  }

  private func distance(
    _ offset: Scalar,
    _ frame: WindowCall.Frame,
    _ call: WindowCall,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    let operand = try operand(offset, in: scope)
    guard frame.unit == .range, let key = call.order.first?.value.type else {
      return Self.rowCount(operand)
    }
    // Distances between scaled decimals are scaled as they are; those of FLOATs are computed as doubles.
    if key.isApproximate { return Conversion.sql(operand.sql, from: operand.type, to: .double) }
    return key.kind == .decimal
      ? Conversion.sql(operand.sql, from: operand.type, to: key)
      : Conversion.sql(operand, to: .number)
  }

  /// A number of rows: SQLite takes no call of a function for one.
  private static func rowCount(_ operand: Operand) -> String {
    switch operand.type.representation {
    // Beyond BIGINT it is a BLOB, which SQLite refuses there, as MySQL does.
    case .integer, .unsigned: return operand.sql
    case .real: return "CAST(\(operand.sql) + 0.5 AS INTEGER)"
    case .scaled:
      let unit = (0..<(operand.type.scale ?? 0)).reduce(1) { power, _ in power * 10 }
      return "((\(operand.sql) + \(unit / 2)) / \(unit))"
    default: return "CAST(\(operand.sql) AS INTEGER)"
    }
  }

  /// A distance that is no literal is looked at when the statement runs.
  private func checkedDistance(
    _ distance: Scalar,
    in scope: RenderingScope
  ) throws(SQLError) -> Operand {
    var operand = try operand(distance, in: scope)
    if case .literal = distance { return operand }
    operand.sql = "my_frame_distance(\(operand.sql))"
    return operand
  }

  // MARK: Frames that SQLite cannot measure

  /// A function over the frame that `my_framed` finds for each row, and what stands behind PARTITION BY; nil where SQLite's own
  /// frames do.
  func framed(
    _ function: String,
    _ call: WindowCall,
    in scope: RenderingScope
  ) throws(SQLError) -> (call: String, clauses: [String])? {
    guard call.measuresDistance, let frame = call.frame, let order = call.order.first,
      let open = function.firstIndex(of: "("), function.hasSuffix(")")
    else { return nil }
    let value = try operand(order.value, in: scope)
    let distances = [frame.start, frame.end].compactMap(\.offset)
    let isConstant = distances.allSatisfy { if case .literal = $0 { true } else { false } }
    let hasUnit = frame.start.unit != nil || frame.end.unit != nil
    let isMeasured = isConstant && value.type.isMeasurable || context.catalog.isPlanOnly
    guard hasUnit || !isMeasured else { return nil }
    let direction = order.isDescending ? " DESC" : ""
    guard call.function.hasFrame else {
      return (function, ["ORDER BY \(Operators.key(value))\(direction)"])
    }
    let key = Self.measured(value)
    let start = try edge(frame.start, of: value, order, in: scope)
    let end = try edge(frame.end, of: value, order, in: scope)
    let arguments =
      try extremeArguments(call, in: scope)
      ?? function[open...].dropFirst().dropLast().description
    let parts = [
      quotedForSQLite(String(function[..<open])),
      "'\(start.kind)\(end.kind)\(order.isDescending ? "d" : "a")'",
      key, start.text, end.text,
    ]
    let list = (parts + (arguments == "*" ? [] : [arguments])).joined(separator: ",")
    let sorted = value.type.isTemporal ? key : Operators.key(value)
    return (
      "my_framed(\(list))",
      ["ORDER BY \(sorted)\(direction)", "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING"]
    )
  }

  /// What tells rows apart by number: times are microseconds, and decimals have their point.
  private static func measured(_ value: Operand) -> String {
    if value.type.isTemporal { return Conversion.microseconds(value) }
    return value.type.kind == .decimal ? Conversion.sql(value, to: .decimal) : value.sql
  }

  /// MIN and MAX compare texts by keys.
  private func extremeArguments(
    _ call: WindowCall,
    in scope: RenderingScope
  ) throws(SQLError) -> String? {
    guard case .aggregate(let aggregate) = call.function,
      [.minimum, .maximum, .anyValue].contains(aggregate.function),
      let argument = aggregate.arguments.first
    else { return nil }
    let operand = try operand(argument, in: scope)
    let value = argument.isConstant ? operand : operand.heldByColumn
    return "\(value.sql),\(Aggregates.sortKey(value))"
  }

  /// A bound as `my_framed` takes it: its kind, and the last value that it lets in or the distance of that from the key.
  private func edge(
    _ bound: WindowCall.Frame.Bound,
    of value: Operand,
    _ order: SortKey,
    in scope: RenderingScope
  ) throws(SQLError) -> (kind: String, text: String) {
    switch bound {
    case .unboundedPreceding, .unboundedFollowing: return ("u", "NULL")
    case .currentRow: return ("c", "NULL")
    case .preceding(let distance, let unit):
      return try edge(distance, unit, of: value, isLess: !order.isDescending, in: scope)
    case .following(let distance, let unit):
      return try edge(distance, unit, of: value, isLess: order.isDescending, in: scope)
    }
  }

  private func edge(
    _ distance: Scalar,
    _ unit: IntervalUnit?,
    of value: Operand,
    isLess: Bool,
    in scope: RenderingScope
  ) throws(SQLError) -> (kind: String, text: String) {
    let amount = try checkedDistance(distance, in: scope)
    guard let unit else {
      let isReal = value.type.isApproximate
      return (isLess ? "-" : "+", Conversion.sql(amount, to: isReal ? .real : .decimal))
    }
    let moved = Operators.addInterval(value, amount, unit: unit, isSubtracted: isLess)
    return ("v", Conversion.microseconds(moved))
  }
}

extension WindowCall {
  /// Whether its frame reaches as far as values differ, so that there must be an order, if of a constant.
  var measuresDistance: Bool {
    guard let frame, frame.unit == .range else { return false }
    return frame.start.isDistance || frame.end.isDistance
  }
}

extension MySQLType {
  /// Whether SQLite can subtract its values as they lie.
  fileprivate var isMeasurable: Bool {
    if isTemporal { return true }
    return switch representation {
    case .integer, .scaled, .real, .enumIndex: true
    default: false
    }
  }
}

extension WindowCall.Frame.Bound {
  fileprivate var isDistance: Bool {
    switch self {
    case .preceding, .following: true
    case .unboundedPreceding, .currentRow, .unboundedFollowing: false
    }
  }

  /// Of a distance that is not known in microseconds.
  fileprivate var unit: IntervalUnit? {
    switch self {
    case .preceding(_, let unit), .following(_, let unit): unit
    case .unboundedPreceding, .currentRow, .unboundedFollowing: nil
    }
  }
}

extension WindowCall.Function {
  /// Whether it goes by the frame; others go by the partition.
  fileprivate var hasFrame: Bool {
    switch self {
    case .aggregate: true
    case .named(let name, _): ["FIRST_VALUE", "LAST_VALUE", "NTH_VALUE"].contains(name)
    }
  }
}
