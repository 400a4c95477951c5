// Column types and the types of CAST.
extension StatementParser {
  /// A type as a column has it: name, length, and what modifies it.
  mutating func columnType() throws(SQLError) -> ColumnTypeSyntax {
    let start = self.start
    var type = try typeName()
    if kind == .leftParenthesis { try typeArguments(&type) }
    try typeModifiers(&type)
    type.span = span(from: start)
    return type
  }

  /// The name, of one word or several, as MySQL's own.
  private mutating func typeName() throws(SQLError) -> ColumnTypeSyntax {
    guard kind.isWord, kind != .quotedIdentifier else { throw unexpected() }
    switch keyword {
    case .national, .nchar, .nvarchar: return try nationalType()
    case .long: return longType()
    case .char, .character: return characterType()
    case .double:
      advance()
      _ = take(.precision)
      return ColumnTypeSyntax(name: "double")
    case .signed, .unsigned:
      return try integerCastType()
    default: break
    }
    guard isAtName || keyword.isTypeName else { throw unexpected() }
    if keyword == .real, mode.contains(.realAsFloat) {
      advance()
      return ColumnTypeSyntax(name: "float")
    }
    let word = foldedText(of: token)
    advance()
    return ColumnTypeSyntax.canonical(word)
  }

  /// `NATIONAL CHAR`, `NCHAR VARYING`, `NVARCHAR`: characters in utf8mb3.
  private mutating func nationalType() throws(SQLError) -> ColumnTypeSyntax {
    var isVarying = isAt(.nvarchar)
    if take(.national) {
      guard isAt(.char) || isAt(.character) || isAt(.varchar) || isAt(.varcharacter) else {
        throw unexpected(expecting: ["char", "varchar"])
      }
      isVarying = isAt(.varchar) || isAt(.varcharacter)
    }
    advance()
    if take(.varying) || take(.varchar) || take(.varcharacter) { isVarying = true }
    return ColumnTypeSyntax(name: isVarying ? "varchar" : "char", charset: "utf8mb3")
  }

  /// `LONG [VARCHAR]` is MEDIUMTEXT, `LONG VARBINARY` is MEDIUMBLOB.
  private mutating func longType() -> ColumnTypeSyntax {
    advance()
    if take(.varbinary) { return ColumnTypeSyntax(name: "mediumblob") }
    if take(.char, .varying) || take(.character, .varying) || take(.varchar) || take(.varcharacter)
    {
      return ColumnTypeSyntax(name: "mediumtext")
    }
    return ColumnTypeSyntax(name: "mediumtext")
  }

  private mutating func characterType() -> ColumnTypeSyntax {
    advance()
    return ColumnTypeSyntax(name: take(.varying) ? "varchar" : "char")
  }

  /// `(10)`, `(10, 2)`, or the members of ENUM and SET.
  private mutating func typeArguments(_ type: inout ColumnTypeSyntax) throws(SQLError) {
    try expect(.leftParenthesis)
    if type.name == "enum" || type.name == "set" {
      type.members = try list { parser throws(SQLError) in try parser.memberText() }
    } else if type.name == "vector" || kind == .integerNumber {
      type.length = try integerText()
      if take(.comma) { type.scale = try integerText() }
    } else {
      throw unexpected()
    }
    try expect(.rightParenthesis)
  }

  /// A member of ENUM or SET: a string, or a hexadecimal or bit literal.
  private mutating func memberText() throws(SQLError) -> String {
    switch kind {
    case .string, .nationalString, .hexString, .hexNumber, .bitString, .bitNumber: break
    default: throw unexpected()
    }
    switch try literal().kind {
    case .string(let text): return text
    case .hex(let content), .bit(let content):
      return String(decoding: content, as: UTF8.self)
    default: throw unexpected()
    }
  }

  private mutating func typeModifiers(_ type: inout ColumnTypeSyntax) throws(SQLError) {
    while true {
      switch keyword {
      case .unsigned: type.isUnsigned = true
      case .signed: break
      case .zerofill:
        type.isZerofill = true
        type.isUnsigned = true
      case .binary: type.isBinary = true
      case .ascii: type.charset = "latin1"
      case .unicode: type.charset = "ucs2"
      case .byte:
        if type.name == "char" { type.name = "binary" }
      case .charset, .character, .char:
        guard takeCharset() else { return }
        type.charset = try charsetName().text.lowercased()
        continue
      case .collate:
        advance()
        type.collation = try charsetName().text
        continue
      default: return
      }
      advance()
    }
  }
}

// MARK: CAST
extension StatementParser {
  /// A type of CAST and CONVERT: `signed`, `unsigned`, `char`, `binary`, `decimal`, `date` and so on.
  mutating func castType() throws(SQLError) -> ColumnTypeSyntax {
    let start = self.start
    if isAt(.signed) || isAt(.unsigned) { return try integerCastType() }
    let isNational = isAt(.national) || isAt(.nchar) || isAt(.nvarchar)
    guard kind != .quotedIdentifier, keyword.isCastType else {
      var error = unexpected()
      error.hint = "CAST knows SIGNED, UNSIGNED, DECIMAL, DOUBLE, CHAR, BINARY, DATE, TIME, JSON, …"
      throw error
    }
    var type = try typeName()
    if kind == .leftParenthesis {
      guard !["double", "date", "json", "year"].contains(type.name) else { throw unexpected() }
      try typeArguments(&type)
      guard type.name != "float" || type.scale == nil else { throw unexpected() }
    }
    if type.name == "char" || type.name == "varchar" {
      try typeModifiers(&type)
      if isNational { note(.national) } else { deprecations += type.deprecations }
    }
    type.span = span(from: start)
    return type
  }

  private mutating func integerCastType() throws(SQLError) -> ColumnTypeSyntax {
    let token = self.token
    advance()
    _ = take(.integer)
    if isAt(.int) {
      throw SQLError(
        .parseError,
        "syntax error near 'int'",
        at: self.token.span,
        hint:
          "write \(rawText(of: token).uppercased()) or \(rawText(of: token).uppercased()) INTEGER"
      )
    }
    return ColumnTypeSyntax(name: token.keyword.rawValue, span: span(from: Int(token.lower)))
  }
}

extension ColumnTypeSyntax {
  /// The type a one-word name stands for, synonyms resolved.
  static func canonical(_ word: String) -> ColumnTypeSyntax {
    switch word {
    case "integer", "int4": ColumnTypeSyntax(name: "int")
    case "int1": ColumnTypeSyntax(name: "tinyint")
    case "int2": ColumnTypeSyntax(name: "smallint")
    case "int3", "middleint": ColumnTypeSyntax(name: "mediumint")
    case "int8": ColumnTypeSyntax(name: "bigint")
    case "bool", "boolean": ColumnTypeSyntax(name: "tinyint", length: "1")
    case "dec", "numeric", "fixed": ColumnTypeSyntax(name: "decimal")
    case "real", "float8": ColumnTypeSyntax(name: "double")
    case "float4": ColumnTypeSyntax(name: "float")
    case "varcharacter": ColumnTypeSyntax(name: "varchar")
    case "geomcollection": ColumnTypeSyntax(name: "geometrycollection")
    default: ColumnTypeSyntax(name: word)
    }
  }
}

extension Keyword {
  /// Reserved words that name types.
  var isTypeName: Bool {
    switch self {
    case .bigint, .binary, .blob, .char, .character, .dec, .decimal, .double, .float, .float4,
      .float8, .int, .int1, .int2, .int3, .int4, .int8, .integer, .long, .longblob, .longtext,
      .mediumblob, .mediumint, .mediumtext, .middleint, .numeric, .real, .set, .smallint,
      .tinyblob, .tinyint, .tinytext, .varbinary, .varchar, .varcharacter:
      true
    default: false
    }
  }

  /// Words that may start a type of CAST.
  var isCastType: Bool {
    switch self {
    case .binary, .char, .character, .nchar, .national, .date, .datetime, .time, .year, .decimal,
      .dec, .double, .float, .real, .json, .point, .linestring, .polygon, .multipoint,
      .multilinestring, .multipolygon, .geometrycollection, .geomcollection, .signed, .unsigned,
      .vector:
      true
    default: false
    }
  }
}
