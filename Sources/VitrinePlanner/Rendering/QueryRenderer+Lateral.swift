import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// A lateral join, whose right side reads columns of the left; SQLite has none.
  ///
  /// A right side of joins and filters becomes part of the FROM clause, where its conditions see the
  /// left. Any other, and one with a grouping, an outer join or the like inside that reads the left, is run
  /// as a correlated subquery that packs its rows into one JSON array, and `json_each`, which may read the
  /// tables before it, unpacks them.
  func lateral(
    _ join: Operator.Join,
    _ left: QueryBlock,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    if left.from.isEmpty { return try besideValues(join, left, in: scope) }
    var left = left
    if !left.hasPlainColumns { left = derived(left, in: scope) }
    let inside = scope.inside(left)
    let right = try block(join.right, in: inside)
    if canFold(right, into: join.kind, in: inside), right.with.isEmpty, !right.readsBeside(left) {
      return try joined(join, left, right, in: scope)
    }
    let unpacked = unpacked(right, in: inside)
    return try joined(join, left, unpacked, in: scope)
  }

  /// The same where the left side is one row of values, which may stand anywhere in the right one.
  private func besideValues(
    _ join: Operator.Join,
    _ left: QueryBlock,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    let inside = scope.inside(left)
    var right = try block(join.right, in: inside)
    if !canFold(right, into: join.kind, in: inside) { right = derived(right, in: inside) }
    return try joined(join, left, right, in: scope)
  }

  /// The rows as elements of a JSON array, each an array of the columns, read back by `json_each`.
  private func unpacked(_ right: QueryBlock, in scope: RenderingScope) -> QueryBlock {
    let rows = derived(right, in: scope)
    let ids = rows.columns.keys
    let cells = ids.map { id in
      rows.columns[id].map { Self.packed($0) } ?? "NULL"
    }
    let packing = QueryBlock.Output(
      id: nil,
      text: "json_group_array(json_array(\(cells.joined(separator: ", "))))",
      alias: nil
    )
    let alias = makeAlias(scope)
    var block = QueryBlock()
    block.from = "json_each((\(rows.text([packing])))) AS \(alias)"
    block.names = [alias]
    for (position, id) in ids.enumerated() {
      block.columns[id] = cell(position, of: alias, rows.columns[id]?.type ?? context.type(of: id))
    }
    return block
  }

  /// What JSON cannot carry as it is goes as text: doubles in full, bytes in hexadecimal.
  private static func packed(_ operand: Operand) -> String {
    switch operand.type.representation {
    case .real: "CAST(quote(\(operand.sql)) AS TEXT)"
    case .blob, .unsigned, .any: "quote(\(operand.sql))"
    default: operand.sql
    }
  }
}

extension QueryBlock {
  /// Whether its FROM clause, which becomes a part of another, reads tables of that one.
  ///
  /// To SQLite a join in parentheses and a derived table are queries of their own, which see no table beside
  /// them; the argument of a table function sees those before it.
  fileprivate func readsBeside(_ left: QueryBlock) -> Bool {
    (isJoin || !from.hasPrefix("json_each(")) && left.names.areRead(by: from)
  }
}
