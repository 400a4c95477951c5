import VitrineSQL

/// Puts what the gateway cannot do by itself into the coordinator.
///
/// The gateway merges, limits, removes duplicates and joins by lookup; expressions it leaves to SQLite.
/// A logical operator above the routes therefore becomes part of a `Coordinate`, whose inputs are the
/// physical trees below it:
///
///     Filter └─ MergeAggregate └─ Route   ⇒   Coordinate[Filter └─ input_0] └─ MergeAggregate └─ Route
struct Coordination {
  let context: PlanningContext

  /// The tree with only physical operators, limits, distincts and choices of columns left above the
  /// coordinator.
  func physical(_ tree: Operator) throws(SQLError) -> Operator {
    switch tree {
    case .route, .input: return tree
    case .recursionInput where isGatewayWork(tree): return tree
    case .recursion(var recursion) where isGatewayWork(tree):
      context.makeSlot(ofRecursion: recursion.id)
      recursion.seed = try physical(recursion.seed)
      recursion.step = try physical(recursion.step)
      return .recursion(recursion)
    case .mergeSort(let merge):
      return .mergeSort(Operator.MergeSort(try physical(merge.input), merge.keys))
    case .mergeAggregate(var merge):
      merge.input = try physical(merge.input)
      return .mergeAggregate(merge)
    case .lookupJoin(var join):
      join.left = try physical(join.left)
      return .lookupJoin(join)
    case .limit(let limit):
      return try above(limit.input) {
        .limit(Operator.Limit($0, count: limit.count, offset: limit.offset))
      }
    case .distinct(let distinct):
      return try above(distinct.input) { .distinct(Operator.Distinct($0)) }
    case .project(let project) where project.items.allSatisfy({ $0.value.column?.id == $0.id }):
      return try above(project.input) { .project(Operator.Project($0, project.items)) }
    case .setOperation(var operation) where operation.isConcatenation:
      operation.inputs = try operation.inputs.mapTyped { input throws(SQLError) in
        try physical(input)
      }
      return .setOperation(operation)
    default: return .coordinate(try coordinate(tree))
    }
  }

  /// An operator that the gateway can do, over its input; inside the coordinator where the input is.
  private func above(
    _ input: Operator,
    _ make: (Operator) -> Operator
  ) throws(SQLError) -> Operator {
    let below = try physical(input)
    guard case .coordinate(var coordinate) = below else { return make(below) }
    coordinate.tree = make(coordinate.tree)
    return .coordinate(coordinate)
  }

  private func coordinate(_ tree: Operator) throws(SQLError) -> Operator.Coordinate {
    var inputs: [Operator.NamedInput] = []
    let top = try collect(tree, into: &inputs)
    return Operator.Coordinate(tree: top, sources: inputs)
  }

  /// The tree with every physical part replaced by an input.
  private func collect(
    _ tree: Operator,
    into inputs: inout [Operator.NamedInput]
  ) throws(SQLError) -> Operator {
    if isGatewayWork(tree) {
      let part = try physical(tree)
      if case .coordinate(let nested) = part {
        return try adopt(nested, into: &inputs)
      }
      return replace(part, into: &inputs)
    }
    var gathered = inputs
    let settled = try tree.mapScalars { scalar throws(SQLError) in
      try scalar.map { part throws(SQLError) in
        guard case .subquery(var subquery) = part, !subquery.isLocal else { return part }
        subquery.query = try collect(subquery.query, into: &gathered)
        return .subquery(subquery)
      }
    }
    let result = try settled.mapInputs { input throws(SQLError) in
      try collect(input, into: &gathered)
    }
    inputs = gathered
    return result
  }

  private func adopt(
    _ nested: Operator.Coordinate,
    into inputs: inout [Operator.NamedInput]
  ) throws(SQLError) -> Operator {
    inputs += nested.sources
    return nested.tree
  }

  /// Whether the gateway does it without SQL, given inputs that it can do.
  private func isGatewayWork(_ tree: Operator) -> Bool {
    switch tree {
    case .route, .mergeSort, .mergeAggregate, .lookupJoin: true
    case .limit(let limit): isGatewayWork(limit.input)
    case .distinct(let distinct): isGatewayWork(distinct.input)
    case .recursion(let recursion): recursion.isAskedByRounds
    case .recursionInput(let input): context.slot(ofRecursion: input.recursion) != nil
    default: false
    }
  }

  private func replace(_ part: Operator, into inputs: inout [Operator.NamedInput]) -> Operator {
    let input = Operator.Input(
      name: context.makeInputName(),
      columns: part.outputs,
      order: part.sortOrder
    )
    inputs.append(Operator.NamedInput(input, part))
    return .input(input)
  }
}

extension Operator {
  /// The order its rows come in.
  var sortOrder: [SortKey] {
    switch self {
    case .mergeSort(let merge): merge.keys
    case .limit(let limit): limit.input.sortOrder
    case .distinct(let distinct): distinct.input.sortOrder
    case .lookupJoin(let join): join.left.sortOrder
    case .route(let route): route.asksOneShard ? route.input.ownOrder : []
    default: []
    }
  }

  private var ownOrder: [SortKey] {
    switch self {
    case .sort(let sort): sort.keys.allSatisfy { $0.value.column != nil } ? sort.keys : []
    case .limit(let limit): limit.input.ownOrder
    default: []
    }
  }
}

extension Operator.SetOperation {
  /// Whether it only puts one input's rows after another's.
  fileprivate var isConcatenation: Bool { kind == .union && isAll }
}
