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
    return try recorder.timing(node) { () throws(SQLError) in try write(primitive, node) }
  }

  /// Fails a strict write for the first thing that a SELECT would only warn of.
  ///
  /// The functions that shards call cannot tell where in the statement they stand, so they warn; the
  /// statement is undone as a whole either way.
  func refuseBadValues() throws(SQLError) {
    guard settings.mode.isStrict, settings.isWriting else { return }
    if let failure = SQLError(failingStrictly: recorder.ownWarnings) { throw failure }
  }

  private func write(_ primitive: Primitive, _ node: Int) throws(SQLError) -> WriteOutcome {
    switch primitive {
    case .insert(let step): return try InsertRun(step, in: self, node: node).run()
    case .update(let step): return try update(step, node)
    case .delete(let step):
      if let source = step.source {
        let count = try step.limit.map { (source) throws(SQLError) in try limit(source) } ?? .max
        return try changes(step.targets, step.route, step.isIgnore, node)
          .delete(source, limit: count)
      }
      let stores = try shards(for: step.route, node)
      return WriteOutcome(
        affectedRows: try changeWhereTheyLie(step.table, step.route, stores, node)
      )
    case .pullout(let step):
      try fillSlots(of: step)
      return try write(step.input)
    default: throw SQLError(.internal, "a plan writes with a step that reads")
    }
  }

  private func update(
    _ step: Primitive.Update,
    _ node: Int
  ) throws(SQLError) -> WriteOutcome {
    if let source = step.source {
      return try changes(step.targets, step.route, step.isIgnore, node).update(source)
    }
    let warned = recorder.warnings.count
    let stores = try shards(for: step.route, node)
    let matched = try step.matching.map { (query) throws(SQLError) in
      try count(query, step.table, stores)
    }
    let changed = try changeWhereTheyLie(step.table, step.route, stores, node)
    let warnings = recorder.warnings.count - warned
    return WriteOutcome(
      affectedRows: countsFoundRows ? matched ?? changed : changed,
      info: "Rows matched: \(matched ?? changed)  Changed: \(changed)  Warnings: \(warnings)"
    )
  }

  private func changes(
    _ targets: [Primitive.RowTarget],
    _ route: Primitive.Route,
    _ isIgnore: Bool,
    _ node: Int
  ) -> RowChanges {
    RowChanges(execution: self, targets: targets, route: route, isIgnore: isIgnore, node: node)
  }

  /// The sum of what a counting text gives on the shards that a write goes to.
  private func count(
    _ query: ShardQuery,
    _ table: ResolvedTable,
    _ stores: [ShardStore]
  ) throws(SQLError) -> Int {
    let query = try values.bound(query)
    var total = 0
    for store in stores {
      let value = try onWriter(store) { (connection) throws(SQLError) in
        try query.attached(to: connection) { () throws(SQLError) in
          try connection.value(query.text, query.parameters)
        }
      }
      if case .integer(let number)? = value { total += Int(number) }
      if !table.countsEveryShard { break }
    }
    return total
  }

  /// The route's text on each of its shards.
  private func changeWhereTheyLie(
    _ table: ResolvedTable,
    _ route: Primitive.Route,
    _ stores: [ShardStore],
    _ node: Int
  ) throws(SQLError) -> Int {
    let query = try values.bound(route.query)
    guard !stores.isEmpty else { return 0 }
    recorder.recordRound(node, query.text, stores)
    var changed: [Int] = []
    for store in stores {
      try stop.check()
      let count = try onWriter(store, of: table) { (connection) throws(SQLError) in
        try query.run(on: connection)
      }
      if count > 0 { try access.noteRows(of: table, on: [store]) }
      changed.append(count)
    }
    return table.countsEveryShard ? changed.reduce(0, +) : changed.first ?? 0
  }

  /// The writer of a table's single rows.
  func rowWriter(for table: ResolvedTable) throws(SQLError) -> RowWriter {
    if let known = rowWriters[table.address] { return known }
    let writer = try RowWriter(table, in: self)
    rowWriters[table.address] = writer
    return writer
  }

  func rowWriter(for address: TableAddress) throws(SQLError) -> RowWriter {
    if let known = rowWriters[address] { return known }
    let keyspace = try snapshot.catalog.keyspace(named: address.keyspace)
    guard let definition = keyspace.tables[address.table] else {
      throw SQLError(.unknownTable, "Table '\(address)' doesn't exist")
    }
    let binding = keyspace.tableBinding(of: definition)
    return try rowWriter(
      for: ResolvedTable(keyspace: keyspace, table: definition, binding: binding)
    )
  }

  /// Takes the shards on which rows of tables are going to be looked at and written, in one order for
  /// all statements, before any of them is read.
  func hold(
    _ tables: [ResolvedTable],
    reading source: Primitive? = nil
  ) throws(SQLError) {
    var keyspaces = Set(tables.map(\.keyspace.name))
    for table in tables {
      for case let lookup? in table.placement.columnVindexes.map(\.lookup) {
        let address = snapshot.catalog.lookupTable(of: lookup, in: table.keyspace.name)
        if let address { keyspaces.insert(address.keyspace) }
      }
    }
    if checksForeignKeys { keyspaces.formUnion(related(to: tables.map(\.address))) }
    for name in keyspaces.sorted() {
      for store in try snapshot.shards(of: name).stores { _ = try access.writer(store) }
    }
  }

  /// The keyspaces of the tables that foreign keys tie to some, over any number of steps.
  private func related(to addresses: [TableAddress]) -> Set<String> {
    var known = Set(addresses)
    var open = addresses
    while let address = open.popLast() {
      let table = snapshot.catalog.keyspaces[address.keyspace]?.tables[address.table]
      let next =
        (table?.foreignKeys.map(\.referencedTable) ?? [])
        + (snapshot.references[address]?.map(\.child) ?? [])
      for address in next where known.insert(address).inserted { open.append(address) }
    }
    return Set(known.map(\.keyspace))
  }

  /// Runs the body; under IGNORE, what it has done is undone if it fails for a row's values, and the
  /// error becomes a warning.
  ///
  /// - Returns: whether it has not failed.
  @discardableResult
  func attempt(
    _ isIgnore: Bool,
    _ body: () throws(SQLError) -> Void
  ) throws(SQLError) -> Bool {
    guard isIgnore else {
      try body()
      return true
    }
    let savepoint = try access.setOwnSavepoint("vitrine row")
    do throws(SQLError) {
      try body()
    } catch {
      try access.rollback(to: savepoint)
      try access.release(savepoint)
      guard error.code.isIgnorable else { throw error }
      recorder.warn(error)
      return false
    }
    try access.release(savepoint)
    return true
  }

  /// Works on a shard's writer, in the statement's transaction.
  ///
  /// - Parameters:
  ///   - store: the shard.
  ///   - table: the one whose rows are written, if any.
  ///   - body: what is done.
  /// - Returns: what it gives.
  /// - Throws: what it throws, and errors of the connection.
  func onWriter<Outcome>(
    _ store: ShardStore,
    of table: ResolvedTable? = nil,
    _ body: (Connection) throws(SQLError) -> Outcome
  ) throws(SQLError) -> Outcome {
    let isCopy = table.map { !$0.countsEveryShard } ?? false
    return try access.writer(store).exclusively(stop) { (connection, context) throws(SQLError) in
      settings.apply(to: context, at: isCopy ? .copy(store) : .shard(store))
      context.begin(row: row)
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

extension Primitive {
  /// Whether a write was told to go on where rows do not fit: IGNORE.
  var isIgnore: Bool {
    switch self {
    case .insert(let step): step.isIgnore
    case .update(let step): step.isIgnore
    case .delete(let step): step.isIgnore
    case .pullout(let step): step.input.isIgnore
    default: false
    }
  }
}

extension SQLError {
  /// The first of the warnings that is an error in strict mode; nil where there is none.
  init?(failingStrictly warnings: [Warning]) {
    for warning in warnings where warning.level == .warning {
      let code = Code.failingStrictWrites.first { $0.number == warning.code }
      guard let code else { continue }
      self.init(code, warning.message)
      return
    }
    return nil
  }
}

extension SQLError.Code {
  /// Warnings of a SELECT that are errors of a strict write.
  ///
  /// The source is MySQL's manual, "Server SQL Modes", on what strict mode comprises.
  static let failingStrictWrites: [Self] = [
    .truncatedWrongValue, .wrongValueForType, .datetimeOverflow, .invalidLogarithmArgument,
    .cutByGroupConcat, .columnOutOfRange, .dataTruncated, .truncatedWrongValueForField,
    .divisionByZero, .wrongArguments, .invalidJSONValueForCast,
  ]

  /// Whether IGNORE makes a warning of it.
  var isIgnorable: Bool {
    [
      .duplicateEntry, .columnCannotBeNull, .noDefault, .foreignKeyParent, .foreignKeyChild,
      .checkViolated, .subqueryRows, .noPartitionForValue, .rowOutsidePartitionSet,
      .viewCheckFailed,
    ].contains(self)
  }
}
