import VitrineSQL
import VitrineSharding

#if canImport(_FoundationICU)
import _FoundationICU
#endif

/// What a server without replicas, roles and a performance schema says of itself.
enum ServerFunctions {
  static let definitions: [FunctionDefinition] = [
    FunctionDefinition(
      "ICU_VERSION",
      0...0,
      [],
      .plainText(8),
      .template { _, _, _ throws(SQLError) in "'\(version)'" }
    ),
    FunctionDefinition(
      "ROLES_GRAPHML",
      0...0,
      [],
      .plainText(128),
      .template { _, _, _ throws(SQLError) in
        #"'<?xml version="1.0" encoding="UTF-8"?><graphml />'"#
      },
      stability: .session
    ),
    // There is no replica that could come anywhere.
    FunctionDefinition(
      "SOURCE_POS_WAIT",
      2...4,
      [.text, .integer, .real, .text],
      .integer,
      .template { _, _, _ throws(SQLError) in "NULL" },
      aliases: ["MASTER_POS_WAIT"]
    ),
    FunctionDefinition(
      "WAIT_FOR_EXECUTED_GTID_SET",
      1...2,
      [.text, .real],
      .integer,
      .call("my_wait_for_gtids")
    ),
  ]

  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_wait_for_gtids", isDeterministic: false) { _, _ throws(SQLError) in
        throw SQLError(
          .gtidModeOff,
          "Cannot use WAIT_FOR_EXECUTED_GTID_SET when GTID_MODE = OFF."
        )
      }
    ]
  }

  /// Of the library that regular expressions are computed with.
  private static var version: String {
    #if canImport(_FoundationICU)
    U_ICU_VERSION
    #else
    "0"
    #endif
  }
}
