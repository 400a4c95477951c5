import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Binds a query expression: its WITH, its body, its ORDER BY and LIMIT.
struct QueryBinder {
  /// What becomes of the query's rows.
  enum Use {
    /// The answer of the statement, in its order.
    case statement
    /// One value.
    case value
    /// A set of rows, whose order nobody sees.
    case rows
    /// The only rows of a SELECT that has no order of its own, and so has theirs.
    case orderedRows

    var isRows: Bool { self == .rows || self == .orderedRows }
    /// Whether an order without a limit is seen.
    var seesOrder: Bool { self == .statement || self == .orderedRows }
  }

  let environment: Environment
  /// The names that the statement reads of the query's tables, beside its select list.
  var carried: [ColumnName] = []

  init(_ environment: Environment) {
    self.environment = environment
  }

  var context: PlanningContext { environment.context }

  /// The query of a statement, with what only statements have.
  func statement(_ query: QueryExpression) throws(SQLError) -> BoundQuery {
    var query = query
    let into = query.takeInto()
    let variables = try variables(into)
    var surroundings = environment
    surroundings.isTopLevel = query.limit == nil
    surroundings.takesNumbers = query.isNextValue
    surroundings.keepsDigits = context.options.keepsDigits || into?.takesVariables == true
    var bound = try QueryBinder(surroundings).bind(query, .statement)
    bound.isLocking = !query.locking.isEmpty
    bound.countsFoundRows = query.body.countsFoundRows
    guard let into else { return bound }
    guard let variables else {
      bound.file = into
      return bound
    }
    guard variables.count == bound.columns.count else {
      throw SQLError(
        .columnCountMismatch,
        "The used SELECT statements have a different number of columns",
        at: query.span
      )
    }
    bound.variables = variables
    return bound
  }

  /// The variables behind INTO, which MySQL looks for as it reads the statement.
  private func variables(_ into: SelectInto?) throws(SQLError) -> [String]? {
    guard case .variables(let targets) = into else { return nil }
    return try targets.mapTyped { (target) throws(SQLError) in
      switch target {
      case .user(let variable): return variable.name.folded
      case .local(let name):
        throw SQLError(.undeclaredVariable, "Undeclared variable: \(name.text)", at: name.span)
      }
    }
  }

  func bind(_ query: QueryExpression, _ use: Use) throws(SQLError) -> BoundQuery {
    try context.descend(2, at: query.span)
    defer { context.ascend(2) }
    guard query.into == nil else {
      throw SQLError(
        .misplacedInto,
        "Misplaced INTO clause, INTO is not allowed inside subqueries, and must be placed at end of UNION clauses.",
        at: query.span
      )
    }
    if use == .statement { context.firstSelect = query.body.ofFirstSelect { $0.span.lower } }
    let inside = try inside(query)
    switch query.body {
    case .select(let select):
      return try inside.select(select, query, use)
    case .nested(let nested) where query.orderBy.isEmpty && query.limit == nil:
      return try inside.bind(nested, use)
    case .nested(let nested) where query.orderBy.isEmpty && nested.limit == nil:
      return try inside.bind(Self.limited(nested, by: query), use)
    case .table(let name): return try inside.table(name, query, use)
    default:
      return try inside.ordered(try inside.body(query.body), query, use)
    }
  }

  /// The binder of what stands behind WITH.
  private func inside(_ query: QueryExpression) throws(SQLError) -> QueryBinder {
    try query.checkLockedTables()
    // Without tables there is nothing to lock.
    if query.readsTables { context.locking += query.locking }
    var inside = QueryBinder(try environment.adding(query.with))
    inside.carried = query.body.isSetOperation ? [] : carried
    return inside
  }

  /// `(SELECT … ORDER BY …) LIMIT 5` takes the first five.
  private static func limited(
    _ nested: QueryExpression,
    by query: QueryExpression
  ) -> QueryExpression {
    var nested = nested
    nested.limit = query.limit
    nested.locking += query.locking
    return nested
  }

  private func select(
    _ select: Select,
    _ query: QueryExpression,
    _ use: Use
  ) throws(SQLError) -> BoundQuery {
    try checkOptions(select)
    let keepsOrder = use.seesOrder || query.limit != nil
    let scope = NameScope(outer: environment.outer, clause: .from)
    scope.streamsGroups = select.groupBy.isEmpty || select.isRollup
    var environment = environment
    // Distinct rows have the digits that are shown: so they are told apart.
    environment.keepsDigits = environment.keepsDigits && !use.isRows && !select.isDistinct
    environment.cutsDigits = use.isRows
    let binder = SelectBinder(environment: environment, scope: scope, select: select)
    binder.carried = carried
    return try binder.bind(order: query.orderBy, keepsOrder: keepsOrder, limit: query.limit)
  }

  /// - Throws: `wrongPlacement` for options that only the first SELECT of a statement may have.
  private func checkOptions(_ select: Select) throws(SQLError) {
    if select.isDistinct, select.isAll, !environment.isStored {
      throw SQLError(.wrongUsage, "Incorrect usage of ALL and DISTINCT", at: select.span)
    }
    guard !select.options.isEmpty, !environment.isStored, let first = context.firstSelect,
      first != select.span.lower
    else { return }
    let name =
      if select.options.contains(.highPriority) {
        "HIGH_PRIORITY"
      } else if select.options.contains(.bufferResult) {
        "SQL_BUFFER_RESULT"
      } else if select.options.contains(.calculateFoundRows) {
        "SQL_CALC_FOUND_ROWS"
      } else { "" }
    guard !name.isEmpty else { return }
    throw SQLError(.wrongPlacement, "Incorrect usage/placement of '\(name)'", at: select.span)
  }

  /// A body alone, as an arm of a set operation.
  func body(_ body: QueryBody) throws(SQLError) -> BoundQuery {
    switch body {
    case .select(let select): return try self.select(select, QueryExpression(body: body), .rows)
    case .nested(let query): return try bind(query, .rows)
    case .setOperation(let operation): return try setOperation(operation)
    case .values(let values): return try self.values(values)
    case .table(let name): return try table(name, .rows)
    }
  }

  /// `TABLE t`, which is `SELECT * FROM t`.
  private func table(_ name: TableName, _ use: Use) throws(SQLError) -> BoundQuery {
    let select = Select(
      items: [.star(StarItem())],
      from: [.table(TableFactor(name: name, span: name.span))],
      span: name.span
    )
    let rows = try self.select(select, QueryExpression(body: .select(select)), use)
    if !environment.isStored {
      let names = rows.columns.map(\.result.name)
      context.completion?.note(tableQuery: name, of: names, in: context.text)
    }
    return rows
  }

  /// The same with an ORDER BY and LIMIT.
  private func table(
    _ name: TableName,
    _ query: QueryExpression,
    _ use: Use
  ) throws(SQLError) -> BoundQuery {
    let isShown = query.orderBy.isEmpty && (use.seesOrder || query.limit != nil)
    return try ordered(try table(name, isShown ? .orderedRows : .rows), query, use)
  }

  // MARK: Set operations

  private func setOperation(_ operation: VitrineSQL.SetOperation) throws(SQLError) -> BoundQuery {
    let kind: Operator.SetOperation.Kind =
      switch operation.operator {
      case .union: .union
      case .intersect: .intersect
      case .except: .except
      }
    let bodies = Self.arms(operation)
    let binder = SetOperationBinder(context: context)
    guard case .setOperation(let first)? = bodies.first, first.operator == operation.operator else {
      let arms = try bodies.mapTyped { (arm) throws(SQLError) in try body(arm) }
      return try binder.combined(kind, all: operation.isAll, arms, operation.span)
    }
    // One chain of operations has the same types throughout.
    let inner = try Self.arms(first).mapTyped { (arm) throws(SQLError) in try body(arm) }
    let others = try Array(bodies.dropFirst()).mapTyped { (arm) throws(SQLError) in try body(arm) }
    guard !(inner + others).contains(where: \.hasOpenStar) else {
      let left = try binder.combined(kind, all: first.isAll, inner, first.span)
      return try binder.combined(kind, all: operation.isAll, [left] + others, operation.span)
    }
    let types = try binder.types(inner + others, operation.span)
    let left = try binder.combined(kind, all: first.isAll, inner, to: types, first.span)
    return
      try binder
      .combined(kind, all: operation.isAll, [left] + others, to: types, operation.span)
  }

  /// The operands of a chain that means the same as one operation over all of them: of `UNION`
  /// everything to the left that is a union, for its DISTINCT removes what they would have.
  private static func arms(_ operation: VitrineSQL.SetOperation) -> [QueryBody] {
    var arms = [operation.right]
    var rest = operation.left
    while case .setOperation(let left) = rest, left.operator == operation.operator,
      operation.operator != .except,
      left.isAll == operation.isAll || (operation.operator == .union && !operation.isAll)
    {
      arms.append(left.right)
      rest = left.left
    }
    arms.append(rest)
    return arms.reversed()
  }

  // MARK: VALUES

  private func values(_ values: ValuesConstructor) throws(SQLError) -> BoundQuery {
    let scope = NameScope(outer: environment.outer, clause: .fields)
    scope.hasGroups = false
    let binder = ExpressionBinder(environment: environment, scope: scope)
    let rows = try values.rows.mapTyped { (row) throws(SQLError) in try binder.values(row) }
    let width = rows.first?.count ?? 0
    if let position = rows.firstIndex(where: { $0.count != width || $0.isEmpty }) {
      throw SQLError(
        .valueCountMismatch,
        "Column count doesn't match value count at row \(position + 1)",
        at: values.span
      )
    }
    let types = (0..<width).map { index in CommonType.of(rows.map { $0[index].type }) }
    let columns = types.enumerated().map { context.makeColumn("column_\($0)", $1) }
    let converted = rows.map { row in
      zip(row, types).map { value, type in
        value.type.lies(as: type) ? value : Scalar.call(Call(.cast(type), [value], type))
      }
    }
    return BoundQuery(
      root: .values(Operator.Values(columns: columns, rows: converted)),
      columns: columns.enumerated().map { index, column in
        BoundQuery.Column(
          bound: column,
          result: ResultColumn(name: "column_\(index)", type: column.type)
        )
      }
    )
  }
}

// MARK: - ORDER BY and LIMIT over a body that is no SELECT
extension QueryBinder {
  /// Names mean the body's columns; nothing below is seen.
  func ordered(
    _ body: BoundQuery,
    _ query: QueryExpression,
    _ use: Use
  ) throws(SQLError) -> BoundQuery {
    var result = body
    if !query.orderBy.isEmpty, use.seesOrder || query.limit != nil {
      result.root = try sorted(body, query.orderBy)
    }
    if let limit = query.limit {
      result.root = try LimitBinder(environment: environment).limited(result.root, limit)
    }
    return result
  }

  private func sorted(
    _ body: BoundQuery,
    _ terms: Few<OrderingTerm>
  ) throws(SQLError) -> Operator {
    let relation = Relation(
      name: "",
      content: .query(body.root),
      columns: body.columns.map { Relation.Column(name: $0.result.name, bound: $0.bound) }
    )
    let scope = NameScope(outer: environment.outer, relations: [relation], clause: .order)
    scope.items = body.columns.map { column in
      NameScope.Item(
        name: column.result.name,
        isAliased: true,
        value: .column(column.bound),
        span: .none,
        column: column.result.name
      )
    }
    for term in terms {
      guard case .column(let name) = term.expression, let table = name.qualifier else { continue }
      throw SQLError(
        .tableNotAllowed,
        "Table '\(table.name.text)' from one of the SELECTs cannot be used in global ORDER clause",
        at: name.span
      )
    }
    let keys = try OrderBinder(environment: environment, scope: scope).keys(terms)
    guard scope.aggregates.isEmpty, scope.windows.isEmpty else {
      throw SQLError(
        .orderAggregatesUnion,
        "Expression #1 of ORDER BY contains aggregate function and applies to the result of a "
          + "set operation",
        at: terms.first?.expression.span
      )
    }
    var body = body
    body.root = relation.rows
    return try sorted(body, keys)
  }

  /// Keys that are no columns are computed in a projection first.
  private func sorted(_ body: BoundQuery, _ keys: [OrderBinder.Key]) throws(SQLError) -> Operator {
    var items: [Operator.Project.Item] = []
    for column in body.outputs where !items.contains(where: { $0.id == column.id }) {
      items.append(Operator.Project.Item(passing: column))
    }
    let count = items.count
    let sortKeys = keys.map { key in
      if key.value.column != nil { return SortKey(key.value, descending: key.isDescending) }
      let bound = context.makeColumn("order", key.value.type)
      items.append(Operator.Project.Item(id: bound.id, value: key.value))
      return SortKey(.column(bound), descending: key.isDescending)
    }
    guard !sortKeys.isEmpty else { return body.root }
    let input = items.count > count ? .project(Operator.Project(body.root, items)) : body.root
    return .sort(Operator.Sort(input, sortKeys))
  }
}

extension QueryBody {
  /// Whether it combines rows of several queries, whose tables are not in sight.
  fileprivate var isSetOperation: Bool { if case .setOperation = self { true } else { false } }

  /// Whether the first SELECT asks for the number of rows without the limit.
  fileprivate var countsFoundRows: Bool {
    ofFirstSelect { $0.options.contains(.calculateFoundRows) } ?? false
  }

  /// Something of the SELECT that is written first, outside of WITH.
  fileprivate func ofFirstSelect<Part>(_ part: (Select) -> Part) -> Part? {
    switch self {
    case .select(let select): part(select)
    case .setOperation(let operation): operation.left.ofFirstSelect(part)
    case .nested(let query): query.body.ofFirstSelect(part)
    case .values, .table: nil
    }
  }
}

extension QueryExpression {
  /// Takes INTO out of the query, be it that of its last part in parentheses.
  fileprivate mutating func takeInto() -> SelectInto? {
    if let into {
      self.into = nil
      return into
    }
    return body.takeInto()
  }
}

extension QueryBody {
  fileprivate mutating func takeInto() -> SelectInto? {
    switch self {
    case .nested(var query):
      guard let into = query.takeInto() else { return nil }
      self = .nested(query)
      return into
    case .setOperation(var operation):
      guard let into = operation.right.takeInto() else { return nil }
      self = .setOperation(operation)
      return into
    case .select, .values, .table: return nil
    }
  }
}
