/// `GET [CURRENT | STACKED] DIAGNOSTICS …`.
package struct GetDiagnostics: Sendable, Hashable {
  /// An explicit CURRENT, which is the default.
  package var isCurrent: Bool
  /// Asks for the conditions that activated the handler around.
  package var isStacked: Bool
  /// The number of the condition; nil for items of the statement.
  package var condition: Expression?
  package var items: [DiagnosticsItem]
  package var span: Span

  package init(
    isCurrent: Bool = false,
    isStacked: Bool = false,
    condition: Expression? = nil,
    items: [DiagnosticsItem] = [],
    span: Span = .none
  ) {
    self.isCurrent = isCurrent
    self.isStacked = isStacked
    self.condition = condition
    self.items = items
    self.span = span
  }
}

/// `@a = message_text`: a variable, and what it takes.
package struct DiagnosticsItem: Sendable, Hashable {
  package var target: IntoVariable
  /// In lower case: `number`, `row_count`, `mysql_errno`, `returned_sqlstate`, ….
  package var name: String
  package var span: Span

  package init(target: IntoVariable, name: String, span: Span = .none) {
    self.target = target
    self.name = name
    self.span = span
  }
}
