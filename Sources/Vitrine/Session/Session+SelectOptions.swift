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
  func found(_ count: Int, _ plan: Plan, _ execution: PlanExecution) throws(SQLError) -> Int {
    guard count > 0, let skipped = try number(plan.offset, execution) else { return count }
    let (found, isTooMany) = count.addingReportingOverflow(skipped)
    return isTooMany ? .max : found
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
