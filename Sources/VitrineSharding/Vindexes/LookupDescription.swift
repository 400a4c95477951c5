/// The table behind a lookup vindex and how it is kept.
public struct LookupDescription: Sendable, Hashable {
  /// How rows of the lookup table are locked while an owner's row is written.
  public enum ReadLock: String, Sendable, Hashable {
    case exclusive
    case shared
    case none
  }

  /// The lookup table, `table` or `keyspace.table`.
  public var table: String
  /// The columns of the lookup table that hold the owner's columns, in their order.
  ///
  /// Only the first is searched for.
  public var from: [String]
  /// The column that holds the keyspace id.
  public var to: String
  /// Whether the lookup row is written outside the transaction, and stays if that rolls back.
  public var isAutocommit: Bool
  /// Whether such writes go to several shards without a transaction.
  public var isMultiShardAutocommit: Bool
  /// Whether rows with a NULL have no entry.
  public var ignoresNulls: Bool
  /// Whether many values are asked for in one query.
  public var isBatched: Bool
  /// The lock taken when an owner's row is written.
  public var readLock: ReadLock
  /// Whether the table is still being filled: written to, never read.
  public var isWriteOnly: Bool
  /// Whether a value given for an unowned column is taken without a check.
  public var skipsVerification: Bool
  /// Whether it is a consistent lookup, kept right by the order of three transactions.
  public var isConsistent: Bool
}
