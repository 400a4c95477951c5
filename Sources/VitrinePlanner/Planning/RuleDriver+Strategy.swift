package import VitrineSQL

extension RuleDriver {
  /// Plans a tree by the session's strategy up to physical operators, leaving what only the
  /// coordinator can do logical.
  package func planTree(
    _ tree: Operator,
    columns: [BoundColumn]
  ) throws(SQLError) -> Operator {
    let strategy = context.strategy
    let normal = try rewrite(tree, with: strategy.normalization.rules)
    let pruned = ColumnPruning.prune(normal, keeping: ColumnSet(columns.map(\.id)))
    let routed = try rewrite(pruned, with: strategy.routing.rules)
    let ordered = try rewrite(routed, with: strategy.ordering.rules)
    return try rewrite(ordered, with: strategy.joining.rules)
  }
}
