import VitrineSQL
import VitrineSharding

extension Rule {
  /// Lets each shard remove its own duplicates before those across shards are.
  static let splitDistinct = Rule("split-distinct", on: .distinct) { tree, _ throws(SQLError) in
    guard case .distinct(let distinct) = tree, case .route(var route) = distinct.input
    else { return nil }
    if case .distinct = route.input { return nil }
    route.input = .distinct(Operator.Distinct(route.input))
    return Rewrite(
      .distinct(Operator.Distinct(.route(route))),
      "each shard drops its own duplicates first"
    )
  }

  /// Sorts before duplicates are removed, which keeps the order.
  ///
  ///     Sort └─ Distinct └─ x   ⇒   Distinct └─ Sort └─ x
  static let sortBelowDistinct = Rule("sort-below-distinct", on: .sort) {
    tree,
    _ throws(SQLError) in
    guard case .sort(var sort) = tree, case .distinct(let distinct) = sort.input,
      case .route = distinct.input,
      sort.keys.allSatisfy({ $0.value.column != nil })
    else { return nil }
    sort.input = distinct.input
    return Rewrite(
      .distinct(Operator.Distinct(.sort(sort))),
      "rows are sorted before duplicates are removed"
    )
  }

  /// Lets each shard sort its rows and merges the sorted streams.
  ///
  ///     Sort ts └─ Route   ⇒   MergeSort ts └─ Route └─ Sort ts
  static let mergeSort = Rule("merge-sort", on: .sort) { tree, context throws(SQLError) in
    guard case .sort(let sort) = tree, case .route(var route) = sort.input,
      sort.keys.allSatisfy({ $0.value.column != nil && route.canEvaluate($0.value, context) })
    else { return nil }
    route.input = .sort(Operator.Sort(route.input, sort.keys))
    return Rewrite(
      .mergeSort(Operator.MergeSort(.route(route), sort.keys)),
      "each shard sorts, the gateway merges"
    )
  }

  /// Copies a limit below a merge, so no shard returns more rows than the answer can use.
  ///
  /// The outer limit stays; each shard may contribute `count + offset` rows.
  ///
  ///     Limit 10 └─ MergeSort ts └─ Route   ⇒   Limit 10 └─ MergeSort ts └─ Route(limit 10)
  static let pushLimit = Rule("push-limit", on: .limit) { tree, _ throws(SQLError) in
    guard case .limit(var limit) = tree, let bound = limit.bound,
      let input = limit.input.limited(to: bound)
    else { return nil }
    limit.input = input
    return Rewrite(.limit(limit), "no shard returns more rows than the limit can use")
  }

  /// Applies a limit before columns are chosen, so that it meets the merge below.
  static let limitBelowProject = Rule("limit-below-project", on: .limit) {
    tree,
    _ throws(SQLError) in
    guard case .limit(var limit) = tree, case .project(var project) = limit.input,
      project.items.allSatisfy({ $0.value.column?.id == $0.id })
    else { return nil }
    limit.input = project.input
    project.input = .limit(limit)
    return Rewrite(.project(project), "the limit is applied before columns are chosen")
  }
}

extension Operator {
  /// The same rows with each shard's part cut to so many; nil when it is cut already or cannot be.
  func limited(to bound: Scalar) -> Operator? {
    switch self {
    case .route(var route):
      if case .limit = route.input { return nil }
      route.input = .limit(Limit(route.input, count: bound, offset: nil))
      return .route(route)
    case .mergeSort(var merge):
      guard let input = merge.input.limited(to: bound) else { return nil }
      merge.input = input
      return .mergeSort(merge)
    default: return nil
    }
  }
}
