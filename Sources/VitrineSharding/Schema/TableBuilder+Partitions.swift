import VitrineSQL

extension TableBuilder {
  /// Most partitions and subpartitions of a table.
  private static let mostPartitions = 8192

  /// Divides the table into partitions.
  mutating func partition(by syntax: Partitioning) throws(SQLError) {
    let function = try partitionFunction(syntax.function)
    var partitioning = TablePartitioning(
      function,
      partitions: try partitions(syntax, function),
      listed: !syntax.partitions.isEmpty
    )
    try addSubpartitions(syntax, to: &partitioning)
    try check(partitioning, at: syntax.span)
    table.partitioning = partitioning
  }

  // MARK: Functions

  private func partitionFunction(
    _ syntax: PartitionFunction
  ) throws(SQLError) -> TablePartitioning.Function {
    let isLinear = syntax.isLinear
    switch syntax.method {
    case .hash(let value):
      return .init(.hash, linear: isLinear, expression: try partitionExpression(value))
    case .range(let value): return .init(.range, expression: try partitionExpression(value))
    case .list(let value): return .init(.list, expression: try partitionExpression(value))
    case .key(let names):
      return .init(.key, linear: isLinear, columns: try partitionColumns(names, ofKey: true))
    case .rangeColumns(let names): return .init(.range, columns: try partitionColumns(names))
    case .listColumns(let names): return .init(.list, columns: try partitionColumns(names))
    }
  }

  func partitionColumns(
    _ names: [Identifier],
    ofKey isKey: Bool = false
  ) throws(SQLError) -> [String] {
    var columns: [String] = []
    for name in names {
      guard let column = table.column(named: name.text) else { throw missingColumn(name) }
      guard !columns.contains(column.name) else {
        throw SQLError(
          .duplicatePartitionField,
          "Duplicate partition field name '\(name.text)'",
          at: name.span
        )
      }
      guard column.type.isAllowed(inColumnList: !isKey) else { throw wrongType(column, name.span) }
      columns.append(column.name)
    }
    return columns
  }

  private func missingColumn(_ name: Identifier) -> SQLError {
    SQLError(
      .partitionFieldMissing,
      "Field in list of fields for partition function not found in table",
      at: name.span,
      hint: Catalog.hint(name.text, among: table.userColumns.map(\.name))
    )
  }

  private func wrongType(_ column: ColumnDefinition, _ span: Span) -> SQLError {
    SQLError(
      .partitionFieldType,
      "Field '\(column.name)' is of a not allowed type for this type of partitioning",
      at: span
    )
  }

  /// An expression of integers over columns, by the functions that MySQL allows.
  func partitionExpression(_ value: Expression) throws(SQLError) -> Expression {
    var hasColumn = false
    try value.walk { (part) throws(SQLError) in
      if case .column(let name) = part {
        guard table.column(named: name.name.text) != nil else {
          throw SQLError(
            .unknownColumn,
            "Unknown column '\(name.name.text)' in 'partition function'",
            at: name.span,
            hint: Catalog.hint(name.name.text, among: table.userColumns.map(\.name))
          )
        }
        hasColumn = true
      } else if !part.isAllowedInPartitioning {
        throw SQLError(
          .partitionFunctionNotAllowed,
          "This partition function is not allowed",
          at: part.span
        )
      }
    }
    guard hasColumn else {
      throw SQLError(
        .constantPartitionFunction,
        "Constant, random or timezone-dependent expressions in (sub)partitioning function are not "
          + "allowed",
        at: value.span
      )
    }
    if case .column(let name) = value, let column = table.column(named: name.name.text),
      !column.type.isInteger
    {
      throw wrongType(column, name.span)
    }
    return value.detached
  }

  // MARK: Partitions

  private func partitions(
    _ syntax: Partitioning,
    _ function: TablePartitioning.Function
  ) throws(SQLError) -> [TablePartition] {
    let count = try syntax.count.map { (text) throws(SQLError) in
      try partitionCount(text, syntax.span)
    }
    guard !syntax.partitions.isEmpty else {
      guard function.method == .hash || function.method == .key else {
        throw SQLError(
          .partitionsUndefined,
          "For \(function.method.rawValue) partitions each partition must be defined",
          at: syntax.span
        )
      }
      return (0..<(count ?? 1)).map { TablePartition(name: "p\($0)") }
    }
    guard count.map({ $0 == syntax.partitions.count }) ?? true else {
      throw SQLError(
        .wrongPartitionCount,
        "Wrong number of partitions defined, mismatch with previous setting",
        at: syntax.span
      )
    }
    return try partitions(syntax.partitions, function)
  }

  /// Partitions as they are written in a definition, ADD and REORGANIZE.
  func partitions(
    _ definitions: [PartitionDefinition],
    _ function: TablePartitioning.Function
  ) throws(SQLError) -> [TablePartition] {
    try definitions.map { (definition) throws(SQLError) -> TablePartition in
      var partition = TablePartition(
        name: definition.name.text,
        bound: try bound(definition, function),
        comment: definition.comment
      )
      partition.subpartitions = definition.subpartitions.map {
        TablePartition(name: $0.name.text, comment: $0.comment)
      }
      return partition
    }
  }

  private func partitionCount(_ text: String, _ span: Span) throws(SQLError) -> Int {
    let count = Int(text) ?? Int.max
    if count == 0 {
      throw SQLError(
        .noPartitions,
        "Number of partitions = 0 is not an allowed value",
        at: span
      )
    }
    guard count <= Self.mostPartitions else { throw tooMany(span) }
    return count
  }

  private func tooMany(_ span: Span) -> SQLError {
    SQLError(
      .tooManyPartitions,
      "Too many partitions (including subpartitions) were defined",
      at: span
    )
  }

  private func bound(
    _ definition: PartitionDefinition,
    _ function: TablePartitioning.Function
  ) throws(SQLError) -> TablePartition.Bound? {
    switch (function.method, definition.bound) {
    case (.hash, nil), (.key, nil): return nil
    case (.range, .lessThanMaximum?):
      return .lessThan([.maximum])
    case (.range, .lessThan(let values)?):
      let row = try self.row(values, function, definition)
      if row.contains(where: \.isNull) {
        throw SQLError(
          .nullInLessThan,
          "Not allowed to use NULL value in VALUES LESS THAN",
          at: definition.span
        )
      }
      return .lessThan(row)
    case (.list, .inList(let values)?):
      let isWide = function.columns.count > 1
      return .inList(
        try values.map { (value) throws(SQLError) -> [TablePartition.Value] in
          guard case .row(let row) = value, isWide else {
            return try self.row([value], function, definition)
          }
          return try self.row(row, function, definition)
        }
      )
    case (.range, nil), (.list, nil):
      let clause = function.method == .range ? "LESS THAN" : "IN"
      throw SQLError(
        .partitionBoundMissing,
        "Syntax error: \(function.method.rawValue) PARTITIONING requires definition of VALUES "
          + "\(clause) for each partition",
        at: definition.span
      )
    case (_, let bound?):
      let isList = if case .inList = bound { true } else { false }
      throw SQLError(
        .partitionBoundMisplaced,
        "Only \(isList ? "LIST" : "RANGE") PARTITIONING can use VALUES \(isList ? "IN" : "LESS THAN") "
          + "in partition definition",
        at: definition.span
      )
    }
  }

  private func row(
    _ values: [PartitionValue],
    _ function: TablePartitioning.Function,
    _ definition: PartitionDefinition
  ) throws(SQLError) -> [TablePartition.Value] {
    guard values.count == max(1, function.columns.count) else {
      throw SQLError(
        .partitionColumnList,
        "Inconsistency in usage of column lists for partitioning",
        at: definition.span
      )
    }
    var row: [TablePartition.Value] = []
    for (index, value) in values.enumerated() {
      let column =
        function.columns.indices.contains(index)
        ? table.column(named: function.columns[index]) : nil
      row.append(try self.value(value, column, function, definition))
    }
    return row
  }

  private func value(
    _ value: PartitionValue,
    _ column: ColumnDefinition?,
    _ function: TablePartitioning.Function,
    _ definition: PartitionDefinition
  ) throws(SQLError) -> TablePartition.Value {
    switch value {
    case .maximum where function.method == .range: return .maximum
    case .expression(let expression):
      let detached = expression.detached
      if detached.isNullLiteral { return .literal(detached) }
      if let column {
        guard let literal = detached.normalizedDefault(for: column.type) else {
          throw SQLError(
            .partitionColumnValue,
            "Partition column values of incorrect type",
            at: definition.span
          )
        }
        return .literal(literal)
      }
      guard detached.integerValue != nil else {
        throw SQLError(
          .partitionValueNotInteger,
          "VALUES value for partition '\(definition.name.text)' must have type INT",
          at: definition.span
        )
      }
      return .literal(detached)
    case .maximum, .row:
      throw SQLError(
        .partitionColumnList,
        "Inconsistency in usage of column lists for partitioning",
        at: definition.span
      )
    }
  }

  // MARK: Subpartitions

  private func addSubpartitions(
    _ syntax: Partitioning,
    to partitioning: inout TablePartitioning
  ) throws(SQLError) {
    guard let subfunction = syntax.subpartitionBy else { return }
    let function = try partitionFunction(subfunction)
    let isDivisible = [.range, .list].contains(partitioning.function.method)
    guard isDivisible, function.method == .hash || function.method == .key else {
      throw SQLError(
        .subpartitionMethod,
        "It is only possible to mix RANGE/LIST partitioning with HASH/KEY partitioning for "
          + "subpartitioning",
        at: syntax.span
      )
    }
    partitioning.subfunction = function
    let written = partitioning.partitions.map(\.subpartitions.count)
    partitioning.listsSubpartitions = written.contains { $0 > 0 }
    let count = try syntax.subpartitionCount.map { (text) throws(SQLError) in
      try partitionCount(text, syntax.span)
    }
    guard !partitioning.listsSubpartitions else {
      guard Set(written).count == 1, count.map({ $0 == written.first }) ?? true else {
        throw SQLError(
          .wrongSubpartitionCount,
          "Wrong number of subpartitions defined, mismatch with previous setting",
          at: syntax.span
        )
      }
      return
    }
    for index in partitioning.partitions.indices {
      partitioning.partitions[index].addSubpartitions(count ?? 1)
    }
  }
}

extension TablePartition {
  /// Names subpartitions as MySQL does: `p0sp0`, `p0sp1`.
  mutating func addSubpartitions(_ count: Int) {
    subpartitions = (0..<count).map { TablePartition(name: "\(name)sp\($0)") }
  }
}

extension TablePartition.Value {
  fileprivate var isNull: Bool {
    if case .literal(let literal) = self { literal.isNullLiteral } else { false }
  }
}

extension PartitionDefinition {
  fileprivate var comment: String {
    options.last { $0.name == "comment" }?.value.text ?? ""
  }
}

extension MySQLType {
  /// Whether a column may stand in RANGE COLUMNS and LIST COLUMNS, or else in KEY.
  fileprivate func isAllowed(inColumnList isList: Bool) -> Bool {
    switch kind {
    case .tinyint, .smallint, .mediumint, .int, .bigint, .date, .datetime, .char, .varchar,
      .binary, .varbinary:
      true
    case .tinytext, .text, .mediumtext, .longtext, .tinyblob, .blob, .mediumblob, .longblob,
      .json, .geometry:
      false
    default: !isList
    }
  }
}

extension Expression {
  var isNullLiteral: Bool {
    if case .literal(let literal) = self { literal.kind == .null } else { false }
  }

  /// The number that an integer literal, perhaps with a sign, stands for.
  var integerValue: Int128? {
    switch self {
    case .literal(let literal):
      guard case .integer(let digits) = literal.kind else { return nil }
      return Int128(digits)
    case .unary(let node) where node.operator == .minus:
      return node.operand.integerValue.map { -$0 }
    default: return nil
    }
  }

  /// Whether one step of an expression may stand in PARTITION BY.
  fileprivate var isAllowedInPartitioning: Bool {
    switch self {
    case .literal, .extract, .interval: true
    case .unary(let node): node.operator == .minus || node.operator == .plus
    case .binary(let node):
      [.add, .subtract, .multiply, .integerDivide, .modulo].contains(node.operator)
    case .function(let call): Self.partitionFunctions.contains(call.name.folded)
    default: false
    }
  }

  private static let partitionFunctions: Set<String> = [
    "abs", "ceiling", "ceil", "datediff", "day", "dayofmonth", "dayofweek", "dayofyear", "extract",
    "floor", "hour", "microsecond", "minute", "mod", "month", "quarter", "second", "time_to_sec",
    "to_days", "to_seconds", "unix_timestamp", "weekday", "year", "yearweek",
  ]
}
