import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Binds UPDATE.
struct UpdateBinder {
  let environment: Environment
  private var context: PlanningContext { environment.context }

  /// An assignment whose column is found.
  private struct Assigned {
    var column: FoundColumn
    var definition: ColumnDefinition
    var expression: Expression
  }

  func bind(_ update: Update) throws(SQLError) -> BoundUpdate {
    let binder = WriteBinder(try environment.adding(update.with))
    let source = try binder.source(update.tables)
    if binder.scope.relations.count > 1 {
      try binder.checkSingle("UPDATE", update.orderBy, update.limit)
    }
    binder.scope.clause = .fields
    let assigned = try update.assignments.mapTyped { (assignment) throws(SQLError) in
      try self.assigned(assignment, binder)
    }
    let expressions = binder.expressions
    let values = try assigned.mapTyped { (item) throws(SQLError) in
      var bound = try AssignmentBinder(expressions: expressions)
        .assignment(item.expression, to: item.definition, item.column)
      bound.value =
        [bound.value].tyingRandomSubqueries(to: item.column.relation, context).first ?? bound.value
      return bound
    }
    binder.scope.clause = .where
    let filters = try expressions.conditions(update.where)
      .tyingRandomSubqueries(to: binder.scope.relations.first, context)
    let rows = try binder.rows(source, filters, update.orderBy, update.limit)
    return BoundUpdate(
      rows: rows,
      targets: try targets(assigned, values, binder),
      isIgnore: update.isIgnore
    )
  }

  /// The column that an assignment sets.
  private func assigned(
    _ assignment: Assignment,
    _ binder: WriteBinder
  ) throws(SQLError) -> Assigned {
    guard let found = try binder.scope.column(assignment.column, context) else {
      throw binder.scope.unknown(assignment.column)
    }
    _ = try binder.target(found.relation, "UPDATE", at: assignment.column.span)
    guard found.relation.written == nil || found.column.source != nil else {
      throw SQLError(
        .nonUpdatableColumn,
        "Column '\(found.column.name)' is not updatable",
        at: assignment.column.span
      )
    }
    let definition =
      found.definition
      ?? ColumnDefinition(name: found.column.name, type: found.column.bound.type)
    return Assigned(column: found, definition: definition, expression: assignment.value)
  }

  private func targets(
    _ assigned: [Assigned],
    _ values: [SQLiteRenderer.Assignment],
    _ binder: WriteBinder
  ) throws(SQLError) -> [BoundUpdate.Target] {
    var targets: [BoundUpdate.Target] = []
    for relation in binder.scope.relations {
      let own = zip(assigned, values).filter { $0.0.column.relation === relation }.map(\.1)
      guard !own.isEmpty else { continue }
      let scan = try binder.target(relation, "UPDATE", at: nil)
      let set = own.withoutGenerated(of: scan)
      var target = BoundUpdate.Target(scan: scan, assignments: try automatic(set, scan) + set)
      target.partitionSet = relation.partitionSet
      target.check = try RowCheck(relation)
      targets.append(target)
    }
    return targets
  }

  /// The ON UPDATE columns that the statement does not set: they change when another column does.
  ///
  /// They stand first, so that their conditions read the old values of the others.
  func automatic(
    _ explicit: [SQLiteRenderer.Assignment],
    _ scan: Operator.Scan
  ) throws(SQLError) -> [SQLiteRenderer.Assignment] {
    let set = Set(explicit.map(\.id))
    var assignments: [SQLiteRenderer.Assignment] = []
    for (column, definition) in zip(scan.columns, scan.table.table.columns) {
      guard let expression = definition.onUpdate, !set.contains(column.id) else { continue }
      let value = try DefaultBinder(environment: environment).value(expression, for: definition)
      let old = Scalar.column(BoundColumn(column.id, column.type))
      let changes = try explicit.readingEarlier().map(\.isChange)
      guard let anyChange = Scalar.disjunction(changes) else { continue }
      let choice = Scalar.call(Call(.choose, [anyChange, value, old], column.type))
      assignments.append(
        SQLiteRenderer.Assignment(column: definition, id: column.id, value: choice)
      )
    }
    return assignments
  }
}

extension SQLiteRenderer.Assignment {
  /// Whether the row's value becomes another, to the byte.
  fileprivate var isChange: Scalar {
    var old = Scalar.column(BoundColumn(id, column.type))
    var new = value.stored(as: column.type)
    if column.type.isText {
      old = .call(Call(.cast(.castBinary), [old], .castBinary))
      new = .call(Call(.cast(.castBinary), [new], .castBinary))
    }
    return .not(.call(Call(.nullSafeEqual, [old, new], .boolean)))
  }
}

extension [SQLiteRenderer.Assignment] {
  /// Those of columns that are not generated: the others are given DEFAULT, which they have.
  ///
  /// Where nothing else is set, a column keeps its value.
  func withoutGenerated(of scan: Operator.Scan) -> [SQLiteRenderer.Assignment] {
    let set = filter { $0.column.generated == nil }
    guard set.isEmpty, !isEmpty else { return set }
    let table = scan.table.table
    let plain = zip(scan.columns, table.columns).filter { $0.1.generated == nil }
    let other = plain.first { !table.primaryKey.contains($0.1.name) }
    guard let (column, definition) = other ?? plain.first else { return [] }
    let value = Scalar.column(BoundColumn(column.id, column.type))
    return [SQLiteRenderer.Assignment(column: definition, id: column.id, value: value)]
  }

  /// Whether one reads what another before it has set to a value that may be another the next time.
  var readRandom: Bool { reads(\.isRandomInside) }

  /// Whether one reads what another before it has set to a value of a kind.
  func reads(_ isRandom: (Scalar) -> Bool) -> Bool {
    guard count > 1 else { return false }
    var random: ColumnSet = []
    return contains { assignment in
      defer { if isRandom(assignment.value) { random.insert(assignment.id) } }
      return !random.isEmpty && !random.isDisjoint(with: assignment.value.columns)
    }
  }

  /// The same assignments, each by the old row alone: MySQL assigns from left to right, so that a
  /// value reads what the assignments before it have set.
  ///
  /// - Throws: `nestingTooDeep`.
  func readingEarlier() throws(SQLError) -> [SQLiteRenderer.Assignment] {
    var set: [ColumnID: Scalar] = [:]
    return try mapTyped { (assignment) throws(SQLError) in
      var copy = assignment
      copy.value = assignment.value.substitute(set)
      try copy.value.checkDepth()
      set[copy.id] = copy.value.stored(as: copy.column.type)
      return copy
    }
  }
}

/// Binds the value of one assignment.
struct AssignmentBinder {
  let expressions: ExpressionBinder

  /// An assignment; DEFAULT as its value is the column's default.
  func assignment(
    _ value: Expression,
    to definition: ColumnDefinition,
    _ found: FoundColumn
  ) throws(SQLError) -> SQLiteRenderer.Assignment {
    let scalar =
      switch try cell(value, for: definition, in: found.relation) {
      case .value(let scalar): scalar
      case .default where definition.generated != nil: Scalar.null
      case .default:
        try DefaultBinder(environment: expressions.environment, row: found.relation)
          .assigned(to: definition, at: value.span)
      }
    return SQLiteRenderer.Assignment(
      column: definition,
      id: found.column.bound.id,
      value: scalar
    )
  }

  /// - Throws: `generatedColumnValue` for a generated column that is given more than DEFAULT.
  func cell(
    _ value: Expression,
    for definition: ColumnDefinition,
    in relation: Relation
  ) throws(SQLError) -> BoundInsert.Cell {
    if case .defaultValue(let node) = value, node.column == nil { return .default }
    try Self.checkMaySet(definition, of: relation.name, at: value.span)
    return .value(try expressions.value(value).chosenMembersAsTexts)
  }

  /// - Throws: `generatedColumnValue` for a generated column.
  static func checkMaySet(
    _ definition: ColumnDefinition,
    of table: String,
    at span: Span
  ) throws(SQLError) {
    guard definition.generated != nil else { return }
    throw SQLError(
      .generatedColumnValue,
      "The value specified for generated column '\(definition.name)' in table '\(table)' is not "
        + "allowed.",
      at: span
    )
  }
}

extension FoundColumn {
  /// The column as its table defines it.
  var definition: ColumnDefinition? {
    if let written = relation.written {
      return column.source.map { written.scan.table.table.columns[$0] }
    }
    guard case .table(let resolved) = relation.content,
      resolved.table.columns.indices.contains(position)
    else { return nil }
    return resolved.table.columns[position]
  }
}

extension Scalar {
  /// Its type as a column takes it.
  var storedType: MySQLType { type.taken(fromLiteral: isLiteral, fromColumn: column != nil) }

  /// Whether it is written in the statement as a value.
  var isLiteral: Bool { if case .literal = self { true } else { false } }

  /// The value as it is once stored in a column of the type.
  func stored(as type: MySQLType) -> Scalar {
    self.type.lies(as: type) || type.kind == .unknown
      ? self : .call(Call(.cast(type), [self], type))
  }
}
