import VitrineSQL

/// A scenario that cannot be read: which file, where in it, and what is wrong there.
public struct ScenarioError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// The line, counted from 1; 0 where there is none.
  public var line: Int
  /// The column, counted from 1; 0 where there is none.
  public var column: Int
  /// What is wrong.
  public var message: String
  /// What to do about it.
  public var hint: String?

  /// An error at a place of a file.
  public init(_ message: String, path: String, line: Int = 0, column: Int = 0, hint: String? = nil)
  {
    self.path = path
    self.line = line
    self.column = column
    self.message = message
    self.hint = hint
  }

  /// `scenarios/shop.yaml:12:3: unknown key 'expct'`, with the hint on a line of its own.
  public var description: String {
    let place = line > 0 ? "\(path):\(line):\(column)" : path
    return "\(place): \(message)" + (hint.map { "\nhint: \($0)" } ?? "")
  }
}

extension ScenarioError {
  /// An error of SQL found while reading a file.
  init(_ error: SQLError, path: String, at position: SourcePosition) {
    self.init(
      error.summary,
      path: path,
      line: position.line,
      column: position.column,
      hint: error.hint
    )
  }
}
