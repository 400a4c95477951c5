import VitrineSQL
import VitrineSharding

/// Binds INSERT and REPLACE.
struct InsertBinder {
  let environment: Environment

  var context: PlanningContext { environment.context }

  /// Where the rows go, as the statement's names mean it.
  struct Target {
    var table: ResolvedTable
    /// The positions of the given columns, in `existing`.
    var positions: [Int]
    /// The row that is there.
    var existing: Relation
    /// The row to be inserted.
    var inserted: Relation
    var scan: Operator.Scan
    var check: RowCheck?

    /// The given columns, as the table has them.
    var columns: [ColumnDefinition] {
      positions.compactMap { FoundColumn(relation: existing, position: $0).definition }
    }
  }

  func bind(_ insert: Insert) throws(SQLError) -> BoundInsert {
    let from = FromBinder(environment: environment, scope: NameScope(outer: nil))
    let resolved = try from.resolve(insert.table).written(environment.context.catalog)
    if let keyspace = insert.table.qualifier?.text {
      try ShardTarget.checkWritable(keyspace, at: insert.table.span)
    }
    let partitionSet = try from.selection(insert.partitions, of: resolved.table)
    let query = try self.query(insert, carrying: carriedNames(insert, resolved))
    let target =
      resolved.table.view == nil
      ? try table(resolved, insert, width: query?.columns.count) : try view(resolved, insert)
    let columns = target.columns
    try checkAlias(insert, columns.count, of: target.existing)
    if let query {
      // How many columns the `*` of an open table has, the shard knows.
      let isTrusted = query.hasOpenStar && target.table.keyspace.isPlanOnly
      guard query.columns.count == columns.count || isTrusted else {
        throw mismatch(1, insert.span)
      }
      for column in columns {
        try AssignmentBinder.checkMaySet(column, of: target.table.table.name, at: insert.span)
      }
    }
    var bound = BoundInsert(
      table: target.table,
      columns: columns,
      rows: [],
      query: query,
      isReplace: insert.isReplace,
      isIgnore: insert.isIgnore,
      existing: target.scan
    )
    bound.partitionSet = partitionSet
    bound.check = target.check
    if case .values(let rows) = insert.source {
      bound.rows = try self.rows(rows, target.positions, target.existing, insert)
    }
    let trusted = try trustedSources(insert, target, from)
    bound.onDuplicate = try onDuplicate(insert, target, query, trusted)
    bound.existing = target.existing.scan ?? target.scan
    bound.carried = query?.carried.map(\.column.bound) ?? []
    if !bound.onDuplicate.isEmpty {
      let automatic = try UpdateBinder(environment: environment)
        .automatic(bound.onDuplicate, bound.existing)
      bound.onDuplicate = automatic + bound.onDuplicate
    }
    for position in target.inserted.columns.indices {
      let found = FoundColumn(relation: target.inserted, position: position)
      let name = found.definition?.name ?? found.column.name
      bound.inserted[name.lowercased()] = found.column.bound
    }
    for relation in trusted {
      for column in relation.columns {
        bound.inserted["\(relation.name).\(column.name)"] = column.bound
      }
    }
    return bound
  }

  // MARK: Targets

  private func table(
    _ resolved: ResolvedTable,
    _ insert: Insert,
    width: Int?
  ) throws(SQLError) -> Target {
    var table = resolved
    let positions = try positions(insert, &table, width: width)
    let existing = Relation(table, alias: table.table.name, context)
    return Target(
      table: table,
      positions: positions,
      existing: existing,
      inserted: Relation(table, alias: insert.insertedName, context),
      scan: existing.scan ?? Operator.Scan(table: table, alias: table.table.name, columns: [])
    )
  }

  /// INSERT through a view: its columns' names are the view's, its row the table's.
  ///
  /// - Throws: `nonInsertableTable` unless the view's columns are columns of one table, each once.
  private func view(_ resolved: ResolvedTable, _ insert: Insert) throws(SQLError) -> Target {
    let existing = try relation(resolved, alias: resolved.table.name, insert)
    guard let written = existing.written else { throw nonInsertable(resolved, insert) }
    var shown = resolved
    let positions = try positions(insert, &shown, width: nil)
    let sources = positions.compactMap { existing.columns[$0].source }
    try checkDefaults(insert, sources, written.scan.table, resolved)
    return Target(
      table: written.scan.table,
      positions: positions,
      existing: existing,
      inserted: try relation(resolved, alias: insert.insertedName, insert),
      scan: written.scan,
      check: try RowCheck(existing)
    )
  }

  private func relation(
    _ view: ResolvedTable,
    alias: String,
    _ insert: Insert
  ) throws(SQLError) -> Relation {
    let relation = try WrittenViewBinder(view, in: environment).relation(alias: alias)
    let sources = relation?.columns.compactMap(\.source) ?? []
    guard let relation, insert.partitions.isEmpty, sources.count == relation.columns.count,
      Set(sources).count == sources.count
    else { throw nonInsertable(view, insert) }
    return relation
  }

  private func nonInsertable(_ view: ResolvedTable, _ insert: Insert) -> SQLError {
    SQLError(
      .nonInsertableTable,
      "The target table \(view.table.name) of the INSERT is not insertable-into",
      at: insert.table.span
    )
  }

  /// In strict mode a column that the view does not give a value must have one of its own.
  private func checkDefaults(
    _ insert: Insert,
    _ sources: [Int],
    _ table: ResolvedTable,
    _ view: ResolvedTable
  ) throws(SQLError) {
    guard context.options.isStrict, !insert.isIgnore, table.keyspace.triggers.isEmpty else {
      return
    }
    let number = table.autoIncrement?.column.lowercased()
    for (position, column) in table.table.columns.enumerated() where !sources.contains(position) {
      let isGiven =
        column.isNullable || column.isAutoIncrement || column.generated != nil
        || column.defaultExpression != nil || column.name.lowercased() == number
        || column.name == TableDefinition.hiddenKey || column.type.kind == .enum
      guard !isGiven else { continue }
      throw SQLError(
        .noDefaultBelowView,
        "Field of view '\(view.keyspace.name).\(view.table.name)' underlying table doesn't have a "
          + "default value",
        at: insert.table.span
      )
    }
  }

  // MARK: Columns

  /// The positions of the listed columns; without a list, of all that `*` shows.
  private func positions(
    _ insert: Insert,
    _ table: inout ResolvedTable,
    width: Int?
  ) throws(SQLError) -> [Int] {
    guard let names = insert.columns else {
      return try allPositions(insert, &table, width: width)
    }
    var positions: [Int] = []
    for name in names {
      let position = try self.position(of: name, in: &table)
      guard !positions.contains(position) else {
        throw SQLError(
          .columnSpecifiedTwice,
          "Column '\(name.name.text)' specified twice",
          at: name.span
        )
      }
      positions.append(position)
    }
    return positions
  }

  private func allPositions(
    _ insert: Insert,
    _ table: inout ResolvedTable,
    width: Int?
  ) throws(SQLError) -> [Int] {
    if case .values(let rows) = insert.source, !rows.isEmpty, rows.allSatisfy(\.isEmpty) {
      return []
    }
    guard table.table.isColumnListComplete else {
      if let invented = inventedPositions(insert, &table, width: width) { return invented }
      throw SQLError(
        .unsupported,
        "the columns of '\(table.table.name)' are not known",
        at: insert.table.span,
        hint: "list the columns of the INSERT, or all of the table's in the VSchema"
      )
    }
    return table.table.columns.indices.filter { !table.table.columns[$0].isInvisible }
  }

  /// In an unsharded keyspace the columns of an open table need not be known: they get names by their
  /// places.
  private func inventedPositions(
    _ insert: Insert,
    _ table: inout ResolvedTable,
    width: Int?
  ) -> [Int]? {
    guard !table.keyspace.isSharded else { return nil }
    var width = width ?? 0
    if case .values(let rows) = insert.source { width = rows.first?.count ?? 0 }
    let count = table.table.columns.count
    let invented = (count..<max(width, count)).map {
      ColumnDefinition(name: "column_\($0)", type: .unknown)
    }
    table = ResolvedTable(table, adding: invented)
    return Array(0..<width)
  }

  private func position(
    of name: ColumnName,
    in table: inout ResolvedTable
  ) throws(SQLError) -> Int {
    if let position = table.table.position(of: name.name.text) { return position }
    guard table.table.isColumnListComplete else {
      let column = ColumnDefinition(name: name.name.text, type: .unknown)
      table = ResolvedTable(table, adding: [column])
      return table.table.columns.count - 1
    }
    throw SQLError(
      .unknownColumn,
      "Unknown column '\(name.written)' in 'field list'",
      at: name.span,
      hint: nearest(to: name.name.text, in: table.table.columns.map(\.name)).map {
        "did you mean '\($0)'?"
      }
    )
  }

  // MARK: Rows

  private func query(
    _ insert: Insert,
    carrying names: [ColumnName]
  ) throws(SQLError) -> BoundQuery? {
    guard case .query(let query) = insert.source else { return nil }
    var surroundings = environment
    surroundings.keepsDigits = true
    var binder = QueryBinder(surroundings)
    binder.carried = names
    return try binder.bind(query, .statement)
  }

  private func rows(
    _ rows: [[Expression]],
    _ columns: [Int],
    _ row: Relation,
    _ insert: Insert
  ) throws(SQLError) -> [[BoundInsert.Cell]] {
    var cells: [[BoundInsert.Cell]] = []
    cells.reserveCapacity(rows.count)
    for (index, values) in rows.enumerated() {
      guard values.count == columns.count else { throw mismatch(index + 1, insert.span) }
      cells.append(try self.row(values, columns, row, isOnly: rows.count == 1))
    }
    return cells
  }

  private func mismatch(_ row: Int, _ span: Span) -> SQLError {
    SQLError(
      .valueCountMismatch,
      "Column count doesn't match value count at row \(row)",
      at: span
    )
  }

  /// A value may read columns of its own row: those before it have their values, the rest their
  /// defaults.
  private func row(
    _ values: [Expression],
    _ columns: [Int],
    _ row: Relation,
    isOnly: Bool
  ) throws(SQLError) -> [BoundInsert.Cell] {
    let scope = NameScope(outer: nil, relations: [row], clause: .fields)
    scope.hasGroups = false
    scope.allowsAssignment = isOnly
    let binder = AssignmentBinder(
      expressions: ExpressionBinder(environment: environment, scope: scope)
    )
    var given = GivenRow()
    for (value, position) in zip(values, columns) {
      let found = FoundColumn(relation: row, position: position)
      guard let definition = found.definition else { continue }
      var cell = try binder.cell(value, for: definition, in: row)
      if case .value(var scalar) = cell {
        let read = scalar.columns
        if !read.isEmpty {
          given.compute(read, once: context)
          scalar = try resolved(scalar, row, given.set, at: value.span)
        }
        cell = .value(scalar.withEveryDigit)
      }
      given.add(cell, for: found.column.bound)
    }
    return given.cells
  }

  private func resolved(
    _ scalar: Scalar,
    _ row: Relation,
    _ set: [ColumnID: Scalar],
    at span: Span
  ) throws(SQLError) -> Scalar {
    var replacements = set
    let read = scalar.columns
    guard !read.isEmpty else { return scalar }
    for (position, column) in row.columns.enumerated()
    where read.contains(column.bound.id) && set[column.bound.id] == nil {
      let definition = FoundColumn(relation: row, position: position).definition
      guard let definition, definition.defaultExpression != nil else {
        let isOpen = definition.map { $0.isNullable || $0.generated != nil } ?? true
        replacements[column.bound.id] = isOpen ? .null : .implicitDefault(of: column.bound.type)
        continue
      }
      let standard = try DefaultBinder(environment: environment, row: row)
        .value(of: definition, at: span)
      replacements[column.bound.id] = try resolved(standard, row, set, at: span)
    }
    guard !read.contains(where: { replacements[$0]?.isRandom == true }) else {
      throw SQLError(
        .unsupported,
        "a value of INSERT that reads the default of a column, which RAND() and the like give, is not supported",
        at: span
      )
    }
    let resolved = scalar.substitute(replacements)
    try resolved.checkDepth(at: span)
    return resolved
  }
}

/// What a row of VALUES gives, up to the value that is being bound.
private struct GivenRow {
  private(set) var cells: [BoundInsert.Cell] = []
  /// The columns that they are for.
  private var columns: [BoundColumn] = []
  /// The values as the columns hold them.
  private(set) var set: [ColumnID: Scalar] = [:]

  mutating func add(_ cell: BoundInsert.Cell, for column: BoundColumn) {
    if case .value(let scalar) = cell { set[column.id] = scalar.stored(as: column.type) }
    cells.append(cell)
    columns.append(column)
  }

  /// Has the values of columns that are read computed once for all places, where they may be others the next time.
  mutating func compute(_ read: ColumnSet, once context: PlanningContext) {
    guard !context.catalog.isPlanOnly else { return }
    for (index, column) in columns.enumerated() where read.contains(column.id) {
      guard case .value(let value) = cells[index], value.isRandom else { continue }
      let once = value.computedOnce(context)
      cells[index] = .value(once)
      set[column.id] = once.stored(as: column.type)
    }
  }
}

extension Insert {
  /// The name of the row to be inserted: its alias, or none that can be written.
  fileprivate var insertedName: String { rowAlias?.name.text ?? "values" }
}

extension Scalar {
  /// What a NOT NULL column without a default of its own holds before it is given a value.
  fileprivate static func implicitDefault(of type: MySQLType) -> Scalar {
    let value = type.kind == .enum ? .integer(1) : type.implicitDefault
    return .literal(BoundLiteral(value, type))
  }
}
