import VitrineSQL
import VitrineSharding

@testable import VitrinePlanner

/// What a statement is analyzed to, as text.
struct AnalyzerReport {
  let context: PlanningContext

  func text(of statement: Statement) throws(SQLError) -> String {
    let analyzer = Analyzer(context: context)
    switch statement {
    case .query(let query): return text(try analyzer.analyze(query: query))
    case .insert(let insert): return try text(try analyzer.analyze(insert: insert))
    case .update(let update): return text(try analyzer.analyze(update: update))
    case .delete(let delete): return text(try analyzer.analyze(delete: delete))
    default: return "neither a query nor a write"
    }
  }

  private func text(_ query: BoundQuery) -> String {
    let columns = query.columns.map { column in
      "\(column.result.name)#\(column.bound.id.number) \(Outline.text(column.result.type).uppercased())"
    }
    var lines = ["columns " + columns.joined(separator: ", ")]
    if !query.variables.isEmpty { lines.append("into " + query.variables.joined(separator: ", ")) }
    if query.countsFoundRows { lines.append("counts found rows") }
    if query.isLocking { lines.append("locks") }
    if !context.pinnedLiterals.isEmpty {
      lines.append(
        "pins " + context.pinnedLiterals.sorted().map(String.init).joined(separator: ", ")
      )
    }
    return (lines + [query.root.outline(context)]).joined(separator: "\n")
  }

  // MARK: Writes

  private func text(_ insert: BoundInsert) throws(SQLError) -> String {
    let words = [insert.isReplace ? "replace" : "insert", insert.isIgnore ? "ignore" : ""]
    let names = insert.columns.map(\.name).joined(separator: ", ")
    var lines = [
      words.filter { !$0.isEmpty }.joined(separator: " ")
        + " \(insert.table.address) (\(names))"
    ]
    lines += insert.rows.map { row in "row " + row.map(text).joined(separator: ", ") }
    lines += insert.onDuplicate.map { "on duplicate \(text($0))" }
    if let query = insert.query { lines.append(text(query)) }
    return lines.joined(separator: "\n")
  }

  private func text(_ cell: BoundInsert.Cell) -> String {
    switch cell {
    case .value(let scalar): scalar.outline(context)
    case .default: "DEFAULT"
    }
  }

  private func text(_ assignment: SQLiteRenderer.Assignment) -> String {
    "\(assignment.column.name) = \(assignment.value.outline(context))"
  }

  private func text(_ update: BoundUpdate) -> String {
    let changes = update.targets.flatMap { target in
      target.assignments.map { "set \(target.scan.alias).\(text($0))" }
    }
    let ignore = update.isIgnore ? ["ignore"] : []
    return (ignore + changes + [update.rows.outline(context)]).joined(separator: "\n")
  }

  private func text(_ delete: BoundDelete) -> String {
    let targets = delete.targets.map { "delete from \($0.alias)" }
    return (targets + [delete.rows.outline(context)]).joined(separator: "\n")
  }
}
