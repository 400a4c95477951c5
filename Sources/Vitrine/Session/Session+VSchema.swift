import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// ALTER VSCHEMA.
  ///
  /// It commits what is open first, like DDL: tables whose rows it would place elsewhere must be empty,
  /// and stay so while it looks.
  func alter(_ statement: AlterVSchema) throws(SQLError) -> Result {
    try commit()
    let keyspace = try vschemaKeyspace(of: statement.action.subject)
    let notes = try cluster.changeVSchema(of: keyspace, refusesProblems: true) {
      (old) throws(SQLError) in
      var vschema = old
      try vschema.apply(statement.action, keyspace: keyspace)
      return vschema
    }
    for note in notes { warn(note, code: SQLError.Code.invalidVSchema.number) }
    return Result()
  }

  /// A VSchema may name tables before they are made, so an unqualified name stands in the current
  /// keyspace, or in the only one.
  func vschemaKeyspace(of name: TableName) throws(SQLError) -> String {
    if let qualifier = name.qualifier { return qualifier.text }
    if let current = target.keyspace { return current }
    if let only = cluster.keyspaceNames.first, cluster.keyspaceNames.count == 1 { return only }
    return try keyspace(of: name)
  }

  // MARK: SHOW

  func showTarget() -> ShowTable {
    var table = ShowTable(["Target"])
    table.add(target.text)
    return table
  }

  func showVSchemaTables(_ show: Show) throws(SQLError) -> ShowTable {
    guard let name = show.name?.name.text ?? target.keyspace else {
      throw SQLError(.noDatabase, "No database selected", hint: "say USE first")
    }
    let keyspace = try catalog.keyspace(named: name)
    var table = ShowTable(["Tables"])
    for name in Set(keyspace.vschema.tables.keys).union(keyspace.tables.keys).sorted() {
      table.add(name)
    }
    return table
  }

  func showVSchemaKeyspaces() -> ShowTable {
    var table = ShowTable(["Keyspace", "Sharded", "Foreign Key", "Comment"])
    for keyspace in catalog.keyspaces.values.sorted(by: { $0.name < $1.name }) {
      let mode = keyspace.vschema.foreignKeyMode
      let problems = keyspace.problems.map { problem in
        (problem.table.map { "\($0): " } ?? "") + problem.error.message
      }
      table.add(
        keyspace.name,
        keyspace.isSharded ? "true" : "false",
        mode == .unspecified ? KeyspaceVSchema.ForeignKeyMode.unmanaged.rawValue : mode.rawValue,
        problems.joined(separator: "; ")
      )
    }
    return table
  }

  func showVindexes(_ show: Show) throws(SQLError) -> ShowTable {
    if let name = show.name {
      let resolved = try resolve(name)
      var table = ShowTable(["Columns", "Name", "Type", "Params", "Owner"], nameColumn: 1)
      for vindex in resolved.placement.columnVindexes {
        let definition = resolved.keyspace.vschema.vindexes[vindex.name]
        table.add(
          vindex.columns.joined(separator: ", "),
          vindex.name,
          vindex.type,
          definition?.shownParameters ?? "",
          vindex.owner ?? ""
        )
      }
      return table
    }
    var table = ShowTable(["Keyspace", "Name", "Type", "Params", "Owner"], nameColumn: 1)
    for keyspace in catalog.keyspaces.values.sorted(by: { $0.name < $1.name }) {
      for (name, vindex) in keyspace.vschema.vindexes.sorted(by: { $0.key < $1.key }) {
        table.add(keyspace.name, name, vindex.type, vindex.shownParameters, vindex.owner)
      }
    }
    return table
  }
}

extension VindexDefinition {
  fileprivate var shownParameters: String {
    parameters.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: "; ")
  }
}

extension AlterVSchemaAction {
  /// The name whose qualifier tells the keyspace.
  var subject: TableName {
    switch self {
    case .createVindex(let name, _), .dropVindex(let name), .addTable(let name),
      .dropTable(let name), .dropColumnVindex(let name, _), .addSequence(let name),
      .dropSequence(let name), .addAutoIncrement(let name, _, _), .dropAutoIncrement(let name):
      name
    case .addColumnVindex(let specification): specification.table
    }
  }
}
