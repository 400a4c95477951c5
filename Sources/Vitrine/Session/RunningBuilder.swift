import VitrineSQL
import VitrineSharding

/// A SELECT whose items assign to user variables row after row.
struct RunningSelect {
  /// Where a column of the answer comes from.
  enum Item {
    /// `*`, all of its columns
    case star
    case plain
    /// `bare` has its type, and assigns nothing.
    case running(RunningExpression, name: String, bare: RunningExpression)
  }

  var items: [Item] = []
  /// Gives the rows in their order: the other items, then what the running ones read.
  var source: QueryExpression
  /// What a row has to meet besides, computed before its items.
  var filter: RunningExpression?
  /// How many rows there are to be of those that meet it.
  var limit: Limit?
  var sourceCount = 0

  init(source: QueryExpression) { self.source = source }

  /// Whether nothing of a row is shown as it was read.
  var isAllRunning: Bool {
    items.allSatisfy { if case .running = $0 { true } else { false } }
  }

  /// What it computes of each row.
  var expressions: [RunningExpression] {
    items.compactMap { if case .running(let expression, _, _) = $0 { expression } else { nil } }
      + (filter.map { [$0] } ?? [])
  }
}

/// Takes a SELECT apart into what gives its rows and what is computed row after row.
///
/// Only where MySQL's order is known: one query block without DISTINCT or windows, whose items alone assign, or
/// the last conditions of its WHERE where it is not sorted; where it is sorted and has no groups, of one table, beside
/// rows that are constant.
struct RunningBuilder {
  private let query: QueryExpression
  private let input: StatementInput
  private let compiler: RunningCompiler
  /// The primary key of a table; nil for what has none.
  private let primaryKey: (TableFactor) -> [String]?

  init(
    _ query: QueryExpression,
    _ input: StatementInput,
    primaryKey: @escaping (TableFactor) -> [String]?
  ) {
    self.query = query
    self.input = input
    self.primaryKey = primaryKey
    compiler = RunningCompiler()
  }

  func select() throws(SQLError) -> RunningSelect? {
    guard case .select(let block) = query.body, query.into == nil, !block.isDistinct,
      !block.isRollup, block.windows.isEmpty, !block.options.contains(.calculateFoundRows)
    else { return nil }
    let assigned = block.assignedOfRows
    guard !assigned.isEmpty else { return nil }
    let isGrouped = block.isGrouped
    guard isGrouped || block.having == nil else { return nil }
    var result = RunningSelect(source: query)
    var source = block
    source.items = []
    guard !isGrouped || !Self.readsEarlierRows(block, assigned) else { return nil }
    for item in block.items {
      guard let known = try self.item(item, assigned, isGrouped) else { return nil }
      result.items.append(known)
      if case .running = known { continue }
      source.items.append(item)
    }
    guard result.items.filter({ if case .star = $0 { true } else { false } }).count <= 1,
      try takeFilter(from: &source, assigned, &result)
    else { return nil }
    if let having = block.having, meansRunning(having, block.items) { return nil }
    guard let order = order(of: source, block.items, isGrouped) else { return nil }
    result.sourceCount = compiler.sources.count
    source.items += compiler.sources.map {
      .expression(ExpressionItem(expression: $0))
    }
    if source.items.isEmpty {
      let one = Expression.literal(Literal(kind: .integer("1")))
      source.items = [.expression(ExpressionItem(expression: one))]
      result.sourceCount = 1
    }
    result.source.body = .select(source)
    result.source.orderBy = order
    let use = result.source.variables
    guard use.assigned.isEmpty, use.read.isDisjoint(with: assigned) else { return nil }
    return result
  }

  /// Whether an item of a query with groups reads what another group or an item before it has assigned: MySQL
  /// may have read it while it made the groups.
  private static func readsEarlierRows(_ block: Select, _ assigned: Set<String>) -> Bool {
    var earlier = block.groupBy.isEmpty ? [] : assigned
    for item in block.items {
      guard let use = item.expression?.variables else { continue }
      guard use.read.isDisjoint(with: earlier) else { return true }
      earlier.formUnion(use.assigned)
    }
    return false
  }

  // MARK: Items

  private func item(
    _ item: SelectItem,
    _ assigned: Set<String>,
    _ isGrouped: Bool
  ) throws(SQLError) -> RunningSelect.Item? {
    switch item {
    case .star: return .star
    case .nextValue: return nil
    case .expression(let node):
      let use = node.expression.variables
      guard !use.assigned.isEmpty || !use.read.isDisjoint(with: assigned) else { return .plain }
      // What has no aggregate may be computed before the groups are made.
      guard !isGrouped || node.expression.contains(where: \.isAggregate),
        let expression = try compiler.compile(node.expression),
        let bare = try compiler.compile(node.expression.withoutAssignments)
      else { return nil }
      let name = node.alias?.text ?? text(under: node.span)
      return .running(expression, name: name, bare: bare)
    }
  }

  private func text(under span: Span) -> String {
    let bytes = input.text.utf8.dropFirst(span.range.lowerBound).prefix(span.range.count)
    return String(Substring(bytes))
  }

  // MARK: WHERE

  /// Takes the conditions that assign or read what is assigned out of the source, with LIMIT, which counts the rows
  /// that meet them; false where they are not the last, or rows are sorted after them.
  private func takeFilter(
    from source: inout Select,
    _ assigned: Set<String>,
    _ result: inout RunningSelect
  ) throws(SQLError) -> Bool {
    let conditions = source.where?.conjuncts ?? []
    let isRunning = conditions.map { condition in
      let use = condition.variables
      return !use.assigned.isEmpty || !use.read.isDisjoint(with: assigned)
    }
    guard let first = isRunning.firstIndex(of: true) else { return true }
    guard isRunning[first...].allSatisfy({ $0 }), !source.isGrouped, isByKey,
      let whole = Expression.conjunction(conditions[first...]),
      let filter = try compiler.compile(.isTest(IsTest(operand: whole, test: .true)))
    else { return false }
    result.filter = filter
    result.limit = query.limit
    result.source.limit = nil
    source.where = Expression.conjunction(conditions[..<first])
    return true
  }

  /// Whether rows come in the order in which they are read: unsorted, or by the primary key.
  private var isByKey: Bool {
    guard let term = query.orderBy.first else { return true }
    guard query.orderBy.count == 1, term.direction == .ascending,
      case .column(let name) = term.expression, case .select(let block) = query.body,
      let (_, key) = onlyTable(block.from), key.count == 1
    else { return false }
    return key[0].lowercased() == name.name.folded
  }

  // MARK: ORDER BY

  /// The order of the source; nil where rows are not sorted before the items are computed.
  private func order(
    of source: Select,
    _ items: [SelectItem],
    _ isGrouped: Bool
  ) -> Few<OrderingTerm>? {
    let key = isGrouped ? [] : keyOrder(source)
    guard query.orderBy.isEmpty || isGrouped || Self.factors(source.from).count <= 1 else {
      return nil
    }
    var order = query.orderBy
    for (index, term) in order.enumerated() {
      guard let meant = outer(term.expression, items) else { return nil }
      order[index].expression = meant
    }
    return Few(order + key)
  }

  /// The primary keys of the tables: the order in which InnoDB reads one, and sorts what is equal.
  private func keyOrder(_ source: Select) -> [OrderingTerm] {
    guard !source.items.isEmpty || !compiler.sources.isEmpty else { return [] }
    var keys: [OrderingTerm] = []
    for factor in Self.factors(source.from) {
      guard let key = factor.flatMap(primaryKey), let factor else { return [] }
      keys += key.map { factor.term(orderingBy: $0) }
    }
    return keys
  }

  private func onlyTable(_ tables: some Collection<TableReference>) -> (TableFactor, [String])? {
    let factors = Self.factors(tables)
    guard factors.count == 1, let factor = factors[0] else { return nil }
    return primaryKey(factor).map { (factor, $0) }
  }

  /// The tables whose rows are not constant; nil for what has no name of its own.
  private static func factors(_ tables: some Collection<TableReference>) -> [TableFactor?] {
    tables.flatMap { table -> [TableFactor?] in
      switch table {
      case .table(let factor): [factor]
      case .join(let join): factors([join.left, join.right])
      case .derived(let derived): derived.query.isConstant ? [] : [nil]
      case .jsonTable: [nil]
      }
    }
  }

  /// What an ORDER BY term stands for: an item by its number or alias, which must not be a running one.
  private func outer(_ term: Expression, _ items: [SelectItem]) -> Expression? {
    if case .literal(let literal) = term, case .integer(let digits) = literal.kind {
      guard let number = Int(digits), items.indices.contains(number - 1),
        !items.prefix(number).contains(where: \.isStar),
        let item = items[number - 1].expression, item.variables.all.isEmpty
      else { return nil }
      return item
    }
    guard term.variables.all.isEmpty, !meansRunning(term, items) else { return nil }
    return term
  }

  /// Whether an expression names an item that is computed row after row.
  private func meansRunning(_ expression: Expression, _ items: [SelectItem]) -> Bool {
    let names = items.compactMap { item -> String? in
      guard case .expression(let node) = item, !node.expression.variables.all.isEmpty else {
        return nil
      }
      return node.alias?.folded
    }
    return expression.contains {
      guard case .column(let name) = $0, name.qualifier == nil else { return false }
      return names.contains(name.name.folded)
    }
  }
}

extension TableFactor {
  /// The order by one of its columns.
  func term(orderingBy column: String) -> OrderingTerm {
    let table = alias.map { TableName(name: $0) } ?? name
    let column = ColumnName(qualifier: table, name: Identifier(text: column))
    return OrderingTerm(expression: .column(column))
  }
}

extension Select {
  /// The variables that its items or its conditions assign to.
  var assignedOfRows: Set<String> {
    var names: Set<String> = []
    for item in items { names.formUnion(item.expression?.variables.assigned ?? []) }
    return names.union(self.where?.variables.assigned ?? [])
  }

  var assignsOfRows: Bool { !assignedOfRows.isEmpty }

  /// Whether it makes groups, or one of all rows.
  var isGrouped: Bool {
    !groupBy.isEmpty || items.contains { $0.expression?.contains(where: \.isAggregate) ?? false }
  }
}

extension SelectItem {
  var expression: Expression? {
    if case .expression(let item) = self { item.expression } else { nil }
  }

  fileprivate var isStar: Bool { if case .star = self { true } else { false } }
}
