package import VitrineSQL
package import VitrineSharding

/// Rows that SQL can read as a table, made as they are read.
///
///     try connection.attach(source, as: "input_1")
///     let statement = try connection.prepare("SELECT a, count(*) FROM temp.input_1 GROUP BY a")
///
/// SQLite opens a source once for each scan: several times in the inner loop of a join, or when a
/// statement names the table twice. One that can be read only once throws from its second `open()`,
/// or is wrapped in `RepeatableRows`.
package protocol RowSource: AnyObject {
  var shape: TableShape { get }
  /// What the planner takes the number of rows for; nil where nobody knows.
  var estimatedRowCount: Int? { get }
  func open() throws(SQLError) -> any RowCursor
}

extension RowSource {
  package var estimatedRowCount: Int? { nil }
}

/// One scan of a source: before its first row until `next()` is called.
package protocol RowCursor: AnyObject {
  /// Goes to the next row; false when there is none, and not called again after that.
  func next() throws(SQLError) -> Bool
  /// A column of the row it stands on, of `0..<shape.columns.count`.
  func value(at column: Int) throws(SQLError) -> Value
  /// The same without a `Value` in between, for cursors that have the bytes at hand.
  func read(_ column: Int, into slot: inout ResultSlot) throws(SQLError)
  /// Where the row stands in the source, from 0; nil for a scan that sees all rows in order.
  ///
  /// SQLite tells rows apart by it when it unites several scans, as for `a = 1 OR b = 2`.
  var position: Int? { get }
}

extension RowCursor {
  package var position: Int? { nil }

  package func read(_ column: Int, into slot: inout ResultSlot) throws(SQLError) {
    slot.set(try value(at: column))
  }
}

/// What SQLite is told about a table before it sees a row.
///
/// Sources of equal shape can follow each other under one name while statements stay prepared.
package struct TableShape: Sendable, Hashable {
  package struct Column: Sendable, Hashable {
    package let name: String
    /// The declared type, which gives the column its affinity in comparisons: `INTEGER`, `TEXT`,
    /// `REAL`, `BLOB` or nothing.
    ///
    /// Values are passed on as they are.
    package let type: String
    /// The collation of comparisons with the column; SQLite's bytewise one when nil.
    package let collation: String?

    package init(_ name: String, type: String = "", collation: String? = nil) {
      self.name = name
      self.type = type
      self.collation = collation
    }
  }

  /// One column that the rows are sorted by.
  package struct SortTerm: Sendable, Hashable {
    package let column: Int
    package let isDescending: Bool

    package init(_ column: Int, isDescending: Bool = false) {
      self.column = column
      self.isDescending = isDescending
    }
  }

  package let columns: [Column]
  /// The order the rows come in, by SQLite's comparison under each column's collation: NULL first,
  /// then numbers, texts, blobs.
  ///
  /// An order that rows do not keep makes wrong answers.
  ///
  /// SQLite uses it for ORDER BY and GROUP BY, and (3.40) not for DISTINCT alone.
  package let sortOrder: [SortTerm]

  package init(_ columns: [Column], sortOrder: [SortTerm] = []) {
    self.columns = columns
    self.sortOrder = sortOrder
  }
}

extension TableShape {
  /// The CREATE TABLE that SQLite learns the columns from.
  var declaration: String {
    let definitions = columns.map { column in
      let collation = column.collation.map { " COLLATE \(quotedName($0))" } ?? ""
      let type = column.type.isEmpty ? "" : " \(quotedName(column.type))"
      return quotedName(column.name) + type + collation
    }
    return "CREATE TABLE rows (\(definitions.joined(separator: ", ")))"
  }
}

extension TableShape.Column {
  /// Whether SQLite turns a text into a number where it can before comparing it with the column.
  var hasNumericAffinity: Bool {
    let type = type.uppercased()
    if type.contains("INT") { return true }
    if ["CHAR", "CLOB", "TEXT", "BLOB"].contains(where: { type.contains($0) }) { return false }
    return !type.isEmpty
  }
}

/// A name as SQLite takes it whatever it contains.
func quotedName(_ name: String) -> String {
  var quoted = "\""
  for scalar in name.unicodeScalars {
    quoted.unicodeScalars.append(scalar)
    if scalar == "\"" {
      quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}
