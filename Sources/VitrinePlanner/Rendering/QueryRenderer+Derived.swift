import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// The block as a derived table in the FROM clause of a new one; its columns are then plain.
  ///
  /// Values that are new at each evaluation are kept from being evaluated twice by copying the rows, which
  /// is also done where it is asked for.
  func derived(
    _ block: QueryBlock,
    in scope: RenderingScope,
    isCopied: Bool = false
  ) -> QueryBlock {
    let alias = makeAlias(scope)
    let ids = block.compound?.columns ?? block.columns.keys
    var outer = QueryBlock()
    let text = self.text(block, ids, aliased: true)
    if block.volatile.isEmpty && !isCopied {
      outer.from = "(\(text)) AS \(alias)"
    } else {
      // `alias` is no table's name, so nothing inside can mean this by it.
      outer.with = ["\(alias) AS MATERIALIZED (\(text))"]
      outer.from = alias
    }
    outer.names = [alias]
    outer.isSingleRow = block.isSingleRow
    for id in ids {
      let type = block.columns[id]?.type ?? context.type(of: id)
      outer.columns[id] = Operand(
        "\(alias).\(Self.name(of: id))",
        type,
        origin: .column,
        coercibility: context.coercibility(of: id)
      )
    }
    return outer
  }

  /// Keys of GROUP BY or ORDER BY, those that read tables around the block as columns of a table inside it.
  ///
  /// SQLite looks for names of these clauses in the query's own tables alone.
  func seen(
    _ keys: [Scalar],
    by block: inout QueryBlock,
    in scope: RenderingScope
  ) throws(SQLError) -> [Scalar] {
    guard !scope.names.isEmpty else { return keys }
    var result = keys
    var isWider = false
    for (index, key) in keys.enumerated() {
      let operand = try operand(key, in: scope.inside(block))
      guard operand.origin != .constant, scope.isRead(by: operand.sql) else { continue }
      guard block.distinct == nil, block.compound == nil else {
        block = derived(block, in: scope)
        return try seen(keys, by: &block, in: scope)
      }
      isWider = true
      if let own = key.column, block.columns[own.id] != nil { continue }
      let column = context.makeColumn("key", operand.type)
      block.columns[column.id] = operand
      result[index] = .column(column)
    }
    if isWider { block = derived(block, in: scope) }
    return result
  }

  /// The block's text, giving these columns; under their hidden names where `aliased`.
  func text(_ block: QueryBlock, _ ids: [ColumnID], aliased: Bool) -> String {
    block.text(
      ids.map { id in
        let operand = block.columns[id] ?? Operand("NULL", .null)
        // An outer query takes the collation of a column from the expression behind it.
        let text = aliased ? Operators.key(operand) : operand.sql
        return QueryBlock.Output(id: id, text: text, alias: aliased ? Self.name(of: id) : nil)
      }
    )
  }

  /// Whether there can be anything for `expose` to do.
  func mayExpose(_ block: QueryBlock) -> Bool { context.hasSubqueries || !block.volatile.isEmpty }

  /// Makes plain columns of those that subqueries in the scalars read, and of those whose values must
  /// not be computed twice.
  ///
  /// Inside a subquery SQLite would take an aggregate of the outer query for one of the subquery.
  func expose(
    _ scalars: [Scalar],
    of block: inout QueryBlock,
    in scope: RenderingScope
  ) {
    guard mayExpose(block) else { return }
    var needed: ColumnSet = []
    var passed: ColumnSet = []
    for scalar in scalars {
      scalar.walk { part in
        if case .subquery(let subquery) = part { needed.formUnion(subquery.outerColumns) }
        if case .column(let column) = part, block.volatile.contains(column.id),
          scalar.column == nil || !passed.insert(column.id).inserted
        {
          needed.insert(column.id)
        }
      }
    }
    let isPlain = needed.allSatisfy { id in
      guard let operand = block.columns[id] else { return true }
      return operand.origin != .expression
    }
    if !isPlain { block = derived(block, in: scope) }
  }
}
