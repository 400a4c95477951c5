extension Operator {
  /// The expressions that the operator itself evaluates, in order; not those of its inputs.
  package var scalars: [Scalar] {
    switch self {
    case .values(let values): values.rows.flatMap(\.self)
    case .jsonRows(let rows): [rows.document]
    case .filter(let filter): filter.predicates
    case .project(let project): project.items.map(\.value)
    case .join(let join): join.predicates
    case .aggregate(let aggregate):
      aggregate.groups.map(\.value) + aggregate.items.flatMap(\.call.scalars)
    case .window(let window): window.items.flatMap(\.call.scalars)
    case .sort(let sort): sort.keys.map(\.value)
    case .limit(let limit): [limit.count, limit.offset].compactMap(\.self)
    case .route(let route): route.routing.values
    case .mergeSort(let merge): merge.keys.map(\.value)
    default: []
    }
  }

  /// The operator with each of its own expressions replaced; its inputs stay as they are.
  package func mapScalars<Failure: Error>(
    _ transform: (Scalar) throws(Failure) -> Scalar
  ) throws(Failure) -> Operator {
    switch self {
    case .values(var values):
      for row in values.rows.indices {
        for cell in values.rows[row].indices {
          values.rows[row][cell] = try transform(values.rows[row][cell])
        }
      }
      return .values(values)
    case .jsonRows(var rows):
      rows.document = try transform(rows.document)
      return .jsonRows(rows)
    case .filter(var filter):
      for index in filter.predicates.indices {
        filter.predicates[index] = try transform(filter.predicates[index])
      }
      return .filter(filter)
    case .project(var project):
      for index in project.items.indices {
        project.items[index].value = try transform(project.items[index].value)
      }
      return .project(project)
    case .join(var join):
      for index in join.predicates.indices {
        join.predicates[index] = try transform(join.predicates[index])
      }
      return .join(join)
    default:
      return try mapScalarsOfOthers(transform)
    }
  }

  private func mapScalarsOfOthers<Failure: Error>(
    _ transform: (Scalar) throws(Failure) -> Scalar
  ) throws(Failure) -> Operator {
    switch self {
    case .aggregate(var aggregate):
      for index in aggregate.groups.indices {
        aggregate.groups[index].value = try transform(aggregate.groups[index].value)
      }
      for index in aggregate.items.indices {
        aggregate.items[index].call = try aggregate.items[index].call.mapScalars(transform)
      }
      return .aggregate(aggregate)
    case .window(var window):
      for index in window.items.indices {
        window.items[index].call = try window.items[index].call.mapScalars(transform)
      }
      return .window(window)
    case .sort(var sort):
      sort.keys = try sort.keys.mapScalars(transform)
      return .sort(sort)
    case .limit(var limit):
      if let count = limit.count { limit.count = try transform(count) }
      if let offset = limit.offset { limit.offset = try transform(offset) }
      return .limit(limit)
    case .route(var route):
      for index in route.routing.values.indices {
        route.routing.values[index] = try transform(route.routing.values[index])
      }
      return .route(route)
    case .mergeSort(var merge):
      merge.keys = try merge.keys.mapScalars(transform)
      return .mergeSort(merge)
    default:
      return self
    }
  }

  /// The whole tree with columns replaced in every expression, those inside subqueries as well.
  ///
  /// For columns that operators *above* the tree provide: columns of enclosing queries.
  package func substitute(_ replacements: [ColumnID: Scalar]) -> Operator {
    guard !replacements.isEmpty else { return self }
    return map { node in
      node.mapScalars { (scalar) throws(Never) in scalar.substitute(replacements) }
    }
  }
}

extension AggregateCall {
  /// Its arguments, then what it is ordered by.
  package var scalars: [Scalar] { arguments + order.map(\.value) }

  package func mapScalars<Failure: Error>(
    _ transform: (Scalar) throws(Failure) -> Scalar
  ) throws(Failure) -> AggregateCall {
    var copy = self
    for index in copy.arguments.indices {
      copy.arguments[index] = try transform(copy.arguments[index])
    }
    copy.order = try copy.order.mapScalars(transform)
    return copy
  }
}

extension WindowCall {
  /// Its arguments, partition, order and frame bounds.
  package var scalars: [Scalar] {
    let arguments =
      switch function {
      case .aggregate(let call): call.scalars
      case .named(_, let arguments): arguments
      }
    let bounds = frame.map { [$0.start.offset, $0.end.offset].compactMap(\.self) } ?? []
    return arguments + partition + order.map(\.value) + bounds
  }

  package func mapScalars<Failure: Error>(
    _ transform: (Scalar) throws(Failure) -> Scalar
  ) throws(Failure) -> WindowCall {
    var copy = self
    switch function {
    case .aggregate(let call):
      copy.function = .aggregate(try call.mapScalars(transform))
    case .named(let name, var arguments):
      for index in arguments.indices { arguments[index] = try transform(arguments[index]) }
      copy.function = .named(name, arguments)
    }
    for index in copy.partition.indices {
      copy.partition[index] = try transform(copy.partition[index])
    }
    copy.order = try copy.order.mapScalars(transform)
    if let frame {
      copy.frame = Frame(
        unit: frame.unit,
        start: try frame.start.mapOffset(transform),
        end: try frame.end.mapOffset(transform)
      )
    }
    return copy
  }
}

extension WindowCall.Frame.Bound {
  /// How far from the current row, where the bound says so.
  package var offset: Scalar? {
    switch self {
    case .preceding(let offset, _), .following(let offset, _): offset
    default: nil
    }
  }

  package func mapOffset<Failure: Error>(
    _ transform: (Scalar) throws(Failure) -> Scalar
  ) throws(Failure) -> Self {
    switch self {
    case .preceding(let offset, let unit): .preceding(try transform(offset), unit)
    case .following(let offset, let unit): .following(try transform(offset), unit)
    default: self
    }
  }
}

extension [SortKey] {
  package func mapScalars<Failure: Error>(
    _ transform: (Scalar) throws(Failure) -> Scalar
  ) throws(Failure) -> [SortKey] {
    var copy = self
    for index in copy.indices { copy[index].value = try transform(copy[index].value) }
    return copy
  }
}
