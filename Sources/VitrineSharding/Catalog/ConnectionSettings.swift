/// How a connection sends and compares its texts: what stored programs and views keep of the one that has
/// made them.
package struct ConnectionSettings: Sendable, Hashable, Codable {
  /// `character_set_client`.
  package var clientCharacterSet: String
  /// `collation_connection`.
  package var collation: String

  package init(
    clientCharacterSet: String = Collation.standard.characterSet,
    collation: String = Collation.standard.rawValue
  ) {
    self.clientCharacterSet = clientCharacterSet
    self.collation = collation
  }

  /// The collation of literals and of `CAST(… AS CHAR)`: that of the connection, where it is one of Unicode.
  package var literalCollation: Collation {
    guard let collation = try? Collation(name: collation), collation.bytesPerCharacter > 1 else {
      return .standard
    }
    return collation
  }
}
