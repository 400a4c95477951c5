import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrineSQLite

/// A connection with the library, and what tests ask of it.
struct Library {
  let connection: Connection
  let context = StatementContext()

  init() throws {
    connection = try Connection.memory()
    context.now = 1_795_226_523_250_000
    try MySQLLibrary.install(on: connection, context: context)
  }

  /// The first column of the first row.
  func value(_ sql: String) throws -> Value {
    let statement = try connection.prepare(sql)
    guard try statement.step() else { return .null }
    return statement.row.value(at: 0)
  }

  /// An operand's value as MySQL's text.
  func text(_ operand: Operand) throws -> String? {
    MySQLText.text(of: try value("SELECT " + operand.sql), type: operand.type)
  }
}

extension Operand {
  static func literal(_ text: String) -> Operand {
    if text == "NULL" { return Operand("NULL", .null, origin: .constant, value: .null) }
    if text.hasPrefix("'") {
      let content = String(text.dropFirst().dropLast())
      return Operand(quotedForSQLite(content), .varchar(content.count), origin: .constant)
    }
    if text.contains("e") { return Operand(text, .double, origin: .constant) }
    if text.contains(".") { return decimal(text) }
    let digits = text.drop { $0 == "-" }.count
    if let number = Int64(text) {
      return Operand(
        "\(number)",
        MySQLType(.bigint, length: digits),
        origin: .constant,
        value: .integer(number)
      )
    }
    let bytes = (UInt64(text) ?? 0).bigEndianBytes.map { hex($0) }.joined()
    return Operand("x'\(bytes)'", MySQLType(.bigint, unsigned: true), origin: .constant)
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  private static func decimal(_ text: String) -> Operand {
    let scale = text.split(separator: ".").last?.count ?? 0
    let digits = text.filter(\.isNumber).drop { $0 == "0" }.count
    let type = MySQLType.decimal(max(digits, scale), scale)
    if case .scaled = type.representation {
      return Operand(text.replacing(".", with: ""), type, origin: .constant)
    }
    return Operand("'\(text)'", type, origin: .constant)
  }
}
