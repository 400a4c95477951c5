import Foundation
import VitrineSQL
package import VitrineSharding

/// What JSON_TABLE makes of a document: a row for each value its path leads to.
package struct JSONTableShape: Sendable, Hashable, Codable {
  package indirect enum Column: Sendable, Hashable, Codable {
    /// `FOR ORDINALITY`: the number of the row among those of its path.
    case ordinality
    case value(JSONColumn)
    /// `NESTED PATH`: rows of their own for each value below.
    case nested(JSONTableShape)
  }

  package var path: String
  package var columns: [Column]

  package init(path: String, columns: [Column]) {
    self.path = path
    self.columns = columns
  }

  /// The types of its columns, those of nested paths in their places.
  package var types: [MySQLType] {
    columns.flatMap { column -> [MySQLType] in
      switch column {
      case .ordinality: [.unsignedBigint]
      case .value(let value): [value.type]
      case .nested(let shape): shape.types
      }
    }
  }

  /// The shape as a constant of the rendered text.
  package var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let data = try? encoder.encode(self) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }
}

/// A shape made ready: its paths read.
final class JSONTableReader: Sendable {
  private indirect enum Column {
    case ordinality
    case value(JSONColumn, JSONPath)
    case nested(Level)
  }

  private struct Level {
    let path: JSONPath
    let columns: [Column]
    let width: Int

    init(_ shape: JSONTableShape) throws(SQLError) {
      path = try JSONPath(shape.path)
      var columns: [Column] = []
      var width = 0
      for column in shape.columns {
        switch column {
        case .ordinality: columns.append(.ordinality)
        case .value(let value): columns.append(.value(value, try JSONPath(value.path)))
        case .nested(let shape):
          let level = try Level(shape)
          width += level.width - 1
          columns.append(.nested(level))
        }
        width += 1
      }
      self.columns = columns
      self.width = width
    }
  }

  private let level: Level
  private let types: [MySQLType]

  init(text: String) throws(SQLError) {
    guard let shape = try? JSONDecoder().decode(JSONTableShape.self, from: Data(text.utf8)) else {
      throw SQLError(.internal, "my_json_table does not understand its specification")
    }
    level = try Level(shape)
    types = shape.types
  }

  /// The rows as a JSON array of arrays, each cell as the renderer's `json_each` reads it.
  func rows(of document: JSONDocument) throws(SQLError) -> String {
    var text = "["
    for row in try Self.rows(of: document, level) {
      if text.utf8.count > 1 { text += "," }
      text += "["
      for (index, value) in row.enumerated() {
        if index > 0 { text += "," }
        text += Self.cell(value, types[index])
      }
      text += "]"
    }
    return text + "]"
  }

  private static func rows(
    of document: JSONDocument,
    _ level: Level
  ) throws(SQLError) -> [[Value]] {
    var rows: [[Value]] = []
    for (index, value) in document.values(at: level.path).enumerated() {
      rows += try self.rows(at: value, number: index + 1, level)
    }
    return rows
  }

  /// The rows of one value: one for each row of each nested path in turn, the columns of the other paths
  /// being NULL; one alone where no nested path has any.
  private static func rows(
    at value: JSONDocument,
    number: Int,
    _ level: Level
  ) throws(SQLError) -> [[Value]] {
    var row = [Value](repeating: .null, count: level.width)
    var nested: [(place: Int, rows: [[Value]])] = []
    var place = 0
    for column in level.columns {
      switch column {
      case .ordinality: row[place] = .integer(Int64(number))
      case .value(let column, let path): row[place] = try column.value(in: value, at: path)
      case .nested(let inner):
        nested.append((place, try rows(of: value, inner)))
        place += inner.width - 1
      }
      place += 1
    }
    var rows: [[Value]] = []
    for (place, inner) in nested {
      for cells in inner {
        var joined = row
        joined.replaceSubrange(place..<place + cells.count, with: cells)
        rows.append(joined)
      }
    }
    return rows.isEmpty ? [row] : rows
  }

  /// A value as JSON that loses nothing: what JSON cannot carry is text, as SQLite's `quote` gives it.
  private static func cell(_ value: Value, _ type: MySQLType) -> String {
    switch value {
    case .null: return "null"
    case .integer(let number):
      let isQuoted = type.representation == .unsigned
      return isQuoted ? "\"\(number)\"" : String(number)
    case .real(let number): return "\"\(number)\""
    case .text(let text): return JSONDocument.quoted(text)
    case .blob(let bytes):
      let digits = bytes.map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
      return "\"X'\(digits.joined())'\""
    }
  }
}
