/// `ALTER TABLE t action, action …`.
package struct AlterTable: Sendable, Hashable {
  package var name: TableName
  package var isIgnore: Bool
  package var actions: [AlterTableAction]
  package var directives: Directives
  package var span: Span

  package init(
    name: TableName,
    isIgnore: Bool = false,
    actions: [AlterTableAction] = [],
    directives: Directives = Directives(),
    span: Span = .none
  ) {
    self.name = name
    self.isIgnore = isIgnore
    self.actions = actions
    self.directives = directives
    self.span = span
  }
}

/// One action of ALTER TABLE.
package indirect enum AlterTableAction: Sendable, Hashable {
  case addColumn(ColumnDefinitionSyntax, ColumnPosition?)
  /// `ADD COLUMN (a INT, b INT)`
  case addColumns([ColumnDefinitionSyntax])
  case addIndex(IndexDefinitionSyntax)
  case addForeignKey(ForeignKeyDefinition)
  case addCheck(CheckConstraint)
  case modifyColumn(ColumnDefinitionSyntax, ColumnPosition?)
  case changeColumn(Identifier, ColumnDefinitionSyntax, ColumnPosition?)
  case renameColumn(Identifier, Identifier)
  case alterColumn(Identifier, ColumnAlteration)
  /// The flag tells whether it becomes visible.
  case alterIndexVisibility(Identifier, Bool)
  /// The flag tells whether it becomes enforced.
  case alterCheck(Identifier, Bool)
  case alterConstraint(Identifier, Bool)
  case dropColumn(Identifier)
  case dropIndex(Identifier)
  case dropPrimaryKey
  case dropForeignKey(Identifier)
  case dropCheck(Identifier)
  case dropConstraint(Identifier)
  case renameTable(TableName)
  case renameIndex(Identifier, Identifier)
  /// `CONVERT TO CHARACTER SET c [COLLATE d]`
  case convertCharset(Identifier, Identifier?)
  case options([TableOption])
  case orderBy(Few<OrderingTerm>)
  case disableKeys
  case enableKeys
  case discardTablespace
  case importTablespace
  case force
  case algorithm(String)
  case lock(String)
  /// `WITH | WITHOUT VALIDATION`
  case validation(Bool)
  case partitionBy(Partitioning)
  case addPartitions([PartitionDefinition])
  /// `ADD PARTITION PARTITIONS n`
  case addPartitionCount(String)
  case dropPartitions([Identifier])
  /// `TRUNCATE | ANALYZE | … PARTITION`
  case partitionOperation(PartitionOperation, PartitionSelection)
  case coalescePartition(String)
  case reorganizePartition([Identifier], [PartitionDefinition])
  /// `EXCHANGE PARTITION p WITH TABLE t [WITH | WITHOUT VALIDATION]`
  case exchangePartition(Identifier, TableName, Bool?)
  case removePartitioning
  case upgradePartitioning
  case secondaryLoad
  case secondaryUnload
}

/// Where ALTER TABLE puts a column.
package enum ColumnPosition: Sendable, Hashable {
  case first
  case after(Identifier)
}

/// What `ALTER COLUMN` changes.
package indirect enum ColumnAlteration: Sendable, Hashable {
  case setDefault(Expression)
  /// `SET DEFAULT (expression)`
  case setDefaultExpression(Expression)
  case dropDefault
  case visibility(Bool)
}

/// Maintenance of partitions.
package enum PartitionOperation: String, Sendable, Hashable, CaseIterable {
  case truncate = "truncate"
  case analyze = "analyze"
  case check = "check"
  case optimize = "optimize"
  case rebuild = "rebuild"
  case repair = "repair"
  case discard = "discard"
  case `import` = "import"
}

/// Which partitions.
package enum PartitionSelection: Sendable, Hashable {
  case all
  case named([Identifier])
}
