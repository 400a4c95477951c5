import VitrineSQL

extension TableBuilder {
  /// Adds an index or the primary key.
  mutating func addIndex(_ syntax: IndexDefinitionSyntax) throws(SQLError) {
    if syntax.kind == .primary { return try addPrimaryKey(syntax) }
    var index = IndexDefinition(
      name: try indexName(syntax),
      kind: Self.kind(syntax.kind),
      parts: try indexParts(syntax)
    )
    index.method = method(of: syntax)
    for option in syntax.options {
      switch option.name {
      case "comment":
        index.comment = try comment(
          option.value?.text ?? "",
          of: "index '\(index.name)'",
          limit: 1024,
          .tooLongIndexComment
        )
      case "invisible": index.isInvisible = true
      case "parser":
        if case .word(let name)? = option.value { index.parser = name.text }
      default: break
      }
    }
    table.indexes.append(index)
  }

  private mutating func addPrimaryKey(_ syntax: IndexDefinitionSyntax) throws(SQLError) {
    guard table.primaryKey.isEmpty || table.hasHiddenKey else {
      throw SQLError(.multiplePrimaryKeys, "Multiple primary key defined", at: syntax.span)
    }
    guard !syntax.options.contains(where: { $0.name == "invisible" }) else {
      throw Self.invisiblePrimaryKey(at: syntax.span)
    }
    var columns: [String] = []
    for part in try indexParts(syntax) {
      guard let name = part.column, let position = table.position(of: name) else {
        throw SQLError(
          .functionalPrimaryKey,
          "The primary key cannot be a functional index",
          at: syntax.span
        )
      }
      table.columns[position].isNullable = false
      columns.append(table.columns[position].name)
    }
    table.primaryKey = columns
    table.primaryKeyMethod = method(of: syntax)
  }

  static func invisiblePrimaryKey(at span: Span) -> SQLError {
    SQLError(.invisiblePrimaryKey, "A primary key index cannot be invisible", at: span)
  }

  /// What USING says last; HASH is nothing to InnoDB.
  private func method(of syntax: IndexDefinitionSyntax) -> String? {
    let option = syntax.options.last { $0.name == "using" }?.value?.text
    guard let method = (option ?? syntax.method)?.uppercased() else { return nil }
    return method == "BTREE" || StorageEngines.hashesKeys(table.options.engine) ? method : nil
  }

  private func indexParts(
    _ syntax: IndexDefinitionSyntax
  ) throws(SQLError) -> [IndexDefinition.Part] {
    var parts: [IndexDefinition.Part] = []
    guard syntax.parts.count <= Self.mostKeyParts else {
      throw SQLError(
        .tooManyKeyParts,
        "Too many key parts specified; max \(Self.mostKeyParts) parts allowed",
        at: syntax.span
      )
    }
    for part in syntax.parts {
      let isDescending = part.direction == .descending
      guard let name = part.column else {
        guard let expression = part.expression else { continue }
        if case .column = expression, !isReadingBack {
          throw SQLError(
            .functionalIndexOnColumn,
            "Functional index on a column is not supported. Consider using a regular index instead.",
            at: expression.span
          )
        }
        guard syntax.kind != .fulltext || isReadingBack else {
          throw SQLError(
            .fulltextByExpression,
            "Fulltext functional index is not supported.",
            at: expression.span
          )
        }
        try checkKey(expression, ofIndex: try indexName(syntax))
        let new = IndexDefinition.Part(.expression(expression.detached), descending: isDescending)
        if new.isMultivalued {
          try checkArray(expression, syntax, isFirst: !parts.contains(where: \.isMultivalued))
        }
        parts.append(new)
        continue
      }
      let column = try keyColumn(name, part, kind: syntax.kind)
      guard !parts.contains(where: { isSame($0.column, column.name) }) else {
        throw SQLError(.duplicateColumn, "Duplicate column name '\(name.text)'", at: name.span)
      }
      let length = part.length.flatMap { Int($0) }
      parts.append(
        IndexDefinition.Part(.column(column.name, length: length), descending: isDescending)
      )
    }
    return parts
  }

  /// An index has one array, whose elements have a size, and is not unique: nobody looks after its entries.
  private func checkArray(
    _ expression: Expression,
    _ syntax: IndexDefinitionSyntax,
    isFirst: Bool
  ) throws(SQLError) {
    guard syntax.kind == .index else {
      throw SQLError(
        .unsupported,
        "a unique index of CAST … AS … ARRAY is not supported",
        at: syntax.span
      )
    }
    guard isFirst else {
      throw SQLError(
        .unsupported,
        "This version of MySQL doesn't yet support 'more than one multi-valued key part per index'",
        at: syntax.span
      )
    }
    guard case .cast(let node) = expression, ["char", "binary"].contains(node.type.name),
      node.type.length == nil
    else { return }
    throw SQLError(
      .unsupported,
      "This version of MySQL doesn't yet support 'CAST-ing data to array of char/binary BLOBs'",
      at: node.span
    )
  }

  private func keyColumn(
    _ name: Identifier,
    _ part: IndexPart,
    kind: IndexKind
  ) throws(SQLError)
    -> ColumnDefinition
  {
    guard let column = table.column(named: name.text) else {
      throw SQLError(
        .keyColumnMissing,
        "Key column '\(name.text)' doesn't exist in table",
        at: name.span,
        hint: Catalog.hint(name.text, among: table.userColumns.map(\.name))
      )
    }
    if part.length.flatMap({ Int($0) }) == 0 {
      throw SQLError(
        .emptyKeyPart,
        "Key part '\(column.name)' length cannot be 0",
        at: part.span
      )
    }
    let takesPrefix = column.type.isText || column.type.isBinary
    let limit = column.type.refusesLiteralDefault ? nil : column.type.length
    let isTooLong = (part.length.flatMap { Int($0) } ?? 0) > limit ?? .max
    guard part.length == nil || (takesPrefix && !isTooLong) else {
      throw SQLError(
        .wrongKeyPart,
        "Incorrect prefix key; the used key part isn't a string, the used length is longer than "
          + "the key part, or the storage engine doesn't support unique prefix keys",
        at: part.span
      )
    }
    guard column.type.kind != .json else {
      throw SQLError(
        .jsonUsedAsKey,
        "JSON column '\(column.name)' supports indexing only via generated columns on a specified "
          + "JSON path.",
        at: part.span
      )
    }
    guard kind != .fulltext || column.type.isText else {
      throw SQLError(
        .badFullTextColumn,
        "Column '\(column.name)' cannot be part of FULLTEXT index",
        at: name.span
      )
    }
    let needsLength = takesPrefix && column.type.refusesLiteralDefault && kind != .fulltext
    guard !needsLength || part.length != nil else {
      throw blobKeyWithoutLength(column, at: part.span)
    }
    return column
  }

  func blobKeyWithoutLength(_ column: ColumnDefinition, at span: Span = .none) -> SQLError {
    SQLError(
      .blobKeyWithoutLength,
      "BLOB/TEXT column '\(column.name)' used in key specification without a key length",
      at: span,
      hint: "write \(column.name)(100)"
    )
  }

  // MARK: Names

  /// The name written, or one made from the first column: `name`, `name_2`, `name_3`.
  private func indexName(_ syntax: IndexDefinitionSyntax) throws(SQLError) -> String {
    guard let name = syntax.name ?? syntax.constraint else {
      let first = syntax.parts.first?.column?.text
      let column = first.flatMap { table.column(named: $0)?.name }
      return freeIndexName(column ?? first ?? "functional_index")
    }
    guard name.text.count <= 64 else {
      throw SQLError(.tooLong, "Identifier name '\(name.text)' is too long", at: name.span)
    }
    guard name.text.lowercased() != "primary" else {
      throw SQLError(.wrongIndexName, "Incorrect index name '\(name.text)'", at: name.span)
    }
    guard table.index(named: name.text) == nil else {
      throw SQLError(.duplicateKeyName, "Duplicate key name '\(name.text)'", at: name.span)
    }
    return name.text
  }

  func freeIndexName(_ base: String) -> String {
    guard table.index(named: base) != nil || base.lowercased() == "primary" else { return base }
    var number = 2
    while table.index(named: "\(base)_\(number)") != nil { number += 1 }
    return "\(base)_\(number)"
  }

  private static func kind(_ kind: IndexKind) -> IndexDefinition.Kind {
    switch kind {
    case .primary, .unique: .unique
    case .index: .plain
    case .fulltext: .fulltext
    case .spatial: .spatial
    }
  }
}

extension TableDefinition {
  /// The index of a name; upper and lower case are the same.
  package func index(named name: String) -> IndexDefinition? {
    indexes.first { $0.name == name || $0.name.lowercased() == name.lowercased() }
  }

  /// Whether the primary key or an index begins with these columns, in this order.
  func hasKey(beginningWith columns: [String]) -> Bool {
    let wanted = columns.map { $0.lowercased() }
    func begins(_ key: [String]) -> Bool { key.map { $0.lowercased() }.starts(with: wanted) }
    return begins(primaryKey) || indexes.contains { begins($0.columns) }
  }
}
