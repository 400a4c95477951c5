package import VitrineSQL

/// DDL while the session's target is one shard: `USE ks:-80`.
///
/// A table made there has all its rows there: it is pinned. Tables that lie on other shards too are not
/// changed for one shard alone.
extension SchemaBuilder {
  /// Applies a statement whose target is the shard that holds a keyspace id; all shards' for nil.
  package mutating func apply(_ statement: Statement, at id: KeyspaceID?) throws(SQLError) {
    guard let id, keyspace.isSharded else { return try apply(statement) }
    if case .createTable(let create) = statement {
      pin(create.name.name.text, to: id)
      return try apply(statement)
    }
    for name in statement.targets { try checkIsPinned(name) }
    try apply(statement)
  }

  private mutating func pin(_ name: String, to id: KeyspaceID) {
    guard keyspace.tables[name] == nil, keyspace.vschema.tables[name] == nil else { return }
    var told = TableVSchema()
    told.pinned = id.isEmpty ? "00" : id.hexadecimal
    keyspace.setVSchema(told, of: name)
  }

  private func checkIsPinned(_ name: TableName) throws(SQLError) {
    guard let table = keyspace.tables[name.name.text], table.view == nil else { return }
    if case .pinned = keyspace.tableBinding(of: table).placement { return }
    throw SQLError(
      .unsupported,
      "'\(table.name)' lies on all shards, so it is not changed on one of them alone",
      at: name.span,
      hint: "say USE \(keyspace.name) first"
    )
  }
}

extension TableVSchema {
  /// Whether nothing is said but where the rows are, as DDL for one shard does.
  var isOnlyPinned: Bool {
    var bare = TableVSchema()
    bare.pinned = pinned
    return !pinned.isEmpty && self == bare
  }
}

extension Statement {
  /// The tables that a statement changes.
  fileprivate var targets: [TableName] {
    switch self {
    case .alterTable(let statement): [statement.name]
    case .dropTable(let statement): statement.tables
    case .renameTable(let statement): statement.renames.map(\.from)
    case .createIndex(let statement): [statement.table]
    case .dropIndex(let statement): [statement.table]
    default: []
    }
  }
}
