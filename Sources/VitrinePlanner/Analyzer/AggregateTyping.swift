import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension AggregateFunction {
  /// The type of a call on the operands.
  func type(_ operands: [Operand]) throws(SQLError) -> MySQLType {
    switch self {
    case .countRows, .count, .grouping: return .bigint
    default: return try Aggregates.type(libraryName, operands)
    }
  }

  /// Its name in the function library.
  private var libraryName: String {
    switch self {
    case .countRows, .count: "COUNT"
    case .sum: "SUM"
    case .average: "AVG"
    case .minimum: "MIN"
    case .maximum: "MAX"
    case .anyValue: "ANY_VALUE"
    case .bitAnd: "BIT_AND"
    case .bitOr: "BIT_OR"
    case .bitXor: "BIT_XOR"
    case .standardDeviation: "STDDEV_POP"
    case .sampleStandardDeviation: "STDDEV_SAMP"
    case .variance: "VAR_POP"
    case .sampleVariance: "VAR_SAMP"
    case .groupConcat: "GROUP_CONCAT"
    case .jsonArrayAggregate: "JSON_ARRAYAGG"
    case .jsonObjectAggregate: "JSON_OBJECTAGG"
    case .grouping: "GROUPING"
    }
  }
}
