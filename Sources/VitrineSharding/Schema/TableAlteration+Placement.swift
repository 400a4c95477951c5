import VitrineSQL

extension TableAlteration {
  /// Refuses a change after which rows would lie on the wrong shards.
  ///
  /// A vindex column may be renamed and moved, and its type may change as long as each value keeps
  /// the text it is hashed by: integers stay integers, text stays text.
  func checkPlacement(_ vindexes: [ColumnVindex]) throws(SQLError) {
    for vindex in vindexes {
      for name in vindex.columns {
        guard let old = before.column(named: name) else { continue }
        guard let new = after.columns.first(where: { sources[$0.name] == old.name }) else {
          throw SQLError(
            .unsupported,
            "column '\(name)' of table '\(before.name)' cannot be dropped: vindex "
              + "'\(vindex.name)' places rows by it",
            hint: "drop the vindex first"
          )
        }
        guard Self.hashAlike(old.type, new.type) else {
          throw SQLError(
            .unsupported,
            "column '\(name)' of table '\(before.name)' cannot change its type this way: vindex "
              + "'\(vindex.name)' would place its rows elsewhere"
          )
        }
      }
    }
  }

  private static func hashAlike(_ old: MySQLType, _ new: MySQLType) -> Bool {
    if old.isInteger && new.isInteger { return true }
    if old.isText && new.isText { return true }
    if old.isBinary && new.isBinary { return old.kind != .binary && new.kind != .binary }
    return old.kind == new.kind && old.scale == new.scale
  }
}

extension TableVSchema {
  /// The same with columns under new names.
  func renaming(columns names: [String: String]) -> TableVSchema {
    let folded = Dictionary(
      names.map { ($0.key.lowercased(), $0.value) },
      uniquingKeysWith: { first, _ in first }
    )
    func renamed(_ name: String) -> String {
      guard let new = folded[name.lowercased()], new.lowercased() != name.lowercased() else {
        return name
      }
      return new
    }
    var copy = self
    for index in copy.columnVindexes.indices {
      let use = columnVindexes[index]
      copy.columnVindexes[index].column = use.column.isEmpty ? "" : renamed(use.column)
      copy.columnVindexes[index].columns = use.columns.map(renamed)
    }
    if let autoIncrement { copy.autoIncrement?.column = renamed(autoIncrement.column) }
    for index in copy.columns.indices { copy.columns[index].name = renamed(columns[index].name) }
    return copy
  }
}

extension Keyspace {
  /// Changes what the VSchema says of a table, and binds that table to it.
  mutating func setVSchema(_ told: TableVSchema?, of table: String) {
    vschema.tables[table] = told
    rebind(table: table)
  }

  mutating func addVindex(_ name: String, type: String) {
    guard vschema.vindexes[name] == nil else { return }
    vschema.vindexes[name] = VindexDefinition(type)
  }

  /// Binds again within the keyspace, so that the table's placement follows at once; the catalog
  /// binds the rest when it takes the keyspace in.
  private mutating func rebind(table: String) {
    var binder = KeyspaceBinder(keyspace: name, vschema: vschema, registry: registry)
    let fresh = binder.bind()
    binding.vindexes = fresh.vindexes
    let old = binding.tables[table]
    binding.tables[table] = fresh.tables[table]
    binding.tables[table]?.autoIncrement = old?.autoIncrement
  }
}
