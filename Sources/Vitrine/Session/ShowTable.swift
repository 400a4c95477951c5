import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// The rows of a SHOW statement before LIKE and WHERE choose among them.
struct ShowTable {
  var columns: [String]
  var rows: [[Value]] = []
  /// The column that LIKE looks at.
  var nameColumn = 0

  init(_ columns: [String], nameColumn: Int = 0) {
    self.columns = columns
    self.nameColumn = nameColumn
  }

  /// Rows of `information_schema` under the names that SHOW gives their columns.
  init(_ rows: [[String: Value]], _ columns: [(name: String, source: String)], nameColumn: Int = 0)
  {
    self.columns = columns.map(\.name)
    self.nameColumn = nameColumn
    self.rows = rows.map { row in
      columns.map { column in
        switch row[column.source] ?? .null {
        case .integer(let number): .text(String(number))
        case let value: value
        }
      }
    }
  }

  mutating func add(_ cells: String?...) {
    rows.append(cells.map { $0.map(Value.text) ?? .null })
  }

  /// The rows of SHOW VARIABLES and SHOW STATUS as `performance_schema` has them.
  var variableRows: [[String: Value]] {
    rows.map { ["VARIABLE_NAME": $0[0], "VARIABLE_VALUE": $0[1]] }
  }

  var result: Result {
    let columns = columns.map { ResultColumn(name: $0, type: Self.type(of: $0)) }
    let numbers = columns.indices.filter { columns[$0].type.isInteger }
    var rows = rows
    for row in rows.indices {
      for column in numbers where rows[row].indices.contains(column) {
        guard case .text(let text) = rows[row][column], let number = Int64(text) else { continue }
        rows[row][column] = .integer(number)
      }
    }
    return Result(columns: columns, rows: rows)
  }

  /// The type that MySQL gives a column of a SHOW statement: of most a text.
  private static func type(of column: String) -> MySQLType {
    switch column {
    case "Code", "Maxlen", "Sortlen", "Seq_in_index": MySQLType(.int, unsigned: true)
    case "Non_unique", "Version", "Time": .int
    case "Cardinality", "Sub_part", "Checksum", "In_use", "Name_locked": .bigint
    case "Id", "id", "Rows", "Avg_row_length", "Data_length", "Max_data_length", "Index_length",
      "Data_free", "Auto_increment", "@@session.warning_count", "@@session.error_count":
      .unsignedBigint
    default: .varchar(1024)
    }
  }

  /// Only the rows whose name a LIKE pattern matches, upper and lower case being the same.
  mutating func keep(like pattern: String) {
    let pattern = Array(pattern.lowercased())
    rows = rows.filter { row in
      guard row.indices.contains(nameColumn), case .text(let name) = row[nameColumn] else {
        return false
      }
      return Self.matches(Array(name.lowercased())[...], pattern[...])
    }
  }

  /// Names of tables and databases stand in a column that tells the pattern, too.
  mutating func tellPattern(_ pattern: String) {
    guard let name = columns.first, name == "Database" || name.hasPrefix("Tables_in_") else {
      return
    }
    columns[0] = "\(name) (\(pattern))"
  }

  private static func matches(
    _ text: ArraySlice<Character>,
    _ pattern: ArraySlice<Character>
  ) -> Bool {
    var (text, pattern) = (text, pattern)
    while let first = pattern.popFirst() {
      switch first {
      case "%":
        return (text.startIndex...text.endIndex).contains { matches(text[$0...], pattern) }
      case "_":
        guard text.popFirst() != nil else { return false }
      default:
        let literal = first == "\\" ? pattern.popFirst() ?? first : first
        guard text.popFirst() == literal else { return false }
      }
    }
    return text.isEmpty
  }
}
