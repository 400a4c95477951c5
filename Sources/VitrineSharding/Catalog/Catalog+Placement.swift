import VitrineSQL

extension Catalog {
  /// The tables whose rows another VSchema would look for on other shards than they lie on.
  ///
  /// Only tables that DDL made count; whether they hold rows is for the engine to see.
  package func placementChanges(in keyspace: String, under vschema: KeyspaceVSchema) -> [String] {
    guard let old = keyspaces[keyspace] else { return [] }
    var catalog = self
    var changed = old
    changed.vschema = vschema
    catalog.set(changed)
    guard let new = catalog.keyspaces[keyspace] else { return [] }
    return old.tables.values.filter { table in
      table.view == nil
        && old.placementKey(of: table) != new.placementKey(of: table)
    }.map(\.name).sorted()
  }

  /// What a VSchema would newly be wrong with, compared with the one in force.
  package func newProblems(in keyspace: String, under vschema: KeyspaceVSchema) -> [VSchemaProblem]
  {
    guard var changed = keyspaces[keyspace] else { return [] }
    let known = Set(problems)
    changed.vschema = vschema
    var catalog = self
    catalog.set(changed)
    return catalog.problems.filter { !known.contains($0) }
  }
}

extension Keyspace {
  /// What decides where a table's rows lie, for comparison.
  fileprivate func placementKey(of table: TableDefinition) -> [String] {
    switch tableBinding(of: table).placement {
    case .unsharded: return ["unsharded"]
    case .reference: return ["reference"]
    case .sequence: return ["sequence"]
    case .pinned(let id): return ["pinned", id.hexadecimal]
    case .sharded(let vindexes):
      guard let primary = vindexes.first else { return [] }
      let parameters = vschema.vindexes[primary.name]?.parameters ?? [:]
      return [primary.type] + parameters.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
        + primary.columns.map { $0.lowercased() }
    }
  }
}
