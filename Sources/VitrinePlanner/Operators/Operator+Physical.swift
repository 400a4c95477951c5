import VitrineSQLite
@_spi(Storage) package import VitrineSharding

extension Operator {
  /// A subtree that each of the routed shards evaluates whole, as one SQLite text.
  package struct Route: Sendable {
    package var input: Operator
    private var place: Shared<Place>

    private struct Place: Sendable {
      var routing: Routing
      var locality: Locality
    }

    package init(_ input: Operator, _ routing: Routing, _ locality: Locality) {
      self.input = input
      place = Shared(Place(routing: routing, locality: locality))
    }

    package var routing: Routing {
      _read { yield place.value.routing }
      _modify { yield &place.value.routing }
    }

    /// What is known of where its rows lie; what merging with another route is decided by.
    package var locality: Locality {
      _read { yield place.value.locality }
      _modify { yield &place.value.locality }
    }
  }

  /// Merges the sorted streams of a route's shards into one sorted stream.
  ///
  /// The route's input sorts by the same keys, which are columns.
  package struct MergeSort: Sendable {
    package var input: Operator
    package var keys: [SortKey]

    package init(_ input: Operator, _ keys: [SortKey]) {
      self.input = input
      self.keys = keys
    }
  }

  /// Combines the partial aggregates of shards, group by group.
  package struct MergeAggregate: Sendable {
    package struct Item: Sendable, Hashable {
      package var id: ColumnID
      package var type: MySQLType
      package var merge: PartialMerge
      /// The input column that carries the partial.
      package var source: BoundColumn

      package init(id: ColumnID, type: MySQLType, merge: PartialMerge, source: BoundColumn) {
        self.id = id
        self.type = type
        self.merge = merge
        self.source = source
      }
    }

    package var input: Operator
    package var groups: [BoundColumn]
    package var items: [Item]

    package init(_ input: Operator, groups: [BoundColumn], items: [Item]) {
      self.input = input
      self.groups = groups
      self.items = items
    }
  }

  /// Joins by asking the right side for the keys of a batch of left rows at once.
  ///
  /// The right side is a route whose tree reads the keys from an `Input` named `keys`.
  package struct LookupJoin: Sendable {
    package enum Kind: Sendable, Hashable {
      case inner
      case left
      /// The left rows that have a partner, each once.
      case semi
      /// The left rows that have none.
      case anti

      init(_ kind: Join.Kind) { self = kind == .left ? .left : .inner }

      /// Whether nothing of the right side is seen but whether there is a partner.
      package var tellsOnlyWhether: Bool { self == .semi || self == .anti }
    }

    package var kind: Kind
    package var left: Operator
    package var right: Route
    /// The left columns whose values are looked up.
    package var keys: [BoundColumn]
    /// The right side's columns that they equal.
    package var matches: [BoundColumn] = []
    /// Left columns beside them that conditions on the right side read; the rows that go there are then
    /// numbered in a last column.
    package var carried: [BoundColumn]
    /// What the right side reads: the keys, what is carried, and the number.
    package var input: Input
    /// The right tree's columns that tell whose partner a row is: the keys, in their order, or the number.
    package var echoes: [BoundColumn]
    /// Left rows for one question.
    package var batchSize = Self.usualBatchSize
    /// Numbers whose sum is how many rows a limit above asks for, so that the first questions are for few; none where all
    /// rows are read.
    package var wanted: [Scalar] = []

    /// How many rows one question is for where nothing tells how many there are.
    static let usualBatchSize = 1000

    package init(
      kind: Kind,
      left: Operator,
      right: Route,
      keys: [BoundColumn],
      carried: [BoundColumn],
      input: Input,
      echoes: [BoundColumn]
    ) {
      self.kind = kind
      self.left = left
      self.right = right
      self.keys = keys
      self.carried = carried
      self.input = input
      self.echoes = echoes
    }
  }

  /// A subquery that runs first and leaves its result in a slot.
  package struct Pullout: Sendable {
    package enum Kind: Sendable, Hashable {
      case value
      case exists
      /// All rows, which IN, ANY and ALL look through.
      case rows
      /// The value, which a user variable takes as well: `@a := 1`.
      case assignment(String)
    }

    package var slot: Int
    package var kind: Kind
    package var query: Operator
    /// The columns that are kept: the value's, or those of the rows.
    package var columns: [BoundColumn]
    package var type: MySQLType
    /// The subquery's number; items that are named again have it in common.
    var subquery: Int?

    package init(
      slot: Int,
      kind: Kind,
      query: Operator,
      columns: [BoundColumn],
      type: MySQLType
    ) {
      self.slot = slot
      self.kind = kind
      self.query = query
      self.columns = columns
      self.type = type
    }
  }

  /// Any tree of logical operators, run as SQL in the coordinator's SQLite.
  ///
  /// Its leaves are `Input`s, each filled by the source of the same name.
  package struct Coordinate: Sendable {
    package var tree: Operator
    package var sources: [NamedInput]

    package init(tree: Operator, sources: [NamedInput]) {
      self.tree = tree
      self.sources = sources
    }
  }

  /// An input of the coordinator and the operator that fills it.
  package struct NamedInput: Sendable {
    package var input: Input
    package var source: Operator

    package init(_ input: Input, _ source: Operator) {
      self.input = input
      self.source = source
    }
  }

  /// Rows that the engine provides under a table name of its own.
  package struct Input: Sendable, Hashable {
    package var name: String
    package var columns: [BoundColumn]
    /// The order its rows come in, which SQLite then need not sort.
    package var order: [SortKey]
    /// The slot that holds its rows, where a subquery that runs first fills it.
    package var slot: Int?

    package init(
      name: String,
      columns: [BoundColumn],
      order: [SortKey] = [],
      slot: Int? = nil
    ) {
      self.name = name
      self.columns = columns
      self.order = order
      self.slot = slot
    }

    /// What a table of a lookup's keys is called.
    package static let keysName = "keys"

    /// Whether its rows are held in memory and given to shards: the keys of a lookup, or what a subquery
    /// that runs first has found.
    var isHeld: Bool { slot != nil || name == Self.keysName }

    /// The name of the table that is read.
    ///
    /// That of held rows tells their types as well, and has a character that no table of a user's has: so a
    /// connection can keep it for all plans, and it hides none of the shard's own tables.
    var tableName: String {
      guard isHeld else { return name }
      let types = columns.map { column in
        [column.type.sqliteAffinity, column.type.keyCollation].compactMap(\.self)
          .joined(separator: " ")
      }
      return "\(name):\(types.joined(separator: ","))"
    }

    /// The name of a column in that table.
    func columnName(at position: Int) -> String {
      isHeld ? "k\(position + 1)" : QueryRenderer.name(of: columns[position].id)
    }
  }
}

/// How two partial aggregates of one group become one.
package enum PartialMerge: Sendable, Hashable {
  /// Counts are added.
  case addCounts
  /// Sums in the representation of the sum's type are added; NULL is no rows.
  case addSums
  case least
  case greatest
  case any
  case bitAnd
  case bitOr
  case bitXor
}
