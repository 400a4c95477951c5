import VitrineSQLite
import VitrineSharding

/// Scalars as a reader of a plan's reasons wants them: short, and in MySQL's spelling.
enum ScalarText {
  /// The text; without a context columns are nameless.
  static func text(_ scalar: Scalar, context: PlanningContext?) -> String {
    switch scalar {
    case .column(let column): context.map { name(column.id, $0) } ?? "a column"
    case .literal(let literal): text(literal)
    case .parameter(let index, _): ":\(index + 1)"
    case .variable(let variable, _): (variable.scope == .user ? "@" : "@@") + variable.name
    case .slot: "a subquery's result"
    case .tuple(let members): list(members, context)
    case .subquery: scalar.slotRows == nil ? "(subquery)" : "a subquery's rows"
    case .call: scalar.foldedInteger.map { "\($0)" } ?? "(expression)"
    }
  }

  static func name(_ id: ColumnID, _ context: PlanningContext) -> String {
    let origin = context.origin(of: id)
    return [origin.table, origin.column].compactMap { $0 }.joined(separator: ".")
  }

  /// A column's name in the statement; nil for one that the planner made.
  ///
  /// An aggregate's column has its text for a name.
  static func label(_ column: BoundColumn, _ context: PlanningContext) -> String? {
    let origin = context.origin(of: column.id)
    if let table = origin.table { return "\(table).\(origin.column)" }
    return origin.column.contains("(") ? origin.column : nil
  }

  /// An aggregate of values: `sum(o.total)`.
  static func text(_ call: AggregateCall, _ context: PlanningContext) -> String {
    let arguments = call.arguments.map { $0.column == nil ? "…" : text($0, context: context) }
    return "\(call.function.rawValue)(\(arguments.joined(separator: ", ")))"
  }

  private static func list(_ members: [Scalar], _ context: PlanningContext?) -> String {
    let shown = members.prefix(4).map { text($0, context: context) }
    let rest = members.count > 4 ? ", … \(members.count) in all" : ""
    return "(\(shown.joined(separator: ", "))\(rest))"
  }

  private static func text(_ literal: BoundLiteral) -> String {
    switch literal.value {
    case .null: "NULL"
    case .integer(let number): MySQLText.text(of: .integer(number), type: literal.type) ?? ""
    case .real(let number): "\(number)"
    case .text(let text): "'\(text)'"
    case .blob(let bytes): "x'\(Hexadecimal.text(bytes))'"
    }
  }
}
