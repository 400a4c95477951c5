package import VitrineSharding

extension Primitive {
  /// Writes rows to the shards that their vindexes name.
  ///
  /// The engine evaluates each row's values, fills in sequences and defaults, converts them to the
  /// columns' types (MySQL's strict rules), maps the primary vindex, and runs the shard text once per
  /// row on its shard, all in one transaction.
  package struct Insert: Sendable {
    package struct Column: Sendable {
      package var name: String
      package var type: MySQLType
      package var isNullable: Bool
      package var isAutoIncrement: Bool
      /// What a row without a value for the column gets; nil is error 1364.
      package var defaultValue: RoutingValue?
    }

    /// What a row gives a column.
    package enum Cell: Sendable, Hashable {
      case value(RoutingValue)
      case `default`
    }

    package var table: ResolvedTable
    /// Every stored column of the table that is written, in the order of the shard text's parameters.
    package var columns: [Column]
    /// `rows[i][j]` is for `columns[j]`; empty when rows come from `source`.
    package var rows: [[Cell]]
    /// INSERT … SELECT; `sourceColumns[k]` is the position in `columns` of the source's column k.
    package var source: Primitive?
    package var sourceColumns: [Int]
    /// The types of the source's columns.
    package var sourceTypes: [MySQLType]
    /// The text for one row: `INSERT INTO t (…) VALUES (?1, …)`, its first parameters the columns in
    /// order, then those of the ON DUPLICATE KEY UPDATE clause.
    package var query: ShardQuery
    package var isIgnore: Bool
    package var isReplace: Bool
    package var hasOnDuplicateKey: Bool
    /// The shard a target names; rows are checked not to belong elsewhere.
    package var destination: ShardDestination?
  }

  /// Changes rows where they lie.
  package struct Update: Sendable {
    package var table: ResolvedTable
    package var route: Route
    /// When present, the rows are first selected: its columns are the table's primary key, then, for a
    /// sharded table, the primary vindex's columns, then the values of `route.query`'s remaining
    /// parameters; the route's text is run once per row.
    package var source: Primitive?
    package var isIgnore: Bool
  }

  /// Removes rows where they lie; `source` as in `Update`.
  package struct Delete: Sendable {
    package var table: ResolvedTable
    package var route: Route
    package var source: Primitive?
    package var isIgnore: Bool
  }
}
