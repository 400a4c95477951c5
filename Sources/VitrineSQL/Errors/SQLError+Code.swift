extension SQLError {
  /// What kind of thing went wrong; decides who should read the error first.
  public enum Category: String, Sendable, Hashable, CaseIterable {
    /// The text is not SQL.
    case syntax
    /// A name means nothing here, or too many things.
    case name
    /// Types, argument counts or values do not fit.
    case value
    /// A constraint of the schema refused a row.
    case constraint
    /// Valid SQL that Vitrine cannot answer exactly, and so refuses.
    case unsupported
    /// The VSchema, a vindex or a keyspace id.
    case sharding
    /// A shard's file or connection failed.
    case shard
    /// Locks, deadlocks, transaction state.
    case transaction
    /// Interrupted, timed out or over a limit.
    case limit
    /// Files, directories and formats around the engine.
    case environment
    /// A defect of Vitrine.
    case `internal`
  }

  /// An entry of the error catalogue: MySQL's number, its SQLSTATE, Vitess's code where it has one.
  public struct Code: Sendable, Hashable {
    /// MySQL's error number.
    public let number: Int
    /// The five characters of SQLSTATE.
    public let state: String
    /// Vitess's code, such as `VT12001`.
    public let vitess: String?
    /// What kind of thing went wrong.
    public let category: Category
    /// The catalogue's name of the entry, such as `ER_PARSE_ERROR`.
    public let name: String

    init(
      _ number: Int,
      _ state: String,
      _ name: String,
      _ category: Category,
      vitess: String? = nil
    ) {
      self.number = number
      self.state = state
      self.name = name
      self.category = category
      self.vitess = vitess
    }
  }
}
