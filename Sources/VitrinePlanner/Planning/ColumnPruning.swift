/// Drops columns that nobody reads, so that shards send and gateways hold no more than is needed.
enum ColumnPruning {
  /// The tree with only the columns that it needs itself and the ids to keep.
  static func prune(_ tree: Operator, keeping needed: ColumnSet) -> Operator {
    pruned(tree, keeping: needed) ?? tree
  }

  /// The same; nil where the tree has no others.
  private static func pruned(_ tree: Operator, keeping needed: ColumnSet) -> Operator? {
    switch tree {
    case .scan(var scan):
      guard !scan.columns.allSatisfy({ needed.contains($0.id) }) else { return nil }
      scan.columns = kept(scan.columns, needed, by: \.id)
      return .scan(scan)
    case .values(let values): return pruned(values, keeping: needed).map { .values($0) }
    case .project(var project):
      let isWhole = project.items.allSatisfy { needed.contains($0.id) }
      if !isWhole { project.items = kept(project.items, needed) }
      var read = ColumnSet()
      for item in project.items { item.value.collectColumns(into: &read) }
      let input = pruned(project.input, keeping: read)
      if isWhole, input == nil { return nil }
      project.input = input ?? project.input
      return .project(project)
    case .filter(var filter):
      var read = needed
      for predicate in filter.predicates { predicate.collectColumns(into: &read) }
      guard let input = pruned(filter.input, keeping: read) else { return nil }
      filter.input = input
      return .filter(filter)
    case .aggregate(var aggregate):
      aggregate.items = aggregate.items.filter { needed.contains($0.id) }
      aggregate.input = prune(aggregate.input, keeping: columns(read: .aggregate(aggregate)))
      return .aggregate(aggregate)
    case .window(var window):
      window.items = window.items.filter { needed.contains($0.id) }
      let read = columns(read: .window(window)).union(needed)
      window.input = prune(window.input, keeping: read)
      return window.items.isEmpty ? window.input : .window(window)
    case .distinct(var distinct):
      distinct.input = prune(distinct.input, keeping: distinct.input.outputIDs)
      return .distinct(distinct)
    default: return pruneOthers(tree, keeping: needed)
    }
  }

  /// Constants without those columns that nobody reads; nil where all stay, as does all that is computed.
  private static func pruned(
    _ values: Operator.Values,
    keeping needed: ColumnSet
  ) -> Operator.Values? {
    guard !values.columns.allSatisfy({ needed.contains($0.id) }),
      values.rows.allSatisfy({ $0.allSatisfy { $0.literal != nil } })
    else { return nil }
    let places = kept(Array(values.columns.indices), needed) { values.columns[$0].id }
    return Operator.Values(
      columns: places.map { values.columns[$0] },
      rows: values.rows.map { row in places.map { row[$0] } }
    )
  }

  private static func pruneOthers(_ tree: Operator, keeping needed: ColumnSet) -> Operator {
    switch tree {
    case .sort(var sort):
      sort.input = prune(sort.input, keeping: needed.union(columns(read: tree)))
      return .sort(sort)
    case .limit(var limit):
      limit.input = prune(limit.input, keeping: needed)
      return .limit(limit)
    case .join(var join):
      var read = needed.union(columns(read: tree))
      if join.isLateral { read.formUnion(join.right.freeColumns) }
      join.left = prune(join.left, keeping: read)
      join.right = prune(join.right, keeping: read)
      return .join(join)
    case .setOperation(var operation):
      for index in operation.inputs.indices where operation.sources.indices.contains(index) {
        operation.inputs[index] = prune(
          operation.inputs[index],
          keeping: ColumnSet(operation.sources[index].map(\.id))
        )
      }
      return .setOperation(operation)
    case .recursion(var recursion):
      recursion.seed = prune(recursion.seed, keeping: ColumnSet(recursion.seedColumns.map(\.id)))
      recursion.step = prune(recursion.step, keeping: ColumnSet(recursion.stepColumns.map(\.id)))
      return .recursion(recursion)
    default: return tree
    }
  }

  private static func columns(read tree: Operator) -> ColumnSet {
    tree.scalars.reduce(into: []) { $0.formUnion($1.columns) }
  }

  /// The items whose ids are needed; one alone when none is, as rows need a column.
  ///
  /// What nobody reads is not computed, since computing it could fail.
  private static func kept(
    _ items: [Operator.Project.Item],
    _ needed: ColumnSet
  ) -> [Operator.Project.Item] {
    let used = items.filter { needed.contains($0.id) }
    if !used.isEmpty { return used }
    if let passed = items.first(where: { $0.value.column != nil }) { return [passed] }
    return items.prefix(1).map { Operator.Project.Item(id: $0.id, value: .true) }
  }

  /// The elements whose ids are needed; the first alone when none is, as rows need a column.
  private static func kept<Element>(
    _ elements: [Element],
    _ needed: ColumnSet,
    by id: (Element) -> ColumnID
  ) -> [Element] {
    let used = elements.filter { needed.contains(id($0)) }
    return used.isEmpty ? Array(elements.prefix(1)) : used
  }
}
