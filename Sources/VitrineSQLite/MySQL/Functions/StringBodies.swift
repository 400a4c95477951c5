import VitrineSQL
import VitrineSharding

/// The chapter "String Functions": bodies.
///
/// Positions count characters, which are code points.
enum StringBodies {
  /// MySQL's `max_allowed_packet`: what would be longer is NULL.
  private static let maximumLength = 67_108_864

  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    lengths(context) + parts() + trims() + builders(context) + lists() + searches(context)
      + codes(context)
  }

  // MARK: Lengths

  private static func lengths(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_char_length", arguments: 1) { arguments, result in
        arguments.withTextBytes(at: 0) { bytes in
          result.set(bytes.reduce(0) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) })
        }
      },
      ScalarFunction("my_length", arguments: 1) { arguments, result in
        arguments.withBlobBytes(at: 0) { result.set($0.count) }
      },
      ScalarFunction("my_cast_char", arguments: 2) { arguments, result in
        let text = arguments.text(at: 0)
        let length = arguments.count(at: 1)
        let cut = String(text.unicodeScalars.prefix(length))
        if cut.utf8.count < text.utf8.count {
          context.warnTruncated("CHAR(\(cut.utf8.count))", text)
        }
        result.set(cut)
      },
      ScalarFunction("my_binary", arguments: 2) { arguments, result in
        let length = arguments.count(at: 1)
        let whole = arguments.blob(at: 0)
        if length < whole.count {
          context.warnTruncated("BINARY(\(length))", Hexadecimal.printable(whole))
        }
        var bytes = Array(whole.prefix(length))
        guard fits(length, "cast_as_binary", context) else { return }
        if bytes.count < length { bytes += [UInt8](repeating: 0, count: length - bytes.count) }
        result.set(blob: bytes)
      },
    ]
  }

  // MARK: Parts

  private static func parts() -> [ScalarFunction] {
    [
      ScalarFunction("my_left", arguments: 2) { arguments, result in
        let text = arguments.text(at: 0).unicodeScalars
        result.set(String(text.prefix(max(0, arguments.count(at: 1)))))
      },
      ScalarFunction("my_right", arguments: 2) { arguments, result in
        let text = arguments.text(at: 0).unicodeScalars
        result.set(String(text.suffix(max(0, arguments.count(at: 1)))))
      },
      ScalarFunction("my_substring") { arguments, result in
        let text = arguments.text(at: 0).unicodeScalars
        let length = arguments.count > 2 ? arguments.count(at: 2) : Int(Int32.max)
        let position = arguments.count(at: 1)
        guard position != 0, length > 0 else { return result.set("") }
        let start = position > 0 ? position - 1 : text.count + position
        guard start >= 0 else { return result.set("") }
        result.set(String(text.dropFirst(start).prefix(length)))
      },
      ScalarFunction("my_substring_index", arguments: 3) { arguments, result in
        let (text, separator) = (arguments.text(at: 0), arguments.text(at: 1))
        let count = arguments.count(at: 2)
        guard !separator.isEmpty, count != 0 else { return result.set("") }
        let pieces = TextSearch.split(text, separator)
        let kept = count > 0 ? pieces.prefix(count) : pieces.suffix(-max(count, -Int(Int32.max)))
        result.set(kept.joined(separator: separator))
      },
      ScalarFunction("my_upper", arguments: 1) { arguments, result in
        result.set(mapped(arguments.text(at: 0)) { $0.properties.uppercaseMapping })
      },
      ScalarFunction("my_upper", arguments: 2) { arguments, result in
        result.set(set(arguments, 1).cased(arguments.text(at: 0), isUpper: true))
      },
      ScalarFunction("my_lower", arguments: 2) { arguments, result in
        result.set(set(arguments, 1).cased(arguments.text(at: 0), isUpper: false))
      },
      ScalarFunction("my_lower", arguments: 1) { arguments, result in
        result.set(mapped(arguments.text(at: 0)) { $0.properties.lowercaseMapping })
      },
      ScalarFunction("my_reverse", arguments: 1) { arguments, result in
        var reversed = String.UnicodeScalarView()
        reversed.append(contentsOf: arguments.text(at: 0).unicodeScalars.reversed())
        result.set(String(reversed))
      },
    ]
  }

  private static func set(
    _ arguments: borrowing FunctionArguments,
    _ index: Int
  ) -> SingleByteSet {
    SingleByteSet(rawValue: arguments.text(at: index)) ?? .latin1
  }

  /// Maps each character to another one: MySQL leaves what would become two, such as `ß`.
  private static func mapped(
    _ text: String,
    _ mapping: (Unicode.Scalar) -> String
  ) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let changed = mapping(scalar).unicodeScalars
      result.append(changed.count == 1 ? changed.first ?? scalar : scalar)
    }
    return String(result)
  }

  private static func trims() -> [ScalarFunction] {
    let sides = [("my_trim", true, true), ("my_ltrim", true, false), ("my_rtrim", false, true)]
    return sides.map { name, leading, trailing in
      ScalarFunction(name) { arguments, result in
        var bytes = Array(arguments.text(at: 0).utf8)[...]
        let removed = arguments.count > 1 ? Array(arguments.text(at: 1).utf8) : [32]
        guard !removed.isEmpty else { return result.set(text: Array(bytes)) }
        while leading, bytes.starts(with: removed) { bytes = bytes.dropFirst(removed.count) }
        while trailing, bytes.count >= removed.count, bytes.suffix(removed.count) == removed[...] {
          bytes = bytes.dropLast(removed.count)
        }
        result.set(text: Array(bytes))
      }
    }
  }

  // MARK: Builders

  private static func builders(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_concat_ws", returnsNullOnNull: false) { arguments, result in
        guard !arguments.isNull(at: 0) else { return }
        let parts = (1..<max(arguments.count, 1)).filter { !arguments.isNull(at: $0) }
        let separator = arguments.text(at: 0)
        let joined = parts.map { arguments.text(at: $0) }.joined(separator: separator)
        if fits(joined.utf8.count, "concat_ws", context) { result.set(joined) }
      },
      ScalarFunction("my_repeat", arguments: 2) { arguments, result in
        let text = arguments.text(at: 0)
        let count = max(0, arguments.count(at: 1))
        let (length, overflows) = text.utf8.count.multipliedReportingOverflow(by: count)
        guard fits(overflows ? .max : length, "repeat", context) else { return }
        result.set(text.isEmpty ? "" : String(repeating: text, count: count))
      },
      ScalarFunction("my_space", arguments: 1) { arguments, result in
        let count = max(0, arguments.count(at: 0))
        guard fits(count, "space", context) else { return }
        result.set(String(repeating: " ", count: count))
      },
      pad("lpad", context) { padding, text in padding + text },
      pad("rpad", context) { padding, text in text + padding },
      ScalarFunction("my_replace", arguments: 3) { arguments, result in
        let from = arguments.text(at: 1)
        guard !from.isEmpty else { return result.set(argument: 0, of: arguments) }
        let pieces = TextSearch.split(arguments.text(at: 0), from)
        let replaced = pieces.joined(separator: arguments.text(at: 2))
        if fits(replaced.utf8.count, "replace", context) { result.set(replaced) }
      },
      ScalarFunction("my_insert", arguments: 4) { arguments, result in
        let text = arguments.text(at: 0).unicodeScalars
        let position = arguments.count(at: 1)
        guard position >= 1, position <= text.count else {
          return result.set(argument: 0, of: arguments)
        }
        let length = arguments.count(at: 2)
        let head = text.prefix(position - 1)
        let isWhole = length < 0 || length > text.count - position + 1
        let tail = isWhole ? "" : String(text.dropFirst(position - 1 + length))
        let changed = String(head) + arguments.text(at: 3) + tail
        if fits(changed.utf8.count, "insert", context) { result.set(changed) }
      },
      ScalarFunction("my_quote", returnsNullOnNull: false) { arguments, result in
        result.set(arguments.isNull(at: 0) ? "NULL" : quoted(arguments.text(at: 0)))
      },
      ScalarFunction("my_format", returnsNullOnNull: false) { arguments, result in
        guard !arguments.isNull(at: 0), !arguments.isNull(at: 1) else { return }
        let digits = min(max(arguments.count(at: 1), 0), 30)
        let number = arguments.decimal(at: 0).rounded(toScale: digits)
        let name = arguments.count > 2 && !arguments.isNull(at: 2) ? arguments.text(at: 2) : "en_US"
        let format = NumberFormat(locale: name)
        if format == nil {
          context.warn(.unknownLocale, "Unknown locale: '\(name)'")
        }
        result.set((format ?? .american).text(number.text))
      },
    ]
  }

  /// Whether a text of so many bytes may be; 1301 where it is too long.
  private static func fits(_ length: Int, _ name: String, _ context: StatementContext) -> Bool {
    if length <= maximumLength { return true }
    context.warn(
      .allowedPacketOverflowed,
      "Result of \(name)() was larger than max_allowed_packet (\(maximumLength)) - truncated"
    )
    return false
  }

  private static func pad(
    _ name: String,
    _ context: StatementContext,
    _ join: @escaping (String, String) -> String
  ) -> ScalarFunction {
    ScalarFunction("my_\(name)", arguments: 3) { arguments, result in
      let text = arguments.text(at: 0).unicodeScalars
      let padding = Array(arguments.text(at: 2).unicodeScalars)
      let length = arguments.count(at: 1)
      guard length >= 0, fits(length, name, context) else { return }
      let missing = length - text.count
      if missing <= 0 { return result.set(String(text.prefix(length))) }
      guard !padding.isEmpty else { return result.set("") }
      var added = String.UnicodeScalarView()
      for index in 0..<missing { added.append(padding[index % padding.count]) }
      result.set(join(String(added), String(text)))
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "'", "\\": result += "\\" + String(scalar)
      case "\0": result += "\\0"
      case "\u{1a}": result += "\\Z"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "'"
  }

  /// `1,234,567.89`.
  private static func lists() -> [ScalarFunction] {
    [
      ScalarFunction("my_make_set", returnsNullOnNull: false) { arguments, result in
        guard !arguments.isNull(at: 0) else { return }
        let mask = ArithmeticFunctions.pattern(arguments, 0)
        let chosen = (1..<arguments.count)
          .filter { $0 <= 64 && mask >> UInt64($0 - 1) & 1 == 1 && !arguments.isNull(at: $0) }
        result.set(chosen.map { arguments.text(at: $0) }.joined(separator: ","))
      },
      ScalarFunction("my_export_set") { arguments, result in
        let mask = ArithmeticFunctions.pattern(arguments, 0)
        let separator = arguments.count > 3 ? arguments.text(at: 3) : ","
        let asked = arguments.count > 4 ? arguments.count(at: 4) : 64
        let count = (0...64).contains(asked) ? asked : 64
        let (on, off) = (arguments.text(at: 1), arguments.text(at: 2))
        let bits = (0..<count).map { mask >> UInt64($0) & 1 == 1 ? on : off }
        result.set(bits.joined(separator: separator))
      },
    ]
  }

  // MARK: Searches

  private static func searches(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_instr", arguments: 3) { arguments, result throws(SQLError) in
        let (text, wanted) = (arguments.text(at: 1), arguments.text(at: 2))
        let rules = rules(arguments)
        result.set(try TextSearch.locate(wanted, in: text, nil, rules, context.checkStop))
      },
      ScalarFunction("my_locate") { arguments, result throws(SQLError) in
        let start = arguments.count > 3 ? arguments.count(at: 3) : nil
        let (wanted, text) = (arguments.text(at: 1), arguments.text(at: 2))
        let rules = rules(arguments)
        result.set(try TextSearch.locate(wanted, in: text, start, rules, context.checkStop))
      },
      ScalarFunction("my_find_in_set", arguments: 3) { arguments, result in
        let wanted = arguments.text(at: 1)
        let list = arguments.text(at: 2)
        guard !list.isEmpty, !wanted.contains(",") else { return result.set(0) }
        let rules = rules(arguments)
        let members = list.split(separator: ",", omittingEmptySubsequences: false)
        let key = rules.weightString(wanted)
        let found = members.firstIndex { rules.weightString(String($0)) == key }
        result.set(found.map { $0 + 1 } ?? 0)
      },
      ScalarFunction("my_strcmp", arguments: 3) { arguments, result in
        let order = rules(arguments).compare(arguments.text(at: 1), arguments.text(at: 2))
        result.set(order.signum())
      },
      ScalarFunction("my_like", arguments: 4) { arguments, result throws(SQLError) in
        let pattern = try arguments.cached(at: 1) { () throws(SQLError) in
          let escape = arguments.text(at: 2).unicodeScalars
          guard escape.count <= 1 else {
            throw SQLError(.wrongArguments, "Incorrect arguments to ESCAPE")
          }
          return LikePattern(
            arguments.text(at: 1),
            escape: escape.first,
            Collation(rawValue: arguments.text(at: 3)) ?? .standard
          )
        }
        result.set(try pattern.matches(arguments.text(at: 0), context.checkStop))
      },
    ]
  }

  /// The rules of the collation that the first argument names.
  private static func rules(_ arguments: borrowing FunctionArguments) -> CollationRules {
    CollationRules(Collation(rawValue: arguments.text(at: 0)) ?? .standard)
  }

  // MARK: Codes

  private static func codes(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_ascii", arguments: 1) { arguments, result in
        result.set(arguments.blob(at: 0).first.map { Int($0) } ?? 0)
      },
      ScalarFunction("my_ord", arguments: 1) { arguments, result in
        let bytes = arguments.blob(at: 0)
        let first = bytes.first ?? 0
        let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
        result.set(bytes.prefix(length).reduce(0) { $0 << 8 | Int($1) })
      },
      ScalarFunction("my_char", returnsNullOnNull: false) { arguments, result in
        var bytes: [UInt8] = []
        for index in 0..<arguments.count where !arguments.isNull(at: index) {
          let number = UInt32(truncatingIfNeeded: ArithmeticFunctions.pattern(arguments, index))
          let all = UInt64(number).bigEndianBytes.drop { $0 == 0 }
          bytes += all.isEmpty ? [0] : Array(all)
        }
        result.set(blob: bytes)
      },
      ScalarFunction("my_well_formed", arguments: 1) { arguments, result in
        let bytes = arguments.blob(at: 0)
        guard let text = String(validating: bytes, as: UTF8.self) else {
          return context.warnOfBytes(bytes, in: "utf8mb4")
        }
        result.set(text)
      },
      ScalarFunction("my_wide_text", arguments: 2) { arguments, result in
        let unit = arguments.integer(at: 1) == 4 ? 4 : 2
        guard let text = wideText(arguments.blob(at: 0), unit: unit) else {
          return context.warnOfBytes(arguments.blob(at: 0), in: unit == 4 ? "utf32" : "utf16")
        }
        result.set(text)
      },
      ScalarFunction("my_decode", arguments: 2) { arguments, result in
        let set = set(arguments, 1)
        let bytes = arguments.blob(at: 0)
        guard let text = set.text(of: bytes) else {
          return context.warnOfBytes(bytes, in: set.rawValue)
        }
        result.set(text)
      },
      ScalarFunction("my_encode", arguments: 2) { arguments, result in
        result.set(blob: set(arguments, 1).bytes(of: arguments.text(at: 0)))
      },
      ScalarFunction("my_fit", arguments: 2) { arguments, result in
        let text = arguments.text(at: 0)
        result.set((try? Collation(characterSet: arguments.text(at: 1)))?.fitted(text) ?? text)
      },
      ScalarFunction("my_bytes_text", arguments: 1) { arguments, result in
        let scalars = arguments.blob(at: 0).map { Unicode.Scalar($0) }
        result.set(String(String.UnicodeScalarView(scalars)))
      },
      ScalarFunction("my_text_bytes", arguments: 1) { arguments, result in
        result.set(blob: arguments.text(at: 0).unicodeScalars.map { UInt8(clamping: $0.value) })
      },
      ScalarFunction("my_hex", arguments: 1) { arguments, result in
        let bytes = arguments.blob(at: 0)
        guard fits(2 * bytes.count, "hex", context) else { return }
        result.set(BinaryStringFunctions.hexadecimal(bytes))
      },
      ScalarFunction("my_hex_real", arguments: 1) { arguments, result in
        let number = arguments.real(at: 0)
        let bits =
          number <= -0x1p63 || number >= 0x1p64
          ? UInt64.max
          : UInt64(truncatingIfNeeded: Int128(number + (number > 0 ? 0.5 : -0.5)))
        result.set(String(bits, radix: 16, uppercase: true))
      },
      ScalarFunction("my_hex_integer", arguments: 1) { arguments, result in
        let pattern = ArithmeticFunctions.pattern(arguments, 0)
        result.set(String(pattern, radix: 16, uppercase: true))
      },
      ScalarFunction("my_unhex", arguments: 1) { arguments, result in
        let text = arguments.text(at: 0)
        guard let bytes = hexBytes(text) else {
          return context.warn(
            .wrongValueForType,
            "Incorrect string value: '\(text)' for function unhex"
          )
        }
        result.set(blob: bytes)
      },
      ScalarFunction("my_to_base64", arguments: 1) { arguments, result in
        let bytes = arguments.blob(at: 0)
        let letters = (bytes.count + 2) / 3 * 4
        guard fits(letters + max(letters - 1, 0) / 76, "to_base64", context) else { return }
        result.set(Base64.encode(bytes))
      },
      ScalarFunction("my_from_base64", arguments: 1) { arguments, result in
        if let bytes = Base64.decode(arguments.blob(at: 0)) { result.set(blob: bytes) }
      },
      ScalarFunction("my_soundex", arguments: 1) { arguments, result in
        result.set(soundex(arguments.text(at: 0)))
      },
      ScalarFunction("my_soundex_of_bytes", arguments: 1) { arguments, result in
        // Bytes have no other letters than ASCII's.
        let ascii = arguments.blob(at: 0).filter { $0 < 0x80 }
        result.set(blob: Array(soundex(String(decoding: ascii, as: UTF8.self)).utf8))
      },
    ]
  }

  private static func hexText(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of hexadecimal digits; an odd first digit stands alone.
  static func hexBytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16) }
    guard digits.allSatisfy({ $0 != nil }) else { return nil }
    var values = digits.compactMap { $0 }
    if values.count % 2 == 1 { values.insert(0, at: 0) }
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }

  private static func soundex(_ text: String) -> String {
    let codes: [Character: Character] = Dictionary(
      uniqueKeysWithValues: zip("BFPVCGJKQSXZDTLMNR", "111122222222334556")
    )
    var result = ""
    var last: Character?
    for letter in text.map(\.asciiUppercased) where letter.isLetter {
      let code = codes[letter]
      if result.isEmpty {
        result.append(letter)
        last = code
      } else if let code, code != last {
        result.append(code)
        last = code
      }
    }
    if result.isEmpty { return "" }
    return result + String(repeating: "0", count: max(0, 4 - result.count))
  }
}
