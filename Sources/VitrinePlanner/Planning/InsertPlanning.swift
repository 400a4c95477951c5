import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Plans INSERT and REPLACE.
///
/// The gateway makes the rows: it evaluates values, fills in what is missing, and tells each row's
/// shard; the shards get one prepared text with the values of every column.
struct InsertPlanning {
  let context: PlanningContext

  func plan(_ insert: BoundInsert) throws(SQLError) -> Plan {
    try context.checkAssignments()
    if let selecting = try insert.selectingItsRows(context) {
      let mark = context.mark
      let step = try step(selecting)
      if step.whole != nil { return try plan(step, selecting) }
      context.rewind(to: mark)
    }
    return try plan(step(insert), insert)
  }

  private func step(_ insert: BoundInsert) throws(SQLError) -> Primitive.Insert {
    let written = writtenColumns(insert)
    var rows: [[Primitive.Insert.Cell]] = []
    for row in insert.rows { rows.append(try cells(row, insert, written)) }
    let source = try source(insert)
    let columns = try written.mapTyped { column throws(SQLError) in try self.column(column, insert)
    }
    let query = try SQLiteRenderer.insert(
      into: insert.table.table,
      columns: written.map(\.name),
      onConflict: conflict(insert),
      context: context
    )
    let positions = insert.columns.map { column in
      written.firstIndex { $0.name == column.name } ?? 0
    }
    var step = Primitive.Insert(
      table: insert.table,
      columns: columns,
      rows: rows,
      source: source,
      sourceColumns: source == nil ? [] : positions,
      sourceTypes: insert.query?.storedTypes ?? [],
      query: query,
      isIgnore: insert.isIgnore,
      isReplace: insert.isReplace,
      hasOnDuplicateKey: !insert.onDuplicate.isEmpty,
      destination: insert.table.keyspace.isTemporary
        ? nil : context.options.destination ?? insert.table.destination
    )
    step.writesRows = try RowConstraints(insert.table, context.catalog).needsRows(insert)
    step.partitionCondition = try context.partitionCondition(insert.partitionSet, insert.table)
    step.check = try context.rowCheck(insert.check)
    if step.partitionCondition != nil || step.check != nil { step.writesRows = true }
    if step.writesRows, !insert.onDuplicate.isEmpty {
      step.duplicate = try duplicateUpdate(insert)
    }
    step.whole = try wholeStatement(insert, step)
    return step
  }

  private func plan(_ step: Primitive.Insert, _ insert: BoundInsert) throws(SQLError) -> Plan {
    Plan(
      kind: insert.isReplace ? .replace : .insert,
      root: try withPullouts(.insert(step)),
      columns: [],
      tables: tables(insert),
      firings: context.firings,
      freeLiterals: context.freeLiterals,
      parameterCount: context.parameterCount
    )
  }

  /// Every column that is stored; only those named where the catalog does not know them all.
  func writtenColumns(_ insert: BoundInsert) -> [ColumnDefinition] {
    let table = insert.table.table
    guard table.isColumnListComplete else { return insert.columns }
    return table.columns.filter { column in
      column.generated == nil && column.name != TableDefinition.hiddenKey
    }
  }

  private func tables(_ insert: BoundInsert) -> [String] {
    let own = "\(insert.table.keyspace.name).\(insert.table.table.name)"
    let read = insert.query.map { QueryPlanning(context: context).tables(of: $0.root) } ?? []
    return Array(Set(read + [own])).sorted()
  }

  // MARK: Rows

  private func cells(
    _ row: [BoundInsert.Cell],
    _ insert: BoundInsert,
    _ written: [ColumnDefinition]
  ) throws(SQLError) -> [Primitive.Insert.Cell] {
    let given = Dictionary(
      zip(insert.columns.map(\.name), row),
      uniquingKeysWith: { _, last in last }
    )
    try checkCalls(row, insert, written)
    return try written.mapTyped { column throws(SQLError) -> Primitive.Insert.Cell in
      guard case .value(let scalar)? = given[column.name] else { return .default }
      return .value(try value(scalar))
    }
  }

  /// Refuses functions that change something where the values are not computed in the order in which the
  /// statement names the columns, and beside subqueries.
  private func checkCalls(
    _ row: [BoundInsert.Cell],
    _ insert: BoundInsert,
    _ written: [ColumnDefinition]
  ) throws(SQLError) {
    guard context.changingProgram != nil else { return }
    var last = -1
    for (column, cell) in zip(insert.columns, row) {
      guard case .value(let value) = cell else { continue }
      guard !value.containsSubquery else { throw ProgramOrder(context: context).refused }
      guard value.callsProgram, let position = written.firstIndex(where: { $0.name == column.name })
      else { continue }
      guard position > last else { throw ProgramOrder(context: context).refused }
      last = position
    }
  }

  private func value(_ scalar: Scalar) throws(SQLError) -> RoutingValue {
    var scalar = scalar
    if scalar.containsSubquery {
      let isSet = scalar.containsSubquery { $0.kind.operand != nil }
      if isSet, scalar.columns.isEmpty { scalar = scalar.computedOnce(context) }
      scalar = try SubquerySettlement(route: nil, context: context)
        .settle(scalar, isCondition: false)
      guard !scalar.containsSubquery else {
        throw SQLError(
          .unsupported,
          "a subquery that reads another column as a value of INSERT is not supported"
        )
      }
    }
    return try Lowering(context: context).routingValue(scalar)
  }

  private func column(
    _ column: ColumnDefinition,
    _ insert: BoundInsert
  ) throws(SQLError) -> Primitive.Insert.Column {
    let sequence = insert.table.autoIncrement?.column.lowercased()
    if let expression = column.defaultExpression, expression.namesColumns {
      return Primitive.Insert.Column(
        name: column.name,
        type: column.type,
        isNullable: column.isNullable,
        isAutoIncrement: false,
        rowDefault: try rowDefault(expression, of: column, insert)
      )
    }
    return Primitive.Insert.Column(
      name: column.name,
      type: column.type,
      isNullable: column.isNullable,
      isAutoIncrement: column.isAutoIncrement || sequence == column.name.lowercased(),
      defaultValue: try defaultValue(column)
    )
  }

  private func rowDefault(
    _ expression: Expression,
    of column: ColumnDefinition,
    _ insert: BoundInsert
  ) throws(SQLError) -> String {
    let schema = SQLiteSchema(catalog: context.catalog, keyspace: insert.table.keyspace)
    let table = insert.table.table
    return try schema.evaluation(
      of: [schema.defaultValue(expression, of: column, in: table)],
      over: writtenColumns(insert),
      of: table
    )
  }

  private func defaultValue(_ column: ColumnDefinition) throws(SQLError) -> RoutingValue? {
    if let expression = column.defaultExpression {
      let scalar = try Analyzer(context: context).analyze(defaultOf: column, expression)
      return try Lowering(context: context).routingValue(scalar)
    }
    return column.isNullable ? .source(.constant(.null, .null)) : nil
  }

  private func conflict(_ insert: BoundInsert) -> SQLiteRenderer.Conflict {
    if !insert.onDuplicate.isEmpty, insert.carried.isEmpty {
      return .update(old: insert.existing, inserted: insert.inserted, insert.onDuplicate)
    }
    return insert.isReplace ? .replace : .fail
  }

  // MARK: Sources

  private func source(_ insert: BoundInsert) throws(SQLError) -> Primitive? {
    guard let query = insert.query else { return nil }
    return try QueryPlanning(context: context).primitive(query.root, query.outputs)
  }

  private func withPullouts(_ step: Primitive) throws(SQLError) -> Primitive {
    try QueryPlanning(context: context).withPullouts(step)
  }
}

extension BoundQuery {
  /// The types as which columns take its values.
  fileprivate var storedTypes: [MySQLType] {
    outputs.map { output in
      let value = root.listed(output.id)
      return output.type.taken(
        fromLiteral: value?.isLiteral == true,
        fromColumn: value.map { $0.column != nil } ?? true
      )
    }
  }
}
