import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The types that CAST and CONVERT know.
enum CastType {
  static func type(_ syntax: ColumnTypeSyntax) throws(SQLError) -> MySQLType {
    let length = syntax.length.flatMap { Int($0) }
    switch syntax.name {
    case "signed": return .bigint
    case "unsigned": return .unsignedBigint
    case "decimal": return try decimal(length, syntax)
    case "float": return MySQLType((length ?? 0) > 24 ? .double : .float)
    case "double", "real": return .double
    case "date": return .date
    case "datetime", "timestamp": return .datetime(try digits(length, syntax))
    case "time": return .time(try digits(length, syntax))
    case "year": return MySQLType(.year)
    case "json": return .json
    case "binary", "varbinary": return binary(length)
    case "char", "varchar", "nchar", "character": return try text(length, syntax)
    default:
      if syntax.isUnsigned { return .unsignedBigint }
      if syntax.name.hasSuffix("int") || syntax.name == "integer" { return .bigint }
      throw SQLError(.unsupported, "CAST to \(syntax.name) is not supported", at: syntax.span)
    }
  }

  private static func decimal(
    _ length: Int?,
    _ syntax: ColumnTypeSyntax
  ) throws(SQLError) -> MySQLType {
    let precision = length ?? 10
    let scale = syntax.scale.flatMap { Int($0) } ?? 0
    guard precision <= DecimalShape.maximumPrecision else {
      throw SQLError(
        .tooBigPrecision,
        "Too-big precision \(precision) specified for 'CAST'. Maximum is 65.",
        at: syntax.span
      )
    }
    guard scale <= DecimalShape.maximumScale else {
      throw SQLError(
        .tooBigScale,
        "Too big scale \(scale) specified for 'CAST'. Maximum is 30.",
        at: syntax.span
      )
    }
    guard scale <= max(precision, 1) else {
      throw SQLError(
        .scaleAbovePrecision,
        "For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column 'CAST').",
        at: syntax.span
      )
    }
    return .decimal(max(precision, 1), scale)
  }

  private static func digits(
    _ length: Int?,
    _ syntax: ColumnTypeSyntax
  ) throws(SQLError) -> Int {
    let digits = length ?? 0
    guard digits <= 6 else {
      throw SQLError(
        .tooBigPrecision,
        "Too-big precision \(digits) specified for '\(syntax.name)'. Maximum is 6.",
        at: syntax.span
      )
    }
    return digits
  }

  /// With a length the value is cut to it, so the kind says whether there is one.
  private static func binary(_ length: Int?) -> MySQLType {
    MySQLType(length == nil ? .varbinary : .binary, length: length, collation: .binary)
  }

  private static func text(
    _ length: Int?,
    _ syntax: ColumnTypeSyntax
  ) throws(SQLError) -> MySQLType {
    var collation = Collation.standard
    if let charset = syntax.charset {
      guard let known = Collation.standard(of: charset.lowercased()) else {
        throw SQLError(.unknownCharacterSet, "Unknown character set: '\(charset)'", at: syntax.span)
      }
      collation = known
    }
    if collation == .binary { return binary(length) }
    if syntax.isBinary { collation = collation.bytewise }
    return MySQLType(.varchar, length: length, collation: collation)
  }
}

extension MySQLType {
  /// The type of a CAST without a length, whose values are as long as those of its operand, where that is known.
  func asLong(as operand: MySQLType) -> MySQLType {
    func isVariable(_ type: MySQLType) -> Bool { type.kind == .varchar || type.kind == .varbinary }
    guard length == nil, isVariable(self), operand.kind != .unknown, let collation,
      operand.length != nil || !isVariable(operand)
    else { return self }
    let isBytes = collation == .binary && operand.hasText
    let width = isBytes ? operand.collation?.bytesPerCharacter ?? 1 : 1
    return .text(ofLength: (operand.textLength + operand.hiddenDigits) * width, collation)
  }

  /// The zero of 0.25, which its type does not count.
  private var hiddenDigits: Int { kind == .decimal && length == scale ? 1 : 0 }
}
