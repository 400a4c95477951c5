package import VitrineSQL
package import VitrineSharding

/// MySQL's aggregate functions.
package enum AggregateFunction: String, Sendable, Hashable, CaseIterable {
  /// `COUNT(*)`: no argument.
  case countRows
  case count
  case sum
  case average
  case minimum
  case maximum
  case anyValue
  case bitAnd
  case bitOr
  case bitXor
  case standardDeviation
  case sampleStandardDeviation
  case variance
  case sampleVariance
  case groupConcat
  case jsonArrayAggregate
  case jsonObjectAggregate
  /// What MATCH must know of a table: of a query, its mode, a collation and columns.
  case matchStatistics
  /// `GROUPING(expr)`: only with ROLLUP.
  case grouping
}

/// What part of an aggregate a call computes, where shards and the coordinator share the work.
package indirect enum AggregateStep: Sendable, Hashable {
  /// All of it, from the rows.
  case whole
  /// A state of some rows, which only `merge` understands.
  case partial
  /// The result of the call, from states in its only argument.
  case merge(AggregateCall)
}

/// One aggregate function applied to the rows of a group.
package struct AggregateCall: Sendable, Hashable {
  package var function: AggregateFunction
  package var arguments: [Scalar]
  package var isDistinct: Bool
  /// GROUP_CONCAT's own ORDER BY.
  package var order: [SortKey]
  /// GROUP_CONCAT's SEPARATOR.
  package var separator: String?
  package var type: MySQLType
  package var step = AggregateStep.whole

  package init(
    _ function: AggregateFunction,
    _ arguments: [Scalar],
    distinct: Bool = false,
    order: [SortKey] = [],
    separator: String? = nil,
    type: MySQLType
  ) {
    self.function = function
    self.arguments = arguments
    self.isDistinct = distinct
    self.order = order
    self.separator = separator
    self.type = type
  }
}

/// What a row is sorted by.
///
/// NULL sorts first ascending and last descending, as in MySQL and SQLite.
package struct SortKey: Sendable, Hashable {
  package var value: Scalar
  package var isDescending: Bool

  package init(_ value: Scalar, descending: Bool = false) {
    self.value = value
    self.isDescending = descending
  }
}

/// One window function over its window.
package struct WindowCall: Sendable, Hashable {
  package enum Function: Sendable, Hashable {
    case aggregate(AggregateCall)
    /// ROW_NUMBER, RANK, LAG, … by upper case name, with arguments.
    case named(String, [Scalar])
  }

  /// A frame as MySQL writes it: `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW`.
  package struct Frame: Sendable, Hashable {
    package enum Unit: String, Sendable, Hashable {
      case rows = "ROWS"
      case range = "RANGE"
    }

    /// A distance between times is of a unit where it is not known in microseconds.
    package enum Bound: Sendable, Hashable {
      case unboundedPreceding
      case preceding(Scalar, IntervalUnit? = nil)
      case currentRow
      case following(Scalar, IntervalUnit? = nil)
      case unboundedFollowing
    }

    package var unit: Unit
    package var start: Bound
    package var end: Bound

    package init(unit: Unit, start: Bound, end: Bound) {
      self.unit = unit
      self.start = start
      self.end = end
    }
  }

  package var function: Function
  package var partition: [Scalar]
  package var order: [SortKey]
  package var frame: Frame?
  package var type: MySQLType

  package init(
    _ function: Function,
    partition: [Scalar],
    order: [SortKey],
    frame: Frame?,
    type: MySQLType
  ) {
    self.function = function
    self.partition = partition
    self.order = order
    self.frame = frame
    self.type = type
  }
}

extension AggregateFunction {
  /// Whether it computes bit by bit.
  var isOfBits: Bool { self == .bitAnd || self == .bitOr || self == .bitXor }

  /// The function's name in the library; nil for GROUPING, which only a rollup can tell.
  var libraryName: String? {
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
    case .matchStatistics: "MATCH STATISTICS"
    case .grouping: nil
    }
  }
}
