import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

// `UPDATE t SET pos = (@n := @n + 1) ORDER BY name`: the values are computed for one row after another, each row is
// then written by its primary key, in the same order.
extension RunningStatement {
  func result(of update: Update) throws(SQLError) -> Result? {
    var copy = update
    var queries = queries
    let condition = update.assignments.contains { $0.value.assigns } ? nil : update.where
    let known = try queries.resolved(update.with, update.tables, where: condition)
    guard let (with, block) = known else { return nil }
    copy.with = with
    copy.tables = Array(block.from)
    if let condition = block.where { copy.where = condition }
    let use = Statement.update(copy).variables
    guard use.all.isDisjoint(with: queries.searchedVariables) else { return nil }
    var input = input
    input.givenRows = queries.given
    guard copy.assignsRows else {
      return input.givenRows.isEmpty ? nil : try run(.update(copy), input)
    }
    guard copy.with == nil, session.programs.tablesInUse.isEmpty,
      let target = try target(of: copy, input)
    else { return nil }
    return try session.asOneStatement { () throws(SQLError) in
      try self.write(target, input)
    }
  }

  /// An UPDATE of one table as the SELECT of its rows and the UPDATE of one of them.
  private struct Target {
    var rows: RunningSelect
    var key: [Identifier]
    var update: Update
    /// The assignments whose values the rows have after their keys.
    var computed: [Int]
  }

  private func target(
    of update: Update,
    _ input: StatementInput
  ) throws(SQLError) -> Target? {
    guard let factor = update.onlyTable,
      update.tables.count == 1 && update.tables[0].isTable
        || update.orderBy.isEmpty && update.limit == nil
    else { return nil }
    let resolved = try snapshot.catalog.resolve(
      table: factor.name.name.text,
      keyspace: factor.name.qualifier?.text,
      default: session.target.keyspace
    )
    guard try !hasTriggersOfVariables(factor.name) else { return nil }
    let table = resolved.table
    let places = resolved.placement.primaryVindex?.columns ?? []
    let isScattered = table.hasHiddenKey && resolved.keyspace.isSharded
    guard table.view == nil, !table.primaryKey.isEmpty,
      !isScattered || !places.isEmpty && !update.orderBy.isEmpty
    else { return nil }
    let name = factor.alias.map { TableName(name: $0) } ?? factor.name
    let key = (table.primaryKey + places.filter { !table.primaryKey.contains($0) })
      .map { Identifier(text: $0) }
    let assigned = update.assignedVariables
    var items = key.map { SelectItem.expression(ExpressionItem(expression: .key($0, of: name))) }
    var computed: [Int] = []
    var single = update
    var changed: Set<String> = []
    for (index, assignment) in update.assignments.enumerated() {
      defer { changed.insert(assignment.column.name.folded) }
      let use = assignment.value.variables
      // Subqueries see no row changed, and the row alone has no other tables.
      guard
        !use.assigned.isEmpty || !use.read.isDisjoint(with: assigned)
          || assignment.value.contains(where: { $0.query != nil })
          || !assignment.value.columnNames.allSatisfy({ $0.isColumn(of: table, named: name) })
      else { continue }
      // It would read what the assignments before it have set.
      guard !assignment.value.names(oneOf: changed) else { return nil }
      computed.append(index)
      items.append(.expression(ExpressionItem(expression: assignment.value)))
    }
    let block = Select(items: items, from: Few(update.tables), where: update.where)
    let query = QueryExpression(
      body: .select(block),
      orderBy: update.orderBy,
      limit: update.limit,
      locking: [LockingClause(strength: .update)]
    )
    guard let rows = try session.runningSelect(query, input, snapshot.catalog) else { return nil }
    try check(update, input)
    single.tables = [.table(factor)]
    single.orderBy = []
    single.limit = nil
    return Target(rows: rows, key: key, update: single, computed: computed)
  }

  /// Throws what is wrong with the statement, whichever rows it has.
  private func check(_ update: Update, _ input: StatementInput) throws(SQLError) {
    var bare = update
    for (index, assignment) in update.assignments.enumerated() {
      bare.assignments[index].value = assignment.value.withoutAssignments
    }
    bare.where = update.where?.withoutAssignments
    let planner = session.planner(snapshot.catalog, session.plannerOptions(for: input))
    let plan = try planner.plan(.update(bare), text: input.text)
    guard !session.changesReadRows(plan, snapshot) else {
      throw SQLError(
        .unsupported,
        "a stored function that reads what the statement changes cannot be called beside an assignment to a user "
          + "variable"
      )
    }
  }

  private func write(_ target: Target, _ input: StatementInput) throws(SQLError) -> Result {
    var reading = input
    reading.isInternal = true
    reading.keepsDigits = true
    let read = try rows(of: target.rows, reading)
    let width = target.key.count
    var result = Result(affectedRows: 0)
    var changed = 0
    var warnings: [Warning] = []
    var plans: [[MySQLType]: Plan] = [:]
    for (number, row) in read.rows.enumerated() {
      try stop.check()
      let values = zip(row, read.columns).map { TypedValue($0, $1.type) }
      var own = self.input
      var update = target.update
      for (index, value) in zip(target.computed, values.dropFirst(width)) {
        update.assignments[index].value = own.adding(value)
      }
      update.where = own.equalities(of: target.key, values)
      let options = session.plannerOptions(for: own)
      let plan: Plan
      if let known = plans[options.parameterTypes] {
        plan = known
      } else {
        plan = try session.plan(.update(update), text: input.text, options, snapshot)
        plans[options.parameterTypes] = plan
      }
      let written: Result
      do throws(SQLError) {
        written = try session.run(plan, own, literals: literals, snapshot)
      } catch {
        let message = FileLoading.renumbered(error.message, from: number + 1)
        throw SQLError(error.code, message, at: error.span, hint: error.hint)
      }
      result.affectedRows += written.affectedRows
      changed += written.changedRows
      warnings += written.warnings.map { warning in
        Warning(
          warning.level,
          code: warning.code,
          message: FileLoading.renumbered(warning.message, from: number + 1)
        )
      }
      result.plan = plan
      result.trace = written.trace
    }
    session.warnings = warnings
    result.warnings = warnings
    session.facts.rowCount = Int64(result.affectedRows)
    result.info =
      "Rows matched: \(read.rows.count)  Changed: \(changed)  Warnings: \(warnings.count)"
    return result
  }
}

extension StatementInput {
  /// The condition that finds a row by its key.
  fileprivate mutating func equalities(
    of key: [Identifier],
    _ values: [TypedValue]
  ) -> VitrineSQL.Expression? {
    var equalities: [VitrineSQL.Expression] = []
    for (name, value) in zip(key, values) {
      equalities.append(
        .binary(
          BinaryOperation(
            operator: value.value.isNull ? .nullSafeEqual : .equal,
            left: .column(ColumnName(name: name)),
            right: adding(value)
          )
        )
      )
    }
    return .conjunction(equalities)
  }
}

extension Result {
  /// How many rows an UPDATE has changed, as its sentence tells.
  fileprivate var changedRows: Int {
    guard let info, let range = info.firstRange(of: "Changed: ") else { return affectedRows }
    return Int(info[range.upperBound...].prefix { $0.isNumber }) ?? affectedRows
  }
}

extension Update {
  fileprivate var assignedVariables: Set<String> {
    assignments.reduce(into: self.where?.variables.assigned ?? []) { names, assignment in
      names.formUnion(assignment.value.variables.assigned)
    }
  }

  /// Whether more than its derived tables assigns.
  fileprivate var assignsRows: Bool { !assignedVariables.isEmpty }

  /// The one table beside rows that are constant, none of whose columns is named.
  fileprivate var onlyTable: TableFactor? {
    var found: [TableFactor] = []
    guard tables.allSatisfy({ $0.collect(&found) }), found.count == 1 else { return nil }
    return found.first
  }
}

extension TableReference {
  fileprivate var isTable: Bool { if case .table = self { true } else { false } }

  /// Takes its tables in; false where there is more than tables and rows that are constant, put together without
  /// condition.
  fileprivate func collect(_ found: inout [TableFactor]) -> Bool {
    switch self {
    case .table(let factor):
      found.append(factor)
      return true
    case .derived(let derived): return derived.query.isConstant
    case .jsonTable: return false
    case .join(let join):
      guard join.kind == .inner || join.kind == .straight, join.condition?.isTrue ?? true else {
        return false
      }
      return join.left.collect(&found) && join.right.collect(&found)
    }
  }
}

extension JoinCondition {
  /// Whether it is a way to write that there is none.
  fileprivate var isTrue: Bool {
    guard case .on(let condition) = self else { return false }
    return ["1", "true", "1 = 1"].contains(condition.printed().lowercased())
  }
}

extension VitrineSQL.Expression {
  fileprivate static func key(_ name: Identifier, of table: TableName) -> VitrineSQL.Expression {
    .column(ColumnName(qualifier: table, name: name))
  }

  fileprivate func names(oneOf columns: Set<String>) -> Bool {
    columnNames.contains { columns.contains($0.name.folded) }
  }
}

extension ColumnName {
  fileprivate func isColumn(of table: TableDefinition, named name: TableName) -> Bool {
    guard table.column(named: self.name.text) != nil else { return false }
    return qualifier.map { $0.name.matches(name.name) } ?? true
  }
}
