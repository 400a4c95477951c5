import VitrineSQL
import VitrineSharding

// ON DUPLICATE KEY UPDATE: what is changed of the row that is there.
extension InsertPlanning {
  /// How the gateway changes a row that is in the way, each on its shard.
  func duplicateUpdate(_ insert: BoundInsert) throws(SQLError) -> Primitive.DuplicateUpdate {
    try SQLiteRenderer.duplicateUpdate(
      of: RowStatements(insert.table.table),
      old: insert.existing,
      inserted: insert.inserted,
      carried: insert.carried,
      settled(insert),
      context: context
    )
  }

  /// The assignments with their subqueries settled: before the first row, where they read nothing of the row; else on
  /// its shard, where all rows that they read must lie beside it.
  private func settled(_ insert: BoundInsert) throws(SQLError) -> [SQLiteRenderer.Assignment] {
    if context.callsSequentially, insert.rows.count != 1,
      insert.onDuplicate.contains(where: { $0.value.isSequential && $0.value.isRandom })
    {
      throw SQLError(
        .unsupported,
        "RAND with a seed in ON DUPLICATE KEY UPDATE of several rows is not supported"
      )
    }
    guard insert.onDuplicate.contains(where: { $0.value.containsSubquery }) else {
      return insert.onDuplicate
    }
    let once = SubquerySettlement(route: nil, context: context)
    let beside = SubquerySettlement(route: insert.rowThere(context), context: context)
    // What has a new value by then no longer tells where the row lies.
    var changed = ColumnSet()
    return try insert.onDuplicate.mapTyped { assignment throws(SQLError) in
      var settled = assignment
      settled.value = try assignment.value.map { part throws(SQLError) in
        guard case .subquery(let subquery) = part else { return part }
        guard !subquery.outerColumns.isEmpty else {
          return try once.settle(part, isCondition: false)
        }
        let isBeside =
          !insert.table.keyspace.isSharded || subquery.outerColumns.isDisjoint(with: changed)
        return try context.pushing { () throws(SQLError) in
          try (isBeside ? beside : once).settle(part, isCondition: false)
        }
      }
      guard !settled.value.containsSubquery(where: { !$0.isLocal }) else {
        throw SQLError(
          .unsupported,
          "a subquery of ON DUPLICATE KEY UPDATE that reads the row and rows of other shards is not supported"
        )
      }
      changed.insert(assignment.id)
      return settled
    }
  }
}

extension BoundInsert {
  /// The row that is there with the one that would be new, where the former lies.
  fileprivate func rowThere(_ context: PlanningContext) -> Operator.Route {
    let locality = Locality(existing)
    let new = Operator.Input(name: Operator.Input.keysName, columns: inserted.values + carried)
    return Operator.Route(
      .join(Operator.Join(.inner, .input(new), .scan(existing), on: [])),
      RoutingChoice.choose(for: locality, context: context),
      locality
    )
  }
}
