extension Printer {
  mutating func write(_ table: CreateTable) {
    write(table.isTemporary ? "create temporary table " : "create table ")
    write("if not exists ", if: table.isIfNotExists)
    write(table.name)
    if let like = table.like {
      write(" like ")
      return write(like)
    }
    write(elements: table)
    if !table.options.isEmpty {
      write(" ")
      write(options: table.options)
    }
    if let partitioning = table.partitioning {
      write("\n")
      write(partitioning)
    }
    if let policy = table.duplicates { write(" \(policy.rawValue)") }
    if let query = table.query {
      write(" as ")
      write(query)
    }
  }

  private mutating func write(elements table: CreateTable) {
    var elements = table.columns.map { column in Printer.print { $0.write(column) } }
    elements += table.indexes.map { index in Printer.print { $0.write(index) } }
    elements += table.foreignKeys.map { key in Printer.print { $0.write(key) } }
    elements += table.checks.map { check in Printer.print { $0.write(check) } }
    guard !elements.isEmpty else { return }
    write(" (\n\t" + elements.joined(separator: ",\n\t") + "\n)")
  }

  mutating func write(_ type: ColumnTypeSyntax) {
    write(type.name)
    if !type.members.isEmpty {
      parenthesized(type.members) { $0.write(quoted: $1) }
    } else if let length = type.length {
      write("(\(length)\(type.scale.map { ", " + $0 } ?? ""))")
    }
    write(" unsigned", if: type.isUnsigned && !type.isZerofill)
    write(" zerofill", if: type.isZerofill)
    if let charset = type.charset {
      write(" character set ")
      write(charset: Identifier(text: charset))
    }
    write(" binary", if: type.isBinary)
    if let collation = type.collation {
      write(" collate ")
      write(charset: Identifier(text: collation))
    }
  }

  mutating func write(_ column: ColumnDefinitionSyntax) {
    write(column.name)
    write(" ")
    write(column.type)
    if let generated = column.generated { write(generated) }
    if let isNullable = column.isNullable { write(isNullable ? " null" : " not null") }
    write(defaultOf: column)
    if let update = column.onUpdate {
      write(" on update ")
      write(update)
    }
    write(" auto_increment", if: column.isAutoIncrement)
    switch column.key {
    case .primary?: write(" primary key")
    case .unique?: write(" unique key")
    case .key?: write(" key")
    case nil: break
    }
    write(" comment ", column.comment)
    if let isVisible = column.isVisible { write(isVisible ? " visible" : " invisible") }
    write(storageOf: column)
    if let reference = column.reference {
      write(" ")
      write(reference)
    }
    for check in column.checks {
      write(" ")
      write(check)
    }
  }

  private mutating func write(defaultOf column: ColumnDefinitionSyntax) {
    guard let value = column.defaultValue else { return }
    write(" default ")
    write(value, inParentheses: column.isDefaultExpression)
  }

  mutating func write(_ value: Expression, inParentheses: Bool) {
    write("(", if: inParentheses)
    write(value, inParentheses ? .assignment : .bitOr)
    write(")", if: inParentheses)
  }

  private mutating func write(_ generated: GeneratedColumn) {
    write(" as (")
    write(generated.expression)
    write(")")
    if let isStored = generated.isStored { write(isStored ? " stored" : " virtual") }
  }

  private mutating func write(storageOf column: ColumnDefinitionSyntax) {
    if let format = column.columnFormat { write(" column_format \(format)") }
    if let storage = column.storage { write(" storage \(storage)") }
    if let srid = column.srid { write(" srid \(srid)") }
    write(" engine_attribute ", column.engineAttribute)
    write(" secondary_engine_attribute ", column.secondaryEngineAttribute)
  }
}

// MARK: Constraints and indexes
extension Printer {
  mutating func write(_ check: CheckConstraint) {
    write(constraint: check.name)
    write("check (")
    write(check.expression)
    write(")")
    if let isEnforced = check.isEnforced { write(isEnforced ? " enforced" : " not enforced") }
  }

  private mutating func write(constraint name: Identifier?) {
    guard let name else { return }
    write("constraint ")
    write(name)
    write(" ")
  }

  mutating func write(_ key: ForeignKeyDefinition) {
    write(constraint: key.name)
    write("foreign key ")
    if let index = key.index {
      write(index)
      write(" ")
    }
    nameList(key.columns)
    write(" ")
    write(key.reference)
  }

  private mutating func write(_ reference: ForeignKeyReference) {
    write("references ")
    write(reference.table)
    if !reference.columns.isEmpty {
      write(" ")
      nameList(reference.columns)
    }
    if let match = reference.match { write(" match \(match.rawValue)") }
    if let action = reference.onDelete { write(" on delete \(action.rawValue)") }
    if let action = reference.onUpdate { write(" on update \(action.rawValue)") }
  }

  mutating func write(_ index: IndexDefinitionSyntax) {
    write(constraint: index.constraint)
    write(index.kind.rawValue)
    if let name = index.name {
      write(" ")
      write(name)
    }
    if let method = index.method { write(" using \(method)") }
    write(" ")
    write(parts: index.parts)
    write(options: index.options)
  }

  mutating func write(parts: [IndexPart]) {
    parenthesized(parts) { printer, part in
      if let column = part.column {
        printer.write(column)
        if let length = part.length { printer.write("(\(length))") }
      } else if let expression = part.expression {
        printer.write(expression, inParentheses: true)
      }
      if let direction = part.direction { printer.write(" \(direction.rawValue)") }
    }
  }

  mutating func write(options: [IndexOption]) {
    for option in options {
      write(option.name == "parser" ? " with parser" : " \(option.name)")
      switch option.value {
      case .number(let digits)?: write(" \(digits)")
      case .string(let literal)?: write(" ", literal)
      case .word(let word)?: write(" " + word.quotedIfNeeded)
      case .list?, .account?, nil: break
      }
    }
  }
}
