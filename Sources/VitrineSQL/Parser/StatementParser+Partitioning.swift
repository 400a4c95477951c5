extension StatementParser {
  /// `PARTITION BY …`.
  mutating func partitioning() throws(SQLError) -> Partitioning {
    let start = self.start
    try expect(.partition)
    try expect(.by)
    var partitioning = Partitioning(function: try partitionFunction())
    if take(.partitions) { partitioning.count = try integerText() }
    if take(.subpartition) {
      try expect(.by)
      partitioning.subpartitionBy = try partitionFunction()
      if take(.subpartitions) { partitioning.subpartitionCount = try integerText() }
    }
    if kind == .leftParenthesis { partitioning.partitions = try partitionDefinitions() }
    partitioning.span = span(from: start)
    return partitioning
  }

  private mutating func partitionFunction() throws(SQLError) -> PartitionFunction {
    let start = self.start
    let isLinear = take(.linear)
    var function = PartitionFunction(method: .key([]), isLinear: isLinear)
    if take(.hash) {
      function.method = .hash(try parenthesizedExpression())
    } else if take(.key) {
      if take(.algorithm) {
        try expect(.equal)
        function.algorithm = try integerText()
      }
      function.method = .key(try possiblyEmptyNameList())
    } else if take(.range) {
      function.method =
        take(.columns) ? .rangeColumns(try nameList()) : .range(try parenthesizedExpression())
    } else if take(.list) {
      function.method =
        take(.columns) ? .listColumns(try nameList()) : .list(try parenthesizedExpression())
    } else {
      throw unexpected(expecting: ["hash", "key", "range", "list"])
    }
    function.span = span(from: start)
    return function
  }

  mutating func parenthesizedExpression() throws(SQLError) -> Expression {
    try expect(.leftParenthesis)
    let value = try expression()
    try expect(.rightParenthesis)
    return value
  }

  private mutating func possiblyEmptyNameList() throws(SQLError) -> [Identifier] {
    if kind == .leftParenthesis, ahead().kind == .rightParenthesis {
      advance()
      advance()
      return []
    }
    return try nameList()
  }

  /// `(PARTITION p …, PARTITION q …)`.
  mutating func partitionDefinitions() throws(SQLError) -> [PartitionDefinition] {
    try parenthesized { parser throws(SQLError) in try parser.partitionDefinition(.partition) }
  }

  private mutating func partitionDefinition(
    _ word: Keyword
  ) throws(SQLError) -> PartitionDefinition {
    let start = self.start
    try expect(word)
    var partition = PartitionDefinition(name: try identifier())
    if word == .partition, take(.values) { partition.bound = try partitionBound() }
    while let option = try partitionOption() { partition.options.append(option) }
    if word == .partition, kind == .leftParenthesis {
      partition.subpartitions = try parenthesized { parser throws(SQLError) in
        try parser.partitionDefinition(.subpartition)
      }
    }
    partition.span = span(from: start)
    return partition
  }

  private mutating func partitionBound() throws(SQLError) -> PartitionBound {
    if take(.in) { return .inList(try partitionValues()) }
    try expect(.less)
    try expect(.than)
    if take(.maxvalue) { return .lessThanMaximum }
    return .lessThan(try partitionValues())
  }

  private mutating func partitionValues() throws(SQLError) -> [PartitionValue] {
    try parenthesized { parser throws(SQLError) -> PartitionValue in
      if parser.take(.maxvalue) { return .maximum }
      guard parser.kind == .leftParenthesis, parser.isRowOfValues else {
        // A row in parentheses of its own is a row.
        let value = try parser.expression()
        guard case .row(let row) = value else { return .expression(value) }
        return .row(row.elements.map { .expression($0) })
      }
      return .row(try parser.nested { parser throws(SQLError) in try parser.partitionValues() })
    }
  }

  /// Whether the parentheses here hold a row: values with a comma at their own level.
  private var isRowOfValues: Bool {
    var level = 0
    var distance = 0
    while true {
      switch ahead(distance).kind {
      case .leftParenthesis: level += 1
      case .rightParenthesis:
        level -= 1
        if level == 0 { return false }
      case .comma where level == 1: return true
      case .endOfText: return false
      default: break
      }
      distance += 1
    }
  }

  private mutating func partitionOption() throws(SQLError) -> TableOption? {
    switch keyword {
    case .storage where ahead().keyword == .engine:
      advance()
      return try tableOption()
    case .engine, .comment, .data, .index, .maxRows, .minRows, .tablespace, .nodegroup:
      return try tableOption()
    default: return nil
    }
  }
}
