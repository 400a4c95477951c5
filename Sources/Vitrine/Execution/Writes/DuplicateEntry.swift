import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Says which key refused a row, and for which values, as MySQL does.
struct DuplicateEntry {
  private let table: TableDefinition
  private let columns: [(name: String, type: MySQLType)]

  init(_ plan: Primitive.Insert) {
    table = plan.table.table
    columns = plan.columns.map { ($0.name, $0.type) }
  }

  /// The error with MySQL's message, where it is one about a duplicate.
  ///
  /// SQLite names the columns, `UNIQUE constraint failed: users.id`, or the index.
  func explained(_ error: SQLError, _ row: [Value]) -> SQLError {
    guard error.code == .duplicateEntry, let key = key(in: error.message) else { return error }
    let texts = key.columns.map { text(of: $0, in: row) }
    var copy = error
    copy.message =
      "Duplicate entry '\(texts.joined(separator: "-"))' for key '\(table.name).\(key.name)'"
    return copy
  }

  private struct Key {
    var name: String
    var columns: [String]
  }

  private func key(in message: String) -> Key? {
    let keys =
      [Key(name: "PRIMARY", columns: table.primaryKey)]
      + table.indexes.filter(\.isUnique).map { Key(name: $0.name, columns: $0.columns) }
    let parts = message.split(separator: "'")
    let subject = parts.count > 1 ? String(parts[1]) : message
    let names = Set(
      subject.split(separator: ",").map { part in
        part.split(separator: ".").last.map { String($0).lowercased() } ?? ""
      }
    )
    return keys.first { Set($0.columns.map { $0.lowercased() }) == names }
      ?? keys.dropFirst().first { subject.contains($0.name) }
  }

  private func text(of column: String, in row: [Value]) -> String {
    guard let position = columns.firstIndex(where: { $0.name.matches(column) }),
      row.indices.contains(position)
    else { return "" }
    return MySQLText.text(of: row[position], type: columns[position].type) ?? "NULL"
  }
}

/// REPLACE: the rows that stand in a new row's way are removed first, so that they are counted.
struct Replacement {
  private let plan: Primitive.Insert

  init(_ plan: Primitive.Insert) {
    self.plan = plan
  }

  func removeRivals(of row: [Value], on connection: Connection) throws(SQLError) -> Int {
    var removed = 0
    let table = plan.table.table
    let keys = [table.primaryKey] + table.indexes.filter(\.isUnique).map(\.columns)
    for key in keys {
      let positions = key.compactMap { name in
        plan.columns.firstIndex { $0.name.matches(name) }
      }
      guard positions.count == key.count, !key.isEmpty,
        !positions.contains(where: { row[$0].isNull })
      else { continue }
      let conditions = key.enumerated().map { "\(SQLiteName.quoted($1)) = ?\($0 + 1)" }
      let text =
        "DELETE FROM \(SQLiteName.table(table.name)) WHERE \(conditions.joined(separator: " AND "))"
      removed += try connection.prepare(text).run(positions.map { row[$0] })
    }
    return removed
  }
}
