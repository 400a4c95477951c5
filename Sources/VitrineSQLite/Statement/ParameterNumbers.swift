/// Spells the parameters of a long text so that SQLite compiles it in linear time.
///
/// SQLite keeps the names of parameters, `?7` among them, in a list that it walks once for each of them:
/// ten thousand values in an IN list cost fifty million steps. A bare `?` has no name and stands for the
/// next number, so each `?7` that is the first with the next number loses its digits.
///
///     a IN (?1, ?2, ?3) AND b = ?1   ⇒   a IN (?, ?, ?) AND b = ?1
enum ParameterNumbers {
  /// Texts shorter than this are left as they are.
  static let shortest = 4096

  static func withoutNames(_ text: String) -> String {
    guard text.utf8.count >= shortest else { return text }
    var scanner = Scanner(bytes: Array(text.utf8))
    scanner.run()
    return String(decoding: scanner.output, as: UTF8.self)
  }

  private struct Scanner {
    let bytes: [UInt8]
    var output: [UInt8] = []
    private var position = 0
    /// The highest number so far, which is what a bare `?` counts on from.
    private var highest = 0

    init(bytes: [UInt8]) {
      self.bytes = bytes
      output.reserveCapacity(bytes.count)
    }

    mutating func run() {
      while position < bytes.count {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "?"): parameter()
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): copy(through: byte)
        case UInt8(ascii: "["): copy(through: UInt8(ascii: "]"))
        case UInt8(ascii: "-") where next == byte: copy(through: 0x0A)
        case UInt8(ascii: "/") where next == UInt8(ascii: "*"): copyComment()
        default: copyByte()
        }
      }
    }

    private var next: UInt8 { position + 1 < bytes.count ? bytes[position + 1] : 0 }

    private mutating func copyByte() {
      output.append(bytes[position])
      position += 1
    }

    /// Copies up to the next `mark`; a doubled quote begins another run, which comes to the same.
    private mutating func copy(through mark: UInt8) {
      copyByte()
      while position < bytes.count, bytes[position] != mark { copyByte() }
      if position < bytes.count { copyByte() }
    }

    private mutating func copyComment() {
      copyByte()
      copyByte()
      while position < bytes.count,
        bytes[position] != UInt8(ascii: "*") || next != UInt8(ascii: "/")
      {
        copyByte()
      }
    }

    private mutating func parameter() {
      let start = position
      position += 1
      var number = 0
      while position < bytes.count, case let digit = bytes[position] &- 0x30, digit < 10,
        number < 1_000_000
      {
        number = number * 10 + Int(digit)
        position += 1
      }
      if position == start + 1 || number == highest + 1 {
        highest += 1
        output.append(UInt8(ascii: "?"))
      } else {
        highest = max(highest, number)
        output += bytes[start..<position]
      }
    }
  }
}
