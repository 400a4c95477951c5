/// What a write did, as MySQL tells it.
struct WriteOutcome: Sendable, Hashable {
  var affectedRows = 0
  /// The first id that AUTO_INCREMENT made for the statement.
  var firstGeneratedID: UInt64?
  /// The AUTO_INCREMENT column of the last row inserted with a value of its own there.
  var lastGivenID: UInt64?
  /// MySQL's sentence on the statement.
  var info: String?
}
