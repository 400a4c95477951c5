import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension ExpressionBinder {
  /// The forms that look like functions but have a grammar of their own.
  func special(_ expression: Expression) throws(SQLError) -> Scalar {
    switch expression {
    case .caseWhen(let node): return try choice(node)
    case .cast(let node): return try cast(node)
    case .convertUsing(let node): return try convert(node)
    case .collate(let node): return try collate(node)
    case .extract(let node):
      let unit = node.unit.rawValue.uppercased()
      return try call(.extract(unit: unit), [try value(node.operand)])
    case .trim(let node): return try trim(node)
    case .weightString(let node): return try weightString(node)
    case .jsonValue(let node): return try jsonValue(node)
    case .insertedValue(let node): return try insertedValue(node.column)
    case .defaultValue(let node): return try defaultValue(node)
    case .match(let node):
      if isTrusting { return try matched(node) }
      return try MatchBinder(expressions: self, match: node).rank()
    case .assignment(let node):
      guard let slot = try assigned(node) else { throw refused(expression) }
      return slot
    default: throw refused(expression)
    }
  }

  /// `@a := value` where it is the whole of an expression that is evaluated exactly once: the value is
  /// computed first, and the variable and the expression take it.
  private func assigned(_ node: VariableAssignment) throws(SQLError) -> Scalar? {
    guard scope.allowsAssignment, scope.depth == 1 else { return nil }
    let name = node.variable.name.folded
    let reads = context.readCount(ofVariable: name)
    let value = try self.value(node.value)
    guard value.columns.isEmpty, !value.containsSubquery else { return nil }
    context.noteAssignment(
      toVariable: name,
      ownReads: context.readCount(ofVariable: name) - reads
    )
    let column = context.makeColumn(name, value.type)
    let item = Operator.Project.Item(id: column.id, value: value)
    let slot = context.makeSlot()
    context.pullOut(
      Operator.Pullout(
        slot: slot,
        kind: .assignment(name),
        query: .project(Operator.Project(.values(.dual), [item])),
        columns: [column],
        type: value.type
      )
    )
    return .slot(slot, value.type)
  }

  private func refused(_ expression: Expression) -> SQLError {
    switch expression {
    case .assignment:
      SQLError(
        .unsupported,
        "assignment to a user variable inside an expression is not supported",
        at: expression.span,
        hint: "its value would depend on the order in which rows are read"
      )
    case .interval:
      SQLError(
        .parseError,
        "INTERVAL stands only beside + and - and in date functions",
        at: expression.span
      )
    default:
      SQLError(.unsupported, "this expression is not supported", at: expression.span)
    }
  }

  // MARK: Conversions

  private func cast(_ node: Cast) throws(SQLError) -> Scalar {
    if isTrusting, node.isArray || node.timeZone != nil {
      return shardCall("CAST", [try value(node.operand)])
    }
    guard !node.isArray else {
      throw SQLError(.unsupported, "CAST … AS … ARRAY is only for indexes", at: node.span)
    }
    var operand = try value(node.operand)
    var type = try CastType.type(node.type)
    if let zone = node.timeZone { operand = try moment(operand, zone, type, node.span) }
    if type.isText, node.type.charset == nil, !node.type.isBinary {
      type.collation = environment.literalCollation
    }
    return .call(Call(.cast(type), [operand], type.asLong(as: operand.type)))
  }

  /// A TIMESTAMP `AT TIME ZONE '+00:00'`: as it is stored, in UTC.
  private func moment(
    _ operand: Scalar,
    _ zone: VitrineSQL.Literal,
    _ type: MySQLType,
    _ span: Span
  ) throws(SQLError) -> Scalar {
    guard case .string(let name) = zone.kind, ["+00:00", "UTC"].contains(name.uppercased()) else {
      throw SQLError(.unsupported, "CAST … AT TIME ZONE knows '+00:00' and 'UTC' alone", at: span)
    }
    guard operand.type.kind == .timestamp, type.kind == .datetime else {
      throw SQLError(
        .unsupported,
        "CAST … AT TIME ZONE of anything but a TIMESTAMP AS DATETIME is not supported",
        at: span
      )
    }
    if !environment.isStored { context.pin(tokensOf: zone) }
    return context.options.convertsTimestamps
      ? try call(.function("UTC TIME"), [operand]) : operand
  }

  private func convert(_ node: ConvertUsing) throws(SQLError) -> Scalar {
    let operand = try value(node.operand)
    guard let collation = Collation.standard(of: node.charset.folded) else {
      if isTrusting { return shardCall("CONVERT_USING", [operand]) }
      throw SQLError(
        .unknownCharacterSet,
        "Unknown character set: '\(node.charset.text)'",
        at: node.charset.span
      )
    }
    let type =
      collation == .binary
      ? MySQLType.castBinary : MySQLType.text(ofLength: operand.type.textLength, collation)
    return .call(Call(.cast(type), [operand], type.asLong(as: operand.type)))
  }

  private func collate(_ node: Collate) throws(SQLError) -> Scalar {
    let operand = try value(node.operand)
    let name = node.collation.folded
    guard let collation = try? Collation(name: name) else {
      if isTrusting { return shardCall("COLLATE_WITH", [operand]) }
      throw SQLError(
        .unknownCollation,
        "Unknown collation: '\(node.collation.text)'",
        at: node.collation.span,
        hint: nearest(to: name, in: Collation.allCases.map(\.rawValue)).map {
          "did you mean '\($0)'?"
        }
      )
    }
    // Columns that no DDL has told the types of may well be of utf8mb3.
    return try call(.collate(isTrusting ? collation.wide : collation), [operand])
  }

  private func trim(_ node: Trim) throws(SQLError) -> Scalar {
    let operand = try value(node.operand)
    let removed = try node.removed.map { (removed) throws(SQLError) in try value(removed) }
    let name =
      switch node.side {
      case .leading: "LTRIM"
      case .trailing: "RTRIM"
      case .both, nil: "TRIM"
      }
    return try call(.function(name), [operand] + (removed.map { [$0] } ?? []))
  }

  /// `WEIGHT_STRING(a AS CHAR(3))`: of the text cut or padded to a length.
  private func weightString(_ node: WeightString) throws(SQLError) -> Scalar {
    let operand = try value(node.operand)
    guard let syntax = node.type else { return try call(.function("WEIGHT_STRING"), [operand]) }
    let type = try CastType.type(syntax)
    if type.isBinary, type.length != nil, operand.type.isText || operand.type.isBinary {
      let bytes = Scalar.call(Call(.cast(type), [operand], type))
      return try call(.function("WEIGHT_STRING"), [bytes])
    }
    guard type.hasText, !type.isBinary, let length = type.length, operand.type.isText else {
      if isTrusting { return shardCall("WEIGHT_STRING", [operand]) }
      throw SQLError(
        .unsupported,
        "WEIGHT_STRING of anything but a text AS CHAR(n) is not supported",
        at: node.span
      )
    }
    let arguments: [Scalar] = [
      operand, .literal(BoundLiteral(.integer(Int64(length)), .bigint)),
      .literal(BoundLiteral(.text(" "), .varchar(1))),
    ]
    return try call(.function("WEIGHT_STRING"), [try call(.function("RPAD"), arguments)])
  }

  // MARK: JSON

  private func jsonValue(_ node: JSONValue) throws(SQLError) -> Scalar {
    let type = try node.returning.map { (syntax) throws(SQLError) in
      var type = try CastType.type(syntax)
      if type.isText, syntax.charset == nil { type.collation = .utf8mb4Bin }
      return type
    }
    guard case .literal(let literal) = node.path, case .string(let path) = literal.kind else {
      throw SQLError(
        .parseError,
        "the path of JSON_VALUE must be a string literal",
        at: node.path.span
      )
    }
    let column = JSONColumn(
      .value,
      name: "json_value",
      type: type ?? .varchar(512, .utf8mb4Bin),
      path: path,
      onEmpty: try response(node.onEmpty),
      onError: try response(node.onError)
    )
    try column.validate()
    return try call(
      .function("JSON_VALUE OF"),
      [
        try value(node.document), try value(node.path),
        .literal(BoundLiteral(.text(column.text), .varchar(column.text.utf8.count))),
      ]
    )
  }

  /// `DEFAULT` takes a literal, a negative number too.
  private func response(_ response: JSONResponse?) throws(SQLError) -> JSONColumn.Response {
    switch response {
    case nil, .null: return .null
    case .error: return .error
    case .value(let value):
      guard let text = documentText(value) else {
        throw SQLError(.parseError, "DEFAULT of JSON_VALUE must be a literal", at: value.span)
      }
      return .value(text)
    }
  }

  /// A literal as the text of a document: numbers with a point as strings, which lose no digit.
  private func documentText(_ expression: Expression, sign: String = "") -> String? {
    switch expression {
    case .unary(let node) where node.operator == .minus && sign.isEmpty:
      return documentText(node.operand, sign: "-")
    case .literal(let literal):
      if !environment.isStored { context.pin(tokensOf: literal) }
      switch literal.kind {
      case .integer(let digits):
        let significant = digits.drop { $0 == "0" }
        return sign + (significant.isEmpty ? "0" : significant)
      case .decimal(let digits), .float(let digits): return JSON.string(sign + digits).compact
      case .string(let text) where sign.isEmpty: return JSON.string(text).compact
      case .date(let text), .time(let text), .timestamp(let text):
        return sign.isEmpty ? JSON.string(text).compact : nil
      case .true where sign.isEmpty: return "true"
      case .false where sign.isEmpty: return "false"
      case .null where sign.isEmpty: return "null"
      default: return nil
      }
    default: return nil
    }
  }

  // MARK: Values of a row being written

  private func insertedValue(_ name: ColumnName) throws(SQLError) -> Scalar {
    guard let row = scope.rowBeingInserted else { return .null }
    if let position = row.position(of: name.name.text) {
      return .column(row.columns[position].bound)
    }
    guard row.isOpen else { throw scope.unknown(name) }
    return .column(row.columns[row.add(name.name.text, context)].bound)
  }

  private func defaultValue(_ node: DefaultValue) throws(SQLError) -> Scalar {
    guard let name = node.column else {
      throw SQLError(
        .parseError,
        "DEFAULT stands only as a whole value of INSERT and UPDATE",
        at: node.span
      )
    }
    guard let found = try scope.column(name, context) else { throw scope.unknown(name) }
    guard case .table(let resolved) = found.relation.content,
      let definition = resolved.table.column(named: name.name.text)
    else { return .null }
    if definition.hasComputedDefault {
      let message = "DEFAULT function cannot be used with default value expressions"
      throw SQLError(.defaultOfExpression, message, at: node.span)
    }
    return try DefaultBinder(environment: environment, row: found.relation)
      .value(of: definition, at: node.span)
  }
}

/// Binds the default values of columns, which the catalog keeps as expressions.
struct DefaultBinder {
  let environment: Environment
  /// The row whose columns the expression may name.
  var row: Relation?

  /// The value that `DEFAULT(column)` has.
  ///
  /// - Throws: `noDefault` for a NOT NULL column without one.
  func value(of column: ColumnDefinition, at span: Span) throws(SQLError) -> Scalar {
    guard let expression = column.defaultExpression else {
      if column.isNullable { return .null }
      throw SQLError(.noDefault, "Field '\(column.name)' doesn't have a default value", at: span)
    }
    return try value(expression, for: column)
  }

  /// What DEFAULT gives the column: a value that is not yet known to fit it.
  func assigned(to column: ColumnDefinition, at span: Span) throws(SQLError) -> Scalar {
    guard let expression = column.defaultExpression else {
      // DEFAULT of an ENUM that has none is its first member.
      guard column.type.kind == .enum, !column.isNullable, let first = column.type.members.first
      else { return try value(of: column, at: span) }
      let collation = column.type.collation ?? .standard
      return .literal(BoundLiteral(.text(first), .varchar(first.count, collation)))
    }
    return try assigned(expression, to: column)
  }

  func assigned(_ expression: Expression, to column: ColumnDefinition) throws(SQLError) -> Scalar {
    // Literals are held against the type when DDL names them.
    if case .literal = expression { return try value(expression, for: column) }
    return try bound(expression).withEveryDigit
  }

  private func bound(_ expression: Expression) throws(SQLError) -> Scalar {
    var stored = Environment(environment.context)
    stored.isStored = true
    stored.callsPrograms = false
    let scope = NameScope(outer: nil, relations: row.map { [$0] } ?? [])
    return try ExpressionBinder(environment: stored, scope: scope).value(expression)
  }

  /// An expression of the catalog, as the column's type.
  func value(_ expression: Expression, for column: ColumnDefinition) throws(SQLError) -> Scalar {
    let value = try bound(expression).stored(as: column.type)
    guard environment.context.options.convertsTimestamps, column.type.kind == .timestamp,
      case .literal = expression
    else { return value }
    // A literal default of a TIMESTAMP is kept as the column stores it.
    return .call(Call(.function("LOCAL TIME"), [value], column.type))
  }
}
