import VitrineSQLite
import VitrineSharding

/// A row as it lies on its shard, or a reference table's on all of them.
struct StoredRow {
  /// Of the stored columns, in the order of the table's `RowStatements`.
  var values: [Value]
  /// Of the key by which it is found.
  var key: [Value]
  var stores: [ShardStore]

  /// Whether both are the same row of one table.
  func isSame(as other: StoredRow) -> Bool {
    key == other.key && stores.first === other.stores.first
  }
}
