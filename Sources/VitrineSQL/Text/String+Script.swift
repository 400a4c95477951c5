extension String {
  /// The text of a script of statements in UTF-8, in which `_binary '…'` may hold any bytes, as in what mysqldump
  /// writes: such a literal becomes the hexadecimal one of the same bytes.
  ///
  /// Throws `invalidCharacterString` for bytes elsewhere that are not UTF-8.
  package init(script bytes: some Collection<UInt8>) throws(SQLError) {
    if let text = String(validating: bytes, as: UTF8.self) {
      self = text
      return
    }
    var rewriter = BinaryLiteralRewriter(Array(bytes))
    rewriter.run()
    try self.init(validUTF8: rewriter.output)
  }
}

/// Writes a script anew with `_binary X'FF'` for each `_binary '…'` whose bytes are not UTF-8.
private struct BinaryLiteralRewriter {
  private let input: [UInt8]
  private var position = 0
  private(set) var output: [UInt8] = []
  /// The word that ends before what is read, in lower case, but for blanks; empty after anything else.
  private var word: [UInt8] = []
  private var wordIsOver = false

  private static let introducer = Array("_binary".utf8)

  init(_ input: [UInt8]) {
    self.input = input
    output.reserveCapacity(input.count + input.count / 8)
  }

  mutating func run() {
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""): string(byte)
      case UInt8(ascii: "`"): copy(through: [byte], skipping: 1)
      case UInt8(ascii: "#"): copy(through: [UInt8(ascii: "\n")], skipping: 1)
      case UInt8(ascii: "-") where beginsLineComment:
        copy(through: [UInt8(ascii: "\n")], skipping: 2)
      // What `/*!` and `/*+` begin is read as SQL.
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*") && !holdsSQL:
        copy(through: Array("*/".utf8), skipping: 2)
      default: plain(byte)
      }
    }
  }

  private func peek(_ distance: Int = 0) -> UInt8? {
    input.indices.contains(position + distance) ? input[position + distance] : nil
  }

  private var holdsSQL: Bool { peek(2) == UInt8(ascii: "!") || peek(2) == UInt8(ascii: "+") }

  private var beginsLineComment: Bool {
    peek(1) == UInt8(ascii: "-") && peek(2).map { $0 <= UInt8(ascii: " ") } ?? true
  }

  private mutating func plain(_ byte: UInt8) {
    output.append(byte)
    position += 1
    if byte <= UInt8(ascii: " ") {
      wordIsOver = true
    } else {
      if wordIsOver || !byte.isWordByte { word = [] }
      wordIsOver = false
      // No introducer is longer.
      if byte.isWordByte, word.count <= Self.introducer.count {
        word.append((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte)
      }
    }
  }

  /// Copies all up to an end and with it.
  private mutating func copy(through end: [UInt8], skipping count: Int) {
    output += input[position..<Swift.min(position + count, input.count)]
    position = Swift.min(position + count, input.count)
    while position < input.count {
      if input[position...].starts(with: end) {
        output += end
        position += end.count
        break
      }
      output.append(input[position])
      position += 1
    }
    word = []
  }

  private mutating func string(_ quote: UInt8) {
    let isBinary = word == Self.introducer
    let start = position
    let content = content(quote)
    word = []
    guard isBinary, String(validating: content, as: UTF8.self) == nil else {
      output += input[start..<position]
      return
    }
    let digits = Array("0123456789ABCDEF".utf8)
    output += Array("X'".utf8)
    for byte in content { output += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    output.append(UInt8(ascii: "'"))
  }

  /// The bytes that the string here stands for; reads past its end.
  private mutating func content(_ quote: UInt8) -> [UInt8] {
    var content: [UInt8] = []
    position += 1
    while let byte = peek() {
      position += 1
      if byte == quote {
        guard peek() == quote else { break }
        position += 1
        content.append(byte)
      } else if byte == UInt8(ascii: "\\"), let escaped = peek() {
        position += 1
        content += Self.escaped(escaped)
      } else {
        content.append(byte)
      }
    }
    return content
  }

  private static func escaped(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case UInt8(ascii: "0"): [0]
    case UInt8(ascii: "b"): [8]
    case UInt8(ascii: "n"): [10]
    case UInt8(ascii: "r"): [13]
    case UInt8(ascii: "t"): [9]
    case UInt8(ascii: "Z"): [26]
    case UInt8(ascii: "%"), UInt8(ascii: "_"): [UInt8(ascii: "\\"), byte]
    default: [byte]
    }
  }
}
