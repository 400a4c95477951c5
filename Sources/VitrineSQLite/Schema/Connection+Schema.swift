package import VitrineSQL
import VitrineSharding

/// A column as SQLite stores it.
package struct StoredColumn: Sendable, Hashable {
  package let name: String
  /// The declared type, as it was written.
  package let type: String
  package let isNotNull: Bool
  /// The text of the DEFAULT expression.
  package let defaultExpression: String?
  /// Its place in the primary key, from 0; nil outside it.
  package let keyPosition: Int?
  package let isGenerated: Bool
}

/// An index as SQLite stores it.
package struct StoredIndex: Sendable, Hashable {
  package let name: String
  package let isUnique: Bool
  /// Whether it has a WHERE.
  package let isPartial: Bool
  /// Nil for an expression.
  package let columns: [String?]
}

/// What the file itself says about its tables.
extension Connection {
  /// The tables of `main`, without SQLite's own, by name.
  package func tableNames() throws(SQLError) -> [String] {
    try rows(
      """
      SELECT name FROM main.sqlite_schema
      WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
      """
    ).map { $0.text(at: 0) }
  }

  /// The columns of a table in order; none when there is no such table.
  package func columns(of table: String) throws(SQLError) -> [StoredColumn] {
    try rows("SELECT * FROM pragma_table_xinfo(?1)", [.text(table)]).map { row in
      let position = row.integer(at: 5)
      return StoredColumn(
        name: row.text(at: 1),
        type: row.text(at: 2),
        isNotNull: row.integer(at: 3) != 0,
        defaultExpression: row.optionalText(at: 4),
        keyPosition: position > 0 ? position - 1 : nil,
        isGenerated: row.integer(at: 6) >= 2
      )
    }
  }

  /// The indexes of a table, those behind its keys included, by name.
  package func indexes(of table: String) throws(SQLError) -> [StoredIndex] {
    let list = try rows(
      "SELECT name, \"unique\", partial FROM pragma_index_list(?1) ORDER BY name",
      [.text(table)]
    )
    var indexes: [StoredIndex] = []
    for row in list {
      let columns = try rows(
        "SELECT name FROM pragma_index_info(?1) ORDER BY seqno",
        [.text(row.text(at: 0))]
      )
      indexes.append(
        StoredIndex(
          name: row.text(at: 0),
          isUnique: row.integer(at: 1) != 0,
          isPartial: row.integer(at: 2) != 0,
          columns: columns.map { $0.optionalText(at: 0) }
        )
      )
    }
    return indexes
  }

  /// The statement that made a table, index, view or trigger.
  package func definition(of name: String) throws(SQLError) -> String? {
    let found = try rows(
      "SELECT sql FROM main.sqlite_schema WHERE name = ?1 COLLATE NOCASE",
      [.text(name)]
    )
    return found.first?.optionalText(at: 0)
  }

  /// What is wrong with the file; empty when nothing is.
  package func integrityProblems() throws(SQLError) -> [String] {
    do throws(SQLError) {
      return try rows("PRAGMA integrity_check").map { $0.text(at: 0) }.filter { $0 != "ok" }
    } catch  where error.code == .shardCorrupt {
      return [error.message]
    }
  }

  /// What is wrong with one table and its indexes, named as SQL does; empty when nothing is.
  package func faults(ofTable name: String) throws(SQLError) -> [String] {
    do throws(SQLError) {
      return try rows("PRAGMA integrity_check(\(name))").map { $0.text(at: 0) }
        .filter { $0 != "ok" }
    } catch  where error.code == .shardCorrupt {
      return [error.message]
    }
  }

  /// The number of rows whose foreign key leads nowhere.
  package func foreignKeyViolationCount() throws(SQLError) -> Int {
    try rows("PRAGMA foreign_key_check").count
  }

  /// Four bytes in the file's header that say which program it belongs to.
  package func applicationID() throws(SQLError) -> Int32 {
    Int32(truncatingIfNeeded: try rows("PRAGMA application_id").first?.integer(at: 0) ?? 0)
  }

  package func setApplicationID(_ id: Int32) throws(SQLError) {
    try execute("PRAGMA application_id = \(id)")
  }

  /// Four bytes in the file's header for the version of what the program keeps there.
  package func userVersion() throws(SQLError) -> Int32 {
    Int32(truncatingIfNeeded: try rows("PRAGMA user_version").first?.integer(at: 0) ?? 0)
  }

  package func setUserVersion(_ version: Int32) throws(SQLError) {
    try execute("PRAGMA user_version = \(version)")
  }
}

extension [Value] {
  fileprivate func optionalText(at index: Int) -> String? {
    guard indices.contains(index), case .text(let text) = self[index] else { return nil }
    return text
  }

  fileprivate func text(at index: Int) -> String { optionalText(at: index) ?? "" }

  fileprivate func integer(at index: Int) -> Int {
    guard indices.contains(index), case .integer(let integer) = self[index] else { return 0 }
    return Int(integer)
  }
}
