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
    guard !shape.columns.isEmpty else {
      throw SQLError(.internal, "'\(name)' has no columns")
    }
    try registerModule()
    let before = attachedTables[name]
    let table = AttachedTable(
      name: name,
      shape: shape,
      errors: errors,
      textHashes: textHashes(of: shape)
    )
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
    let module = RowModule()
    try check(
      sqlite3_create_module_v2(
        handle,
        Self.moduleName,
        module.pointer,
        Unmanaged<AnyObject>.passRetained(attachedTables).toOpaque(),
        releaseRetained
      )
    )
    rowModule = module
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
