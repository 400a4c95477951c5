package import VitrineSQL

/// All that is known of keyspaces, tables and vindexes at one moment.
///
/// A value: a statement is planned against the catalog it found, whatever DDL runs meanwhile.
/// `version` grows with every change, so that plans know when they are stale.
package struct Catalog: Sendable {
  package private(set) var version: Int
  package private(set) var keyspaces: [String: Keyspace]
  package private(set) var routing: RoutingRules
  package let registry: VindexRegistry

  package init(
    keyspaces: [Keyspace] = [],
    routing: RoutingRules = RoutingRules(),
    registry: VindexRegistry = .standard,
    version: Int = 1
  ) {
    self.version = version
    self.keyspaces = Dictionary(keyspaces.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    self.routing = routing
    self.registry = registry
  }

  /// The catalog with a keyspace put in or replaced.
  package mutating func set(_ keyspace: Keyspace) {
    keyspaces[keyspace.name] = keyspace
    version += 1
  }

  /// The catalog without a keyspace.
  package mutating func remove(keyspace name: String) {
    keyspaces[name] = nil
    version += 1
  }

  /// Puts other rules in place of the routing rules.
  package mutating func set(_ routing: RoutingRules) {
    self.routing = routing
    version += 1
  }

  /// The keyspace with a name.
  ///
  /// - Throws: `unknownDatabase` with the nearest name as a hint.
  package func keyspace(named name: String) throws(SQLError) -> Keyspace {
    guard let keyspace = keyspaces[name] else {
      throw SQLError(.unknownDatabase, "unknown database '\(name)'")
    }
    return keyspace
  }

  /// The table a name means.
  ///
  /// Routing rules come first, then the named keyspace, then `default`, then the only keyspace that
  /// has a table of the name.
  ///
  /// - Throws: `unknownTable`, `unknownDatabase` or `noDatabase`, with the nearest name as a hint.
  package func resolve(
    table: String,
    keyspace: String?,
    default: String?
  ) throws(SQLError)
    -> ResolvedTable
  {
    let keyspace = try self.keyspace(named: keyspace ?? `default` ?? "")
    guard let definition = keyspace.tables[table] else {
      throw SQLError(.unknownTable, "table '\(keyspace.name).\(table)' doesn't exist")
    }
    return ResolvedTable(
      keyspace: keyspace,
      table: definition,
      binding: keyspace.binding.tables[table] ?? TableBinding(placement: .unsharded)
    )
  }
}
