import VitrineSharding

/// Rows to show, away from where they came from: what every output format is given.
struct ResultTable: Equatable {
  /// A column's name, MySQL type and how it is set.
  struct Column: Equatable {
    var name: String
    /// MySQL's name of the type, such as `BIGINT`.
    var type: String
    /// Numbers are set flush right, and are numbers in JSON.
    var isNumeric: Bool

    init(_ name: String, type: String = "VARCHAR", isNumeric: Bool = false) {
      self.name = name
      self.type = type
      self.isNumeric = isNumeric
    }
  }

  /// One value in MySQL's text form.
  enum Cell: Equatable {
    case null
    case text(String)
    /// Bytes that are not text: BINARY, BLOB and their like.
    case binary([UInt8])
  }

  var columns: [Column]
  var rows: [[Cell]]
}

extension ResultTable {
  /// A table of texts, for what is listed rather than queried.
  init(_ names: [String], _ rows: [[String]]) {
    self.init(columns: names.map { Column($0) }, rows: rows.map { $0.map(Cell.text) })
  }
}

extension ResultTable.Cell {
  /// The text people read: `NULL`, the text itself, or `0x…` for bytes that are not UTF-8.
  var readable: String {
    switch self {
    case .null: "NULL"
    case .text(let text): text
    case .binary(let bytes):
      String(validating: bytes, as: UTF8.self) ?? "0x" + Hexadecimal.text(bytes)
    }
  }
}
