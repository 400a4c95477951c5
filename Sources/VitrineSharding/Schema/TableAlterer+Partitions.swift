import VitrineSQL

extension TableAlterer {
  /// Changes the definition of the table's partitions; their rows are the engine's business.
  mutating func applyPartitions(_ action: AlterTableAction) throws(SQLError) {
    switch action {
    case .partitionBy(let syntax): try builder.partition(by: syntax)
    case .removePartitioning:
      _ = try partitioning()
      builder.table.partitioning = nil
    case .addPartitions(let definitions): try add(definitions)
    case .addPartitionCount(let count): try add(count)
    case .dropPartitions(let names): try dropPartitions(names)
    case .coalescePartition(let count): try coalesce(count)
    case .reorganizePartition(let names, let definitions): try reorganize(names, definitions)
    case .partitionOperation(_, .named(let names)): try checkKnown(names)
    case .partitionOperation(_, .all), .upgradePartitioning: _ = try partitioning()
    case .exchangePartition(let name, _, _): try checkKnown([name])
    default: break
    }
  }

  private func partitioning() throws(SQLError) -> TablePartitioning {
    guard let partitioning = builder.table.partitioning else {
      throw SQLError(
        .noPartitionsToManage,
        "Partition management on a not partitioned table is not possible"
      )
    }
    return partitioning
  }

  private mutating func set(_ partitioning: TablePartitioning) throws(SQLError) {
    try builder.check(partitioning)
    builder.table.partitioning = partitioning
  }

  private func checkKnown(_ names: [Identifier]) throws(SQLError) {
    let known = try partitioning().partitions.flatMap { [$0] + $0.subpartitions }
    for name in names where !known.contains(where: { name.matches($0.name) }) {
      throw SQLError(
        .unknownPartition,
        "Unknown partition '\(name.text)' in table '\(builder.table.name)'",
        at: name.span,
        hint: Catalog.hint(name.text, among: known.map(\.name))
      )
    }
  }

  // MARK: Adding

  private mutating func add(_ definitions: [PartitionDefinition]) throws(SQLError) {
    var partitioning = try partitioning()
    let isCounted = !partitioning.isListed
    partitioning.partitions += try new(definitions, in: partitioning)
    if isCounted { partitioning.isListed = true }
    try set(partitioning)
  }

  private mutating func add(_ count: String) throws(SQLError) {
    var partitioning = try partitioning()
    guard partitioning.isHashed else {
      throw SQLError(
        .partitionsUndefined,
        "For \(partitioning.function.method.rawValue) partitions each partition must be defined"
      )
    }
    let number = min(Int(count) ?? Int.max, 8193)
    guard number > 0 else {
      throw SQLError(.addNoPartition, "At least one partition must be added")
    }
    var next = partitioning.partitions.count
    for _ in 0..<number {
      while partitioning.partitions.contains(where: { $0.name.lowercased() == "p\(next)" }) {
        next += 1
      }
      partitioning.partitions.append(TablePartition(name: "p\(next)"))
      next += 1
    }
    try set(partitioning)
  }

  private func new(
    _ definitions: [PartitionDefinition],
    in partitioning: TablePartitioning
  ) throws(SQLError) -> [TablePartition] {
    var partitions = try builder.partitions(definitions, partitioning.function)
    let count = partitioning.partitions.first?.subpartitions.count ?? 0
    for index in partitions.indices where partitions[index].subpartitions.count != count {
      guard partitions[index].subpartitions.isEmpty else {
        throw SQLError(
          .wrongSubpartitionCount,
          "Wrong number of subpartitions defined, mismatch with previous setting"
        )
      }
      partitions[index].addSubpartitions(count)
    }
    return partitions
  }

  // MARK: Taking away

  private mutating func dropPartitions(_ names: [Identifier]) throws(SQLError) {
    var partitioning = try partitioning()
    guard !partitioning.isHashed else {
      throw SQLError(
        .onlyRangeOrList,
        "DROP PARTITION can only be used on RANGE/LIST partitions"
      )
    }
    let positions = try self.positions(of: names, in: partitioning, "DROP")
    guard positions.count < partitioning.partitions.count else {
      throw SQLError(
        .cannotDropAllPartitions,
        "Cannot remove all partitions, use DROP TABLE instead"
      )
    }
    for position in positions.sorted(by: >) { partitioning.partitions.remove(at: position) }
    try set(partitioning)
  }

  private func positions(
    of names: [Identifier],
    in partitioning: TablePartitioning,
    _ verb: String
  ) throws(SQLError) -> [Int] {
    var positions: [Int] = []
    for name in names {
      let position = partitioning.partitions.firstIndex { name.matches($0.name) }
      guard let position, !positions.contains(position) else {
        throw SQLError(
          .dropPartitionMissing,
          "Error in list of partitions to \(verb)",
          at: name.span,
          hint: Catalog.hint(name.text, among: partitioning.partitions.map(\.name))
        )
      }
      positions.append(position)
    }
    return positions
  }

  private mutating func coalesce(_ count: String) throws(SQLError) {
    var partitioning = try partitioning()
    guard partitioning.isHashed else {
      throw SQLError(
        .coalesceOnlyHash,
        "COALESCE PARTITION can only be used on HASH/KEY partitions"
      )
    }
    let number = Int(count) ?? Int.max
    guard number > 0 else {
      throw SQLError(.coalesceNoPartition, "At least one partition must be coalesced")
    }
    guard number < partitioning.partitions.count else {
      throw SQLError(
        .cannotDropAllPartitions,
        "Cannot remove all partitions, use DROP TABLE instead"
      )
    }
    partitioning.partitions.removeLast(number)
    try set(partitioning)
  }

  // MARK: Reorganizing

  private mutating func reorganize(
    _ names: [Identifier],
    _ definitions: [PartitionDefinition]
  ) throws(SQLError) {
    var partitioning = try partitioning()
    guard !names.isEmpty else {
      throw SQLError(
        .reorganizeWithout,
        "REORGANIZE PARTITION without parameters can only be used on auto-partitioned tables using "
          + "HASH PARTITIONs"
      )
    }
    guard names.count <= partitioning.partitions.count else {
      throw SQLError(
        .reorganizeTooMany,
        "More partitions to reorganize than there are partitions"
      )
    }
    let positions = try self.positions(of: names, in: partitioning, "REORGANIZE").sorted()
    guard let first = positions.first, let last = positions.last else { return }
    guard !partitioning.isHashed || definitions.count == names.count else {
      throw SQLError(
        .reorganizeHash,
        "REORGANIZE PARTITION can only be used to reorganize partitions not to change their numbers"
      )
    }
    let partitions = try new(definitions, in: partitioning)
    if partitioning.function.method == .range {
      guard last - first + 1 == positions.count else {
        throw SQLError(
          .reorganizeApart,
          "When reorganizing a set of partitions they must be in consecutive order"
        )
      }
      try checkRange(partitions.last, replacing: last, in: partitioning)
    }
    for position in positions.reversed() { partitioning.partitions.remove(at: position) }
    partitioning.partitions.insert(contentsOf: partitions, at: first)
    try set(partitioning)
  }

  /// The ranges together stay what they were; the table's last one may grow.
  private func checkRange(
    _ new: TablePartition?,
    replacing last: Int,
    in partitioning: TablePartitioning
  ) throws(SQLError) {
    guard case .lessThan(let old)? = partitioning.partitions[last].bound,
      case .lessThan(let bound)? = new?.bound
    else { return }
    let isEnd = last == partitioning.partitions.count - 1
    switch builder.order(old, bound, partitioning.function) {
    case .same: return
    case .before where isEnd: return
    default:
      throw SQLError(
        .reorganizeOutside,
        "Reorganize of range partitions cannot change total ranges except for last partition where "
          + "it can extend the range"
      )
    }
  }
}

extension TablePartitioning {
  /// Whether rows go to partitions by a hash, so that all belong somewhere.
  package var isHashed: Bool { function.method == .hash || function.method == .key }
}
