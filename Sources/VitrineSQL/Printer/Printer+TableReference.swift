extension Printer {
  mutating func write(_ reference: TableReference) {
    switch reference {
    case .table(let table): write(table)
    case .derived(let table): write(table)
    case .jsonTable(let table): write(table)
    case .join(let join): write(join)
    }
  }

  mutating func write(references: [TableReference]) {
    list(references) { $0.write($1) }
  }

  mutating func write(_ table: TableFactor) {
    write(table.name)
    if !table.partitions.isEmpty {
      write(" partition ")
      nameList(table.partitions)
    }
    write(alias: table.alias)
    for hint in table.hints { write(hint) }
  }

  mutating func write(alias: Identifier?) {
    guard let alias else { return }
    write(" as ")
    write(alias)
  }

  private mutating func write(_ hint: IndexHint) {
    write(" \(hint.kind.rawValue) \(hint.isVindex ? "vindex" : "index") ")
    if let scope = hint.scope { write("for \(scope.rawValue) ") }
    parenthesized(hint.indexes) { printer, name in
      printer.write(name.matches("primary") ? name.text : name.quotedIfNeeded)
    }
  }

  private mutating func write(_ table: DerivedTable) {
    write("lateral ", if: table.isLateral)
    write(subquery: table.query)
    write(alias: table.alias)
    if !table.columns.isEmpty { nameList(table.columns) }
  }

  private mutating func write(_ join: Join) {
    write(join.left)
    if join.condition == .natural {
      write(" natural \(join.kind.rawValue) ")
    } else {
      write(" \(join.kind.rawValue) ")
    }
    if case .join = join.right {
      write("(")
      write(join.right)
      write(")")
    } else {
      write(join.right)
    }
    switch join.condition {
    case .on(let condition)?:
      write(" on ")
      write(condition)
    case .using(let columns)?:
      write(" using ")
      nameList(columns)
    case .natural?, nil: break
    }
  }

  private mutating func write(_ table: JSONTable) {
    write("json_table(")
    write(table.document)
    write(", ")
    write(table.path)
    write(columns: table.columns)
    write(")")
    write(alias: table.alias)
  }

  private mutating func write(columns: [JSONTableColumn]) {
    write(" columns")
    parenthesized(columns) { printer, column in
      switch column {
      case .ordinality(let name):
        printer.write(name)
        printer.write(" for ordinality")
      case .path(let column): printer.write(column)
      case .nested(let nested):
        printer.write("nested path ")
        printer.write(nested.path)
        printer.write(columns: nested.columns)
      }
    }
  }

  private mutating func write(_ column: JSONTablePathColumn) {
    write(column.name)
    write(" ")
    write(column.type)
    write(" exists", if: column.isExists)
    write(" path ")
    write(column.path)
    write(onEmpty: column.onEmpty, onError: column.onError)
  }
}
