import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The values that a plan leaves open: literals, parameters, variables, and the slots that steps of
/// the plan fill while it runs.
final class StatementValues {
  private let parameters: [TypedValue]
  private let literals: [TypedValue]
  private let variable: (SessionVariableName) throws(SQLError) -> TypedValue
  private let evaluator: Evaluator
  private var slots: [Int: TypedValue] = [:]
  /// What stands in place of the values of sources.
  var replaced: [ParameterSource: Value] = [:]
  /// Rows that a lookup or a pullout has put into a slot, for the routes below it.
  var rowSlots: [Int: [ArraySlice<Value>]] = [:]

  init(
    parameters: [TypedValue],
    literals: [TypedValue],
    evaluator: Evaluator,
    variable: @escaping (SessionVariableName) throws(SQLError) -> TypedValue
  ) {
    self.parameters = parameters
    self.literals = literals
    self.evaluator = evaluator
    self.variable = variable
  }

  /// Is told of user variables that the statement assigns, by name.
  var onAssignment: (String, TypedValue) -> Void = { _, _ in }

  /// Is told what evaluating an expression has left to warn of.
  var onWarnings: ([Warning]) -> Void = { _ in }

  func fill(_ slot: Int, with value: TypedValue) { slots[slot] = value }

  /// The value of a source in the representation of the source's type.
  func value(of source: ParameterSource) throws(SQLError) -> Value {
    if !replaced.isEmpty, let value = replaced[source] { return value }
    return switch source {
    case .constant(let value, _): value
    case .literal(let ordinal, let type):
      try represented(literals, ordinal, as: type, kind: "literal")
    case .parameter(let position, let type):
      try represented(parameters, position, as: type, kind: "parameter")
    case .variable(let name, let type): try evaluator.represented(variable(name), as: type)
    case .slot(let slot, let type): try evaluator.represented(slots[slot] ?? .null, as: type)
    }
  }

  /// The text with the values of all its parameters.
  func bound(_ query: ShardQuery) throws(SQLError) -> BoundQuery {
    BoundQuery(
      text: query.text,
      parameters: try query.parameters.mapTyped(value(of:)),
      tables: query.tables.map { table in
        KeyTable(input: table.input, rows: (rowSlots[table.slot] ?? []).map(Array.init))
      }
    )
  }

  /// A routing value that is one value, and its type; `expression`s are evaluated.
  func scalar(_ routingValue: RoutingValue) throws(SQLError) -> TypedValue {
    switch routingValue {
    case .source(let source): TypedValue(try value(of: source), source.type)
    case .expression(let query, let type):
      TypedValue(try evaluator.value(of: bound(query), onWarnings), type)
    case .tuple, .list, .slotColumn:
      throw SQLError(.internal, "a plan has several values where one is needed")
    }
  }

  /// The value of an expression whose parameters are a row.
  func value(of text: String, in row: [Value]) throws(SQLError) -> Value {
    try evaluator.value(of: BoundQuery(text: text, parameters: row), onWarnings)
  }

  /// Converts by evaluating, where it takes that.
  func represented(_ value: TypedValue, as type: MySQLType) throws(SQLError) -> Value {
    try evaluator.represented(value, as: type)
  }

  private func represented(
    _ values: [TypedValue],
    _ position: Int,
    as type: MySQLType,
    kind: String
  ) throws(SQLError) -> Value {
    guard values.indices.contains(position) else {
      throw SQLError(
        .wrongArguments,
        "the statement needs a value for its \(kind) number \(position + 1)"
      )
    }
    return try evaluator.represented(values[position], as: type)
  }
}

extension ParameterSource {
  var type: MySQLType {
    switch self {
    case .constant(_, let type), .literal(_, let type), .parameter(_, let type),
      .variable(_, let type), .slot(_, let type):
      type
    }
  }
}
