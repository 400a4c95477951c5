extension Printer {
  mutating func write(_ alter: AlterTable) {
    write(alter.isIgnore ? "alter ignore table " : "alter table ")
    write(alter.name)
    for (index, action) in alter.actions.enumerated() {
      write(index == 0 || action.needsNoComma ? " " : ", ")
      write(action)
    }
  }

  private mutating func write(_ action: AlterTableAction) {
    switch action {
    case .addColumn(let column, let position): write("add column ", column, position)
    case .addColumns(let columns):
      write("add column ")
      parenthesized(columns) { $0.write($1) }
    case .addIndex(let index):
      write("add ")
      write(index)
    case .addForeignKey(let key):
      write("add ")
      write(key)
    case .addCheck(let check):
      write("add ")
      write(check)
    case .modifyColumn(let column, let position): write("modify column ", column, position)
    case .changeColumn(let old, let column, let position):
      write("change column \(old.quotedIfNeeded) ", column, position)
    case .renameColumn(let old, let new): write("rename column", old, "to", new)
    case .renameIndex(let old, let new): write("rename index", old, "to", new)
    case .renameTable(let name):
      write("rename to ")
      write(name)
    case .alterColumn(let name, let alteration):
      write("alter column ")
      write(name)
      write(alteration)
    case .dropColumn(let name): write("drop column ", name)
    case .dropIndex(let name): write("drop index ", name)
    case .dropForeignKey(let name): write("drop foreign key ", name)
    case .dropCheck(let name): write("drop check ", name)
    case .dropConstraint(let name): write("drop constraint ", name)
    case .convertCharset(let charset, let collation):
      write("convert to character set ")
      write(charset: charset)
      if let collation {
        write(" collate ")
        write(charset: collation)
      }
    case .options(let options): write(options: options)
    case .orderBy(let terms):
      write("order by ")
      write(terms: terms)
    default: writeFurther(action)
    }
  }

  private mutating func writeFurther(_ action: AlterTableAction) {
    switch action {
    case .alterIndexVisibility(let name, let isVisible):
      write("alter index ", name)
      write(isVisible ? " visible" : " invisible")
    case .alterCheck(let name, let isEnforced):
      write("alter check ", name)
      write(isEnforced ? " enforced" : " not enforced")
    case .alterConstraint(let name, let isEnforced):
      write("alter constraint ", name)
      write(isEnforced ? " enforced" : " not enforced")
    case .dropPrimaryKey: write("drop primary key")
    case .disableKeys: write("disable keys")
    case .enableKeys: write("enable keys")
    case .discardTablespace: write("discard tablespace")
    case .importTablespace: write("import tablespace")
    case .force: write("force")
    case .secondaryLoad: write("secondary_load")
    case .secondaryUnload: write("secondary_unload")
    case .algorithm(let value): write("algorithm=\(value)")
    case .lock(let value): write("lock=\(value)")
    case .validation(let isOn): write(isOn ? "with validation" : "without validation")
    default: write(partitionAction: action)
    }
  }

  private mutating func write(partitionAction action: AlterTableAction) {
    switch action {
    case .partitionBy(let partitioning): write(partitioning)
    case .addPartitions(let partitions):
      write("add partition ")
      write(partitions: partitions)
    case .addPartitionCount(let count): write("add partition partitions \(count)")
    case .dropPartitions(let names):
      write("drop partition ")
      self.names(names)
    case .partitionOperation(let operation, let selection):
      write("\(operation.rawValue) partition ")
      switch selection {
      case .all: write("all")
      case .named(let names): self.names(names)
      }
      write(" tablespace", if: operation == .discard || operation == .import)
    case .coalescePartition(let count): write("coalesce partition \(count)")
    case .reorganizePartition(let names, let partitions):
      write("reorganize partition")
      if names.isEmpty { return }
      write(" ")
      self.names(names)
      write(" into ")
      write(partitions: partitions)
    case .exchangePartition(let partition, let table, let validation):
      write("exchange partition ", partition)
      write(" with table ")
      write(table)
      if let validation { write(validation ? " with validation" : " without validation") }
    case .removePartitioning: write("remove partitioning")
    case .upgradePartitioning: write("upgrade partitioning")
    default: break
    }
  }

  private mutating func write(
    _ words: String,
    _ column: ColumnDefinitionSyntax,
    _ position: ColumnPosition?
  ) {
    write(words)
    write(column)
    switch position {
    case .first?: write(" first")
    case .after(let name)?: write(" after ", name)
    case nil: break
    }
  }

  mutating func write(_ words: String, _ name: Identifier) {
    write(words)
    write(name)
  }

  private mutating func write(
    _ words: String,
    _ old: Identifier,
    _ between: String,
    _ new: Identifier
  ) {
    write("\(words) \(old.quotedIfNeeded) \(between) \(new.quotedIfNeeded)")
  }

  private mutating func write(_ alteration: ColumnAlteration) {
    switch alteration {
    case .setDefault(let value):
      write(" set default ")
      write(value, inParentheses: false)
    case .setDefaultExpression(let value):
      write(" set default ")
      write(value, inParentheses: true)
    case .dropDefault: write(" drop default")
    case .visibility(let isVisible): write(isVisible ? " set visible" : " set invisible")
    }
  }
}

extension AlterTableAction {
  /// Whether it follows the actions before it without a comma.
  fileprivate var needsNoComma: Bool {
    switch self {
    case .partitionBy, .removePartitioning: true
    default: false
    }
  }
}
