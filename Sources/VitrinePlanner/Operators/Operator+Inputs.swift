package import VitrineSQL

extension Operator {
  /// The operators this one reads, in order.
  ///
  /// Subqueries inside scalars are not among them.
  package var inputs: [Operator] {
    switch self {
    case .scan, .values, .jsonRows, .recursionInput, .input: []
    case .filter(let filter): [filter.input]
    case .project(let project): [project.input]
    case .join(let join): [join.left, join.right]
    case .aggregate(let aggregate): [aggregate.input]
    case .window(let window): [window.input]
    case .sort(let sort): [sort.input]
    case .limit(let limit): [limit.input]
    case .distinct(let distinct): [distinct.input]
    case .setOperation(let operation): operation.inputs
    case .recursion(let recursion): [recursion.seed, recursion.step]
    case .route(let route): [route.input]
    case .mergeSort(let merge): [merge.input]
    case .mergeAggregate(let merge): [merge.input]
    case .lookupJoin(let join): [join.left, .route(join.right)]
    case .coordinate(let coordinate): coordinate.sources.map(\.source)
    }
  }

  /// Whether an input satisfies the condition; those after the first that does are not asked.
  ///
  /// `inputs.contains` without an array.
  package func anyInput(where condition: (Operator) -> Bool) -> Bool {
    switch self {
    case .scan, .values, .jsonRows, .recursionInput, .input: false
    case .filter(let filter): condition(filter.input)
    case .project(let project): condition(project.input)
    case .join(let join): condition(join.left) || condition(join.right)
    case .aggregate(let aggregate): condition(aggregate.input)
    case .sort(let sort): condition(sort.input)
    case .limit(let limit): condition(limit.input)
    case .route(let route): condition(route.input)
    default: inputs.contains(where: condition)
    }
  }

  /// The same operator over other inputs, each made by `transform` from the one it replaces.
  ///
  /// A lookup join's right side must stay a route; a transform that makes it something else leaves
  /// the join's right side as it was.
  package func mapInputs(
    _ transform: (Operator) throws(SQLError) -> Operator
  ) throws(SQLError) -> Operator {
    switch self {
    case .scan, .values, .jsonRows, .recursionInput, .input:
      return self
    case .filter(var filter):
      filter.input = try transform(filter.input)
      return .filter(filter)
    case .project(var project):
      project.input = try transform(project.input)
      return .project(project)
    case .join(var join):
      join.left = try transform(join.left)
      join.right = try transform(join.right)
      return .join(join)
    case .aggregate(var aggregate):
      aggregate.input = try transform(aggregate.input)
      return .aggregate(aggregate)
    case .window(var window):
      window.input = try transform(window.input)
      return .window(window)
    case .sort(var sort):
      sort.input = try transform(sort.input)
      return .sort(sort)
    case .limit(var limit):
      limit.input = try transform(limit.input)
      return .limit(limit)
    case .distinct(var distinct):
      distinct.input = try transform(distinct.input)
      return .distinct(distinct)
    default:
      return try mapInputsOfMany(transform)
    }
  }

  /// `mapInputs` for a transform that gives nil for what it leaves as it is; nil where that is every input.
  package func mapChangedInputs(
    _ transform: (Operator) throws(SQLError) -> Operator?
  ) throws(SQLError) -> Operator? {
    switch self {
    case .scan, .values, .jsonRows, .recursionInput, .input:
      return nil
    case .filter(var filter):
      guard let input = try transform(filter.input) else { return nil }
      filter.input = input
      return .filter(filter)
    case .project(var project):
      guard let input = try transform(project.input) else { return nil }
      project.input = input
      return .project(project)
    default:
      var isChanged = false
      let result = try mapInputs { (input) throws(SQLError) in
        guard let changed = try transform(input) else { return input }
        isChanged = true
        return changed
      }
      return isChanged ? result : nil
    }
  }

  private func mapInputsOfMany(
    _ transform: (Operator) throws(SQLError) -> Operator
  ) throws(SQLError) -> Operator {
    switch self {
    case .setOperation(var operation):
      operation.inputs = try operation.inputs.mapTyped(transform)
      return .setOperation(operation)
    case .recursion(var recursion):
      recursion.seed = try transform(recursion.seed)
      recursion.step = try transform(recursion.step)
      return .recursion(recursion)
    case .route(var route):
      route.input = try transform(route.input)
      return .route(route)
    case .mergeSort(var merge):
      merge.input = try transform(merge.input)
      return .mergeSort(merge)
    case .mergeAggregate(var merge):
      merge.input = try transform(merge.input)
      return .mergeAggregate(merge)
    case .lookupJoin(var join):
      join.left = try transform(join.left)
      if case .route(let right) = try transform(.route(join.right)) { join.right = right }
      return .lookupJoin(join)
    case .coordinate(var coordinate):
      for index in coordinate.sources.indices {
        coordinate.sources[index].source = try transform(coordinate.sources[index].source)
      }
      return .coordinate(coordinate)
    default:
      return self
    }
  }
}

extension Collection {
  /// `map` for a closure that throws `SQLError`.
  package func mapTyped<Result>(
    _ transform: (Element) throws(SQLError) -> Result
  ) throws(SQLError) -> [Result] {
    var results: [Result] = []
    results.reserveCapacity(count)
    for element in self { results.append(try transform(element)) }
    return results
  }
}
