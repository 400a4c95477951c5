/// `INTO` of a SELECT.
package indirect enum SelectInto: Sendable, Hashable {
  case outfile(OutfileTarget)
  case dumpfile(Literal)
  case variables([IntoVariable])

  /// Whether variables take the row.
  package var takesVariables: Bool {
    if case .variables = self { true } else { false }
  }
}

/// A variable that takes a column of the result.
package enum IntoVariable: Sendable, Hashable {
  case user(UserVariable)
  /// A local variable of a stored program
  case local(Identifier)
}

/// `INTO OUTFILE 'name' …` and Vitess's `INTO OUTFILE S3`.
package struct OutfileTarget: Sendable, Hashable {
  package var path: Literal
  package var isS3: Bool
  package var charset: Identifier?
  /// `FORMAT CSV HEADER` of S3.
  package var format: String?
  package var fields: FieldsFormat?
  package var lines: LinesFormat?
  /// `MANIFEST ON|OFF` of S3.
  package var isManifest: Bool?
  /// `OVERWRITE ON|OFF` of S3.
  package var isOverwrite: Bool?
  package var span: Span

  package init(
    path: Literal,
    isS3: Bool = false,
    charset: Identifier? = nil,
    format: String? = nil,
    fields: FieldsFormat? = nil,
    lines: LinesFormat? = nil,
    isManifest: Bool? = nil,
    isOverwrite: Bool? = nil,
    span: Span = .none
  ) {
    self.path = path
    self.isS3 = isS3
    self.charset = charset
    self.format = format
    self.fields = fields
    self.lines = lines
    self.isManifest = isManifest
    self.isOverwrite = isOverwrite
    self.span = span
  }
}

/// `FIELDS TERMINATED BY … ENCLOSED BY … ESCAPED BY …`.
package struct FieldsFormat: Sendable, Hashable {
  package var terminated: Literal?
  package var enclosed: Literal?
  package var isOptionallyEnclosed: Bool
  package var escaped: Literal?
  package var span: Span

  package init(
    terminated: Literal? = nil,
    enclosed: Literal? = nil,
    isOptionallyEnclosed: Bool = false,
    escaped: Literal? = nil,
    span: Span = .none
  ) {
    self.terminated = terminated
    self.enclosed = enclosed
    self.isOptionallyEnclosed = isOptionallyEnclosed
    self.escaped = escaped
    self.span = span
  }
}

/// `LINES STARTING BY … TERMINATED BY …`.
package struct LinesFormat: Sendable, Hashable {
  package var starting: Literal?
  package var terminated: Literal?
  package var span: Span

  package init(starting: Literal? = nil, terminated: Literal? = nil, span: Span = .none) {
    self.starting = starting
    self.terminated = terminated
    self.span = span
  }
}
