import VitrineSQL
import VitrineSharding

/// Window functions over frames whose bounds are computed for each row.
///
/// SQLite measures RANGE by one distance between numbers, but no number of days is a month. So the function is called over the
/// rows from the current one to the last of the partition: it has seen all of them before it is asked for the first
/// result, each row that leaves makes the next one the current, and the frame slides over the rows that it holds.
enum FramedFunctions {
  /// `my_framed(function, bounds, key, start, end, arguments…)`, the rows sorted by the key.
  ///
  /// Three letters tell the bounds. Of the start and of the end: `u` where it is unbounded, `c` at the current row, `v` where the
  /// argument is the bound, `+` and `-` where it is a distance from the key. Then `a` or `d` for the direction.
  static func framed(
    _ aggregates: [AggregateFunction],
    _ context: StatementContext
  ) -> AggregateFunction {
    let inner = aggregates + [count(), extreme("min", -1), extreme("max", 1)]
    return AggregateFunction(
      "my_framed",
      skipsNull: false,
      initial: { FramedRows(context) },
      step: { rows, arguments throws(SQLError) in
        try rows.add(arguments, inner)
      },
      inverse: { rows, _ in
        rows.current += 1
      },
      result: { rows, result throws(SQLError) in
        try rows.setResult(&result)
      }
    )
  }

  private static func count() -> AggregateFunction {
    AggregateFunction(
      "count",
      initial: { 0 },
      step: { count, _ in count += 1 },
      inverse: { count, _ in count -= 1 },
      result: { count, result in result.set(count) }
    )
  }

  /// `min(value, key)` and `max(value, key)`: the value whose key is least, or greatest.
  private static func extreme(_ name: String, _ sign: Int) -> AggregateFunction {
    AggregateFunction(
      name,
      arguments: 2,
      initial: { SlidingExtreme(sign: sign) },
      step: { state, arguments in
        state.add(arguments.value(at: 0), key: arguments.value(at: 1))
      },
      inverse: { state, _ in state.removeFirst() },
      result: { state, result in result.set(state.value) }
    )
  }
}

/// The least or greatest of the values between two rows that move forward.
///
/// Of the values it keeps those alone that may still become the result.
private struct SlidingExtreme {
  private struct Candidate {
    var value: Value
    var key: Value
    var position: Int
  }

  /// 1 for the greatest, -1 for the least.
  let sign: Int
  private var candidates: [Candidate] = []
  /// Where in `candidates` those that are left begin.
  private var first = 0
  private var added = 0
  private var removed = 0

  init(sign: Int) { self.sign = sign }

  var value: Value? { first < candidates.count ? candidates[first].value : nil }

  mutating func add(_ value: Value, key: Value) {
    while candidates.count > first, let last = candidates.last,
      ValueOrder.compare(last.key, key) * sign < 0
    {
      candidates.removeLast()
    }
    candidates.append(Candidate(value: value, key: key, position: added))
    added += 1
  }

  mutating func removeFirst() {
    if first < candidates.count, candidates[first].position == removed { first += 1 }
    removed += 1
  }
}
