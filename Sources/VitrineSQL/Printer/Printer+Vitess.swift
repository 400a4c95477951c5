extension Printer {
  mutating func write(vitess statement: Statement) {
    switch statement {
    case .alterVSchema(let node): write(node.action)
    case .alterMigration(let node): write(node)
    case .revertMigration(let node): write("revert vitess_migration ", node.uuid)
    case .showMigrationLogs(let uuid):
      write("show vitess_migration ", uuid)
      write(" logs")
    case .stream(let node): write(node, verb: "stream ")
    case .vstream(let node): write(node, verb: "vstream ")
    case .vexplain(let node):
      write("vexplain ")
      if let kind = node.kind { write("\(kind.rawValue) ") }
      write(node.statement)
    default: break
    }
  }

  private mutating func write(_ action: AlterVSchemaAction) {
    write("alter vschema ")
    switch action {
    case .createVindex(let name, let specification):
      write("create vindex ", name)
      write(specification)
    case .dropVindex(let name): write("drop vindex ", name)
    case .addTable(let name): write("add table ", name)
    case .dropTable(let name): write("drop table ", name)
    case .addSequence(let name): write("add sequence ", name)
    case .dropSequence(let name): write("drop sequence ", name)
    case .addColumnVindex(let node):
      write("on ", node.table)
      write(" add vindex ", node.vindex)
      write(" ")
      nameList(node.columns)
      if let specification = node.specification { write(specification) }
    case .dropColumnVindex(let table, let vindex):
      write("on ", table)
      write(" drop vindex ", vindex)
    case .addAutoIncrement(let table, let column, let sequence):
      write("on ", table)
      write(" add auto_increment ", column)
      write(" using ", sequence)
    case .dropAutoIncrement(let table):
      write("on ", table)
      write(" drop auto_increment")
    }
  }

  private mutating func write(_ words: String, _ name: TableName) {
    write(words)
    write(name)
  }

  private mutating func write(_ specification: VindexSpecification) {
    write(" using ", specification.type)
    guard !specification.parameters.isEmpty else { return }
    write(" with ")
    list(specification.parameters) { printer, parameter in
      printer.write(parameter.name)
      printer.write("=")
      printer.write(quoted: parameter.value)
    }
  }

  private mutating func write(_ node: AlterMigration) {
    write("alter vitess_migration")
    write(" ", node.uuid)
    write(" \(node.action)")
    write(node.uuid == nil ? " all" : "")
    write(" vitess_shards ", node.shards)
    write(" expire ", node.expire)
    write(" ratio ", node.ratio)
    write(" ", node.threshold)
  }

  private mutating func write(_ node: Stream, verb: String) {
    write(verb)
    write(node.item)
    write(" from ")
    write(node.table)
    write(where: node.where)
    if let limit = node.limit { write(limit) }
  }
}
