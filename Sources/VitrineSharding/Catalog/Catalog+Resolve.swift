package import VitrineSQL

extension Catalog {
  /// The keyspace with a name.
  ///
  /// - Throws: `unknownDatabase` with the nearest name as a hint.
  package func keyspace(
    named name: String,
    tabletType: String? = nil
  ) throws(SQLError) -> Keyspace {
    if let keyspace = keyspaces[routed(keyspace: name, tabletType ?? "primary")] { return keyspace }
    guard let keyspace = temporaryKeyspace(named: name) else {
      if let refusal = SystemSchemas.refusal(of: name) { throw refusal }
      throw SQLError(
        .unknownDatabase,
        "Unknown database '\(name)'",
        hint: Self.hint(name, among: keyspaces.keys)
      )
    }
    return keyspace
  }

  /// Where the routing rules for keyspaces lead a name, in one step: rules are not chained.
  private func routed(keyspace name: String, _ tabletType: String) -> String {
    guard !rules.keyspaces.isEmpty else { return name }
    return rules.keyspaces["\(name)@\(tabletType)"] ?? rules.keyspaces[name] ?? name
  }

  /// The table a name means.
  ///
  /// A keyspace may be written as a target with shards, `ks:-80`. Routing rules come first, then the named keyspace, then `default`, then the only keyspace that
  /// has a table of the name, as in Vitess.
  ///
  /// `tabletType` is the part after `@` that routing rules may ask for. A temporary table comes before
  /// any other of its name, unless `seesTemporaries` is false.
  ///
  /// - Throws: `unknownTable`, `unknownDatabase`, `noDatabase` or `ambiguousTable`, with the nearest
  ///   name as a hint; the VSchema's own error where the table's placement is broken.
  package func resolve(
    table: String,
    keyspace: String?,
    default defaultKeyspace: String?,
    tabletType: String = "primary",
    seesTemporaries: Bool = true
  ) throws(SQLError) -> ResolvedTable {
    let key = ResolutionCache.Key(
      table: table,
      keyspace: keyspace,
      defaultKeyspace: defaultKeyspace,
      tabletType: tabletType
    )
    guard temporaries.isEmpty else {
      return try find(key, seesTemporaries: seesTemporaries)
    }
    if let known = resolutions[key] { return known }
    let found = try find(key, seesTemporaries: false)
    resolutions[key] = found
    return found
  }

  private func find(
    _ key: ResolutionCache.Key,
    seesTemporaries: Bool
  ) throws(SQLError) -> ResolvedTable {
    let (table, keyspace, tabletType) = (key.table, key.keyspace, key.tabletType)
    let defaultKeyspace = key.defaultKeyspace
    if seesTemporaries,
      let home = temporary(table, keyspace: keyspace, default: defaultKeyspace)
    {
      return try resolve(table, in: home)
    }
    if let keyspace, ShardTarget.isWritten(in: keyspace), keyspaces[keyspace] == nil {
      return try resolve(table, at: ShardTarget(keyspace), default: defaultKeyspace)
    }
    let home = (keyspace ?? defaultKeyspace).map { routed(keyspace: $0, tabletType) }
    let qualified = rules.tables.isEmpty ? table : home.map { "\($0).\(table)" } ?? table
    if let rule = rule(for: qualified, tabletType) {
      guard let target = try rule.get() else {
        throw SQLError(.unknownTable, "table \(table) has been disabled")
      }
      return try resolve(target.table, in: self.keyspace(named: target.keyspace))
    }
    if let home { return try resolve(table, in: self.keyspace(named: home)) }
    return try resolveGlobally(table)
  }

  /// The routing rule for a table, for its tablet type before any.
  private func rule(
    for name: String,
    _ tabletType: String
  ) -> Swift.Result<TableAddress?, SQLError>? {
    guard !rules.tables.isEmpty else { return nil }
    return rules.tables["\(name)@\(tabletType)"] ?? rules.tables[name]
  }

  /// The table on shards that are named outright; routing rules for tables do not lead away from them.
  private func resolve(
    _ table: String,
    at target: ShardTarget,
    default defaultKeyspace: String?
  ) throws(SQLError) -> ResolvedTable {
    let home = target.keyspace ?? defaultKeyspace
    guard target.destination != nil else {
      return try resolve(
        table: table,
        keyspace: home,
        default: nil,
        tabletType: target.tabletType ?? "primary"
      )
    }
    let (keyspace, destination) = try resolve(target, default: defaultKeyspace)
    let resolved = try resolve(table, in: keyspace, destination)
    guard resolved.table.view == nil else {
      throw SQLError(.unsupported, "the view '\(table)' cannot be read from shards named outright")
    }
    return resolved
  }

  /// The vindex a name means where a table could stand: `SELECT … FROM hash WHERE id = 1`.
  package func resolveVindex(
    named name: String,
    keyspace: String?,
    default defaultKeyspace: String?
  ) throws(SQLError) -> (keyspace: Keyspace, vindex: any Vindex)? {
    if let home = keyspace ?? defaultKeyspace {
      let keyspace = try self.keyspace(named: home)
      return keyspace.vindexes[name].map { (keyspace, $0) }
    }
    let holders = keyspaces.values.filter { $0.vindexes[name] != nil }
    guard holders.count == 1, let holder = holders.first, let vindex = holder.vindexes[name] else {
      return nil
    }
    return (holder, vindex)
  }

  /// A sequence that the VSchema names and no DDL has made: it has numbers, but no rows.
  package func declaredSequence(
    named name: String,
    keyspace: String?,
    default defaultKeyspace: String?
  ) -> ResolvedTable? {
    let home = keyspace ?? defaultKeyspace
    let holders = keyspaces.values.filter { holder in
      guard let binding = holder.binding.tables[name], binding.failure == nil,
        holder.tables[name] == nil, case .sequence = binding.placement
      else { return false }
      return home.map { $0 == holder.name } ?? !holder.vschema.requiresExplicitRouting
    }
    guard holders.count == 1, let holder = holders.first, let told = holder.vschema.tables[name],
      let binding = holder.binding.tables[name]
    else { return nil }
    return ResolvedTable(
      keyspace: holder,
      table: TableDefinition(name: name, told: told),
      binding: binding,
      destination: nil
    )
  }

  private func resolveGlobally(_ table: String) throws(SQLError) -> ResolvedTable {
    guard let keyspace = try globalKeyspace(of: table) else {
      if keyspaces.count == 1, let only = keyspaces.values.first,
        !only.vschema.requiresExplicitRouting
      {
        return try resolve(table, in: only)
      }
      guard !keyspaces.isEmpty else { throw SQLError(.noDatabase, "No database selected") }
      throw SQLError(
        .unknownTable,
        "table \(table) not found",
        hint: Self.hint(table, among: keyspaces.values.flatMap(\.tableNames))
      )
    }
    return try resolve(table, in: keyspace)
  }

  /// The only keyspace with a table of the name; where reference tables copy one of the same name,
  /// the original's.
  private func globalKeyspace(of table: String) throws(SQLError) -> Keyspace? {
    var holders = keyspaces.values.filter {
      !$0.vschema.requiresExplicitRouting && $0.holds(table)
    }
    let names = Set(holders.map(\.name))
    holders.removeAll { holder in
      guard let source = holder.binding.tables[table]?.source else { return false }
      return source.table == table && names.contains(source.keyspace)
    }
    guard holders.count <= 1 else {
      let places = holders.map { "\($0.name).\(table)" }.sorted().joined(separator: " or ")
      throw SQLError(
        .ambiguousTable,
        "ambiguous table reference: \(table)",
        hint: "write \(places)"
      )
    }
    return holders.first
  }

  private func resolve(
    _ table: String,
    in keyspace: Keyspace,
    _ destination: ShardDestination? = nil
  ) throws(SQLError) -> ResolvedTable {
    guard let definition = keyspace.definition(of: table) else {
      throw SQLError(
        .unknownTable,
        "Table '\(keyspace.name).\(table)' doesn't exist",
        hint: Self.hint(table, among: keyspace.tableNames)
      )
    }
    let binding = keyspace.tableBinding(of: definition)
    if let failure = binding.failure { throw failure }
    return ResolvedTable(
      keyspace: keyspace,
      table: definition,
      binding: binding,
      destination: destination
    )
  }

  static func hint(_ name: String, among names: some Sequence<String>) -> String? {
    nearest(to: name, in: names).map { "did you mean '\($0)'?" }
  }
}
