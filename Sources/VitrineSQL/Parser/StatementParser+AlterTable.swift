extension StatementParser {
  /// `TABLE t actions`, after ALTER.
  mutating func alterTable(from start: Int) throws(SQLError) -> Statement {
    let isIgnore = take(.ignore)
    try expect(.table)
    var alter = AlterTable(name: try tableName(), isIgnore: isIgnore)
    if !isAtEnd {
      if isAt(.partition, .by) {
        alter.actions.append(.partitionBy(try partitioning()))
      } else {
        try alterActions(&alter)
      }
    }
    alter.span = span(from: start)
    return .alterTable(alter)
  }

  private mutating func alterActions(_ alter: inout AlterTable) throws(SQLError) {
    repeat {
      let action = try alterAction()
      alter.actions.append(action)
      if action.standsAlone { return }
    } while take(.comma)
    if isAt(.partition, .by) { alter.actions.append(.partitionBy(try partitioning())) }
    if isAt(.remove) { alter.actions.append(try alterAction()) }
  }

  private mutating func alterAction() throws(SQLError) -> AlterTableAction {
    switch keyword {
    case .add: return try addAction()
    case .modify:
      advance()
      _ = take(.column)
      return .modifyColumn(try columnDefinition(), try columnPosition())
    case .change:
      advance()
      _ = take(.column)
      let old = try identifier()
      return .changeColumn(old, try columnDefinition(), try columnPosition())
    case .alter: return try alterPartAction()
    case .drop: return try dropAction()
    case .rename: return try renameAction()
    case .convert:
      advance()
      try expect(.to)
      guard takeCharset() else { throw unexpected(expecting: ["character set"]) }
      let charset = try charsetName()
      return .convertCharset(charset, take(.collate) ? try charsetName() : nil)
    case .order:
      advance()
      try expect(.by)
      return .orderBy(try orderingTerms())
    case .algorithm, .lock: return try methodAction()
    default: break
    }
    if let action = try fixedAction() { return action }
    if let action = try partitionAction() { return action }
    let options = try tableOptions(separatedByComma: false)
    guard !options.isEmpty else { throw unexpected() }
    return .options(options)
  }

  /// `ALGORITHM [=] INPLACE`, `LOCK [=] NONE`.
  private mutating func methodAction() throws(SQLError) -> AlterTableAction {
    let isLock = isAt(.lock)
    let value = try methodValue()
    return isLock ? .lock(value) : .algorithm(value)
  }

  /// The value behind ALGORITHM or LOCK, in lower case.
  mutating func methodValue() throws(SQLError) -> String {
    let allowed: Set<Keyword> =
      isAt(.lock) ? [.default, .none, .shared, .exclusive] : [.default, .instant, .inplace, .copy]
    advance()
    _ = take(.equal)
    guard allowed.contains(keyword) else {
      throw unexpected(expecting: allowed.map(\.rawValue).sorted())
    }
    return try anyWord().text.lowercased()
  }

  private mutating func fixedAction() throws(SQLError) -> AlterTableAction? {
    let pairs: [(Keyword, Keyword, AlterTableAction)] = [
      (.disable, .keys, .disableKeys), (.enable, .keys, .enableKeys),
      (.discard, .tablespace, .discardTablespace), (.import, .tablespace, .importTablespace),
      (.with, .validation, .validation(true)), (.without, .validation, .validation(false)),
      (.remove, .partitioning, .removePartitioning),
      (.upgrade, .partitioning, .upgradePartitioning),
    ]
    for (first, second, action) in pairs where take(first, second) { return action }
    if take(.force) { return .force }
    if take(.secondaryLoad) { return .secondaryLoad }
    if take(.secondaryUnload) { return .secondaryUnload }
    return nil
  }

  /// `FIRST`, `AFTER column`.
  private mutating func columnPosition() throws(SQLError) -> ColumnPosition? {
    if take(.first) { return .first }
    if take(.after) { return .after(try identifier()) }
    return nil
  }
}

// MARK: ADD, ALTER, DROP, RENAME
extension StatementParser {
  private mutating func addAction() throws(SQLError) -> AlterTableAction {
    advance()
    if isAt(.partition) { return try addPartition() }
    let start = self.start
    if take(.column) || !startsConstraint { return try addColumn() }
    let name = try constraintName()
    if isAt(.foreign) { return .addForeignKey(try foreignKey(named: name, start)) }
    if isAt(.check) { return .addCheck(try checkConstraint(named: name, start)) }
    guard let index = try indexDefinition(constraint: name, start) else { throw unexpected() }
    return .addIndex(index)
  }

  private var startsConstraint: Bool {
    switch keyword {
    case .constraint, .primary, .unique, .fulltext, .spatial, .index, .key, .foreign, .check: true
    default: false
    }
  }

  private mutating func addColumn() throws(SQLError) -> AlterTableAction {
    guard kind == .leftParenthesis else {
      return .addColumn(try columnDefinition(), try columnPosition())
    }
    return .addColumns(
      try parenthesized { parser throws(SQLError) in try parser.columnDefinition() }
    )
  }

  private mutating func addPartition() throws(SQLError) -> AlterTableAction {
    advance()
    _ = take(.noWriteToBinlog) || take(.local)
    if take(.partitions) { return .addPartitionCount(try integerText()) }
    return .addPartitions(try partitionDefinitions())
  }

  private mutating func alterPartAction() throws(SQLError) -> AlterTableAction {
    advance()
    if take(.index) {
      let name = try identifier()
      return .alterIndexVisibility(name, try visibility())
    }
    if take(.check) { return .alterCheck(try identifier(), try enforcement()) }
    if take(.constraint) { return .alterConstraint(try identifier(), try enforcement()) }
    _ = take(.column)
    return .alterColumn(try identifier(), try columnAlteration())
  }

  private mutating func visibility() throws(SQLError) -> Bool {
    if take(.visible) { return true }
    try expect(.invisible)
    return false
  }

  private mutating func enforcement() throws(SQLError) -> Bool {
    let isNegated = take(.not)
    try expect(.enforced)
    return !isNegated
  }

  private mutating func columnAlteration() throws(SQLError) -> ColumnAlteration {
    if take(.drop) {
      try expect(.default)
      return .dropDefault
    }
    try expect(.set)
    guard take(.default) else { return .visibility(try visibility()) }
    if kind == .leftParenthesis { return .setDefaultExpression(try defaultValue()) }
    return .setDefault(try defaultValue())
  }

  private mutating func dropAction() throws(SQLError) -> AlterTableAction {
    advance()
    switch keyword {
    case .partition:
      advance()
      return .dropPartitions(try list { parser throws(SQLError) in try parser.identifier() })
    case .primary:
      advance()
      try expect(.key)
      return .dropPrimaryKey
    case .foreign:
      advance()
      try expect(.key)
      return .dropForeignKey(try identifier())
    case .index, .key:
      advance()
      return .dropIndex(try isAt(.primary) ? anyWord() : identifier())
    case .check:
      advance()
      return .dropCheck(try identifier())
    case .constraint:
      advance()
      return .dropConstraint(try identifier())
    default:
      _ = take(.column)
      let name = try identifier()
      if !take(.restrict) { _ = take(.cascade) }
      return .dropColumn(name)
    }
  }

  private mutating func renameAction() throws(SQLError) -> AlterTableAction {
    advance()
    switch keyword {
    case .column, .index, .key:
      let isColumn = isAt(.column)
      advance()
      let old = try identifier()
      try expect(.to)
      let new = try identifier()
      return isColumn ? .renameColumn(old, new) : .renameIndex(old, new)
    default:
      if !take(.to), !take(.as) { _ = take(.equal) }
      return .renameTable(try tableName())
    }
  }
}

// MARK: Partitions
extension StatementParser {
  private mutating func partitionAction() throws(SQLError) -> AlterTableAction? {
    guard ahead().keyword == .partition, let word = PartitionWord(keyword) else { return nil }
    advance()
    advance()
    _ = take(.noWriteToBinlog) || take(.local)
    switch word {
    case .operation(let operation): return try partitionOperation(operation)
    case .coalesce: return .coalescePartition(try integerText())
    case .exchange: return try exchangePartition()
    case .reorganize:
      if isAtEnd { return .reorganizePartition([], []) }
      let names = try list { parser throws(SQLError) in try parser.identifier() }
      try expect(.into)
      return .reorganizePartition(names, try partitionDefinitions())
    }
  }

  private enum PartitionWord {
    case operation(PartitionOperation)
    case coalesce
    case exchange
    case reorganize

    init?(_ keyword: Keyword) {
      switch keyword {
      case .coalesce: self = .coalesce
      case .exchange: self = .exchange
      case .reorganize: self = .reorganize
      default:
        guard let operation = PartitionOperation(rawValue: keyword.rawValue) else { return nil }
        self = .operation(operation)
      }
    }
  }

  private mutating func partitionOperation(
    _ operation: PartitionOperation
  ) throws(SQLError) -> AlterTableAction {
    let selection: PartitionSelection
    if take(.all) {
      selection = .all
    } else {
      selection = .named(try list { parser throws(SQLError) in try parser.identifier() })
    }
    if operation == .discard || operation == .import { try expect(.tablespace) }
    return .partitionOperation(operation, selection)
  }

  private mutating func exchangePartition() throws(SQLError) -> AlterTableAction {
    let partition = try identifier()
    try expect(.with)
    try expect(.table)
    let table = try tableName()
    if take(.with, .validation) { return .exchangePartition(partition, table, true) }
    if take(.without, .validation) { return .exchangePartition(partition, table, false) }
    return .exchangePartition(partition, table, nil)
  }
}

extension AlterTableAction {
  /// Whether MySQL allows no other action beside it.
  fileprivate var standsAlone: Bool {
    switch self {
    case .addPartitions, .addPartitionCount, .dropPartitions, .partitionOperation,
      .coalescePartition, .reorganizePartition, .exchangePartition, .removePartitioning,
      .upgradePartitioning, .partitionBy:
      true
    default: false
    }
  }
}
