/// How a partitioned table chooses a partition.
package indirect enum PartitionMethod: Sendable, Hashable {
  case hash(Expression)
  case key([Identifier])
  case range(Expression)
  case rangeColumns([Identifier])
  case list(Expression)
  case listColumns([Identifier])
}

/// A method with its modifiers.
package struct PartitionFunction: Sendable, Hashable {
  package var method: PartitionMethod
  package var isLinear: Bool
  /// `KEY ALGORITHM = 2`.
  package var algorithm: String?
  package var span: Span

  package init(
    method: PartitionMethod,
    isLinear: Bool = false,
    algorithm: String? = nil,
    span: Span = .none
  ) {
    self.method = method
    self.isLinear = isLinear
    self.algorithm = algorithm
    self.span = span
  }
}

/// `PARTITION BY …`.
package struct Partitioning: Sendable, Hashable {
  package var function: PartitionFunction
  package var count: String?
  package var subpartitionBy: PartitionFunction?
  package var subpartitionCount: String?
  package var partitions: [PartitionDefinition]
  package var span: Span

  package init(
    function: PartitionFunction,
    count: String? = nil,
    subpartitionBy: PartitionFunction? = nil,
    subpartitionCount: String? = nil,
    partitions: [PartitionDefinition] = [],
    span: Span = .none
  ) {
    self.function = function
    self.count = count
    self.subpartitionBy = subpartitionBy
    self.subpartitionCount = subpartitionCount
    self.partitions = partitions
    self.span = span
  }
}

/// What values a partition holds.
package indirect enum PartitionBound: Sendable, Hashable {
  case lessThan([PartitionValue])
  /// `LESS THAN MAXVALUE` without parentheses
  case lessThanMaximum
  case inList([PartitionValue])
}

/// A bound of a partition.
package indirect enum PartitionValue: Sendable, Hashable {
  case expression(Expression)
  case maximum
  case row([PartitionValue])
}

/// `PARTITION p VALUES LESS THAN (10) …`; also used for subpartitions.
package struct PartitionDefinition: Sendable, Hashable {
  package var name: Identifier
  package var bound: PartitionBound?
  package var options: [TableOption]
  package var subpartitions: [PartitionDefinition]
  package var span: Span

  package init(
    name: Identifier,
    bound: PartitionBound? = nil,
    options: [TableOption] = [],
    subpartitions: [PartitionDefinition] = [],
    span: Span = .none
  ) {
    self.name = name
    self.bound = bound
    self.options = options
    self.subpartitions = subpartitions
    self.span = span
  }
}
