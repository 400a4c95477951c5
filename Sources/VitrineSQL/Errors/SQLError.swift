/// What every layer of Vitrine throws: a catalogued code, a message, and where it can be told, the
/// place in the statement and what to do about it.
public struct SQLError: Error, Sendable, Hashable {
  /// The entry of the catalogue.
  public var code: Code
  /// What went wrong, as a sentence fragment.
  public var message: String
  /// The bytes of the statement the error speaks of.
  public var span: Span?
  /// What the writer of the statement could do, as one sentence fragment: "did you mean 'name'?".
  public var hint: String?

  /// An error of a catalogued kind, with its place and a hint where they are known.
  public init(_ code: Code, _ message: String, at span: Span? = nil, hint: String? = nil) {
    self.code = code
    self.message = message
    self.span = span
    self.hint = hint
  }
}

extension SQLError {
  /// The same error with a place, where it has none yet.
  public func located(at span: Span) -> SQLError {
    guard self.span == nil, !span.isEmpty else { return self }
    var copy = self
    copy.span = span
    return copy
  }
}
