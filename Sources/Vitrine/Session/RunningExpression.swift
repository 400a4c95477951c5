import VitrineSQL
import VitrineSharding

/// A part of an expression that assigns to user variables: taken apart as far as it takes to compute the
/// parts in MySQL's order, one after the other.
///
///     @r := IF(@p = a, @r, @r + 1)   ⇒   assigned r
///                                        └─ computed IF(@p = ?1, @r, @r + 1)
indirect enum RunningExpression {
  /// Without assignments.
  case computed(RunningQuery)
  case assigned(String, RunningExpression)
  /// An operator or a call over parts that are computed before it, from left to right.
  case combined(RunningQuery, [RunningExpression], Skipping)
  /// The value of the first whose condition is true.
  case branch([(condition: RunningExpression, value: RunningExpression)], RunningExpression?, Alike)
  /// AND, which stops at what is false, or OR, which stops at what is true.
  case logical(RunningQuery, RunningExpression, RunningExpression, isAnd: Bool)
  /// The first that is not NULL.
  case present([RunningExpression], Alike)

  /// Values of which one is taken: computed without what they assign, they tell their types, which must be
  /// alike, since no part knows the type of the whole.
  typealias Alike = [RunningQuery]

  /// What becomes of the later parts where the first is NULL.
  enum Skipping {
    /// They are computed.
    case never
    /// They are not, and the whole is NULL.
    case always
    /// It depends on their types.
    case unknown
  }
}

extension RunningExpression {
  /// The values of which one is taken, at each place where that is so.
  var alternatives: [Alike] {
    switch self {
    case .computed: []
    case .assigned(_, let inner): inner.alternatives
    case .combined(_, let parts, _): parts.flatMap(\.alternatives)
    case .branch(let branches, let otherwise, let alike):
      [alike] + branches.flatMap { $0.condition.alternatives + $0.value.alternatives }
        + (otherwise?.alternatives ?? [])
    case .logical(_, let left, let right, _): left.alternatives + right.alternatives
    case .present(let parts, let alike): [alike] + parts.flatMap(\.alternatives)
    }
  }
}

/// A SELECT of one value, its columns, parameters and parts standing as parameters.
struct RunningQuery {
  /// What a parameter stands for.
  enum Input {
    case column(Int)
    case parameter(Int)
    case part(Int)
  }

  var text: String
  var statement: Statement
  var inputs: [Input] = []
}

/// Takes expressions apart.
final class RunningCompiler {
  private let mode: SQLMode
  /// The columns that the expressions read.
  private(set) var columns: [ColumnName] = []

  init(mode: SQLMode) { self.mode = mode }

  /// Nil where MySQL's order of evaluation is not known.
  func compile(_ expression: Expression) throws(SQLError) -> RunningExpression? {
    guard expression.assigns else { return try query(expression, []).map { .computed($0) } }
    switch expression {
    case .assignment(let node):
      return try compile(node.value).map { .assigned(node.variable.name.text, $0) }
    case .binary(let node): return try binary(node)
    case .unary, .cast, .collate, .convertUsing, .isTest:
      return try combined(expression, expression.children, .never)
    case .caseWhen(let node): return try choice(node)
    case .function(let call): return try function(call)
    default: return nil
    }
  }

  private func compile(all expressions: [Expression]) throws(SQLError) -> [RunningExpression]? {
    var parts: [RunningExpression] = []
    for expression in expressions {
      guard let part = try compile(expression) else { return nil }
      parts.append(part)
    }
    return parts
  }

  private func binary(_ node: BinaryOperation) throws(SQLError) -> RunningExpression? {
    switch node.operator {
    case .and, .or:
      guard let left = try compile(node.left), let right = try compile(node.right),
        let query = try query(.binary(node), [node.left, node.right])
      else { return nil }
      return .logical(query, left, right, isAnd: node.operator == .and)
    case .jsonExtract, .jsonUnquote, .concatenate: return nil
    case .nullSafeEqual, .xor:
      return try combined(.binary(node), [node.left, node.right], .never)
    case let comparison where comparison.isComparison:
      return try combined(.binary(node), [node.left, node.right], .always)
    default: return try combined(.binary(node), [node.left, node.right], .unknown)
    }
  }

  private func choice(_ node: CaseExpression) throws(SQLError) -> RunningExpression? {
    guard node.operand == nil else { return nil }
    var branches: [(condition: RunningExpression, value: RunningExpression)] = []
    for branch in node.branches {
      let test = Expression.isTest(IsTest(operand: branch.condition, test: .true))
      guard let condition = try compile(test), let value = try compile(branch.result) else {
        return nil
      }
      branches.append((condition, value))
    }
    let values = node.branches.map(\.result) + (node.otherwise.map { [$0] } ?? [])
    guard let alike = try bare(values) else { return nil }
    guard let otherwise = node.otherwise else { return .branch(branches, nil, alike) }
    return try compile(otherwise).map { .branch(branches, $0, alike) }
  }

  private func function(_ call: FunctionCall) throws(SQLError) -> RunningExpression? {
    guard call.over == nil, call.schema == nil else { return nil }
    switch (call.name.folded, call.arguments.count) {
    case ("if", 3):
      let test = Expression.isTest(IsTest(operand: call.arguments[0], test: .true))
      guard let condition = try compile(test), let first = try compile(call.arguments[1]),
        let second = try compile(call.arguments[2]),
        let alike = try bare(Array(call.arguments.dropFirst()))
      else { return nil }
      return .branch([(condition, first)], second, alike)
    case ("ifnull", 2), ("coalesce", 1...):
      guard let parts = try compile(all: call.arguments) else { return nil }
      return try bare(call.arguments).map { .present(parts, $0) }
    default:
      // The first argument of any function is computed first.
      guard let first = call.arguments.first, first.assigns,
        !call.arguments.dropFirst().contains(where: { $0.assigns || $0.readsVariables })
      else { return nil }
      return try combined(.function(call), [first], .never)
    }
  }

  private func bare(_ expressions: [Expression]) throws(SQLError) -> [RunningQuery]? {
    var queries: [RunningQuery] = []
    for expression in expressions {
      guard let query = try query(expression.withoutAssignments, []) else { return nil }
      queries.append(query)
    }
    return queries
  }

  private func combined(
    _ expression: Expression,
    _ children: [Expression],
    _ skipping: RunningExpression.Skipping
  ) throws(SQLError) -> RunningExpression? {
    guard let parts = try compile(all: children) else { return nil }
    return try query(expression, children).map { .combined($0, parts, skipping) }
  }

  // MARK: Texts

  private static let part = "vitrine part "
  private static let parameter = "vitrine parameter "

  /// The expression as a SELECT; direct children that are parts are left open.
  private func query(
    _ expression: Expression,
    _ parts: [Expression]
  ) throws(SQLError) -> RunningQuery? {
    var number = 0
    var whole = expression
    if !parts.isEmpty {
      whole = expression.mapChildren { child in
        guard number < parts.count, child == parts[number] else { return child }
        number += 1
        return .column(ColumnName(name: Identifier(text: Self.part + String(number - 1))))
      }
      guard number == parts.count else { return nil }
    }
    whole = whole.rewritten { leaf in
      guard case .parameter(let reference) = leaf,
        case .positional(let position) = reference.parameter
      else { return leaf }
      return .column(ColumnName(name: Identifier(text: Self.parameter + String(position))))
    }
    let text = "SELECT \(whole.printed())"
    guard !mode.contains(.noBackslashEscapes) || !text.contains("\\") else { return nil }
    var query = RunningQuery(text: text, statement: try Parser.parse(text, mode: mode))
    let rewriter = LeafRewriter<SQLError> { (leaf) -> Expression? in
      guard case .column(let name) = leaf else { return nil }
      query.inputs.append(self.input(name))
      return .parameter(ParameterReference(parameter: .positional(query.inputs.count - 1)))
    }
    query.statement = try rewriter.rewritten(query.statement)
    return query
  }

  private func input(_ name: ColumnName) -> RunningQuery.Input {
    let text = name.name.text
    if text.hasPrefix(Self.part), let number = Int(text.dropFirst(Self.part.count)) {
      return .part(number)
    }
    if text.hasPrefix(Self.parameter), let number = Int(text.dropFirst(Self.parameter.count)) {
      return .parameter(number)
    }
    let known = columns.firstIndex {
      $0.name.folded == name.name.folded && $0.qualifier?.name.text == name.qualifier?.name.text
        && $0.qualifier?.qualifier?.text == name.qualifier?.qualifier?.text
    }
    if let known { return .column(known) }
    columns.append(name)
    return .column(columns.count - 1)
  }
}

extension Expression {
  /// Whether it assigns to a user variable, subqueries left out.
  var assigns: Bool { contains { if case .assignment = $0 { true } else { false } } }

  /// The same value where nothing is assigned.
  var withoutAssignments: Expression {
    rewritten { part in
      if case .assignment(let node) = part { node.value } else { part }
    }
  }

  var readsVariables: Bool { contains { if case .userVariable = $0 { true } else { false } } }

  /// The user variables that it assigns to, in lower case.
  var assignedVariables: [String] {
    var names: [String] = []
    walk { part in
      if case .assignment(let node) = part { names.append(node.variable.name.folded) }
    }
    return names
  }
}
