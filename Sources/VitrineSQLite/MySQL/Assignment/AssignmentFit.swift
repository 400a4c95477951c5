import VitrineSQL
import VitrineSharding

/// One value on its way into a column: converts it, and takes note of what did not fit.
struct AssignmentFit {
  let assignment: ColumnAssignment
  let row: Int
  /// What is an error in strict mode.
  private(set) var faults: [SQLError] = []
  /// What is none in any mode, such as digits that a DECIMAL has no room for after its point.
  private(set) var notes: [SQLError] = []

  init(assignment: ColumnAssignment, row: Int) {
    self.assignment = assignment
    self.row = row
  }

  var type: MySQLType { assignment.type }
  var place: String { "column '\(assignment.name)' at row \(row)" }

  /// The value as MySQL writes it into a column.
  func text(of value: Value) -> String {
    MySQLText.text(of: value, type: assignment.textType) ?? ""
  }

  /// The value's bytes, those of a text in its own character set.
  func bytes(of value: Value) -> [UInt8] {
    if let set = assignment.source.singleByteSet { return set.bytes(of: text(of: value)) }
    return MySQLText.bytes(of: value, type: assignment.textType) ?? []
  }

  mutating func fault(_ code: SQLError.Code, _ message: String) {
    faults.append(SQLError(code, message))
  }

  mutating func note() {
    notes.append(SQLError(.dataTruncated, "Data truncated for \(place)"))
  }

  mutating func outOfRange() {
    fault(.columnOutOfRange, "Out of range value for \(place)")
  }

  mutating func truncated() {
    fault(.dataTruncated, "Data truncated for \(place)")
  }

  mutating func incorrect(_ kind: String, _ text: String) {
    fault(.truncatedWrongValueForField, "Incorrect \(kind) value: '\(text)' for \(place)")
  }

  /// The number that the digits of a date or a time spell, 20261121; nil for other values.
  private func temporalNumber(_ value: Value) -> Decimal65? {
    let digits = type.isInteger || type.kind == .bit ? 0 : 6
    switch (assignment.source.kind, value) {
    case (.date, _), (.datetime, _), (.timestamp, _):
      guard let instant = Instant(anyDay: text(of: value))?.rounded(digits) else { return nil }
      if type.kind == .year { return Decimal65(Int64(instant.year)) }
      return Decimal65("\(instant.number)" + Fraction.text(instant.microsecond, digits))
    case (.time, .integer(let time)):
      return Decimal65(TimeValue.numberText(TimeValue.rounded(time, digits), digits))
    default: return nil
    }
  }

  /// The number by which an ENUM or a SET keeps its value, which is what numeric columns take of it; nil for
  /// other values.
  private func memberNumber(_ value: Value) -> Decimal65? {
    switch (assignment.source.kind, value) {
    case (.enum, .integer(let number)): Decimal65(number)
    case (.set, .integer): Decimal65(unsigned: value.unsignedBits)
    default: nil
    }
  }

  /// The number of a hexadecimal or bit literal, of which a numeric column takes eight bytes, and 63 bits where
  /// it is signed; nil for other values.
  private mutating func literalNumber(_ value: Value) -> Decimal65? {
    guard assignment.source.kind == .varbinary, case .blob(let bytes) = value else { return nil }
    let limit = type.countsAsUnsigned ? UInt64.max : UInt64(Int64.max)
    let number = value.unsignedBits
    guard bytes.count <= 8, number <= limit else {
      outOfRange()
      return Decimal65(unsigned: limit)
    }
    return Decimal65(unsigned: number)
  }

  /// The number that a value is which is no number in its type; nil for all other values.
  private mutating func impliedNumber(_ value: Value) -> Decimal65? {
    temporalNumber(value) ?? memberNumber(value) ?? literalNumber(value)
  }

  /// The value as an exact number; what a text has beyond one is a fault.
  private mutating func number(_ value: Value, _ kind: String) -> Decimal65 {
    if let number = impliedNumber(value) { return number }
    switch (assignment.source.representation, value) {
    case (.real, .real(let number)):
      guard let exact = Decimal65(double: number) else {
        outOfRange()
        return Decimal65(0)
      }
      return exact
    default: break
    }
    let text = text(of: value)
    var isWhole = false
    guard let number = Decimal65(scanning: Array(text.utf8), isWhole: &isWhole) else {
      incorrect(kind, text)
      return Decimal65(0)
    }
    if !isWhole { truncated() }
    return number
  }
}

// MARK: - Numbers

extension AssignmentFit {
  mutating func integer(_ value: Value) -> Value {
    if case .integer(let number) = value, assignment.source.representation == .integer {
      return bounded(Int128(number))
    }
    let exact = wholeNumber(value)
    let number = exact.rounded(toScale: 0)
    if isNegative(exact) { return bounded(-1) }
    if let integer = number.integer { return bounded(Int128(integer)) }
    if let unsigned = number.unsigned { return bounded(Int128(unsigned)) }
    return bounded(number.sign < 0 ? Int128(Int64.min) - 1 : Int128(UInt64.max) + 1)
  }

  /// The number that an integer column makes of a value; of halves of doubles it takes the even neighbour.
  private mutating func wholeNumber(_ value: Value) -> Decimal65 {
    guard case .real(let real) = value, assignment.source.representation == .real else {
      return number(value, "integer")
    }
    return number(.real(real.rounded(.toNearestOrEven)), "integer")
  }

  /// A BIT takes the bits of a number and the bytes of a text, and nothing that has more of them.
  mutating func bits(_ value: Value) -> Value {
    let range = type.integerRange
    var bits: Int128
    if assignment.isCopied, let number = copiedNumber(value) {
      bits = Int128(UInt64(bitPattern: number))
    } else if assignment.source.isText || assignment.source.isBinary {
      let bytes = bytes(of: value)
      let significant = bytes.drop { $0 == 0 }
      bits = significant.count > 8 ? .max : significant.reduce(0) { $0 << 8 | Int128($1) }
    } else {
      let number = self.number(value, "integer")
      let isCut = assignment.source.isApproximate
      let whole = isCut ? number.truncated(toScale: 0) : number.rounded(toScale: 0)
      let given = whole.unsigned ?? whole.integer.map { UInt64(bitPattern: $0) }
      bits = given.map { Int128($0) } ?? .max
    }
    if !range.contains(bits) {
      if assignment.mode.isStrict {
        fault(.dataTooLong, "Data too long for \(place)")
      } else {
        outOfRange()
      }
      bits = range.upperBound
    }
    return .represented(bits, type)
  }

  /// What a BIT takes of a text or a double that ALTER TABLE copies, MySQL's `val_int`: of a text the digits it begins
  /// with; nil for other values.
  private mutating func copiedNumber(_ value: Value) -> Int64? {
    if assignment.source.isText || assignment.source.isBinary {
      let text = text(of: value)
      let (number, isWhole) = NumericText.wholeNumber(text)
      if !isWhole { fault(.truncatedWrongValue, "Truncated incorrect INTEGER value: '\(text)'") }
      return number
    }
    guard case .real(let real) = value else { return nil }
    let rounded = real.rounded(.toNearestOrEven)
    return Int64(exactly: rounded) ?? (rounded < 0 ? .min : .max)
  }

  /// Whether a DECIMAL is below zero where nothing may be, though it is none once it is rounded.
  private func isNegative(_ number: Decimal65) -> Bool {
    assignment.source.kind == .decimal && number.sign < 0
      && (type.isUnsigned || type.kind == .year)
  }

  private mutating func bounded(_ number: Int128) -> Value {
    let range = type.integerRange
    if range.contains(number) { return .represented(number, type) }
    outOfRange()
    return .represented(min(max(number, range.lowerBound), range.upperBound), type)
  }

  mutating func year(_ value: Value) -> Value {
    let exact = number(value, "integer")
    let whole =
      assignment.source.isApproximate ? exact.truncated(toScale: 0) : exact.rounded(toScale: 0)
    guard let year = whole.integer, !isNegative(exact) else {
      outOfRange()
      return .integer(0)
    }
    if faults.contains(where: { $0.code == .truncatedWrongValueForField }) { return .integer(0) }
    switch year {
    // Of the texts that are zero '0000' alone is no year of two digits.
    case 0:
      let isShort = assignment.source.isText && text(of: value).utf8.count != 4
      return .integer(isShort ? 2000 : 0)
    case 1...69: return .integer(2000 + year)
    case 70...99: return .integer(1900 + year)
    case 1901...2155: return .integer(year)
    default:
      outOfRange()
      return .integer(0)
    }
  }

  mutating func decimal(_ value: Value) -> Value {
    let scale = type.scale ?? 0
    let precision = type.length ?? 10
    let exact = number(value, "decimal")
    var number = exact.rounded(toScale: scale)
    if number != exact {
      note()
    }
    if number.integerDigits > precision - scale || (type.isUnsigned && number.sign < 0) {
      outOfRange()
      let nines = { String(repeating: "9", count: max($0, 0)) }
      let limit = Decimal65("0\(nines(precision - scale)).\(nines(scale))0") ?? Decimal65(0)
      number = number.sign < 0 ? (type.isUnsigned ? Decimal65(0) : limit.negated) : limit
      number = number.rounded(toScale: scale)
    }
    if case .scaled(let scale) = type.representation {
      return .integer(number.scaled(scale) ?? 0)
    }
    return .text(number.text)
  }

  mutating func real(_ value: Value) -> Value {
    var number: Double
    switch (assignment.source.representation, value) {
    case (.real, .real(let real)): number = real
    case (.integer, .integer(let integer)): number = Double(integer)
    default:
      let text = impliedNumber(value)?.text ?? text(of: value)
      let parsed = NumericText.double(text)
      if parsed.isTooLarge {
        outOfRange()
      } else if !parsed.isWhole {
        var isWhole = false
        if Decimal65(scanning: Array(text.utf8), isWhole: &isWhole) == nil {
          incorrect("double", text)
        } else {
          truncated()
        }
      }
      number = parsed.value
    }
    if type.isUnsigned && number < 0 {
      outOfRange()
      number = 0
    }
    number = fixed(number)
    guard type.kind == .float else { return .real(number) }
    if abs(number) > Double(Float.greatestFiniteMagnitude) {
      outOfRange()
      let limit = Double(Float.greatestFiniteMagnitude)
      return .real(number < 0 ? -limit : limit)
    }
    return .real(Double(Float(number)))
  }
}

extension AssignmentFit {
  /// The number as FLOAT(m,d) and DOUBLE(m,d) keep it: rounded to d digits behind the point, and of no more
  /// than m in all.
  ///
  /// Computed in the steps of MySQL's `Field_real::truncate`, so that the last bits agree.
  private mutating func fixed(_ number: Double) -> Double {
    guard let length = type.length, let scale = type.scale else { return number }
    let step = Double("1e\(scale)") ?? 1
    let limit = (Double("1e\(length - scale)") ?? .infinity) - 1 / step
    let whole = number.rounded(.down)
    let fraction = ((number - whole) * step).rounded(.toNearestOrEven) / step
    let rounded = number.isFinite ? whole + fraction : number
    guard abs(rounded) > limit else { return rounded }
    outOfRange()
    return rounded < 0 ? -limit : limit
  }
}

// MARK: - ENUM and SET

extension AssignmentFit {
  mutating func member(_ value: Value) -> Value {
    let text = text(of: value)
    if assignment.source.isNumeric, !assignment.isCopied {
      return member(numbered: number(value, "integer"))
    }
    if type.kind == .enum {
      if let index = EnumMembers.index(of: text, in: type.members) {
        return .integer(Int64(index))
      }
      truncated()
      return .integer(0)
    }
    let (mask, isKnown) = EnumMembers.mask(of: text, in: type.members)
    if !isKnown { truncated() }
    return .integer(Int64(bitPattern: mask))
  }

  /// The member of a number without its digits behind the point, which the column must have.
  private mutating func member(numbered number: Decimal65) -> Value {
    let whole = number.truncated(toScale: 0)
    guard type.kind == .set else {
      if let index = whole.integer, index >= 1, index <= type.members.count {
        return .integer(index)
      }
      truncated()
      return .integer(0)
    }
    let given = whole.unsigned ?? whole.integer.map { UInt64(bitPattern: $0) } ?? .max
    let known = type.members.count >= 64 ? .max : (UInt64(1) << type.members.count) - 1
    if given & ~known != 0 { truncated() }
    return .integer(Int64(bitPattern: given & known))
  }

  mutating func json(_ value: Value) throws(SQLError) -> Value {
    if assignment.source.kind == .json { return value }
    if assignment.source.isBinary { throw JSONDocument.binaryText }
    guard !assignment.source.isNumeric || assignment.isCopied else {
      throw invalidJSON("\"not a JSON text, may need CAST\" at position 0")
    }
    do throws(SQLError) {
      return .text(try JSONDocument(parsing: text(of: value)).text)
    } catch {
      guard error.code == .invalidJSONTextInParameter else { throw error }
      let start = "Invalid JSON text in argument to a function: "
      let reason = error.message.trimmingPrefix(start).dropLast()
      throw invalidJSON(String(reason))
    }
  }

  private func invalidJSON(_ reason: String) -> SQLError {
    let column = (assignment.table.map { $0 + "." } ?? "") + assignment.name
    return SQLError(
      .invalidJSONText,
      "Invalid JSON text: \(reason) in value for column '\(column)'."
    )
  }
}

// MARK: - Dates and times

extension AssignmentFit {
  /// A value that is no date or time: MySQL words it by what comes of it.
  mutating func misfit(
    _ kind: String,
    _ text: String,
    _ changed: (inout Self) -> Void = { $0.truncated() }
  ) {
    guard assignment.mode.isStrict else { return changed(&self) }
    fault(.truncatedWrongValue, "Incorrect \(kind) value: '\(text)' for \(place)")
  }

  mutating func instant(_ value: Value) -> Value {
    let kind = type.kind == .date ? "date" : "datetime"
    let digits = type.scale ?? 0
    let zero = Value.text("0000-00-00" + (type.kind == .date ? "" : " 00:00:00" + fraction(digits)))
    let text = text(of: value)
    var isWhole = true
    let read =
      assignment.source.isNumeric
      ? Self.instant(ofNumber: text) : Instant(anyDayPrefixOf: text, isWhole: &isWhole)
    guard let instant = assignment.source.kind == .time ? timeOfToday(value) : read else {
      misfit(kind, text)
      return zero
    }
    guard assignment.mode.allows(instant), instant.isValid || type.kind != .timestamp else {
      misfit(kind, text) { $0.outOfRange() }
      return zero
    }
    if !isWhole { misfit(kind, text) }
    if type.kind == .date { return .text(String(instant.text(0).prefix(10))) }
    guard let rounded = instant.rounded(digits) else {
      misfit(kind, text) { $0.outOfRange() }
      return zero
    }
    var stored = rounded.shown(in: assignment.clock.zone, asReadFrom: text).text(digits)
    if stored.utf8.count == 10 { stored += " 00:00:00" + fraction(digits) }
    return .text(stored)
  }

  /// A TIME on the day of the statement.
  private func timeOfToday(_ value: Value) -> Instant? {
    let clock = assignment.clock
    guard case .integer(let time) = value,
      let now = Instant(microseconds: clock.zone.local(clock.now))
    else { return nil }
    return Instant(microseconds: Instant(dayNumber: now.dayNumber).microseconds + time)
  }

  /// `20240102`; 0 is the zero date.
  private static func instant(ofNumber text: String) -> Instant? {
    guard let number = Decimal65(text) else { return nil }
    return number.sign == 0 ? Instant(year: 0, month: 0, day: 0) : Instant(anyDay: number)
  }

  func fraction(_ digits: Int) -> String {
    digits > 0 ? "." + String(repeating: "0", count: digits) : ""
  }

  mutating func time(_ value: Value) -> Value {
    let text = text(of: value)
    if assignment.source.kind == .date {
      noteLoss(of: Instant(iso: text))
      return .integer(0)
    }
    var reader = TimeReader(text)
    guard let microseconds = reader.read() else {
      misfit("time", text)
      return .integer(0)
    }
    if !reader.isAtEnd { misfit("time", text) }
    noteLoss(of: reader.instant)
    let clamped = TimeValue.clamped(microseconds)
    if clamped != microseconds { misfit("time", text) { $0.outOfRange() } }
    return .integer(TimeValue.rounded(clamped, type.scale ?? 0))
  }

  /// A TIME leaves a date out with a note, unless it is the zero date.
  private mutating func noteLoss(of instant: Instant?) {
    if let date = instant?.date, !date.isZero { note() }
  }
}

// MARK: - Limits of types

extension MySQLType {
  /// What an integer or BIT column holds.
  package var integerRange: ClosedRange<Int128> {
    let bits = kind == .bit ? (length ?? 1) : integerBits
    if isUnsigned || kind == .bit { return 0...(Int128(1) << Int128(bits)) - 1 }
    return -(Int128(1) << Int128(bits - 1))...(Int128(1) << Int128(bits - 1)) - 1
  }
}

extension Value {
  /// An integer as the type keeps it.
  fileprivate static func represented(_ number: Int128, _ type: MySQLType) -> Value {
    if let integer = Int64(exactly: number) { return .integer(integer) }
    return .unsigned(UInt64(truncatingIfNeeded: number))
  }
}
