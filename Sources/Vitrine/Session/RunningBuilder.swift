import VitrineSQL
import VitrineSharding

/// Takes a SELECT apart into what gives its rows and what is computed row after row.
///
/// Only where MySQL's order is known: one query block without groups, DISTINCT, HAVING or windows, whose items
/// alone assign; and, where it is sorted, of one table, beside derived tables that only assign.
struct RunningBuilder {
  private let query: QueryExpression
  private let input: StatementInput
  private let compiler: RunningCompiler
  private let mode: SQLMode

  init(_ query: QueryExpression, _ input: StatementInput, mode: SQLMode) {
    self.query = query
    self.input = input
    self.mode = mode
    compiler = RunningCompiler(mode: mode)
  }

  func select() throws(SQLError) -> RunningSelect? {
    guard case .select(let block) = query.body, query.with == nil, query.into == nil,
      query.locking.isEmpty, !block.isDistinct, block.groupBy.isEmpty,
      block.having == nil, block.windows.isEmpty, !block.options.contains(.calculateFoundRows)
    else { return nil }
    let preset = Set(Self.initialNames(block.from))
    let assigned = Set(block.items.flatMap { $0.expression?.assignedVariables ?? [] })
    var result = RunningSelect(source: query)
    var source = block
    guard let from = try initialized(block.from, &result) else { return nil }
    guard !assigned.isEmpty || !result.initial.isEmpty else { return nil }
    source.from = from.tables
    source.items = []
    for item in block.items {
      guard let known = try self.item(item, assigned) else { return nil }
      result.items.append(known)
      if case .running = known { continue }
      source.items.append(item)
    }
    guard result.items.filter({ if case .star = $0 { true } else { false } }).count <= 1 else {
      return nil
    }
    guard var ordered = try sorted(source, block, from.count) else { return nil }
    result.columnCount = compiler.columns.count
    ordered.block.items += compiler.columns.map {
      .expression(ExpressionItem(expression: .column($0)))
    }
    if ordered.block.items.isEmpty {
      let one = Expression.literal(Literal(kind: .integer("1")))
      ordered.block.items = [.expression(ExpressionItem(expression: one))]
      result.columnCount = 1
    }
    result.source.body = .select(ordered.block)
    result.source.orderBy = ordered.order
    guard !Self.uses(assigned.union(preset), result.source) else { return nil }
    result.uninitialized = Self.readBeforeAssigned(block.items, preset)
    return result
  }

  /// Whether a query assigns anything, or reads what is assigned row after row.
  private static func uses(_ names: Set<String>, _ query: QueryExpression) -> Bool {
    var found = false
    let reader = LeafRewriter<Never> { leaf in
      switch leaf {
      case .assignment: found = true
      case .userVariable(let variable): found = found || names.contains(variable.name.folded)
      default: break
      }
      return nil
    }
    _ = reader.rewritten(query)
    return found
  }

  /// The variables that are read before they are first assigned, as MySQL resolves expressions: what is
  /// assigned comes before the assignment, and items from left to right.
  private static func readBeforeAssigned(
    _ items: [SelectItem],
    _ preset: Set<String>
  ) -> Set<String> {
    var known = preset
    var early: Set<String> = []
    func visit(_ expression: Expression) {
      for child in expression.children { visit(child) }
      switch expression {
      case .assignment(let node): known.insert(node.variable.name.folded)
      case .userVariable(let variable):
        if !known.contains(variable.name.folded) { early.insert(variable.name.folded) }
      default: break
      }
    }
    for item in items { item.expression.map(visit) }
    let assigned = Set(items.flatMap { $0.expression?.assignedVariables ?? [] })
    return early.intersection(assigned)
  }

  /// What derived tables without FROM assign.
  private static func initialNames(_ tables: [TableReference]) -> [String] {
    tables.flatMap { table -> [String] in
      switch table {
      case .table, .jsonTable: return []
      case .join(let join): return initialNames([join.left, join.right])
      case .derived(let derived):
        guard case .select(let block) = derived.query.body, block.from.isEmpty else { return [] }
        return block.items.flatMap { $0.expression?.assignedVariables ?? [] }
      }
    }
  }

  // MARK: Items

  private func item(
    _ item: SelectItem,
    _ assigned: Set<String>
  ) throws(SQLError) -> RunningSelect.Item? {
    switch item {
    case .star: return .star
    case .nextValue: return nil
    case .expression(let node):
      guard !node.expression.contains(where: \.isAggregate) else { return nil }
      guard node.expression.assigns || node.expression.reads(assigned) else { return .plain }
      guard !node.expression.contains(where: { $0.query != nil }),
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

  // MARK: FROM

  /// The tables with what derived tables assign as parameters, and how many others there are; nil where
  /// something else is assigned there.
  private func initialized(
    _ tables: [TableReference],
    _ result: inout RunningSelect
  ) throws(SQLError) -> (tables: [TableReference], count: Int)? {
    var found: [TableReference] = []
    var count = 0
    for table in tables {
      guard let known = try initialized(table, &result, &count) else { return nil }
      found.append(known)
    }
    return (found, count)
  }

  private func initialized(
    _ table: TableReference,
    _ result: inout RunningSelect,
    _ count: inout Int
  ) throws(SQLError) -> TableReference? {
    switch table {
    case .table, .jsonTable:
      count += 1
      return table
    case .join(var join):
      guard let left = try initialized(join.left, &result, &count),
        let right = try initialized(join.right, &result, &count)
      else { return nil }
      join.left = left
      join.right = right
      return .join(join)
    case .derived(var derived):
      guard case .select(var block) = derived.query.body, block.from.isEmpty,
        derived.query.limit == nil, block.where == nil, block.having == nil,
        block.items.contains(where: { $0.expression?.assigns == true })
      else {
        count += 1
        return table
      }
      guard let items = try constants(block.items, &result) else { return nil }
      block.items = items
      derived.query.body = .select(block)
      return .derived(derived)
    }
  }

  private func constants(
    _ items: [SelectItem],
    _ result: inout RunningSelect
  ) throws(SQLError) -> [SelectItem]? {
    var found: [SelectItem] = []
    for item in items {
      guard case .expression(let node) = item else { return nil }
      let own = RunningCompiler(mode: mode)
      guard !node.expression.contains(where: { $0.query != nil || $0.isAggregate }),
        let value = try own.compile(node.expression), own.columns.isEmpty
      else { return nil }
      let position = input.parameters.count + input.locals.count + result.initial.count
      result.initial.append(value)
      let name = node.alias ?? Identifier(text: text(under: node.span))
      let parameter = Expression.parameter(
        ParameterReference(parameter: .positional(position), span: node.span)
      )
      found.append(.expression(ExpressionItem(expression: parameter, alias: name)))
    }
    return found
  }

  // MARK: ORDER BY

  /// The source and its order; nil where rows are not sorted before the items are computed.
  private func sorted(
    _ source: Select,
    _ block: Select,
    _ count: Int
  ) throws(SQLError) -> (block: Select, order: [OrderingTerm])? {
    guard !query.orderBy.isEmpty else { return try derivedOrder(source, count) }
    guard count <= 1 else { return nil }
    var order = query.orderBy
    for (index, term) in order.enumerated() {
      guard let meant = outer(term.expression, block.items) else { return nil }
      order[index].expression = meant
    }
    return (source, order)
  }

  /// What an ORDER BY term stands for: an item by its number or alias, which must not be a running one.
  private func outer(_ term: Expression, _ items: [SelectItem]) -> Expression? {
    if case .literal(let literal) = term, case .integer(let digits) = literal.kind {
      guard let number = Int(digits), items.indices.contains(number - 1),
        !items.prefix(number).contains(where: \.isStar),
        let item = items[number - 1].expression, !item.assigns, !item.readsVariables
      else { return nil }
      return item
    }
    guard !term.assigns, !term.readsVariables else { return nil }
    let names = items.compactMap { item -> String? in
      guard case .expression(let node) = item,
        node.expression.assigns || node.expression.readsVariables
      else { return nil }
      return node.alias?.folded
    }
    let isRunning = term.contains {
      guard case .column(let name) = $0, name.qualifier == nil else { return false }
      return names.contains(name.name.folded)
    }
    return isRunning ? nil : term
  }

  /// The order of a derived table that is the only one, which its rows keep: its terms become columns.
  private func derivedOrder(
    _ source: Select,
    _ count: Int
  ) throws(SQLError) -> (block: Select, order: [OrderingTerm])? {
    guard let (position, derived) = onlyDerived(source.from), count == 1,
      !derived.query.orderBy.isEmpty
    else { return (source, []) }
    guard case .select(var inner) = derived.query.body, !inner.isDistinct, derived.columns.isEmpty,
      derived.query.with == nil, !derived.isLateral, let alias = derived.alias
    else { return nil }
    var order: [OrderingTerm] = []
    let items = inner.items
    for (index, term) in derived.query.orderBy.enumerated() {
      guard let meant = Self.inner(term.expression, items) else { return nil }
      let name = Identifier(text: "\(Self.hidden)\(index)")
      inner.items.append(.expression(ExpressionItem(expression: meant, alias: name)))
      let column = ColumnName(qualifier: TableName(name: alias), name: name)
      order.append(OrderingTerm(expression: .column(column), direction: term.direction))
    }
    var copy = source
    var changed = derived
    changed.query.body = .select(inner)
    copy.from[position] = .derived(changed)
    return (copy, order)
  }

  /// How the columns begin that a derived table gets for its order.
  static let hidden = "vitrine order "

  private func onlyDerived(_ tables: [TableReference]) -> (Int, DerivedTable)? {
    for (index, table) in tables.enumerated() {
      guard case .derived(let derived) = table, !derived.query.orderBy.isEmpty else { continue }
      return (index, derived)
    }
    return nil
  }

  private static func inner(_ term: Expression, _ items: [SelectItem]) -> Expression? {
    if case .literal(let literal) = term, case .integer(let digits) = literal.kind {
      guard let number = Int(digits), items.indices.contains(number - 1),
        !items.prefix(number).contains(where: \.isStar)
      else { return nil }
      return items[number - 1].expression
    }
    guard case .column(let name) = term, name.qualifier == nil else { return term }
    for item in items {
      guard case .expression(let node) = item, node.alias?.folded == name.name.folded else {
        continue
      }
      return node.expression
    }
    return term
  }
}

extension SelectItem {
  fileprivate var expression: Expression? {
    if case .expression(let item) = self { item.expression } else { nil }
  }

  fileprivate var isStar: Bool { if case .star = self { true } else { false } }
}

extension Expression {
  fileprivate func reads(_ names: Set<String>) -> Bool {
    contains {
      if case .userVariable(let variable) = $0 {
        names.contains(variable.name.folded)
      } else {
        false
      }
    }
  }
}
