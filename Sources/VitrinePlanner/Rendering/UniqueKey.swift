package import VitrineSQL
import VitrineSQLite
package import VitrineSharding

/// A primary or unique key, as rows are looked up by it.
package struct UniqueKey: Sendable {
  /// A part of the key.
  package struct Part: Sendable {
    /// The part in SQLite's text, over the table's columns and under the collation of the index.
    package var text: String
    package var type: MySQLType
    /// The stored column that is the part as it stands; nil for prefixes, expressions and generated
    /// columns, which SQLite computes.
    package var column: String?
  }

  /// `PRIMARY`, or the index's name.
  package var name: String
  package var parts: [Part]
  /// Whether rows with equal keys may lie on different shards, so that no shard alone keeps it.
  package var crossesShards: Bool

  /// Whether the key says something of one of the columns, by lower-case names.
  package func depends(on columns: Set<String>) -> Bool {
    parts.contains { part in part.column.map { columns.contains($0.lowercased()) } ?? true }
  }
}

extension SQLiteSchema {
  /// The keys of which no two rows may have the same, in the order in which MySQL checks them: the
  /// primary key, then those without nullable columns, then the rest.
  package func uniqueKeys(of table: ResolvedTable) throws(SQLError) -> [UniqueKey] {
    let definition = table.table
    var keys: [UniqueKey] = []
    if !definition.hasHiddenKey, !definition.primaryKey.isEmpty {
      let parts = definition.primaryKey.map { IndexDefinition.Part(.column($0, length: nil)) }
      keys.append(try uniqueKey("PRIMARY", parts, of: table))
    }
    let indexes = definition.indexes.filter(\.isUnique)
    for index in indexes.filter({ !$0.isNullable(in: definition) })
      + indexes.filter({ $0.isNullable(in: definition) })
    {
      keys.append(try uniqueKey(index.name, index.parts, of: table))
    }
    return keys
  }

  private func uniqueKey(
    _ name: String,
    _ parts: [IndexDefinition.Part],
    of table: ResolvedTable
  ) throws(SQLError) -> UniqueKey {
    let own = try parts.mapTyped { (part) throws(SQLError) in try keyPart(part, of: table.table) }
    return UniqueKey(
      name: name,
      parts: own,
      crossesShards: !table.keepsTogether(own.compactMap(\.column))
    )
  }

  private func keyPart(
    _ part: IndexDefinition.Part,
    of table: TableDefinition
  ) throws(SQLError) -> UniqueKey.Part {
    switch part.key {
    case .expression(let expression):
      let key = try typedKey(expression, on: table)
      return UniqueKey.Part(text: "(\(key.text))", type: key.type, column: nil)
    case .column(let name, let length):
      let column = table.column(named: name)
      let text = self.column(name, prefix: length, of: table)
      let isWhole = column?.generated == nil && text == SQLiteName.quoted(name)
      return UniqueKey.Part(
        text: text,
        type: column?.type ?? .unknown,
        column: isWhole ? column?.name ?? name : nil
      )
    }
  }

  /// SQLite text that computes expressions over one row, whose stored columns are the parameters.
  ///
  ///     SELECT lower(email) FROM (SELECT ?1 AS id, ?2 COLLATE utf8mb4_0900_ai_ci AS email)
  ///
  /// Columns have the collations that the table declares, by which expressions compare them.
  package func evaluation(
    of texts: [String],
    over columns: [ColumnDefinition],
    of table: TableDefinition
  ) throws(SQLError) -> String {
    func output(_ value: String, _ column: ColumnDefinition) -> String {
      let collation = column.type.keyCollation.map { " COLLATE \($0)" } ?? ""
      return "\(value)\(collation) AS \(SQLiteName.quoted(column.name))"
    }
    let values = columns.enumerated().map { output("?\($0 + 1)", $1) }
    var row = "SELECT \(values.joined(separator: ", "))"
    for column in table.columns {
      guard let generated = column.generated else { continue }
      let value = try generatedValue(of: column, generated, on: table)
      row = "SELECT *, \(output(value, column)) FROM (\(row))"
    }
    return "SELECT \(texts.joined(separator: ", ")) FROM (\(row))"
  }
}

extension SQLiteSchema {
  /// The CHECK constraints that a table's rows are held to, with SQLite texts that are 0 for a row which breaks them.
  package func checks(
    of table: TableDefinition
  ) throws(SQLError) -> [(name: String, condition: String)] {
    try table.checks.filter(\.isEnforced).mapTyped { check throws(SQLError) in
      (check.name, "(\(try condition(check.expression, on: table))) IS NOT FALSE")
    }
  }
}

extension ResolvedTable {
  /// Whether rows that agree in these columns lie on one shard, so that the shard's own index keeps a
  /// key of them unique.
  ///
  /// Not where a vindex sends values apart that the columns' collation takes for equal.
  package func keepsTogether(_ columns: [String]) -> Bool {
    guard case .sharded(let vindexes) = placement else { return true }
    guard let primary = vindexes.first, primary.isUnique, !primary.isLookup else {
      return false
    }
    let known = Set(columns.map { $0.lowercased() })
    let isLoose = primary.type.hasPrefix("unicode_loose")
    return primary.columns.allSatisfy { name in
      guard known.contains(name.lowercased()), let type = table.column(named: name)?.type else {
        return false
      }
      return RoutingTypes.hashAlike(type, type, loosely: isLoose)
    }
  }
}

extension IndexDefinition {
  fileprivate func isNullable(in table: TableDefinition) -> Bool {
    parts.contains { part in
      part.column.flatMap { table.column(named: $0)?.isNullable } ?? true
    }
  }
}
