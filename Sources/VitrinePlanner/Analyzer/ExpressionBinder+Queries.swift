import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension ExpressionBinder {
  /// A query inside an expression.
  func queryOperand(_ expression: Expression) throws(SQLError) -> Scalar {
    switch expression {
    case .subquery(let node):
      if !isTrusting, let value = node.query.selectedConstant ?? selectedCall(node.query) {
        return try operand(value)
      }
      let query = textual(try self.query(node.query, .value))
      let value = subquery(.scalar, query, type: query.outputs.first?.type ?? .null)
      guard query.columns.count == 1, let shown = query.shownType(of: 0) else { return value }
      return .call(Call(.everyDigit, [value], shown))
    case .exists(let node):
      return subquery(.exists, try query(node.query, .rows), type: .boolean)
    case .inSubquery(let node):
      let subject = try operand(node.operand)
      return negated(node.isNegated, try membership(subject, node.query, node.span))
    case .quantified(let node):
      return try quantified(node)
    default:
      return .null
    }
  }

  /// The value of `(SELECT f(a))`, which MySQL takes for the value itself; nil for what calls no stored function, and for
  /// what may read an alias of the query around it, as only queries do.
  private func selectedCall(_ query: QueryExpression) -> Expression? {
    guard let value = query.selectedValue, !value.contains(where: \.isAggregate),
      !value.contains(where: { part in
        guard case .column(let name) = part, name.qualifier == nil else { return false }
        return scope.items.contains { $0.isAliased && name.name.matches($0.name) }
      }),
      value.contains(where: { part in
        guard case .function(let call) = part else { return false }
        return StoredProgram.find(call, in: context.catalog, default: environment.keyspace) != nil
      })
    else { return nil }
    return value
  }

  /// The query with the text of an ENUM or a SET, as which alone its value counts outside.
  private func textual(_ query: BoundQuery) -> BoundQuery {
    guard query.columns.count == 1, let type = query.outputs.first?.type,
      type.kind == .enum || type.kind == .set
    else { return query }
    return SetOperationBinder(context: context).converted(
      query,
      to: [CommonType.joined(type, type)]
    )
  }

  /// `= ANY` is IN, `<> ALL` is NOT IN; the rest stays as it is.
  private func quantified(_ node: QuantifiedComparison) throws(SQLError) -> Scalar {
    let subject = try operand(node.operand)
    switch (node.operator, node.quantifier) {
    case (.equal, .any): return try membership(subject, node.query, node.span)
    case (.notEqual, .all): return .not(try membership(subject, node.query, node.span))
    default:
      guard subject.width == 1 || isTrusting else { throw Self.wrongWidth(1, node.span) }
      let members = try list(node.query, beside: subject, node.span)
      let operation = node.operator.comparison ?? .equal
      let isAll = node.quantifier == .all
      return subquery(
        .quantified(left: subject, operation, all: isAll),
        members,
        type: .boolean
      )
    }
  }

  /// `IN (SELECT …)`: MySQL looks the value up in a table of the members, so that of quotients the digits count that
  /// are shown.
  private func membership(
    _ subject: Scalar,
    _ query: QueryExpression,
    _ span: Span
  ) throws(SQLError) -> Scalar {
    var members = try list(query, beside: subject, span)
    members.dropDigits(context, table: "")
    return subquery(
      .membership(left: context.catalog.isPlanOnly ? subject : subject.shown),
      members,
      type: .boolean
    )
  }

  private func list(
    _ query: QueryExpression,
    beside subject: Scalar,
    _ span: Span
  ) throws(SQLError) -> BoundQuery {
    let query = isTrusting ? query : numbered(query, beside: subject)
    let members = try self.query(query, .rows)
    guard members.columns.count == subject.width || members.hasOpenStar || isTrusting else {
      throw Self.wrongWidth(subject.width, span)
    }
    return members
  }

  /// The query with the numbers that its `x'41'` and `b'1'` are beside numbers, as they are where a list has them.
  private func numbered(_ query: QueryExpression, beside subject: Scalar) -> QueryExpression {
    var parts = [subject]
    if case .tuple(let members) = subject { parts = members }
    let isNumber = parts.map(\.type.isNumeric)
    guard isNumber.contains(true) else { return query }
    var numbered = query
    numbered.body = query.body.mappingItems { (position, item) in
      guard isNumber.indices.contains(position), isNumber[position],
        case .literal(let literal) = item, literal.isBytes
      else { return item }
      return .binary(
        BinaryOperation(operator: .add, left: item, right: .literal(Literal(kind: .integer("0"))))
      )
    }
    return numbered
  }

  private func query(
    _ query: QueryExpression,
    _ use: QueryBinder.Use
  ) throws(SQLError) -> BoundQuery {
    var surroundings = environment.inside(scope)
    surroundings.keepsDigits = use == .value && !context.catalog.isPlanOnly
    return try QueryBinder(surroundings).bind(query, use)
  }

  private func subquery(
    _ kind: Subquery.Kind,
    _ query: BoundQuery,
    type: MySQLType
  ) -> Scalar {
    .subquery(
      Subquery(
        id: context.makeSubqueryID(),
        kind: kind,
        query: query.root,
        columns: query.outputs,
        type: query.columns.count > 1 && kind == .scalar ? .unknown : type.unfilled,
        outerColumns: query.root.freeColumns
      )
    )
  }
}

extension QueryBody {
  /// The body with other expressions as the items of its SELECTs; `change` is told their places.
  fileprivate func mappingItems(_ change: (Int, Expression) -> Expression) -> QueryBody {
    switch self {
    case .select(var select):
      for (position, item) in select.items.enumerated() {
        guard case .expression(var written) = item else { return self }
        written.expression = change(position, written.expression)
        select.items[position] = .expression(written)
      }
      return .select(select)
    case .setOperation(var operation):
      operation.left = operation.left.mappingItems(change)
      operation.right = operation.right.mappingItems(change)
      return .setOperation(operation)
    case .nested(var query):
      query.body = query.body.mappingItems(change)
      return .nested(query)
    case .values, .table: return self
    }
  }
}

extension QueryExpression {
  /// The value of `(SELECT 7)`, which MySQL takes for the value itself; nil for any other query.
  fileprivate var selectedConstant: Expression? {
    guard let value = selectedValue else { return nil }
    switch value {
    case .parameter: return value
    default: return value.isSignedLiteral ? value : nil
    }
  }

  /// The one value of a SELECT without tables and conditions.
  fileprivate var selectedValue: Expression? {
    guard with == nil, limit == nil, into == nil, case .select(let select) = body,
      select.from.isEmpty, select.where == nil, select.groupBy.isEmpty, select.having == nil,
      select.items.count == 1, case .expression(let item) = select.items[0]
    else { return nil }
    return item.expression
  }
}
