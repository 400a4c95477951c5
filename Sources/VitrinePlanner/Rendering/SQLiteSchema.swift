package import VitrineSQL
package import VitrineSQLite
package import VitrineSharding

/// Tables of MySQL's as SQLite's: the statements that make them on a shard.
///
/// Columns lie as their types' representations say. What the gateway sees to (defaults, ranges,
/// lengths, AUTO_INCREMENT, foreign keys) is not repeated here; what only the shard can see (keys,
/// NOT NULL, checks, generated columns) is.
package struct SQLiteSchema {
  package let catalog: Catalog
  /// The keyspace of the tables.
  package let keyspace: Keyspace
  /// The time of the statement that changes tables: what columns added with DEFAULT CURRENT_TIMESTAMP get.
  package var clock = TimestampClock.utc
  /// What becomes of values that a changed column cannot hold.
  package var mode = AssignmentMode.strict
  /// Whether 0 stands for a number that AUTO_INCREMENT has still to give.
  package var setsAutoIncrementForZero = true

  package init(catalog: Catalog, keyspace: Keyspace) {
    self.catalog = catalog
    self.keyspace = keyspace
  }

  /// CREATE TABLE and, after it, CREATE INDEX for each index.
  ///
  /// Nothing for a view.
  ///
  ///     CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT COLLATE utf8mb4_0900_ai_ci NOT NULL)
  package func createTable(_ table: TableDefinition) throws(SQLError) -> [String] {
    guard table.view == nil else { return [] }
    return [try createTableAlone(table, named: table.name)] + (try createIndexes(table))
  }

  package func dropTable(_ name: String) -> String {
    "DROP TABLE IF EXISTS \(SQLiteName.table(name))"
  }

  /// An index of the table; nil for one that SQLite has no kind of: FULLTEXT, SPATIAL, those of arrays.
  package func createIndex(
    _ index: IndexDefinition,
    on table: TableDefinition
  ) throws(SQLError) -> String? {
    guard index.kind == .plain || index.kind == .unique else { return nil }
    guard !index.isMultivalued else {
      for part in index.parts {
        guard case .expression(.cast(let node)) = part.key, node.isArray else { continue }
        // What the array is made of has to be there.
        _ = try key(node.operand, on: table)
      }
      return nil
    }
    let parts = try index.parts.mapTyped { (part) throws(SQLError) in
      try self.part(part, of: index, on: table)
    }
    return (index.isUnique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ")
      + "\(SQLiteName.index(index.name, of: table.name)) ON \(SQLiteName.table(table.name)) "
      + "(\(parts.joined(separator: ", ")))"
  }

  package func dropIndex(_ name: String, on table: String) -> String {
    "DROP INDEX IF EXISTS \(SQLiteName.index(name, of: table))"
  }

  func createIndexes(_ table: TableDefinition) throws(SQLError) -> [String] {
    var statements: [String] = []
    for index in table.indexes {
      if let statement = try createIndex(index, on: table) { statements.append(statement) }
    }
    return statements
  }

  /// CREATE TABLE without its indexes, under a name that may be a passing one.
  func createTableAlone(
    _ table: TableDefinition,
    named name: String
  ) throws(SQLError) -> String {
    var items = try table.columns.mapTyped { (column) throws(SQLError) in
      try definition(of: column, in: table)
    }
    if table.hasHiddenKey, table.column(named: TableDefinition.hiddenKey) == nil {
      items.append("\(TableDefinition.hiddenKey) INTEGER PRIMARY KEY")
    }
    let key = SQLiteKey(table)
    if let clause = key.clause { items.append(clause) }
    for check in table.checks where check.isEnforced {
      items.append(try constraint(check, on: table))
    }
    if let coverage = try partitionCoverage(of: table) { items.append(coverage) }
    return "CREATE TABLE \(SQLiteName.table(name)) (\(items.joined(separator: ", ")))"
      + (key.isClustered ? " WITHOUT ROWID" : "")
  }

  // MARK: Columns

  func definition(
    of column: ColumnDefinition,
    in table: TableDefinition
  ) throws(SQLError) -> String {
    var text = "\(SQLiteName.quoted(column.name)) \(column.type.sqliteDeclaration)"
    if SQLiteKey(table).rowID == column.name { return text + " PRIMARY KEY" }
    if !column.isNullable || table.primaryKey.contains(column.name) { text += " NOT NULL" }
    if let generated = column.generated {
      let value = try generatedValue(of: column, generated, on: table)
      text += " GENERATED ALWAYS AS (\(value)) \(generated.isStored ? "STORED" : "VIRTUAL")"
      if let condition = try generatedValueFits(column, generated, on: table) {
        text += " CHECK (\(condition))"
      }
    }
    return text
  }

  // MARK: Indexes

  private func part(
    _ part: IndexDefinition.Part,
    of index: IndexDefinition,
    on table: TableDefinition
  ) throws(SQLError) -> String {
    let text: String
    switch part.key {
    case .expression(let expression):
      text = "(\(try self.key(expression, on: table)))"
    case .column(let name, let length):
      text = self.column(name, prefix: index.isUnique ? length : nil, of: table)
    }
    return part.isDescending ? text + " DESC" : text
  }

  /// A unique index on a prefix tells only prefixes apart; any other index may as well have it all.
  func column(_ name: String, prefix: Int?, of table: TableDefinition) -> String {
    let column = SQLiteName.quoted(name)
    guard let prefix, let type = table.column(named: name)?.type, type.textLength > prefix else {
      return column
    }
    let collation = type.keyCollation.map { " COLLATE \($0)" } ?? ""
    return "substr(\(column), 1, \(prefix))\(collation)"
  }

  // MARK: Constraints

  private func constraint(
    _ check: CheckDefinition,
    on table: TableDefinition
  ) throws(SQLError) -> String {
    "CONSTRAINT \(SQLiteName.quoted(check.name)) CHECK (\(try condition(check.expression, on: table)))"
  }
}

extension SQLiteSchema {
  /// Refuses rows that no partition takes, with MySQL's error 1526.
  private func partitionCoverage(of table: TableDefinition) throws(SQLError) -> String? {
    guard let partitioning = table.partitioning, let coverage = partitioning.coverage else {
      return nil
    }
    let condition = try condition(Parser.parseExpression(coverage), on: table)
    let value = try expression(
      Parser.parseExpression(partitioning.refusedValue),
      on: table,
      as: .varchar(255)
    )
    return "CONSTRAINT \"vitrine partition\" CHECK (CASE WHEN \(condition) THEN 1 "
      + "ELSE my_no_partition(\(value)) END)"
  }
}

/// How a table's primary key lies in SQLite.
struct SQLiteKey {
  /// The column that is SQLite's row id: the only column of the key, a signed integer.
  let rowID: String?
  /// The PRIMARY KEY clause of any other key.
  let clause: String?
  /// WITHOUT ROWID: the rows lie in the key's own tree, as in InnoDB.
  ///
  /// Not for rows that may be large, of which SQLite then fits few on a page.
  let isClustered: Bool

  init(_ table: TableDefinition) {
    let columns = table.primaryKey.compactMap { table.column(named: $0) }
    if let only = columns.first, columns.count == 1, only.type.representation == .integer,
      only.generated == nil
    {
      rowID = only.name
      clause = nil
      isClustered = false
      return
    }
    rowID = nil
    let names = columns.map { SQLiteName.quoted($0.name) }
    clause = names.isEmpty ? nil : "PRIMARY KEY (\(names.joined(separator: ", ")))"
    isClustered = clause != nil && !table.columns.contains { $0.type.isLong }
  }
}

extension MySQLType {
  /// Whether its values may take more than a fraction of a page.
  fileprivate var isLong: Bool {
    switch representation {
    case .text, .blob: textLength > 1024
    case .json: true
    default: false
    }
  }
}
