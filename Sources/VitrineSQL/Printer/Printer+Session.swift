extension Printer {
  mutating func write(session statement: Statement) {
    switch statement {
    case .begin(let node): write(node)
    case .commit(let node): write(node, verb: "commit")
    case .rollback(let node): write(node, verb: "rollback")
    case .savepoint(let name): write("savepoint ", name)
    case .rollbackToSavepoint(let name):
      write("rollback to ", if: !name.matches("savepoint"))
      write("rollback to savepoint ", if: name.matches("savepoint"))
      write(name)
    case .releaseSavepoint(let name): write("release savepoint ", name)
    case .xa(let node): write(node)
    case .setTransaction(let node): write(node)
    case .set(let node):
      write("set ")
      list(node.items) { $0.write($1) }
    case .lockTables(let node): write(node)
    case .unlockTables: write("unlock tables")
    case .prepare(let node):
      write("prepare ", node.name)
      write(" from ")
      write(node.source)
    case .execute(let node):
      write("execute ", node.name)
      if !node.arguments.isEmpty {
        write(" using ")
        list(node.arguments) { $0.write($1) }
      }
    case .deallocate(let name): write("deallocate prepare ", name)
    case .use(let node): write(node)
    case .show(let node): write(node)
    case .explain(let node): write(node)
    case .describe(let node): write(node)
    case .maintenance(let node): write(node)
    case .flush(let node): write(node)
    case .kill(let node):
      write("kill ")
      write("query ", if: node.isQuery)
      write("connection ", if: node.isConnection)
      // What begins with a name could be taken for the word QUERY or CONNECTION.
      switch node.id {
      case .literal, .userVariable, .systemVariable, .parameter: write(node.id)
      default: write("(\(node.id.printed()))")
      }
    case .administration(let node): write(node.text)
    default: break
    }
  }

  private mutating func write(_ node: BeginTransaction) {
    guard node.isStart else { return write("begin") }
    write("start transaction")
    var parts: [String] = []
    if node.isConsistentSnapshot { parts.append("with consistent snapshot") }
    if let access = node.access { parts.append(access.rawValue) }
    if !parts.isEmpty { write(" " + parts.joined(separator: ", ")) }
  }

  private mutating func write(_ node: EndTransaction, verb: String) {
    write(verb)
    if let chain = node.chain { write(chain ? " and chain" : " and no chain") }
    if let release = node.release { write(release ? " release" : " no release") }
  }

  private mutating func write(_ node: XATransaction) {
    write("xa \(node.step.rawValue)")
    if let id = node.id {
      write(" ")
      write(Literal(kind: .text(id.global)))
      if !id.branch.isEmpty || id.format != 1 {
        write(", ")
        write(Literal(kind: .text(id.branch)))
      }
      if id.format != 1 { write(", \(id.format)") }
    }
    if let option = node.option { write(" \(option.rawValue)") }
  }

  private mutating func write(_ node: SetTransaction) {
    write("set ")
    if let scope = node.scope { write("\(scope.rawValue) ") }
    write("transaction ")
    var parts: [String] = []
    if let isolation = node.isolation { parts.append("isolation level \(isolation.rawValue)") }
    if let access = node.access { parts.append(access.rawValue) }
    write(parts.joined(separator: ", "))
  }

  private mutating func write(_ item: SetItem) {
    switch item {
    case .system(let variable, let value):
      write(assigned: variable)
      write(" = ")
      write(value)
    case .user(let variable, let value):
      write(variable)
      write(" = ")
      write(value)
    case .names(let charset, let collation):
      write("names ")
      write(charset: Identifier(text: charset ?? "default"))
      if let collation {
        write(" collate ")
        write(charset: Identifier(text: collation))
      }
    case .charset(let charset):
      write("charset ")
      write(charset: Identifier(text: charset ?? "default"))
    case .new(let column, let value):
      write(column)
      write(" = ")
      write(value)
    }
  }

  /// The variable to the left of `=`; quoted where SET followed by its name begins something else.
  private mutating func write(assigned variable: SystemVariable) {
    guard variable.scope == nil else { return write(variable) }
    let first = variable.name.text.prefix { $0 != "." }
    guard Self.wordsAfterSet.contains(first.lowercased()) else { return writeDotted(variable.name) }
    write("`\(first)`")
    guard first.count < variable.name.text.count else { return }
    write(".")
    writeDotted(Identifier(text: String(variable.name.text.dropFirst(first.count + 1))))
  }

  /// SET TRANSACTION, SET PASSWORD and the like, and `NEW.column` in triggers.
  private static let wordsAfterSet: Set<String> = [
    "transaction", "password", "role", "resource", "names", "charset", "new",
  ]

  private mutating func write(_ node: LockTables) {
    write("lock tables ")
    list(node.locks) { printer, lock in
      printer.write(lock.table)
      printer.write(alias: lock.alias)
      printer.write(" \(lock.mode)")
    }
  }

  private mutating func write(_ node: Use) {
    write("use")
    guard let target = node.target else { return }
    write(" ", Identifier(text: target))
  }

  private mutating func write(_ node: Explain) {
    write("explain ")
    write("analyze ", if: node.isAnalyze)
    write("extended ", if: node.isExtended)
    write("partitions ", if: node.isPartitions)
    if let format = node.format {
      write("format = ", Identifier(text: format))
      write(" ")
    }
    if let variable = node.into {
      write("into ")
      write(variable)
      write(" ")
    }
    write("for connection ", node.connection)
    if let statement = node.statement { write(statement) }
  }

  private mutating func write(_ node: Describe) {
    write("describe ")
    write(node.table)
    guard let column = node.column else { return }
    write(" ")
    let isPattern = column.utf8.contains { $0 == 0x25 }
    write(isPattern ? Printer.quoted(column) : Identifier(text: column).quotedIfNeeded)
  }

  private mutating func write(_ node: TableMaintenance) {
    write("\(node.kind.rawValue) ")
    write("local ", if: node.isLocal)
    write("table ")
    write(tables: node.tables)
    for detail in node.details { write(" \(detail)") }
  }

  private mutating func write(_ node: Flush) {
    write("flush ")
    write("local ", if: node.isLocal)
    write(node.options.joined(separator: ", "))
    guard node.isTables else { return }
    write("tables")
    if !node.tables.isEmpty {
      write(" ")
      write(tables: node.tables)
    }
    write(" with read lock", if: node.withReadLock)
    write(" for export", if: node.forExport)
  }
}

// MARK: SHOW
extension Printer {
  private mutating func write(_ node: Show) {
    write("show ")
    write("full ", if: node.isFull)
    write("extended ", if: node.isExtended)
    if let scope = node.scope { write("\(scope.rawValue) ") }
    write(node.subject)
    if let name = node.name {
      write(node.subject.takesFrom ? " from " : " ")
      write(name)
    }
    if let account = node.account {
      write(node.subject.hasPrefix("create") ? " " : " for ")
      write(account)
    }
    if let database = node.database { write(" from ", database) }
    for detail in node.details { write(" \(detail)") }
    switch node.filter {
    case .like(let pattern)?: write(" like ", pattern)
    case .where(let condition)?: write(where: condition)
    case nil: break
    }
    if let limit = node.limit { write(limit) }
  }
}

extension String {
  /// Whether the object of such a SHOW stands behind FROM.
  fileprivate var takesFrom: Bool {
    switch self {
    case "columns", "fields", "index", "indexes", "keys", "vschema vindexes": true
    default: false
    }
  }
}
