extension String {
  /// A statement of names in backticks with these in double quotes; its texts stand in single ones.
  package var withANSIQuotes: String {
    let backtick = UInt8(ascii: "`")
    let quote = UInt8(ascii: "\"")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count)
    var isName = false
    var isText = false
    var isEscaped = false
    var rest = utf8.makeIterator()
    var next = rest.next()
    while let byte = next {
      next = rest.next()
      if isName, byte == backtick, next == backtick {
        bytes.append(backtick)
        next = rest.next()
      } else if byte == backtick, !isText {
        isName.toggle()
        bytes.append(quote)
      } else {
        if isName, byte == quote { bytes.append(quote) }
        // A doubled quote ends a text and begins it again.
        if byte == UInt8(ascii: "'"), !isName, !isEscaped { isText.toggle() }
        isEscaped = isText && !isEscaped && byte == UInt8(ascii: "\\")
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
