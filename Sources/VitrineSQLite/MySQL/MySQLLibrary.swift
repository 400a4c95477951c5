package import VitrineSQL
import VitrineSharding

/// Everything of MySQL's that a connection must know before it can run rendered SQL.
package enum MySQLLibrary {
  /// Registers all functions, aggregates and collations on a connection.
  ///
  /// - Parameters:
  ///   - connection: gets the library; one of a shard or the coordinator's alike.
  ///   - context: what NOW(), warnings and their kin use; set it before each statement.
  /// - Throws: what SQLite says where it refuses a registration.
  package static func install(
    on connection: Connection,
    context: StatementContext
  ) throws(SQLError) {
    for collation in collations { try connection.register(collation) }
    for chapter in chapters {
      for function in chapter(context) { try connection.register(function) }
    }
    let aggregates = AggregateLibrary.functions(context)
    for function in aggregates { try connection.register(function) }
    try connection.register(FramedFunctions.framed(aggregates, context))
  }

  private static let chapters: [@Sendable (StatementContext) -> [ScalarFunction]] = [
    ArithmeticFunctions.bodies, ConversionFunctions.bodies, TemporalConversions.bodies,
    KeyFunctions.bodies, TemporalBodies.bodies, IntervalFunctions.bodies, StringBodies.bodies,
    NumericBodies.bodies, ChoiceFunctions.bodies, RegularExpressions.bodies, JSONBodies.bodies,
    JSONTableFunctions.bodies,
    RewritingFunctions.bodies, AssignmentFunction.bodies, EncryptionFunctions.bodies,
    AddressFunctions.bodies, LockFunctions.bodies, MiscellaneousFunctions.bodies,
    FullTextFunctions.bodies, PointFunctions.bodies, ProgramFunction.bodies,
    CompressionFunctions.bodies, ServerFunctions.bodies, XMLFunctions.bodies,
  ]

  private static var collations: [CollatingSequence] {
    let named = Collation.allCases.filter { $0 != .binary }
      .map { collation in
        let rules = CollationRules(collation)
        return CollatingSequence(collation.rawValue) { rules.compare($0, $1) }
      }
    return named + [
      CollatingSequence("my_decimal", compare: DecimalCollation.compare),
      CollatingSequence("my_json", compare: compareDocuments),
    ]
  }

  /// By MySQL's order of JSON values; texts that are none by their bytes.
  private static func compareDocuments(
    _ left: UnsafeBufferPointer<UInt8>,
    _ right: UnsafeBufferPointer<UInt8>
  ) -> Int {
    JSONDocument.compareTexts(
      String(decoding: left, as: UTF8.self),
      String(decoding: right, as: UTF8.self)
    )
  }
}
