import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// Puts rows in the place of the queries inside a statement that assign to user variables, in MySQL's order.
///
/// A derived table that assigns is never merged into the query around it: MySQL fills a table with its rows before the
/// query reads the first. Those without FROM are filled before all others, when the statement is optimized.
///
///     SELECT x.n FROM (SELECT @n := @n + 1 AS n FROM t, (SELECT @n := 0) v) x
///       ⇒   SELECT x.n FROM (SELECT * FROM `vitrine rows 1`) x
struct AssigningQueries {
  /// Computes a query whose own items may assign; nil where it is not known when they do.
  ///
  /// With every digit of its quotients where a column of a table takes them.
  typealias Computation = (QueryExpression, [String: GivenRows], _ keepsDigits: Bool)
    throws(SQLError) -> GivenRows?

  /// The rows by name.
  private(set) var given: [String: GivenRows] = [:]
  /// The variables of subqueries in conditions whose derived tables have been filled.
  private(set) var searchedVariables: Set<String> = []
  /// The common table expressions in sight.
  private var visible: [CommonTable] = []
  /// The variables that the statement assigns to.
  private let assigned: Set<String>
  private let compute: Computation
  /// The primary key of a table; nil for what has none.
  private let primaryKey: (TableFactor) -> [String]?

  init(
    _ statement: Statement,
    primaryKey: @escaping (TableFactor) -> [String]?,
    _ compute: @escaping Computation
  ) {
    self.compute = compute
    self.primaryKey = primaryKey
    assigned = statement.variables.assigned
  }

  // MARK: Queries

  /// A query whose own items alone assign; nil where MySQL's order is not known.
  mutating func resolved(_ query: QueryExpression) throws(SQLError) -> QueryExpression? {
    let outer = visible
    defer { visible = outer }
    var copy = query
    if let with = query.with {
      guard let known = try resolved(with) else { return nil }
      copy.with = known
    }
    guard let body = try resolved(query.body) else { return nil }
    copy.body = body
    return copy
  }

  /// The rows of a query, read under a name; nil where MySQL's order is not known.
  mutating func rows(
    of query: QueryExpression,
    keepsDigits: Bool = false
  ) throws(SQLError) -> QueryExpression? {
    guard var known = try resolved(query) else { return nil }
    let own = Set(known.with?.tables.map(\.name.folded) ?? [])
    let seen = visible.filter { !own.contains($0.name.folded) }
    if !seen.isEmpty {
      known.with = With(
        isRecursive: known.with?.isRecursive ?? false,
        tables: seen + (known.with?.tables ?? [])
      )
    }
    guard known.variables.all.isDisjoint(with: searchedVariables),
      let rows = try compute(known, given, keepsDigits)
    else { return nil }
    return give(rows, as: "vitrine rows \(given.count)")
  }

  private mutating func give(_ rows: GivenRows, as name: String) -> QueryExpression {
    given[name] = rows
    return .rows(named: name)
  }

  private mutating func resolved(_ with: With) throws(SQLError) -> With? {
    var copy = with
    for (index, table) in with.tables.enumerated() {
      let use = table.query.variables
      guard !use.assigned.isEmpty || use.read.isDisjoint(with: assigned),
        use.assigned.isEmpty || !with.isRecursive
      else { return nil }
      // Rows keep their order.
      if !use.assigned.isEmpty || !table.query.orderBy.isEmpty && !with.isRecursive {
        guard let rows = try rows(of: table.query) else { return nil }
        copy.tables[index].query = rows
      }
      visible.removeAll { $0.name.folded == table.name.folded }
      visible.append(copy.tables[index])
    }
    return copy
  }

  private mutating func resolved(_ body: QueryBody) throws(SQLError) -> QueryBody? {
    switch body {
    case .select(let block): return try resolved(block).map { .select($0) }
    case .nested(let query): return try resolved(query).map { .nested($0) }
    case .setOperation(let operation):
      guard !operation.setsBetweenArms else { return nil }
      return try resolved(operation)
    case .values, .table: return body
    }
  }

  /// The arms of a UNION run one after the other.
  private mutating func resolved(_ operation: SetOperation) throws(SQLError) -> QueryBody? {
    var copy = operation
    guard let left = try arm(operation.left), let right = try arm(operation.right) else {
      return nil
    }
    copy.left = left
    copy.right = right
    return .setOperation(copy)
  }

  private mutating func arm(_ body: QueryBody) throws(SQLError) -> QueryBody? {
    if case .setOperation(let operation) = body { return try resolved(operation) }
    let query: QueryExpression =
      if case .nested(let query) = body { query } else { QueryExpression(body: body) }
    let use = query.variables
    guard !use.assigned.isEmpty || !use.read.isDisjoint(with: assigned) else { return body }
    return try rows(of: query)?.body
  }

  // MARK: FROM

  private mutating func resolved(_ block: Select) throws(SQLError) -> Select? {
    guard !block.from.mixesAssignments else { return nil }
    var copy = block
    let constant: Change = { (queries, derived) throws(SQLError) in try queries.constant(derived) }
    let isRunning = block.assignsOfRows
    let filled: Change = { (queries, derived) throws(SQLError) in
      try queries.filled(isRunning ? queries.ordered(derived) : derived)
    }
    guard let initialized = try mapped(block.from, constant),
      let tables = try mapped(initialized, filled)
    else { return nil }
    copy.from = Few(tables)
    if block.from.isEmpty, block.where == nil, block.having == nil {
      guard let items = try items(of: block) else { return nil }
      copy.items = items
    }
    var others = block
    others.where = nil
    if let condition = block.where, !others.assignsOfRows {
      let known = try searched(condition, beside: QueryBody.select(others).variables.all)
      if !known.assigns { copy.where = known }
    }
    return copy
  }

  /// The common table expressions, tables and conditions of an UPDATE or DELETE.
  mutating func resolved(
    _ with: With?,
    _ tables: [TableReference],
    where condition: VitrineSQL.Expression? = nil
  ) throws(SQLError) -> (with: With?, block: Select)? {
    var known: With?
    if let with {
      known = try resolved(with)
      guard known != nil else { return nil }
    }
    return try resolved(Select(items: [], from: Few(tables), where: condition)).map { (known, $0) }
  }

  // MARK: Conditions

  /// A condition with rows in place of the derived tables of its subqueries that assign, which MySQL fills once, however
  /// often the subquery is asked.
  ///
  /// What is assigned there is used nowhere else, so that it does not matter when they are filled.
  private mutating func searched(
    _ condition: VitrineSQL.Expression,
    beside used: Set<String>
  ) throws(SQLError) -> VitrineSQL.Expression {
    guard let query = condition.query else {
      return try condition.mapChildren { child throws(SQLError) in
        try searched(child, beside: used)
      }
    }
    let names = query.variables.all
    guard query.assigns, names.isDisjoint(with: used.union(searchedVariables)) else {
      return condition
    }
    let mark = self
    do throws(SQLError) {
      if let known = try resolved(query), known.variables.all.isEmpty {
        searchedVariables.formUnion(names)
        return condition.replacingQuery(known)
      }
    } catch  where error.code == .unknownColumn {
      // It reads the row that is looked at.
    }
    self = mark
    return condition
  }

  // MARK: Items

  /// The items of a SELECT without FROM with rows in place of the subqueries that are computed first in each.
  private mutating func items(of block: Select) throws(SQLError) -> [SelectItem]? {
    var items = block.items
    var used: Set<String> = []
    for (index, item) in block.items.enumerated() {
      guard case .expression(var node) = item else { continue }
      var inner: Set<String> = []
      node.expression = try filled(node.expression, &inner)
      let use = node.expression.variables.all
      guard inner.isDisjoint(with: used.union(use)) else { return nil }
      used.formUnion(use.union(inner))
      items[index] = .expression(node)
    }
    return items
  }

  private mutating func filled(
    _ expression: VitrineSQL.Expression,
    _ names: inout Set<String>
  ) throws(SQLError) -> VitrineSQL.Expression {
    if expression.reduced == nil, case .subquery(let node) = expression, node.query.assigns {
      guard let rows = try rows(of: node.query) else { return expression }
      names.formUnion(node.query.variables.all)
      return expression.replacingQuery(rows)
    }
    guard let first = expression.children.first else { return expression }
    let known = try filled(first, &names)
    var isFirst = true
    return expression.mapChildren { child in
      defer { isFirst = false }
      return isFirst ? known : child
    }
  }

  private typealias Change = (inout Self, DerivedTable) throws(SQLError) -> DerivedTable?

  private mutating func mapped(
    _ tables: some Sequence<TableReference>,
    _ change: Change
  ) throws(SQLError) -> [TableReference]? {
    var result: [TableReference] = []
    for table in tables {
      guard let known = try mapped(table, change) else { return nil }
      result.append(known)
    }
    return result
  }

  private mutating func mapped(
    _ table: TableReference,
    _ change: Change
  ) throws(SQLError) -> TableReference? {
    switch table {
    case .table, .jsonTable: return table
    case .derived(let derived): return try change(&self, derived).map { .derived($0) }
    case .join(var join):
      guard let left = try mapped(join.left, change), let right = try mapped(join.right, change)
      else { return nil }
      join.left = left
      join.right = right
      return .join(join)
    }
  }

  /// `(SELECT @n := 0) v` as the row that it is.
  private mutating func constant(_ derived: DerivedTable) throws(SQLError) -> DerivedTable? {
    guard derived.query.isInitial else { return derived }
    guard !derived.isLateral, let rows = try compute(derived.query, given, false) else {
      return nil
    }
    var copy = derived
    copy.query = give(rows, as: "\(QueryExpression.constant)\(given.count)")
    return copy
  }

  /// A derived table whose rows come as those of its one table are read: by the primary key.
  private func ordered(_ derived: DerivedTable) -> DerivedTable {
    guard derived.query.orderBy.isEmpty, derived.query.with == nil,
      case .select(let block) = derived.query.body, !block.isDistinct, !block.isGrouped,
      block.windows.isEmpty, block.from.count == 1, case .table(let factor) = block.from[0],
      !visible.contains(where: { $0.name.folded == factor.name.name.folded }),
      let key = primaryKey(factor)
    else { return derived }
    var copy = derived
    copy.query.orderBy = Few(key.map { factor.term(orderingBy: $0) })
    return copy
  }

  private mutating func filled(_ derived: DerivedTable) throws(SQLError) -> DerivedTable? {
    let use = derived.query.variables
    if use.assigned.isEmpty {
      guard use.read.isDisjoint(with: assigned) else { return nil }
      // The rows keep their order.
      guard !derived.query.orderBy.isEmpty, !derived.isLateral else { return derived }
    }
    guard !derived.isLateral, let rows = try rows(of: derived.query) else { return nil }
    var copy = derived
    copy.query = rows
    return copy
  }
}

extension QueryExpression {
  /// How the names of rows without FROM begin.
  fileprivate static let constant = "vitrine constant "

  /// `SELECT * FROM` rows that the session gives.
  static func rows(named name: String) -> QueryExpression {
    let table = TableFactor(name: TableName(name: Identifier(text: name)))
    return QueryExpression(
      body: .select(Select(items: [.star(StarItem())], from: [.table(table)]))
    )
  }

  /// Whether it is rows that were computed without FROM.
  var isConstant: Bool {
    guard case .select(let block) = body, case .table(let factor)? = block.from.first else {
      return false
    }
    return factor.name.name.text.hasPrefix(Self.constant)
  }

  /// Whether it assigns without FROM, and no more.
  fileprivate var isInitial: Bool {
    guard case .select(let block) = body, block.from.isEmpty else { return false }
    return with == nil && limit == nil && block.where == nil && block.having == nil
      && block.groupBy.isEmpty && assigns
  }

  /// The variables that derived tables without FROM assign to, at any depth.
  fileprivate var initialized: Set<String> { body.initialized }
}

extension QueryBody {
  fileprivate var initialized: Set<String> {
    switch self {
    case .select(let block): block.from.initialized
    case .nested(let query): query.initialized
    case .setOperation(let operation): operation.left.initialized.union(operation.right.initialized)
    case .values, .table: []
    }
  }

  /// The variables that it assigns to and reads.
  fileprivate var variables: VariableUse { QueryExpression(body: self).variables }

  fileprivate var arms: [QueryBody] {
    guard case .setOperation(let operation) = self else { return [self] }
    return operation.left.arms + operation.right.arms
  }
}

extension SetOperation {
  /// Whether a later arm sets to begin with what an earlier one assigns or reads: all are set before the first runs.
  fileprivate var setsBetweenArms: Bool {
    let arms = left.arms + right.arms
    return arms.indices.contains { index in
      arms[..<index].contains { !$0.variables.all.isDisjoint(with: arms[index].initialized) }
    }
  }
}

extension Collection<TableReference> {
  private var derived: [DerivedTable] {
    flatMap { table -> [DerivedTable] in
      switch table {
      case .derived(let derived): [derived]
      case .join(let join): [join.left, join.right].derived
      case .table, .jsonTable: []
      }
    }
  }

  /// The variables that derived tables without FROM assign to, at any depth.
  fileprivate var initialized: Set<String> {
    derived.reduce(into: []) { names, table in
      names.formUnion(
        table.query.isInitial ? table.query.assignedVariables : table.query.initialized
      )
    }
  }

  /// Whether the values would depend on which of the tables MySQL fills first.
  fileprivate var mixesAssignments: Bool {
    let tables = derived.filter { $0.query.assigns && !$0.query.isInitial }
    let own = derived.filter(\.query.isInitial).reduce(into: Set<String>()) { names, table in
      names.formUnion(table.query.variables.all)
    }
    return tables.indices.contains { index in
      let table = tables[index].query
      let others = tables.indices.filter { $0 != index }.map { tables[$0].query.variables }
      return !table.initialized.isDisjoint(with: own)
        || others.contains { !$0.all.isDisjoint(with: table.assignedVariables) }
    }
  }
}
