import VitrineSQL

/// Builds up one table's definition from pieces of DDL, checking each as MySQL does.
struct TableBuilder {
  /// The keyspace's other tables, which foreign keys refer to.
  let siblings: [String: TableDefinition]
  let keyspace: String
  /// Whether foreign keys must find what they refer to, MySQL's `foreign_key_checks`.
  let checksForeignKeys: Bool
  /// Whether the table is one that has been made, as its own text tells it.
  var isReadingBack = false
  /// Whether what does not fit is an error, or made to fit.
  var isStrict = true
  /// Whether a storage engine that is not known is an error, or InnoDB instead.
  var refusesOtherEngines = true
  /// What `CHARACTER SET DEFAULT` means.
  var databaseCollation = Collation.standard
  /// Makes of a literal default what its column stores.
  let fitsDefault: SchemaBuilder.FitsDefault?
  var table: TableDefinition
  /// What the user should be told, such as syntax that has no effect.
  var notes: [String] = []

  init(
    table: TableDefinition,
    keyspace: String,
    siblings: [String: TableDefinition],
    checksForeignKeys: Bool,
    fitsDefault: SchemaBuilder.FitsDefault? = nil
  ) {
    self.table = table
    self.keyspace = keyspace
    self.siblings = siblings
    self.checksForeignKeys = checksForeignKeys
    self.fitsDefault = fitsDefault
  }

  /// Takes in everything a CREATE TABLE says; `selected` are the columns of its query.
  mutating func build(_ statement: CreateTable, selected: [ColumnDefinition] = []) throws(SQLError)
  {
    try applyOptions(statement.options)
    for column in statement.columns { try addColumn(column, at: nil) }
    table.columns += selected
    for index in statement.indexes { try addIndex(index) }
    for column in statement.columns { try addColumnKeys(column) }
    try addChecks(of: statement.columns, beside: statement.checks)
    if statement.partitioning != nil, !statement.foreignKeys.isEmpty {
      throw Self.foreignKeyOnPartitions
    }
    for key in statement.foreignKeys { try addForeignKey(key) }
    if let partitioning = statement.partitioning { try partition(by: partitioning) }
    try finish(measuresRows: selected.isEmpty)
  }

  /// Checks the whole, and gives the table a key if it has none.
  mutating func finish(measuresRows: Bool = true) throws(SQLError) {
    guard !table.userColumns.isEmpty else {
      throw SQLError(.tableMustHaveColumns, "A table must have at least 1 column")
    }
    settleHiddenKey()
    try checkLimits(measuresRows: measuresRows)
    sortIndexes()
    try checkAutoIncrement()
    try checkExpressions()
    try checkChangedColumns()
    try checkPartitionKeys()
  }

  /// The hidden key's column stands last, in a table without a primary key and nowhere else.
  private mutating func settleHiddenKey() {
    if table.position(of: TableDefinition.hiddenKey) != nil {
      table.columns.removeAll { $0.name == TableDefinition.hiddenKey }
    }
    guard table.primaryKey.isEmpty || table.hasHiddenKey else { return }
    var column = ColumnDefinition(
      name: TableDefinition.hiddenKey,
      type: .bigint,
      isNullable: false
    )
    column.isInvisible = true
    table.append(column)
    table.primaryKey = [TableDefinition.hiddenKey]
    table.primaryKeyMethod = nil
  }

  /// In MySQL's order: UNIQUE before others, of those the ones without NULLs and then the ones of whole columns
  /// first, FULLTEXT last.
  private mutating func sortIndexes() {
    let ranks = table.indexes.map(rank)
    guard zip(ranks, ranks.dropFirst()).contains(where: { $0 > $1 }) else { return }
    table.indexes = zip(ranks, table.indexes).enumerated()
      .sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
      .map(\.element.1)
  }

  private func rank(_ index: IndexDefinition) -> Int {
    switch index.kind {
    case .plain, .spatial: return 4
    case .fulltext: return 5
    case .unique: break
    }
    let hasNulls = index.parts.contains { part in
      part.column.flatMap(table.column(named:))?.isNullable ?? true
    }
    let hasPrefixes = index.parts.contains { part in
      if case .column(_, .some) = part.key { true } else { false }
    }
    return (hasNulls ? 2 : 0) + (hasPrefixes ? 1 : 0)
  }

  private func checkAutoIncrement() throws(SQLError) {
    let columns = table.columns.filter(\.isAutoIncrement)
    guard let column = columns.first else { return }
    let keys = table.indexes.map { $0.parts.map(\.column) } + [table.primaryKey]
    let isKeyed = keys.contains { isSame($0.first ?? nil, column.name) }
    let isLater =
      StorageEngines.numbersGroups(table.options.engine)
      && keys.contains { $0.contains { isSame($0, column.name) } }
    guard columns.count == 1, isKeyed || isLater else {
      throw SQLError(
        .wrongAutoKey,
        "Incorrect table definition; there can be only one auto column and it must be defined as a key"
      )
    }
    if !isKeyed { try checkNumberedGroup(before: column.name) }
  }

  /// Groups of rows are told apart by the values of whole columns.
  private func checkNumberedGroup(before column: String) throws(SQLError) {
    let isPlain = table.indexes.allSatisfy { index in
      !index.columns.contains { isSame($0, column) }
        || index.parts.allSatisfy { if case .column(_, nil) = $0.key { true } else { false } }
    }
    let isStored = table.numberedGroup.allSatisfy { table.column(named: $0)?.generated == nil }
    guard isPlain, isStored else {
      throw SQLError(
        .unsupported,
        "AUTO_INCREMENT behind a prefix, an expression or a generated column of a key is not supported"
      )
    }
  }

  // MARK: Options

  mutating func applyOptions(_ options: [TableOption]) throws(SQLError) {
    if let collation = try Collation(options, default: databaseCollation) {
      table.options.collation = collation
    }
    for option in options {
      switch option.name {
      case "engine": table.options.engine = try engine(option.value.text)
      case "comment":
        table.options.comment = try comment(
          option.value.text,
          of: "table '\(table.name)'",
          limit: 2048,
          .tooLongTableComment
        )
      case "auto_increment": table.options.autoIncrementStart = UInt64(option.value.text)
      default:
        guard let storage = StorageOption(rawValue: option.name) else { break }
        do throws(SQLError) {
          table.options.storage[storage] = try storage.kept(option.value.text)
        } catch { throw error.located(at: option.span) }
      }
    }
  }

  private func engine(_ written: String) throws(SQLError) -> String {
    if let name = StorageEngines.name(written) { return name }
    guard !isReadingBack else { return written }
    guard !refusesOtherEngines else {
      throw SQLError(.unknownStorageEngine, "Unknown storage engine '\(written)'")
    }
    return "InnoDB"
  }

  func isSame(_ left: String?, _ right: String) -> Bool {
    left.map { $0 == right || $0.lowercased() == right.lowercased() } ?? false
  }
}

extension TableDefinition {
  /// The columns the user defined: all but the hidden key.
  package var userColumns: [ColumnDefinition] {
    columns.filter { $0.name != Self.hiddenKey }
  }
}

extension OptionValue {
  /// The value as text, whatever it was written as.
  var text: String {
    switch self {
    case .number(let digits): digits
    case .string(let literal): literal.text
    case .word(let word): word.text
    case .list(let names): names.map(\.name.text).joined(separator: ",")
    case .account(let account): account.user ?? ""
    }
  }
}

extension Literal {
  /// The text of a string literal; empty for others.
  var text: String {
    switch kind {
    case .string(let text): text
    case .hex(let bytes): String(decoding: bytes, as: UTF8.self)
    default: ""
    }
  }
}
