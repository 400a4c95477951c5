import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Scalar {
  /// The integer that integer literals of the statement make with operators, CAST and functions that give one of them
  /// or round them; nil of anything else.
  var foldedInteger: Int128? {
    switch self {
    case .literal(let literal) where literal.type.isInteger && literal.ordinal != nil:
      literal.value.wideInteger
    case .call(let call) where call.type.isInteger: call.foldedInteger
    default: nil
    }
  }

  /// The text that literals make, by themselves or in CONCAT and GET_FORMAT; nil of anything else.
  var foldedText: String? {
    switch self {
    case .literal(let literal):
      if literal.type.isText, case .text(let text) = literal.value { text } else { nil }
    case .call(let call): call.foldedText
    default: nil
    }
  }

  /// The columns without which the value is not NULL, where it is computed with nothing that gives NULL of
  /// its own; nil where it may.
  var strictColumns: [BoundColumn]? {
    switch self {
    case .column(let column): [column]
    case .literal(let literal): literal.value.isNull ? nil : []
    case .call(let call) where call.isTruthTest: []
    case .call(let call) where call.isStrict:
      call.strictColumns
    default: nil
    }
  }
}

extension Call {
  fileprivate var foldedText: String? {
    let texts = arguments.compactMap(\.foldedText)
    guard texts.count == arguments.count else { return nil }
    switch operation {
    case .function("CONCAT"): return texts.joined()
    case .function("GET_FORMAT") where texts.count == 2: return DateFormat.named(texts[0], texts[1])
    default: return nil
    }
  }

  fileprivate var foldedInteger: Int128? {
    let numbers = arguments.compactMap(\.foldedInteger)
    guard numbers.count == arguments.count, let first = numbers.first else { return nil }
    switch operation {
    case .negate where numbers.count == 1: return first == .min ? nil : -first
    case .bitNot where numbers.count == 1: return Int128(~UInt64(truncatingIfNeeded: first))
    case .cast(let type) where numbers.count == 1 && type.kind == .bigint:
      return type.isUnsigned
        ? Int128(UInt64(truncatingIfNeeded: first)) : Int128(Int64(truncatingIfNeeded: first))
    case .function("LEAST"): return numbers.min()
    case .function("GREATEST"): return numbers.max()
    case .function("IFNULL"), .function("COALESCE"): return first
    case .function("SIGN"): return first.signum()
    case .function("ABS"): return first == .min ? nil : abs(first)
    case .function("CEILING"), .function("FLOOR"): return first
    case .function("ROUND") where numbers.count == 1 || numbers[1] >= 0: return first
    case .function("TRUNCATE") where numbers.last ?? -1 >= 0: return first
    default: break
    }
    guard numbers.count == 2 else { return nil }
    if case .function("NULLIF") = operation { return first == numbers[1] ? nil : first }
    if let bits = folded(
      UInt64(truncatingIfNeeded: first),
      UInt64(truncatingIfNeeded: numbers[1])
    ) {
      return Int128(bits)
    }
    let (result, overflows) =
      switch operation.arithmeticSymbol {
      case .add: first.addingReportingOverflow(numbers[1])
      case .subtract: first.subtractingReportingOverflow(numbers[1])
      case .multiply: first.multipliedReportingOverflow(by: numbers[1])
      case .integerDivide: first.dividedReportingOverflow(by: numbers[1])
      case .modulo: first.remainderReportingOverflow(dividingBy: numbers[1])
      default: (Int128(0), true)
      }
    return overflows ? nil : result
  }

  /// What an operator makes of bits; nil of other operators.
  private func folded(_ left: UInt64, _ right: UInt64) -> UInt64? {
    switch operation {
    case .bitAnd: left & right
    case .bitOr: left | right
    case .bitXor: left ^ right
    case .shiftLeft: left << right
    case .shiftRight: left >> right
    default: nil
    }
  }

  /// The negative of a constant is computed in any case: its type depends on it.
  fileprivate var strictColumns: [BoundColumn]? {
    var columns: [BoundColumn] = []
    for argument in arguments {
      guard let more = argument.strictColumns else { return nil }
      columns += more
    }
    if case .call? = arguments.first, operation == .negate, columns.isEmpty { return nil }
    return columns
  }

  /// Whether it is true or false whatever its arguments are.
  fileprivate var isTruthTest: Bool {
    switch operation {
    case .isTrue, .isFalse, .isNull, .nullSafeEqual: true
    default: false
    }
  }

  /// Whether it is NULL only where an argument is.
  fileprivate var isStrict: Bool {
    switch operation.arithmeticSymbol {
    case .add, .subtract, .multiply: true
    default: operation == .negate || operation == .bitNot || operation == .not
    }
  }
}

extension Value {
  /// An integer as it lies: signed, or unsigned in eight bytes.
  fileprivate var wideInteger: Int128? {
    switch self {
    case .integer(let number): Int128(number)
    case .blob(let bytes) where bytes.count == 8:
      Int128(bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    default: nil
    }
  }
}
