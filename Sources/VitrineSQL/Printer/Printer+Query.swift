extension Printer {
  mutating func write(_ query: QueryExpression) {
    if let with = query.with { write(with) }
    write(query.body)
    if !query.orderBy.isEmpty { write(orderBy: query.orderBy) }
    if let limit = query.limit { write(limit) }
    for clause in query.locking { write(clause) }
    if let into = query.into { write(into) }
  }

  mutating func write(_ with: With) {
    write(with.isRecursive ? "with recursive " : "with ")
    list(with.tables) { printer, table in
      printer.write(table.name)
      if !table.columns.isEmpty { printer.nameList(table.columns) }
      printer.write(" as ")
      printer.write(subquery: table.query)
    }
    write(" ")
  }

  mutating func write(_ body: QueryBody) {
    switch body {
    case .select(let select): write(select)
    case .setOperation(let operation): write(operation)
    case .values(let values):
      write("values ")
      list(values.rows) { printer, row in
        printer.write("row")
        printer.parenthesized(row) { $0.write($1) }
      }
    case .table(let name):
      write("table ")
      write(name)
    case .nested(let query): write(subquery: query)
    }
  }

  private mutating func write(_ operation: SetOperation) {
    let isTight = operation.operator == .intersect
    write(operand: operation.left, parenthesized: isTight && operation.left.isLooseSetOperation)
    write(" \(operation.operator.rawValue) ")
    write("all ", if: operation.isAll)
    let right = operation.right
    write(
      operand: right,
      parenthesized: isTight ? right.isSetOperation : right.isLooseSetOperation
    )
  }

  private mutating func write(operand: QueryBody, parenthesized: Bool) {
    write("(", if: parenthesized)
    write(operand)
    write(")", if: parenthesized)
  }

  mutating func write(_ select: Select) {
    write("select ")
    for hint in select.hints { write("/*+ \(hint) */ ") }
    write("all ", if: select.isAll)
    write("distinct ", if: select.isDistinct)
    for (option, word) in SelectOptions.words where select.options.contains(option) {
      write("\(word) ")
    }
    list(select.items) { $0.write($1) }
    if !select.from.isEmpty {
      write(" from ")
      list(select.from) { $0.write($1) }
    }
    if let condition = select.where {
      write(" where ")
      write(condition)
    }
    if !select.groupBy.isEmpty {
      write(" group by ")
      write(expressions: select.groupBy)
      write(" with rollup", if: select.isRollup)
    }
    if let condition = select.having {
      write(" having ")
      write(condition)
    }
    write(windows: select.windows)
  }

  private mutating func write(windows: [NamedWindow]) {
    guard !windows.isEmpty else { return }
    write(" window ")
    list(windows) { printer, window in
      printer.write(window.name)
      printer.write(" as ")
      printer.write(window.specification)
    }
  }

  mutating func write(_ item: SelectItem) {
    switch item {
    case .star(let star):
      if let table = star.qualifier {
        write(table)
        write(".")
      }
      write("*")
    case .expression(let item):
      write(item.expression)
      if let alias = item.alias {
        write(" as ")
        write(alias)
      }
    case .nextValue(let item):
      write("next ")
      write(item.count)
      write(" values")
    }
  }
}

// MARK: Clauses
extension Printer {
  mutating func write(orderBy terms: Few<OrderingTerm>) {
    write(" order by ")
    write(terms: terms)
  }

  mutating func write(terms: Few<OrderingTerm>) {
    list(terms) { printer, term in
      printer.write(term.expression)
      printer.write(" \(term.direction.rawValue)")
    }
  }

  mutating func write(where condition: Expression?) {
    guard let condition else { return }
    write(" where ")
    write(condition)
  }

  mutating func write(_ limit: Limit) {
    write(" limit ")
    if let offset = limit.offset {
      write(offset)
      write(", ")
    }
    write(limit.count)
  }

  private mutating func write(_ clause: LockingClause) {
    write(" \(clause.strength.rawValue)")
    if !clause.tables.isEmpty {
      write(" of ")
      write(tables: clause.tables)
    }
    if let waiting = clause.waiting { write(" \(waiting.rawValue)") }
  }

  mutating func write(_ into: SelectInto) {
    write(" into ")
    switch into {
    case .variables(let variables):
      list(variables) { printer, variable in
        switch variable {
        case .user(let variable): printer.write(variable)
        case .local(let name): printer.write(name)
        }
      }
    case .dumpfile(let path):
      write("dumpfile ")
      write(path)
    case .outfile(let target): write(target)
    }
  }

  private mutating func write(_ target: OutfileTarget) {
    write(target.isS3 ? "outfile s3 " : "outfile ")
    write(target.path)
    if let charset = target.charset {
      write(" character set ")
      write(charset: charset)
    }
    if let format = target.format { write(" format \(format)") }
    write(target.fields)
    write(target.lines)
    if let isManifest = target.isManifest { write(" manifest \(isManifest ? "on" : "off")") }
    if let isOverwrite = target.isOverwrite { write(" overwrite \(isOverwrite ? "on" : "off")") }
  }

  mutating func write(_ format: FieldsFormat?) {
    guard let format else { return }
    write(" fields")
    write(" terminated by ", format.terminated)
    write(
      format.isOptionallyEnclosed ? " optionally enclosed by " : " enclosed by ",
      format.enclosed
    )
    write(" escaped by ", format.escaped)
  }

  mutating func write(_ format: LinesFormat?) {
    guard let format else { return }
    write(" lines")
    write(" starting by ", format.starting)
    write(" terminated by ", format.terminated)
  }

  /// A literal after the words that introduce it, when there is one.
  mutating func write(_ words: String, _ literal: Literal?) {
    guard let literal else { return }
    write(words)
    write(literal)
  }
}

extension SelectOptions {
  /// The options and their words, in the order they are printed.
  static let words: [(SelectOptions, String)] = [
    (.highPriority, "high_priority"), (.straightJoin, "straight_join"),
    (.smallResult, "sql_small_result"), (.bigResult, "sql_big_result"),
    (.bufferResult, "sql_buffer_result"), (.noCache, "sql_no_cache"), (.cache, "sql_cache"),
    (.calculateFoundRows, "sql_calc_found_rows"),
  ]
}

extension QueryBody {
  fileprivate var isSetOperation: Bool {
    if case .setOperation = self { return true }
    return false
  }

  /// UNION or EXCEPT, which bind looser than INTERSECT.
  fileprivate var isLooseSetOperation: Bool {
    if case .setOperation(let operation) = self { return operation.operator != .intersect }
    return false
  }
}
