extension Printer {
  mutating func write(_ insert: Insert) {
    write(insert.isReplace ? "replace " : "insert ")
    for hint in insert.hints { write("/*+ \(hint) */ ") }
    if let priority = insert.priority { write("\(priority.rawValue) ") }
    write("ignore ", if: insert.isIgnore)
    write("into ")
    write(insert.table)
    if !insert.partitions.isEmpty {
      write(" partition ")
      nameList(insert.partitions)
    }
    if let columns = insert.columns {
      write(" ")
      parenthesized(columns) { $0.write($1) }
    }
    write(insert.source)
    if let alias = insert.rowAlias {
      write(alias: alias.name)
      if !alias.columns.isEmpty { nameList(alias.columns) }
    }
    if !insert.onDuplicate.isEmpty {
      write(" on duplicate key update ")
      write(assignments: insert.onDuplicate)
    }
  }

  private mutating func write(_ source: InsertSource) {
    switch source {
    case .values(let rows):
      write(" values ")
      list(rows) { printer, row in printer.parenthesized(row) { $0.write($1) } }
    case .query(let query):
      write(" ")
      // VALUES at the beginning would be read as the rows themselves.
      let isEnclosed = query.with == nil && query.body.beginsWithValues
      write("(", if: isEnclosed)
      write(query)
      write(")", if: isEnclosed)
    }
  }

  mutating func write(assignments: [Assignment]) {
    list(assignments) { printer, assignment in
      printer.write(assignment.column)
      printer.write(" = ")
      printer.write(assignment.value)
    }
  }

  mutating func write(_ update: Update) {
    if let with = update.with { write(with) }
    write("update ")
    for hint in update.hints { write("/*+ \(hint) */ ") }
    write("low_priority ", if: update.isLowPriority)
    write("ignore ", if: update.isIgnore)
    write(references: update.tables)
    write(" set ")
    write(assignments: update.assignments)
    write(where: update.where)
    if !update.orderBy.isEmpty { write(orderBy: update.orderBy) }
    if let limit = update.limit { write(limit) }
  }

  mutating func write(_ delete: Delete) {
    if let with = delete.with { write(with) }
    write("delete ")
    for hint in delete.hints { write("/*+ \(hint) */ ") }
    write("low_priority ", if: delete.isLowPriority)
    write("quick ", if: delete.isQuick)
    write("ignore ", if: delete.isIgnore)
    if !delete.targets.isEmpty {
      write(tables: delete.targets)
      write(" ")
    }
    write("from ")
    write(references: delete.tables)
    write(where: delete.where)
    if !delete.orderBy.isEmpty { write(orderBy: delete.orderBy) }
    if let limit = delete.limit { write(limit) }
  }

  mutating func write(_ load: LoadData) {
    write(load.isXML ? "load xml " : "load data ")
    if let priority = load.priority { write("\(priority) ") }
    write("local ", if: load.isLocal)
    write("infile ", load.path)
    if let policy = load.policy { write(" \(policy.rawValue)") }
    write(" into table ")
    write(load.table)
    if !load.partitions.isEmpty {
      write(" partition ")
      nameList(load.partitions)
    }
    if let charset = load.charset {
      write(" character set ")
      write(charset: charset)
    }
    write(load.fields)
    write(load.lines)
    write(" rows identified by ", load.rowTag)
    if let lines = load.ignoredLines { write(" ignore \(lines) lines") }
    if !load.targets.isEmpty {
      write(" ")
      parenthesized(load.targets) { $0.write($1) }
    }
    if !load.assignments.isEmpty {
      write(" set ")
      write(assignments: load.assignments)
    }
  }

  mutating func write(_ handler: Handler) {
    write("handler ")
    write(handler.table)
    switch handler.action {
    case .open(let alias):
      write(" open")
      write(alias: alias)
    case .close: write(" close")
    case .read(let read): write(read)
    }
  }

  private mutating func write(_ read: HandlerRead) {
    write(" read ")
    if let index = read.index {
      write(index.matches("primary") ? index.text : index.quotedIfNeeded)
      write(" ")
    }
    write(read.position)
    if !read.key.isEmpty {
      write(" ")
      parenthesized(read.key) { $0.write($1) }
    }
    write(where: read.where)
    if let limit = read.limit { write(limit) }
  }
}

extension QueryBody {
  fileprivate var beginsWithValues: Bool {
    switch self {
    case .values: true
    case .setOperation(let operation): operation.left.beginsWithValues
    case .select, .table, .nested: false
    }
  }
}
