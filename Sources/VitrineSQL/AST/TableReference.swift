/// What stands in FROM.
///
/// `(t1, t2)` in parentheses is read as a cross join.
package enum TableReference: Sendable, Hashable {
  /// `ks.t PARTITION (p) AS a USE INDEX (i)`
  case table(TableFactor)
  /// `(SELECT …) AS a (x, y)`, `LATERAL (…) AS a`
  indirect case derived(DerivedTable)
  /// `JSON_TABLE(…) AS a`
  indirect case jsonTable(JSONTable)
  /// `a LEFT JOIN b ON …`
  indirect case join(Join)
}

/// A named table with its alias, partitions and hints.
package struct TableFactor: Sendable, Hashable {
  package var span: Span
  package var name: TableName
  package var alias: Identifier?
  /// Nil when there is nothing in them, as in nearly every table.
  private var details: BoxedDetails?
}

extension TableFactor {
  package init(
    name: TableName,
    partitions: [Identifier] = [],
    alias: Identifier? = nil,
    hints: [IndexHint] = [],
    span: Span = .none
  ) {
    self.init(span: span, name: name, alias: alias, details: nil)
    keep(partitions, hints)
  }

  /// `t` or `t a`, as it was read.
  @inline(__always)
  init(read name: Identifier, as alias: Identifier?, span: Span) {
    self.init(span: span, name: TableName(read: name), alias: alias, details: nil)
  }
}

// What few tables have.
extension TableFactor {
  private indirect enum BoxedDetails: Sendable, Hashable {
    case details(partitions: [Identifier], hints: [IndexHint])
  }

  private mutating func keep(_ partitions: [Identifier], _ hints: [IndexHint]) {
    let isEmpty = partitions.isEmpty && hints.isEmpty
    details = isEmpty ? nil : .details(partitions: partitions, hints: hints)
  }

  package var partitions: [Identifier] {
    get {
      guard case .details(let partitions, _)? = details else { return [] }
      return partitions
    }
    set { keep(newValue, hints) }
  }

  package var hints: [IndexHint] {
    get {
      guard case .details(_, let hints)? = details else { return [] }
      return hints
    }
    set { keep(partitions, newValue) }
  }
}

/// What an index hint asks.
package enum IndexHintKind: String, Sendable, Hashable, CaseIterable {
  case use = "use"
  case ignore = "ignore"
  case force = "force"
}

/// What an index hint is for.
package enum IndexHintScope: String, Sendable, Hashable, CaseIterable {
  case join = "join"
  case orderBy = "order by"
  case groupBy = "group by"
}

/// `USE INDEX FOR JOIN (i, j)`; `isVindex` marks Vitess's `USE VINDEX`.
package struct IndexHint: Sendable, Hashable {
  package var kind: IndexHintKind
  package var isVindex: Bool
  package var scope: IndexHintScope?
  package var indexes: [Identifier]
  package var span: Span

  package init(
    kind: IndexHintKind,
    isVindex: Bool = false,
    scope: IndexHintScope? = nil,
    indexes: [Identifier] = [],
    span: Span = .none
  ) {
    self.kind = kind
    self.isVindex = isVindex
    self.scope = scope
    self.indexes = indexes
    self.span = span
  }
}

/// A subquery in FROM.
///
/// MySQL demands an alias; the parser reads it without one and the binder complains.
package struct DerivedTable: Sendable, Hashable {
  package var query: QueryExpression
  package var alias: Identifier?
  package var columns: [Identifier]
  package var isLateral: Bool
  package var span: Span

  package init(
    query: QueryExpression,
    alias: Identifier? = nil,
    columns: [Identifier] = [],
    isLateral: Bool = false,
    span: Span = .none
  ) {
    self.query = query
    self.alias = alias
    self.columns = columns
    self.isLateral = isLateral
    self.span = span
  }
}

/// How two table references are joined.
///
/// `JOIN`, `INNER JOIN` and `CROSS JOIN` are all `inner` to MySQL.
package enum JoinKind: String, Sendable, Hashable, CaseIterable {
  case inner = "join"
  case straight = "straight_join"
  case left = "left join"
  case right = "right join"
}

/// What rows of the two sides belong together.
package enum JoinCondition: Sendable, Hashable {
  case on(Expression)
  case using([Identifier])
  case natural
}

/// `left kind right condition`.
///
/// Joins nest to the left as written; `a JOIN b JOIN c ON x ON y` nests to the right.
package struct Join: Sendable, Hashable {
  package var span: Span
  package var kind: JoinKind
  package var left: TableReference
  package var right: TableReference
  /// nil for a cross product.
  package var condition: JoinCondition?
}

extension Join {
  package init(
    kind: JoinKind,
    left: TableReference,
    right: TableReference,
    condition: JoinCondition? = nil,
    span: Span = .none
  ) {
    self.init(
      span: span,
      kind: kind,
      left: left,
      right: right,
      condition: condition
    )
  }
}

/// `JSON_TABLE(document, path COLUMNS (…)) AS alias`.
package struct JSONTable: Sendable, Hashable {
  package var document: Expression
  package var path: Expression
  package var columns: [JSONTableColumn]
  package var alias: Identifier?
  package var span: Span

  package init(
    document: Expression,
    path: Expression,
    columns: [JSONTableColumn],
    alias: Identifier? = nil,
    span: Span = .none
  ) {
    self.document = document
    self.path = path
    self.columns = columns
    self.alias = alias
    self.span = span
  }
}

/// A column of JSON_TABLE.
package indirect enum JSONTableColumn: Sendable, Hashable {
  /// `name FOR ORDINALITY`
  case ordinality(Identifier)
  /// `name type [EXISTS] PATH path …`
  case path(JSONTablePathColumn)
  /// `NESTED PATH path COLUMNS (…)`
  case nested(JSONTableNestedColumns)
}

/// A column read from a path.
package struct JSONTablePathColumn: Sendable, Hashable {
  package var name: Identifier
  package var type: ColumnTypeSyntax
  package var isExists: Bool
  package var path: Literal
  package var onEmpty: JSONResponse?
  package var onError: JSONResponse?
  package var span: Span

  package init(
    name: Identifier,
    type: ColumnTypeSyntax,
    isExists: Bool = false,
    path: Literal,
    onEmpty: JSONResponse? = nil,
    onError: JSONResponse? = nil,
    span: Span = .none
  ) {
    self.name = name
    self.type = type
    self.isExists = isExists
    self.path = path
    self.onEmpty = onEmpty
    self.onError = onError
    self.span = span
  }
}

/// Columns under a nested path.
package struct JSONTableNestedColumns: Sendable, Hashable {
  package var path: Literal
  package var columns: [JSONTableColumn]
  package var span: Span

  package init(path: Literal, columns: [JSONTableColumn], span: Span = .none) {
    self.path = path
    self.columns = columns
    self.span = span
  }
}
