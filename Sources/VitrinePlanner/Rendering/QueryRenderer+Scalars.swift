import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// The scalar as text whose value lies as `type.representation` says.
  func operand(_ scalar: Scalar, in scope: RenderingScope) throws(SQLError) -> Operand {
    switch scalar {
    case .column(let column): return try self.column(column, in: scope)
    case .literal(let literal): return self.literal(literal)
    case .parameter(let position, let type):
      var operand = constant(.parameter(position, type), type)
      if let coercibility = context.coercibility(ofParameter: position, type) {
        operand.coercibility = coercibility
      }
      return operand
    case .variable(let variable, let type):
      var operand = constant(.variable(Self.name(of: variable), type), type)
      if let coercibility = variable.coercibility(type) { operand.coercibility = coercibility }
      return operand
    case .slot(let slot, let type):
      var operand = constant(.slot(slot, type), type)
      operand.isGivenLate = true
      return operand
    case .call(let call): return try self.call(call, in: scope)
    case .subquery(let subquery): return try self.subquery(subquery, in: scope)
    case .tuple:
      throw SQLError(.operandColumns, "Operand should contain 1 column(s)")
    }
  }

  private func column(_ column: BoundColumn, in scope: RenderingScope) throws(SQLError) -> Operand {
    guard let operand = scope.columns[column.id] else {
      throw SQLError(
        .internal,
        "column \(context.origin(of: column.id).column) is not seen where it is used"
      )
    }
    let coercibility = context.coercibility(of: column.id)
    let isPlain =
      switch operand.type.kind {
      case .varbinary, .time: false
      default: coercibility == nil && !operand.isHexLiteral
      }
    return isPlain ? operand : adapted(operand, column, coercibility)
  }

  /// What a column is beside others, of a type or a value that MySQL takes in several ways.
  private func adapted(
    _ operand: Operand,
    _ column: BoundColumn,
    _ coercibility: Operand.Coercibility?
  ) -> Operand {
    var operand = operand
    if let coercibility { operand.coercibility = coercibility }
    // A literal is one where it is written, wherever the column is computed, and where MySQL puts it in the column's place.
    if operand.isHexLiteral { operand.origin = .expression }
    if operand.type.kind == .varbinary {
      operand.isMerged = context.hexLiterals.contains(column.id)
    }
    // Beside a text it is a time only where it is a column, wherever it is computed.
    if operand.type.kind == .time {
      operand.isColumn = context.origin(of: column.id).table != nil
    }
    return operand
  }

  func operands(_ scalars: [Scalar], in scope: RenderingScope) throws(SQLError) -> [Operand] {
    var operands: [Operand] = []
    operands.reserveCapacity(scalars.count)
    for scalar in scalars { operands.append(try operand(scalar, in: scope)) }
    return operands
  }

  /// The scalar as a condition, in which NULL and false need not be told apart.
  func condition(_ scalar: Scalar, in scope: RenderingScope) throws(SQLError) -> String {
    switch scalar {
    case .subquery(let subquery):
      return try filter(subquery, negated: false, in: scope)
    case .call(let call) where call.operation == .and || call.operation == .or:
      let parts = try call.arguments.mapTyped { (part) throws(SQLError) in
        try condition(part, in: scope)
      }
      return Self.chain(parts, call.operation == .and ? "AND" : "OR")
    default:
      return Operators.condition(try operand(scalar, in: scope))
    }
  }

  private func constant(_ source: ParameterSource, _ type: MySQLType) -> Operand {
    var origin = Operand.Origin.constant
    // Only a literal x'41' is a number beside numbers.
    if type.kind == .varbinary, !source.isLiteral { origin = .expression }
    return Operand(parameter(source), type, origin: origin)
  }

  static func name(of variable: SessionVariable) -> SessionVariableName {
    let prefix =
      switch variable.scope {
      case .user: "@"
      case .nearest: "@@"
      case .session: "@@session."
      case .global: "@@global."
      }
    return SessionVariableName(prefix: prefix, name: variable.name)
  }

  /// A literal of the statement as a parameter, so that one text serves every value; a value that the
  /// plan depends on, or that a rule made, as itself.
  private func literal(_ literal: BoundLiteral) -> Operand {
    if let ordinal = literal.ordinal, constants == .bound,
      !context.pinnedLiterals.contains(ordinal), !literal.value.isNull
    {
      return constant(.literal(ordinal, literal.type), literal.type)
    }
    return Operand(
      text(of: literal.value, literal.type),
      literal.type,
      origin: .constant,
      value: literal.value
    )
  }

  func text(of value: Value, _ type: MySQLType) -> String {
    switch value {
    case .null: return "NULL"
    case .integer(let number): return number < 0 ? "(\(number))" : String(number)
    case .real(let number):
      let isWhole = number == number.rounded() && abs(number) < 1e15
      guard constants == .inline || isWhole else { return parameter(.constant(value, type)) }
      return number < 0 ? "(\(number))" : "\(number)"
    case .text(let text): return quotedForSQLite(text)
    case .blob(let bytes): return "X'\(Hexadecimal.text(bytes).uppercased())'"
    }
  }

  /// `(a AND b AND c)`.
  static func chain(_ parts: [String], _ word: String) -> String { Operators.chain(parts, word) }
}
