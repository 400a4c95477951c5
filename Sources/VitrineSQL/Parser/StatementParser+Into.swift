// INTO of a SELECT, and the formats it shares with LOAD DATA.
extension StatementParser {
  mutating func selectInto() throws(SQLError) -> SelectInto {
    guard queryLevel == 1 else { throw unexpected() }
    try expect(.into)
    if take(.dumpfile) { return .dumpfile(try stringLiteral()) }
    if take(.outfile) { return .outfile(try outfile()) }
    let variables = try list { parser throws(SQLError) -> IntoVariable in
      if parser.kind == .userVariable { return .user(try parser.userVariable()) }
      return .local(try parser.identifier())
    }
    return .variables(variables)
  }

  private mutating func outfile() throws(SQLError) -> OutfileTarget {
    let start = self.start
    let isS3 = take(.s3)
    var target = OutfileTarget(path: try stringLiteral(), isS3: isS3)
    if takeCharset() { target.charset = try charsetName() }
    if take(.format) {
      target.format = try anyWord().text.lowercased()
      if take(.header) { target.format? += " header" }
    }
    target.fields = try fieldsFormat()
    target.lines = try linesFormat()
    if take(.manifest) { target.isManifest = try onOrOff() }
    if take(.overwrite) { target.isOverwrite = try onOrOff() }
    target.span = span(from: start)
    return target
  }

  private mutating func onOrOff() throws(SQLError) -> Bool {
    if take(.on) { return true }
    try expect(.off)
    return false
  }

  /// `CHARACTER SET`, `CHARSET`, `CHAR SET`.
  mutating func takeCharset() -> Bool {
    take(.charset) || take(.character, .set) || take(.char, .set)
  }

  mutating func fieldsFormat() throws(SQLError) -> FieldsFormat? {
    let start = self.start
    guard take(.fields) || take(.columns) else { return nil }
    var format = FieldsFormat()
    while true {
      if take(.terminated, .by) {
        format.terminated = try textLiteral()
      } else if isAt(.optionally, .enclosed) || isAt(.enclosed) {
        format.isOptionallyEnclosed = take(.optionally)
        advance()
        try expect(.by)
        format.enclosed = try textLiteral()
      } else if take(.escaped, .by) {
        format.escaped = try textLiteral()
      } else {
        format.span = span(from: start)
        return format
      }
    }
  }

  mutating func linesFormat() throws(SQLError) -> LinesFormat? {
    let start = self.start
    guard take(.lines) else { return nil }
    var format = LinesFormat()
    while true {
      if take(.starting, .by) {
        format.starting = try textLiteral()
      } else if take(.terminated, .by) {
        format.terminated = try textLiteral()
      } else {
        format.span = span(from: start)
        return format
      }
    }
  }

  /// A string, or a hexadecimal or bit literal in its place.
  private mutating func textLiteral() throws(SQLError) -> Literal {
    switch kind {
    case .string, .hexString, .hexNumber, .bitString, .bitNumber: try literal()
    default: throw unexpected()
    }
  }
}
