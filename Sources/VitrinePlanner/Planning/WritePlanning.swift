import VitrineSQL
import VitrineSharding

/// Plans UPDATE and DELETE.
///
/// A write that every shard can do by itself is sent to the shards that hold the rows. Any other (a
/// join across shards, a LIMIT over several shards, a subquery elsewhere) first selects the primary
/// keys of its rows as any SELECT would, and then writes each row where it lies.
struct WritePlanning {
  let context: PlanningContext

  // MARK: UPDATE

  func plan(_ update: BoundUpdate) throws(SQLError) -> Plan {
    guard let target = update.targets.first, update.targets.count == 1 else {
      throw Self.severalTargets("UPDATE")
    }
    try checkVindexColumns(target)
    let values = target.assignments.map(\.value)
    let route = try directRoute(update.rows, target.scan, values)
    let root: Primitive
    if let route {
      root = .update(try direct(update, target, route))
    } else {
      root = .update(try selecting(update, target))
    }
    return plan(.update, root, update.rows)
  }

  private func direct(
    _ update: BoundUpdate,
    _ target: BoundUpdate.Target,
    _ route: DirectRoute
  ) throws(SQLError) -> Primitive.Update {
    let query = try SQLiteRenderer.update(
      target.scan,
      set: target.assignments,
      where: route.conditions,
      orderBy: route.order,
      limit: route.limit,
      isIgnore: update.isIgnore,
      context: context
    )
    return Primitive.Update(
      table: target.scan.table,
      route: try Lowering(context: context).writeRoute(route.routing, query, target.scan),
      source: nil,
      isIgnore: update.isIgnore
    )
  }

  private func selecting(
    _ update: BoundUpdate,
    _ target: BoundUpdate.Target
  ) throws(SQLError) -> Primitive.Update {
    let key = try rowKey(of: target.scan)
    let assignments = target.assignments.readingEarlier
    let names = Set(target.assignments.map { $0.column.name.lowercased() })
    let values = assignments.map { assignment in
      Operator.Project.Item(
        id: context.makeColumn(assignment.column.name, assignment.value.type).id,
        value: assignment.value
      )
    }
    guard names.count == target.assignments.count else {
      throw SQLError(
        .unsupported,
        "an UPDATE over several shards that sets a column twice is not supported"
      )
    }
    let items = key.map { Operator.Project.Item(passing: $0) } + values
    let source = try QueryPlanning(context: context).primitive(
      .project(Operator.Project(update.rows, items)),
      key + values.map { BoundColumn($0.id, $0.value.type) }
    )
    let text = SQLiteRenderer.updateRow(
      of: target.scan.table.table,
      set: target.assignments.map { ($0.column, $0.value.type) },
      firstValue: key.count + 1,
      isIgnore: update.isIgnore
    )
    return Primitive.Update(
      table: target.scan.table,
      route: try Lowering(context: context).writeRoute(
        rowRouting(of: target.scan),
        ShardQuery(text: text),
        target.scan
      ),
      source: source,
      isIgnore: update.isIgnore
    )
  }

  /// A row must not leave its shard by an UPDATE.
  private func checkVindexColumns(_ target: BoundUpdate.Target) throws(SQLError) {
    let changed = Set(target.assignments.map { $0.column.name.lowercased() })
    guard let primary = target.scan.table.placement.primaryVindex else { return }
    guard let column = primary.columns.first(where: { changed.contains($0.lowercased()) })
    else { return }
    throw SQLError(
      .unsupported,
      "you cannot UPDATE primary vindex columns; invalid update on vindex: \(primary.name)",
      hint: "'\(column)' decides the row's shard: DELETE the row and INSERT it anew"
    )
  }

  // MARK: DELETE

  func plan(_ delete: BoundDelete) throws(SQLError) -> Plan {
    guard let target = delete.targets.first, delete.targets.count == 1 else {
      throw Self.severalTargets("DELETE")
    }
    let root: Primitive
    if let route = try directRoute(delete.rows, target, []) {
      let query = try SQLiteRenderer.delete(
        from: target,
        where: route.conditions,
        orderBy: route.order,
        limit: route.limit,
        context: context
      )
      root = .delete(
        Primitive.Delete(
          table: target.table,
          route: try Lowering(context: context).writeRoute(route.routing, query, target),
          source: nil,
          isIgnore: delete.isIgnore
        )
      )
    } else {
      let key = try rowKey(of: target)
      let items = key.map { Operator.Project.Item(passing: $0) }
      let source = try QueryPlanning(context: context).primitive(
        .distinct(Operator.Distinct(.project(Operator.Project(delete.rows, items)))),
        key
      )
      let query = ShardQuery(text: SQLiteRenderer.deleteRow(of: target.table.table))
      root = .delete(
        Primitive.Delete(
          table: target.table,
          route: try Lowering(context: context).writeRoute(rowRouting(of: target), query, target),
          source: source,
          isIgnore: delete.isIgnore
        )
      )
    }
    return plan(.delete, root, delete.rows)
  }

  // MARK: Both

  private static func severalTargets(_ verb: String) -> SQLError {
    SQLError(.unsupported, "\(verb) of several tables in one statement is not supported yet")
  }

  private func plan(
    _ kind: Plan.StatementKind,
    _ root: Primitive,
    _ rows: Operator
  ) -> Plan {
    Plan(
      kind: kind,
      root: root,
      columns: [],
      tables: QueryPlanning.tables(of: rows),
      firings: context.firings,
      pinnedLiterals: context.pinnedLiterals,
      parameterCount: context.parameterCount
    )
  }

  /// A write that the shards do by themselves.
  private struct DirectRoute {
    var routing: Routing
    var conditions: [Scalar] = []
    var order: [SortKey] = []
    var limit: Scalar?
  }

  /// The route of the rows when they are one table's, found by conditions that the shards evaluate.
  private func directRoute(
    _ rows: Operator,
    _ target: Operator.Scan,
    _ values: [Scalar]
  ) throws(SQLError) -> DirectRoute? {
    guard !values.contains(where: \.containsSubquery) else { return nil }
    let mark = context.mark
    let columns = target.columns.map { BoundColumn($0.id, $0.type) }
    let tree = try RuleDriver(context: context).planTree(rows, columns: columns)
    guard case .route(let route) = tree, context.pullouts.isEmpty,
      let direct = Self.direct(route.input, DirectRoute(routing: route.routing))
    else {
      context.rewind(to: mark)
      return nil
    }
    return direct
  }

  private static func direct(_ tree: Operator, _ found: DirectRoute) -> DirectRoute? {
    var found = found
    switch tree {
    case .scan: return found
    case .filter(let filter):
      guard found.limit == nil || found.conditions.isEmpty else { return nil }
      found.conditions += filter.predicates
      return direct(filter.input, found)
    case .sort(let sort):
      guard found.order.isEmpty, found.conditions.isEmpty else { return nil }
      found.order = sort.keys
      return direct(sort.input, found)
    case .limit(let limit):
      guard found.limit == nil, found.order.isEmpty, found.conditions.isEmpty, limit.offset == nil
      else { return nil }
      found.limit = limit.count
      return direct(limit.input, found)
    default: return nil
    }
  }

  /// The columns by which a row is found again: its primary key, then what its shard is told by.
  private func rowKey(of scan: Operator.Scan) throws(SQLError) -> [BoundColumn] {
    let primary = scan.table.table.primaryKey
    let vindex = scan.table.placement.primaryVindex?.columns ?? []
    let names = primary + vindex
    let columns = names.compactMap { name in
      scan.columns.first { $0.name.lowercased() == name.lowercased() }
    }
    guard !names.isEmpty, columns.count == names.count else {
      throw SQLError(
        .unsupported,
        "the primary key of '\(scan.alias)' is not known, so its rows cannot be found again",
        hint: "give the keyspace its CREATE TABLE statements"
      )
    }
    return columns.map { BoundColumn($0.id, $0.type) }
  }

  /// The routing of one row after another.
  private func rowRouting(of scan: Operator.Scan) -> Routing {
    let keyspace = scan.table.keyspace
    guard let vindex = scan.table.placement.primaryVindex else {
      return Routing(
        keyspace.isSharded ? .scatter : .unsharded,
        keyspace: keyspace.name,
        isSharded: keyspace.isSharded,
        reason: "each row where it lies"
      )
    }
    return Routing(
      .in,
      keyspace: keyspace.name,
      isSharded: keyspace.isSharded,
      vindex: vindex,
      columnTypes: vindex.columns.map { scan.table.table.column(named: $0)?.type ?? .unknown },
      reason: "each row where it lies, via \(vindex.name)"
    )
  }
}

extension Lowering {
  /// The route of a write, whose text is made already.
  func writeRoute(
    _ routing: Routing,
    _ query: ShardQuery,
    _ scan: Operator.Scan
  ) throws(SQLError) -> Primitive.Route {
    var routing = routing
    if case .reference = scan.table.placement, scan.table.keyspace.isSharded {
      routing.variant = .scatter
      routing.reason = "every shard holds it whole"
    }
    return Primitive.Route(
      variant: routing.variant.rawValue,
      keyspace: routing.keyspace,
      isSharded: routing.isSharded,
      vindex: routing.vindex,
      values: try routing.values.mapTyped(routingValue),
      columnTypes: routing.columnTypes,
      destination: routing.destination,
      query: query,
      columns: [],
      keyInput: nil,
      reason: routing.reason,
      tables: [scan.alias]
    )
  }
}
