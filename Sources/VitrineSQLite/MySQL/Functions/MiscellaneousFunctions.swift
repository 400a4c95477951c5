import Foundation
import Synchronization
import VitrineSQL
import VitrineSharding

/// Small functions of several chapters: those that name, count or say something about the server.
enum MiscellaneousFunctions {
  static let definitions: [FunctionDefinition] = [
    FunctionDefinition(
      "NAME_CONST",
      2...2,
      [.asIs],
      ResultRule { operands throws(SQLError) in
        guard operands.count == 2, operands.allSatisfy({ $0.value != nil }) else {
          throw SQLError(.wrongArguments, "Incorrect arguments to NAME_CONST")
        }
        return operands[1].type
      },
      .template { arguments, _, _ throws(SQLError) in arguments[1] }
    ),
    FunctionDefinition(
      "UUID_SHORT",
      0...0,
      [],
      .unsigned,
      .call("my_uuid_short"),
      stability: .volatile
    ),
    FunctionDefinition("FORMAT_BYTES", 1...1, [.real], .plainText(11), .call("my_format_bytes")),
    FunctionDefinition(
      "FORMAT_PICO_TIME",
      1...1,
      [.real],
      .plainText(11),
      .call("my_format_pico_time")
    ),
    FunctionDefinition(
      "CURRENT_ROLE",
      0...0,
      [],
      .plainText(64),
      .template { _, _, _ throws(SQLError) in "'NONE'" },
      stability: .session
    ),
    // As under secure_file_priv = NULL, and as where the component is not installed.
    FunctionDefinition(
      "LOAD_FILE",
      1...1,
      [.text],
      .fixed(MySQLType(.longblob, collation: .binary)),
      .template { _, _, _ throws(SQLError) in "NULL" }
    ),
    FunctionDefinition(
      "VALIDATE_PASSWORD_STRENGTH",
      1...1,
      [.text],
      .integer,
      .template { arguments, _, _ throws(SQLError) in
        "(CASE WHEN \(arguments[0]) IS NOT NULL THEN 0 END)"
      }
    ),
    FunctionDefinition("GTID_SUBSET", 2...2, [.text], .boolean, .call("my_gtid_subset")),
    FunctionDefinition("GTID_SUBTRACT", 2...2, [.text], .longText, .call("my_gtid_subtract")),
  ]

  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    identifiers() + [
      ScalarFunction("my_no_partition", arguments: 1, isDeterministic: false) {
        arguments,
        _ throws(SQLError) in
        throw SQLError(
          .noPartitionForValue,
          "Table has no partition for value \(arguments.text(at: 0))"
        )
      },
      ScalarFunction("my_uuid_short", arguments: 0, isDeterministic: false) { _, result in
        result.set(unsigned: ShortIdentifiers.next())
      },
      ScalarFunction("my_format_bytes", arguments: 1) { arguments, result in
        result.set(
          scaled(
            arguments.real(at: 0),
            4,
            [
              (1, "bytes"), (1024, "KiB"), (1_048_576, "MiB"), (1_073_741_824, "GiB"),
              (1_099_511_627_776, "TiB"), (1_125_899_906_842_624, "PiB"),
              (1_152_921_504_606_846_976, "EiB"),
            ]
          )
        )
      },
      ScalarFunction("my_format_pico_time", arguments: 1) { arguments, result in
        result.set(
          scaled(
            arguments.real(at: 0),
            3,
            [
              (1, "ps"), (1e3, "ns"), (1e6, "us"), (1e9, "ms"), (1e12, "s"), (6e13, "min"),
              (3.6e15, "h"), (8.64e16, "d"),
            ]
          )
        )
      },
    ]
  }

  private static func identifiers() -> [ScalarFunction] {
    [
      ScalarFunction("my_gtid_subset", arguments: 2) { arguments, result throws(SQLError) in
        let part = try TransactionSet(arguments.text(at: 0))
        result.set(part.isSubset(of: try TransactionSet(arguments.text(at: 1))))
      },
      ScalarFunction("my_gtid_subtract", arguments: 2) { arguments, result throws(SQLError) in
        let whole = try TransactionSet(arguments.text(at: 0))
        result.set(whole.subtracting(try TransactionSet(arguments.text(at: 1))).text)
      },
    ]
  }

  /// A number in the largest unit that it reaches: whole in the first one, else with two digits, or
  /// with an exponent from 100000 on.
  private static func scaled(
    _ number: Double,
    _ wholeWidth: Int,
    _ units: [(size: Double, name: String)]
  ) -> String {
    let unit = units.last { abs(number) >= $0.size } ?? units.first
    guard let unit else { return "" }
    let name = unit.name
    let value = number / unit.size
    if unit.size == 1 {
      let digits = String(Int64(value))
      return String(repeating: " ", count: max(0, wholeWidth - digits.count)) + "\(digits) \(name)"
    }
    return String(format: abs(value) >= 100_000 ? "%4.2e " : "%4.2f ", value) + name
  }
}

/// The numbers of UUID_SHORT: growing, and not given before unless the clock is put back.
private enum ShortIdentifiers {
  private static let serverID: UInt64 = 1
  private static let last = Atomic<UInt64>(
    serverID << 56 | UInt64(Date().timeIntervalSince1970) << 24
  )

  static func next() -> UInt64 { last.add(1, ordering: .relaxed).newValue }
}
