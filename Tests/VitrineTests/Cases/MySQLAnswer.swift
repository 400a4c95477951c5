import Foundation
import Vitrine
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// What a session answers, in the words of `Scripts/record-mysql-cases`.
enum MySQLAnswer {
  static func text(of item: MySQLCaseFile.Case, _ session: Session) -> String {
    do {
      return text(try session.execute(item.sql), of: item)
    } catch {
      return "error \(error.code.number)"
    }
  }

  private static func text(_ result: Vitrine.Result, of item: MySQLCaseFile.Case) -> String {
    let notes = result.warnings.map { "\($0.level.rawValue) \($0.code)" }
    let types = result.columns.map { name($0.type) }
    var rows = result.rows.indices.map { row in
      result.columns.indices.map { text(result, row: row, column: $0) }.joined(separator: " | ")
    }
    if item.isExpression, types.count == 1, rows.count == 1 {
      return (["\(types[0]) \(rows[0])"] + notes).joined(separator: "; ")
    }
    if item.isUnordered {
      rows.sort { Array($0.unicodeScalars).lexicographicallyPrecedes(Array($1.unicodeScalars)) }
    }
    let id = result.lastInsertID > 0 ? ", id \(result.lastInsertID)" : ""
    let head =
      result.hasRows
      ? zip(result.columns, types).map { "\($0.name) \($1)" }.joined(separator: " | ")
      : "affected \(result.affectedRows)\(id)"
    return ([head] + rows + notes).joined(separator: item.isExpression ? "; " : "\n")
  }

  /// The column's type, an integer's without its width, a text's without its length.
  private static func name(_ type: MySQLType) -> String {
    if type.kind == .year { return "YEAR" }
    if type.isInteger { return type.isUnsigned ? "UNSIGNED" : "INTEGER" }
    if type.isText { return "CHAR" }
    return type.isBinary ? "BINARY" : type.kind.rawValue.uppercased()
  }

  private static func text(_ result: Vitrine.Result, row: Int, column: Int) -> String {
    let type = result.columns[column].type
    guard let bytes = MySQLText.bytes(of: result.rows[row][column], type: type) else {
      return "NULL"
    }
    switch name(type) {
    case "BINARY", "BIT":
      return "0x"
        + bytes.map {
          String($0 >> 4, radix: 16, uppercase: true) + String($0 & 15, radix: 16, uppercase: true)
        }.joined()
    case "CHAR", "JSON", "ENUM", "SET": return quoted(String(decoding: bytes, as: UTF8.self))
    default: return String(decoding: bytes, as: UTF8.self)
    }
  }

  private static let escapes: [Unicode.Scalar: String] = [
    "\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{8}": "\\b",
    "\u{c}": "\\f",
  ]

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if let escape = escapes[scalar] {
        result += escape
      } else if scalar.value < 0x20 {
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
