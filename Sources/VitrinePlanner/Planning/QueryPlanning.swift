import VitrineSQL
import VitrineSharding

/// Plans queries.
struct QueryPlanning {
  let context: PlanningContext

  func plan(_ query: QueryExpression) throws(SQLError) -> Plan {
    let bound = try Analyzer(context: context).analyze(query: query)
    try context.checkAssignments()
    let (tree, limit) = try countingAll(bound)
    let outputs = bound.outputs
    let root = try takingNumbers(primitive(tree, outputs))
    var plan = Plan(
      kind: .select,
      root: root,
      columns: bound.columns.map(\.result),
      tables: tables(of: bound.root),
      firings: context.firings,
      freeLiterals: context.freeLiterals,
      parameterCount: context.parameterCount
    )
    try complete(&plan, of: bound, countedLimit: limit)
    if context.givesInsertID {
      plan.insertIDColumn = outputs.lastIndex {
        bound.root.listed($0.id)?.givesInsertID == true
      }
    }
    return plan
  }

  /// Adds where the rows go, and how many there are.
  private func complete(
    _ plan: inout Plan,
    of bound: BoundQuery,
    countedLimit: Plan.CountedLimit?
  ) throws(SQLError) {
    if !bound.variables.isEmpty { plan.variables = bound.variables }
    if bound.file != nil { plan.file = bound.file }
    if countedLimit != nil { plan.countedLimit = countedLimit }
    guard case .limit(let given) = bound.root else { return }
    plan.isLimited = true
    guard countedLimit == nil, given.offset != nil else { return }
    plan.limit = try counted(given)
  }

  private func counted(_ limit: Operator.Limit) throws(SQLError) -> Plan.CountedLimit {
    let lowering = Lowering(context: context)
    return Plan.CountedLimit(
      count: try limit.count.map { (count) throws(SQLError) in try lowering.source(count) },
      offset: try limit.offset.map { (offset) throws(SQLError) in try lowering.source(offset) }
    )
  }

  /// The route of `SELECT NEXT n VALUES` with what it takes, which no shard is asked for.
  private func takingNumbers(_ root: Primitive) throws(SQLError) -> Primitive {
    guard let numbers = context.numbers, case .route(var route) = root else { return root }
    route.numbers = Primitive.Numbers(
      table: numbers.table,
      count: try Lowering(context: context).source(numbers.count)
    )
    return .route(route)
  }

  /// SQL_CALC_FOUND_ROWS takes the limit off the tree: FOUND_ROWS() is to tell of all rows.
  private func countingAll(
    _ query: BoundQuery
  ) throws(SQLError) -> (tree: Operator, limit: Plan.CountedLimit?) {
    guard query.countsFoundRows, case .limit(let limit) = query.root else {
      return (query.root, nil)
    }
    return (limit.input, try counted(limit))
  }

  /// The steps that give these columns of a logical tree.
  ///
  /// Where the coordinator would have to call what only shards know, the calls move to the tables that they read.
  func primitive(_ tree: Operator, _ columns: [BoundColumn]) throws(SQLError) -> Primitive {
    let tree = try ProgramOrder(context: context).arranged(tree)
    guard context.callsShardFunction else { return try steps(tree, columns) }
    let mark = context.mark
    let pullouts = context.pulledOut.pullouts
    do throws(SQLError) {
      return try steps(tree, columns)
    } catch {
      guard error.code == .unsupported else { throw error }
      context.rewind(to: mark)
      _ = context.takePullouts()
      for pullout in pullouts { context.pullOut(pullout) }
      let moved = ShardCalls(context: context).moved(in: tree)
      do throws(SQLError) { return try steps(moved, columns) } catch _ { throw error }
    }
  }

  private func steps(_ tree: Operator, _ columns: [BoundColumn]) throws(SQLError) -> Primitive {
    context.readsOnlyInSubqueries = context.hasSubqueries && tree.readsNoTable
    let planned = try RuleDriver(context: context).planTree(tree, columns: columns)
    context.readsOnlyInSubqueries = false
    let ordered = UnionOrder(context: context).arranged(planned)
    let physical = try Coordination(context: context).physical(ordered)
    try checkPostponed(physical)
    return try withPullouts(try Lowering(context: context).lower(physical, columns))
  }

  /// The step after the subqueries that run before it.
  func withPullouts(_ step: Primitive) throws(SQLError) -> Primitive {
    let pullouts = context.takePullouts()
    guard !pullouts.isEmpty else { return step }
    let items = try pullouts.mapTyped { pullout throws(SQLError) in
      let part = try Coordination(context: context).physical(pullout.query)
      let columns = pullout.columns.isEmpty ? pullout.query.outputs.prefix(1) : pullout.columns[...]
      return Primitive.Pullout.Item(
        slot: pullout.slot,
        kind: pullout.kind.primitive,
        primitive: try Lowering(context: context).lower(part, Array(columns)),
        type: pullout.type
      )
    }
    return .pullout(Primitive.Pullout(items: items, input: step))
  }

  /// A name that the catalog cannot place is fine as long as one route gets the whole query.
  private func checkPostponed(_ tree: Operator) throws(SQLError) {
    guard let error = context.postponedError else { return }
    var routes = 0
    tree.walk { if case .route = $0 { routes += 1 } }
    if routes > 1 { throw error }
  }

  /// The tables a tree reads, `keyspace.table`, sorted.
  func tables(of tree: Operator) -> [String] {
    var names: [String] = []
    context.walk(tree) { part in
      guard case .scan(let scan) = part else { return }
      let name = String(pieces: scan.table.keyspace.name, ".", scan.table.table.name)
      if !names.contains(name) { names.append(name) }
    }
    return names.count > 1 ? names.sorted() : names
  }
}

extension Operator {
  /// Whether all its rows are made of nothing, VALUES, a SELECT without tables, or several; or of reference
  /// tables, which are wherever the others of a statement are.
  fileprivate var readsNoTable: Bool {
    switch self {
    case .values: true
    case .scan(let scan): scan.table.keyspace.isSharded && scan.table.placement.isReference
    case .filter, .project, .sort, .limit, .distinct: anyInput { $0.readsNoTable }
    case .join: inputs.allSatisfy(\.readsNoTable)
    case .setOperation(let operation): operation.inputs.allSatisfy(\.readsNoTable)
    default: false
    }
  }
}

extension Scalar {
  /// Whether it is LAST_INSERT_ID(value).
  fileprivate var givesInsertID: Bool {
    guard case .call(let call) = self, case .function("LAST_INSERT_ID") = call.operation else {
      return false
    }
    return !call.arguments.isEmpty
  }
}

extension Operator.Pullout.Kind {
  fileprivate var primitive: Primitive.Pullout.Kind {
    switch self {
    case .value: .value
    case .exists: .exists
    case .rows: .rows
    case .assignment(let name): .assignment(name)
    }
  }
}
