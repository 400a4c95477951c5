/// A query with all that may follow its body: what stands at the top of a SELECT statement, in a
/// subquery, a derived table, a view or a common table expression.
///
/// Three words, so that it is handed about in registers.
package struct QueryExpression: Sendable, Hashable {
  package var span: Span
  package var body: QueryBody
  /// Nil when there is nothing in them.
  private var clauses: BoxedClauses?
}

extension QueryExpression {
  package init(
    with: With? = nil,
    body: QueryBody,
    orderBy: Few<OrderingTerm> = [],
    limit: Limit? = nil,
    locking: [LockingClause] = [],
    into: SelectInto? = nil,
    directives: Directives = Directives(),
    span: Span = .none
  ) {
    self.init(span: span, body: body, clauses: nil)
    let rare = Rare(with: with, locking: locking, into: into, directives: directives)
    keep(Clauses(orderBy: orderBy, limit: limit, rare: rare.isEmpty ? nil : .rare(rare)))
  }

  /// A query of its body alone.
  init(read body: __owned QueryBody, span: Span) {
    self.init(span: span, body: body, clauses: nil)
  }

  /// A query of its body, in order and cut off.
  init(
    read body: __owned QueryBody,
    orderBy: __owned Few<OrderingTerm>,
    limit: __owned Limit?,
    span: Span
  ) {
    self.init(
      span: span,
      body: body,
      clauses: .clauses(Clauses(orderBy: orderBy, limit: limit, rare: nil))
    )
  }
}

// What follows the body, and what few queries have.
extension QueryExpression {
  private struct Clauses: Sendable, Hashable {
    var orderBy: Few<OrderingTerm> = []
    var limit: Limit?
    var rare: BoxedRare?

    var isEmpty: Bool { orderBy.isEmpty && limit == nil && rare == nil }
  }

  private struct Rare: Sendable, Hashable {
    var with: With?
    var locking: [LockingClause] = []
    var into: SelectInto?
    var directives = Directives()

    var isEmpty: Bool {
      with == nil && locking.isEmpty && into == nil && directives.isEmpty
    }
  }

  private indirect enum BoxedClauses: Sendable, Hashable {
    case clauses(Clauses)
  }

  private indirect enum BoxedRare: Sendable, Hashable {
    case rare(Rare)
  }

  private mutating func keep(_ changed: Clauses) {
    clauses = changed.isEmpty ? nil : .clauses(changed)
  }

  private var unboxed: Clauses? {
    guard case .clauses(let clauses)? = clauses else { return nil }
    return clauses
  }

  private var rare: Rare? {
    guard case .clauses(let clauses)? = clauses, case .rare(let rare)? = clauses.rare else {
      return nil
    }
    return rare
  }

  private mutating func change(_ body: (inout Clauses) -> Void) {
    var changed = unboxed ?? Clauses()
    body(&changed)
    keep(changed)
  }

  private mutating func changeRare(_ body: (inout Rare) -> Void) {
    var changed = rare ?? Rare()
    body(&changed)
    change { $0.rare = changed.isEmpty ? nil : .rare(changed) }
  }

  package var orderBy: Few<OrderingTerm> {
    get { unboxed?.orderBy ?? [] }
    set { change { $0.orderBy = newValue } }
  }

  package var limit: Limit? {
    get { unboxed?.limit }
    set { change { $0.limit = newValue } }
  }

  package var with: With? {
    get { rare?.with }
    set { changeRare { $0.with = newValue } }
  }

  package var locking: [LockingClause] {
    get { rare?.locking ?? [] }
    set { changeRare { $0.locking = newValue } }
  }

  package var into: SelectInto? {
    get { rare?.into }
    set { changeRare { $0.into = newValue } }
  }

  /// Of the whole statement; only at its top.
  package var directives: Directives {
    get { rare?.directives ?? Directives() }
    set { changeRare { $0.directives = newValue } }
  }

  /// Whether it is nothing but its body.
  var isBare: Bool { clauses == nil }
}

extension QueryExpression {
  /// Whether it is `SELECT NEXT n VALUES FROM s` and no more, the one place where NEXT may stand.
  package var isNextValue: Bool {
    guard case .select(let select) = body, case .nextValue? = select.items.first,
      select.items.count == 1, case .table? = select.from.first, select.from.count == 1
    else { return false }
    let isWhole =
      select.where == nil && select.groupBy.isEmpty && select.having == nil
      && select.windows.isEmpty && !select.isDistinct
    return isWhole && with == nil && orderBy.isEmpty && limit == nil && locking.isEmpty
  }
}

/// The body of a query.
package indirect enum QueryBody: Sendable, Hashable {
  case select(Select)
  case setOperation(SetOperation)
  /// `VALUES ROW(1, 2), ROW(3, 4)`
  case values(ValuesConstructor)
  /// `TABLE t`
  case table(TableName)
  /// A parenthesised query with clauses of its own: `(SELECT … LIMIT 1)`
  case nested(QueryExpression)
}

/// How two queries are put together.
package enum SetOperator: String, Sendable, Hashable, CaseIterable {
  case union = "union"
  case intersect = "intersect"
  case except = "except"
}

/// `left UNION [ALL] right`; `isAll` is false for the default, DISTINCT.
package struct SetOperation: Sendable, Hashable {
  package var `operator`: SetOperator
  package var isAll: Bool
  package var left: QueryBody
  package var right: QueryBody
  package var span: Span

  package init(
    `operator`: SetOperator,
    isAll: Bool = false,
    left: QueryBody,
    right: QueryBody,
    span: Span = .none
  ) {
    self.operator = `operator`
    self.isAll = isAll
    self.left = left
    self.right = right
    self.span = span
  }
}

/// `VALUES ROW(…), …`.
package struct ValuesConstructor: Sendable, Hashable {
  package var rows: [[Expression]]
  package var span: Span

  package init(rows: [[Expression]] = [], span: Span = .none) {
    self.rows = rows
    self.span = span
  }
}

/// One SELECT … FROM … HAVING … WINDOW, without what belongs to the whole query.
package struct Select: Sendable, Hashable {
  package var span: Span
  package var isDistinct: Bool
  /// An explicit `ALL`.
  package var isAll: Bool
  /// `GROUP BY … WITH ROLLUP`.
  package var isRollup: Bool
  package var options: SelectOptions
  package var items: [SelectItem]
  /// The comma list; empty without FROM, and for `FROM DUAL`.
  package var from: Few<TableReference>
  package var `where`: Expression?
  package var groupBy: [Expression]
  package var having: Expression?
  /// Nil when there is nothing in them, as in nearly every SELECT.
  private var details: BoxedDetails?
}

extension Select {
  package init(
    hints: [String] = [],
    isDistinct: Bool = false,
    isAll: Bool = false,
    options: SelectOptions = [],
    items: [SelectItem],
    from: Few<TableReference> = [],
    `where`: Expression? = nil,
    groupBy: [Expression] = [],
    isRollup: Bool = false,
    having: Expression? = nil,
    windows: [NamedWindow] = [],
    span: Span = .none
  ) {
    self.init(
      span: span,
      isDistinct: isDistinct,
      isAll: isAll,
      isRollup: isRollup,
      options: options,
      items: items,
      from: from,
      where: `where`,
      groupBy: groupBy,
      having: having,
      details: nil
    )
    if !hints.isEmpty || !windows.isEmpty { keep(hints, windows) }
  }
}

// What few of them have.
extension Select {
  private indirect enum BoxedDetails: Sendable, Hashable {
    case details(hints: [String], windows: [NamedWindow])
  }

  private mutating func keep(_ hints: [String], _ windows: [NamedWindow]) {
    let isEmpty = hints.isEmpty && windows.isEmpty
    details = isEmpty ? nil : .details(hints: hints, windows: windows)
  }

  /// Optimizer hints, the text between `/*+` and `*/`.
  package var hints: [String] {
    get {
      guard case .details(let hints, _)? = details else { return [] }
      return hints
    }
    set { keep(newValue, windows) }
  }

  package var windows: [NamedWindow] {
    get {
      guard case .details(_, let windows)? = details else { return [] }
      return windows
    }
    set { keep(hints, newValue) }
  }
}

/// Words between SELECT and its items that do not change the answer (except
/// `calculateFoundRows`, which keeps the count for FOUND_ROWS()).
package struct SelectOptions: OptionSet, Sendable, Hashable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  package static let highPriority = Self(rawValue: 1 << 0)
  package static let straightJoin = Self(rawValue: 1 << 1)
  package static let smallResult = Self(rawValue: 1 << 2)
  package static let bigResult = Self(rawValue: 1 << 3)
  package static let bufferResult = Self(rawValue: 1 << 4)
  package static let noCache = Self(rawValue: 1 << 5)
  package static let cache = Self(rawValue: 1 << 6)
  package static let calculateFoundRows = Self(rawValue: 1 << 7)
}

/// One item of the select list.
package enum SelectItem: Sendable, Hashable {
  /// `*`, `t.*`
  case star(StarItem)
  /// `a + 1 AS b`
  case expression(ExpressionItem)
  /// `NEXT 5 VALUES`, of a Vitess sequence
  case nextValue(NextValueItem)
}

/// `*`, or `t.*` with a qualifier.
package struct StarItem: Sendable, Hashable {
  package var qualifier: TableName?
  package var span: Span

  package init(qualifier: TableName? = nil, span: Span = .none) {
    self.qualifier = qualifier
    self.span = span
  }
}

/// An expression and its alias.
///
/// Without alias the column is named by the source text in `expression.span`.
package struct ExpressionItem: Sendable, Hashable {
  package var span: Span
  package var expression: Expression
  package var alias: Identifier?
}

extension ExpressionItem {
  package init(expression: Expression, alias: Identifier? = nil, span: Span = .none) {
    self.init(
      span: span,
      expression: expression,
      alias: alias
    )
  }
}

/// `NEXT VALUE`, `NEXT n VALUES`.
package struct NextValueItem: Sendable, Hashable {
  package var count: Expression
  package var span: Span

  package init(count: Expression, span: Span = .none) {
    self.count = count
    self.span = span
  }
}

/// The order of a sort key or an index part.
package enum Direction: String, Sendable, Hashable, CaseIterable {
  case ascending = "asc"
  case descending = "desc"
}

/// An element of ORDER BY.
package struct OrderingTerm: Sendable, Hashable {
  package var span: Span
  package var expression: Expression
  package var direction: Direction
}

extension OrderingTerm {
  package init(expression: Expression, direction: Direction = .ascending, span: Span = .none) {
    self.init(
      span: span,
      expression: expression,
      direction: direction
    )
  }
}

/// `LIMIT count OFFSET offset`.
package struct Limit: Sendable, Hashable {
  package var span: Span
  package var count: Expression
  package var offset: Expression?
}

extension Limit {
  package init(count: Expression, offset: Expression? = nil, span: Span = .none) {
    self.init(
      span: span,
      count: count,
      offset: offset
    )
  }
}

/// `FOR UPDATE`, `FOR SHARE` or the older `LOCK IN SHARE MODE`.
package enum LockStrength: String, Sendable, Hashable, CaseIterable {
  case update = "for update"
  case share = "for share"
  case shareMode = "lock in share mode"
}

/// What a locking read does about rows another transaction holds.
package enum LockWaiting: String, Sendable, Hashable, CaseIterable {
  case noWait = "nowait"
  case skipLocked = "skip locked"
}

/// `FOR UPDATE OF t SKIP LOCKED`.
package struct LockingClause: Sendable, Hashable {
  package var strength: LockStrength
  package var tables: [TableName]
  package var waiting: LockWaiting?
  package var span: Span

  package init(
    strength: LockStrength,
    tables: [TableName] = [],
    waiting: LockWaiting? = nil,
    span: Span = .none
  ) {
    self.strength = strength
    self.tables = tables
    self.waiting = waiting
    self.span = span
  }
}

/// `WITH [RECURSIVE] a AS (…), b AS (…)`.
package struct With: Sendable, Hashable {
  package var isRecursive: Bool
  package var tables: [CommonTable]
  package var span: Span

  package init(isRecursive: Bool = false, tables: [CommonTable], span: Span = .none) {
    self.isRecursive = isRecursive
    self.tables = tables
    self.span = span
  }
}

/// A common table expression, `name (columns) AS (query)`.
package struct CommonTable: Sendable, Hashable {
  package var name: Identifier
  package var columns: [Identifier]
  package var query: QueryExpression
  package var span: Span

  package init(
    name: Identifier,
    columns: [Identifier] = [],
    query: QueryExpression,
    span: Span = .none
  ) {
    self.name = name
    self.columns = columns
    self.query = query
    self.span = span
  }
}

/// What `/*vt+ KEY=VALUE … */` comments ask for.
///
/// Keys are upper case; a key without value has an empty one.
package struct Directives: Sendable, Hashable {
  package var entries: [String: String]

  package init(entries: [String: String] = [:]) {
    self.entries = entries
  }
}

extension Directives {
  package var isEmpty: Bool { entries.isEmpty }

  /// The value of a directive, by its name in any case.
  package subscript(name: String) -> String? {
    entries.isEmpty ? nil : entries[name.uppercased()]
  }
}
