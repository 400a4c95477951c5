import VitrinePlanner
public import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Cluster {
  /// Puts another VSchema in place of a keyspace's.
  ///
  /// Rows are not moved: a VSchema that would look for the rows of a table elsewhere than they lie is
  /// refused, unless the table is empty. What is wrong with the VSchema otherwise is told by `SHOW
  /// VSCHEMA KEYSPACES`, and by statements on the tables concerned; the rest works.
  ///
  /// - Throws: `unknownDatabase`, `invalidVSchema`.
  public func applyVSchema(keyspace name: String, json: String) throws(SQLError) {
    let vschema = try KeyspaceVSchema(json: json)
    _ = try changeVSchema(of: name, refusesProblems: false) { (_) throws(SQLError) in vschema }
  }

  /// The VSchema of a keyspace, in Vitess's JSON.
  ///
  /// - Throws: `unknownDatabase`.
  public func vschema(ofKeyspace name: String) throws(SQLError) -> String {
    try catalog.keyspace(named: name).vschema.json
  }

  /// Changes the VSchema of a keyspace, or nothing.
  ///
  /// - Parameters:
  ///   - name: the keyspace.
  ///   - refusesProblems: whether a change that makes something wrong is refused, as ALTER VSCHEMA is.
  ///   - body: makes the new VSchema of the old one.
  /// - Returns: what is odd about the new one.
  /// - Throws: what the body throws; `invalidVSchema` for what the keyspace cannot take.
  func changeVSchema(
    of name: String,
    refusesProblems: Bool,
    _ body: (KeyspaceVSchema) throws(SQLError) -> KeyspaceVSchema
  ) throws(SQLError) -> [String] {
    var notes: [String] = []
    try change { snapshot throws(SQLError) in
      let old = try snapshot.catalog.keyspace(named: name)
      let vschema = try body(old.vschema)
      try check(vschema, in: old, snapshot, refusesProblems: refusesProblems)
      var keyspace = old
      keyspace.vschema = vschema
      let shards = try snapshot.shards(of: old.name)
      let writers = try holdWriters(of: shards)
      defer { writers.rollback() }
      for table in snapshot.catalog.placementChanges(in: old.name, under: vschema)
      where try writers.hasRows(table, on: shards) {
        throw Self.wouldLoseRows(table)
      }
      try store.setVSchema(vschema.json, of: old.name)
      let after = snapshot.replacing(keyspace, shards)
      let warnings = after.catalog.keyspaces[old.name]?.binding.warnings ?? []
      notes = warnings.filter { !old.binding.warnings.contains($0) }
      return after
    }
    return notes
  }

  private func check(
    _ vschema: KeyspaceVSchema,
    in keyspace: Keyspace,
    _ snapshot: ClusterSnapshot,
    refusesProblems: Bool
  ) throws(SQLError) {
    guard vschema.isSharded || keyspace.shards.count == 1 else {
      throw SQLError(
        .invalidVSchema,
        "keyspace '\(keyspace.name)' has \(keyspace.shards.count) shards, so it is sharded"
      )
    }
    guard refusesProblems,
      let problem = snapshot.catalog.newProblems(in: keyspace.name, under: vschema).first
    else { return }
    throw problem.error
  }

  private static func wouldLoseRows(_ table: String) -> SQLError {
    SQLError(
      .invalidVSchema,
      "the rows of '\(table)' lie where the VSchema in force puts them, and this one would look for "
        + "them elsewhere",
      hint: "change the VSchema while the table is empty, or copy its rows into a new table"
    )
  }
}

extension ShardAccess {
  /// Whether any shard has a row of a table.
  func hasRows(_ table: String, on shards: KeyspaceShards) throws(SQLError) -> Bool {
    for store in shards.stores { _ = try writer(store) }
    return try seesRows(table, on: shards)
  }

  /// Whether any shard has a row of a table, as far as can be read.
  func seesRows(_ table: String, on shards: KeyspaceShards) throws(SQLError) -> Bool {
    let text = "SELECT EXISTS (SELECT 1 FROM \(SQLiteName.table(table)))"
    for store in shards.stores {
      let found = try reader(store).exclusively { (connection, _) throws(SQLError) in
        try connection.value(text)
      }
      if found == .integer(1) { return true }
    }
    return false
  }
}
