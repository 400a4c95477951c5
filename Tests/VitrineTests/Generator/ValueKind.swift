import VitrineSQL

/// The kind of a column or an expression, as far as the generator tells them apart.
enum ValueKind: CaseIterable {
  case integer
  case decimal
  case double
  case text
  case date
  /// BIGINT UNSIGNED, beyond the signed range.
  case unsigned
  /// DATETIME of some precision.
  case moment
  /// TIME of some precision.
  case span
  /// Text of `utf8mb4_general_ci`: trailing blanks do not count, and `ß` is `s`.
  case padded
  case raw
  case json

  /// The kinds as often as they are to be drawn: the plain ones more than the others.
  static let weighted: [ValueKind] =
    [.integer, .decimal, .double, .text, .date, .integer, .decimal, .double, .text, .date]
    + [.integer, .text, .integer, .text, .unsigned, .moment, .span, .padded, .raw, .json]

  /// A random kind.
  static func any(_ random: inout SplitMix64) -> ValueKind { random.pick(weighted) }
}

/// A column that a random expression may name.
struct GeneratedColumn {
  var name: String
  var kind: ValueKind
  /// Whether it is open which of several equal values it holds, as after GROUP BY or UNION.
  ///
  /// Such a column is compared and shown, never measured or taken apart.
  var isOpen = false
}

/// A table or view of the random statements' schema.
struct GeneratedTable {
  var name: String
  var columns: [GeneratedColumn]
  /// The columns whose values together are of one row alone, where there are such.
  var key: [String]
  /// How often the table is read, beside the others.
  var weight: Int
  /// How a statement names it.
  var qualified: String { name == "settings" ? "config.settings" : name }
}
