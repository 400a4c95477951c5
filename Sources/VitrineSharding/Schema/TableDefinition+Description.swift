package import VitrineSQL

extension TableDefinition {
  /// PRI, UNI, MUL or nothing, as DESCRIBE shows it.
  ///
  /// A unique index without NULLs stands for a primary key that nobody has declared.
  package func keyMark(of column: ColumnDefinition) -> String {
    if primaryKey.contains(where: { $0.isName(column.name) }) { return "PRI" }
    if hasHiddenKey, let key = indexes.first(where: isKey),
      key.columns.contains(where: { $0.isName(column.name) })
    {
      return "PRI"
    }
    let leading = indexes.filter { $0.parts.first?.column?.isName(column.name) ?? false }
    if leading.contains(where: { $0.isUnique && $0.parts.count == 1 }) { return "UNI" }
    return leading.isEmpty ? "" : "MUL"
  }

  /// The kind of an index of which USING tells nothing.
  package var usualIndexMethod: String {
    StorageEngines.hashesKeys(options.engine) ? "HASH" : "BTREE"
  }

  private func isKey(_ index: IndexDefinition) -> Bool {
    index.isUnique && index.columns.count == index.parts.count
      && index.columns.allSatisfy { self.column(named: $0)?.isNullable == false }
  }
}

extension ColumnDefinition {
  /// The default as DESCRIBE shows it: without quotes.
  package var shownDefault: String? {
    guard let defaultExpression else { return nil }
    guard case .literal(let literal) = defaultExpression else {
      guard !showsNow else { return defaultExpression.nowText }
      return defaultExpression.isNumber
        ? type.zeroFilled(defaultExpression.printed()) : defaultExpression.escapedStoredText
    }
    switch literal.kind {
    case .string where type.refusesLiteralDefault: return defaultExpression.escapedStoredText
    case .string(let text): return text
    case .integer(let text) where type.kind == .bit: return text.bits
    case .null: return nil
    default: return type.zeroFilled(defaultExpression.printed())
    }
  }

  /// The default that a view's column has of this one: none where it is computed.
  package var constantDefault: Expression? {
    guard let defaultExpression,
      showsNow || (defaultExpression.isNumber && !type.refusesLiteralDefault)
    else { return nil }
    return defaultExpression
  }

  /// The collation of a text column, as SHOW FULL COLUMNS shows it.
  package var shownCollation: String? {
    guard type.isText || type.kind == .enum || type.kind == .set else { return nil }
    return type.collation?.rawValue
  }

  /// What DESCRIBE shows last: `auto_increment` and the like.
  package var shownExtra: String {
    var words: [String] = []
    if isAutoIncrement { words.append("auto_increment") }
    if let defaultExpression, !defaultExpression.isNumber || type.refusesLiteralDefault {
      words.append("DEFAULT_GENERATED")
    }
    if let onUpdate { words.append("on update \(onUpdate.nowText)") }
    if let generated { words.append(generated.isStored ? "STORED GENERATED" : "VIRTUAL GENERATED") }
    if isInvisible { words.append("INVISIBLE") }
    return words.joined(separator: " ")
  }
}

extension String {
  /// Whether two names are the same but for upper and lower case.
  package func isName(_ other: String) -> Bool { lowercased() == other.lowercased() }
}

extension Expression {
  /// Whether it is a literal, perhaps with a sign.
  fileprivate var isNumber: Bool {
    switch self {
    case .literal: true
    case .unary(let node): node.operator == .minus && node.operand.isNumber
    default: false
    }
  }
}
