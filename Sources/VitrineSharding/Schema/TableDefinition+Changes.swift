import VitrineSQL

extension TableDefinition {
  /// Gives columns new names, everywhere in the table.
  mutating func rename(columns names: [String: String]) {
    func renamed(_ name: String) -> String { names[name] ?? name }
    func renamed(_ expression: Expression) -> Expression {
      expression.rewritten { part in
        guard case .column(var column) = part, let name = self.column(named: column.name.text),
          let new = names[name.name]
        else { return part }
        column.name.text = new
        return .column(column)
      }
    }
    var copy = self
    for index in copy.columns.indices {
      copy.columns[index].name = renamed(columns[index].name)
      copy.columns[index].generated = columns[index].generated.map {
        ColumnGeneration(expression: renamed($0.expression), isStored: $0.isStored)
      }
    }
    for index in copy.columns.indices {
      copy.columns[index].defaultExpression = columns[index].defaultExpression.map(renamed)
    }
    copy.primaryKey = primaryKey.map(renamed)
    for index in copy.indexes.indices {
      copy.indexes[index].parts = indexes[index].parts.map { part in
        var part = part
        switch part.key {
        case .column(let name, let length): part.key = .column(renamed(name), length: length)
        case .expression(let expression): part.key = .expression(renamed(expression))
        }
        return part
      }
    }
    for index in copy.foreignKeys.indices {
      copy.foreignKeys[index].columns = foreignKeys[index].columns.map(renamed)
    }
    for index in copy.checks.indices {
      copy.checks[index].expression = renamed(checks[index].expression)
    }
    self = copy
  }

  /// Brings all text to one collation, and what follows from now on.
  mutating func convert(to collation: Collation) {
    options.collation = collation
    options.characterSet = collation.characterSet
    for index in columns.indices
    where columns[index].type.isText || columns[index].type.kind == .enum
      || columns[index].type.kind == .set
    {
      columns[index].type.collation = collation
    }
  }
}
