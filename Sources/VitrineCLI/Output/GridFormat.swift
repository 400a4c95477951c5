import VitrineSQL
import VitrineSharding

/// Rows in a ruled grid, as MySQL's own client draws them.
///
///     +----+-------+
///     | id | name  |
///     +----+-------+
///     |  1 | Ada   |
///     +----+-------+
enum GridFormat {
  static func text(of table: ResultTable) -> String {
    let names = table.columns.map { escaped($0.name) }
    let rows = table.rows.map { $0.map { escaped($0.readable) } }
    let widths = names.indices.map { column in
      rows.reduce(DisplayWidth.of(names[column])) { max($0, DisplayWidth.of($1[column])) }
    }
    let rule = "+" + widths.map { String(repeating: "-", count: $0 + 2) + "+" }.joined() + "\n"
    var text = rule + line(names.indices.map { names[$0].padded(to: widths[$0]) }) + rule
    for row in rows {
      text += line(row.indices.map { cell(row[$0], table.columns[$0], widths[$0]) })
    }
    return rows.isEmpty ? text : text + rule
  }

  private static func cell(_ text: String, _ column: ResultTable.Column, _ width: Int) -> String {
    column.isNumeric ? text.paddedLeft(to: width) : text.padded(to: width)
  }

  private static func line(_ cells: [String]) -> String {
    "|" + cells.map { " \($0) |" }.joined() + "\n"
  }

  /// Control characters would break the grid: they are shown as escapes.
  static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      return text
    }
    return text.unicodeScalars.reduce(into: "") { $0 += escape($1) }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\t": return "\\t"
    case "\r": return "\\r"
    default:
      guard scalar.value < 0x20 || scalar.value == 0x7F else { return String(scalar) }
      return "\\x" + Hexadecimal.text([UInt8(truncatingIfNeeded: scalar.value)])
    }
  }
}

/// One line for each value, a heading for each row: for rows too wide to read across.
enum VerticalFormat {
  static func text(of table: ResultTable) -> String {
    let width = table.columns.reduce(0) { max($0, DisplayWidth.of($1.name)) }
    let stars = String(repeating: "*", count: 27)
    var text = ""
    for (index, row) in table.rows.enumerated() {
      text += "\(stars) \(index + 1). row \(stars)\n"
      for (column, cell) in zip(table.columns, row) {
        text += "\(column.name.paddedLeft(to: width)): \(cell.readable)\n"
      }
    }
    return text
  }
}

/// A table for a page of documentation.
enum MarkdownFormat {
  static func text(of table: ResultTable) -> String {
    let rules = table.columns.map { $0.isNumeric ? "---:" : "---" }
    return line(table.columns.map { escaped($0.name) }) + line(rules)
      + table.rows.map { line($0.map { escaped($0.readable) }) }.joined()
  }

  private static func line(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |\n"
  }

  private static func escaped(_ text: String) -> String {
    GridFormat.escaped(text).replacing("|", with: "\\|")
  }
}
