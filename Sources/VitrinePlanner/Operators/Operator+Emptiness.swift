import VitrineSharding

extension Operator {
  /// Whether it gives a row even when every table but those that all shards have alike is empty, as an aggregate without
  /// groups does.
  package var givesRowsOfNothing: Bool {
    switch self {
    case .aggregate(let aggregate):
      aggregate.groups.isEmpty || aggregate.hasRollup || aggregate.input.givesRowsOfNothing
    case .values, .jsonRows, .input: true
    case .scan(let scan): scan.table.placement.isReference
    case .filter(let filter):
      filter.input.givesRowsOfNothing && !filter.predicates.contains(where: \.isNeverTrue)
    case .recursion(let recursion): recursion.seed.givesRowsOfNothing
    case .project, .sort, .limit, .distinct, .window: anyInput { $0.givesRowsOfNothing }
    case .join(let join):
      join.left.givesRowsOfNothing && (join.kind == .left || join.right.givesRowsOfNothing)
    case .setOperation(let operation): operation.inputs.contains(where: \.givesRowsOfNothing)
    default: false
    }
  }
}
