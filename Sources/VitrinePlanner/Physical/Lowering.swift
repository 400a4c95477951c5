import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Makes the executable plan of a physical tree: SQLite text for each route and for the coordinator,
/// and offsets for columns.
struct Lowering {
  let context: PlanningContext

  /// The step that gives exactly these columns, in this order.
  func lower(_ tree: Operator, _ columns: [BoundColumn]) throws(SQLError) -> Primitive {
    switch tree {
    case .route(let route) where route.routing.keyspace.isEmpty:
      return .coordinate(
        try coordinate(Operator.Coordinate(tree: route.input, sources: []), columns)
      )
    case .route(let route): return .route(try self.route(route, columns))
    case .coordinate(let coordinate): return .coordinate(try self.coordinate(coordinate, columns))
    case .mergeSort(let merge): return try mergeSort(merge, columns)
    case .mergeAggregate(let merge): return try mergeAggregate(merge, columns)
    case .lookupJoin(let join): return try lookupJoin(join, columns)
    case .recursion(let recursion): return try self.recursion(recursion, columns)
    case .recursionInput(let input): return try rounds(input, columns)
    case .limit(let limit):
      return .limit(
        Primitive.Limit(
          input: try lower(limit.input, columns),
          count: try limit.count.map(source),
          offset: try limit.offset.map(source)
        )
      )
    case .distinct(let distinct): return try self.distinct(distinct, columns)
    case .project(let project): return try lower(project.input, columns)
    case .setOperation(let operation): return try concatenate(operation, columns)
    default: throw SQLError(.internal, "\(tree.kindName) was left for the gateway to do")
    }
  }

  // MARK: Routes and the coordinator

  private func route(
    _ route: Operator.Route,
    _ columns: [BoundColumn]
  ) throws(SQLError) -> Primitive.Route {
    var step = try self.route(
      route.routing,
      try SQLiteRenderer.query(route.input, columns: columns, context: context),
      tables: route.locality.tables.map(\.alias),
      columns: columns.map(\.type),
      needsShard: route.input.givesRowsOfNothing || route.locality.borrowed != nil
    )
    step.estimate = prices?.price(of: route)
    return step
  }

  /// What tells the prices of steps, where they are wanted.
  private var prices: StepPrices? {
    context.options.tellsEstimates && context.strategy.weighsCosts
      ? StepPrices(context: context) : nil
  }

  /// The query on the shards of the routing; without rows of its own unless columns are given.
  func route(
    _ routing: Routing,
    _ query: ShardQuery,
    tables: [String],
    columns: [MySQLType] = [],
    needsShard: Bool = false
  ) throws(SQLError) -> Primitive.Route {
    let route = Primitive.Route(
      variant: routing.variant.rawValue,
      keyspace: routing.keyspace,
      isSharded: routing.isSharded,
      vindex: routing.vindex,
      values: try routing.values.mapTyped(routingValue),
      columnTypes: routing.columnTypes,
      destination: routing.destination,
      query: query,
      columns: columns,
      keyInput: nil,
      why: routing.reason.settled(context),
      tables: tables,
      needsShard: needsShard
    )
    return routing.vindex?.lookup == nil ? route : lookingUp(route)
  }

  private func coordinate(
    _ coordinate: Operator.Coordinate,
    _ columns: [BoundColumn]
  ) throws(SQLError) -> Primitive.Coordinate {
    if context.callsShardFunction, let name = coordinate.tree.unknownFunction {
      throw SQLError(
        .unsupported,
        "the function \(name) is not the coordinator's, and no single shard can evaluate it here"
      )
    }
    var inputs: [CoordinatorInput] = []
    var primitives: [Primitive] = []
    for source in coordinate.sources {
      inputs.append(SQLiteRenderer.coordinatorInput(source.input))
      primitives.append(try lower(source.source, source.input.columns))
    }
    var step = Primitive.Coordinate(
      inputs: inputs,
      primitives: primitives,
      query: try SQLiteRenderer.query(
        coordinate.tree,
        columns: columns,
        context: context,
        isCoordinated: true
      ),
      columns: columns.map(\.type)
    )
    step.estimate = prices?.price(
      of: .coordinate(coordinate),
      reading: coordinate.sources.map(\.source)
    )
    return step
  }

  // MARK: Merges

  private func mergeSort(
    _ merge: Operator.MergeSort,
    _ columns: [BoundColumn]
  ) throws(SQLError) -> Primitive {
    let keys = merge.keys.compactMap { key in key.value.column }
    let wide = columns.adding(keys)
    let sorted = Primitive.mergeSort(
      Primitive.MergeSort(
        input: try lower(merge.input, wide),
        keys: zip(merge.keys, keys).compactMap { key, column in
          mergeKey(column, in: wide, descending: key.isDescending)
        },
        names: keys.map { ScalarText.label($0, context) }
      )
    )
    return trimmed(sorted, wide.count, to: columns.count)
  }

  private func mergeAggregate(
    _ merge: Operator.MergeAggregate,
    _ columns: [BoundColumn]
  ) throws(SQLError) -> Primitive {
    let wide = merge.groups + merge.items.map(\.source)
    let results = merge.groups + merge.items.map { BoundColumn($0.id, $0.type) }
    let aggregated = Primitive.mergeAggregate(
      Primitive.MergeAggregate(
        input: try lower(merge.input, wide),
        groups: merge.groups.compactMap { mergeKey($0, in: wide, descending: false) },
        items: merge.items.enumerated().map { index, item in
          Primitive.MergeAggregate.Item(
            column: merge.groups.count + index,
            merge: item.merge,
            type: item.type
          )
        },
        isOrdered: false,
        width: wide.count,
        names: results.map { ScalarText.label($0, context) },
        estimate: prices?.price(of: .mergeAggregate(merge), reading: [merge.input])
      )
    )
    return try select(aggregated, results, columns)
  }

  private func distinct(
    _ distinct: Operator.Distinct,
    _ columns: [BoundColumn]
  ) throws(SQLError) -> Primitive {
    let own = distinct.input.outputs
    let unique = Primitive.distinct(
      Primitive.Distinct(input: try lower(distinct.input, own), columns: own.map(\.type))
    )
    return try select(unique, own, columns)
  }

  private func concatenate(
    _ operation: Operator.SetOperation,
    _ columns: [BoundColumn]
  ) throws(SQLError) -> Primitive {
    let positions = try columns.mapTyped { column throws(SQLError) in
      try offset(of: column, in: operation.columns)
    }
    var inputs: [Primitive] = []
    for (input, sources) in zip(operation.inputs, operation.sources) {
      inputs.append(try lower(input, positions.map { sources[$0] }))
    }
    return .concatenate(Primitive.Concatenate(inputs: inputs))
  }

  // MARK: Lookup joins

  private func lookupJoin(
    _ join: Operator.LookupJoin,
    _ columns: [BoundColumn]
  ) throws(SQLError) -> Primitive {
    let rightOutputs = join.right.input.outputIDs
    let left = columns.filter { !rightOutputs.contains($0.id) }.adding(join.keys + join.carried)
    let right = columns.filter { rightOutputs.contains($0.id) }.adding(join.echoes)
    var route = try route(join.right, right)
    route.keyInput = SQLiteRenderer.coordinatorInput(join.input)
    route.values = try join.right.routing.values.mapTyped { value throws(SQLError) in
      guard let column = value.column, let index = join.keys.firstIndex(of: column) else {
        return try routingValue(value)
      }
      return .slotColumn(slot: RoutingValue.lookupSlot, offset: index, column.type)
    }
    if route.lookup != nil { route = lookingUp(route) }
    route.estimate = prices?.price(ofRightOf: join)
    let output = try columns.mapTyped { column throws(SQLError) -> Primitive.LookupJoin.Output in
      rightOutputs.contains(column.id)
        ? .right(try offset(of: column, in: right)) : .left(try offset(of: column, in: left))
    }
    return .lookupJoin(
      Primitive.LookupJoin(
        kind: join.kind,
        left: try lower(join.left, left),
        right: route,
        leftKeys: join.keys.compactMap { mergeKey($0, in: left, descending: false) },
        carried: try join.carried.mapTyped { column throws(SQLError) in
          try offset(of: column, in: left)
        },
        rightKeys: join.echoes.compactMap { mergeKey($0, in: right, descending: false) },
        output: output,
        batchSize: join.batchSize,
        wanted: try join.wanted.mapTyped(source),
        keyNames: join.keys.map { ScalarText.label($0, context) },
        matchNames: join.matches.map { ScalarText.label($0, context) },
        carriedNames: join.carried.map { ScalarText.label($0, context) },
        estimate: prices?.price(
          of: .lookupJoin(join),
          reading: [join.left, .route(join.right)]
        )
      )
    )
  }

  // MARK: Columns

  private func offset(
    of column: BoundColumn,
    in columns: [BoundColumn]
  ) throws(SQLError) -> Int {
    guard let offset = columns.firstIndex(where: { $0.id == column.id }) else {
      throw SQLError(
        .internal,
        "column \(context.origin(of: column.id).column) was lost on its way up"
      )
    }
    return offset
  }

  private func mergeKey(
    _ column: BoundColumn,
    in columns: [BoundColumn],
    descending: Bool
  ) -> MergeKey? {
    columns.firstIndex { $0.id == column.id }.map { offset in
      MergeKey(column: offset, type: column.type, descending: descending)
    }
  }

  private func trimmed(_ step: Primitive, _ width: Int, to count: Int) -> Primitive {
    width == count
      ? step : .select(Primitive.Select(input: step, offsets: Array(0..<count)))
  }

  func select(
    _ step: Primitive,
    _ own: [BoundColumn],
    _ wanted: [BoundColumn]
  ) throws(SQLError) -> Primitive {
    guard own.map(\.id) != wanted.map(\.id) else { return step }
    let offsets = try wanted.mapTyped { column throws(SQLError) in try offset(of: column, in: own) }
    return .select(Primitive.Select(input: step, offsets: offsets))
  }
}

// MARK: - Values

extension Lowering {
  /// Where a plain value comes from.
  func source(_ scalar: Scalar) throws(SQLError) -> ParameterSource {
    guard let source = plainSource(scalar) else {
      throw SQLError(.wrongArguments, "LIMIT takes a number or a parameter")
    }
    return source
  }

  private func plainSource(_ scalar: Scalar) -> ParameterSource? {
    switch scalar {
    case .literal(let literal):
      guard let ordinal = literal.ordinal, !context.pinnedLiterals.contains(ordinal) else {
        return .constant(literal.value, literal.type)
      }
      return .literal(ordinal, literal.type)
    case .parameter(let index, let type): return .parameter(index, type)
    case .variable(let variable, let type):
      return .variable(QueryRenderer.name(of: variable), type)
    case .slot(let slot, let type): return .slot(slot, type)
    case .column, .call, .subquery, .tuple: return nil
    }
  }

  /// A value that chooses shards; an expression is evaluated in the coordinator first.
  func routingValue(_ scalar: Scalar) throws(SQLError) -> RoutingValue {
    if case .tuple(let members) = scalar { return .list(try members.mapTyped(routingValue)) }
    if let source = plainSource(scalar) { return .source(source) }
    if case .column(let column) = scalar {
      return .slotColumn(slot: RoutingValue.lookupSlot, offset: 0, column.type)
    }
    if let rows = scalar.slotRows {
      return .slotColumn(slot: rows.slot, offset: rows.offset, rows.type)
    }
    let result = context.makeColumn("value", scalar.type)
    let row = Operator.project(
      Operator.Project(.values(.dual), [Operator.Project.Item(id: result.id, value: scalar)])
    )
    return .expression(
      try SQLiteRenderer.query(row, columns: [result], context: context, isCoordinated: true),
      scalar.type
    )
  }
}

extension [BoundColumn] {
  /// These and those of the others that are not among them.
  fileprivate func adding(_ others: [BoundColumn]) -> [BoundColumn] {
    var result = self
    for column in others where !result.contains(where: { $0.id == column.id }) {
      result.append(column)
    }
    return result
  }
}

extension Operator {
  /// A function that it evaluates and the library does not have.
  fileprivate var unknownFunction: String? {
    var found: String?
    walkIncludingSubqueries { node in
      for scalar in node.scalars {
        scalar.walk { part in
          guard part.isShardCall, case .call(let call) = part,
            case .function(let name) = call.operation
          else { return }
          found = name
        }
      }
    }
    return found
  }
}
