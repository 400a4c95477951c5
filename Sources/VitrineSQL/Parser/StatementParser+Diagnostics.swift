// GET DIAGNOSTICS.
extension StatementParser {
  mutating func getDiagnostics(_ start: Int) throws(SQLError) -> GetDiagnostics {
    try expect(.get)
    var statement = GetDiagnostics()
    if take(.stacked) { statement.isStacked = true } else { statement.isCurrent = take(.current) }
    try expect(.diagnostics)
    if take(.condition) { statement.condition = try expression() }
    statement.items = try list { parser throws(SQLError) -> DiagnosticsItem in
      let start = parser.start
      let target: IntoVariable =
        parser.kind == .userVariable
        ? .user(try parser.userVariable()) : .local(try parser.identifier())
      try parser.expect(.equal)
      let name = try parser.identifier().text.lowercased()
      return DiagnosticsItem(target: target, name: name, span: parser.span(from: start))
    }
    for item in statement.items where !item.isKnown(ofCondition: statement.condition != nil) {
      throw SQLError(.parseError, "syntax error: no such item of a diagnostics area", at: item.span)
    }
    statement.span = span(from: start)
    return statement
  }
}

extension DiagnosticsItem {
  /// Whether MySQL has an item of this name.
  fileprivate func isKnown(ofCondition: Bool) -> Bool {
    guard ofCondition else { return name == "number" || name == "row_count" }
    return name == "returned_sqlstate" || SignalItem.names.contains(name)
  }
}

extension SignalItem {
  /// The items that SIGNAL sets, in lower case.
  package static let names: Set<String> = [
    "class_origin", "subclass_origin", "constraint_catalog", "constraint_schema",
    "constraint_name", "catalog_name", "schema_name", "table_name", "column_name", "cursor_name",
    "message_text", "mysql_errno",
  ]
}
