package import VitrineSQL
package import VitrineSharding

/// Two operands brought into a form in which SQLite's own `=`, `<` and `IS` compare them as MySQL
/// would.
///
/// The form is chosen so that a column, where there is one, stays as it is stored: an index on it can
/// then be used. The same form serves `IN (SELECT …)`, join keys and BETWEEN.
package struct Comparison: Sendable, Hashable {
  package var left: String
  package var right: String
  /// The SQLite collation to compare under, where it must be said.
  package var collation: String?

  /// Where more than two are compared with each other, the collation of texts is one that `all` agree on.
  ///
  /// Quotients compare by all their digits, also those that they do not show: `1 / 3 = 0.3333` is false.
  package init(
    _ left: Operand,
    _ right: Operand,
    among all: ComparedOperands? = nil
  ) throws(SQLError) {
    self.init(left.sql, right.sql)
    try bring(left, right, among: all)
    // A date is compared by its bytes, though something inside it is compared under a collation.
    if collation == nil, self.left.namesCollation || self.right.namesCollation {
      collation = "BINARY"
    }
  }

  /// Columns and constants that lie as integers, which SQLite compares as they are; nil for others.
  package init?(integers left: Operand, _ right: Operand) {
    guard left.isPlainInteger, right.isPlainInteger else { return nil }
    self.init(left.sql, right.sql)
  }

  /// Brings the sides into the form in which they compare.
  private mutating func bring(
    _ left: Operand,
    _ right: Operand,
    among all: ComparedOperands?
  ) throws(SQLError) {
    if left.type.kind == .null || right.type.kind == .null { return }
    if left.type.kind == .json || right.type.kind == .json {
      asJSON(left, right)
      return
    }
    if try asTimeText(left, right, all) { return }
    if left.type.isTemporal || right.type.isTemporal {
      if asTemporal(left, right) { return }
    }
    if left.hasCharacters && right.hasCharacters {
      try asText(left, right, all)
      return
    }
    asNumbers(left, right)
  }

  private init(_ left: String, _ right: String, _ collation: String? = nil) {
    self.left = left
    self.right = right
    self.collation = collation
  }

  /// The comparison as SQLite text, in parentheses.
  ///
  /// SQLite asks the left side first for a collation, and an expression has that which anything inside it
  /// names: `(CASE WHEN a = b COLLATE x THEN c END) = d COLLATE y` compares under `x`.
  package func sql(_ symbol: BinaryOperator) -> String {
    Self.sql(left, symbol.sqliteComparison, right, collation)
  }

  /// The comparison of `left` and `right`, which were brought into this form.
  ///
  /// Doubles with fixed decimals on both sides are equal where they differ by less than half of the last of them:
  /// `PI() = 3.141593`, and a FLOAT(7,2) that holds 0.1 is equal to `0.1`.
  ///
  /// Source: MySQL 8.0, item_cmpfunc.cc: Arg_comparator::compare_real_fixed.
  package func sql(
    _ symbol: BinaryOperator,
    _ left: Operand,
    _ right: Operand
  ) -> String {
    guard let digits = left.fixedDecimals(beside: right) else { return sql(symbol) }
    let width = "5e-\(digits + 1)"
    if right.origin == .column, left.origin == .constant {
      return Comparison(self.right, self.left).sql(symbol.flipped, within: width, ofColumn: true)
    }
    let isOfColumn = left.origin == .column && right.origin == .constant
    return sql(symbol, within: width, ofColumn: isOfColumn)
  }

  /// Of a column beside a constant also what an index on the column can answer.
  private func sql(_ symbol: BinaryOperator, within width: String, ofColumn: Bool) -> String {
    let distance = "(\(left) - \(right))"
    func both(_ range: String, _ test: String) -> String {
      ofColumn ? "(\(left) \(range) AND \(test))" : "(\(test))"
    }
    return switch symbol {
    case .equal:
      both("BETWEEN \(right) - \(width) AND \(right) + \(width)", "abs\(distance) < \(width)")
    case .nullSafeEqual: "(coalesce(abs\(distance) < \(width), \(left) IS \(right)))"
    case .notEqual: "(abs\(distance) >= \(width))"
    case .less: both("< \(right)", "\(distance) <= -\(width)")
    case .lessOrEqual: both("<= \(right) + \(width)", "\(distance) < \(width)")
    case .greater: both("> \(right)", "\(distance) >= \(width)")
    case .greaterOrEqual: both(">= \(right) - \(width)", "\(distance) > -\(width)")
    default: sql(symbol)
    }
  }

  static func sql(
    _ left: String,
    _ symbol: String,
    _ right: String,
    _ collation: String?
  ) -> String {
    guard let collation else { return String(pieces: "(", left, " ", symbol, " ", right, ")") }
    return left.namesCollation
      ? "(\(left) COLLATE \(collation) \(symbol) \(right))"
      : "(\(left) \(symbol) \(right) COLLATE \(collation))"
  }

  /// The left side with the collation that is compared under.
  var collatedLeft: String { collation.map { "\(left) COLLATE \($0)" } ?? left }

  /// Whether SQLite would take another collation were it not said: one that stands inside a side.
  package var needsCollation: Bool { left.namesCollation || right.namesCollation }

  /// The right side among others in an index of SQLite's own, as that of IN.
  ///
  /// There SQLite takes `''` and another text that the collation finds equal (spaces, characters without a weight)
  /// for a damaged page, so that such texts become `''`.
  package var member: String {
    guard let collation = collation.flatMap(Collation.init(rawValue:)), !collation.isPlainBytes
    else {
      return right
    }
    return "my_member(\(right),\(quotedForSQLite(collation.rawValue)))"
  }

  private mutating func asJSON(_ left: Operand, _ right: Operand) {
    self.left = Conversion.sql(left, to: .jsonValue)
    self.right = Conversion.sql(right, to: .jsonValue)
    collation = "my_json"
  }
}

extension String {
  /// Whether the SQL says COLLATE somewhere, which SQLite takes for the collation of the whole.
  package var namesCollation: Bool { contains(bytesOf: " COLLATE ") }
}

extension BinaryOperator {
  /// SQLite's spelling of a comparison.
  fileprivate var sqliteComparison: String {
    switch self {
    case .nullSafeEqual: "IS"
    case .notEqual: "<>"
    default: rawValue
    }
  }
}

// MARK: - Text

extension Operand {
  /// Whether it compares as a string: text, ENUM, SET and binary, but not a hexadecimal literal
  /// beside a number.
  var hasCharacters: Bool { type.hasText || type.isBinary }

  /// Whether its texts are those of a document or the bytes of a BIT.
  fileprivate var hasBytes: Bool { type.kind == .json || type.kind == .bit }
}

extension Comparison {
  private mutating func asText(
    _ left: Operand,
    _ right: Operand,
    _ all: ComparedOperands?
  ) throws(SQLError) {
    let areBinary = left.type.isBinary && right.type.isBinary
    if areBinary, all == nil { return }
    let chosen =
      if let all { try all.collation() } else {
        try CollationChoice.compared([left, right]).collation
      }
    if areBinary, chosen == .binary { return }
    // A text column decides over a binary literal, a COLLATE clause over every binary string.
    if left.type.isBinary || right.type.isBinary, chosen == .binary {
      self.left = Conversion.sql(left.sql, from: left.type, to: .binary)
      self.right = Conversion.sql(right.sql, from: right.type, to: .binary)
      return
    }
    self.left = Self.text(left, under: chosen)
    self.right = Self.text(right, under: chosen)
    collation = chosen.sqliteName
  }
}

extension Comparison {
  /// The operand as a text; bytes are those of the collation's character set.
  private static func text(_ operand: Operand, under collation: Collation) -> String {
    if operand.type.isBinary, let set = collation.singleByteSet {
      return "my_decode(\(operand.sql),'\(set.rawValue)')"
    }
    return Conversion.sql(operand.sql, from: operand.type, to: .text)
  }
}

/// Operands that are compared with each other, all texts among them under one collation.
package final class ComparedOperands {
  private let operands: [Operand]
  private var known: Collation?

  package init(_ operands: [Operand]) {
    self.operands = operands
  }

  /// The collation, found when it is first asked for.
  ///
  /// - Throws: `illegalMixOfCollations` and its kin where they agree on none.
  fileprivate func collation() throws(SQLError) -> Collation {
    if let known { return known }
    let found = try CollationChoice.compared(operands).collation
    known = found
    return found
  }
}

extension Collation {
  /// The name under which SQLite knows it; `binary` is SQLite's own.
  package var sqliteName: String { self == .binary ? "BINARY" : wide.rawValue }
}

/// The collation that several texts agree on, by MySQL's coercibility.
package enum CollationChoice {
  /// `joinsNumbers` tells that numbers become texts too, and count in the error.
  package static func of(
    _ operands: [Operand],
    joinsNumbers: Bool = false
  ) throws(SQLError) -> (collation: Collation, coercibility: Operand.Coercibility) {
    var chosen = Collation.standard
    var strength = Operand.Coercibility.ignorable
    for operand in operands where operand.hasCharacters || operand.hasBytes {
      let isBinary = operand.type.isBinary || operand.type.kind == .bit
      let collation = isBinary ? .binary : operand.type.collation ?? .standard
      if operand.coercibility < strength {
        (chosen, strength) = (collation, operand.coercibility)
      } else if operand.coercibility == strength, collation != chosen {
        guard let settled = settled(chosen, collation, strength) else {
          throw mix(operands, joinsNumbers)
        }
        (chosen, strength) = settled
      }
    }
    return (chosen, strength)
  }

  /// The same for texts that are compared with each other: there must be one collation to do it under.
  package static func compared(
    _ operands: [Operand],
    joinsNumbers: Bool = false
  ) throws(SQLError) -> (collation: Collation, coercibility: Operand.Coercibility) {
    let chosen = try of(operands, joinsNumbers: joinsNumbers)
    guard chosen.coercibility != .none else { throw mix(operands, joinsNumbers) }
    return chosen
  }

  private static func mix(_ operands: [Operand], _ joinsNumbers: Bool) -> SQLError {
    let joined = operands.filter { joinsNumbers || $0.hasCharacters || $0.type.kind == .json }
    let names = joined.map { operand in
      let hasText = operand.hasCharacters || operand.type.kind == .json
      let collation =
        hasText || operand.type.kind == .null
        ? (operand.type.collation ?? .binary).rawValue : "latin1_swedish_ci"
      return "(\(collation),\(operand.coercibility.name))"
    }
    let code: SQLError.Code =
      switch joined.count {
      case ...2: .illegalMixOfCollations
      case 3: .illegalMixOfThreeCollations
      default: .illegalMixOfManyCollations
      }
    let list =
      names.count > 3 ? "" : " " + names.joined(separator: names.count == 2 ? " and " : ", ")
    return SQLError(code, "Illegal mix of collations\(list)", hint: "add COLLATE to one side")
  }

  /// What two texts of the same strength have in common; nil where two COLLATE clauses contradict each other.
  ///
  /// Joined, texts of two collations have none: their bytes count, and nothing may be compared with them.
  private static func settled(
    _ left: Collation,
    _ right: Collation,
    _ strength: Operand.Coercibility
  ) -> (Collation, Operand.Coercibility)? {
    if left == .binary || right == .binary { return (.binary, strength) }
    guard strength != .explicit else { return nil }
    if left.characterSet != right.characterSet {
      return (left.holdsCharacters(of: right) ? left : right, strength)
    }
    if left.isBytewise { return (left, strength) }
    if right.isBytewise { return (right, strength) }
    if strength == .coercible { return (left, strength) }
    return (left.bytewise, .none)
  }
}

extension SQLError {
  /// A mix of collations told with the operation that the texts meet in; any other error as it is.
  package func mixed(in operation: String) -> SQLError {
    switch code {
    case .illegalMixOfCollations, .illegalMixOfThreeCollations, .illegalMixOfManyCollations:
      guard !message.hasSuffix("'") else { return self }
      return SQLError(code, "\(message) for operation '\(operation)'", at: span, hint: hint)
    default: return self
    }
  }
}

// MARK: - Numbers

extension Comparison {
  private mutating func asNumbers(_ left: Operand, _ right: Operand) {
    switch NumericClass.joined(NumericClass(of: left), NumericClass(of: right)) {
    case .integer:
      self.left = Conversion.sql(left, to: .integer)
      self.right = Conversion.sql(right, to: .integer)
    case .decimal: asDecimals(left, right)
    case .real:
      self.left = number(left, beside: right)
      self.right = number(right, beside: left)
    }
  }

  /// An INTEGER compares exactly with a REAL in SQLite, so it is converted only beside a DOUBLE and
  /// where it may have more digits than one; and a text beside one keeps all its digits, as an integer does
  /// in either form.
  private func number(_ operand: Operand, beside other: Operand) -> String {
    if operand.type.isInteger {
      if other.type.isText { return operand.sql }
      // A constant beside a column counts as one of the column's type.
      let isExact =
        !other.type.isApproximate || operand.origin == .column && other.origin == .constant
      if !operand.type.isUnsigned, operand.type.integerBits < 64 || isExact { return operand.sql }
    }
    if operand.type.isText, !operand.isDateText, other.type.isInteger {
      return "my_text_number(\(operand.sql))"
    }
    return Conversion.sql(operand, to: .real)
  }

  /// Scaled integers are brought to one scale where that cannot pass 64 bits, else both become
  /// decimal text.
  private mutating func asDecimals(_ left: Operand, _ right: Operand) {
    let mine = DecimalShape(of: left)
    let other = DecimalShape(of: right)
    let common = mine.union(other)
    if common.precision <= 18, left.isScaled, right.isScaled {
      self.left = Conversion.times(left.sql, powerOf: common.scale - mine.scale)
      self.right = Conversion.times(right.sql, powerOf: common.scale - other.scale)
    } else {
      self.left = Conversion.sql(left, to: .decimal)
      self.right = Conversion.sql(right, to: .decimal)
      collation = "my_decimal"
    }
  }
}

extension Operand {
  /// To how many digits behind the point it is compared with another number: where one of them is a double, and both
  /// have a fixed number of them.
  func fixedDecimals(beside other: Operand) -> Int? {
    guard type.isApproximate || other.type.isApproximate, type.kind != .null,
      other.type.kind != .null, let mine = type.shownDecimals, let others = other.type.shownDecimals
    else { return nil }
    return max(mine, others)
  }

  fileprivate var isPlainInteger: Bool {
    origin != .expression && type.isInteger && type.representation == .integer
  }

  /// Whether it lies as an integer times a power of ten.
  var isScaled: Bool {
    switch type.representation {
    case .integer, .scaled: unrounded == nil
    default: false
    }
  }
}

// MARK: - Dates and times

extension Comparison {
  /// Compares as dates where both are temporal, or where the other side is text or a constant.
  private mutating func asTemporal(_ left: Operand, _ right: Operand) -> Bool {
    guard left.comparesAsTemporal(with: right), right.comparesAsTemporal(with: left) else {
      return false
    }
    if left.type.kind == .time || right.type.kind == .time,
      !left.type.isDated && !right.type.isDated
    {
      self.left = Conversion.sql(left.sql, from: left.type, to: .time)
      self.right = Conversion.sql(right.sql, from: right.type, to: .time)
      return true
    }
    let shape = Self.shape(left, right)
    self.left = Self.instant(left, as: shape)
    self.right = Self.instant(right, as: shape)
    return true
  }

  /// The type whose text both sides take: the column's, so that it can stay as it is.
  private static func shape(_ left: Operand, _ right: Operand) -> MySQLType {
    if left.type.isDated, left.origin == .column || !right.type.isDated { return left.type }
    if right.type.isDated, right.origin == .column || !left.type.isDated { return right.type }
    return left.type
  }

  /// Text that sorts as time among texts of `shape`: longer than its width only where it must be.
  private static func instant(_ operand: Operand, as shape: MySQLType) -> String {
    let isDate = operand.type.kind == .date
    if operand.type.isDated, isDate == (shape.kind == .date),
      operand.type.scale ?? 0 == shape.scale ?? 0
    {
      return operand.sql
    }
    let digits = shape.kind == .date ? -1 : shape.scale ?? 0
    if operand.hasCharacters {
      let text = operand.type.isText ? operand.sql : Conversion.sql(operand, to: .text)
      let isKnown = operand.origin == .constant && !operand.isGivenLate
      return "my_text_instant(\(text),\(digits),\(isKnown ? 1 : 0))"
    }
    if operand.type.isNumeric {
      return "my_number_instant(\(Conversion.sql(operand, to: .decimal)),\(digits))"
    }
    let value = Conversion.sql(operand.sql, from: operand.type, to: .dateTime)
    return "my_instant(\(value),\(digits))"
  }
}

// MARK: - Times beside texts

extension Comparison {
  /// Compares a TIME with a text: as texts, and as times where a column meets a constant that is a time.
  ///
  ///     ti = '1:2:3'               ⇒  true of 01:02:03
  ///     TIME '01:02:03' = '1:2:3'  ⇒  false
  ///
  /// A constant that is known only when it is bound is looked at then.
  private mutating func asTimeText(
    _ left: Operand,
    _ right: Operand,
    _ all: ComparedOperands?
  ) throws(SQLError) -> Bool {
    let isLeft = left.type.kind == .time
    let (time, text) = isLeft ? (left, right) : (right, left)
    guard time.type.kind == .time, text.hasCharacters, !text.isHexLiteral else { return false }
    let shown = Conversion.sql(time.sql, from: time.type, to: .text)
    let isColumn = time.isColumn && text.origin == .constant && text.type.isText
    if isColumn, case .text(let value)? = text.value, TimeValue.isTime(value) {
      set(time.sql, Conversion.sql(text, to: .time), isLeft)
      return true
    }
    if isColumn, text.value == nil {
      set(
        "my_time_beside(\(time.sql),\(text.sql),\(shown))",
        "my_time_or_text(\(text.sql))",
        isLeft
      )
      collation = (text.type.collation ?? .standard).sqliteName
      return true
    }
    let characters = Operand(shown, .varchar(time.type.textLength), coercibility: .numeric)
    try asText(isLeft ? characters : text, isLeft ? text : characters, all)
    return true
  }

  private mutating func set(_ time: String, _ text: String, _ isLeft: Bool) {
    (left, right) = isLeft ? (time, text) : (text, time)
  }
}

extension MySQLType {
  /// DATE, DATETIME and TIMESTAMP: the types that lie as ISO text.
  var isDated: Bool { representation == .temporalText }
}

extension Operand {
  /// Dates are compared with strings of any kind as dates: text, binary, ENUM and SET.
  fileprivate func comparesAsTemporal(with other: Operand) -> Bool {
    type.isTemporal || type.isText || (hasCharacters && other.type.isDated)
      || (origin == .constant && type.isNumeric)
      || type.kind == .unknown
  }
}
