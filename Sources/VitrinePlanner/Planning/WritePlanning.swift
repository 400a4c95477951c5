import VitrineSQL
import VitrineSharding

/// Plans UPDATE and DELETE.
///
/// A write that every shard can do by itself is sent to the shards that hold the rows. Any other (a
/// join, a LIMIT over several shards, a subquery elsewhere, a key or a foreign key that no shard keeps
/// alone) first selects the primary keys of its rows as any SELECT would, and the gateway then writes
/// each row where it lies.
struct WritePlanning {
  let context: PlanningContext

  // MARK: UPDATE

  func plan(_ update: BoundUpdate) throws(SQLError) -> Plan {
    guard let target = update.targets.first else {
      throw SQLError(.internal, "an UPDATE that sets nothing")
    }
    try update.rows.checkKeys(context.options)
    context.writtenTables = Set(update.targets.map(\.scan.table.address))
    let root: Primitive
    if !update.readsRandom, let route = try directRoute(update, target) {
      root = .update(try direct(update, target, route))
    } else {
      root = .update(try selecting(update, target))
    }
    return plan(.update, try QueryPlanning(context: context).withPullouts(root), update.rows)
  }

  /// The route of an UPDATE that the shards do by themselves.
  private func directRoute(
    _ update: BoundUpdate,
    _ target: BoundUpdate.Target
  ) throws(SQLError) -> DirectRoute? {
    let constraints = try RowConstraints(target.scan.table, context.catalog)
    let names = target.assignments.map(\.column.name)
    let adjusts =
      update.isIgnore
      || !context.options.isStrict && target.assignments.contains { !$0.column.isNullable }
    guard update.targets.count == 1, target.check == nil, !adjusts || constraints.isPlanOnly,
      !constraints.needsRows(setting: names),
      target.partitionSet == nil || !target.scan.table.table.tellsPartition(byAnyOf: names)
    else { return nil }
    guard let route = try directRoute(update.rows, target.scan, target.assignments) else {
      return nil
    }
    // SQLite changes a row before it looks for the next: a subquery would see the new rows.
    let readsItself = route.conditions.contains { $0.readsTable(target.scan.table.address) }
    return readsItself && !constraints.isPlanOnly ? nil : route
  }

  private func direct(
    _ update: BoundUpdate,
    _ target: BoundUpdate.Target,
    _ route: DirectRoute
  ) throws(SQLError) -> Primitive.Update {
    var assignments = target.assignments
    for (index, value) in route.values.enumerated() { assignments[index].value = value }
    let query = try SQLiteRenderer.update(
      target.scan,
      set: assignments,
      where: route.conditions,
      orderBy: route.order,
      limit: route.limit,
      isIgnore: update.isIgnore,
      context: context
    )
    var step = Primitive.Update(
      table: target.scan.table,
      route: try Lowering(context: context).writeRoute(route.routing, query, target.scan),
      source: nil,
      isIgnore: update.isIgnore
    )
    step.matching = try SQLiteRenderer.count(
      target.scan,
      where: route.conditions,
      orderBy: route.order,
      limit: route.limit,
      context: context
    )
    return step
  }

  /// Selects the keys of the rows and their new values; the gateway writes them one by one.
  private func selecting(
    _ written: BoundUpdate,
    _ first: BoundUpdate.Target
  ) throws(SQLError) -> Primitive.Update {
    let update = try callingOnce(written).computingOnce(context)
    var items: [Operator.Project.Item] = []
    var columns: [BoundColumn] = []
    var targets: [Primitive.RowTarget] = []
    for target in update.targets {
      let key = try rowKey(of: target.scan)
      var row = Primitive.RowTarget(table: target.scan.table, keyOffset: items.count)
      items += key.map { Operator.Project.Item(passing: $0) }
      columns += key
      for assignment in try lastValues(target) {
        let new = assignment.value.withEveryDigit
        let value = context.makeColumn(assignment.column.name, new.type)
        row.assignments.append(
          Primitive.RowTarget.Assignment(
            column: assignment.column,
            offset: items.count,
            type: new.storedType
          )
        )
        items.append(Operator.Project.Item(id: value.id, value: new))
        columns.append(value)
      }
      row.partitionCondition = try context.partitionCondition(
        target.partitionSet,
        target.scan.table
      )
      row.check = try context.rowCheck(target.check)
      targets.append(row)
    }
    let scans = update.targets.map(\.scan)
    let source = try QueryPlanning(context: context).primitive(
      .project(Operator.Project(update.rows, items)),
      columns
    )
    if let route = try wholeRoute(selecting: source, writing: targets, of: scans) {
      return Primitive.Update(
        table: first.scan.table,
        route: route,
        source: nil,
        isIgnore: update.isIgnore
      )
    }
    let text = SQLiteRenderer.updateRow(
      of: first.scan.table.table,
      set: first.assignments.map { ($0.column, $0.value.type) },
      firstValue: try rowKey(of: first.scan).count + 1,
      isIgnore: update.isIgnore
    )
    var step = Primitive.Update(
      table: first.scan.table,
      route: try Lowering(context: context).writeRoute(
        rowRouting(of: first.scan),
        ShardQuery(text: text),
        first.scan
      ),
      source: source,
      isIgnore: update.isIgnore
    )
    step.targets = targets
    return step
  }

  /// The rows in order, with the values of functions that change something in columns of their own: what reads
  /// such a value besides the column that takes it does not call them again.
  private func callingOnce(_ written: BoundUpdate) throws(SQLError) -> BoundUpdate {
    var update = written
    update.rows = try ordered(written.rows, written.targets.map(\.scan))
    guard context.changingProgram != nil, update.targets.count == 1,
      var target = update.targets.first
    else { return update }
    var calls: [Operator.Project.Item] = []
    for (index, assignment) in target.assignments.enumerated().reversed() {
      let value = target.assignments[index].value
      guard value.callsProgram else { continue }
      let (before, after) = (target.assignments[..<index], target.assignments[(index + 1)...])
      guard before.allSatisfy({ !value.columns.contains($0.id) }),
        after.allSatisfy({ !$0.value.columns.contains(assignment.id) })
      else { throw ProgramOrder(context: context).refused }
      let made = context.makeColumn(assignment.column.name, value.type)
      calls.insert(Operator.Project.Item(id: made.id, value: value), at: 0)
      for other in target.assignments.indices {
        target.assignments[other].value = target.assignments[other].value.map {
          (part) throws(Never) in part == value ? .column(made) : part
        }
      }
    }
    guard !calls.isEmpty else { return update }
    update.targets = [target]
    update.rows = update.rows.adding(calls)
    return update
  }

  /// Each column's value by the old row alone; of a column that is set twice, the last.
  private func lastValues(
    _ target: BoundUpdate.Target
  ) throws(SQLError) -> [SQLiteRenderer.Assignment] {
    var last: [SQLiteRenderer.Assignment] = []
    for assignment in try target.assignments.readingEarlier() {
      last.removeAll { $0.id == assignment.id }
      last.append(assignment)
    }
    return last
  }

  /// The rows of one table in the order in which MySQL meets them: that of the statement, or of the
  /// primary key; it decides which row a key or foreign key refuses.
  private func ordered(
    _ rows: Operator,
    _ targets: [Operator.Scan]
  ) throws(SQLError) -> Operator {
    guard let scan = targets.first, targets.count == 1, !rows.isSorted, rows.readsOneTable else {
      return rows
    }
    let key = try rowKey(of: scan).prefix(scan.table.table.primaryKey.count)
    return .sort(Operator.Sort(rows, key.map { SortKey(.column($0), descending: false) }))
  }

  // MARK: DELETE

  func plan(_ delete: BoundDelete) throws(SQLError) -> Plan {
    guard let target = delete.targets.first else {
      throw SQLError(.internal, "a DELETE from nothing")
    }
    try delete.rows.checkKeys(context.options)
    context.writtenTables = Set(delete.targets.map(\.table.address))
    let root: Primitive
    if let route = try directRoute(delete, target) {
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
      root = .delete(try selecting(delete, target))
    }
    return plan(.delete, try QueryPlanning(context: context).withPullouts(root), delete.rows)
  }

  private func directRoute(
    _ delete: BoundDelete,
    _ target: Operator.Scan
  ) throws(SQLError) -> DirectRoute? {
    guard delete.targets.count == 1,
      try !RowConstraints(target.table, context.catalog).needsRowsToDelete
    else { return nil }
    return try directRoute(delete.rows, target, [])
  }

  /// Selects the keys of the rows; the gateway deletes them one by one.
  private func selecting(
    _ delete: BoundDelete,
    _ first: Operator.Scan
  ) throws(SQLError) -> Primitive.Delete {
    let counts = try RowConstraints(first.table, context.catalog).countsDeletions(delete)
    var columns: [BoundColumn] = []
    var targets: [Primitive.RowTarget] = []
    for target in delete.targets {
      targets.append(Primitive.RowTarget(table: target.table, keyOffset: columns.count))
      columns += try rowKey(of: target)
    }
    let items = columns.map { Operator.Project.Item(passing: $0) }
    var rows = delete.rows
    var limit: Scalar?
    if case .limit(let first) = rows, first.offset == nil, counts {
      rows = first.input
      limit = first.count
    }
    rows = try ordered(rows, delete.targets)
    var tree = Operator.project(Operator.Project(rows, items))
    if !delete.rows.readsOneTable { tree = .distinct(Operator.Distinct(tree)) }
    let source = try QueryPlanning(context: context).primitive(tree, columns)
    if limit == nil,
      let route = try wholeRoute(selecting: source, writing: targets, of: delete.targets)
    {
      return Primitive.Delete(
        table: first.table,
        route: route,
        source: nil,
        isIgnore: delete.isIgnore
      )
    }
    let query = ShardQuery(text: SQLiteRenderer.deleteRow(of: first.table.table))
    let lowering = Lowering(context: context)
    return Primitive.Delete(
      table: first.table,
      route: try lowering.writeRoute(rowRouting(of: first), query, first),
      source: source,
      isIgnore: delete.isIgnore,
      limit: try limit.map(lowering.source),
      targets: targets
    )
  }

  // MARK: Both

  private func plan(
    _ kind: Plan.StatementKind,
    _ root: Primitive,
    _ rows: Operator
  ) -> Plan {
    Plan(
      kind: kind,
      root: root,
      columns: [],
      tables: QueryPlanning(context: context).tables(of: rows),
      firings: context.firings,
      freeLiterals: context.freeLiterals,
      parameterCount: context.parameterCount
    )
  }

  /// The route of a write of one table that its shards do by themselves.
  private func directRoute(
    _ rows: Operator,
    _ target: Operator.Scan,
    _ assignments: [SQLiteRenderer.Assignment]
  ) throws(SQLError) -> DirectRoute? {
    let mark = context.mark
    let route = try DirectRoute(rows, target, assignments, context)
    if route == nil { context.rewind(to: mark) }
    return route
  }

  /// The columns by which a row is found again: its primary key, then what its shard is told by.
  func rowKey(of scan: Operator.Scan) throws(SQLError) -> [BoundColumn] {
    let primary = scan.table.table.primaryKey
    let vindex = scan.table.placement.primaryVindex?.columns ?? []
    let names = primary + vindex
    if names.isEmpty, !scan.columns.isEmpty, !scan.table.table.isColumnListComplete {
      // Without DDL, what the statement reads of the table stands for its key.
      return scan.columns.map { BoundColumn($0.id, $0.type) }
    }
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
  func rowRouting(of scan: Operator.Scan) -> Routing {
    let keyspace = scan.table.keyspace
    guard let vindex = scan.table.placement.primaryVindex else {
      if case .pinned = scan.table.placement {
        return RoutingChoice.choose(for: Locality(scan), context: context)
      }
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

extension TableDefinition {
  /// Whether a change of columns may send a row to another partition.
  fileprivate func tellsPartition(byAnyOf names: [String]) -> Bool {
    let telling = partitioning?.columns(in: self) ?? []
    return telling.contains { telling in
      column(named: telling)?.generated != nil || names.contains { $0.isName(telling) }
    }
  }
}

extension PlanningContext {
  /// A view's condition on written rows in SQLite's text.
  func rowCheck(_ check: RowCheck?) throws(SQLError) -> Primitive.RowCheck? {
    guard let check, let condition = Scalar.conjunction(check.conditions) else { return nil }
    let text = try SQLiteSchema(catalog: catalog, keyspace: check.scan.table.keyspace)
      .condition(condition, over: check.scan, self)
    return Primitive.RowCheck(condition: text, view: check.view)
  }

  /// A condition on a row's partition in SQLite's text.
  func partitionCondition(
    _ condition: Expression?,
    _ table: ResolvedTable
  ) throws(SQLError) -> String? {
    guard let condition else { return nil }
    return try SQLiteSchema(catalog: catalog, keyspace: table.keyspace)
      .condition(condition, on: table.table)
  }
}

extension Operator {
  /// Whether the statement says in which order the rows come.
  fileprivate var isSorted: Bool {
    switch self {
    case .sort: true
    case .limit(let limit): limit.input.isSorted
    default: false
    }
  }

  /// Whether the rows are those of one table, each once.
  var readsOneTable: Bool {
    switch self {
    case .scan: true
    case .filter(let filter): filter.input.readsOneTable
    case .sort(let sort): sort.input.readsOneTable
    case .limit(let limit): limit.input.readsOneTable
    default: false
    }
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
    if case .reference = scan.table.placement, scan.table.keyspace.isSharded,
      routing.variant != .none
    {
      routing.variant = .scatter
      routing.reason = .reference
    }
    return try route(routing, query, tables: [scan.alias])
  }
}

extension BoundUpdate {
  /// Whether an assignment reads what one before it has set to a value that may be another the next time.
  fileprivate var readsRandom: Bool { targets.contains { $0.assignments.readRandom } }

  /// The update with such values in columns of their own.
  fileprivate func computingOnce(_ context: PlanningContext) -> BoundUpdate {
    var update = self
    for target in targets.indices where targets[target].assignments.readRandom {
      var earlier: [ColumnID: Scalar] = [:]
      for (index, assignment) in targets[target].assignments.enumerated() {
        var value = assignment.value.substitute(earlier)
        if value.isRandomInside {
          let made = context.makeColumn(assignment.column.name, value.type)
          update.rows = update.rows.adding([Operator.Project.Item(id: made.id, value: value)])
          value = .column(made)
          update.targets[target].assignments[index].value = value
        }
        earlier[assignment.id] = value.stored(as: assignment.column.type)
      }
    }
    return update
  }
}
