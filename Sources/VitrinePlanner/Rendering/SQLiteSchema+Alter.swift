package import VitrineSQL
package import VitrineSQLite
package import VitrineSharding

extension SQLiteSchema {
  /// The statements that make a table of one definition one of another, keeping its rows.
  ///
  /// Names, columns at the end and indexes change in place; anything else copies the rows into a new
  /// table, converting values whose type changes by `mode`. Foreign keys are not the shards' business.
  package func alterTable(_ alteration: TableAlteration) throws(SQLError) -> [String] {
    let change = TableChange(alteration)
    let old = change.old
    let new = change.new
    guard change.canBeMadeInPlace else { return try rebuild(change) }
    var statements = change.droppedIndexes.map { dropIndex($0.name, on: old.name) }
    if old.name != new.name {
      statements.append(
        "ALTER TABLE \(SQLiteName.table(old.name)) RENAME TO \(SQLiteName.table(new.name))"
      )
    }
    let table = SQLiteName.table(new.name)
    for (from, to) in change.columnRenames {
      statements.append(
        "ALTER TABLE \(table) RENAME COLUMN \(SQLiteName.quoted(from)) TO \(SQLiteName.quoted(to))"
      )
    }
    statements += zeroDateChecks(change)
    for column in change.addedColumns {
      let definition = try definition(of: column, in: new) + change.filler(of: column)
      statements.append("ALTER TABLE \(table) ADD COLUMN \(definition)")
    }
    for index in change.addedIndexes {
      if let statement = try createIndex(index, on: new) { statements.append(statement) }
    }
    return statements
  }

  /// The statements that rename a table; its indexes bear its name, so they are made anew.
  package func renameTable(_ name: String, to table: TableDefinition) throws(SQLError) -> [String] {
    var old = table
    old.name = name
    old.renameConstraints(from: table.name)
    let sources = Dictionary(
      table.columns.map { ($0.name, $0.name) },
      uniquingKeysWith: { first, _ in first }
    )
    return try alterTable(TableAlteration(before: old, after: table, sources: sources))
  }

  /// A new table, the rows copied into it, the old one dropped.
  private func rebuild(_ change: TableChange) throws(SQLError) -> [String] {
    let passing = change.passingName
    var names: [String] = []
    var values: [String] = []
    var rows = SQLiteName.table(change.old.name)
    let dependent = change.addedColumns.filter { $0.defaultExpression?.namesColumns ?? false }
    // SQLite numbers the rows of a hidden key that is new.
    for column in change.new.columns
    where column.generated == nil
      && (column.name != TableDefinition.hiddenKey || change.oldColumn(of: column) != nil)
    {
      names.append(SQLiteName.quoted(column.name))
      if !dependent.isEmpty {
        if !dependent.contains(column) {
          values.append("\(try value(of: column, change)) AS \(SQLiteName.quoted(column.name))")
        }
        continue
      }
      values.append(try value(of: column, change))
    }
    if let first = values.first, dependent.isEmpty { values[0] = "my_row(\(first), 'copy')" }
    if let (zeros, _) = numbering(change) {
      rows = "(SELECT *, \(zeros) AS \(Self.zeros) FROM \(rows))"
    }
    // A default that names columns sees the row as it will be.
    if !dependent.isEmpty {
      rows = "(SELECT \(values.joined(separator: ", ")) FROM \(rows))"
      for column in dependent {
        let value = try value(of: column, change)
        rows = "(SELECT *, \(value) AS \(SQLiteName.quoted(column.name)) FROM \(rows))"
      }
      values = names
    }
    var checks: [String] = []
    for column in change.new.columns where change.computesAnew {
      guard let value = try checkedValue(of: column, on: change.new) else { continue }
      let row = "my_row(0, \(quotedForSQLite(column.name)))"
      checks.append("SELECT COUNT(\(row)), COUNT(\(value)) FROM \(SQLiteName.table(passing))")
    }
    return [
      try createTableAlone(change.new, named: passing),
      "INSERT INTO \(SQLiteName.table(passing)) (\(names.joined(separator: ", "))) "
        + "SELECT \(values.joined(separator: ", ")) FROM \(rows)",
    ] + checks + [
      "DROP TABLE \(SQLiteName.table(change.old.name))",
      "ALTER TABLE \(SQLiteName.table(passing)) RENAME TO \(SQLiteName.table(change.new.name))",
    ] + (try createIndexes(change.new))
  }

  /// Whether the shard has made the new table of a change and has not copied the rows into it.
  package func isCopying(_ alteration: TableAlteration, _ connection: Connection) -> Bool {
    let name = TableChange(alteration).passingName
    return (try? connection.rows("SELECT 1 FROM \(SQLiteName.table(name)) LIMIT 0")) != nil
  }

  /// A query over the old table of the first primary key that several of its rows would have in the new
  /// one.
  package func primaryKeyDuplicates(_ alteration: TableAlteration) throws(SQLError) -> String {
    let change = TableChange(alteration)
    let columns = change.new.primaryKey.compactMap { change.new.column(named: $0) }
    let values = try columns.mapTyped { (column) throws(SQLError) in
      try value(of: column, change, refusesNull: false)
    }
    let names = columns.indices.map { "c\($0)" }
    let keys = zip(names, columns).map { "\($0) COLLATE \($1.type.keyCollation ?? "BINARY")" }
      .joined(separator: ", ")
    let rows = zip(names, values).map { "\($1) AS \($0)" }.joined(separator: ", ")
    let isThere = names.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
    return "SELECT \(names.joined(separator: ", ")) FROM (SELECT \(rows) FROM "
      + "\(SQLiteName.table(change.old.name))) WHERE \(isThere) GROUP BY \(keys) HAVING COUNT(*) > 1 "
      + "ORDER BY \(keys) LIMIT 1"
  }

  /// What a column of the new table gets from a row of the old one.
  private func value(
    of column: ColumnDefinition,
    _ change: TableChange,
    refusesNull: Bool = true
  ) throws(SQLError) -> String {
    guard let old = change.oldColumn(of: column) else {
      guard let expression = column.defaultExpression else { return filler(of: column) }
      if expression.isCurrentTimestamp, [.timestamp, .datetime].contains(column.type.kind) {
        return quotedForSQLite(clock.current(column.type))
      }
      return try self.defaultValue(expression, of: column, in: change.new)
    }
    if column.isAutoIncrement, let (_, number) = numbering(change) { return number }
    let value = converted(old, to: column, of: change.new.name)
    guard old.isNullable, !column.isNullable, refusesNull else { return value }
    // MySQL changes the column in place where the type stays, and words the error otherwise.
    let staysInPlace = old.type == column.type && mode.isStrict
    let name = quotedForSQLite(column.name)
    return
      "my_not_null(\(value), \(replacement(ofNullIn: column)), \(name), \(staysInPlace ? 1 : 0))"
  }

  /// What becomes of NULL in a column that takes none any more: in strict mode, but of a TIMESTAMP, an error.
  private func replacement(ofNullIn column: ColumnDefinition) -> String {
    switch column.type.kind {
    case .timestamp: quotedForSQLite(clock.current(column.type))
    case _ where mode.isStrict: "NULL"
    case .enum: "0"
    default: column.type.implicitDefault
    }
  }

  /// How many of the rows so far have no number.
  private static let zeros = "\"#zeros\""

  /// What counts the rows without a number, 0 or NULL, and what gives each the next one, where a column becomes
  /// AUTO_INCREMENT; nil where none does, or 0 is a number.
  ///
  /// The number is one more than the last, which is the greatest that a row before has, and one for each row
  /// since without. On several shards, where each could only number its own, such a row is an error.
  private func numbering(_ change: TableChange) -> (zeros: String, number: String)? {
    guard setsAutoIncrementForZero, let column = change.new.autoIncrementColumn,
      let old = change.oldColumn(of: column), !old.isAutoIncrement
    else { return nil }
    let value = converted(old, to: column, of: change.new.name)
    guard keyspace.shards.shards.count == 1 else {
      let name = quotedForSQLite(column.name)
      return ("0", "my_not_null(NULLIF(\(value), 0), NULL, \(name), 1)")
    }
    let soFar = "OVER (ROWS UNBOUNDED PRECEDING)"
    let isOpen = "IFNULL(\(value), 0) = 0"
    let last = "MAX(CASE WHEN \(isOpen) THEN 0 ELSE \(value) - \(Self.zeros) END) \(soFar)"
    return (
      "SUM(\(isOpen)) \(soFar)",
      "CASE WHEN \(isOpen) THEN \(Self.zeros) + MAX(0, \(last)) ELSE \(value) END"
    )
  }

  /// What the rows that are there get in a column that is new and has no default.
  ///
  /// AUTO_INCREMENT numbers them where they lie on one shard; on several, where each could only begin anew,
  /// any row is an error.
  private func filler(of column: ColumnDefinition) -> String {
    if column.isAutoIncrement {
      return keyspace.shards.shards.count == 1
        ? "ROW_NUMBER() OVER ()" : "my_not_null(NULL, NULL, \(quotedForSQLite(column.name)), 1)"
    }
    guard !column.isNullable else { return "NULL" }
    return refusedZeroDate(column) ?? column.type.implicitDefault
  }

  /// Queries that fail where rows that are there would get a zero date which the mode refuses.
  private func zeroDateChecks(_ change: TableChange) -> [String] {
    change.addedColumns.compactMap { column in
      guard column.defaultExpression == nil, column.generated == nil, !column.isNullable,
        let value = refusedZeroDate(column)
      else { return nil }
      return "SELECT \(value) FROM \(SQLiteName.table(change.new.name)) LIMIT 1"
    }
  }

  /// An expression that is an error: the zero date of a DATE or DATETIME in a mode without it, be it strict or not.
  private func refusedZeroDate(_ column: ColumnDefinition) -> String? {
    guard mode.refusesZeroDates, [.date, .datetime].contains(column.type.kind) else { return nil }
    var mode = mode
    mode.isStrict = true
    let zero = column.type.implicitDefault
    return QueryRenderer.assigned(zero, from: .varchar(26), to: column, mode: mode)
  }

  /// A column's value as another one stores it, by `mode`.
  private func converted(
    _ old: ColumnDefinition,
    to column: ColumnDefinition,
    of table: String
  ) -> String {
    let text = SQLiteName.quoted(old.name)
    guard old.type != column.type else { return text }
    return QueryRenderer.assigned(
      text,
      from: old.type.taken(fromLiteral: false),
      to: column,
      of: table,
      isCopied: true,
      mode: mode
    )
  }
}

/// How two definitions of a table differ.
struct TableChange {
  let old: TableDefinition
  let new: TableDefinition
  /// New names to old ones; a column that is not here is new.
  let sources: [String: String]
  let isForced: Bool

  init(_ alteration: TableAlteration) {
    old = alteration.before
    new = alteration.after
    sources = alteration.sources
    isForced = alteration.isForced
  }

  /// The new table's name while the rows are copied.
  var passingName: String { new.name + "#new" }

  /// The column that a column of the new table was; nil for one that is added.
  func oldColumn(of column: ColumnDefinition) -> ColumnDefinition? {
    sources[column.name].flatMap { old.column(named: $0) }
  }

  var addedColumns: [ColumnDefinition] { new.columns.filter { oldColumn(of: $0) == nil } }

  /// Renames one after the other; where a name that is given is still another column's, all columns go by
  /// passing names.
  var columnRenames: [(String, String)] {
    let renames = new.columns.compactMap { column -> (from: String, to: String)? in
      guard let old = oldColumn(of: column), old.name != column.name else { return nil }
      return (old.name, column.name)
    }
    let isTaken = renames.contains { rename in
      old.column(named: rename.to).map { $0.name != rename.from } ?? false
    }
    guard isTaken else { return renames.map { ($0.from, $0.to) } }
    return renames.map { ($0.from, $0.to + "#new") } + renames.map { ($0.to + "#new", $0.to) }
  }

  /// Every index goes when the table's name does, for it is part of theirs.
  var droppedIndexes: [IndexDefinition] {
    old.indexes.filter { old.name != new.name || !new.indexes.contains($0) }
  }

  var addedIndexes: [IndexDefinition] {
    new.indexes.filter { old.name != new.name || !old.indexes.contains($0) }
  }

  /// Whether the columns that stay are stored as they were and come first, the key is the same, and
  /// what is added can be added to a table with rows.
  var canBeMadeInPlace: Bool {
    let kept = new.columns.prefix(old.columns.count)
    guard !isForced, kept.count == old.columns.count, new.primaryKey == renamedKey,
      new.checks == old.checks,
      new.partitioning?.coverage == old.partitioning?.coverage,
      zip(old.columns, kept).allSatisfy({ isStoredAlike($0, $1) })
    else { return false }
    return addedColumns.allSatisfy { canBeAdded($0) }
  }

  private var renamedKey: [String] {
    old.primaryKey.map { name in sources.first { $0.value == name }?.key ?? name }
  }

  private func isStoredAlike(_ old: ColumnDefinition, _ new: ColumnDefinition) -> Bool {
    oldColumn(of: new)?.name == old.name && old.isNullable == new.isNullable
      && (old.isAutoIncrement || !new.isAutoIncrement)
      && old.generated == new.generated && new.type.holdsAll(of: old.type)
      && (new.generated == nil || old.name == new.name)
      && (!hasExpressions || old.type == new.type)
  }

  /// Whether MySQL copies the rows, and so computes generated columns anew: for a type that changes and for a
  /// stored column that is new or another.
  var computesAnew: Bool {
    new.columns.contains { column in
      let old = oldColumn(of: column)
      if let generated = column.generated, generated.isStored, generated != old?.generated {
        return true
      }
      return old.map { $0.type != column.type } ?? false
    }
  }

  /// Whether SQLite has expressions of the table, whose text depends on the columns' types.
  private var hasExpressions: Bool {
    !new.checks.isEmpty || new.columns.contains { $0.generated != nil }
      || new.indexes.contains { $0.parts.contains { $0.column == nil } }
  }

  private func canBeAdded(_ column: ColumnDefinition) -> Bool {
    if column.isAutoIncrement { return false }
    if let generated = column.generated {
      let later = addedColumns.drop { $0 != column }.dropFirst()
      return !generated.isStored && column.isNullable
        && !later.contains { generated.expression.mentions($0.name) }
    }
    return column.defaultExpression == nil || column.literalDefault != nil
  }

  /// The DEFAULT clause from which the rows that are there get their value.
  func filler(of column: ColumnDefinition) -> String {
    guard column.generated == nil else { return "" }
    if let text = column.literalDefault { return " DEFAULT \(text)" }
    return column.isNullable ? "" : " DEFAULT \(column.type.implicitDefault)"
  }
}

extension ColumnDefinition {
  /// The default as SQLite's text, where it is a literal that is stored as it is written.
  fileprivate var literalDefault: String? {
    guard case .literal(let literal) = defaultExpression else { return nil }
    switch (literal.kind, type.representation) {
    case (.null, _): return isNullable ? "NULL" : nil
    case (.integer(let digits), .integer):
      return Int64(digits).map(String.init)
    case (.string(let text), .text) where text.count <= type.textLength && !text.contains("\0"):
      return quotedForSQLite(text)
    default: return nil
    }
  }
}

extension MySQLType {
  /// Whether every value of the other type is one of this, stored in the same way.
  fileprivate func holdsAll(of other: MySQLType) -> Bool {
    if self == other { return true }
    guard representation == other.representation, !isUnsigned || other.isUnsigned else {
      return false
    }
    switch representation {
    case .integer where isInteger && other.isInteger:
      return kind != .year && other.kind != .year && isUnsigned == other.isUnsigned
        && DecimalShape(of: self).precision >= DecimalShape(of: other).precision
    case .scaled, .decimalText:
      return scale ?? 0 == other.scale ?? 0 && (length ?? 10) >= (other.length ?? 10)
    case .text:
      let isWide = (collation ?? .standard).holdsCharacters(of: other.collation ?? .standard)
      return isWide && isText && other.isText && textLength >= other.textLength && kind != .char
    case .real: return kind == .double && scale == nil
    case .enumIndex, .setMask: return Array(members.prefix(other.members.count)) == other.members
    default: return false
    }
  }

  /// What MySQL gives the rows of a table for a NOT NULL column added without a default.
  fileprivate var implicitDefault: String {
    switch representation {
    case .integer, .unsigned, .scaled, .microseconds, .setMask: "0"
    case .enumIndex: "1"
    case .real: "0.0"
    case .decimalText:
      "'0\((scale ?? 0) > 0 ? "." + String(repeating: "0", count: scale ?? 0) : "")'"
    case .blob: "X'\(String(repeating: "00", count: kind == .binary ? length ?? 1 : 0))'"
    case .temporalText: quotedForSQLite(zeroInstant)
    case .json: "'null'"
    case .text, .any: "''"
    }
  }

  private var zeroInstant: String {
    guard kind != .date else { return "0000-00-00" }
    let fraction = (scale ?? 0) > 0 ? "." + String(repeating: "0", count: scale ?? 0) : ""
    return "0000-00-00 00:00:00" + fraction
  }
}
