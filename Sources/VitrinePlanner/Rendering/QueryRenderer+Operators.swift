import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// The operator as a SELECT under construction.
  ///
  /// `scope` is what surrounds it: the columns of enclosing queries, and the table names that it
  /// must not take.
  func block(_ tree: Operator, in scope: RenderingScope) throws(SQLError) -> QueryBlock {
    switch tree {
    case .scan(let scan): return self.scan(scan, in: scope)
    case .input(let input): return self.input(input, in: scope)
    case .values(let values): return try self.values(values, in: scope)
    case .jsonRows(let rows): return try jsonRows(rows, in: scope)
    case .filter(let filter): return try self.filter(filter, in: scope)
    case .project(let project): return try self.project(project, in: scope)
    case .join(let join): return try self.join(join, in: scope)
    case .aggregate(let aggregate): return try self.aggregate(aggregate, in: scope)
    case .window(let window): return try self.window(window, in: scope)
    case .sort(let sort): return try self.sort(sort, in: scope)
    case .limit(let limit): return try self.limit(limit, in: scope)
    case .distinct(let distinct): return try self.distinct(distinct, in: scope)
    case .setOperation(let operation): return try self.setOperation(operation, in: scope)
    case .recursion(let recursion): return try self.recursion(recursion, in: scope)
    case .recursionInput(let input): return try recursionInput(input, in: scope)
    case .route(let route): return try block(route.input, in: scope)
    case .mergeSort, .mergeAggregate, .lookupJoin, .coordinate:
      throw SQLError(.internal, "a step of the engine cannot be written as SQL")
    }
  }

  // MARK: Leaves

  private func scan(_ scan: Operator.Scan, in scope: RenderingScope) -> QueryBlock {
    let table = SQLiteName.table(scan.table.table.name)
    let name = scope.free(scan.alias)
    let alias = SQLiteName.quoted(name)
    var columns = ColumnMap<Operand>()
    columns.reserveCapacity(scan.columns.count)
    for column in scan.columns {
      columns.set(
        Self.stored(SQLiteName.column(column.name, of: alias), column.type, in: scan.table),
        of: column.id
      )
    }
    return QueryBlock(
      from: table == alias ? table : String(pieces: table, " AS ", alias),
      columns: columns,
      names: [name.foldedName]
    )
  }

  private func input(_ input: Operator.Input, in scope: RenderingScope) -> QueryBlock {
    noteSlot(of: input)
    let table = SQLiteName.quoted(input.tableName)
    var block = QueryBlock()
    let name = inputReading == .streamed ? input.tableName : Self.copyName(of: input)
    block.from = SQLiteName.quoted(name)
    if inputReading == .materialized {
      addCommonTable("\(block.from) AS MATERIALIZED (SELECT * FROM \(table))")
    }
    let alias = scope.free(inputReading == .streamed ? input.name : name)
    if alias != name { block.from += " AS \(SQLiteName.quoted(alias))" }
    block.names = [alias.lowercased()]
    for (position, column) in input.columns.enumerated() {
      block.columns[column.id] = Operand(
        "\(SQLiteName.quoted(alias)).\(input.columnName(at: position))",
        column.type,
        origin: .column,
        coercibility: context.coercibility(of: column.id)
      )
    }
    return block
  }

  private static func copyName(of input: Operator.Input) -> String { input.name + "_rows" }

  /// One row becomes a SELECT of its expressions, more a VALUES list.
  private func values(
    _ values: Operator.Values,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    var block = QueryBlock()
    block.isSingleRow = values.rows.count <= 1
    guard values.rows.count > 1, !values.columns.isEmpty else {
      if values.rows.isEmpty { block.predicates = ["0"] }
      let row = values.rows.first ?? values.columns.map { _ in .null }
      for (column, cell) in zip(values.columns, row) {
        var operand = try typed(cell, column.type, in: scope)
        if column.type.hasText {
          operand.coercibility = context.coercibility(of: column.id) ?? .implicit
        }
        block.columns[column.id] = operand
      }
      if values.rows.count > 1 { return try rowsWithoutColumns(values.rows.count, in: scope) }
      return block
    }
    let alias = makeAlias(scope)
    var rows: [String] = []
    for row in values.rows {
      let cells = try zip(row, values.columns).map { $0 }.mapTyped { (pair) throws(SQLError) in
        let cell = try typed(pair.0, pair.1.type, in: scope)
        // VALUES names a column of a table around it by its own name, not by its place.
        return cell.origin == .column ? "+" + cell.sql : cell.sql
      }
      rows.append("(\(cells.joined(separator: ", ")))")
    }
    block.from = "(VALUES \(rows.joined(separator: ", "))) AS \(alias)"
    block.names = [alias]
    for (index, column) in values.columns.enumerated() {
      block.columns[column.id] = Operand(
        "\(alias).column\(index + 1)",
        column.type,
        origin: .expression
      )
    }
    return block
  }

  private func rowsWithoutColumns(
    _ count: Int,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    let alias = makeAlias(scope)
    var block = QueryBlock()
    let rows = Array(repeating: "(1)", count: count).joined(separator: ", ")
    block.from = "(VALUES \(rows)) AS \(alias)"
    block.names = [alias]
    return block
  }

  /// The scalar converted to a type, where its own is another.
  func typed(
    _ scalar: Scalar,
    _ type: MySQLType,
    in scope: RenderingScope
  ) throws(SQLError) -> Operand {
    let operand = try operand(scalar, in: scope)
    guard operand.type.representation != type.representation, type.kind != .unknown else {
      return operand
    }
    return Operand(Conversion.sql(operand, as: type), type)
  }

  // MARK: One input

  private func filter(
    _ filter: Operator.Filter,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    var block = try block(filter.input, in: scope)
    try self.filter(&block, by: filter.predicates, in: scope)
    return block
  }

  private func filter(
    _ block: inout QueryBlock,
    by predicates: [Scalar],
    in scope: RenderingScope
  ) throws(SQLError) {
    sortFirst(&block, for: predicates, in: scope)
    let isAfterGroups = block.stage == .grouped
    if block.stage > .grouped || block.compound != nil
      || passesAggregates(of: block, to: predicates)
      || block.holdsResults && predicates.contains(where: \.isDeep)
    {
      block = derived(block, in: scope)
    }
    expose(predicates, of: &block, in: scope)
    let inside = scope.inside(block)
    if isAfterGroups, block.stage == .grouped {
      try add(predicates, to: &block.having, in: inside)
    } else {
      try add(predicates, to: &block.predicates, in: inside)
      block.stage = .filtered
    }
  }

  /// Adds conditions to those that there are: before them what is the same for all rows, a subquery, and behind them
  /// what has to be computed for each.
  private func add(
    _ predicates: [Scalar],
    to conditions: inout [String],
    in scope: RenderingScope
  ) throws(SQLError) {
    guard context.hasSubqueries else {
      for predicate in predicates { conditions.append(try condition(predicate, in: scope)) }
      return
    }
    let (once, each) = predicates.partitioned { $0.containsSubquery && $0.columns.isEmpty }
    let first = try once.mapTyped { (predicate) throws(SQLError) in
      try condition(predicate, in: scope)
    }
    let rest = try each.mapTyped { (predicate) throws(SQLError) in
      try condition(predicate, in: scope)
    }
    conditions = first + conditions + rest
  }

  private func project(
    _ project: Operator.Project,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    var block = try block(project.input, in: scope)
    try self.project(&block, project.items, in: scope)
    return block
  }

  private func project(
    _ block: inout QueryBlock,
    _ items: [Operator.Project.Item],
    in scope: RenderingScope
  ) throws(SQLError) {
    if !canReplaceColumns(of: block, with: items)
      || block.stage == .grouped && passesAggregates(of: block, to: items.map(\.value))
    {
      block = derived(block, in: scope)
    }
    if mayCallInOrder(block) {
      sortFirst(&block, for: items.map(\.value), in: scope)
    }
    if block.holdsResults, items.contains(where: { isDeep($0.value, in: block) }) {
      block = derived(block, in: scope)
    }
    if mayExpose(block) { expose(items.map(\.value), of: &block, in: scope) }
    let inside = scope.inside(block)
    var columns = ColumnMap<Operand>()
    columns.reserveCapacity(items.count)
    var volatile: ColumnSet = []
    for item in items {
      columns.set(try operand(item.value, in: inside), of: item.id)
      if Self.isVolatile(item.value, given: block.volatile) { volatile.insert(item.id) }
    }
    if block.distinct != nil { block.distinct = ColumnSet(columns.keys) }
    block.columns = columns
    block.volatile = volatile
  }

  /// Makes rows in order a table that is filled first, where what is called for them goes by that order: SQLite would
  /// sort what it has computed.
  private func sortFirst(
    _ block: inout QueryBlock,
    for scalars: [Scalar],
    in scope: RenderingScope
  ) {
    guard mayCallInOrder(block), scalars.contains(where: { $0.callsProgram || $0.isSequential })
    else { return }
    // Without a limit SQLite drops an order that the query around does not ask for.
    if block.limit == nil { block.limit = "-1" }
    block = derived(block, in: scope, isCopied: true)
  }

  private func mayCallInOrder(_ block: QueryBlock) -> Bool {
    (context.callsPrograms || context.callsSequentially) && block.stage >= .sorted
  }

  /// Whether a subquery would name an aggregate of the block, which SQLite would take for one of the
  /// subquery's own.
  func passesAggregates(of block: QueryBlock, to scalars: [Scalar]) -> Bool {
    guard block.stage == .grouped else { return false }
    return scalars.contains { scalar in
      scalar.containsSubquery(where: { subquery in
        switch subquery.kind {
        case .scalar, .exists: !subquery.outerColumns.isEmpty
        case .membership, .quantified: true
        }
      })
    }
  }

  /// Whether the block can give other columns than it has: distinct rows only under other ids, and
  /// the arms of a compound not at all.
  private func canReplaceColumns(
    of block: QueryBlock,
    with items: [Operator.Project.Item]
  ) -> Bool {
    guard block.compound == nil else {
      return items.map(\.id) == block.compound?.columns
        && items.allSatisfy { $0.value.column?.id == $0.id }
    }
    guard let distinct = block.distinct else { return true }
    return ColumnSet(items.compactMap { $0.value.column?.id }) == distinct
      && items.allSatisfy { $0.value.column != nil }
  }

  /// Whether each evaluation may give another value, or runs a stored function.
  static func isVolatile(_ scalar: Scalar, given volatile: ColumnSet) -> Bool {
    scalar.contains { part in
      switch part {
      case .column(let column): return volatile.contains(column.id)
      case .subquery(let subquery):
        return !subquery.outerColumns.isEmpty && subquery.query.isRandom
      case .call(let call): return call.isRandom || call.runsProgram
      default: return false
      }
    }
  }

  private func sort(_ sort: Operator.Sort, in scope: RenderingScope) throws(SQLError) -> QueryBlock
  {
    var block = try block(sort.input, in: scope)
    if block.stage == .limited || !canOrder(block, by: sort.keys)
      || block.distinct != nil && !block.volatile.isEmpty
      || block.holdsResults && sort.keys.contains(where: \.value.isDeep)
    {
      block = derived(block, in: scope)
    }
    sortFirst(&block, for: sort.keys.map(\.value), in: scope)
    expose(sort.keys.map(\.value), of: &block, in: scope)
    block.order = []
    let values = try seen(sort.keys.map(\.value), by: &block, in: scope)
    for key in zip(values, sort.keys).map({ SortKey($0, descending: $1.isDescending) }) {
      if let term = try orderTerm(key, in: scope.inside(block)) { block.order.append(term) }
    }
    block.stage = .sorted
    return block
  }

  /// SQLite orders distinct rows and compounds only by columns that they give.
  private func canOrder(_ block: QueryBlock, by keys: [SortKey]) -> Bool {
    guard block.distinct != nil || block.compound != nil else { return true }
    return keys.allSatisfy { $0.value.column.map { block.columns[$0.id] != nil } ?? false }
  }

  /// Nil for a constant, which orders nothing and which SQLite would take for a position.
  func orderTerm(_ key: SortKey, in scope: RenderingScope) throws(SQLError) -> QueryBlock.OrderTerm?
  {
    let operand = try operand(key.value, in: scope)
    if Operators.isConstantKey(operand) { return nil }
    let text = Operators.key(operand)
    return QueryBlock.OrderTerm(
      column: key.value.column?.id,
      key: text,
      collation: String(text.dropFirst(operand.sql.count)),
      isDescending: key.isDescending
    )
  }

  private func limit(
    _ limit: Operator.Limit,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    var block = try block(limit.input, in: scope)
    if block.stage == .limited { block = derived(block, in: scope) }
    if let count = limit.count { block.limit = try rowCount(count, in: scope) }
    if let offset = limit.offset { block.offset = try rowCount(offset, in: scope) }
    block.stage = .limited
    if case .literal(let literal)? = limit.count, literal.value == .integer(1),
      literal.ordinal.map({ context.pinnedLiterals.contains($0) }) ?? true
    {
      block.isSingleRow = true
    }
    return block
  }

  /// A count of rows as SQLite's signed integer; what is beyond it is no limit.
  private func rowCount(_ scalar: Scalar, in scope: RenderingScope) throws(SQLError) -> String {
    switch scalar {
    case .literal(let literal):
      if case .integer = literal.value { return try operand(scalar, in: scope).sql }
      context.pin(literal.ordinal)
      return String(Int64.max)
    case .parameter(let position, _):
      return "my_limit(\(parameter(.parameter(position, .bigint))))"
    case .variable(let variable, _):
      return "my_limit(\(parameter(.variable(Self.name(of: variable), .bigint))))"
    case .slot(let slot, _): return parameter(.slot(slot, .bigint))
    case .call(let call) where call.operation == .add && call.arguments.count == 2:
      let parts = try call.arguments.mapTyped { (part) throws(SQLError) in
        try rowCount(part, in: scope)
      }
      return "my_limit_sum(\(parts.joined(separator: ", ")))"
    default:
      let operand = try operand(scalar, in: scope)
      return Conversion.sql(operand.sql, from: operand.type, to: .bigint)
    }
  }

  private func distinct(
    _ distinct: Operator.Distinct,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    var block = try block(distinct.input, in: scope)
    if block.stage >= .distinct && block.stage != .sorted || block.compound != nil {
      block = derived(block, in: scope)
    }
    block.order = []
    block.distinct = ColumnSet(block.columns.keys)
    block.stage = .distinct
    block.columns.replaceValues(keyed)
    return block
  }

  /// The operand with the collation under which SQLite must tell its values apart.
  func keyed(_ operand: Operand) -> Operand {
    var keyed = operand
    keyed.sql = Operators.key(operand)
    if keyed.sql != operand.sql { keyed.origin = .expression }
    return keyed
  }
}
