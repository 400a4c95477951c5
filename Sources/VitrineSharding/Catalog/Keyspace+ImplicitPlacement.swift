import VitrineSQL

extension Keyspace {
  /// The placement of a table that the VSchema does not name: in a sharded keyspace by the primary
  /// key's first column, with the vindex Vitess recommends for its type.
  func implicitBinding(of table: TableDefinition) -> TableBinding {
    guard isSharded, table.view == nil else { return TableBinding(placement: .unsharded) }
    guard let column = implicitColumn(of: table) else {
      var binding = TableBinding(placement: .unsharded)
      binding.failure = SQLError(
        .noVindexForTable,
        "table '\(table.name)' does not have a primary vindex",
        hint: "give it one with ALTER VSCHEMA ON \(table.name) ADD VINDEX"
      )
      return binding
    }
    let type = VindexRegistry.recommendedType(for: column.type)
    let (name, vindex) = sharedVindex(of: type)
    var binding = TableBinding(
      placement: .sharded([ColumnVindex(name: name, columns: [column.name], vindex: vindex)])
    )
    binding.note =
      "table '\(table.name)' has no VSchema: its rows are spread by \(type) of '\(column.name)'; "
      + "to choose otherwise: ALTER VSCHEMA ON \(table.name) ADD VINDEX … while it is empty"
    return binding
  }

  /// The VSchema that says of a table what `implicitBinding` chose.
  package func implicitVSchema(
    of table: TableDefinition
  )
    -> (table: TableVSchema, vindex: String, type: String)?
  {
    guard let vindex = implicitBinding(of: table).placement.primaryVindex else { return nil }
    var told = TableVSchema()
    told.columnVindexes = [TableVSchema.ColumnVindex(vindex.name, columns: vindex.columns)]
    return (told, vindex.name, vindex.type)
  }

  /// The primary key's first column; without one, the first column of a unique index, or of all, that is not generated.
  private func implicitColumn(of table: TableDefinition) -> ColumnDefinition? {
    if !table.hasHiddenKey, let first = table.primaryKey.first { return table.column(named: first) }
    for index in table.indexes where index.isUnique {
      guard let column = index.columns.first.flatMap(table.column), column.generated == nil else {
        continue
      }
      return column
    }
    return table.columns.first { $0.name != TableDefinition.hiddenKey && $0.generated == nil }
  }

  /// The keyspace's own vindex of a type, so that such tables are co-located with others, or a new
  /// one named like the type.
  private func sharedVindex(of type: String) -> (String, any Vindex) {
    let own = vschema.vindexes.filter {
      $0.value.type == type && $0.value.parameters.isEmpty && $0.value.owner.isEmpty
    }
    if let name = own.keys.min(), let vindex = vindexes[name] { return (name, vindex) }
    let vindex: any Vindex =
      type == "xxhash"
      ? XXHashVindex(unknownParameters: [])
      : UnicodeLooseVindex(algorithm: .xxhash, unknownParameters: [])
    return (type, vindex)
  }
}
