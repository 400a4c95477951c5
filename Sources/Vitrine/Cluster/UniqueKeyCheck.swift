import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The unique keys that DDL makes over rows which are there.
///
/// Each shard's own index keeps its rows apart. Where rows with equal keys may lie on different shards, the
/// keys of all are brought together, once every shard has made the change and before any commits it.
struct UniqueKeyCheck {
  private struct Altered {
    var alteration: TableAlteration
    var table: ResolvedTable
    /// The keys of which the rows have not been known to be apart.
    var keys: [UniqueKey]
  }

  private let schema: SQLiteSchema
  private var tables: [Altered] = []

  /// The keys of the tables as they are after the changes, which the catalog has already.
  init(_ changes: [SchemaChange], _ schema: SQLiteSchema) throws(SQLError) {
    self.schema = schema
    for (position, change) in changes.enumerated() {
      guard case .altered(let alteration) = change else { continue }
      let name = changes[position...].name(after: alteration.after.name)
      guard let definition = schema.keyspace.tables[name] else { continue }
      let table = ResolvedTable(
        keyspace: schema.keyspace,
        table: definition,
        binding: schema.keyspace.tableBinding(of: definition)
      )
      let keys = try schema.uniqueKeys(of: table).filter { !alteration.keepsApart($0.name) }
      guard !keys.isEmpty else { continue }
      tables.append(Altered(alteration: alteration, table: table, keys: keys))
    }
  }

  // MARK: Across shards

  /// - Throws: 1062 where rows of different shards have the same key.
  func check(_ stores: [ShardStore], _ access: ShardAccess) throws(SQLError) {
    guard stores.count > 1 else { return }
    for altered in tables {
      for key in altered.keys where key.crossesShards {
        let scratch = try Scratch(key)
        for store in stores {
          let twice = try access.writer(store).exclusively {
            (connection, _) throws(SQLError) -> [Value]? in
            try scratch.take(connection.prepare(Self.rows(of: key, altered.table.table)))
          }
          if let twice { throw altered.table.duplicate(key, twice) }
        }
      }
    }
  }

  private static func rows(of key: UniqueKey, _ table: TableDefinition) -> String {
    let parts = key.parts.map(\.text)
    return "SELECT \(parts.joined(separator: ", ")) FROM \(SQLiteName.table(table.name)) WHERE "
      + parts.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
  }

  /// A passing table of one key's values, which SQLite keeps on disk where they are many.
  private struct Scratch {
    private let insertion: PreparedStatement

    init(_ key: UniqueKey) throws(SQLError) {
      var options = Connection.Options()
      options.enforcesForeignKeys = false
      let connection = try Connection.passing(options: options)
      try MySQLLibrary.install(on: connection, context: StatementContext())
      let columns = key.parts.indices.map { "c\($0)" }
      let names = columns.joined(separator: ", ")
      let declared = zip(columns, key.parts).map { "\($0) \($1.type.sqliteDeclaration)" }
      try connection.execute(
        "CREATE TABLE k (\(declared.joined(separator: ", ")), PRIMARY KEY (\(names))) WITHOUT ROWID"
      )
      let values = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
      insertion = try connection.prepare("INSERT OR IGNORE INTO k VALUES (\(values))")
    }

    /// Takes the rows of one shard; gives the first key that is there already.
    func take(_ rows: PreparedStatement) throws(SQLError) -> [Value]? {
      while try rows.step() {
        let values = rows.row.values
        if try insertion.run(values) == 0 { return values }
      }
      return nil
    }
  }

  // MARK: On one shard

  /// Makes the change on one shard.
  ///
  /// - Throws: 1062 where rows of the shard have the same key.
  func run(_ change: PendingChange, on connection: Connection) throws(SQLError) {
    do throws(SQLError) {
      try connection.run(change)
    } catch {
      throw explained(error, by: connection)
    }
  }

  /// What a shard's index has refused, in MySQL's words: which key, for which values.
  private func explained(_ error: SQLError, by connection: Connection) -> SQLError {
    guard error.code == .duplicateEntry else { return error }
    for altered in tables {
      let isCopying = schema.isCopying(altered.alteration, connection)
      for key in altered.keys where !isCopying || key.name == "PRIMARY" {
        let text =
          isCopying
          ? try? schema.primaryKeyDuplicates(altered.alteration)
          : Self.duplicates(of: key, altered.table.table, isAs: altered.alteration.after.name)
        guard let text, let row = try? connection.rows(text).first else { continue }
        return altered.table.duplicate(key, row)
      }
    }
    return error
  }

  /// A query of the first key that several rows have.
  private static func duplicates(
    of key: UniqueKey,
    _ table: TableDefinition,
    isAs name: String
  ) -> String {
    var table = table
    table.name = name
    let parts = key.parts.indices.map { String($0 + 1) }.joined(separator: ", ")
    return rows(of: key, table) + " GROUP BY \(parts) HAVING COUNT(*) > 1 ORDER BY \(parts) LIMIT 1"
  }
}

extension ResolvedTable {
  /// MySQL's error 1062.
  func duplicate(_ key: UniqueKey, _ values: [Value]) -> SQLError {
    let texts = zip(key.parts, values).map { part, value in
      MySQLText.text(of: value, type: part.type) ?? "NULL"
    }
    return SQLError(
      .duplicateEntry,
      "Duplicate entry '\(texts.joined(separator: "-"))' for key '\(table.name).\(key.name)'"
    )
  }
}
