package import VitrineSQL

/// How a table's rows are divided into named partitions, `PARTITION BY …`.
///
/// A shard keeps the rows of all partitions in one SQLite table. Which of them a partition holds is a
/// condition on the row: the shards refuse rows that no partition takes, and `FROM t PARTITION (p)`
/// reads those that meet the condition of `p`.
package struct TablePartitioning: Sendable, Hashable {
  /// What tells a row's partition.
  package enum Method: String, Sendable, Hashable {
    case range = "RANGE"
    case list = "LIST"
    case hash = "HASH"
    case key = "KEY"
  }

  /// A method and what it is applied to.
  package struct Function: Sendable, Hashable {
    package var method: Method
    package var isLinear: Bool
    /// Of RANGE, LIST and HASH without COLUMNS.
    package var expression: Expression?
    /// Of RANGE COLUMNS, LIST COLUMNS and KEY; none for KEY by the primary key.
    package var columns: [String]

    package init(
      _ method: Method,
      linear isLinear: Bool = false,
      expression: Expression? = nil,
      columns: [String] = []
    ) {
      self.method = method
      self.isLinear = isLinear
      self.expression = expression
      self.columns = columns
    }
  }

  package var function: Function
  /// `SUBPARTITION BY HASH | KEY`.
  package var subfunction: Function?
  package var partitions: [TablePartition]
  /// Whether the partitions were named; those of HASH and KEY need only be counted.
  package var isListed: Bool
  /// Whether the subpartitions were named.
  package var listsSubpartitions: Bool

  package init(_ function: Function, partitions: [TablePartition], listed isListed: Bool) {
    self.function = function
    self.partitions = partitions
    self.isListed = isListed
    self.listsSubpartitions = false
  }
}

/// A partition, or a subpartition.
package struct TablePartition: Sendable, Hashable {
  /// A value of a bound.
  package enum Value: Sendable, Hashable {
    /// A number, a string or NULL.
    case literal(Expression)
    case maximum
  }

  /// The values that a partition takes.
  package enum Bound: Sendable, Hashable {
    case lessThan([Value])
    /// Each a row of as many values as there are columns.
    case inList([[Value]])
  }

  package var name: String
  package var bound: Bound?
  package var comment: String
  package var subpartitions: [TablePartition]

  package init(name: String, bound: Bound? = nil, comment: String = "") {
    self.name = name
    self.bound = bound
    self.comment = comment
    self.subpartitions = []
  }
}

// MARK: - Columns

extension TablePartitioning.Function {
  /// The columns that tell a row's partition.
  package func columns(in table: TableDefinition) -> [String] {
    guard let expression else { return columns.isEmpty ? table.primaryKey : columns }
    var names: [String] = []
    expression.forEachColumn { names.append($0) }
    return names
  }
}

extension TablePartitioning {
  /// The columns that tell a row's partition and subpartition.
  package func columns(in table: TableDefinition) -> [String] {
    function.columns(in: table) + (subfunction?.columns(in: table) ?? [])
  }
}

extension Expression {
  fileprivate func forEachColumn(_ body: (String) -> Void) {
    _ = contains { part in
      if case .column(let name) = part { body(name.name.text) }
      return false
    }
  }
}

// MARK: - Conditions

extension TablePartitioning {
  /// The condition that a row has a partition; nil where every row has one.
  package var coverage: String? {
    switch function.method {
    case .hash, .key: return nil
    case .range:
      guard case .lessThan(let values)? = partitions.last?.bound else { return nil }
      return values.first == .maximum ? nil : isLess(values)
    case .list:
      return partitions.compactMap { isListed($0) }.joined(separator: " OR ")
    }
  }

  /// What error 1526 says that no partition takes, as an expression.
  package var refusedValue: String {
    function.expression.map { "COALESCE(CAST((\($0.printed())) AS CHAR), 'NULL')" }
      ?? "'from column_list'"
  }

  /// The condition that a row lies in one of the named partitions; nil where all are named.
  ///
  /// - Throws: `unknownPartition`, and `unsupported` for partitions by KEY, whose hash is InnoDB's own.
  package func selection(
    _ names: [Identifier],
    of table: String
  ) throws(SQLError) -> Expression? {
    var conditions: [String] = []
    for name in names {
      if let found = try condition(named: name, of: table) { conditions.append(found) }
    }
    if conditions.isEmpty || covers(names) { return nil }
    return try Parser.parseExpression(conditions.map { "(\($0))" }.joined(separator: " OR "))
  }

  private func covers(_ names: [Identifier]) -> Bool {
    let named = Set(names.map(\.folded))
    return partitions.allSatisfy { partition in
      named.contains(partition.name.lowercased())
        || !partition.subpartitions.isEmpty
          && partition.subpartitions.allSatisfy { named.contains($0.name.lowercased()) }
    }
  }

  private func condition(
    named name: Identifier,
    of table: String
  ) throws(SQLError) -> String? {
    for (index, partition) in partitions.enumerated() {
      if name.matches(partition.name) {
        return partitions.count == 1 ? nil : try condition(of: index, name)
      }
      for (position, subpartition) in partition.subpartitions.enumerated()
      where name.matches(subpartition.name) {
        guard let subfunction else { continue }
        let own = try Self.hashed(
          subfunction,
          into: partition.subpartitions.count,
          at: position,
          name
        )
        let outer = partitions.count == 1 ? nil : try condition(of: index, name)
        return [outer, own].compactMap { $0.map { "(\($0))" } }.joined(separator: " AND ")
      }
    }
    throw SQLError(
      .unknownPartition,
      "Unknown partition '\(name.text)' in table '\(table)'",
      at: name.span,
      hint: Catalog.hint(name.text, among: partitions.map(\.name))
    )
  }

  private func condition(of index: Int, _ name: Identifier) throws(SQLError) -> String {
    switch function.method {
    case .hash, .key:
      return try Self.hashed(function, into: partitions.count, at: index, name)
    case .list: return isListed(partitions[index])
    case .range:
      var parts: [String] = []
      if case .lessThan(let values)? = partitions[index].bound, values.first != .maximum {
        parts.append("(\(isLess(values)))")
      }
      if index > 0, case .lessThan(let values)? = partitions[index - 1].bound {
        parts.append("NOT (\(isLess(values)))")
      }
      return parts.isEmpty ? "TRUE" : parts.joined(separator: " AND ")
    }
  }

  /// The expressions that bounds are compared with.
  private var keys: [String] {
    function.expression.map { ["(\($0.printed()))"] } ?? function.columns.map(TableDefinition.name)
  }

  /// Whether a row comes before a bound; never NULL, for NULL comes before all values.
  private func isLess(_ bound: [TablePartition.Value]) -> String {
    var condition: String?
    for (key, value) in zip(keys, bound).reversed() {
      guard case .literal(let literal) = value else {
        condition = "TRUE"
        continue
      }
      let value = literal.printed()
      let less = "\(key) IS NULL OR \(key) < \(value)"
      condition = condition.map { "\(less) OR \(key) = \(value) AND (\($0))" } ?? less
    }
    return condition ?? "FALSE"
  }

  /// Whether a partition's list has a row's values; never NULL.
  private func isListed(_ partition: TablePartition) -> String {
    guard case .inList(let rows)? = partition.bound else { return "FALSE" }
    let choices = rows.map { row in
      zip(keys, row).map { key, value in
        guard case .literal(let literal) = value else { return "FALSE" }
        return "\(key) <=> \(literal.printed())"
      }
      .joined(separator: " AND ")
    }
    return choices.map { "(\($0))" }.joined(separator: " OR ")
  }

  /// Whether HASH sends a row to a partition: NULL counts as 0, a negative remainder as positive.
  ///
  /// LINEAR HASH takes the lowest bits, one fewer where that is past the last partition.
  private static func hashed(
    _ function: Function,
    into count: Int,
    at index: Int,
    _ name: Identifier
  ) throws(SQLError) -> String {
    guard count > 1 else { return "TRUE" }
    guard let expression = function.expression else {
      throw SQLError(
        .unsupported,
        "partition '\(name.text)' cannot be told: the hash of PARTITION BY KEY is InnoDB's own",
        at: name.span
      )
    }
    let value = "COALESCE(CAST((\(expression.printed())) AS SIGNED), 0)"
    guard function.isLinear else { return "ABS(\(value) % \(count)) = \(index)" }
    var size = 1
    while size < count { size *= 2 }
    let low = "\(value) & \(size - 1)"
    return "IF((\(low)) >= \(count), \(value) & \(size / 2 - 1), \(low)) = \(index)"
  }
}
