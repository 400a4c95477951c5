package import VitrineSQL

extension Collation {
  /// The collation that a name of MySQL's means; `utf8` is `utf8mb3`.
  ///
  /// - Throws: `unknownCollation` for no collation of MySQL's, `unsupported` for one Vitrine cannot
  ///   order by exactly.
  package init(name: String) throws(SQLError) {
    let folded = name.lowercased()
    if let collation = Collation(rawValue: Self.currentName(of: folded)) {
      self = collation
      return
    }
    let known = Self.allCases.map(\.rawValue)
    guard Self.foreignPrefixes.contains(where: { folded.hasPrefix($0 + "_") }) else {
      throw SQLError(
        .unknownCollation,
        "Unknown collation: '\(name)'",
        hint: Catalog.hint(folded, among: known)
      )
    }
    throw SQLError(
      .unsupported,
      "collation '\(name)' is not available",
      hint: "available are \(known.joined(separator: ", "))"
    )
  }

  /// The default collation of a character set.
  ///
  /// - Throws: `unknownCharacterSet` for no character set of MySQL's, `unsupported` for one Vitrine
  ///   does not have.
  package init(characterSet name: String) throws(SQLError) {
    switch name.lowercased() {
    case "utf8mb4": self = .standard
    case "utf8", "utf8mb3": self = .utf8mb3GeneralCi
    case "latin1": self = .latin1SwedishCi
    case "ascii": self = .asciiGeneralCi
    case "binary": self = .binary
    case let other where Self.foreignPrefixes.contains(other):
      throw SQLError(.unsupported, "character set '\(name)' is not available")
    default: throw SQLError(.unknownCharacterSet, "Unknown character set: '\(name)'")
    }
  }

  /// The collation of a character set and a collation, either of which may be left out; the character set
  /// `DEFAULT` is that of `standard`.
  ///
  /// - Throws: `collationMismatch` when the collation is another character set's.
  package init(
    characterSet: String?,
    collation: String?,
    default standard: Collation
  )
    throws(SQLError)
  {
    let home = try characterSet.map { name throws(SQLError) in
      name.lowercased() == "default" ? standard : try Collation(characterSet: name)
    }
    guard let collation else {
      self = home ?? standard
      return
    }
    self = try Collation(name: collation)
    guard let characterSet, let home else { return }
    guard home.characterSet == self.characterSet else {
      throw SQLError(
        .collationMismatch,
        "COLLATION '\(collation)' is not valid for CHARACTER SET '\(characterSet)'"
      )
    }
  }

  /// What the options of a table or database say; nil where they say nothing of it.
  package init?(_ options: [TableOption], default standard: Collation) throws(SQLError) {
    func last(_ names: String...) -> String? {
      options.last { names.contains($0.name) }?.value.text
    }
    let (characterSet, collation) = (last("charset", "character set"), last("collate"))
    guard characterSet != nil || collation != nil else { return nil }
    try self.init(characterSet: characterSet, collation: collation, default: standard)
  }

  /// The character set in a collation's name, as it is written there: `utf8mb3` of `utf8mb3_bin`.
  package static func characterSetName(in name: String) -> String {
    String(name.prefix { $0 != "_" })
  }

  /// The name under which MySQL 8.0 shows a character set or collation: that of `utf8` is `utf8mb3` there.
  package static func currentName(of name: String) -> String {
    let folded = name.lowercased()
    guard folded == "utf8" || folded.hasPrefix("utf8_") else { return folded }
    return "utf8mb3" + folded.dropFirst(4)
  }

  /// The collation of the same character set that compares bytes.
  package var bytewise: Collation {
    switch characterSet {
    case "utf8mb3": .utf8mb3Bin
    case "latin1": .latin1Bin
    case "ascii": .asciiBin
    case "binary": .binary
    default: .utf8mb4Bin
    }
  }

  /// The character sets of MySQL, by which the names of collations begin.
  private static let foreignPrefixes: Set<String> = [
    "armscii8", "ascii", "big5", "binary", "cp1250", "cp1251", "cp1256", "cp1257", "cp850", "cp852",
    "cp866", "cp932", "dec8", "eucjpms", "euckr", "gb18030", "gb2312", "gbk", "geostd8", "greek",
    "hebrew", "hp8", "keybcs2", "koi8r", "koi8u", "latin1", "latin2", "latin5", "latin7", "macce",
    "macroman", "sjis", "swe7", "tis620", "ucs2", "ujis", "utf16", "utf16le", "utf32", "utf8",
    "utf8mb3", "utf8mb4",
  ]
}
