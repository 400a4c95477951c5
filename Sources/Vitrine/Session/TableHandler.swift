import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// A table that HANDLER … OPEN has opened, and where its reading stands.
struct TableHandler {
  /// Where the next row is sought from.
  enum Position {
    /// Nothing has been read by the index yet.
    case none
    /// At a row, by the values of its key.
    case row([TypedValue])
    /// Where the row of a key would be that has none.
    case gap([TypedValue])
    case beforeFirst
    case afterLast
  }

  /// A part of the key by which rows are read, as an expression that sorts as the index does.
  struct KeyPart {
    let column: String
    let text: String
    /// Whether the expression gives the number for a value of the column: a member's, or that of a FLOAT.
    let isNumber: Bool
  }

  let table: ResolvedTable
  /// The table's name as it is written in queries.
  let name: String
  let alias: Identifier
  /// The index that was read last; nil for the rows' own order.
  var index: String?
  var position = Position.none

  var prefix: String { alias.quotedIfNeeded + "." }

  /// The columns of an index, then those of the primary key that it lacks, so that no two rows are equal.
  func key(of index: Identifier?) throws(SQLError) -> (parts: [KeyPart], width: Int) {
    let definition = table.table
    guard !definition.primaryKey.isEmpty, !definition.hasHiddenKey else {
      throw unsupported("a table without a primary key")
    }
    var names = definition.primaryKey
    if let index, !index.matches("primary") {
      guard let found = definition.index(named: index.text) else {
        throw SQLError(
          .unknownKey,
          "Key '\(index.text)' doesn't exist in table '\(alias.text)'",
          at: index.span
        )
      }
      names = try columns(of: found)
    }
    let width = names.count
    for name in definition.primaryKey
    where !names.contains(where: { $0.lowercased() == name.lowercased() }) {
      names.append(name)
    }
    return (names.map(part), width)
  }

  private func columns(of index: IndexDefinition) throws(SQLError) -> [String] {
    guard index.kind == .plain || index.kind == .unique else {
      throw unsupported("a \(index.kind.rawValue.uppercased()) index")
    }
    var names: [String] = []
    for part in index.parts {
      guard case .column(let name, nil) = part.key, !part.isDescending else {
        throw unsupported("an index of expressions, prefixes or falling order")
      }
      names.append(name)
    }
    return names
  }

  func unsupported(_ what: String) -> SQLError {
    SQLError(.unsupported, "HANDLER of \(what) is not supported")
  }

  private func part(_ name: String) -> KeyPart {
    let column = prefix + Identifier(text: name).quotedIfNeeded
    return switch table.table.column(named: name)?.type.kind {
    // These sort by their numbers, and compare by them.
    case .enum, .set, .bit: KeyPart(column: name, text: "(\(column) + 0)", isNumber: true)
    case .float: KeyPart(column: name, text: "(\(column) + 0e0)", isNumber: true)
    default: KeyPart(column: name, text: column, isNumber: false)
    }
  }
}

/// A condition on keys with the values for its placeholders.
struct KeyCondition {
  var text: String
  var values: [TypedValue]

  /// Rows whose first parts are those values.
  static func equal(_ parts: [TableHandler.KeyPart], _ values: [TypedValue]) -> KeyCondition {
    let pairs = Array(zip(parts, values))
    return KeyCondition(
      text: pairs.map { "\($0.0.text) <=> ?" }.joined(separator: " AND "),
      values: pairs.map(\.1)
    )
  }

  /// Rows whose first parts come after those values, or before them; NULL comes before all others.
  static func beyond(
    _ parts: [TableHandler.KeyPart],
    _ values: [TypedValue],
    isForward: Bool
  ) -> KeyCondition {
    var alternatives: [KeyCondition] = []
    for (index, (part, value)) in zip(parts, values).enumerated() {
      guard let last = beyond(part, value, isForward) else { continue }
      guard index > 0 else {
        alternatives.append(last)
        continue
      }
      let same = equal(Array(parts.prefix(index)), Array(values.prefix(index)))
      alternatives.append(
        KeyCondition(text: "(\(same.text) AND \(last.text))", values: same.values + last.values)
      )
    }
    return any(alternatives)
  }

  private static func beyond(
    _ part: TableHandler.KeyPart,
    _ value: TypedValue,
    _ isForward: Bool
  ) -> KeyCondition? {
    if isForward {
      return value.value.isNull
        ? KeyCondition(text: "\(part.text) IS NOT NULL", values: [])
        : KeyCondition(text: "\(part.text) > ?", values: [value])
    }
    if value.value.isNull { return nil }
    return KeyCondition(text: "(\(part.text) < ? OR \(part.text) IS NULL)", values: [value])
  }

  /// Rows that meet one of several conditions.
  static func any(_ conditions: [KeyCondition]) -> KeyCondition {
    guard !conditions.isEmpty else { return KeyCondition(text: "FALSE", values: []) }
    return KeyCondition(
      text: "(" + conditions.map(\.text).joined(separator: " OR ") + ")",
      values: conditions.flatMap(\.values)
    )
  }
}
