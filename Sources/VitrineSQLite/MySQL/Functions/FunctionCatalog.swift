package import VitrineSQL

/// Every scalar function that Vitrine knows, by MySQL's name.
///
/// A name stands here only when its body is installed on every connection: what is not found is not
/// supported, and answers 1305.
package enum FunctionCatalog {
  /// All definitions, by chapter of the reference manual.
  package static let all: [FunctionDefinition] =
    StringFunctions.definitions + NumericFunctions.definitions + TemporalFunctions.definitions
    + ChoiceFunctions.definitions + JSONFunctions.definitions + EncryptionFunctions.definitions
    + AddressFunctions.definitions + LockFunctions.definitions + MiscellaneousFunctions.definitions
    + FullTextFunctions.definitions + PointFunctions.definitions + CompressionFunctions.definitions
    + ServerFunctions.definitions + XMLFunctions.definitions

  private static let byName: [String: FunctionDefinition] = {
    var names: [String: FunctionDefinition] = [:]
    for definition in all {
      names[definition.name] = definition
      for alias in definition.aliases { names[alias] = definition }
    }
    return names
  }()

  /// The definition under a name in any case.
  package static func find(_ name: String) -> FunctionDefinition? {
    byName[name] ?? byName[name.uppercased()]
  }

  /// Every name, aliases too, for suggestions.
  package static var names: [String] { byName.keys.sorted() }

  /// The call of a function as an operand.
  package static func call(_ name: String, _ operands: [Operand]) throws(SQLError) -> Operand {
    guard let definition = find(name) else {
      throw SQLError(.unknownFunction, "FUNCTION \(name) does not exist")
    }
    return try definition.call(operands)
  }
}
