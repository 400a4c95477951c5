import VitrineSQL

/// Binds what reaches across keyspaces: sequences, sources of reference tables, rules.
struct CatalogBinder {
  var keyspaces: [String: Keyspace]
  let routing: RoutingRules
  private(set) var rules = BoundRules()

  init(keyspaces: [String: Keyspace], routing: RoutingRules) {
    self.keyspaces = keyspaces
    self.routing = routing
  }

  mutating func bind() {
    for name in keyspaces.keys.sorted() {
      bindSequences(of: name)
      bindSources(of: name)
    }
    bindTableRules()
    rules.bindKeyspaces(routing)
    rules.bindMirrors(routing, keyspaces: keyspaces)
  }

  // MARK: Sequences

  private mutating func bindSequences(of name: String) {
    guard let vschema = keyspaces[name]?.vschema else { return }
    for (table, definition) in vschema.tables.sorted(by: { $0.key < $1.key }) {
      guard let generator = definition.autoIncrement else { continue }
      do throws(SQLError) {
        let sequence = try findSequence(generator.sequence, from: name)
        keyspaces[name]?.binding.tables[table]?.autoIncrement = AutoIncrementBinding(
          column: generator.column,
          sequence: sequence
        )
      } catch {
        keyspaces[name]?.binding.fail(table: table, of: name, error)
      }
    }
  }

  private func findSequence(_ name: String, from home: String) throws(SQLError) -> TableAddress {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    func failure(_ reason: String) -> SQLError {
      SQLError(.invalidVSchema, "cannot resolve sequence \(name): \(reason)")
    }
    if parts.count == 2 {
      guard let keyspace = keyspaces[parts[0]] else {
        throw failure("keyspace \(parts[0]) not found in vschema")
      }
      guard keyspace.mayHold(parts[1]) else { throw failure("table \(parts[1]) not found") }
      return TableAddress(keyspace: parts[0], table: parts[1])
    }
    let holders = keyspaces.values.filter { !$0.vschema.requiresExplicitRouting && $0.holds(name) }
    if holders.count == 1, let holder = holders.first {
      return TableAddress(keyspace: holder.name, table: name)
    }
    guard holders.isEmpty else { throw failure("ambiguous table reference: \(name)") }
    throw failure("table \(name) not found")
  }

  // MARK: Reference tables

  private mutating func bindSources(of name: String) {
    guard let tables = keyspaces[name]?.binding.tables else { return }
    var sources: Set<TableAddress> = []
    for (table, binding) in tables.sorted(by: { $0.key < $1.key }) {
      guard binding.failure == nil,
        let source = binding.source ?? unqualifiedSource(of: table, in: name)
      else { continue }
      keyspaces[name]?.binding.tables[table]?.source = source
      do throws(SQLError) {
        try checkSource(source, of: TableAddress(keyspace: name, table: table))
        guard sources.insert(source).inserted else {
          throw SQLError(
            .invalidVSchema,
            "source \"\(source)\" may not be referenced more than once per keyspace: \(name)"
          )
        }
        addCopy(TableAddress(keyspace: name, table: table), to: source)
      } catch {
        keyspaces[name]?.binding.fail(table: table, of: name, error)
      }
    }
  }

  /// The source of a reference table that names it without a keyspace: the table of the name in the
  /// only other keyspace that speaks of one.
  private func unqualifiedSource(of table: String, in name: String) -> TableAddress? {
    guard let definition = keyspaces[name]?.vschema.tables[table], definition.type == "reference",
      !definition.source.isEmpty, !definition.source.contains(".")
    else { return nil }
    let source = definition.source
    let homes = keyspaces.values.filter { keyspace in
      guard keyspace.name != name else { return false }
      guard let told = keyspace.vschema.tables[source] else {
        return keyspace.tables[source] != nil
      }
      return told.source.isEmpty
    }
    guard homes.count == 1, let home = homes.first else { return nil }
    return TableAddress(keyspace: home.name, table: source)
  }

  private func checkSource(_ source: TableAddress, of table: TableAddress) throws(SQLError) {
    func failure(_ reason: String) -> SQLError {
      SQLError(
        .invalidVSchema,
        "source \"\(source)\" may not be used for reference table \(table): \(reason)"
      )
    }
    guard source.keyspace != table.keyspace else { throw failure("it is in the same keyspace") }
    guard let keyspace = keyspaces[source.keyspace] else {
      throw failure("the keyspace does not exist")
    }
    guard keyspace.mayHold(source.table) else { throw failure("the table does not exist") }
    let definition = keyspace.vschema.tables[source.table]
    guard definition?.source.isEmpty ?? true else {
      throw failure("it is a reference table with a source itself")
    }
    guard ["", "reference"].contains(definition?.type ?? "") else {
      throw failure("a \(definition?.type ?? "") table cannot be copied")
    }
  }

  private mutating func addCopy(_ copy: TableAddress, to source: TableAddress) {
    let binding =
      keyspaces[source.keyspace]?.binding.tables[source.table]
      ?? TableBinding(placement: .unsharded)
    keyspaces[source.keyspace]?.binding.tables[source.table] = binding
    keyspaces[source.keyspace]?.binding.tables[source.table]?.copies.append(copy)
  }

  // MARK: Rules

  private mutating func bindTableRules() {
    for rule in routing.tables {
      do throws(SQLError) {
        guard rules.tables[rule.from] == nil else {
          throw SQLError(.invalidVSchema, "duplicate rule for entry \(rule.from)")
        }
        rules.tables[rule.from] = .success(try target(of: rule))
      } catch {
        rules.tables[rule.from] = .failure(error)
        rules.problems.append(
          VSchemaProblem(place: "routing rule \(rule.from)", error: error)
        )
      }
    }
  }

  private func target(of rule: RoutingRules.TableRule) throws(SQLError) -> TableAddress? {
    guard let name = rule.to.first else { return nil }
    guard rule.to.count == 1 else {
      let names = rule.to.joined(separator: ", ")
      throw SQLError(.invalidVSchema, "table \(rule.from) has more than one target: [\(names)]")
    }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw SQLError(.invalidVSchema, "table \(name) must be qualified")
    }
    guard let keyspace = keyspaces[parts[0]] else {
      throw SQLError(
        .unknownDatabase,
        "VT05003: unknown database '\(parts[0])' in vschema",
        hint: "the routing rule for \(rule.from) leads there"
      )
    }
    guard !keyspace.isSharded || keyspace.mayHold(parts[1]) else {
      throw SQLError(
        .unknownTable,
        "table \(parts[1]) not found",
        hint: "the routing rule for \(rule.from) leads there"
      )
    }
    return TableAddress(keyspace: parts[0], table: parts[1])
  }
}

extension Keyspace {
  /// Whether a table of the name is known, from the VSchema or from DDL.
  package func holds(_ table: String) -> Bool {
    vschema.tables[table] != nil || tables[table] != nil
  }

  /// Whether a table of the name is known or would be taken on trust.
  func mayHold(_ table: String) -> Bool { holds(table) || !isSharded || !isPlanOnly }
}
