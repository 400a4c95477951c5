package import VitrineSharding

/// What `information_schema` tells of a table and its shards know, as far as a statement asks for it.
package struct TableFacts: Sendable, Hashable {
  /// The number that AUTO_INCREMENT gives next.
  package var nextNumber: UInt64?
  package var rowCount: Int?
  /// The bytes of the pages that hold the rows, and of those that hold the indexes.
  package var dataLength: Int?
  package var indexLength: Int?
  /// What the columns hold.
  package var statistics: TableStatistics?

  package init() {}
}
