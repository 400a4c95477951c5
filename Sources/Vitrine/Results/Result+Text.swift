import VitrinePlanner
import VitrineSQLite
import VitrineSharding

extension Result {
  /// A value as a MySQL client shows it; nil for NULL, and for what is no place in the answer.
  ///
  /// `DECIMAL(12,2)` that lies as 150 is `1.50`, a TIME is `01:02:03`, an ENUM its member.
  public func text(row: Int, column: Int) -> String? {
    guard rows.indices.contains(row), columns.indices.contains(column),
      rows[row].indices.contains(column)
    else { return nil }
    return MySQLText.text(of: rows[row][column], type: columns[column].type)
  }

  /// A value as the bytes that a MySQL client is sent, which for BINARY, BLOB and BIT need not be UTF-8; nil for NULL, and
  /// for what is no place in the answer.
  public func bytes(row: Int, column: Int) -> [UInt8]? {
    guard rows.indices.contains(row), columns.indices.contains(column),
      rows[row].indices.contains(column)
    else { return nil }
    return MySQLText.bytes(of: rows[row][column], type: columns[column].type)
  }

  /// All rows as a MySQL client shows them.
  public var textRows: [[String?]] {
    rows.indices.map { row in columns.indices.map { text(row: row, column: $0) } }
  }
}
