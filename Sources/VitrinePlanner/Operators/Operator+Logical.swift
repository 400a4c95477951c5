package import VitrineSQLite
package import VitrineSharding

extension Operator {
  /// Reads a table.
  ///
  /// `columns` are those that somebody above uses, after pruning.
  package struct Scan: Sendable {
    package struct Column: Sendable, Hashable {
      package var id: ColumnID
      /// The column's name in its table.
      package var name: String
      package var type: MySQLType

      package init(id: ColumnID, name: String, type: MySQLType) {
        self.id = id
        self.name = name
        self.type = type
      }
    }

    package var table: ResolvedTable
    /// The name by which the statement knows it: the alias, or the table's own name.
    package var alias: String
    package var columns: [Column]

    package init(table: ResolvedTable, alias: String, columns: [Column]) {
      self.table = table
      self.alias = alias
      self.columns = columns
    }
  }

  /// Rows written in the statement.
  ///
  /// One row of no columns is `FROM DUAL`.
  package struct Values: Sendable {
    package var columns: [BoundColumn]
    package var rows: [[Scalar]]

    package init(columns: [BoundColumn], rows: [[Scalar]]) {
      self.columns = columns
      self.rows = rows
    }

    /// The one row without columns that a SELECT without FROM reads.
    package static let dual = Values(columns: [], rows: [[]])
  }

  /// The rows that JSON_TABLE makes of a document.
  ///
  /// On the right of a lateral join the document may read columns of the left.
  package struct JSONRows: Sendable {
    package var document: Scalar
    package var shape: JSONTableShape
    /// As many as the shape has, in its order.
    package var columns: [BoundColumn]
    package var alias: String

    package init(
      document: Scalar,
      shape: JSONTableShape,
      columns: [BoundColumn],
      alias: String
    ) {
      self.document = document
      self.shape = shape
      self.columns = columns
      self.alias = alias
    }
  }

  /// Keeps the rows for which every predicate is true.
  package struct Filter: Sendable {
    package var input: Operator
    package var predicates: [Scalar]

    package init(_ input: Operator, _ predicates: [Scalar]) {
      self.input = input
      self.predicates = predicates
    }
  }

  /// Computes columns; only these are seen above.
  ///
  /// An item that is a plain column of the same id passes it through.
  package struct Project: Sendable {
    package struct Item: Sendable, Hashable {
      package var id: ColumnID
      package var value: Scalar

      package init(id: ColumnID, value: Scalar) {
        self.id = id
        self.value = value
      }

      package init(passing column: BoundColumn) {
        self.init(id: column.id, value: .column(column))
      }
    }

    package var input: Operator
    package var items: [Item]

    package init(_ input: Operator, _ items: [Item]) {
      self.input = input
      self.items = items
    }
  }

  /// Combines rows of two inputs.
  ///
  /// RIGHT JOIN is lowered to a left join with its sides exchanged, NATURAL and USING to their
  /// predicates.
  package struct Join: Sendable {
    package enum Kind: Sendable, Hashable {
      /// Also CROSS JOIN and the comma; the predicates of an inner join are as good as a filter.
      case inner
      case left
    }

    package var kind: Kind
    package var left: Operator
    package var right: Operator
    package var predicates: [Scalar]
    /// Whether the right side reads columns of the left: LATERAL.
    package var isLateral: Bool

    package init(
      _ kind: Kind,
      _ left: Operator,
      _ right: Operator,
      on predicates: [Scalar],
      lateral: Bool = false
    ) {
      self.kind = kind
      self.left = left
      self.right = right
      self.predicates = predicates
      self.isLateral = lateral
    }
  }

  /// Groups rows and aggregates each group.
  ///
  /// Without `groups` there is one group, even of no rows.
  package struct Aggregate: Sendable {
    package struct Group: Sendable, Hashable {
      package var id: ColumnID
      package var value: Scalar

      package init(id: ColumnID, value: Scalar) {
        self.id = id
        self.value = value
      }
    }

    package struct Item: Sendable, Hashable {
      package var id: ColumnID
      package var call: AggregateCall

      package init(id: ColumnID, call: AggregateCall) {
        self.id = id
        self.call = call
      }
    }

    package var input: Operator
    package var groups: [Group]
    package var items: [Item]
    package var hasRollup: Bool

    package init(_ input: Operator, groups: [Group], items: [Item], rollup: Bool = false) {
      self.input = input
      self.groups = groups
      self.items = items
      self.hasRollup = rollup
    }
  }

  /// Adds one column for each window function; the input's columns stay visible.
  package struct Window: Sendable {
    package struct Item: Sendable, Hashable {
      package var id: ColumnID
      package var call: WindowCall

      package init(id: ColumnID, call: WindowCall) {
        self.id = id
        self.call = call
      }
    }

    package var input: Operator
    package var items: [Item]

    package init(_ input: Operator, _ items: [Item]) {
      self.input = input
      self.items = items
    }
  }

  /// Orders rows.
  package struct Sort: Sendable {
    package var input: Operator
    package var keys: [SortKey]

    package init(_ input: Operator, _ keys: [SortKey]) {
      self.input = input
      self.keys = keys
    }
  }

  /// Skips `offset` rows and gives at most `count`.
  ///
  /// Both are literals, parameters or variables.
  package struct Limit: Sendable {
    package var input: Operator
    package var count: Scalar?
    package var offset: Scalar?

    package init(_ input: Operator, count: Scalar?, offset: Scalar?) {
      self.input = input
      self.count = count
      self.offset = offset
    }
  }

  /// Removes rows equal to an earlier one in every column.
  package struct Distinct: Sendable {
    package var input: Operator

    package init(_ input: Operator) {
      self.input = input
    }
  }

  /// UNION, INTERSECT and EXCEPT of inputs with the same number of columns.
  ///
  /// Result column `i` is made of column `columns[i]` of the result and `sources[k][i]` of input
  /// `k`, converted to the result's type by a `Project` below where the types differ.
  package struct SetOperation: Sendable {
    package enum Kind: Sendable, Hashable {
      case union
      case intersect
      case except
    }

    package var kind: Kind
    /// ALL keeps duplicates.
    package var isAll: Bool
    package var inputs: [Operator]
    package var columns: [BoundColumn]
    package var sources: [[BoundColumn]]

    package init(
      _ kind: Kind,
      all: Bool,
      _ inputs: [Operator],
      columns: [BoundColumn],
      sources: [[BoundColumn]]
    ) {
      self.kind = kind
      self.isAll = all
      self.inputs = inputs
      self.columns = columns
      self.sources = sources
    }
  }

  /// A recursive common table expression: the seed's rows, then the step's over them, until the
  /// step gives none.
  ///
  /// Columns of both are matched by position through `seedColumns` and `stepColumns`.
  package struct Recursion: Sendable {
    package let id: Int
    package var name: String
    package var seed: Operator
    package var step: Operator
    package var isAll: Bool
    package var columns: [BoundColumn]
    package var seedColumns: [BoundColumn]
    package var stepColumns: [BoundColumn]

    package init(
      id: Int,
      name: String,
      seed: Operator,
      step: Operator,
      all: Bool,
      columns: [BoundColumn],
      seedColumns: [BoundColumn],
      stepColumns: [BoundColumn]
    ) {
      self.id = id
      self.name = name
      self.seed = seed
      self.step = step
      self.isAll = all
      self.columns = columns
      self.seedColumns = seedColumns
      self.stepColumns = stepColumns
    }
  }

  /// Inside a recursion's step: the rows of the round before.
  ///
  /// `columns[i]` is the recursion's column `i` under an id of its own.
  package struct RecursionInput: Sendable {
    package let recursion: Int
    package var alias: String
    package var columns: [BoundColumn]

    package init(recursion: Int, alias: String, columns: [BoundColumn]) {
      self.recursion = recursion
      self.alias = alias
      self.columns = columns
    }
  }
}
