import VitrineSQL
import VitrineSharding

extension Rule {
  /// Lets the shards unite those queries of a UNION ALL that ask the same place.
  ///
  ///     Union ├─ Route main └─ Route main └─ Route user   ⇒   Union ├─ Route main, main └─ Route user
  ///
  /// Only neighbours, so that the queries' rows come in the order in which they are written. Without DDL, where plans are
  /// Vitess's, any. A union whose queries all ask one place is `merge-set-operation`'s.
  static let mergeUnionArms = Rule("merge-union-arms", on: .setOperation) {
    tree,
    context throws(SQLError) in
    guard case .setOperation(let operation) = tree, operation.kind == .union, operation.isAll,
      operation.inputs.count > 2, operation.sources.count == operation.inputs.count
    else { return nil }
    for (position, input) in operation.inputs.enumerated() {
      guard let home = input.asRoute, !home.locality.keyspace.isEmpty,
        home.routing.variant != .none
      else { continue }
      let canUnite = operation.inputs.indices.map { index in
        guard index != position else { return true }
        return operation.inputs[index].asRoute.map { home.canUnite(with: $0, operation, context) }
          ?? false
      }
      let group = operation.inputs.indices.filter { index in
        let between = min(index, position)...max(index, position)
        return canUnite[index]
          && (context.catalog.isPlanOnly || !canUnite[between].contains(false))
      }
      guard group.count > 1, group.count < operation.inputs.count else { continue }
      let merged = operation.merging(group, at: home, context)
      return Rewrite(.setOperation(merged), "one place answers \(group.count) queries of the union")
    }
    return nil
  }
}

extension Operator.SetOperation {
  /// The operation with some of its inputs, which are routes, made one input.
  fileprivate func merging(
    _ group: [Int],
    at home: Operator.Route,
    _ context: PlanningContext
  ) -> Operator.SetOperation {
    let columns = columns.map(context.makeColumn(like:))
    let inner = Operator.SetOperation(
      .union,
      all: true,
      group.map { inputs[$0] },
      columns: columns,
      sources: group.map { sources[$0] }
    )
    var outer = self
    outer.inputs = []
    outer.sources = []
    for index in inputs.indices {
      if index == group.first {
        outer.inputs.append(.route(home.uniting(inner.inputs.compactMap(\.asRoute), inner)))
        outer.sources.append(columns)
      } else if !group.contains(index) {
        outer.inputs.append(inputs[index])
        outer.sources.append(sources[index])
      }
    }
    return outer
  }
}
