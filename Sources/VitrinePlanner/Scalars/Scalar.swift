package import VitrineSharding

/// An expression after analysis: every name is a column id, every node has a MySQL type.
///
/// Aggregate and window calls do not occur inside a scalar; the analyzer puts them into `Aggregate`
/// and `Window` operators and leaves the column that carries their result.
package indirect enum Scalar: Sendable, Hashable {
  case column(BoundColumn)
  case literal(BoundLiteral)
  /// A `?`
  ///
  /// of the statement, by position from 0.
  case parameter(Int, MySQLType)
  /// A user or system variable, read once at the gateway before the statement runs.
  case variable(SessionVariable, MySQLType)
  /// What a subquery that runs first has put into a slot; a row of its own for IN.
  case slot(Int, MySQLType)
  case call(Call)
  case subquery(Subquery)
  /// A row constructor: only an operand of comparisons and IN.
  case tuple([Scalar])
}

/// A use of a column.
package struct BoundColumn: Sendable, Hashable {
  package var id: ColumnID
  package var type: MySQLType

  package init(_ id: ColumnID, _ type: MySQLType) {
    self.id = id
    self.type = type
  }

  /// The same column has nearly always the same type.
  package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// A constant, already in the representation of its type.
package struct BoundLiteral: Sendable, Hashable {
  package var value: Value
  package var type: MySQLType
  /// The literal's position among the statement's literal tokens where it stands for exactly one of
  /// them; such a literal is sent as a parameter unless a rule has looked at its value, so that one
  /// plan serves every value of it.
  ///
  /// Nil for constants that a rule has made or folded.
  package var ordinal: Int?

  package init(_ value: Value, _ type: MySQLType, ordinal: Int? = nil) {
    self.value = value
    self.type = type
    self.ordinal = ordinal
  }

  /// The value tells nearly all literals apart.
  package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

/// A variable of the session, `@name` or `@@scope.name`.
package struct SessionVariable: Sendable, Hashable {
  package enum Scope: Sendable, Hashable {
    case user
    /// `@@name`: the session's value where it has one, else the server's.
    case nearest
    case session
    case global
  }

  package var scope: Scope
  /// Lower case, without the signs.
  package var name: String

  package init(scope: Scope, name: String) {
    self.scope = scope
    self.name = name
  }
}

/// An operator or function applied to arguments.
package struct Call: Sendable, Hashable {
  package var operation: Operation
  package var arguments: [Scalar]
  package var type: MySQLType

  package init(_ operation: Operation, _ arguments: [Scalar], _ type: MySQLType) {
    self.operation = operation
    self.arguments = arguments
    self.type = type
  }
}

/// A query used as a value or a condition.
///
/// Two subqueries are equal when they are the same one: each has an id of its own.
package struct Subquery: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// `(SELECT …)` as a value; error 1242 for more than one row.
    case scalar
    /// `EXISTS (SELECT …)`.
    case exists
    /// `left IN (SELECT …)`; `NOT IN` stands under a `not`.
    case membership(left: Scalar)
    /// `left < ANY (SELECT …)`, `left <= ALL (SELECT …)`.
    case quantified(left: Scalar, Operation, all: Bool)
  }

  package let id: Int
  package var kind: Kind
  package var query: Operator
  /// The query's result columns, in order.
  package var columns: [BoundColumn]
  package var type: MySQLType
  /// Columns of enclosing queries that it reads; empty when it is uncorrelated.
  package var outerColumns: ColumnSet
  /// Whether it has been found to be answerable on whatever shard evaluates the scalar around it.
  package var isLocal = false
  /// Whether it has been decided where it is answered.
  package var isSettled = false
  /// Where the rows lie that make the condition true, when it is answered on their shard.
  package var home: Locality?

  package init(
    id: Int,
    kind: Kind,
    query: Operator,
    columns: [BoundColumn],
    type: MySQLType,
    outerColumns: ColumnSet
  ) {
    self.id = id
    self.kind = kind
    self.query = query
    self.columns = columns
    self.type = type
    self.outerColumns = outerColumns
  }

  package static func == (left: Subquery, right: Subquery) -> Bool { left.id == right.id }
  package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
