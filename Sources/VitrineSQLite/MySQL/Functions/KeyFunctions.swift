import VitrineSQL
import VitrineSharding

/// Keys by which values are told apart and ordered outside SQLite's own comparisons.
enum KeyFunctions {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_sort_key", arguments: 2) { arguments, result in
        guard arguments.storageClass(at: 0) == .text else {
          return result.set(argument: 0, of: arguments)
        }
        result.set(blob: key(arguments, 0, collation: arguments.text(at: 1)))
      },
      ScalarFunction("my_weight_string", arguments: 2) { arguments, result in
        guard arguments.storageClass(at: 0) == .text,
          let collation = Collation(rawValue: arguments.text(at: 1))
        else { return result.set(argument: 0, of: arguments) }
        let rules = CollationRules(collation)
        result.set(blob: arguments.withTextBytes(at: 0) { rules.weightString($0) })
      },
      ScalarFunction("my_member", arguments: 2) { arguments, result in
        guard arguments.storageClass(at: 0) == .text, isEmpty(arguments) else {
          return result.set(argument: 0, of: arguments)
        }
        result.set("")
      },
      ScalarFunction("my_row_key") { arguments, result in
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: arguments.count, by: 2) {
          appendKey(arguments, index, &bytes)
        }
        result.set(blob: bytes)
      },
    ]
  }

  /// Whether the first argument equals the empty text under the collation that the second names.
  private static func isEmpty(_ arguments: borrowing FunctionArguments) -> Bool {
    arguments.withTextBytes(at: 0) { bytes in
      guard let first = bytes.first else { return true }
      // What is visible in ASCII has a weight under every collation.
      if (0x21...0x7E).contains(first) { return false }
      guard let collation = Collation(rawValue: arguments.text(at: 1)) else { return false }
      let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
      return CollationRules(collation).compare(bytes, nothing) == 0
    }
  }

  private static func appendKey(
    _ arguments: borrowing FunctionArguments,
    _ index: Int,
    _ bytes: inout [UInt8]
  ) {
    guard arguments.storageClass(at: index) == .text else {
      return ValueBytes.append(arguments.value(at: index), &bytes)
    }
    let key = key(arguments, index, collation: arguments.text(at: index + 1))
    ValueBytes.append(.blob(key), &bytes)
  }

  private static func key(
    _ arguments: borrowing FunctionArguments,
    _ index: Int,
    collation name: String
  ) -> [UInt8] {
    if name == "my_decimal" { return Decimal65(prefixOf: arguments.text(at: index)).sortKey }
    if name == "my_json" { return JSONDocument.sortKey(ofText: arguments.text(at: index)) }
    guard let collation = Collation(rawValue: name) else { return arguments.blob(at: index) }
    let rules = CollationRules(collation)
    return arguments.withTextBytes(at: index) { rules.sortKey($0) }
  }
}

extension Decimal65 {
  /// Bytes that sort as the decimal does: sign and count of integer digits, then the digits, all
  /// turned over below zero.
  package var sortKey: [UInt8] {
    if isZero { return [0x80] }
    let digits = magnitude.digits(atLeast: scale + 1)
    var fraction = Array(digits.utf8.suffix(scale))
    while fraction.last == 48 { fraction.removeLast() }
    let whole = Array(digits.utf8.dropLast(scale).drop { $0 == 48 })
    let count = UInt16(clamping: whole.count)
    let key = [0x81, UInt8(count >> 8), UInt8(truncatingIfNeeded: count)] + whole + fraction
    return isNegative ? key.map { ~$0 } + [0xff] : key
  }
}
