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

  /// Brings all text to one collation, and what follows from now on; a TEXT becomes one with room for as many
  /// characters of the new set, text of the character set `binary` bytes for good.
  ///
  /// - Throws: `tooBigFieldLength` for a VARCHAR that the new set has no room for.
  mutating func convert(to collation: Collation) throws(SQLError) {
    options.collation = collation
    for index in columns.indices {
      let type = columns[index].type
      guard type.isText || type.kind == .enum || type.kind == .set else { continue }
      let old = type.collation ?? collation
      guard old != .binary else { continue }
      columns[index].type.collation = collation
      if collation == .binary {
        columns[index].type.kind = type.kind.ofBytes
      } else if collation.bytesPerCharacter > old.bytesPerCharacter {
        columns[index].type.kind = type.kind.wider
        let limit = collation.longestVarchar
        guard type.kind != .varchar || type.length ?? 0 <= limit else {
          throw SQLError(
            .tooBigFieldLength,
            "Column length too big for column '\(columns[index].name)' (max = \(limit)); use BLOB or TEXT instead"
          )
        }
      }
    }
  }

  /// Lets indexes have the whole of a column of which they had a prefix that is no shorter, or of which none can be.
  mutating func dropPrefixes(wholeIn column: ColumnDefinition) {
    let type = column.type
    let isWhole = !(type.isText || type.isBinary)
    let limit = type.refusesLiteralDefault ? .max : type.length ?? .max
    for index in indexes.indices {
      for part in indexes[index].parts.indices {
        guard case .column(let name, let length?) = indexes[index].parts[part].key,
          name.isName(column.name), isWhole || length >= limit
        else { continue }
        indexes[index].parts[part].key = .column(name, length: nil)
      }
    }
  }

  /// Puts these columns behind all others but the hidden key's, in their order: those of AS SELECT.
  mutating func moveToEnd(columns names: [String]) {
    guard !names.isEmpty else { return }
    let places = Dictionary(
      zip(names.map { $0.lowercased() }, names.indices),
      uniquingKeysWith: { first, _ in first }
    )
    func place(_ column: ColumnDefinition) -> Int {
      column.name == Self.hiddenKey ? names.count : places[column.name.lowercased()] ?? -1
    }
    columns = columns.enumerated()
      .sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
      .map(\.element)
  }

  /// Gives the constraints that were named after the table the names that they would have under another.
  package mutating func renameConstraints(from old: String) {
    func renamed(_ constraint: String, _ mark: String) -> String {
      let prefix = old + mark
      guard constraint.hasPrefix(prefix), Int(constraint.dropFirst(prefix.count)) != nil else {
        return constraint
      }
      return name + mark + constraint.dropFirst(prefix.count)
    }
    for index in checks.indices { checks[index].name = renamed(checks[index].name, "_chk_") }
    for index in foreignKeys.indices {
      foreignKeys[index].name = renamed(foreignKeys[index].name, "_ibfk_")
    }
    sortConstraints()
  }

  /// Brings constraints into the order of MySQL's data dictionary, which compares names of foreign keys by their capitals,
  /// those of CHECK constraints by their small letters: `_` is behind the former, before the latter.
  mutating func sortConstraints() {
    checks.sort { $0.name.lowercased() < $1.name.lowercased() }
    foreignKeys.sort { $0.name.uppercased() < $1.name.uppercased() }
  }

  /// Gives all CHECK constraints names after the table.
  mutating func numberChecks() {
    for index in checks.indices { checks[index].name = "\(name)_chk_\(index + 1)" }
  }
}

extension MySQLType.Kind {
  /// The kind that keeps the bytes of a text; other kinds are as they are.
  fileprivate var ofBytes: Self {
    switch self {
    case .char: .binary
    case .varchar: .varbinary
    case .tinytext: .tinyblob
    case .text: .blob
    case .mediumtext: .mediumblob
    case .longtext: .longblob
    default: self
    }
  }

  /// The next longer kind of TEXT; other kinds are as they are.
  fileprivate var wider: Self {
    switch self {
    case .tinytext: .text
    case .text: .mediumtext
    case .mediumtext: .longtext
    default: self
    }
  }
}
