import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Cluster {
  /// Applies DDL to every shard of a keyspace and to the catalog, or to nothing.
  ///
  /// The change is written down, run on every shard inside a transaction, and only when all have
  /// agreed is it committed anywhere. A crash between the commits is finished on open.
  ///
  /// - Parameters:
  ///   - name: the keyspace.
  ///   - settings: what the statement's functions see: its time and modes.
  ///   - onWarnings: is told what was changed to fit.
  ///   - body: changes the definitions; what it throws undoes everything.
  /// - Returns: what the user should be told.
  /// - Throws: what the body throws, and the shards' errors.
  func changeTables(
    of name: String,
    settings: StatementSettings = StatementSettings(),
    onWarnings: ([Warning]) -> Void = { _ in },
    _ body: (inout SchemaBuilder) throws(SQLError) -> Void
  ) throws(SQLError) -> [String] {
    var notes: [String] = []
    try change(waiting: settings.schemaLockTimeout) { snapshot throws(SQLError) in
      let keyspace = try snapshot.catalog.keyspace(named: name)
      var builder = SchemaBuilder(keyspace: keyspace)
      builder.references = snapshot.references
      try body(&builder)
      notes = builder.notes
      guard !builder.changes.isEmpty else { return snapshot }
      let shards = try snapshot.shards(of: keyspace.name)
      let touched = builder.changes.replacedTables(in: keyspace.name)
      try forgetLookups(over: touched, in: snapshot)
      let after = snapshot.replacing(builder.touched, in: builder.keyspace, shards).routing(
        by: snapshot.catalog.routedLookups.filter { !$0.involves(touched) }
      )
      let schema = Self.schema(builder.keyspace, in: after.catalog, settings)
      var pending = try Self.pendingChange(builder, before: keyspace, schema)
      try settleSequences(builder.changes, keyspace.name)
      var renumbering = Renumbering(builder.changes)
      let unique = try UniqueKeyCheck(builder.changes, schema)
      try make(
        &pending,
        on: shards,
        settings,
        drawsAlike: builder.changesCopies,
        unique,
        &renumbering,
        onWarnings
      )
      applySequences(builder.changes, keyspace.name)
      try renumbering.apply(
        to: sequences,
        in: after.catalog.keyspaces[keyspace.name] ?? builder.keyspace
      )
      if builder.keyspace.vschema != keyspace.vschema {
        try store.setVSchema(builder.keyspace.vschema.json, of: keyspace.name)
      }
      return after
    }
    return notes
  }

  static func schema(
    _ keyspace: Keyspace,
    in catalog: Catalog,
    _ settings: StatementSettings
  ) -> SQLiteSchema {
    var schema = SQLiteSchema(catalog: catalog, keyspace: keyspace)
    schema.clock = settings.clock
    schema.mode = settings.mode
    schema.setsAutoIncrementForZero = settings.setsAutoIncrementForZero
    return schema
  }

  /// What the shards and the catalog are to do.
  static func pendingChange(
    _ builder: SchemaBuilder,
    before: Keyspace,
    _ schema: SQLiteSchema
  ) throws(SQLError) -> PendingChange {
    let after = builder.keyspace
    var pending = PendingChange(keyspace: after.name)
    for (position, change) in builder.changes.enumerated() {
      switch change {
      case .created(let table): pending.statements += try schema.createTable(table)
      case .dropped(let table): pending.statements.append(schema.dropTable(table))
      case .altered(let alteration): pending.statements += try schema.alterTable(alteration)
      case .renamed(let old, let new):
        let first = pending.renamedTables.first { $0.value == old }?.key ?? old
        pending.renamedTables[first] = new
        if var table = after.tables[builder.changes[(position + 1)...].name(after: new)] {
          table.name = new
          pending.statements += try schema.renameTable(old, to: table)
        }
      }
    }
    for name in builder.touched.sorted() {
      guard let table = after.tables[name] else {
        if before.tables[name] != nil { pending.removedTables.append(name) }
        continue
      }
      guard before.tables[name] != table else { continue }
      pending.definitions[name] = table.createText
      if table.view != nil {
        pending.viewConnections = (pending.viewConnections ?? [:])
          .merging([name: table.viewOptions.connection]) { $1 }
      }
    }
    if after.triggers.map(\.table) != before.triggers.map(\.table) {
      pending.triggers = after.triggers.map(TriggerRecord.init)
    }
    return pending
  }

  private func make(
    _ change: inout PendingChange,
    on shards: KeyspaceShards,
    _ settings: StatementSettings,
    drawsAlike: Bool,
    _ unique: UniqueKeyCheck,
    _ renumbering: inout Renumbering,
    _ onWarnings: ([Warning]) -> Void
  ) throws(SQLError) {
    change.id = try store.begin(change)
    var isUndecided = true
    do {
      let access = try holdWriters(of: shards, waiting: settings.schemaLockTimeout)
      let pending = change
      for store in shards.stores {
        try access.writer(store).exclusively { (connection, context) throws(SQLError) in
          settings.apply(to: context, at: drawsAlike ? .copy(store) : .shard(store))
          defer { onWarnings(context.takeWarnings()) }
          try unique.run(pending, on: connection)
          try renumbering.read(connection)
        }
      }
      try unique.check(shards.stores, access)
      isUndecided = false
      try access.commit()
    } catch {
      // Past the first commit the change is final and recovery finishes it.
      if isUndecided || error.code != .partialCommit { try? store.abandon(change.id) }
      throw error
    }
    try store.finish(change)
  }

  private func settleSequences(
    _ changes: [SchemaChange],
    _ keyspace: String
  ) throws(SQLError) {
    for case .renamed(let name, _) in changes {
      try sequences.settle(TableAddress(keyspace: keyspace, table: name))
    }
  }

  private func applySequences(_ changes: [SchemaChange], _ keyspace: String) {
    for change in changes {
      switch change {
      case .dropped(let name), .renamed(let name, _):
        sequences.forget(TableAddress(keyspace: keyspace, table: name))
      case .created, .altered: break
      }
    }
  }
}

extension SchemaBuilder {
  /// Whether it alters a table of which every shard has the same rows.
  fileprivate var changesCopies: Bool {
    changes.contains { change in
      guard case .altered(let alteration) = change,
        case .reference = keyspace.tableBinding(of: alteration.after).placement
      else { return false }
      return true
    }
  }
}

extension ArraySlice<SchemaChange> {
  /// The name that a table has after the changes.
  func name(after first: String) -> String {
    reduce(first) { name, change in
      if case .renamed(name, let new) = change { new } else { name }
    }
  }
}

extension MySQLType {
  /// The last number that AUTO_INCREMENT gives a column of the type, InnoDB's of approximate ones too.
  var lastNumber: UInt64 {
    switch kind {
    case .float: 1 << 24
    case .double: 1 << 53
    default: isInteger ? UInt64(clamping: integerRange.upperBound) : .max
    }
  }
}

extension Cluster {
  /// The number that a table's AUTO_INCREMENT gives next; nil where it gives none, or a sequence of the
  /// VSchema does.
  func nextNumber(of table: ResolvedTable) throws(SQLError) -> UInt64? {
    guard table.autoIncrement == nil, let column = table.table.autoIncrementColumn else {
      return nil
    }
    guard table.table.numberedGroup.isEmpty else { return 1 }
    let start = table.table.options.autoIncrementStart ?? 1
    return min(try sequences.next(of: table.address, startingAt: start), column.type.lastNumber)
  }

  /// Removes all rows of a table and starts its AUTO_INCREMENT again.
  func truncate(
    _ table: ResolvedTable,
    shards: KeyspaceShards,
    waiting patience: Duration?
  ) throws(SQLError) {
    let name = table.table.name
    let access = try holdWriters(of: shards, waiting: patience)
    for store in shards.stores {
      try access.writer(store).exclusively { (connection, _) throws(SQLError) in
        try connection.execute("DELETE FROM \(SQLiteName.table(name))")
      }
    }
    try access.commit()
    if table.table.autoIncrementColumn != nil {
      try sequences.restart(table.address, at: 1)
    }
  }
}
