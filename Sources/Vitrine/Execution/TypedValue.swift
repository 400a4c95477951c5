import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// A value and what it means.
struct TypedValue: Sendable, Hashable {
  var value: Value
  var type: MySQLType

  init(_ value: Value, _ type: MySQLType) {
    self.value = value
    self.type = type
  }

  static let null = TypedValue(.null, .null)

  /// A value that an application gives, with the type that its storage class suggests.
  init(parameter value: Value) {
    switch value {
    case .null: self.init(value, .null)
    case .integer: self.init(value, .bigint)
    case .real: self.init(value, .double)
    case .text(let text): self.init(value, .varchar(text.unicodeScalars.count))
    case .blob(let bytes):
      self.init(value, MySQLType(.varbinary, length: bytes.count, collation: .binary))
    }
  }

  /// The parameters that an application gives.
  ///
  /// - Throws: `illegalValue` for an infinite number and for what is none, which MySQL has not.
  static func given(_ values: [Value]) throws(SQLError) -> [TypedValue] {
    for case .real(let number) in values where !number.isFinite {
      throw SQLError(.illegalValue, "Illegal double '\(number)' value of a parameter")
    }
    return values.map(TypedValue.init(parameter:))
  }

  /// The value of a literal token, with MySQL's type of it.
  init(_ literal: LiteralKind) {
    switch literal {
    case .null: self = .null
    case .true: self.init(.integer(1), .boolean)
    case .false: self.init(.integer(0), .boolean)
    case .integer(let digits): self = Self.integer(digits)
    case .decimal(let text): self = Self.decimal(text)
    case .float(let text): self.init(.real(Double(text) ?? 0), .double)
    case .string(let text): self.init(parameter: .text(text))
    case .hex(let bytes), .bit(let bytes): self.init(parameter: .blob(bytes))
    case .date(let text): self.init(.text(text), .date)
    case .time(let text): self.init(.text(text), .varchar(text.count))
    case .timestamp(let text): self.init(.text(text), .varchar(text.count))
    }
  }

  /// The value of a literal that lies as its type says without being computed; nil of dates, and where its
  /// character set or its size decide.
  init?(constant literal: Literal) {
    guard literal.charset == nil else { return nil }
    switch literal.kind {
    case .null, .true, .false, .integer, .decimal, .string, .hex, .bit: self.init(literal.kind)
    case .float, .date, .time, .timestamp: return nil
    }
  }

  private static func integer(_ digits: String) -> TypedValue {
    if let number = Int64(digits) { return TypedValue(.integer(number), .bigint) }
    if let number = UInt64(digits) { return TypedValue(.unsigned(number), .unsignedBigint) }
    return decimal(digits)
  }

  /// An exact number as it is written: as many digits as it has.
  private static func decimal(_ text: String) -> TypedValue {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let whole = parts[0].drop { $0 == "0" }
    let fraction = parts.count > 1 ? parts[1] : ""
    let precision = max(whole.count + fraction.count, 1)
    let type = MySQLType.decimal(precision, fraction.count)
    if precision <= 18 {
      return TypedValue(.integer(Int64(whole + fraction) ?? 0), type)
    }
    let canonical = (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
    return TypedValue(.text(String(canonical)), type)
  }
}

extension TypedValue {
  /// A text as a literal of a connection that has the collation.
  func collated(_ collation: Collation) -> TypedValue {
    guard type.isText else { return self }
    var collated = type
    collated.collation = collation
    return TypedValue(value, collated)
  }

  /// The value as a column or a variable takes it, to which of binary strings only literals are numbers.
  func taken(fromLiteral isLiteral: Bool) -> TypedValue {
    TypedValue(value, type.taken(fromLiteral: isLiteral))
  }

  /// The value in the representation of another type, where that takes no evaluation: nil when only
  /// SQL knows how.
  func represented(as target: MySQLType) -> Value? {
    if case .null = value { return .null }
    if target.kind == .unknown || target.kind == .null || type == target { return value }
    switch (type.representation, target.representation) {
    case (.integer, .integer), (.integer, .unsigned), (.text, .text), (.blob, .blob),
      (.real, .real) where target.kind != .float, (.unsigned, .unsigned), (.json, .json):
      return value
    case (.integer, .scaled(let scale)): return value.timesPowerOfTen(scale)
    case (.scaled(let mine), .scaled(let scale)) where mine <= scale:
      return value.timesPowerOfTen(scale - mine)
    case (.integer, .real):
      if case .integer(let number) = value { return .real(Double(number)) }
      return nil
    default: return nil
    }
  }
}

extension Value {
  /// An integer with so many zeros appended; nil for what is none or does not fit.
  fileprivate func timesPowerOfTen(_ exponent: Int) -> Value? {
    guard case .integer(var number) = self, exponent <= 18 else { return nil }
    for _ in 0..<exponent {
      let (product, overflows) = number.multipliedReportingOverflow(by: 10)
      guard !overflows else { return nil }
      number = product
    }
    return .integer(number)
  }
}

extension TypedValue {
  /// The type by which a plan is made and found again: without the length of texts, which differs
  /// from value to value and changes nothing.
  var planningType: MySQLType {
    var planned = type
    if planned.isText || planned.isBinary { planned.length = nil }
    return planned
  }

  /// The same of a parameter's value: NULL is typed as where it is written.
  var parameterType: MySQLType { value.isNull ? .null : planningType }
}

extension TypedValue {
  /// The value as a column takes it.
  func stored(from source: RoutingValue) -> TypedValue {
    let isLiteral = if case .source(let source) = source { source.isLiteral } else { false }
    return TypedValue(value, type.taken(fromLiteral: isLiteral, fromColumn: false))
  }
}
