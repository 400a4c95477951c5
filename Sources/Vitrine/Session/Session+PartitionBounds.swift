import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// The statement with the values of partitions' bounds computed: `VALUES LESS THAN
  /// (TO_DAYS('2026-01-01'))` is kept as the number.
  func computingBounds(of statement: Statement) throws(SQLError) -> Statement {
    switch statement {
    case .createTable(var create):
      guard var partitioning = create.partitioning else { return statement }
      partitioning.partitions = try computed(partitioning.partitions)
      create.partitioning = partitioning
      return .createTable(create)
    case .alterTable(var alter):
      alter.actions = try alter.actions.mapTyped { (action) throws(SQLError) in
        try self.computed(action)
      }
      return .alterTable(alter)
    default: return statement
    }
  }

  private func computed(_ action: AlterTableAction) throws(SQLError) -> AlterTableAction {
    switch action {
    case .partitionBy(var partitioning):
      partitioning.partitions = try computed(partitioning.partitions)
      return .partitionBy(partitioning)
    case .addPartitions(let partitions): return .addPartitions(try computed(partitions))
    case .reorganizePartition(let names, let partitions):
      return .reorganizePartition(names, try computed(partitions))
    default: return action
    }
  }

  private func computed(
    _ partitions: [PartitionDefinition]
  ) throws(SQLError) -> [PartitionDefinition] {
    try partitions.mapTyped { (partition) throws(SQLError) in
      var partition = partition
      switch partition.bound {
      case .lessThan(let values)?: partition.bound = .lessThan(try computed(values))
      case .inList(let values)?: partition.bound = .inList(try computed(values))
      case .lessThanMaximum?, nil: break
      }
      return partition
    }
  }

  private func computed(_ values: [PartitionValue]) throws(SQLError) -> [PartitionValue] {
    try values.mapTyped { (value) throws(SQLError) in
      switch value {
      case .expression(let expression): .expression(try computed(expression))
      case .row(let row): .row(try computed(row))
      case .maximum: .maximum
      }
    }
  }

  private func computed(_ expression: Expression) throws(SQLError) -> Expression {
    if expression.isSignedLiteral { return expression }
    let typed = try value(of: expression)
    let literal: LiteralKind
    switch typed.value {
    case .null: literal = .null
    case .integer(let number) where typed.type.isInteger: return .integer(number)
    default: literal = .string(MySQLText.text(of: typed.value, type: typed.type) ?? "")
    }
    return .literal(Literal(kind: literal, span: expression.span))
  }
}

extension Expression {
  fileprivate var isSignedLiteral: Bool {
    switch self {
    case .literal: true
    case .unary(let node) where node.operator == .minus || node.operator == .plus:
      node.operand.isSignedLiteral
    default: false
    }
  }

  fileprivate static func integer(_ number: Int64) -> Expression {
    let literal = Expression.literal(Literal(kind: .integer(String(number.magnitude))))
    return number < 0 ? .unary(UnaryOperation(operator: .minus, operand: literal)) : literal
  }
}
