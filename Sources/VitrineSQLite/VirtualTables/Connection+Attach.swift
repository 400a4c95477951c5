import CSQLite
package import VitrineSQL

extension Connection {
  private static let moduleName = "vitrine_rows"

  /// Makes a source readable as `temp.name`, in place of what was attached under the name.
  ///
  /// Where the shape is that of the source before, prepared statements stay valid and nothing is
  /// compiled; scans that run go on over the rows they began with. A new shape makes a new table, and
  /// throws while a scan of the old one runs.
  package func attach(_ source: any RowSource, as name: String) throws(SQLError) {
    let shape = source.shape
    if let table = attachedTables[name], table.shape == shape {
      table.source = source
      // A table made in a transaction goes with its rollback, though cached statements still hold it.
      if table.connectionCount == 0 || table.isTentative {
        try declare(name)
        table.isTentative = isInTransaction
      }
      return
    }
    try registerModule()
    let before = attachedTables[name]
    let table = try makeTable(name, shape)
    attachedTables[name] = table
    do throws(SQLError) {
      try execute("DROP TABLE IF EXISTS temp.\(quotedName(name))")
      try declare(name)
    } catch {
      attachedTables[name] = before
      throw error
    }
    table.isTentative = isInTransaction
    table.source = source
  }

  /// Makes a source readable as a table of a name that always has this shape, until `detachFixed` has been
  /// called as often.
  ///
  /// Nothing is created, so statements that run on the connection go on: `attach(_:as:)` makes SQLite
  /// abort those of them that have tables yet to open. A table of that name in the database comes first.
  package func attach(_ source: any RowSource, asFixed name: String) throws(SQLError) {
    let table = try fixedTable(name, source.shape)
    table.source = source
    table.attachments += 1
  }

  /// Lets go of the source, unless others have attached one since.
  package func detachFixed(_ name: String) {
    guard let table = attachedTables[name], table.attachments > 0 else { return }
    table.attachments -= 1
    if table.attachments == 0 { table.source = nil }
  }

  private func fixedTable(_ name: String, _ shape: TableShape) throws(SQLError) -> AttachedTable {
    if let table = attachedTables[name] {
      guard table.shape == shape else {
        throw SQLError(.internal, "'\(name)' has had other columns")
      }
      return table
    }
    let table = try makeTable(name, shape)
    attachedTables[name] = table
    fixedModule = fixedModule ?? RowModule(isCreated: false)
    do throws(SQLError) {
      if let fixedModule { try register(fixedModule, as: name) }
    } catch {
      attachedTables[name] = nil
      throw error
    }
    return table
  }

  private func makeTable(_ name: String, _ shape: TableShape) throws(SQLError) -> AttachedTable {
    guard !shape.columns.isEmpty else {
      throw SQLError(.internal, "'\(name)' has no columns")
    }
    return AttachedTable(
      name: name,
      shape: shape,
      errors: errors,
      textHashes: textHashes(of: shape)
    )
  }

  /// Lets go of the source; the table stays, so that another can be attached cheaply.
  ///
  /// Reading the table throws until then. Scans that run go on.
  package func detach(_ name: String) {
    attachedTables[name]?.source = nil
  }

  /// Takes the table away; throws while a scan of it runs.
  package func dropAttached(_ name: String) throws(SQLError) {
    guard let table = attachedTables[name] else { return }
    try execute("DROP TABLE IF EXISTS temp.\(quotedName(name))")
    // The name is kept: a rollback would bring the table back.
    table.source = nil
  }

  private func declare(_ name: String) throws(SQLError) {
    try execute(
      "CREATE VIRTUAL TABLE IF NOT EXISTS temp.\(quotedName(name)) USING \(Self.moduleName)"
    )
  }

  private func registerModule() throws(SQLError) {
    guard rowModule == nil else { return }
    let module = RowModule(isCreated: true)
    try register(module, as: Self.moduleName)
    rowModule = module
  }

  private func register(_ module: RowModule, as name: String) throws(SQLError) {
    try check(
      sqlite3_create_module_v2(
        handle,
        name,
        module.pointer,
        Unmanaged<AnyObject>.passRetained(attachedTables).toOpaque(),
        releaseRetained
      )
    )
  }

  private func textHashes(of shape: TableShape) -> [Int: EqualityIndex.TextHash?] {
    var hashes: [Int: EqualityIndex.TextHash?] = [:]
    for (index, column) in shape.columns.enumerated() {
      switch column.collation?.lowercased() {
      case nil, "binary": hashes.updateValue(nil, forKey: index)
      case let name?:
        if let hash = collationHashes[name] {
          hashes.updateValue(hash, forKey: index)
        }
      }
    }
    return hashes
  }
}
