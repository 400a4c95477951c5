import Foundation
import Vitrine
import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// The lines that `vitrine pipe` writes.
enum PipeAnswer {
  static func success(_ id: JSON, _ members: [JSON.Member]) -> JSON {
    .object([JSON.Member("id", id), JSON.Member("ok", true)] + members)
  }

  /// `answered` has what a CALL answered before it failed.
  static func failure(
    _ id: JSON,
    _ error: SQLError,
    in text: String?,
    after answers: [Vitrine.Result] = []
  ) -> JSON {
    var members = [
      JSON.Member("id", id), JSON.Member("ok", false),
      JSON.Member("error", self.error(error, in: text)),
    ]
    if !answers.isEmpty { members.append(JSON.Member("answered", .array(answers.map(table)))) }
    return .object(members)
  }

  private static func table(_ answer: Vitrine.Result) -> JSON {
    ["columns": .array(answer.columns.map(column)), "rows": .array(rows(of: answer))]
  }

  /// Code, state, message; Vitess's code, the place and the hint where there are any.
  static func error(_ error: SQLError, in text: String?) -> JSON {
    let position = place(of: error, in: text)
    return .object(skippingNil: [
      "code": .integer(error.code.number), "state": .string(error.code.state),
      "vt": error.code.vitess.map(JSON.string), "message": .string(error.message),
      "line": position.map { .integer($0.line) }, "column": position.map { .integer($0.column) },
      "hint": error.hint.map(JSON.string),
    ])
  }

  private static func place(of error: SQLError, in text: String?) -> SourcePosition? {
    guard let text, let span = error.span, !span.isEmpty || span.lower > 0 else { return nil }
    return SourcePosition(offset: span.range.lowerBound, in: text)
  }

  /// What `execute` tells of an answer.
  ///
  /// `following` has the answers of a CALL after the first.
  static func members(of result: Vitrine.Result) -> [JSON.Member] {
    let following = result.following.map(table)
    return [
      JSON.Member("columns", .array(result.columns.map(column))),
      JSON.Member("rows", .array(rows(of: result))),
      JSON.Member("affected", .integer(result.affectedRows)),
      JSON.Member("insert_id", .integer(result.lastInsertID)),
      JSON.Member("warnings", .array(result.warnings.map(warning))),
      JSON.Member("trace", trace(result.trace)),
    ] + (following.isEmpty ? [] : [JSON.Member("following", .array(following))])
  }

  private static func column(_ column: ResultColumn) -> JSON {
    ["name": .string(column.name), "type": .string(column.type.clientName)]
  }

  private static func rows(of result: Vitrine.Result) -> [JSON] {
    result.rows.indices.map { row in
      .array(
        result.columns.indices.map { column in
          JSONFormat.value(
            ResultTable.Cell(result, row: row, column: column),
            isNumeric: false
          )
        }
      )
    }
  }

  private static func warning(_ warning: Vitrine.Warning) -> JSON {
    [
      "level": .string(warning.level.rawValue), "code": .integer(warning.code),
      "message": .string(warning.message),
    ]
  }

  static func trace(_ trace: ExecutionTrace) -> JSON {
    [
      "shard_calls": .integer(trace.shardCalls), "rows_moved": .integer(trace.rowsMoved),
      "round_trips": .integer(trace.roundTrips), "shards": .strings(trace.shards),
      "simulated_us": .integer(trace.simulated.microseconds),
    ]
  }
}

extension Duration {
  /// Whole microseconds, rounded down.
  var microseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds.multipliedReportingOverflow(by: 1_000_000).partialValue
      &+ attoseconds / 1_000_000_000_000
  }

  /// The time in the unit that suits it: `850 µs`, `12.3 ms`, `1.25 s`.
  var readable: String {
    let microseconds = Double(components.seconds) * 1e6 + Double(components.attoseconds) / 1e12
    switch microseconds {
    case ..<10: return "\(Self.digits(microseconds, 1)) µs"
    case ..<1000: return "\(Self.digits(microseconds, 0)) µs"
    case ..<10_000: return "\(Self.digits(microseconds / 1e3, 2)) ms"
    case ..<1_000_000: return "\(Self.digits(microseconds / 1e3, 1)) ms"
    default: return "\(Self.digits(microseconds / 1e6, 2)) s"
    }
  }

  private static func digits(_ value: Double, _ count: Int) -> String {
    value.formatted(.number.precision(.fractionLength(count)).grouping(.never))
  }
}
