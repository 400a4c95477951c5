import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// What a session does with the rows of a SELECT before the client has them.
extension Session {
  /// How many rows a statement may give: `sql_select_limit`, unless it says so itself.
  func rowLimit(of plan: Plan, _ input: StatementInput) -> Int {
    guard !plan.isLimited, !input.isInternal else { return .max }
    return variables.options.rowLimit
  }

  /// SQL_CALC_FOUND_ROWS: the limit that the plan left to the session.
  func apply(
    _ limit: Plan.CountedLimit,
    to result: inout Result,
    _ execution: PlanExecution
  ) throws(SQLError) {
    let rest = result.rows.dropFirst(try number(limit.offset, execution) ?? 0)
    result.rows = Array(try number(limit.count, execution).map { rest.prefix($0) } ?? rest)
  }

  /// What FOUND_ROWS() is to tell: the rows up to the limit, with those that OFFSET has passed over.
  ///
  /// `again` makes what runs the plan once more, in the same transaction.
  func found(
    _ count: Int,
    _ plan: Plan,
    _ execution: PlanExecution,
    again: () -> PlanExecution
  ) throws(SQLError) -> Int {
    guard let limit = plan.limit, let skipped = try number(limit.offset, execution) else {
      return count
    }
    guard count > 0 else {
      guard skipped > 0, try number(limit.count, execution) != 0 else { return 0 }
      return try passedOver(skipped, by: limit, plan, again())
    }
    let (found, isTooMany) = count.addingReportingOverflow(skipped)
    return isTooMany ? .max : found
  }

  /// How many rows an OFFSET has passed over that was beyond the last one: those that the plan gives with the
  /// offset for a limit.
  private func passedOver(
    _ offset: Int,
    by limit: Plan.CountedLimit,
    _ plan: Plan,
    _ execution: PlanExecution
  ) throws(SQLError) -> Int {
    guard let count = limit.count, let skipped = limit.offset, count.isWritten, skipped.isWritten,
      count != skipped, !plan.callsPrograms, !plan.callsVolatile, plan.locking == nil,
      !plan.tables.isEmpty
    else { return 0 }
    execution.values.replaced = [count: .integer(Int64(offset)), skipped: .integer(0)]
    execution.values.onAssignment = { _, _ in }
    execution.values.onWarnings = { _ in }
    let stream = try execution.open(plan.root)
    defer { stream.cancel() }
    var found = 0
    while let batch = try stream.next() { found += batch.count }
    return found
  }

  private func number(
    _ source: ParameterSource?,
    _ execution: PlanExecution
  ) throws(SQLError) -> Int? {
    guard let source else { return nil }
    let value = try execution.values.value(of: source)
    guard case .integer(let number) = value else { return nil }
    return Int(clamping: max(number, 0))
  }

  /// `SELECT … INTO @a, @b`: the row goes to the variables, not to the client.
  ///
  /// As in MySQL the first row is assigned even where a second one makes the statement fail.
  func assign(_ result: inout Result, to names: [String]) throws(SQLError) {
    let (columns, rows) = (result.columns, result.rows)
    result.columns = []
    result.rows = []
    for (row, _) in zip(rows, 0..<1) {
      for (index, name) in names.enumerated() where row.indices.contains(index) {
        let type = columns.indices.contains(index) ? columns[index].type : .unknown
        variables.setUser(name, TypedValue(row[index], type))
      }
    }
    guard rows.count <= 1 else {
      throw SQLError(.tooManyRows, "Result consisted of more than one row")
    }
    result.affectedRows = rows.count
    facts.rowCount = Int64(rows.count)
    guard rows.isEmpty else { return }
    warnings.append(
      Warning(
        .warning,
        code: 1329,
        message: "No data - zero rows fetched, selected, or processed"
      )
    )
    result.warnings = warnings
  }
}

extension ParameterSource {
  /// Whether it is one place of the statement's text, so that its value can be another for this place alone.
  fileprivate var isWritten: Bool {
    switch self {
    case .parameter, .literal: true
    case .constant, .variable, .slot: false
    }
  }
}
