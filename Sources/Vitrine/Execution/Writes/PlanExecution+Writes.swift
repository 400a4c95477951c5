import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension PlanExecution {
  /// Runs a step that writes.
  ///
  /// The caller's transaction keeps or undoes the whole.
  func write(_ primitive: Primitive) throws(SQLError) -> WriteOutcome {
    let node = takeNode()
    switch primitive {
    case .insert(let step): return try InsertRun(step, in: self, node: node).run()
    case .update(let step):
      let changed = try change(step.table, step.route, step.source, node)
      return WriteOutcome(
        affectedRows: changed,
        info: "Rows matched: \(changed)  Changed: \(changed)  Warnings: 0"
      )
    case .delete(let step):
      return WriteOutcome(affectedRows: try change(step.table, step.route, step.source, node))
    case .pullout(let step):
      try fillSlots(of: step)
      return try write(step.input)
    default: throw SQLError(.internal, "a plan writes with a step that reads")
    }
  }

  private func change(
    _ table: ResolvedTable,
    _ route: Primitive.Route,
    _ source: Primitive?,
    _ node: Int
  ) throws(SQLError) -> Int {
    guard let source else { return try changeWhereTheyLie(table, route, node) }
    let stream = try open(source)
    // All rows are read before the first is changed: a change must not be seen by its own query.
    let rows = try stream.collect()
    return try changeRows(rows, table, route, node)
  }

  /// One text on each shard of the route.
  private func changeWhereTheyLie(
    _ table: ResolvedTable,
    _ route: Primitive.Route,
    _ node: Int
  ) throws(SQLError) -> Int {
    let query = try values.bound(route.query)
    let stores = try shards(for: route)
    guard !stores.isEmpty else { return 0 }
    recorder.recordRound(node, query.text, stores)
    var changed: [Int] = []
    for store in stores {
      try stop.check()
      let count = try onWriter(store) { (connection) throws(SQLError) in
        try connection.prepare(query.text).run(query.parameters)
      }
      changed.append(count)
    }
    return table.countsEveryShard ? changed.reduce(0, +) : changed.first ?? 0
  }

  /// One text once for each row, on the shard that has it.
  private func changeRows(
    _ rows: [[Value]],
    _ table: ResolvedTable,
    _ route: Primitive.Route,
    _ node: Int
  ) throws(SQLError) -> Int {
    guard !rows.isEmpty else { return 0 }
    let keyspace = try snapshot.shards(of: table.keyspace.name)
    let query = try values.bound(route.query)
    var changed = 0
    var asked: [ShardStore] = []
    for row in rows {
      try stop.check()
      let stores = try shards(of: row, table, keyspace)
      for (index, store) in stores.enumerated() {
        let count = try onWriter(store) { (connection) throws(SQLError) in
          let statement = try connection.prepare(query.text)
          let known = row.prefix(statement.parameterCount)
          let rest = statement.parameterCount - known.count
          return try statement.run(known + query.parameters.suffix(max(rest, 0)))
        }
        if index == 0 || table.countsEveryShard { changed += count }
        if !asked.contains(where: { $0 === store }) { asked.append(store) }
      }
    }
    recorder.recordRound(node, query.text, asked)
    return changed
  }

  /// The shards that have a row that was selected to be changed: by the columns of the primary
  /// vindex, which follow those of the primary key.
  private func shards(
    of row: [Value],
    _ table: ResolvedTable,
    _ keyspace: KeyspaceShards
  ) throws(SQLError) -> [ShardStore] {
    switch table.placement {
    case .reference: return keyspace.stores
    case .unsharded, .sequence: return Array(keyspace.stores.prefix(1))
    case .pinned(let id): return [keyspace.stores[keyspace.map.index(for: id)]]
    case .sharded:
      guard let vindex = table.placement.primaryVindex else { return keyspace.stores }
      var tuple: [VindexValue] = []
      for (offset, name) in vindex.columns.enumerated() {
        let position = table.table.primaryKey.count + offset
        guard let column = table.table.column(named: name), row.indices.contains(position) else {
          throw SQLError(.internal, "a row to be changed comes without its vindex columns")
        }
        tuple.append(VindexValue(stored: row[position], column.type))
      }
      return try vindex.vindex.map(tuple).shards(in: keyspace.map).map { keyspace.stores[$0] }
    }
  }

  /// Works on a shard's writer, in the statement's transaction.
  func onWriter<Outcome>(
    _ store: ShardStore,
    _ body: (Connection) throws(SQLError) -> Outcome
  ) throws(SQLError) -> Outcome {
    try access.writer(store).exclusively(stop) { (connection, context) throws(SQLError) in
      settings.apply(to: context)
      defer { recorder.record(context.takeWarnings()) }
      return try body(connection)
    }
  }
}

extension ResolvedTable {
  /// Whether each shard has rows of its own; a reference table's are the same everywhere.
  var countsEveryShard: Bool {
    if case .reference = placement { false } else { true }
  }
}
