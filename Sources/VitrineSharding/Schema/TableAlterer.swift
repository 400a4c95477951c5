import VitrineSQL

/// Applies the actions of an ALTER TABLE to a definition.
///
/// MySQL takes all actions of a statement as one change, so they are not done in the order written:
/// renames first, all at once; then drops; then options, as new columns take the table's collation; then columns;
/// then keys and constraints, which may name new columns; conversions and the new name last.
struct TableAlterer {
  let before: TableDefinition
  var builder: TableBuilder
  /// The old names of columns by their new ones.
  var sources: [String: String]
  var newName: TableName?
  private var nextNumber: UInt64?
  private var isForced = false

  init(_ builder: TableBuilder) {
    before = builder.table
    self.builder = builder
    sources = Dictionary(
      uniqueKeysWithValues: builder.table.columns.map { ($0.name, $0.name) }
    )
  }

  var alteration: TableAlteration {
    let names = Set(builder.table.columns.map(\.name))
    var alteration = TableAlteration(
      before: before,
      after: builder.table,
      sources: sources.filter { names.contains($0.key) }
    )
    alteration.nextNumber = nextNumber
    alteration.isForced = isForced
    return alteration
  }

  mutating func apply(_ actions: [AlterTableAction]) throws(SQLError) {
    try renameColumns(actions)
    try applyDrops(actions)
    for case .options(let options) in actions { try applyOptions(options) }
    for action in actions { try applyColumn(action) }
    guard !builder.table.userColumns.isEmpty else {
      throw SQLError(
        .cannotRemoveAllColumns,
        "You can't delete all columns with ALTER TABLE; use DROP TABLE instead"
      )
    }
    try checkEngine()
    for action in actions { try applyKey(action) }
    for action in actions { try applyToWhole(action) }
    for action in actions { try applyPartitions(action) }
    try checkZeroDefaults(actions)
    try builder.finish()
    try checkNumberedGroup()
  }

  /// The rows that are there are not numbered within groups.
  private func checkNumberedGroup() throws(SQLError) {
    guard !builder.table.numberedGroup.isEmpty, let column = builder.table.autoIncrementColumn
    else { return }
    guard let source = sources[column.name], before.autoIncrementColumn?.name == source else {
      throw SQLError(
        .unsupported,
        "ALTER TABLE that makes a later column of a key AUTO_INCREMENT is not supported"
      )
    }
  }

  private mutating func applyOptions(_ options: [TableOption]) throws(SQLError) {
    try builder.applyOptions(options)
    if options.contains(where: { $0.name == "auto_increment" }) {
      nextNumber = builder.table.options.autoIncrementStart
    }
  }

  /// Comes before keys, for not every engine has foreign keys.
  private func checkEngine() throws(SQLError) {
    guard builder.table.options.engine != before.options.engine,
      !builder.table.foreignKeys.isEmpty || builder.isReferenced
    else { return }
    throw SQLError(
      .foreignKeyOfEngine,
      "Cannot change table's storage engine because the table participates in a foreign key constraint."
    )
  }

  /// In a mode without zero dates none may be a default, also of a column that stays as it is.
  private func checkZeroDefaults(_ actions: [AlterTableAction]) throws(SQLError) {
    let isRename = actions.allSatisfy { if case .renameTable = $0 { true } else { false } }
    guard !isRename, builder.isStrict, let fitsDefault = builder.fitsDefault else { return }
    for column in builder.table.columns where column.type.isTemporal {
      guard let value = column.defaultExpression, case .literal = value,
        try fitsDefault(value, column) == nil
      else { continue }
      throw SQLError(.invalidDefault, "Invalid default value for '\(column.name)'")
    }
  }

  // MARK: Renames

  /// Renames all at once, so that two columns may swap their names.
  private mutating func renameColumns(_ actions: [AlterTableAction]) throws(SQLError) {
    var names: [String: Identifier] = [:]
    for action in actions {
      switch action {
      case .renameColumn(let old, let new): names[try existing(old).name] = new
      case .changeColumn(let old, let syntax, _) where !syntax.name.matches(old):
        names[try existing(old).name] = syntax.name
      default: break
      }
    }
    guard !names.isEmpty else { return }
    let renamed = builder.table.columns.map { names[$0.name]?.text ?? $0.name }
    var seen: Set<String> = []
    for name in renamed where !seen.insert(name.lowercased()).inserted {
      throw SQLError(.duplicateColumn, "Duplicate column name '\(name)'")
    }
    for (old, new) in names { sources[new.text] = old }
    for old in names.keys where !renamed.contains(old) { sources[old] = nil }
    for old in names.keys { try builder.checkTellsNoPartition(old) }
    builder.table.rename(columns: names.mapValues(\.text))
  }

  // MARK: Columns

  private mutating func applyColumn(_ action: AlterTableAction) throws(SQLError) {
    switch action {
    case .addColumn(let syntax, let position):
      try builder.addColumn(syntax, at: try index(of: position))
      sources[syntax.name.text] = nil
    case .addColumns(let columns):
      for syntax in columns {
        try builder.addColumn(syntax, at: nil)
        sources[syntax.name.text] = nil
      }
    case .modifyColumn(let syntax, let position):
      try redefine(existing(syntax.name).name, as: syntax, at: position)
    case .changeColumn(_, let syntax, let position):
      try redefine(syntax.name.text, as: syntax, at: position)
    case .alterColumn(let name, let change): try alter(name, change)
    default: break
    }
  }

  private mutating func redefine(
    _ name: String,
    as syntax: ColumnDefinitionSyntax,
    at position: ColumnPosition?
  ) throws(SQLError) {
    guard let old = builder.table.position(of: name) else { return }
    var column = try builder.columnDefinition(syntax)
    let source = sources.removeValue(forKey: builder.table.columns[old].name)
    sources[column.name] = source
    try checkGeneration(builder.table.columns[old], column, at: syntax.span)
    if builder.table.primaryKey.contains(where: { builder.isSame($0, name) }) {
      guard syntax.isNullable != true else {
        throw SQLError(
          .primaryKeyCannotBeNull,
          "All parts of a PRIMARY KEY must be NOT NULL; if you need NULL in a key, use UNIQUE instead",
          at: syntax.span
        )
      }
      column.isNullable = false
    }
    builder.table.columns[old] = column
    builder.table.dropPrefixes(wholeIn: column)
    guard let position else { return }
    builder.table.columns.remove(at: old)
    builder.table.columns.insert(column, at: try index(of: position) ?? old)
  }

  /// A virtual column stays one, and no other becomes one; a stored column may come and go.
  private func checkGeneration(
    _ old: ColumnDefinition,
    _ new: ColumnDefinition,
    at span: Span
  ) throws(SQLError) {
    func isVirtual(_ column: ColumnDefinition) -> Bool { column.generated?.isStored == false }
    guard isVirtual(old) != isVirtual(new) else { return }
    throw SQLError(
      .generatedColumnAction,
      "'Changing the STORED status' is not supported for generated columns.",
      at: span
    )
  }

  private mutating func alter(_ name: Identifier, _ change: ColumnAlteration) throws(SQLError) {
    guard let position = builder.table.position(of: name.text) else { throw unknown(name) }
    let column = builder.table.columns[position]
    switch change {
    case .setDefault where column.generated != nil,
      .setDefaultExpression where column.generated != nil:
      break
    case .setDefault(let value), .setDefaultExpression(let value):
      let isExpression = if case .setDefaultExpression = change { true } else { false }
      builder.table.columns[position].defaultExpression = try builder.defaultExpression(
        ColumnDefinitionSyntax(
          name: name,
          type: ColumnTypeSyntax(name: column.type.kind.rawValue),
          isNullable: column.isNullable,
          defaultValue: value,
          isDefaultExpression: isExpression
        ),
        of: column
      )?.detached
    case .dropDefault: builder.table.columns[position].defaultExpression = nil
    case .visibility(let isVisible): builder.table.columns[position].isInvisible = !isVisible
    }
  }

  private func index(of position: ColumnPosition?) throws(SQLError) -> Int? {
    switch position {
    case nil: return nil
    case .first: return 0
    case .after(let name):
      guard let index = builder.table.position(of: name.text) else { throw unknown(name) }
      return index + 1
    }
  }

  func existing(_ name: Identifier) throws(SQLError) -> ColumnDefinition {
    guard let column = builder.table.column(named: name.text),
      column.name != TableDefinition.hiddenKey
    else { throw unknown(name) }
    return column
  }

  func unknown(_ name: Identifier) -> SQLError {
    SQLError(
      .unknownColumn,
      "Unknown column '\(name.text)' in '\(builder.table.name)'",
      at: name.span,
      hint: Catalog.hint(name.text, among: builder.table.userColumns.map(\.name))
    )
  }
}

extension TableAlterer {
  // MARK: Keys, constraints and the table as a whole

  private mutating func applyKey(_ action: AlterTableAction) throws(SQLError) {
    switch action {
    case .addColumn(let syntax, _), .modifyColumn(let syntax, _), .changeColumn(_, let syntax, _):
      try builder.addColumnKeys(syntax)
      try builder.addChecks(of: [syntax])
    case .addColumns(let columns):
      for syntax in columns { try builder.addColumnKeys(syntax) }
      try builder.addChecks(of: columns)
    case .addIndex(let syntax): try builder.addIndex(syntax)
    case .addForeignKey(let syntax): try builder.addForeignKey(syntax)
    case .addCheck(let syntax): try builder.addCheck(syntax)
    case .renameIndex(let old, let new): try renameIndex(old, new)
    case .alterIndexVisibility(let name, let isVisible):
      if name.matches("PRIMARY"), !builder.table.primaryKey.isEmpty, !builder.table.hasHiddenKey {
        guard isVisible else { throw TableBuilder.invisiblePrimaryKey(at: name.span) }
        return
      }
      builder.table.indexes[try indexPosition(name)].isInvisible = !isVisible
    case .alterCheck(let name, let isEnforced), .alterConstraint(let name, let isEnforced):
      builder.table.checks[try checkPosition(name)].isEnforced = isEnforced
    default: break
    }
  }

  private mutating func renameIndex(_ old: Identifier, _ new: Identifier) throws(SQLError) {
    for name in [old, new] where name.text.lowercased() == "primary" {
      throw SQLError(.wrongIndexName, "Incorrect index name '\(name.text)'", at: name.span)
    }
    let position = try indexPosition(old)
    guard old.matches(new) || builder.table.index(named: new.text) == nil else {
      throw SQLError(.duplicateKeyName, "Duplicate key name '\(new.text)'", at: new.span)
    }
    builder.table.indexes[position].name = new.text
  }

  private func indexPosition(_ name: Identifier) throws(SQLError) -> Int {
    guard let position = builder.table.indexes.firstIndex(where: { name.matches($0.name) }) else {
      throw SQLError(
        .unknownKey,
        "Key '\(name.text)' doesn't exist in table '\(builder.table.name)'",
        at: name.span,
        hint: Catalog.hint(name.text, among: builder.table.indexes.map(\.name))
      )
    }
    return position
  }

  private func checkPosition(_ name: Identifier) throws(SQLError) -> Int {
    guard let position = builder.table.checks.firstIndex(where: { name.matches($0.name) }) else {
      throw SQLError(
        .checkMissing,
        "Check constraint '\(name.text)' is not found in the table.",
        at: name.span,
        hint: Catalog.hint(name.text, among: builder.table.checks.map(\.name))
      )
    }
    return position
  }

  private mutating func applyToWhole(_ action: AlterTableAction) throws(SQLError) {
    switch action {
    case .renameTable(let name): newName = name
    case .force: isForced = true
    case .convertCharset(let name, let collation):
      let collation = try Collation(
        characterSet: name.text,
        collation: collation?.text,
        default: builder.databaseCollation
      )
      try builder.table.convert(to: collation)
    default: break
    }
  }
}
