import VitrineSQL
import VitrineSharding

/// The rows of a partition, and a function's state over the frame of one of them.
final class FramedRows {
  /// What is computed of the rows of a frame.
  private enum Function {
    case aggregate(AggregateFunction)
    /// The first argument of the first or last row, or of the one that the second argument says.
    case firstValue, lastValue, nthValue
  }

  private struct Row {
    /// Nil for NULL.
    var key: FrameKey?
    var start: FrameKey
    var end: FrameKey
  }

  /// The row whose result is asked for.
  var current = 0
  private let context: StatementContext
  private var function = Function.firstValue
  private var bounds: [UInt8] = []
  private var rows: [Row] = []
  private let values = HeldArguments()
  private var bytes = 0
  /// The rows whose key is not NULL, once all are there.
  private var keyed: Range<Int>?
  private var frame = 0..<0
  private var group: AggregateGroup?

  init(_ context: StatementContext) { self.context = context }

  deinit { context.aggregateMemory.release(bytes) }

  private var isFalling: Bool { bounds.count > 2 && bounds[2] == UInt8(ascii: "d") }

  // MARK: Rows

  func add(
    _ arguments: borrowing FunctionArguments,
    _ inner: [AggregateFunction]
  ) throws(SQLError) {
    if rows.isEmpty { try begin(arguments, inner) }
    let key = FrameKey(arguments, 2)
    rows.append(Row(key: key, start: bound(0, key, arguments), end: bound(1, key, arguments)))
    let size = values.append(arguments, from: 5) + MemoryLayout<Row>.stride
    bytes += size
    try context.aggregateMemory.hold(size)
  }

  private func begin(
    _ arguments: borrowing FunctionArguments,
    _ inner: [AggregateFunction]
  ) throws(SQLError) {
    let name = arguments.text(at: 0)
    bounds = Array(arguments.text(at: 1).utf8)
    switch name {
    case "first_value": function = .firstValue
    case "last_value": function = .lastValue
    case "nth_value": function = .nthValue
    default:
      guard let aggregate = inner.first(where: { $0.name == name }) else {
        throw SQLError(.internal, "\(name) has no frames")
      }
      function = .aggregate(aggregate)
    }
  }

  /// The value that a row of the frame reaches at most, or at least; of what is beyond all values, and
  /// of no use where the frame is unbounded, `unlimited`.
  private func bound(
    _ side: Int,
    _ key: FrameKey?,
    _ arguments: borrowing FunctionArguments
  ) -> FrameKey {
    guard let key, side < bounds.count else { return .unlimited }
    switch bounds[side] {
    case UInt8(ascii: "c"): return key
    case UInt8(ascii: "v"): return FrameKey(arguments, 3 + side) ?? .unlimited
    case UInt8(ascii: "+"): return key + (FrameKey(arguments, 3 + side) ?? .unlimited)
    case UInt8(ascii: "-"): return key - (FrameKey(arguments, 3 + side) ?? .unlimited)
    default: return .unlimited
    }
  }

  // MARK: Frames

  private func isUnbounded(_ side: Int) -> Bool {
    side >= bounds.count || bounds[side] == UInt8(ascii: "u")
  }

  /// NULL is the first of the rows, and where they fall the last.
  private func findKeyed() -> Range<Int> {
    if let keyed { return keyed }
    let count = rows.count
    let found =
      isFalling
      ? 0..<firstIndex(in: 0..<count) { $0.key == nil }
      : firstIndex(in: 0..<count) { $0.key != nil }..<count
    keyed = found
    return found
  }

  /// The first row that meets a condition that all rows behind it meet too.
  private func firstIndex(in range: Range<Int>, where condition: (Row) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if condition(rows[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The frame of a row: of one whose key is NULL its bounds are among its like.
  private func frame(of row: Row) -> Range<Int> {
    let keyed = findKeyed()
    var (low, high) = (0, rows.count)
    if row.key == nil {
      let nulls = isFalling ? keyed.upperBound..<rows.count : 0..<keyed.lowerBound
      if !isUnbounded(0) { low = nulls.lowerBound }
      if !isUnbounded(1) { high = nulls.upperBound }
      return low..<max(low, high)
    }
    let falls = isFalling
    if !isUnbounded(0) {
      low = firstIndex(in: keyed) { candidate in
        candidate.key.map { falls ? $0 <= row.start : $0 >= row.start } ?? false
      }
    }
    if !isUnbounded(1) {
      high = firstIndex(in: keyed) { candidate in
        candidate.key.map { falls ? $0 < row.end : $0 > row.end } ?? false
      }
    }
    return low..<max(low, high)
  }

  // MARK: Results

  func setResult(_ result: inout ResultSlot) throws(SQLError) {
    guard rows.indices.contains(current) else { return }
    let target = frame(of: rows[current])
    switch function {
    case .firstValue: set(target.first, &result)
    case .lastValue: set(target.last, &result)
    case .nthValue:
      var position = 0
      values.withArguments(of: current) { position = $0.count(at: 1) }
      set(position > 0 ? target.dropFirst(position - 1).first : nil, &result)
    case .aggregate(let aggregate):
      try slide(to: target, aggregate)
      try group?.result(into: &result)
    }
  }

  private func set(_ row: Int?, _ result: inout ResultSlot) {
    values.withArguments(of: row ?? -1) { result.set(argument: 0, of: $0) }
  }

  /// Takes rows in and out until the group is that of the frame.
  private func slide(to target: Range<Int>, _ aggregate: AggregateFunction) throws(SQLError) {
    let isAhead =
      target.lowerBound >= frame.lowerBound && target.upperBound >= frame.upperBound
      && target.lowerBound < frame.upperBound
    if group == nil || !isAhead {
      group = aggregate.makeGroup()
      frame = target.lowerBound..<target.lowerBound
    }
    for row in frame.upperBound..<target.upperBound { try take(row, aggregate, out: false) }
    for row in frame.lowerBound..<target.lowerBound { try take(row, aggregate, out: true) }
    frame = target
  }

  private func take(_ row: Int, _ aggregate: AggregateFunction, out: Bool) throws(SQLError) {
    try values.withArguments(of: row) { (arguments) throws(SQLError) in
      if aggregate.skipsNull && arguments.containsNull { return }
      try out ? group?.inverse(arguments) : group?.step(arguments)
    }
  }
}
