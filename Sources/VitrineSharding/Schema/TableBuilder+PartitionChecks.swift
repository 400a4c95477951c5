import VitrineSQL

extension TableBuilder {
  /// Checks a partitioning by itself and against the table's keys.
  func check(_ partitioning: TablePartitioning, at span: Span = .none) throws(SQLError) {
    let total = partitioning.partitions.reduce(0) { $0 + max(1, $1.subpartitions.count) }
    guard total <= 8192 else {
      throw SQLError(
        .tooManyPartitions,
        "Too many partitions (including subpartitions) were defined",
        at: span
      )
    }
    try checkNames(partitioning, span)
    switch partitioning.function.method {
    case .range: try checkRanges(partitioning, span)
    case .list: try checkLists(partitioning, span)
    case .hash, .key: break
    }
  }

  /// What InnoDB says of foreign keys from or to partitioned tables.
  static let foreignKeyOnPartitions = SQLError(
    .foreignKeyOnPartitioned,
    "Foreign keys are not yet supported in conjunction with partitioning"
  )

  /// Whether foreign keys of the keyspace's tables refer to this one.
  var isReferenced: Bool {
    let address = TableAddress(keyspace: keyspace, table: table.name)
    return siblings.values.contains { other in
      other.foreignKeys.contains { $0.referencedTable == address }
    }
  }

  /// Checks the partitioning of the finished table against its keys.
  func checkPartitionKeys() throws(SQLError) {
    guard let partitioning = table.partitioning else { return }
    guard table.foreignKeys.isEmpty, !isReferenced else {
      throw Self.foreignKeyOnPartitions
    }
    if partitioning.function.method == .key, partitioning.function.columns.isEmpty,
      table.hasHiddenKey
    {
      throw SQLError(
        .partitionFieldMissing,
        "Field in list of fields for partition function not found in table"
      )
    }
    if !isReadingBack { try checkTypes(of: partitioning) }
    let wanted = Set(partitioning.columns(in: table).map { $0.lowercased() })
    if !table.hasHiddenKey, !wanted.isSubset(of: Set(table.primaryKey.map { $0.lowercased() })) {
      throw incomplete("PRIMARY KEY")
    }
    for index in table.indexes where index.isUnique {
      let whole = index.parts.compactMap { part -> String? in
        guard case .column(let name, nil) = part.key else { return nil }
        return name.lowercased()
      }
      guard wanted.isSubset(of: Set(whole)) else { throw incomplete("UNIQUE INDEX") }
    }
  }

  /// That the columns which tell the partition still can, and suit the values that bound it.
  private func checkTypes(of partitioning: TablePartitioning) throws(SQLError) {
    let function = partitioning.function
    if let expression = function.expression { _ = try partitionExpression(expression) }
    let isKey = function.method == .key
    let names = function.columns.map { Identifier(text: $0) }
    let columns = try partitionColumns(names, ofKey: isKey).compactMap(table.column(named:))
    for row in partitioning.partitions.flatMap(\.boundRows) {
      for (value, column) in zip(row, columns) {
        guard case .literal(let literal) = value, !literal.isNullLiteral,
          (literal.integerValue != nil) != column.type.isInteger
        else { continue }
        throw SQLError(.partitionColumnValue, "Partition column values of incorrect type")
      }
    }
  }

  private func incomplete(_ key: String) -> SQLError {
    SQLError(
      .partitionKeyIncomplete,
      "A \(key) must include all columns in the table's partitioning function (prefixed columns are "
        + "not considered)."
    )
  }

  private func checkNames(_ partitioning: TablePartitioning, _ span: Span) throws(SQLError) {
    var seen: Set<String> = []
    let subpartitions = partitioning.partitions.flatMap(\.subpartitions)
    for partition in partitioning.partitions + subpartitions
    where !seen.insert(partition.name.lowercased()).inserted {
      throw SQLError(
        .duplicatePartition,
        "Duplicate partition name \(partition.name)",
        at: span
      )
    }
  }

  // MARK: Bounds

  private func checkRanges(_ partitioning: TablePartitioning, _ span: Span) throws(SQLError) {
    let isColumns = partitioning.function.expression == nil
    var last: [TablePartition.Value]?
    for partition in partitioning.partitions {
      guard case .lessThan(let bound)? = partition.bound else { continue }
      if let last {
        if !isColumns, last == [.maximum] {
          throw SQLError(
            .maximumNotLast,
            "MAXVALUE can only be used in last partition definition",
            at: span
          )
        }
        guard order(last, bound, partitioning.function) == .before else {
          throw SQLError(
            .rangesNotIncreasing,
            "VALUES LESS THAN value must be strictly increasing for each partition",
            at: span
          )
        }
      }
      last = bound
    }
  }

  private func checkLists(_ partitioning: TablePartitioning, _ span: Span) throws(SQLError) {
    var seen: [[TablePartition.Value]] = []
    for partition in partitioning.partitions {
      guard case .inList(let rows)? = partition.bound else { continue }
      for row in rows {
        guard !seen.contains(where: { order($0, row, partitioning.function) == .same }) else {
          throw SQLError(
            .listValueTwice,
            "Multiple definition of same constant in list partitioning",
            at: span
          )
        }
        seen.append(row)
      }
    }
  }

  enum BoundOrder { case before, same, after }

  /// How two bounds lie to each other.
  func order(
    _ left: [TablePartition.Value],
    _ right: [TablePartition.Value],
    _ function: TablePartitioning.Function
  ) -> BoundOrder {
    for (index, pair) in zip(left, right).enumerated() {
      let column = function.columns.indices.contains(index) ? function.columns[index] : nil
      let type = column.flatMap { table.column(named: $0)?.type }
      let order = Self.order(pair.0, pair.1, type)
      if order != .same { return order }
    }
    return .same
  }

  private static func order(
    _ left: TablePartition.Value,
    _ right: TablePartition.Value,
    _ type: MySQLType?
  ) -> BoundOrder {
    guard case .literal(let first) = left else { return right == .maximum ? .same : .after }
    guard case .literal(let second) = right else { return .before }
    if first.isNullLiteral || second.isNullLiteral {
      return first == second ? .same : first.isNullLiteral ? .before : .after
    }
    if let one = first.integerValue, let other = second.integerValue {
      return one == other ? .same : one < other ? .before : .after
    }
    let isExact = type?.collation.map { $0.isCaseSensitive } ?? true
    let one = isExact ? first.boundText : first.boundText.lowercased()
    let other = isExact ? second.boundText : second.boundText.lowercased()
    return one == other ? .same : one < other ? .before : .after
  }
}

extension TablePartition {
  /// The values of its bound: of RANGE one row, of LIST any number.
  fileprivate var boundRows: [[TablePartition.Value]] {
    switch bound {
    case .lessThan(let row)?: [row]
    case .inList(let rows)?: rows
    case nil: []
    }
  }
}

extension Expression {
  fileprivate var boundText: String {
    if case .literal(let literal) = self { literal.text } else { printed() }
  }
}

extension TableBuilder {
  /// A column that tells rows' partitions is neither dropped nor renamed.
  func checkTellsNoPartition(_ column: String, at span: Span? = nil) throws(SQLError) {
    guard let partitioning = table.partitioning,
      partitioning.columns(in: table).contains(where: { isSame($0, column) })
    else { return }
    throw SQLError(
      .columnNeededByPartition,
      "Column '\(column)' has a partitioning function dependency and cannot be dropped or renamed.",
      at: span
    )
  }
}
