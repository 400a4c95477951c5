import VitrineSQL

/// Binds the VSchema of one keyspace: makes its vindexes, gives tables their placements.
///
/// What Vitess would refuse becomes a problem of the vindex or table concerned; the rest is bound. A
/// table with a problem keeps it as its `failure`, so that no statement runs on a half-known one.
struct KeyspaceBinder {
  let keyspace: String
  let vschema: KeyspaceVSchema
  let registry: VindexRegistry
  private var binding = KeyspaceBinding()

  init(keyspace: String, vschema: KeyspaceVSchema, registry: VindexRegistry) {
    self.keyspace = keyspace
    self.vschema = vschema
    self.registry = registry
  }

  /// Everything that can be said without looking at other keyspaces.
  mutating func bind() -> KeyspaceBinding {
    for (name, definition) in vschema.vindexes.sorted(by: { $0.key < $1.key }) {
      bindVindex(name, definition)
    }
    for (name, table) in vschema.tables.sorted(by: { $0.key < $1.key }) {
      do throws(SQLError) {
        binding.tables[name] = try bindTable(name, table)
      } catch {
        binding.fail(table: name, of: keyspace, error)
      }
    }
    return binding
  }

  private mutating func bindVindex(_ name: String, _ definition: VindexDefinition) {
    do throws(SQLError) {
      let vindex = try registry.make(
        type: definition.type,
        name: name,
        parameters: definition.parameters
      )
      binding.vindexes[name] = vindex
      binding.warnings += vindex.unknownParameters.map {
        "vindex '\(name)' of type \(definition.type) does not know the parameter '\($0)'"
      }
    } catch {
      binding.problems.append(VSchemaProblem(place: keyspace, error: error))
    }
  }

  private func bindTable(_ name: String, _ table: TableVSchema) throws(SQLError) -> TableBinding {
    try checkColumns(name, table)
    let placement = try placement(name, table)
    var result = TableBinding(placement: placement)
    if !table.source.isEmpty { result.source = try source(name, table) }
    return result
  }

  private func placement(_ name: String, _ table: TableVSchema) throws(SQLError) -> TablePlacement {
    switch table.type {
    case "": break
    case "reference": return vschema.isSharded ? .reference : .unsharded
    case "sequence":
      guard !vschema.isSharded || !table.pinned.isEmpty else {
        throw SQLError(
          .invalidVSchema,
          "sequence table has to be in an unsharded keyspace or must be pinned: \(name)"
        )
      }
      return .sequence
    default: throw SQLError(.invalidVSchema, "unidentified table type \(table.type)")
    }
    guard vschema.isSharded else { return .unsharded }
    if !table.pinned.isEmpty {
      guard let id = KeyspaceID(hexadecimal: table.pinned) else {
        throw SQLError(
          .invalidVSchema,
          "could not decode the keyspace id for pin: '\(table.pinned)'"
        )
      }
      return .pinned(id)
    }
    return .sharded(try columnVindexes(name, table))
  }

  /// The table a reference table copies; nil for a name without keyspace, which only the
  /// catalog can place.
  private func source(_ name: String, _ table: TableVSchema) throws(SQLError) -> TableAddress? {
    let parts = table.source.split(separator: ".", omittingEmptySubsequences: false)
    guard table.type == "reference", parts.count <= 2, !parts.contains("") else {
      throw SQLError(
        .invalidVSchema,
        "invalid source \"\(table.source)\" for reference table: \(name)",
        hint: "only reference tables have a source, written 'keyspace.table'"
      )
    }
    guard parts.count == 2 else { return nil }
    return TableAddress(keyspace: String(parts[0]), table: String(parts[1]))
  }

  private func checkColumns(_ name: String, _ table: TableVSchema) throws(SQLError) {
    var seen: Set<String> = []
    for column in table.columns {
      guard seen.insert(column.name.lowercased()).inserted else {
        throw SQLError(
          .invalidVSchema,
          "duplicate column name '\(column.name)' for table: \(name)"
        )
      }
      guard !column.defaultExpression.isEmpty else { continue }
      do throws(SQLError) {
        _ = try Parser.parseExpression(column.defaultExpression)
      } catch {
        throw SQLError(
          .invalidVSchema,
          "could not parse the '\(column.name)' column's default expression "
            + "'\(column.defaultExpression)' for table '\(name)': \(error.message)"
        )
      }
    }
  }
}

extension KeyspaceBinder {
  private func columnVindexes(
    _ name: String,
    _ table: TableVSchema
  ) throws(SQLError)
    -> [ColumnVindex]
  {
    guard !table.columnVindexes.isEmpty else {
      throw SQLError(.invalidVSchema, "missing primary col vindex for table: \(name)")
    }
    var result: [ColumnVindex] = []
    for use in table.columnVindexes {
      let vindex = try columnVindex(name, use)
      if result.isEmpty {
        try checkPrimary(vindex, table: name)
      } else if vindex.vindex.columnCount > 1 {
        throw SQLError(
          .invalidVSchema,
          "multi-column vindex \(use.vindex) should be a primary vindex for table \(name)"
        )
      }
      result.append(vindex)
    }
    return result
  }

  private func columnVindex(
    _ table: String,
    _ use: TableVSchema.ColumnVindex
  ) throws(SQLError)
    -> ColumnVindex
  {
    guard let definition = vschema.vindexes[use.vindex] else {
      throw SQLError(.invalidVSchema, "vindex \(use.vindex) not found for table \(table)")
    }
    guard let vindex = binding.vindexes[use.vindex] else {
      throw SQLError(.invalidVSchema, "vindex \(use.vindex) of table \(table) cannot be made")
    }
    guard use.column.isEmpty || use.columns.isEmpty else {
      throw SQLError(
        .invalidVSchema,
        "can't use column and columns at the same time in vindex (\(use.vindex)) "
          + "and table (\(table))"
      )
    }
    guard !use.allColumns.isEmpty else {
      throw SQLError(
        .invalidVSchema,
        "must specify at least one column for vindex (\(use.vindex)) and table (\(table))"
      )
    }
    let result = ColumnVindex(
      name: use.vindex,
      columns: use.allColumns,
      vindex: vindex,
      isOwned: vindex is any LookupVindex && definition.owner == table,
      owner: definition.owner.isEmpty ? nil : definition.owner
    )
    try checkOwned(result, table: table)
    return result
  }

  private func checkPrimary(_ vindex: ColumnVindex, table: String) throws(SQLError) {
    guard vindex.isUnique else {
      throw SQLError(
        .invalidVSchema,
        "primary vindex \(vindex.name) is not Unique for table \(table)"
      )
    }
    guard !vindex.isOwned else {
      throw SQLError(
        .invalidVSchema,
        "primary vindex \(vindex.name) cannot be owned for table \(table)"
      )
    }
  }

  private func checkOwned(_ vindex: ColumnVindex, table: String) throws(SQLError) {
    guard vindex.isOwned, let from = vindex.lookup?.from, !from.isEmpty,
      from.count != vindex.columns.count
    else { return }
    throw SQLError(
      .lookupColumnMismatch,
      "columns (\(vindex.columns.joined(separator: ", "))) of table \(table) do not match the "
        + "columns (\(from.joined(separator: ", "))) of the lookup table of vindex \(vindex.name)"
    )
  }
}

extension KeyspaceBinding {
  /// Marks a table as unusable and remembers why.
  mutating func fail(table: String, of keyspace: String, _ error: SQLError) {
    problems.append(VSchemaProblem(place: keyspace, table: table, error: error))
    var binding = tables[table] ?? TableBinding(placement: .unsharded)
    binding.failure = binding.failure ?? error
    tables[table] = binding
  }
}
