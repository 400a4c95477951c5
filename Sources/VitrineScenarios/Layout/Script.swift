package import Vitrine
package import VitrineSQL

/// A text of several statements.
package enum Script {
  /// Runs the statements of a text one after another.
  ///
  /// - Throws: the first error, its span counted from the start of the whole text. What ran before it
  ///   stays.
  package static func run(_ text: String, in session: Session) throws(SQLError) {
    for statement in try Parser.parseScript(text) {
      let bytes = text.utf8.dropFirst(statement.range.lowerBound).prefix(statement.range.count)
      do throws(SQLError) {
        _ = try session.execute(String(Substring(bytes)))
      } catch {
        throw error.shifted(by: statement.range.lowerBound)
      }
    }
  }
}

extension SQLError {
  /// The same error of a statement that starts so many bytes into a larger text.
  package func shifted(by offset: Int) -> SQLError {
    guard let span else { return self }
    var copy = self
    copy.span = Span(lower: span.range.lowerBound + offset, upper: span.range.upperBound + offset)
    return copy
  }
}
