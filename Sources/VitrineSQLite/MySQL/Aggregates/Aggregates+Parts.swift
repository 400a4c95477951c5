package import VitrineSQL
import VitrineSharding

/// An aggregate computed in two steps: a state on each shard, and the states joined.
///
/// Both are aggregate calls of one column, so the gateway and the coordinator can join states in SQL.
///
///     AVG(x)  ⇒  my_avg_partial(x, 2) on every shard, my_avg_merge(state, 6) over the shards
package struct SplitAggregate: Sendable {
  /// What a shard computes: one column, of a type that only `merge` understands.
  package var partial: Operand
  /// The text before and after the column of states in the call that joins them.
  private let mergePrefix: String
  private let mergeSuffix: String
  /// The text after the column in the call that gives every digit; nil where there are no more than shown.
  private let digitsSuffix: String?
  private let result: Operand

  init(
    partial: Operand,
    merge prefix: String,
    _ suffix: String = ")",
    digits: String? = nil,
    result: Operand
  ) {
    self.partial = partial
    mergePrefix = prefix
    mergeSuffix = suffix
    digitsSuffix = digits
    self.result = result
  }

  /// The call that joins the states of a column into the aggregate's result.
  package func merge(_ column: String) -> Operand {
    let text = mergePrefix + column + mergeSuffix
    var merged = Operand(text, result.type, coercibility: result.coercibility)
    merged.unrounded = digitsSuffix.map { mergePrefix + column + $0 }
    return merged
  }
}

extension Aggregates {
  /// The two steps of a call; nil where rows must come together first: DISTINCT but for MIN and MAX.
  package static func split(_ call: Call) throws(SQLError) -> SplitAggregate? {
    let whole = try plainCall(call)
    let first = call.arguments.first ?? Operand("NULL", .null)
    switch call.name {
    case "MIN", "MAX", "ANY_VALUE": return extremes(call, whole)
    case "BIT_AND", "BIT_OR", "BIT_XOR":
      let function = BitStrings.function(call.name, whole.type)
      guard let neutral = BitStrings.neutral(call.name, whole.type) else {
        return SplitAggregate(partial: whole, merge: "\(function)(", result: whole)
      }
      return SplitAggregate(
        partial: whole,
        merge: "coalesce(\(function)(",
        "),\(neutral))",
        result: whole
      )
    case "GROUP_CONCAT":
      let state = try concatenation(call, "my_group_concat_partial")
      let options = "\(quotedForSQLite(call.separator)),'\(flags(call))'"
      return SplitAggregate(
        partial: Operand(state, .longblob),
        merge: "my_group_concat_merge(\(options),",
        result: whole
      )
    case _ where call.isDistinct: return nil
    case "COUNT":
      return SplitAggregate(partial: whole, merge: "coalesce(sum(", "),0)", result: whole)
    case "SUM": return sums(first, whole)
    case "AVG": return averages(first, whole, call.increment)
    case "JSON_ARRAYAGG", "JSON_OBJECTAGG":
      return SplitAggregate(
        partial: whole,
        merge: "my_\(call.name.lowercased())_merge(",
        result: whole
      )
    case "MATCH STATISTICS":
      return SplitAggregate(partial: whole, merge: "my_match_statistics_merge(", result: whole)
    default: return variances(call, first, whole)
    }
  }

  private static func extremes(_ call: Call, _ whole: Operand) -> SplitAggregate {
    let function = call.name == "MAX" ? "max(" : "min("
    let suffix = whole.type.keyCollation.map { " COLLATE \($0))" } ?? ")"
    return SplitAggregate(partial: whole, merge: function, suffix, result: whole)
  }

  private static func sums(_ operand: Operand, _ whole: Operand) -> SplitAggregate {
    guard whole.type.isApproximate else {
      let state = "my_sum(\(Operators.packed(operand)),\(DecimalForm.unroundedCode))"
      let merge = ",0,\(Operators.form(whole.type)))"
      let partial = Operand(state, Operand.unroundedType)
      return SplitAggregate(
        partial: partial,
        merge: "my_sum(",
        merge,
        digits: whole.unrounded == nil ? nil : ",0,\(DecimalForm.unroundedCode))",
        result: whole
      )
    }
    let state = "my_sum_real_partial(\(Conversion.sql(operand, to: .real)))"
    return SplitAggregate(
      partial: Operand(state, .longblob),
      merge: "my_sum_real_merge(",
      result: whole
    )
  }

  private static func averages(
    _ operand: Operand,
    _ whole: Operand,
    _ increment: Int
  ) -> SplitAggregate {
    guard whole.type.isApproximate else {
      let state = "my_avg_partial(\(Operators.packed(operand)))"
      return SplitAggregate(
        partial: Operand(state, .varchar(255, .utf8mb4Bin)),
        merge: "my_avg_merge(",
        ",\(Operators.form(whole.type)),\(increment))",
        digits: ",\(DecimalForm.unroundedCode),\(increment))",
        result: whole
      )
    }
    let state = "my_sum_real_partial(\(Conversion.sql(operand, to: .real)))"
    return SplitAggregate(
      partial: Operand(state, .longblob),
      merge: "my_avg_real_merge(",
      result: whole
    )
  }

  private static func variances(
    _ call: Call,
    _ operand: Operand,
    _ whole: Operand
  ) -> SplitAggregate? {
    guard let function = variance(call.name) else { return nil }
    let state = "my_var_partial(\(Conversion.sql(operand, to: .real)))"
    return SplitAggregate(
      partial: Operand(state, .longblob),
      merge: "\(function)_merge(",
      result: whole
    )
  }
}
