package import VitrineSharding

extension Primitive {
  /// One SQLite text sent to the shards that its routing names; the shards' rows in any order.
  package struct Route: Sendable {
    package var variant: String
    package var keyspace: String
    package var isSharded: Bool
    package var vindex: ColumnVindex?
    /// One for each of the vindex's columns used; for IN each is a `list`, or one `list` of tuples.
    package var values: [RoutingValue]
    /// The types of the vindex's columns, to which values are converted before they are mapped.
    package var columnTypes: [MySQLType]
    package var destination: ShardDestination?
    package var query: ShardQuery
    package var columns: [MySQLType]
    /// Rows that a `LookupJoin` feeds in; the text reads them as a table of this name.
    package var keyInput: CoordinatorInput?
    /// Why these shards: `Scatter: no vindex on users.email`.
    package var reason: String { why.sentence(nil) }
    var why: RoutingReason
    /// `alias` or table names, for the reader.
    package var tables: [String]
    /// Whether the text gives rows even of empty tables, so that a value which leads to no shard must
    /// still be asked of one: `SELECT COUNT(*) …`.
    package var needsShard = false
    /// What is taken of a sequence, by the gateway, instead of sending the text.
    package var numbers: Numbers?
    /// The route to the table of its lookup vindex, which is asked first for the keyspace ids of the values.
    package var lookup: Primitive?
    package var estimate: StepEstimate?
  }

  /// Numbers of a sequence: `NEXT 5 VALUES`.
  package struct Numbers: Sendable {
    package var table: ResolvedTable
    package var count: ParameterSource
  }

  /// The inputs' rows, one input after another.
  package struct Concatenate: Sendable {
    package var inputs: [Primitive]
  }

  /// Merges the streams of a route's shards, each sorted by the keys, into one sorted stream.
  package struct MergeSort: Sendable {
    package var input: Primitive
    package var keys: [MergeKey]
    /// What the keys are called, where they have a name.
    package var names: [String?] = []
  }

  /// Combines partial aggregates of the same group.
  ///
  /// Output columns are those of the input, in place: group columns keep the first row's value,
  /// aggregate columns are merged.
  package struct MergeAggregate: Sendable {
    package struct Item: Sendable, Hashable {
      package var column: Int
      package var merge: PartialMerge
      package var type: MySQLType
    }

    package var input: Primitive
    /// Offsets and types of the group columns; none means one group, even of no rows.
    package var groups: [MergeKey]
    package var items: [Item]
    /// Whether the input comes sorted by the groups, so that groups can be streamed.
    package var isOrdered: Bool
    package var width: Int
    /// What the groups, then the items are called, where they have a name.
    package var names: [String?] = []
    package var estimate: StepEstimate?
  }

  /// Skips `offset` rows and gives at most `count`.
  package struct Limit: Sendable {
    package var input: Primitive
    package var count: ParameterSource?
    package var offset: ParameterSource?
  }

  /// Removes rows that equal an earlier one in every column, under the columns' collations.
  package struct Distinct: Sendable {
    package var input: Primitive
    package var columns: [MySQLType]
  }

  /// Chooses and reorders columns; computes nothing.
  package struct Select: Sendable {
    package var input: Primitive
    package var offsets: [Int]
  }

  /// Joins by asking the right route once per batch of left rows and shard.
  package struct LookupJoin: Sendable {
    package enum Output: Sendable, Hashable {
      case left(Int)
      case right(Int)
    }

    package var kind: Operator.LookupJoin.Kind
    package var left: Primitive
    package var right: Route
    /// Offsets of the left columns that are looked up, and how they compare.
    package var leftKeys: [MergeKey]
    /// Offsets of left columns that go along; each row that differs in them is then numbered.
    package var carried: [Int]
    /// Offsets of the right columns that give each row's keys back, or its number.
    package var rightKeys: [MergeKey]
    package var output: [Output]
    /// Left rows per batch.
    package var batchSize: Int
    /// What the first batch has rows for, where a limit above need not see all: the sum.
    package var wanted: [ParameterSource]
    /// What the left keys, the columns that they equal and what goes along are called, where they have a name.
    package var keyNames: [String?] = []
    package var matchNames: [String?] = []
    package var carriedNames: [String?] = []
    package var estimate: StepEstimate?
  }

  /// Runs SQL in the coordinator's SQLite over its inputs, each a table of its own.
  package struct Coordinate: Sendable {
    package var inputs: [CoordinatorInput]
    package var primitives: [Primitive]
    package var query: ShardQuery
    package var columns: [MySQLType]
    package var estimate: StepEstimate?

    package init(
      inputs: [CoordinatorInput],
      primitives: [Primitive],
      query: ShardQuery,
      columns: [MySQLType]
    ) {
      self.inputs = inputs
      self.primitives = primitives
      self.query = query
      self.columns = columns
    }
  }

  /// A recursive common table expression whose step asks shards for the keys of each round's rows.
  package struct Recursion: Sendable {
    package var seed: Primitive
    /// Opened anew for each round.
    package var step: Primitive
    /// The slot of the last round's rows.
    package var slot: Int
    /// Whether rows that came before count as new ones.
    package var isAll: Bool
    package var columns: [MySQLType]
  }

  /// Inside a recursion's step: the rows of the round before.
  package struct Round: Sendable {
    package var slot: Int
    package var name: String
    package var width: Int
  }

  /// Runs subqueries first and gives their results to the steps above through slots.
  package struct Pullout: Sendable {
    package enum Kind: Sendable, Hashable {
      /// The one value of one row, NULL for none; error 1242 for more.
      case value
      /// 1 or 0: whether there is a row.
      case exists
      /// All rows, for texts that read the slot as a table and routes that look its values up.
      case rows
      /// The one value, which becomes the user variable's too.
      case assignment(String)
    }

    package struct Item: Sendable {
      package var slot: Int
      package var kind: Kind
      package var primitive: Primitive
      package var type: MySQLType
    }

    package var items: [Item]
    package var input: Primitive
  }
}

/// A table that the engine offers to SQLite for the time of one query: its name and columns.
package struct CoordinatorInput: Sendable, Hashable {
  package struct Column: Sendable, Hashable {
    package var name: String
    package var type: MySQLType

    package init(name: String, type: MySQLType) {
      self.name = name
      self.type = type
    }
  }

  package var name: String
  package var columns: [Column]
  /// The order that the rows come in, by column offset.
  package var order: [MergeKey]

  package init(name: String, columns: [Column], order: [MergeKey] = []) {
    self.name = name
    self.columns = columns
    self.order = order
  }
}
