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
      /// SQLite's text of a default that depends on the row's other columns, whose values are its parameters.
      package var rowDefault: String?
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
    /// Whether the gateway must see each row through: for keys that no shard keeps alone, foreign
    /// keys, and REPLACE.
    package var writesRows = false
    /// ON DUPLICATE KEY UPDATE for the gateway: the new values of one row that is there.
    package var duplicate: DuplicateUpdate?
    /// What rows must meet to belong to the partitions that the statement names, in SQLite's text.
    package var partitionCondition: String?
    /// What rows must meet to be those of the view through which they are written.
    package var check: RowCheck?
    /// INSERT … SELECT as one text, where one shard has the source's rows and gets the new ones.
    ///
    /// Where that shard refuses a row or warns of one, the rows go through the gateway, which knows
    /// which row it was.
    package var whole: ShardQuery?
  }

  /// What ON DUPLICATE KEY UPDATE makes of one row.
  package struct DuplicateUpdate: Sendable {
    /// Gives the new values; its parameters are the new row's stored columns, the old row's key, what the source gives
    /// beyond `sourceColumns`, and those of the clause.
    package var query: ShardQuery
    /// The columns that get them.
    package var columns: [ColumnDefinition]
    /// How many of the values beyond `sourceColumns` it takes: up to the last that the clause reads.
    package var carriedCount = 0
  }

  /// A table of which selected rows are written one by one.
  package struct RowTarget: Sendable {
    /// A column that is set, and the source's column that it is set to.
    package struct Assignment: Sendable {
      package var column: ColumnDefinition
      package var offset: Int
      package var type: MySQLType
    }

    package var table: ResolvedTable
    /// Where in the source's rows the row's primary key begins, followed by the columns of the primary
    /// vindex.
    package var keyOffset: Int
    package var assignments: [Assignment] = []
    /// As in `Insert`.
    package var partitionCondition: String?
    package var check: RowCheck?
  }

  /// WITH CHECK OPTION of a view: a condition on a row's columns in SQLite's text.
  package struct RowCheck: Sendable {
    package var condition: String
    /// The view's name for the error, `keyspace.view`.
    package var view: String
  }

  /// Changes rows where they lie.
  package struct Update: Sendable {
    package var table: ResolvedTable
    package var route: Route
    /// When present, the rows are selected first, and the gateway then writes those of `targets` one
    /// by one; `route` tells of the first target.
    package var source: Primitive?
    package var isIgnore: Bool
    package var targets: [RowTarget] = []
    /// Counts the rows that meet the conditions, whether they change or not.
    package var matching: ShardQuery?
  }

  /// Removes rows where they lie; `source` as in `Update`.
  package struct Delete: Sendable {
    package var table: ResolvedTable
    package var route: Route
    package var source: Primitive?
    package var isIgnore: Bool
    /// How many rows of the source are deleted at most, not counting those that another has taken with it.
    package var limit: ParameterSource?
    package var targets: [RowTarget] = []
  }
}

extension Primitive.Update {
  /// The tables whose rows change.
  package var writtenTables: [ResolvedTable] { targets.isEmpty ? [table] : targets.map(\.table) }
}

extension Primitive.Delete {
  /// The tables whose rows go.
  package var writtenTables: [ResolvedTable] { targets.isEmpty ? [table] : targets.map(\.table) }
}
