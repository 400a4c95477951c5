import VitrineSQL

extension Rule {
  /// Outer-joins two routes on their shards where its condition has subqueries that belong there too.
  ///
  ///     LeftJoin a.id = b.id AND b.x IN (SELECT …) ├─ Route a └─ Route b   ⇒   Route └─ LeftJoin ├─ a └─ b
  ///
  /// The condition is about pairs of rows, so that its subqueries are settled beside the route of the pairs. Does not
  /// apply where these lie apart, or a subquery lies elsewhere than they and reads one of their columns.
  static let settleOuterJoin = Rule("settle-outer-join", on: .join) {
    tree,
    context throws(SQLError) in
    guard context.hasSubqueries, case .join(let join) = tree, join.kind == .left, !join.isLateral,
      case .route(let left) = join.left, case .route(let right) = join.right,
      join.predicates.contains(where: \.containsOpenSubquery)
    else { return nil }
    func merged(on predicates: [Scalar]) -> Operator.Route? {
      RouteMerge(
        kind: .left,
        left: left,
        right: right,
        predicates: predicates,
        context: context
      ).merged()
    }
    guard let pairs = merged(on: join.predicates.filter { !$0.containsOpenSubquery }) else {
      return nil
    }
    let mark = context.mark
    let settlement = SubquerySettlement(route: pairs, context: context)
    let predicates = try join.predicates.mapTyped { predicate throws(SQLError) in
      try settlement.settle(predicate, isCondition: true)
    }
    guard let route = merged(on: predicates) else {
      context.rewind(to: mark)
      return nil
    }
    return Rewrite(.route(route), "outer-joined two routes of one place beside their subqueries")
  }
}
