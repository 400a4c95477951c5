import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Turns constants of the text into values in the representation of their types.
struct LiteralBinder {
  let context: PlanningContext
  /// Whether the literal's ordinal counts tokens of the statement.
  let keepsOrdinals: Bool
  /// That of texts which name none.
  let collation: Collation

  init(_ environment: Environment) {
    context = environment.context
    keepsOrdinals = !environment.isStored
    collation = environment.literalCollation
  }

  func scalar(_ literal: VitrineSQL.Literal) throws(SQLError) -> Scalar {
    var bound = try plain(literal)
    if keepsOrdinals, literal.ordinals.count == 1, !bound.type.isTemporal, !literal.isDecoded {
      bound.ordinal = literal.ordinals.lowerBound
      context.noteBound(bound.ordinal)
    } else if keepsOrdinals {
      context.pin(tokensOf: literal)
    }
    if literal.isBinary {
      return .call(Call(.function("CHAR OF BYTES"), [.literal(bound)], bound.type))
    }
    return .literal(bound)
  }

  private func plain(_ literal: VitrineSQL.Literal) throws(SQLError) -> BoundLiteral {
    switch literal.kind {
    case .null: BoundLiteral(.null, .null)
    case .true: BoundLiteral(.integer(1), .boolean)
    case .false: BoundLiteral(.integer(0), .boolean)
    case .integer(let digits): Self.integer(digits)
    case .decimal(let digits): Self.decimal(digits)
    case .float(let digits): try Self.float(digits, literal.span)
    case .string(let text): try string(text, literal)
    case .hex(let bytes), .bit(let bytes): try introduced(bytes, literal)
    case .date(let text): try temporal(text, .date, literal.span)
    case .time(let text): try temporal(text, .time, literal.span)
    case .timestamp(let text): try temporal(text, .datetime, literal.span)
    }
  }

  private static func integerType(digits: Int) -> MySQLType { MySQLType(.bigint, length: digits) }

  /// BIGINT, BIGINT UNSIGNED from 2⁶³ on, DECIMAL from 2⁶⁴ on.
  private static func integer(_ digits: String) -> BoundLiteral {
    let significant = digits.utf8.drop { $0 == UInt8(ascii: "0") }
    if let number = Int64(digits) {
      return BoundLiteral(.integer(number), integerType(digits: max(significant.count, 1)))
    }
    if let number = UInt64(digits) {
      let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
      return BoundLiteral(.blob(bytes), MySQLType(.bigint, unsigned: true, length: 20))
    }
    return decimal(digits)
  }

  /// The precision is that of the digits written: `1.50` is DECIMAL(3,2).
  private static func decimal(_ digits: String) -> BoundLiteral {
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    let whole = parts.first.map { $0.drop { $0 == "0" } } ?? ""
    let fraction = (parts.count > 1 ? parts[1] : "").prefix(DecimalShape.maximumScale)
    let scale = fraction.count
    let precision = max(whole.count + scale, 1)
    if precision > DecimalShape.maximumPrecision {
      let type = MySQLType.decimal(DecimalShape.maximumPrecision, scale)
      return BoundLiteral(.text(String(repeating: "9", count: type.length ?? 0)), type)
    }
    let type = MySQLType.decimal(precision, scale)
    if case .scaled = type.representation, let scaled = Int64(whole + fraction) {
      return BoundLiteral(.integer(scaled), type)
    }
    let point = scale > 0 ? "." : ""
    return BoundLiteral(.text("\(whole.isEmpty ? "0" : whole)\(point)\(fraction)"), type)
  }

  private static func float(_ digits: String, _ span: Span) throws(SQLError) -> BoundLiteral {
    guard let number = Double(digits), number.isFinite else {
      throw SQLError(
        .illegalValue,
        "Illegal double '\(digits)' value found during parsing",
        at: span
      )
    }
    return BoundLiteral(.real(number), .double)
  }

  private func string(
    _ text: String,
    _ literal: VitrineSQL.Literal
  ) throws(SQLError) -> BoundLiteral {
    guard let charset = literal.charset?.lowercased() else {
      let own = collation.lacks(text) == nil ? collation : collation.wide
      return BoundLiteral(.text(text), .varchar(text.unicodeScalars.count, own))
    }
    guard let collation = Collation.standard(of: charset) else {
      throw SQLError(.unknownCharacterSet, "Unknown character set: '\(charset)'", at: literal.span)
    }
    if collation == .binary { return binary(Array(text.utf8)) }
    var content = text
    if let set = collation.singleByteSet {
      content = try characters(Array(text.utf8), set, literal)
    }
    return BoundLiteral(.text(content), .varchar(content.unicodeScalars.count, collation))
  }

  /// `_utf8mb4 x'C3A9'` is a text; without a character set the bytes are a binary string.
  private func introduced(
    _ bytes: [UInt8],
    _ literal: VitrineSQL.Literal
  ) throws(SQLError) -> BoundLiteral {
    guard let charset = literal.charset?.lowercased(), charset != "binary" else {
      return binary(bytes)
    }
    if let collation = Collation.standard(of: charset), let set = collation.singleByteSet {
      let text = try characters(bytes, set, literal)
      return BoundLiteral(.text(text), .varchar(bytes.count, collation))
    }
    return try string(try String(validUTF8: bytes), literal)
  }

  /// The characters of bytes that an introducer stands before.
  private func characters(
    _ bytes: [UInt8],
    _ set: SingleByteSet,
    _ literal: VitrineSQL.Literal
  ) throws(SQLError) -> String {
    if let text = set.text(of: bytes) { return text }
    let bad = Hexadecimal.text(bytes.drop { $0 < 0x80 }.prefix(6)).uppercased()
    throw SQLError(
      .invalidCharacterString,
      "Invalid \(set.rawValue) character string: '\(bad)'",
      at: literal.span
    )
  }

  private func binary(_ bytes: [UInt8]) -> BoundLiteral {
    BoundLiteral(.blob(bytes), MySQLType(.varbinary, length: bytes.count, collation: .binary))
  }
}

extension VitrineSQL.Literal {
  /// Whether `_binary` stands before it: then it computes with its bytes, unlike `x'0f'`.
  fileprivate var isBinary: Bool { charset?.lowercased() == "binary" }

  /// Whether its value is not that of its token: the characters that `_latin1` makes of bytes.
  fileprivate var isDecoded: Bool {
    charset.flatMap { Collation.standard(of: $0.lowercased()) }?.singleByteSet != nil
  }
}

extension Collation {
  /// The default collation of a character set, by the set's lower case name.
  static func standard(of charset: String) -> Collation? {
    switch charset {
    case "utf8mb4": .standard
    case "utf8", "utf8mb3": .utf8mb3GeneralCi
    case "ucs2", "utf16", "utf16le", "utf32": .utf8mb4GeneralCi
    case "latin1": .latin1SwedishCi
    case "ascii": .asciiGeneralCi
    case "binary": .binary
    default: nil
    }
  }
}
