import VitrineSQL
import VitrineSharding

/// Rows as JSON objects: numbers as numbers with every digit, NULL as null, bytes as `{"hex": …}`.
enum JSONFormat {
  /// One array, an object a line.
  static func array(of table: ResultTable) -> String {
    let lines = objects(of: table).map { "  " + $0 }
    return lines.isEmpty ? "[]\n" : "[\n" + lines.joined(separator: ",\n") + "\n]\n"
  }

  /// One object a line and nothing else.
  static func lines(of table: ResultTable) -> String {
    objects(of: table).map { $0 + "\n" }.joined()
  }

  private static func objects(of table: ResultTable) -> [String] {
    table.rows.map { row in
      JSON.object(
        zip(table.columns, row).map { column, cell in
          JSON.Member(column.name, value(cell, isNumeric: column.isNumeric))
        }
      ).compact
    }
  }

  /// A cell as a JSON value; a number only where the column is numeric and the text is JSON's.
  static func value(_ cell: ResultTable.Cell, isNumeric: Bool) -> JSON {
    switch cell {
    case .null: .null
    case .binary(let bytes): ["hex": .string(Hexadecimal.text(bytes))]
    case .text(let text): isNumeric && isNumber(text) ? .number(text) : .string(text)
    }
  }

  private static func isNumber(_ text: String) -> Bool {
    if case .number? = try? JSON(parsing: text) { true } else { false }
  }
}
