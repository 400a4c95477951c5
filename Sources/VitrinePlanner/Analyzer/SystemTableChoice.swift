package import VitrineSQL
package import VitrineSharding

/// The tables of which a query of `information_schema` asks by their names, so that only their rows are made.
package struct SystemTableChoice {
  /// The names that a condition allows, as ``Swift/String/likeness``; nil where all may be meant.
  private var schemas: Set<[UInt8]>?
  private var tables: Set<[UInt8]>?

  /// All tables.
  init() {}

  /// What the WHERE of a query that reads one system table says of its rows.
  ///
  /// The plan then depends on the names.
  init(
    _ condition: Expression,
    on table: TableDefinition,
    alias: String,
    _ environment: Environment
  ) {
    for part in condition.conjuncts {
      if let column = part.columnOfThisSchema, column.isOf(alias),
        column.name.folded == "table_schema", !environment.isStored,
        let name = environment.context.options.defaultKeyspace?.likeness
      {
        schemas = schemas?.intersection([name]) ?? [name]
      }
      guard let (column, literals) = part.namedTexts, column.isOf(alias),
        table.column(named: column.name.text) != nil
      else { continue }
      let texts = literals.compactMap(\.likeness)
      guard texts.count == literals.count else { continue }
      let names = Set(texts)
      switch column.name.folded {
      case "table_schema": schemas = schemas?.intersection(names) ?? names
      case "table_name": tables = tables?.intersection(names) ?? names
      default: continue
      }
      guard !environment.isStored else { continue }
      for literal in literals { literal.ordinals.forEach(environment.context.pin) }
    }
  }

  func takes(schema: String) -> Bool { Self.allows(schema, schemas) }

  package func takes(_ address: TableAddress) -> Bool {
    takes(schema: address.keyspace) && takes(table: address.table)
  }

  func takes(table: String) -> Bool { Self.allows(table, tables) }

  private static func allows(_ name: String, _ names: Set<[UInt8]>?) -> Bool {
    guard let names, let likeness = name.likeness else { return true }
    return names.contains(likeness)
  }
}

extension Planner {
  /// The tables of whose rows a query of one system table may tell; all where it says nothing of their names, or reads more.
  package static func systemTableChoice(
    of statement: Statement,
    _ catalog: Catalog,
    _ options: PlannerOptions
  ) -> SystemTableChoice {
    guard case .query(let query) = statement, query.with == nil,
      case .select(let select) = query.body, select.from.count == 1,
      case .table(let factor)? = select.from.first, let condition = select.where,
      let table = SystemSchema.table(factor.name, default: options.defaultKeyspace),
      !query.expressions(of: select).contains(where: { $0.contains { $0.query != nil } })
    else { return SystemTableChoice() }
    let context = PlanningContext(catalog: catalog, options: options, text: "")
    let alias = (factor.alias ?? factor.name.name).text
    return SystemTableChoice(condition, on: table.table, alias: alias, Environment(context))
  }
}

extension QueryExpression {
  /// What a query of one SELECT computes.
  fileprivate func expressions(of select: Select) -> [Expression] {
    let items = select.items.compactMap { item in
      if case .expression(let item) = item { item.expression } else { nil }
    }
    let conditions = [select.where, select.having].compactMap(\.self)
    return items + conditions + select.groupBy + orderBy.map(\.expression)
  }
}

extension Expression {
  /// The column and the texts of `column = 'text'` and `column IN ('text', …)`.
  fileprivate var namedTexts: (ColumnName, [Literal])? {
    switch self {
    case .binary(let node) where node.operator == .equal:
      Self.pair(node.left, [node.right]) ?? Self.pair(node.right, [node.left])
    case .inList(let node) where !node.isNegated: Self.pair(node.operand, node.list)
    default: nil
    }
  }

  /// The column of `column = DATABASE()`.
  fileprivate var columnOfThisSchema: ColumnName? {
    guard case .binary(let node) = self, node.operator == .equal else { return nil }
    switch (node.left, node.right) {
    case (.column(let name), .function(let call)) where call.isThisSchema: return name
    case (.function(let call), .column(let name)) where call.isThisSchema: return name
    default: return nil
    }
  }

  private static func pair(
    _ column: Expression,
    _ values: [Expression]
  ) -> (ColumnName, [Literal])? {
    guard case .column(let name) = column else { return nil }
    let literals = values.compactMap { value in
      if case .literal(let literal) = value { literal } else { nil }
    }
    return literals.count == values.count ? (name, literals) : nil
  }
}

extension FunctionCall {
  fileprivate var isThisSchema: Bool {
    schema == nil && arguments.isEmpty && ["database", "schema"].contains(name.folded)
  }
}

extension ColumnName {
  fileprivate func isOf(_ alias: String) -> Bool {
    guard let qualifier else { return true }
    return qualifier.qualifier == nil && qualifier.name.text == alias
  }
}

extension Literal {
  fileprivate var likeness: [UInt8]? {
    guard charset == nil, case .string(let text) = kind else { return nil }
    return text.likeness
  }
}

extension String {
  /// What texts that some collation holds equal have in common; nil for all but printable ASCII.
  fileprivate var likeness: [UInt8]? {
    guard utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
    var bytes = utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    while bytes.last == 0x20 { bytes.removeLast() }
    return bytes
  }
}
