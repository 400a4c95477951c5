// Named windows, window specifications and frames.
extension StatementParser {
  mutating func namedWindows() throws(SQLError) -> [NamedWindow] {
    try list { parser throws(SQLError) -> NamedWindow in
      let start = parser.start
      _ = parser.take(.window)
      let name = try parser.identifier()
      try parser.expect(.as)
      let specification = try parser.windowSpecification()
      return NamedWindow(
        name: name,
        specification: specification,
        span: parser.span(from: start)
      )
    }
  }

  /// What follows OVER.
  mutating func windowReference() throws(SQLError) -> WindowReference {
    if kind == .leftParenthesis { return .specification(try windowSpecification()) }
    return .named(try identifier())
  }

  private mutating func windowSpecification() throws(SQLError) -> WindowSpecification {
    let start = self.start
    try expect(.leftParenthesis)
    var window = WindowSpecification()
    if isAtName { window.base = try identifier() }
    if take(.partition, .by) {
      window.partitionBy = try list { parser throws(SQLError) in try parser.expression() }
    }
    if take(.order, .by) { window.orderBy = try orderingTerms() }
    window.frame = try windowFrame()
    try expect(.rightParenthesis)
    window.span = span(from: start)
    return window
  }

  private mutating func windowFrame() throws(SQLError) -> WindowFrame? {
    let start = self.start
    let unit: FrameUnit
    switch keyword {
    case .rows: unit = .rows
    case .range: unit = .range
    case .groups: unit = .groups
    default: return nil
    }
    advance()
    var frame = WindowFrame(unit: unit, start: .currentRow)
    if take(.between) {
      frame.start = try frameBound()
      try expect(.and)
      frame.end = try frameBound()
    } else {
      frame.start = try frameBound()
    }
    frame.span = span(from: start)
    return frame
  }

  private mutating func frameBound() throws(SQLError) -> FrameBound {
    if take(.current) {
      try expect(.row)
      return .currentRow
    }
    if take(.unbounded) {
      if take(.preceding) { return .unboundedPreceding }
      try expect(.following)
      return .unboundedFollowing
    }
    let distance = try expression(.bitOr)
    if take(.preceding) { return .preceding(distance) }
    try expect(.following)
    return .following(distance)
  }
}
