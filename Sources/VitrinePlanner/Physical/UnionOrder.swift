import VitrineSQL
import VitrineSharding

/// Keeps the queries of a UNION ALL in the order in which they are written where each of several shards
/// answers all of them.
///
///     Route Scatter: a UNION ALL b   ⇒   MergeSort arm └─ Route Scatter: a, 0 UNION ALL b, 1
///
/// No order is promised, but reports with a head or a total go by it, as do the numbers of inserted rows. A
/// shard gives one query's rows after the other's, so nothing is sorted; the gateway merges by a number that is
/// left out of the answer.
///
/// Does not apply below joins, groups, sorts and DISTINCT, nor without DDL, where plans are Vitess's.
struct UnionOrder {
  let context: PlanningContext

  func arranged(_ tree: Operator) -> Operator {
    switch tree {
    case .limit, .project, .filter, .window: return tree.replacingInputs(arranged)
    case .setOperation(let operation) where operation.kind == .union && operation.isAll:
      return tree.replacingInputs(arranged)
    case .route(let unordered):
      guard !context.catalog.isPlanOnly, !unordered.asksOneShard else { return tree }
      let arm = context.makeColumn("arm", .bigint)
      guard let numbered = numbered(unordered.input, by: arm) else { return tree }
      var route = unordered
      route.input = numbered
      return .mergeSort(
        Operator.MergeSort(.route(route), [SortKey(.column(arm), descending: false)])
      )
    default: return tree
    }
  }

  /// The rows with the number of the query that gave them; nil where they are not those of a UNION ALL.
  private func numbered(_ tree: Operator, by arm: BoundColumn) -> Operator? {
    switch tree {
    case .setOperation(var operation):
      guard operation.kind == .union, operation.isAll, operation.inputs.count > 1 else {
        return nil
      }
      for index in operation.inputs.indices {
        let number = context.makeColumn("arm", .bigint)
        let value = Scalar.literal(BoundLiteral(.integer(Int64(index)), .bigint))
        operation.inputs[index] = operation.inputs[index].adding([
          Operator.Project.Item(id: number.id, value: value)
        ])
        operation.sources[index].append(number)
      }
      operation.columns.append(arm)
      return .setOperation(operation)
    case .project(var project):
      guard let input = numbered(project.input, by: arm) else { return nil }
      project.input = input
      project.items.append(Operator.Project.Item(passing: arm))
      return .project(project)
    case .filter, .limit:
      guard let input = tree.inputs.first.flatMap({ numbered($0, by: arm) }) else { return nil }
      return tree.replacingInputs { _ in input }
    default: return nil
    }
  }
}
