import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// `WITH RECURSIVE name(…) AS (seed UNION ALL step)`, read as a table.
  func recursion(
    _ recursion: Operator.Recursion,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    let name = commonTableName(recursion.name, in: scope)
    let taken = RenderingScope(
      columns: scope.columns,
      names: scope.names + [name.lowercased()]
    )
    recursions[recursion.id] = OpenRecursion(
      name: name,
      columns: recursion.columns,
      alias: name
    )
    defer { recursions[recursion.id] = nil }
    let seed = try part(recursion.seed, recursion.seedColumns, of: recursion, in: taken)
    var steps: [String] = []
    var block = QueryBlock()
    block.names = [name.lowercased()]
    for (step, columns) in Self.steps(of: recursion) {
      steps.append(try self.step(step, columns, of: recursion, in: taken, beside: &block))
    }
    let word = recursion.isAll ? " UNION ALL " : " UNION "
    let table = SQLiteName.quoted(name)
    let columns = recursion.columns.map { Self.name(of: $0.id) }
    let depth = recursion.isAll ? ", depth" : ""
    block.with.append(
      "\(table)(\(columns.joined(separator: ", "))\(depth)) AS "
        + "(\(([seed] + steps).joined(separator: word)))"
    )
    block.isRecursive = true
    block.from = table
    for column in recursion.columns {
      block.columns[column.id] = Operand(
        "\(table).\(Self.name(of: column.id))",
        column.type,
        origin: .column
      )
    }
    return block
  }

  /// The arms of a step that is itself a union: SQLite takes several, and drops duplicates of all arms if of any.
  private static func steps(
    of recursion: Operator.Recursion
  ) -> [(step: Operator, columns: [BoundColumn])] {
    guard case .setOperation(let operation) = recursion.step, operation.kind == .union,
      operation.isAll || !recursion.isAll,
      operation.columns.map(\.id) == recursion.stepColumns.map(\.id)
    else { return [(recursion.step, recursion.stepColumns)] }
    return zip(operation.inputs, operation.sources).map { ($0, $1) }
  }

  private func part(
    _ tree: Operator,
    _ sources: [BoundColumn],
    of recursion: Operator.Recursion,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    var block = try block(tree, in: scope)
    if !canBeArm(block, giving: sources) || recursion.isAll && block.distinct != nil {
      block = derived(block, in: scope)
    }
    return armText(block, sources, recursion.columns, depth: recursion.isAll ? "0" : nil)
  }

  /// SQLite reads the recursion only in the step's own FROM clause; what else is joined there by a name of its own, as
  /// another recursion, stands beside it.
  private func step(
    _ tree: Operator,
    _ sources: [BoundColumn],
    of recursion: Operator.Recursion,
    in scope: RenderingScope,
    beside outer: inout QueryBlock
  ) throws(SQLError) -> String {
    var block = try block(tree, in: scope)
    let joined = block.with
    block.with = []
    guard canBeArm(block, giving: sources), block.stage <= .filtered,
      let open = recursions[recursion.id],
      block.names.contains(open.alias.lowercased())
    else {
      throw SQLError(
        .unsupported,
        "a recursive common table expression that reads itself in a derived table is not supported"
      )
    }
    if !joined.isEmpty {
      outer.with = QueryBlock.merged(outer.with, joined)
      outer.names += block.names
    }
    let depth = "my_recursion_depth(\(SQLiteName.quoted(open.alias)).depth)"
    return armText(block, sources, recursion.columns, depth: recursion.isAll ? depth : nil)
  }

  private func armText(
    _ block: QueryBlock,
    _ sources: [BoundColumn],
    _ columns: [BoundColumn],
    depth: String?
  ) -> String {
    guard let depth else { return armText(block, sources, columns) }
    var arm = block
    let id = ColumnID(-1)
    arm.columns[id] = Operand(depth, .bigint)
    let column = BoundColumn(id, .bigint)
    return armText(arm, sources + [column], columns + [column])
  }

  func recursionInput(
    _ input: Operator.RecursionInput,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    guard let open = recursions[input.recursion] else {
      throw SQLError(.internal, "a recursion is read outside of itself")
    }
    let alias = scope.free(input.alias)
    recursions[input.recursion]?.alias = alias
    var block = QueryBlock()
    block.from = SQLiteName.quoted(open.name)
    if alias != open.name { block.from += " AS \(SQLiteName.quoted(alias))" }
    block.names = [alias.lowercased()]
    for (column, original) in zip(input.columns, open.columns) {
      block.columns[column.id] = Operand(
        "\(SQLiteName.quoted(alias)).\(Self.name(of: original.id))",
        column.type,
        origin: .column
      )
    }
    return block
  }
}
