import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// A join as one FROM clause, as far as both sides are no more than joins and filters.
  func join(_ join: Operator.Join, in scope: RenderingScope) throws(SQLError) -> QueryBlock {
    var left = try block(join.left, in: scope)
    if !left.isRowsOnly || !left.volatile.isEmpty { left = derived(left, in: scope) }
    if join.isLateral { return try lateral(join, left, in: scope) }
    let aside = RenderingScope(columns: scope.columns, names: scope.names + left.names)
    var right = try block(join.right, in: aside)
    let isCopied = scope.columns.isEmpty && isComputed(right, where: join)
    if isCopied || !canFold(right, into: join.kind, in: scope.inside(left)) {
      if join.kind == .left { right.computeColumns(of: scope) }
      right = derived(right, in: aside, isCopied: isCopied)
    }
    return try joined(join, left, right, in: scope)
  }

  /// Whether the coordinator joins by an equality with what the right side computes.
  ///
  /// SQLite makes an index of its own for a column, but none for an expression, which it would compute for
  /// every pair of rows.
  private func isComputed(_ right: QueryBlock, where join: Operator.Join) -> Bool {
    guard inputReading == .materialized else { return false }
    return join.predicates.contains { predicate in
      guard case .call(let call) = predicate, call.operation == .equal else { return false }
      return call.arguments.indices.contains { index in
        guard let column = call.arguments[index].column,
          let operand = right.columns[column.id], operand.origin == .expression
        else { return false }
        let others = call.arguments.indices.filter { $0 != index }.map {
          call.arguments[$0].columns
        }
        return others.allSatisfy { !$0.isEmpty && $0.allSatisfy { right.columns[$0] == nil } }
      }
    }
  }

  /// The right side of an outer join must be NULL as a whole where there is no match, so only plain
  /// columns may be seen of it, and none that it has from the left side or farther out.
  func canFold(
    _ right: QueryBlock,
    into kind: Operator.Join.Kind,
    in scope: RenderingScope
  ) -> Bool {
    guard right.isRowsOnly, right.volatile.isEmpty else { return false }
    guard kind != .inner else { return true }
    guard right.hasPlainColumns, !right.from.isEmpty else { return false }
    let outer = Set(scope.columns.values.map(\.sql))
    return !right.columns.contains { outer.contains($0.sql) }
  }

  /// The two sides in one block.
  func joined(
    _ join: Operator.Join,
    _ left: QueryBlock,
    _ right: QueryBlock,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    var block = left
    block.columns.merge(right.columns)
    block.names += right.names
    block.with = QueryBlock.merged(left.with, right.with)
    block.isRecursive = left.isRecursive || right.isRecursive
    block.isSingleRow = left.isSingleRow && right.isSingleRow
    let inside = scope.inside(block)
    let conditions = try join.predicates.mapTyped { (predicate) throws(SQLError) in
      try condition(predicate, in: inside)
    }
    if join.kind == .inner {
      appendInner(right, conditions, to: &block)
    } else {
      appendOuter(right, conditions, to: &block)
    }
    block.stage = block.predicates.isEmpty ? .rows : .filtered
    return block
  }

  private func appendInner(
    _ right: QueryBlock,
    _ conditions: [String],
    to block: inout QueryBlock
  ) {
    block.predicates += right.predicates
    if block.from.isEmpty || right.from.isEmpty {
      block.isJoin = block.isJoin || right.isJoin
      block.from += right.from
      block.predicates += conditions
      return
    }
    block.from += " JOIN " + (right.isJoin ? "(\(right.from))" : right.from)
    if !conditions.isEmpty { block.from += " ON " + QueryBlock.conjunction(conditions) }
    block.isJoin = true
  }

  /// Filters of the right side decide what matches, as the join's own conditions do.
  private func appendOuter(
    _ right: QueryBlock,
    _ conditions: [String],
    to block: inout QueryBlock
  ) {
    let all = right.predicates + conditions
    if block.from.isEmpty { block.from = "(SELECT 1)" }
    block.from += " LEFT JOIN " + (right.isJoin ? "(\(right.from))" : right.from)
    block.from += " ON " + (all.isEmpty ? "1" : QueryBlock.conjunction(all))
    block.isJoin = true
  }
}

extension QueryBlock {
  /// Makes expressions of the columns that it has from around it: SQLite, which writes the right side of an outer
  /// join into its FROM clause, gives NULL for those where there is no match, but not for columns of other tables.
  fileprivate mutating func computeColumns(of scope: RenderingScope) {
    let outer = Set(scope.columns.values.map(\.sql))
    columns.replaceValues { operand in
      guard outer.contains(operand.sql) else { return operand }
      var computed = operand
      computed.sql = "+" + operand.sql
      computed.origin = .expression
      return computed
    }
  }
}
