package import VitrineSharding

/// The SQLite texts by which the gateway reads and writes single rows of a table.
package struct RowStatements: Sendable {
  private let table: String
  /// The columns that are stored, in the order of a row's values.
  package let columns: [ColumnDefinition]
  /// The columns by which a row is found again.
  package let key: [String]

  package init(_ table: TableDefinition) {
    self.table = SQLiteName.table(table.name)
    key = table.primaryKey
    columns = table.columns.filter {
      $0.generated == nil && $0.name != TableDefinition.hiddenKey
    }
  }

  package func position(of column: String) -> Int? {
    columns.firstIndex { $0.name.lowercased() == column.lowercased() }
  }

  /// The rows that meet a condition: the stored columns, then the key.
  package func select(where condition: String) -> String {
    let names = (columns.map(\.name) + key).map(SQLiteName.quoted).joined(separator: ", ")
    return "SELECT \(names) FROM \(table) WHERE \(condition)"
  }

  /// One column of the rows of which another is one of so many values.
  package func select(_ column: String, where other: String, isOneOf count: Int) -> String {
    let places = (0..<count).map { "?\($0 + 1)" }.joined(separator: ", ")
    return "SELECT \(SQLiteName.quoted(column)) FROM \(table) "
      + "WHERE \(SQLiteName.quoted(other)) IN (\(places))"
  }

  /// Whether there is a row that meets a condition.
  package func exists(where condition: String) -> String {
    "SELECT 1 FROM \(table) WHERE \(condition) LIMIT 1"
  }

  /// INSERT of the stored columns.
  package var insert: String {
    guard !columns.isEmpty else { return "INSERT INTO \(table) DEFAULT VALUES" }
    let names = columns.map { SQLiteName.quoted($0.name) }.joined(separator: ", ")
    let values = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
    return "INSERT INTO \(table) (\(names)) VALUES (\(values))"
  }

  /// UPDATE of the columns at some positions; the key's values follow the columns'.
  package func update(_ positions: [Int]) -> String {
    let changes = positions.enumerated().map { index, position in
      "\(SQLiteName.quoted(columns[position].name)) = ?\(index + 1)"
    }
    return "UPDATE \(table) SET \(changes.joined(separator: ", ")) "
      + "WHERE \(keyCondition(after: positions.count))"
  }

  /// DELETE of one row.
  package var delete: String { "DELETE FROM \(table) WHERE \(keyCondition())" }

  /// The condition that finds one row; its parameters come after so many others.
  package func keyCondition(after count: Int = 0) -> String {
    Self.condition(key.map(SQLiteName.quoted), after: count)
  }

  /// That SQLite texts equal the parameters, in order.
  package static func condition(_ texts: [String], after count: Int = 0) -> String {
    texts.enumerated().map { "\($1) = ?\(count + $0 + 1)" }.joined(separator: " AND ")
  }
}
