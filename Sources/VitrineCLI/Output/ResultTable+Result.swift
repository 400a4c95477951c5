import Vitrine
import VitrinePlanner
import VitrineSharding

extension ResultTable {
  /// The rows of an answer in MySQL's text form.
  init(_ result: Vitrine.Result) {
    columns = result.columns.map {
      Column($0.name, type: $0.type.displayName, isNumeric: $0.type.isNumeric)
    }
    rows = result.rows.indices.map { row in
      result.columns.indices.map { column in
        Cell(result, row: row, column: column)
      }
    }
  }
}

extension ResultTable.Cell {
  /// One value of an answer: bytes where its type is binary, else MySQL's text.
  init(_ result: Vitrine.Result, row: Int, column: Int) {
    let value = result.rows[row][column]
    let type = result.columns[column].type
    switch value {
    case .null: self = .null
    case .blob(let bytes) where type.isBinary || type.kind == .geometry || type.kind == .unknown:
      self = .binary(bytes)
    case _ where type.kind == .bit:
      let bytes = result.bytes(row: row, column: column) ?? []
      self = String(validating: bytes, as: UTF8.self).map(Self.text) ?? .binary(bytes)
    default: self = result.text(row: row, column: column).map(Self.text) ?? .null
    }
  }
}

extension MySQLType {
  /// MySQL's name for the type, without length: `BIGINT`, `BIGINT UNSIGNED`, `VARCHAR`.
  var displayName: String { kind.rawValue.uppercased() + (isUnsigned ? " UNSIGNED" : "") }

  /// The type as MySQL's protocol tells it, which has TEXT and BLOB in one size only.
  var clientName: String {
    switch kind {
    case .tinytext, .mediumtext, .longtext: MySQLType(.text).displayName
    case .tinyblob, .mediumblob, .longblob: MySQLType(.blob).displayName
    default: displayName
    }
  }
}
