package import VitrineSQL

extension TableDefinition {
  /// How expressions are written.
  enum TextForm {
    /// As they were read, so that they read back to equal ones.
    case kept
    /// As MySQL shows them.
    case shown

    func text(_ expression: Expression) -> String {
      switch self {
      case .kept: expression.printed()
      case .shown: expression.storedText
      }
    }
  }

  /// The statement that makes the table, as it is kept on disk: `init(createText:keyspace:)` makes an
  /// equal definition of it.
  ///
  /// The hidden key is left out, as it comes back by itself.
  package var createText: String { createText(in: nil, .kept) }

  /// The statement as SHOW CREATE TABLE has it, with tables of other keyspaces than `keyspace` qualified
  /// in foreign keys.
  package func shownText(in keyspace: String?) -> String { createText(in: keyspace, .shown) }

  private func createText(in keyspace: String?, _ form: TextForm) -> String {
    if let view { return viewText(view, form) }
    var lines = userColumns.map { $0.createText(in: self, form) }
    if !hasHiddenKey, !primaryKey.isEmpty {
      lines.append("PRIMARY KEY (\(Self.names(primaryKey)))" + Self.clause(using: primaryKeyMethod))
    }
    lines += indexes.map { $0.createText(form) }
    lines += foreignKeys.map { $0.createText(in: keyspace) }
    lines += checks.map { $0.createText(form) }
    let body = lines.map { "  \($0)" }.joined(separator: ",\n")
    let clause = partitioning.map { "\n" + $0.createText } ?? ""
    return "CREATE TABLE \(Self.name(name)) (\n\(body)\n) \(options.createText)\(clause)"
  }

  /// Reads a table back from its `createText`.
  ///
  /// - Throws: `parseError` and what `SchemaBuilder` throws, when the text is not one of ours.
  package init(createText text: String, keyspace: String) throws(SQLError) {
    guard case .createTable(let statement) = try Parser.parse(text) else {
      throw SQLError(.parseError, "not a CREATE TABLE statement")
    }
    var builder = TableBuilder(
      table: TableDefinition(name: statement.name.name.text, columns: []),
      keyspace: keyspace,
      siblings: [:],
      checksForeignKeys: false
    )
    builder.isReadingBack = true
    try builder.build(statement)
    self = builder.table
  }

  private func viewText(_ view: QueryExpression, _ form: TextForm) -> String {
    let definer = form == .shown ? "DEFINER=`root`@`localhost` " : ""
    let isPlain = form == .kept && viewOptions.saysNothing
    let attributes = isPlain ? "" : viewOptions.attributes(definer: definer)
    return "CREATE \(attributes)VIEW \(Self.name(name)) (\(Self.names(columns.map(\.name)))) AS "
      + view.printed() + viewOptions.clause
  }

  static func clause(using method: String?) -> String { method.map { " USING \($0)" } ?? "" }

  /// A name in backticks.
  package static func name(_ name: String) -> String {
    "`" + name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``") + "`"
  }

  static func names(_ names: [String]) -> String { names.map(name).joined(separator: ",") }
}

extension ColumnDefinition {
  /// The type as it is shown, a spatial one under its own name.
  package var declaration: String { spatial?.name ?? type.declaration }

  func createText(in table: TableDefinition, _ form: TableDefinition.TextForm) -> String {
    var parts = ["\(TableDefinition.name(name)) \(declaration)"]
    if let collation = type.collation, type.kind != .json, !type.isBinary {
      let isOwn = collation != table.options.collation
      if isOwn { parts.append("CHARACTER SET \(collation.characterSet)") }
      if isOwn ? collation.isShown : !collation.isUsual {
        parts.append("COLLATE \(collation.rawValue)")
      }
    }
    if let generated {
      let kind = generated.isStored ? "STORED" : "VIRTUAL"
      parts.append("GENERATED ALWAYS AS (\(form.text(generated.expression))) \(kind)")
    }
    if !isNullable {
      parts.append("NOT NULL")
    } else if type.kind == .timestamp {
      parts.append("NULL")
    }
    if let srid = spatial?.srid { parts.append("/*!80003 SRID \(srid) */") }
    if isAutoIncrement { parts.append("AUTO_INCREMENT") }
    if let text = defaultText(form) { parts.append("DEFAULT \(text)") }
    if let onUpdate { parts.append("ON UPDATE \(onUpdate.nowText)") }
    if !comment.isEmpty { parts.append("COMMENT \(comment.quotedInDefinition)") }
    if isInvisible { parts.append("/*!80023 INVISIBLE */") }
    return parts.joined(separator: " ")
  }

  /// Whether the default is CURRENT_TIMESTAMP as it may stand without parentheses.
  var showsNow: Bool {
    guard let defaultExpression, defaultExpression.isCurrentTimestamp else { return false }
    return [.timestamp, .datetime].contains(type.kind)
      && defaultExpression.nowDigits == type.scale ?? 0
  }

  /// What stands after DEFAULT; nil when nothing does.
  private func defaultText(_ form: TableDefinition.TextForm) -> String? {
    guard let value = defaultExpression else {
      let isSilent =
        !isNullable || generated != nil
        || (type.refusesLiteralDefault && type.kind != .json && type.kind != .geometry)
      return isSilent ? nil : "NULL"
    }
    if showsNow { return value.nowText }
    guard !type.refusesLiteralDefault, let text = value.quotedDefault(type) else {
      return "(\(form.text(value)))"
    }
    return text
  }
}

extension Collation {
  /// Whether it is told beside its character set: where it is not the set's usual one, and of utf8mb4 always, whose
  /// usual one was another in earlier versions.
  package var isShown: Bool { characterSet == "utf8mb4" || !isUsual }

  /// Whether it is the one of its character set.
  fileprivate var isUsual: Bool { (try? Collation(characterSet: characterSet)) == self }
}

extension String {
  /// The number that the digits spell as a bit literal: `b'101'`.
  var bits: String { "b'\(String(UInt64(self) ?? 0, radix: 2))'" }
}

extension Expression {
  /// `CURRENT_TIMESTAMP`, with its digits of fractional seconds.
  var nowText: String {
    guard case .function(let call) = self, let digits = call.arguments.first else {
      return "CURRENT_TIMESTAMP"
    }
    return "CURRENT_TIMESTAMP(\(digits.printed()))"
  }

  /// A literal default in quotes, as SHOW CREATE TABLE writes numbers too; nil for what is none.
  fileprivate func quotedDefault(_ type: MySQLType) -> String? {
    switch self {
    case .literal(let literal):
      switch literal.kind {
      case .integer(let text) where type.kind == .bit: return text.bits
      case .integer(let text), .decimal(let text), .float(let text), .string(let text):
        return type.zeroFilled(text).quotedInDefinition
      case .hex, .bit: return printed()
      default: return nil
      }
    case .unary(let node) where node.operator == .minus:
      guard case .literal(let literal) = node.operand else { return nil }
      switch literal.kind {
      case .integer(let text), .decimal(let text), .float(let text): return "'-\(text)'"
      default: return nil
      }
    default: return nil
    }
  }
}

extension IndexDefinition {
  func createText(_ form: TableDefinition.TextForm) -> String {
    let kind =
      switch kind {
      case .plain: "KEY"
      case .unique: "UNIQUE KEY"
      case .fulltext: "FULLTEXT KEY"
      case .spatial: "SPATIAL KEY"
      }
    let keys = parts.map { $0.createText(form) }.joined(separator: ",")
    var text = "\(kind) \(TableDefinition.name(name)) (\(keys))"
    text += TableDefinition.clause(using: method)
    if !comment.isEmpty { text += " COMMENT \(comment.quotedInDefinition)" }
    if let parser { text += " /*!50100 WITH PARSER \(TableDefinition.name(parser)) */" }
    if isInvisible { text += " /*!80000 INVISIBLE */" }
    return text
  }
}

extension IndexDefinition.Part {
  fileprivate func createText(_ form: TableDefinition.TextForm) -> String {
    let direction = isDescending ? " DESC" : ""
    switch key {
    case .column(let name, let length):
      return TableDefinition.name(name) + (length.map { "(\($0))" } ?? "") + direction
    case .expression(let expression): return "(\(form.text(expression)))\(direction)"
    }
  }
}

extension ForeignKeyConstraint {
  /// The constraint; the referenced table is qualified when it is in another keyspace than `home`.
  package func createText(in home: String?) -> String {
    let isElsewhere = home.map { $0 != referencedTable.keyspace } ?? false
    let prefix = isElsewhere ? TableDefinition.name(referencedTable.keyspace) + "." : ""
    var text =
      "CONSTRAINT \(TableDefinition.name(name)) FOREIGN KEY (\(Self.names(columns))) "
      + "REFERENCES \(prefix)\(TableDefinition.name(referencedTable.table)) "
      + "(\(Self.names(referencedColumns)))"
    if onDelete != .noAction { text += " ON DELETE \(onDelete.rawValue.uppercased())" }
    if onUpdate != .noAction { text += " ON UPDATE \(onUpdate.rawValue.uppercased())" }
    return text
  }

  private static func names(_ names: [String]) -> String {
    names.map(TableDefinition.name).joined(separator: ", ")
  }
}

extension CheckDefinition {
  fileprivate func createText(_ form: TableDefinition.TextForm) -> String {
    "CONSTRAINT \(TableDefinition.name(name)) CHECK (\(form.text(expression)))"
      + (isEnforced ? "" : " /*!80016 NOT ENFORCED */")
  }
}

extension TableOptions {
  fileprivate var createText: String {
    var text = "ENGINE=\(engine)"
    if let autoIncrementStart { text += " AUTO_INCREMENT=\(autoIncrementStart)" }
    text += " DEFAULT CHARSET=\(collation.characterSet)"
    if collation.isShown { text += " COLLATE=\(collation.rawValue)" }
    for option in StorageOption.allCases {
      if let value = storage[option] { text += " " + option.clause(value) }
    }
    if !comment.isEmpty { text += " COMMENT=\(comment.quotedInDefinition)" }
    return text
  }
}
