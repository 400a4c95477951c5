import VitrineSQL
import VitrineSharding

/// A document on its way into a column of numbers, dates or times: the value that MySQL's `Json_wrapper::coerce_int`
/// and its kin make of it.
///
/// Texts keep the document as it is written, with its quotes.
struct JSONScalar {
  private(set) var value: Value
  /// The type of the value.
  private(set) var type: MySQLType
  /// What the document is none of: the type as MySQL's error names it.
  private(set) var misfit: String?
  /// Whether it is a number that is out of range.
  private(set) var isOutOfRange = false

  private init(_ value: Value, _ type: MySQLType) {
    self.value = value
    self.type = type
  }

  /// Nil for columns that take the text of a document.
  init?(_ text: String, for column: MySQLType) throws(SQLError) {
    switch column.kind {
    case .tinyint, .smallint, .mediumint, .int, .bigint, .year, .bit:
      self = Self.integer(try JSONDocument(normalForm: text))
    case .decimal: self = Self.decimal(try JSONDocument(normalForm: text))
    case .float, .double: self = Self.real(try JSONDocument(normalForm: text))
    case .date, .datetime, .timestamp:
      self = Self.temporal(try JSONDocument(normalForm: text), "0000-00-00") { Instant($0) != nil }
    case .time:
      self = Self.temporal(try JSONDocument(normalForm: text), "00:00:00") {
        TimeValue.read(prefixOf: $0)?.isWhole ?? false
      }
    default: return nil
    }
  }

  private static func misfit(_ kind: String, _ value: Self = .whole(Decimal65(0))) -> Self {
    var scalar = value
    scalar.misfit = kind
    return scalar
  }

  /// A number without digits behind its point.
  private static func whole(_ number: Decimal65) -> Self {
    if let integer = number.integer { return Self(.integer(integer), .bigint) }
    if let unsigned = number.unsigned { return Self(.unsigned(unsigned), .unsignedBigint) }
    var scalar = Self(.integer(number.sign < 0 ? .min : .max), .bigint)
    scalar.misfit = "INTEGER"
    scalar.isOutOfRange = true
    return scalar
  }

  private static func integer(_ document: JSONDocument) -> Self {
    switch document {
    case .boolean(let flag): return Self(.integer(flag ? 1 : 0), .bigint)
    case .integer(let number): return Self(.integer(number), .bigint)
    case .unsigned(let number): return Self(.unsigned(number), .unsignedBigint)
    case .decimal(let number): return whole(number.rounded(toScale: 0))
    case .real(let number):
      let rounded = Decimal65(double: number.rounded(.toNearestOrEven))
      return whole(rounded ?? Decimal65(number < 0 ? .min : .max))
    case .string(let string):
      let number = Decimal65(prefixOf: string).truncated(toScale: 0)
      let digits = string.drop { $0 == " " || $0 == "-" || $0 == "+" }.utf8
      let isWhole = !digits.isEmpty && digits.allSatisfy { (48...57).contains($0) }
      return isWhole ? whole(number) : misfit("INTEGER", whole(number))
    case .null, .array, .object, .typed: return misfit("INTEGER")
    }
  }

  private static func decimal(_ document: JSONDocument) -> Self {
    guard case .string(let string) = document else { return number(document, "DECIMAL") }
    var isWhole = false
    let number = Decimal65(scanning: Array(string.utf8), isWhole: &isWhole)
    let scalar = Self(.text(number?.text ?? "0"), .varchar(80))
    return isWhole && number != nil ? scalar : misfit("DECIMAL", scalar)
  }

  private static func real(_ document: JSONDocument) -> Self {
    guard case .string(let string) = document else { return number(document, "DOUBLE") }
    let (value, isWhole, _) = NumericText.double(string)
    let scalar = Self(.real(value), .double)
    return isWhole ? scalar : misfit("DOUBLE", scalar)
  }

  private static func number(_ document: JSONDocument, _ kind: String) -> Self {
    switch document {
    case .boolean(let flag): Self(.integer(flag ? 1 : 0), .bigint)
    case .integer(let number): Self(.integer(number), .bigint)
    case .unsigned(let number): Self(.text(String(number)), .varchar(20))
    case .decimal(let number): Self(.text(number.text), .varchar(80))
    case .real(let number): Self(.real(number), .double)
    case .null, .string, .array, .object, .typed: misfit(kind)
    }
  }

  private static func temporal(
    _ document: JSONDocument,
    _ zero: String,
    _ isOne: (String) -> Bool
  ) -> Self {
    if case .typed(let kind, let string) = document, kind != .opaque {
      let (value, type) = kind.value(string)
      return Self(value, type)
    }
    if case .string(let string) = document, isOne(string) {
      return Self(.text(string), .varchar(string.utf8.count))
    }
    return misfit("DATE/TIME/DATETIME/TIMESTAMP", Self(.text(zero), .varchar(10)))
  }
}

extension JSONDocument.SQLKind {
  /// The value that a text of the kind shows, in the representation of its type.
  func value(_ text: String) -> (Value, MySQLType) {
    switch self {
    case .date: (.text(text), .date)
    case .datetime: (.text(text), .datetime(6))
    case .time: (.integer(TimeValue.read(prefixOf: text)?.microseconds ?? 0), .time(6))
    case .opaque: (.text(text), .varchar(text.utf8.count))
    }
  }
}

extension ColumnAssignment {
  /// A document as the column takes it; nil where its text is stored.
  func converted(_ document: Value, _ fit: inout AssignmentFit) throws(SQLError) -> Value? {
    guard source.kind == .json, case .text(let text) = document,
      let scalar = try JSONScalar(text, for: type)
    else { return nil }
    let assignment = ColumnAssignment(
      column: name,
      type,
      from: scalar.type,
      mode: mode,
      clock: clock,
      of: table
    )
    fit = AssignmentFit(assignment: assignment, row: fit.row)
    if let kind = scalar.misfit { fit.noScalar(kind, isOutOfRange: scalar.isOutOfRange) }
    return try assignment.store(scalar.value, &fit)
  }
}

extension AssignmentFit {
  /// A document that is none of what its column takes: 3156, or 3155 for a number that is too large.
  fileprivate mutating func noScalar(_ kind: String, isOutOfRange: Bool) {
    fault(
      isOutOfRange ? .jsonValueOutOfRangeForCast : .invalidJSONValueForCast,
      "\(isOutOfRange ? "Out of range" : "Invalid") JSON value for CAST to \(kind) from column "
        + "json_extract at row \(row)"
    )
  }
}
