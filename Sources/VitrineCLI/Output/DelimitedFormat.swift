/// Rows for other programs: CSV as RFC 4180 says, TSV as MySQL's client writes it.
enum DelimitedFormat {
  /// NULL is an empty field, the empty string is `""`.
  static func csv(of table: ResultTable) -> String {
    let header = table.columns.map { quoted($0.name) }
    return lines([header] + table.rows.map { $0.map(csvField) }, separator: ",", ending: "\r\n")
  }

  /// NULL is `NULL`; tabs, newlines and backslashes in values are escaped with a backslash.
  static func tsv(of table: ResultTable) -> String {
    let header = table.columns.map { escaped($0.name) }
    return lines([header] + table.rows.map { $0.map(tsvField) }, separator: "\t", ending: "\n")
  }

  private static func lines(_ rows: [[String]], separator: String, ending: String) -> String {
    rows.reduce(into: "") { $0 += $1.joined(separator: separator) + ending }
  }

  private static func csvField(_ cell: ResultTable.Cell) -> String {
    cell == .null ? "" : quoted(cell.readable)
  }

  private static func quoted(_ text: String) -> String {
    let needsQuotes = text.isEmpty || text.utf8.contains { ",\"\r\n".utf8.contains($0) }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  private static func tsvField(_ cell: ResultTable.Cell) -> String {
    cell == .null ? "NULL" : escaped(cell.readable)
  }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") }) else { return text }
    return text.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\0": text += "\\0"
      case "\\": text += "\\\\"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
