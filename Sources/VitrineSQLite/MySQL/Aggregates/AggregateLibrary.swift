import VitrineSQL
import VitrineSharding

/// The bodies of MySQL's aggregate functions.
enum AggregateLibrary {
  static func functions(_ context: StatementContext) -> [AggregateFunction] {
    sums() + averages() + reals() + variances() + bits() + BitStrings.functions()
      + [onlyRow(context), firstRow()] + lists(context) + documents(context)
      + FullTextFunctions.aggregates()
  }

  // MARK: Sums

  /// `my_sum(x, scale, form)` over integers, scaled integers and decimal text merges its own results.
  ///
  /// `my_sum_text(DISTINCT text)` has one argument, as SQLite's DISTINCT wants it.
  private static func sums() -> [AggregateFunction] {
    [
      formed("my_sum") { state, result throws(SQLError) in
        if state.sum.count > 0 { try state.form.set(state.sum.total, &result) }
      },
      AggregateFunction(
        "my_sum_text",
        arguments: 1,
        initial: { DecimalSum() },
        step: { sum, arguments in
          sum.add(arguments.decimal(at: 0))
        },
        inverse: { sum, arguments in
          sum.add(arguments.decimal(at: 0), sign: -1)
        },
        result: { sum, result in
          if sum.count > 0 { result.set(sum.total) }
        }
      ),
    ]
  }

  /// A sum and how its result is to lie, known from the first row on.
  private struct FormedSum {
    var sum = DecimalSum()
    var form = DecimalForm(0)
    /// Of an average: `div_precision_increment`.
    var increment: Int64 = 0

    mutating func add(_ arguments: borrowing FunctionArguments, sign: Int) {
      form = DecimalForm(arguments.integer(at: 2))
      increment = arguments.integer(at: 3)
      if arguments.storageClass(at: 0) == .integer {
        let scale = Int(clamping: arguments.integer(at: 1))
        sum.add(arguments.integer(at: 0), scale: scale, sign: sign)
      } else {
        sum.add(arguments.decimal(at: 0), sign: sign)
      }
    }
  }

  /// A function of a value, its scale and the result's form that adds up, also over moving frames.
  private static func formed(
    _ name: String,
    arguments: Int = 3,
    result: @escaping (inout FormedSum, inout ResultSlot) throws(SQLError) -> Void
  ) -> AggregateFunction {
    AggregateFunction(
      name,
      arguments: arguments,
      initial: { FormedSum() },
      step: { state, arguments in state.add(arguments, sign: 1) },
      inverse: { state, arguments in state.add(arguments, sign: -1) },
      result: result
    )
  }

  /// `my_avg(x, scale, form, increment)`; partial states are `count|sum`.
  private static func averages() -> [AggregateFunction] {
    [
      formed("my_avg", arguments: 4) { state, result throws(SQLError) in
        try setAverage(state, &result)
      },
      AggregateFunction(
        "my_avg_partial",
        arguments: 2,
        initial: { FormedSum() },
        step: { state, arguments in
          state.add(arguments, sign: 1)
        },
        result: { state, result in
          if state.sum.count > 0 { result.set("\(state.sum.count)|\(state.sum.total.text)") }
        }
      ),
      AggregateFunction(
        "my_avg_merge",
        arguments: 3,
        initial: { FormedSum() },
        step: { state, arguments in
          state.form = DecimalForm(arguments.integer(at: 1))
          state.increment = arguments.integer(at: 2)
          let parts = arguments.text(at: 0).split(separator: "|")
          guard parts.count == 2, let count = Int64(parts[0]) else { return }
          state.sum.merge(sum: Decimal65(prefixOf: String(parts[1])), count: count)
        },
        result: { state, result throws(SQLError) in
          try setAverage(state, &result)
        }
      ),
    ]
  }

  /// A quotient like every other, cut after whole words of nine digits.
  private static func setAverage(
    _ state: FormedSum,
    _ result: inout ResultSlot
  ) throws(SQLError) {
    let count = Decimal65(state.sum.count)
    let increment = Int(clamping: state.increment)
    guard let average = state.sum.total.quotient(by: count, increment: increment) else { return }
    try state.form.set(average, &result)
  }

  // MARK: Doubles

  private static func reals() -> [AggregateFunction] {
    [
      moments(
        "my_sum_real",
        { $0.add($1) },
        { state, result throws(SQLError) in result.set(try state.total("sum")) }
      ),
      moments(
        "my_avg_real",
        { $0.add($1) },
        { state, result throws(SQLError) in
          result.set(try state.total("avg") / Double(state.count))
        }
      ),
      moments(
        "my_sum_real_partial",
        { $0.add($1) },
        { state, result in
          result.set(blob: UInt64(bitPattern: state.count).bigEndianBytes + state.sum.bytes)
        }
      ),
      moments(
        "my_sum_real_merge",
        { $0.merge($1) },
        { state, result throws(SQLError) in result.set(try state.total("sum")) }
      ),
      moments(
        "my_avg_real_merge",
        { $0.merge($1) },
        { state, result throws(SQLError) in
          result.set(try state.total("avg") / Double(state.count))
        }
      ),
    ]
  }

  private struct RealSum {
    var sum = ExactSum()
    var count: Int64 = 0

    /// The sum, which must be one that a DOUBLE has.
    func total(_ name: String) throws(SQLError) -> Double {
      let total = sum.value
      guard total.isFinite else {
        throw SQLError(.outOfRange, "DOUBLE value is out of range in '\(name)'")
      }
      return total
    }

    mutating func add(_ arguments: borrowing FunctionArguments) {
      sum.add(arguments.real(at: 0))
      count += 1
    }

    mutating func merge(_ arguments: borrowing FunctionArguments) {
      let bytes = arguments.blob(at: 0)
      guard bytes.count >= 16 else { return }
      count += bytes[..<8].reduce(0) { $0 << 8 | Int64($1) }
      sum.merge(ExactSum(bytes: bytes[8...]))
    }
  }

  private static func moments(
    _ name: String,
    _ step: @escaping (inout RealSum, borrowing FunctionArguments) -> Void,
    _ finish: @escaping (RealSum, inout ResultSlot) throws(SQLError) -> Void
  ) -> AggregateFunction {
    AggregateFunction(
      name,
      arguments: 1,
      initial: { RealSum() },
      step: { state, arguments in
        step(&state, arguments)
      },
      inverse: { state, arguments in
        state.sum.add(arguments.real(at: 0), sign: -1)
        state.count -= 1
      },
      result: { state, result throws(SQLError) in
        if state.count > 0 { try finish(state, &result) }
      }
    )
  }

  // MARK: Variance

  private static func variances() -> [AggregateFunction] {
    let kinds: [(String, Bool, Bool)] = [
      ("var_pop", false, false), ("var_samp", true, false), ("std_pop", false, true),
      ("std_samp", true, true),
    ]
    return [partialVariance()]
      + kinds.flatMap { name, isSample, isRoot in
        [
          AggregateFunction(
            "my_\(name)",
            arguments: 1,
            initial: { Moments() },
            step: {
              state,
              arguments in
              state.add(arguments.real(at: 0))
            },
            inverse: { state, arguments in
              state.add(arguments.real(at: 0), sign: -1)
            },
            result: { state, result in
              setVariance(state, isSample, isRoot, &result)
            }
          ),
          AggregateFunction(
            "my_\(name)_merge",
            arguments: 1,
            initial: { Moments() },
            step: {
              state,
              arguments in
              state.merge(Moments(bytes: arguments.blob(at: 0)))
            },
            result: { state, result in
              setVariance(state, isSample, isRoot, &result)
            }
          ),
        ]
      }
  }

  private static func partialVariance() -> AggregateFunction {
    AggregateFunction(
      "my_var_partial",
      arguments: 1,
      initial: { Moments() },
      step: { state, arguments in
        state.add(arguments.real(at: 0))
      },
      result: { state, result in
        if state.count > 0 { result.set(blob: state.bytes) }
      }
    )
  }

  private static func setVariance(
    _ moments: Moments,
    _ isSample: Bool,
    _ isRoot: Bool,
    _ result: inout ResultSlot
  ) {
    guard let variance = moments.variance(isSample: isSample) else { return }
    result.set(isRoot ? variance.squareRoot() : variance)
  }

  // MARK: Bits

  private static func bits() -> [AggregateFunction] {
    [
      bit("my_bit_and", \.commonBits), bit("my_bit_or", \.anyBits), bit("my_bit_xor", \.oddBits),
    ]
  }

  private static func bit(
    _ name: String,
    _ bits: @escaping @Sendable (BitCounts) -> UInt64
  ) -> AggregateFunction {
    AggregateFunction(
      name,
      arguments: 1,
      initial: { BitCounts() },
      step: { counts, arguments in
        counts.add(ArithmeticFunctions.pattern(arguments, 0))
      },
      inverse: { counts, arguments in
        counts.remove(ArithmeticFunctions.pattern(arguments, 0))
      },
      result: { counts, result in
        result.set(unsigned: bits(counts))
      }
    )
  }

  // MARK: One row

  /// `my_only_row(x)`: the value of the one row a scalar subquery may have; 1242 at the second, under IGNORE NULL with
  /// a warning.
  private static func onlyRow(_ context: StatementContext) -> AggregateFunction {
    AggregateFunction(
      "my_only_row",
      arguments: 1,
      skipsNull: false,
      initial: { [Value]() },
      step: { state, arguments throws(SQLError) in
        guard !state.isEmpty else { return state.append(arguments.value(at: 0)) }
        guard context.isIgnoring else { throw .subqueryRows }
        if state.count == 1 {
          context.warn(.subqueryRows, SQLError.subqueryRows.message)
          state.append(.null)
        }
      },
      result: { state, result in
        result.set(state.count == 1 ? state[0] : .null)
      }
    )
  }

  /// `my_first_row(x)`: the value of the first row, NULL included.
  private static func firstRow() -> AggregateFunction {
    AggregateFunction(
      "my_first_row",
      arguments: 1,
      skipsNull: false,
      initial: { [Value]() },
      step: { state, arguments in
        if state.isEmpty { state.append(arguments.value(at: 0)) }
      },
      result: { state, result in
        result.set(state.first)
      }
    )
  }
}
