import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Binds JSON_TABLE, a table function whose document may read the tables to its left.
struct JSONTableBinder {
  let environment: Environment
  /// What the document sees: the tables to the left, and the queries around.
  let scope: NameScope

  /// MySQL's limit on NESTED PATH in one call.
  static let mostNestedPaths = 16

  var context: PlanningContext { environment.context }

  func relation(_ table: JSONTable) throws(SQLError) -> Relation {
    guard let alias = table.alias else {
      throw SQLError(
        .tableFunctionMustHaveAlias,
        "Every table function must have an alias",
        at: table.span
      )
    }
    let binder = ExpressionBinder(environment: environment, scope: scope)
    let document = try binder.value(table.document)
    try checkNesting(table.columns, alias)
    let shape = JSONTableShape(
      path: try path(of: table.path),
      columns: try columns(table.columns)
    )
    let names = names(table.columns)
    let columns = zip(names, shape.types).map { name, type in
      Relation.Column(
        name: name.text,
        bound: context.makeColumn(name.text, type, table: alias.text)
      )
    }
    let rows = Operator.JSONRows(
      document: document,
      shape: shape,
      columns: columns.map(\.bound),
      alias: alias.text
    )
    let relation = Relation(name: alias.text, content: .query(.jsonRows(rows)), columns: columns)
    if let name = relation.duplicateName {
      throw SQLError(.duplicateColumn, "Duplicate column name '\(name)'", at: table.span)
    }
    relation.isLateral = true
    return relation
  }

  private func checkNesting(_ columns: [JSONTableColumn], _ alias: Identifier) throws(SQLError) {
    guard Self.nestedPaths(columns) > Self.mostNestedPaths else { return }
    throw SQLError(
      .tooManyNestedPaths,
      "More than supported \(Self.mostNestedPaths) NESTED PATHs were found in JSON_TABLE "
        + "'\(alias.text)'",
      at: alias.span
    )
  }

  private static func nestedPaths(_ columns: [JSONTableColumn]) -> Int {
    columns.reduce(0) { count, column in
      guard case .nested(let nested) = column else { return count }
      return count + 1 + nestedPaths(nested.columns)
    }
  }

  // MARK: Columns

  private func names(_ columns: [JSONTableColumn]) -> [Identifier] {
    columns.flatMap { column in
      switch column {
      case .ordinality(let name): [name]
      case .path(let column): [column.name]
      case .nested(let nested): names(nested.columns)
      }
    }
  }

  private func columns(
    _ columns: [JSONTableColumn]
  ) throws(SQLError) -> [JSONTableShape.Column] {
    try columns.mapTyped { (column) throws(SQLError) -> JSONTableShape.Column in
      switch column {
      case .ordinality: .ordinality
      case .path(let column): .value(try self.column(column))
      case .nested(let nested):
        .nested(
          JSONTableShape(
            path: try path(of: .literal(nested.path)),
            columns: try self.columns(nested.columns)
          )
        )
      }
    }
  }

  private func column(_ column: JSONTablePathColumn) throws(SQLError) -> JSONColumn {
    let name = column.name.text
    let bound = JSONColumn(
      .table,
      name: name,
      type: try MySQLType(column.type, column: name, collation: .standard),
      path: try path(of: .literal(column.path)),
      isExists: column.isExists,
      onEmpty: try response(column.onEmpty, name),
      onError: try response(column.onError, name)
    )
    try bound.validate()
    return bound
  }

  /// A path, which must be a constant of the text.
  private func path(of expression: Expression) throws(SQLError) -> String {
    let text = try constant(expression, "the path of JSON_TABLE")
    let probe = JSONColumn(.table, name: "", type: .json, path: text)
    do throws(SQLError) {
      try probe.validate()
    } catch {
      throw error.located(at: expression.span)
    }
    return text
  }

  /// `DEFAULT '…'` is the text of a document.
  private func response(
    _ response: JSONResponse?,
    _ name: String
  ) throws(SQLError) -> JSONColumn.Response {
    switch response {
    case nil, .null: .null
    case .error: .error
    case .value(let value): .value(try constant(value, "the default of column '\(name)'"))
    }
  }

  private func constant(_ expression: Expression, _ what: String) throws(SQLError) -> String {
    guard case .literal(let literal) = expression, case .string(let text) = literal.kind else {
      throw SQLError(.parseError, "\(what) must be a string literal", at: expression.span)
    }
    if !environment.isStored { context.pin(tokensOf: literal) }
    return text
  }
}
