import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// GROUP BY … WITH ROLLUP, which SQLite has not: one arm of a UNION ALL for each level of grouping,
  /// over the same copied rows.
  ///
  /// The columns that a level does not group by are NULL in it, and `GROUPING` of them is 1. No rows
  /// give no groups, not even the total. Of texts that are equal and yet others a total shows, as in MySQL, that of the
  /// last group in it: rows are copied with their last keys first.
  func rollup(
    _ aggregate: Operator.Aggregate,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    var input = try rowsOfTotals(aggregate, in: scope)
    let groups = try keyed(aggregate.groups, by: &input, in: scope)
    let name = commonTableName("rollup_rows", in: scope)
    let ids = input.compound?.columns ?? input.columns.keys
    let rows = SQLiteName.quoted(name)
    var outputs: [BoundColumn] = []
    for group in aggregate.groups { outputs.append(BoundColumn(group.id, group.value.type)) }
    for item in aggregate.items { outputs.append(BoundColumn(item.id, item.call.type)) }
    var arms: [String] = []
    for level in (0...aggregate.groups.count).reversed() {
      let source = copy(of: input, ids, named: name)
      let kept = Array(groups.prefix(level))
      let block = try self.level(kept, of: aggregate, over: source, in: scope)
      arms.append(armText(block, outputs, outputs))
    }
    var block = compound(arms.joined(separator: " UNION ALL "), outputs)
    block.with = ["\(rows) AS MATERIALIZED (\(text(input, ids, aliased: true)))"]
    return derived(block, in: scope)
  }

  /// The rows to copy, in an order by which the first of each total is that of its last group.
  private func rowsOfTotals(
    _ aggregate: Operator.Aggregate,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    let keys = aggregate.groups.map(\.value)
    guard keys.dropLast().contains(where: \.type.hasUnlikeEquals),
      keys.allSatisfy(\.isRepeatable)
    else { return try block(aggregate.input, in: scope) }
    let order = keys.map { SortKey($0, descending: true) }
    var rows = try block(.sort(Operator.Sort(aggregate.input, order)), in: scope)
    // Without a limit SQLite may drop the order.
    rows.limit = rows.limit ?? "-1"
    return rows
  }

  /// A block that reads the copied rows.
  private func copy(of input: QueryBlock, _ ids: [ColumnID], named name: String) -> QueryBlock {
    var block = QueryBlock()
    block.from = SQLiteName.quoted(name)
    block.names = [name.lowercased()]
    for id in ids {
      let type = input.columns[id]?.type ?? context.type(of: id)
      block.columns[id] = Operand(
        "\(SQLiteName.quoted(name)).\(Self.name(of: id))",
        type,
        origin: .column
      )
    }
    return block
  }

  /// The groups, keys that may be others the next time as columns of the input: all levels have the same.
  private func keyed(
    _ groups: [Operator.Aggregate.Group],
    by input: inout QueryBlock,
    in scope: RenderingScope
  ) throws(SQLError) -> [Operator.Aggregate.Group] {
    let volatile = input.volatile
    guard groups.contains(where: { Self.isVolatile($0.value, given: volatile) }) else {
      return groups
    }
    if !input.isRowsOnly { input = derived(input, in: scope) }
    let keys = try computed(groups.map(\.value), by: &input, in: scope)
    return zip(groups, keys).map { Operator.Aggregate.Group(id: $0.id, value: $1) }
  }

  /// The groups by the first of the grouping columns.
  private func level(
    _ kept: [Operator.Aggregate.Group],
    of aggregate: Operator.Aggregate,
    over rows: QueryBlock,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    let level = kept.count
    var plain = aggregate
    plain.items = aggregate.items.filter { $0.call.function != .grouping }
    var block = try grouped(rows, plain, groups: kept, in: scope)
    if level == 0 { block.having.append("(count(*) > 0)") }
    for group in aggregate.groups.dropFirst(level) {
      block.columns[group.id] = Operand("NULL", group.value.type)
    }
    for item in aggregate.items where item.call.function == .grouping {
      block.columns[item.id] = Operand(
        String(try Self.grouping(item.call, level, aggregate.groups)),
        item.call.type
      )
    }
    return block
  }

  /// `GROUPING(a, b)`: a bit for each argument, the last the lowest, set where a level rolls it up.
  private static func grouping(
    _ call: AggregateCall,
    _ level: Int,
    _ groups: [Operator.Aggregate.Group]
  ) throws(SQLError) -> Int {
    var bits = 0
    for (index, argument) in call.arguments.enumerated() {
      guard let position = groups.firstIndex(where: { $0.id == argument.column?.id }) else {
        throw SQLError(
          .groupingNotGrouped,
          "Argument #\(index) of GROUPING function is not in GROUP BY"
        )
      }
      bits = bits << 1 | (position >= level ? 1 : 0)
    }
    return bits
  }
}
