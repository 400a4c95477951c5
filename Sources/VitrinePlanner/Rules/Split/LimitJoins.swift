import VitrineSQL
import VitrineSharding

extension Rule {
  /// Cuts the rows that a left join extends, or that subqueries of other shards are computed for, to as many as a limit
  /// above can use.
  ///
  ///     Limit 10 └─ Sort a.x └─ Join left ├─ Route a └─ Route b
  ///       ⇒   Limit 10 └─ Sort a.x └─ Join left ├─ MergeSort a.x └─ Route a (sort, limit 10) └─ Route b
  ///
  /// Each of these rows is there at least once above, so that the first ones are enough. The limit and the sort
  /// stay above. Does not apply where the order, if any, is not one of the route's own columns, or a condition
  /// above may drop rows.
  static let limitLeftRows = Rule("limit-left-rows", on: .limit) { tree, context throws(SQLError) in
    guard case .limit(var limit) = tree, let bound = limit.bound,
      let input = limit.input.cutting(to: bound, by: [], context)
    else { return nil }
    limit.input = input
    return Rewrite(
      .limit(limit),
      "no shard returns more rows on the left than the limit can use"
    )
  }

  /// Lets a lookup join below a limit begin with as many rows as the limit asks for, and read them in the order that
  /// the limit needs.
  ///
  ///     Limit 10 └─ Sort a.x └─ LookupJoin ├─ Route a └─ Route b
  ///       ⇒   Limit 10 └─ Sort a.x └─ LookupJoin ├─ MergeSort a.x └─ Route a (sort) └─ Route b
  ///
  /// The join keeps the order of its left rows, so that neither it nor the sort above, which stays, reads more rows than
  /// the limit uses. Does not apply to orders of others than the left route's columns.
  static let limitLookup = Rule("limit-lookup", on: .limit) { tree, context throws(SQLError) in
    guard case .limit(var limit) = tree, let count = limit.count else { return nil }
    let wanted = [count] + [limit.offset].compactMap(\.self)
    guard let input = limit.input.beginning(with: wanted, by: [], context) else { return nil }
    limit.input = input
    return Rewrite(.limit(limit), "the rows on the left are read as the limit needs them")
  }
}

extension Operator.Limit {
  /// How many rows below it are read at most; nil where it only skips some.
  var bound: Scalar? {
    guard let count else { return nil }
    return offset.map { .call(Call(.add, [count, $0], .bigint)) } ?? count
  }
}

extension Operator {
  /// The same rows, of which the first, in the order of `keys`, are made of no more than `bound` rows of each shard; nil
  /// where they cannot be cut.
  fileprivate func cutting(
    to bound: Scalar,
    by keys: [SortKey],
    _ context: PlanningContext
  ) -> Operator? {
    switch self {
    case .sort(var sort) where keys.isEmpty:
      guard let input = sort.input.cutting(to: bound, by: sort.keys, context) else { return nil }
      sort.input = input
      return .sort(sort)
    case .project(var project):
      guard let keys = project.keysBelow(keys) else { return nil }
      let isComputing = project.items.contains { $0.value.containsUnsettledSubquery }
      let input = project.input
      guard
        let cut = (isComputing ? input.cut(to: bound, by: keys, context) : nil)
          ?? input.cutting(to: bound, by: keys, context)
      else { return nil }
      project.input = cut
      return .project(project)
    case .join(var join) where join.kind == .left:
      guard let left = join.left.cutBelow(to: bound, by: keys, context) else { return nil }
      join.left = left
      return .join(join)
    case .lookupJoin(var join) where join.kind == .left:
      guard let left = join.left.cutBelow(to: bound, by: keys, context) else { return nil }
      join.left = left
      return .lookupJoin(join)
    default: return nil
    }
  }

  private func cutBelow(
    to bound: Scalar,
    by keys: [SortKey],
    _ context: PlanningContext
  ) -> Operator? {
    cut(to: bound, by: keys, context) ?? cutting(to: bound, by: keys, context)
  }

  /// A route's first rows; nil for other operators, and where they are cut already.
  private func cut(
    to bound: Scalar,
    by keys: [SortKey],
    _ context: PlanningContext
  ) -> Operator? {
    sorted(by: keys, context)?.limited(to: bound)
  }

  /// A route with its rows in an order; nil for other operators, and for keys that are not its columns.
  private func sorted(by keys: [SortKey], _ context: PlanningContext) -> Operator? {
    guard case .route(var route) = self else { return nil }
    if keys.isEmpty { return self }
    if case .limit = route.input { return nil }
    let columns = route.input.outputIDs
    guard keys.allSatisfy({ $0.value.column.map { columns.contains($0.id) } ?? false }) else {
      return nil
    }
    route.input = .sort(Sort(route.input, keys))
    if route.isSingleShard(context) { return .route(route) }
    return .mergeSort(MergeSort(.route(route), keys))
  }

  /// The same rows with lookup joins that begin with few of them; nil where there are none that can.
  fileprivate func beginning(
    with wanted: [Scalar],
    by keys: [SortKey],
    _ context: PlanningContext
  ) -> Operator? {
    switch self {
    case .sort(var sort) where keys.isEmpty:
      guard let input = sort.input.beginning(with: wanted, by: sort.keys, context) else {
        return nil
      }
      sort.input = input
      return .sort(sort)
    case .project(var project):
      guard let keys = project.keysBelow(keys),
        let input = project.input.beginning(with: wanted, by: keys, context)
      else { return nil }
      project.input = input
      return .project(project)
    case .filter(var filter):
      guard let input = filter.input.beginning(with: wanted, by: keys, context) else { return nil }
      filter.input = input
      return .filter(filter)
    case .lookupJoin(var join) where join.wanted.isEmpty:
      if let left = join.left.beginning(with: wanted, by: keys, context) {
        join.left = left
      } else if !keys.isEmpty, !join.left.isSorted(by: keys) {
        guard let left = join.left.sorted(by: keys, context) else { return nil }
        join.left = left
      }
      join.wanted = wanted
      return .lookupJoin(join)
    default: return nil
    }
  }

  private func isSorted(by keys: [SortKey]) -> Bool {
    Array(sortOrder.prefix(keys.count)) == keys
  }
}

extension Operator.Project {
  /// The keys as they read what is below; nil for keys that are more than columns there.
  fileprivate func keysBelow(_ keys: [SortKey]) -> [SortKey]? {
    let values = self.values
    let below = keys.compactMap { key -> SortKey? in
      guard let column = key.value.column, case .column(let own)? = values[column.id] else {
        return nil
      }
      return SortKey(.column(own), descending: key.isDescending)
    }
    return below.count == keys.count ? below : nil
  }
}
