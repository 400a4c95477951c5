import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Moves calls of functions that only shards know down to the table whose columns they read.
///
///     Project foo(a.x), b.y └─ Join ├─ a └─ b
///       ⇒   Project c, b.y └─ Join ├─ Project a.x, foo(a.x) AS c └─ a └─ b
///
/// Only for statements that cannot be planned otherwise: where one shard evaluates the whole, a call can stay where
/// it is. A call that reads several tables, an aggregate, or the side of an outer join that may be
/// NULL stays, too.
struct ShardCalls {
  let context: PlanningContext

  /// The tree with every call moved that can be.
  func moved(in tree: Operator) -> Operator {
    var result = tree.replacingInputs { moved(in: $0) }
    for call in result.shardCalls(readableBy: nil) {
      guard let (lowered, column) = lower(call, below: result) else { continue }
      result = lowered.mapScalars { (scalar) throws(Never) in scalar.replacing(call, by: column) }
    }
    return result.mapScalars { (scalar) throws(Never) in
      scalar.map { (part) throws(Never) in
        guard case .subquery(var subquery) = part else { return part }
        subquery.query = moved(in: subquery.query)
        return .subquery(subquery)
      }
    }
  }

  // MARK: Below an operator

  /// The operator over inputs one of which gives the call's value; nil where none can.
  private func lower(_ call: Scalar, below tree: Operator) -> (Operator, BoundColumn)? {
    if case .join(let join) = tree { return lower(call, below: join, isCondition: true) }
    var column: BoundColumn?
    guard tree.inputs.count == 1, !tree.isSetOperation else { return nil }
    let result = tree.replacingInputs { input in
      guard let (lowered, made) = give(call, from: input) else { return input }
      column = made
      return lowered
    }
    return column.map { (result, $0) }
  }

  /// What stands in the condition of an outer join is evaluated for the rows of the right side alone.
  private func lower(
    _ call: Scalar,
    below join: Operator.Join,
    isCondition: Bool
  ) -> (Operator, BoundColumn)? {
    var join = join
    if call.reads(only: join.left.outputIDs), let (left, column) = give(call, from: join.left) {
      join.left = left
      return (.join(join), column)
    }
    guard join.kind == .inner || isCondition, call.reads(only: join.right.outputIDs),
      !join.isLateral, let (right, column) = give(call, from: join.right)
    else { return nil }
    join.right = right
    return (.join(join), column)
  }

  // MARK: Out of an operator

  /// The operator with the call's value as one more of its columns; nil where it cannot have it.
  private func give(_ call: Scalar, from tree: Operator) -> (Operator, BoundColumn)? {
    guard call.reads(only: tree.outputIDs) else { return nil }
    switch tree {
    case .scan, .values, .jsonRows:
      let made = context.makeColumn("call", call.type)
      return (tree.adding([Operator.Project.Item(id: made.id, value: call)]), made)
    case .filter, .sort, .limit, .distinct, .window: return lower(call, below: tree)
    case .join(let join): return lower(call, below: join, isCondition: false)
    case .project(var project):
      let values = project.items.map { ($0.id, $0.value) }
      guard let (input, column) = give(call.replacing(values), from: project.input) else {
        return nil
      }
      project.input = input
      project.items.append(Operator.Project.Item(passing: column))
      return (.project(project), column)
    case .aggregate(let aggregate): return give(call, from: aggregate)
    default: return nil
    }
  }

  /// What follows from the keys makes no further groups; of columns of any row of a group it is any row's.
  private func give(
    _ call: Scalar,
    from aggregate: Operator.Aggregate
  ) -> (Operator, BoundColumn)? {
    var aggregate = aggregate
    let keys = ColumnSet(aggregate.groups.map(\.id))
    var values = aggregate.groups.map { ($0.id, $0.value) }
    for item in aggregate.items where item.call.function == .anyValue && item.call.step == .whole {
      if let value = item.call.arguments.first { values.append((item.id, value)) }
    }
    guard !aggregate.hasRollup, !aggregate.groups.isEmpty,
      call.reads(only: ColumnSet(values.map(\.0))),
      let (input, column) = give(call.replacing(values), from: aggregate.input)
    else { return nil }
    let made = context.makeColumn("call", call.type)
    aggregate.input = input
    if call.reads(only: keys) {
      aggregate.groups.append(Operator.Aggregate.Group(id: made.id, value: .column(column)))
    } else {
      let any = AggregateCall(.anyValue, [.column(column)], type: call.type)
      aggregate.items.append(Operator.Aggregate.Item(id: made.id, call: any))
    }
    return (.aggregate(aggregate), made)
  }
}

extension Operator {
  fileprivate var isSetOperation: Bool {
    if case .setOperation = self { true } else { false }
  }

  /// The calls that the operator's scalars make, those in their subqueries among them where they read columns of
  /// the operator's inputs alone.
  fileprivate func shardCalls(readableBy outer: ColumnSet?) -> [Scalar] {
    var found: [Scalar] = []
    let own = inputs.reduce(into: ColumnSet()) { $0.formUnion($1.outputIDs) }
    for scalar in scalars {
      scalar.collectShardCalls { call in
        guard outer.map({ !call.columns.isEmpty && call.reads(only: $0) }) ?? true else { return }
        if !found.contains(call) { found.append(call) }
      }
      scalar.walk { part in
        guard case .subquery(let subquery) = part else { return }
        subquery.query.walk { node in
          for call in node.shardCalls(readableBy: outer ?? own) where !found.contains(call) {
            found.append(call)
          }
        }
      }
    }
    return found
  }
}

extension Scalar {
  /// Whether it is a call of a function that the library does not have.
  var isShardCall: Bool {
    guard case .call(let call) = self, case .function(let name) = call.operation else {
      return false
    }
    return !FunctionCatalog.takes(name, call.arguments.count)
  }

  /// Visits the outermost calls.
  fileprivate func collectShardCalls(_ visit: (Scalar) -> Void) {
    if isShardCall { return visit(self) }
    for child in children { child.collectShardCalls(visit) }
  }

  fileprivate func replacing(_ values: [(ColumnID, Scalar)]) -> Scalar {
    substitute(Dictionary(values, uniquingKeysWith: { first, _ in first }))
  }

  /// The scalar with a column in place of each occurrence of a call, in its subqueries as well.
  fileprivate func replacing(_ call: Scalar, by column: BoundColumn) -> Scalar {
    if self == call { return .column(column) }
    let changed = mapChildren { (child) throws(Never) in child.replacing(call, by: column) }
    guard case .subquery(var subquery) = changed else { return changed }
    let query = subquery.query.map { node in
      node.mapScalars { (scalar) throws(Never) in scalar.replacing(call, by: column) }
    }
    guard query.reads(column) else { return changed }
    subquery.query = query
    subquery.outerColumns.insert(column.id)
    return .subquery(subquery)
  }
}

extension Operator {
  fileprivate func reads(_ column: BoundColumn) -> Bool {
    contains { node in node.scalars.contains { $0.columns.contains(column.id) } }
  }
}
