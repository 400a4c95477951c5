/// A note, warning or error that a statement left behind, as SHOW WARNINGS lists them.
public struct Warning: Sendable, Hashable {
  /// MySQL's three levels.
  public enum Level: String, Sendable, Hashable {
    /// Something worth knowing: `DROP TABLE IF EXISTS` of a table that is not there.
    case note = "Note"
    /// A value was changed to fit.
    case warning = "Warning"
    /// The statement failed.
    case error = "Error"
  }

  /// How grave it is.
  public var level: Level
  /// MySQL's error number.
  public var code: Int
  /// What happened, in MySQL's words.
  public var message: String

  /// A warning of a level, with MySQL's number and a message.
  public init(_ level: Level, code: Int, message: String) {
    self.level = level
    self.code = code
    self.message = message
  }
}
