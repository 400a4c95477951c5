extension Printer {
  mutating func write(definition statement: Statement) {
    switch statement {
    case .createTable(let node): write(node)
    case .alterTable(let node): write(node)
    case .dropTable(let node):
      write(node.isTemporary ? "drop temporary table " : "drop table ")
      write("if exists ", if: node.isIfExists)
      write(tables: node.tables)
      if let behavior = node.behavior { write(" \(behavior.rawValue)") }
    case .renameTable(let node):
      write("rename table ")
      list(node.renames) { printer, rename in
        printer.write(rename.from)
        printer.write(" to ")
        printer.write(rename.to)
      }
    case .truncateTable(let node):
      write("truncate table ")
      write(node.name)
    case .createIndex(let node): write(node)
    case .dropIndex(let node): write(node)
    case .createView(let node): write(view: node, verb: "create ")
    case .alterView(let node): write(view: node, verb: "alter ")
    case .dropView(let node):
      write("drop view ")
      write("if exists ", if: node.isIfExists)
      write(tables: node.views)
      if let behavior = node.behavior { write(" \(behavior.rawValue)") }
    case .createDatabase(let node):
      write(node.isKeyspace ? "create keyspace " : "create database ")
      write("if not exists ", if: node.isIfNotExists)
      write(node.name)
      write(databaseOptions: node.options)
    case .alterDatabase(let node): write(node)
    case .dropDatabase(let node):
      write(node.isKeyspace ? "drop keyspace " : "drop database ")
      write("if exists ", if: node.isIfExists)
      write(node.name)
    default: break
    }
  }

  private mutating func write(_ node: AlterDatabase) {
    write("alter database")
    if let name = node.name {
      write(" ")
      write(name)
    }
    write(" upgrade data directory name", if: node.isUpgradeDataDirectory)
    write(databaseOptions: node.options)
  }

  private mutating func write(databaseOptions options: [TableOption]) {
    for option in options {
      write(" default", if: option.name == "charset" || option.name == "collate")
      write(" \(option.name == "charset" ? "character set" : option.name) ")
      write(option)
    }
  }

  /// The value of an option.
  private mutating func write(_ option: TableOption) {
    switch option.value {
    case .number(let digits): write(digits)
    case .string(let literal): write(literal)
    case .word(let word):
      option.name == "charset" || option.name == "collate"
        ? write(charset: word) : write(word: word)
    case .list(let tables): parenthesized(tables) { $0.write($1) }
    case .account(let account): write(account)
    }
  }

  /// A word as an option's value, where `default` needs no quotes.
  private mutating func write(word: Identifier) {
    write(word.matches("default") ? "default" : word.quotedIfNeeded)
  }

  /// `engine=InnoDB comment='x'`.
  mutating func write(options: [TableOption]) {
    list(options, separator: " ") { printer, option in
      printer.write("\(option.name)")
      printer.write("=")
      printer.write(option)
    }
  }

  private mutating func write(_ node: CreateIndex) {
    write("create ")
    write(node.index.kind.rawValue)
    if let name = node.index.name {
      write(" ")
      write(name)
    }
    if let method = node.index.method { write(" using \(method)") }
    write(" on ")
    write(node.table)
    write(" ")
    write(parts: node.index.parts)
    write(options: node.index.options)
    write(algorithm: node.algorithm, lock: node.lock)
  }

  private mutating func write(_ node: DropIndex) {
    write("drop index ")
    write(node.name)
    write(" on ")
    write(node.table)
    write(algorithm: node.algorithm, lock: node.lock)
  }

  private mutating func write(algorithm: String?, lock: String?) {
    if let algorithm { write(" algorithm=\(algorithm)") }
    if let lock { write(" lock=\(lock)") }
  }

  private mutating func write(view node: CreateView, verb: String) {
    write(verb)
    write("or replace ", if: node.isOrReplace)
    if let algorithm = node.algorithm { write("algorithm=\(algorithm) ") }
    write(definer: node.definer)
    if let security = node.security { write("sql security \(security) ") }
    write("view ")
    write(node.name)
    if !node.columns.isEmpty {
      write(" ")
      nameList(node.columns)
    }
    write(" as ")
    write(node.query)
    if let option = node.checkOption { write(" with \(option) check option") }
  }

  mutating func write(definer: AccountName?) {
    guard let definer else { return }
    write("definer=")
    write(definer)
    write(" ")
  }
}
