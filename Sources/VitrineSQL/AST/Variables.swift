/// A parameter where it stands.
package struct ParameterReference: Sendable, Hashable {
  package var parameter: Parameter
  package var span: Span

  package init(parameter: Parameter, span: Span = .none) {
    self.parameter = parameter
    self.span = span
  }
}

/// `@name`; names ignore case.
package struct UserVariable: Sendable, Hashable {
  package var name: Identifier
  package var span: Span

  package init(name: Identifier, span: Span = .none) {
    self.name = name
    self.span = span
  }
}

/// Where a system variable lives.
package enum VariableScope: String, Sendable, Hashable, CaseIterable {
  case session = "session"
  case global = "global"
  case persist = "persist"
  case persistOnly = "persist_only"
  case local = "local"
  case vitessMetadata = "vitess_metadata"
}

/// `@@name`, `@@session.name`, `@@global.name`.
package struct SystemVariable: Sendable, Hashable {
  package var scope: VariableScope?
  /// May hold a dot for a structured variable: `hot_cache.key_buffer_size`.
  package var name: Identifier
  package var span: Span

  package init(scope: VariableScope? = nil, name: Identifier, span: Span = .none) {
    self.scope = scope
    self.name = name
    self.span = span
  }
}

/// `@name := value`, as an expression.
package struct VariableAssignment: Sendable, Hashable {
  package var variable: UserVariable
  package var value: Expression
  package var span: Span

  package init(variable: UserVariable, value: Expression, span: Span = .none) {
    self.variable = variable
    self.value = value
    self.span = span
  }
}

/// `DEFAULT` as a value of a row, or `DEFAULT(column)` anywhere.
package struct DefaultValue: Sendable, Hashable {
  package var column: ColumnName?
  package var span: Span

  package init(column: ColumnName? = nil, span: Span = .none) {
    self.column = column
    self.span = span
  }
}

/// `VALUES(column)`: the value the row would have had, in ON DUPLICATE KEY UPDATE.
package struct InsertedValue: Sendable, Hashable {
  package var column: ColumnName
  package var span: Span

  package init(column: ColumnName, span: Span = .none) {
    self.column = column
    self.span = span
  }
}
