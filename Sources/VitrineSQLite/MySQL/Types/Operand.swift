package import VitrineSharding

/// An expression half way to SQLite: its text, and all that MySQL's rules ask about it.
///
/// What `sql` computes lies in SQLite as `type.representation` says. The binder, which wants types
/// alone, leaves `sql` empty: no typing rule reads it.
package struct Operand: Sendable, Hashable {
  /// Where a value comes from; decides which side of a comparison may be converted.
  package enum Origin: Sendable, Hashable {
    /// A column as it is stored: left alone where possible, so that an index can be used.
    case column
    /// A literal or a parameter: the same for every row.
    case constant
    case expression
  }

  /// How strongly a text insists on its collation: the smaller, the stronger.
  package enum Coercibility: Int, Sendable, Hashable, Comparable {
    case explicit = 0
    case none = 1
    case implicit = 2
    case system = 3
    case coercible = 4
    case numeric = 5
    case ignorable = 6

    /// As error messages have it.
    var name: String { String(describing: self).uppercased() }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  package var sql: String
  package var type: MySQLType
  package var origin: Origin
  /// The value of a literal, in the representation of `type`, where it is known while planning.
  package var value: Value?
  package var coercibility: Coercibility
  /// Of a quotient, and of what is computed from one: SQLite text of the number before it is rounded to the
  /// scale of its type, as decimal text.
  ///
  /// MySQL divides to nine digits more than it shows and goes on computing with them: `1 / 3 * 3` is 1.
  package var unrounded: String? {
    get { texts.first?.unrounded }
    set { setText(\.unrounded, newValue) }
  }
  /// Of a number whose values have other digits behind the point than its type: SQLite text of it with its own,
  /// as decimal text; that of a quotient is `unrounded`.
  ///
  /// They tell how many digits a quotient has: `IF(a, 1, 0.5) / 3` is computed to 9 where `a` holds, else to 18.
  package var ownDigits: String? {
    get { texts.first?.ownDigits }
    set { setText(\.ownDigits, newValue) }
  }
  /// Whether it is the text of a date that was made from a text, as `DATE_ADD('2024-01-31', INTERVAL 1 DAY)`: in
  /// numbers it is that date.
  package var isDateText = false
  /// Whether it is a constant that a subquery gives, of which nothing is known before it runs.
  package var isGivenLate = false
  /// Whether it is the column of a derived table that MySQL merges with the query around it, so that a literal stands for it.
  package var isMerged = false
  /// Of a TIMESTAMP column that is read in the session's time zone: SQLite text of what is stored, in UTC.
  package var stored: String? {
    get { texts.first?.stored }
    set { setText(\.stored, newValue) }
  }
  /// Of what a call computes from left to right: the call, to which the next operand may be added.
  var chain: CallChain? {
    get { texts.first?.chain }
    set { setText(\.chain, newValue) }
  }
  /// Whether MySQL sees a column, of a table or of a derived table, wherever it is computed here.
  package var isColumn: Bool {
    get { texts.first?.isColumn ?? (origin == .column) }
    set { if newValue != isColumn { setText(\.isColumn, newValue) } }
  }
  /// The further texts, which few operands have: one or none, apart, for operands are copied often.
  private var texts: [Texts] = []

  private static func usualCoercibility(_ type: MySQLType, _ origin: Origin) -> Coercibility {
    switch type.kind {
    case .null: .ignorable
    case .char, .varchar, .tinytext, .text, .mediumtext, .longtext, .enum, .set:
      origin == .constant ? .coercible : .implicit
    case .binary, .varbinary, .tinyblob, .blob, .mediumblob, .longblob, .json, .bit:
      origin == .constant ? .coercible : .implicit
    default: .numeric
    }
  }

  private struct Texts: Sendable, Hashable {
    var unrounded: String?
    var ownDigits: String?
    var stored: String?
    var chain: CallChain?
    var isColumn: Bool?
  }

  private mutating func setText<Part>(_ path: WritableKeyPath<Texts, Part?>, _ text: Part?) {
    if texts.isEmpty {
      guard text != nil else { return }
      texts.append(Texts())
    }
    texts[0][keyPath: path] = text
  }

  /// How `unrounded` lies.
  package static let unroundedType = MySQLType.decimal(DecimalShape.maximumPrecision, 30)

  /// The integer a literal stands for, where it is one.
  package var integerValue: Int? {
    guard case .integer(let number)? = value, type.isInteger else { return nil }
    return Int(number)
  }

  /// The same expression under another text and type, as an inner step of a rendering.
  func replacing(sql: String, type: MySQLType) -> Operand {
    Operand(sql, type, origin: origin == .column ? .expression : origin, coercibility: coercibility)
  }
}

extension Operand {
  package init(
    _ sql: String,
    _ type: MySQLType,
    origin: Origin = .expression,
    value: Value? = nil,
    coercibility: Coercibility? = nil
  ) {
    let coercibility = coercibility ?? Self.usualCoercibility(type, origin)
    self.init(sql: sql, type: type, origin: origin, value: value, coercibility: coercibility)
  }
}

/// A call that computes from left to right, `my_int_add(a,b,c,0)` for `a + b + c`: the parser of SQLite before 3.46
/// has no room for many calls in calls.
struct CallChain: Sendable, Hashable {
  let function: String
  /// Those that are computed with, without what says how the result is to lie.
  private var operands: String
  private var count = 2
  private let ending: String

  init(_ function: String, _ left: String, _ right: String, ending: String = "") {
    self.function = function
    self.ending = ending
    operands = "\(left),\(right)"
  }

  var text: String { "\(function)(\(operands)\(ending))" }

  /// This chain where the left side is a chain of the same function, whose text stands at its beginning: then that
  /// one with the right side added.
  func continuing(_ left: Operand, _ right: String, mayEndOtherwise: Bool = false) -> CallChain {
    guard let begun = left.chain, begun.function == function, begun.count < Self.limit,
      begun.ending == ending || mayEndOtherwise, begun.text == left.sql,
      operands.hasPrefix(left.sql)
    else { return self }
    var longer = self
    longer.operands = "\(begun.operands),\(right)"
    longer.count = begun.count + 1
    return longer
  }

  /// Each may be two arguments, of the 127 that SQLite takes.
  private static let limit = 60
}

/// A text as an SQLite string literal; as its bytes where one is NUL, which ends SQLite's texts.
package func quotedForSQLite(_ text: String) -> String {
  guard !text.utf8.contains(0) else {
    return "CAST(X'\(Hexadecimal.text(text.utf8).uppercased())' AS TEXT)"
  }
  var quoted = "'"
  for character in text.unicodeScalars {
    if character == "'" { quoted += "''" } else { quoted.unicodeScalars.append(character) }
  }
  return quoted + "'"
}
