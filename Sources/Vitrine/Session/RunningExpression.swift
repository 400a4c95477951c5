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
  /// A variable and nothing else.
  case variable(String)
  case assigned(String, RunningExpression)
  /// An operator or a call over parts that are computed before it, from left to right.
  case combined(RunningQuery, [RunningExpression], Skipping)
  /// The value of the first whose condition is true.
  case branch(
    [(condition: RunningExpression, value: RunningExpression)],
    RunningExpression?,
    Alternatives
  )
  /// AND, which stops at what is false, or OR, which stops at what is true.
  case logical(RunningQuery, RunningExpression, RunningExpression, isAnd: Bool)
  /// The first that is not NULL.
  case present([RunningExpression], Alternatives)

  /// Values of which one is taken: computed without what they assign, they tell their types, of which the
  /// whole has the common one.
  final class Alternatives {
    let values: [RunningQuery]
    var type = CommonType.each

    init(_ values: [RunningQuery]) { self.values = values }
  }

  /// What becomes of the later parts where one is NULL.
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
  /// The values of which one is taken, at each place where that is so, the innermost first.
  var alternatives: [Alternatives] {
    switch self {
    case .computed, .variable: []
    case .assigned(_, let inner): inner.alternatives
    case .combined(_, let parts, _): parts.flatMap(\.alternatives)
    case .branch(let branches, let otherwise, let own):
      branches.flatMap { $0.condition.alternatives + $0.value.alternatives }
        + (otherwise?.alternatives ?? []) + [own]
    case .logical(_, let left, let right, _): left.alternatives + right.alternatives
    case .present(let parts, let own): parts.flatMap(\.alternatives) + [own]
    }
  }

  /// Whether computing it may assign.
  var assigns: Bool {
    switch self {
    case .computed, .variable: false
    case .assigned: true
    case .combined(_, let parts, _), .present(let parts, _): parts.contains(where: \.assigns)
    case .branch(let branches, let otherwise, _):
      branches.contains { $0.condition.assigns || $0.value.assigns } || otherwise?.assigns ?? false
    case .logical(_, let left, let right, _): left.assigns || right.assigns
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
  /// What the expressions read of a row: columns, aggregates and subqueries.
  private(set) var sources: [Expression] = []

  /// Nil where MySQL's order of evaluation is not known.
  func compile(_ expression: Expression) throws(SQLError) -> RunningExpression? {
    let expression = expression.reduced ?? expression
    guard expression.assigns else {
      if case .userVariable(let variable) = expression { return .variable(variable.name.text) }
      return try query(expression, []).map { .computed($0) }
    }
    switch expression {
    case .assignment(let node):
      return try compile(node.value).map { .assigned(node.variable.name.text, $0) }
    case .binary(let node): return try binary(node)
    case .unary, .cast, .collate, .convertUsing, .isTest:
      return try combined(expression, expression.children, .never)
    case .caseWhen(let node): return try choice(node)
    case .function(let call): return try function(call)
    case .between, .inList, .like, .regexp: return try ofFirst(expression)
    default: return nil
    }
  }

  /// What of its parts only the first assigns, and no other reads variables.
  private func ofFirst(_ expression: Expression) throws(SQLError) -> RunningExpression? {
    let children = expression.children
    guard let first = children.first,
      !children.dropFirst().contains(where: { $0.assigns || $0.readsVariables })
    else { return nil }
    return try combined(expression, [first], .never)
  }

  private func compile(
    all expressions: some Sequence<Expression>
  ) throws(SQLError) -> [RunningExpression]? {
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
    default: return try combined(.binary(node), [node.left.value, node.right.value], .unknown)
    }
  }

  private func choice(_ node: CaseExpression) throws(SQLError) -> RunningExpression? {
    var branches: [(condition: RunningExpression, value: RunningExpression)] = []
    for branch in node.branches {
      guard let when = condition(branch.condition, node.operand) else { return nil }
      let test = Expression.isTest(IsTest(operand: when, test: .true))
      guard let condition = try compile(test), let value = try compile(branch.result) else {
        return nil
      }
      branches.append((condition, value))
    }
    let values = node.branches.map(\.result) + (node.otherwise.map { [$0] } ?? [])
    guard let alike = try alternatives(values) else { return nil }
    guard let otherwise = node.otherwise else { return .branch(branches, nil, alike) }
    return try compile(otherwise).map { .branch(branches, $0, alike) }
  }

  /// What WHEN tests: that the operand equals it, which is computed once, and so must not assign.
  private func condition(_ value: Expression, _ operand: Expression?) -> Expression? {
    guard let operand else { return value }
    guard !operand.assigns, !value.assigns else { return nil }
    return .binary(BinaryOperation(operator: .equal, left: operand, right: value))
  }

  private func function(_ call: FunctionCall) throws(SQLError) -> RunningExpression? {
    guard call.over == nil, call.schema == nil, !Expression.function(call).isAggregate else {
      return nil
    }
    switch (call.name.folded, call.arguments.count) {
    case ("if", 3):
      let test = Expression.isTest(IsTest(operand: call.arguments[0], test: .true))
      guard let condition = try compile(test), let first = try compile(call.arguments[1]),
        let second = try compile(call.arguments[2]),
        let alike = try alternatives(call.arguments.dropFirst())
      else { return nil }
      return .branch([(condition, first)], second, alike)
    case ("ifnull", 2), ("coalesce", 1...):
      guard let parts = try compile(all: call.arguments) else { return nil }
      return try alternatives(call.arguments).map { .present(parts, $0) }
    case (let name, _) where Self.ordered.contains(name):
      let parts = call.arguments.map(\.value).filter { $0.assigns || $0.readsVariables }
      return try combined(.function(call), parts, .unknown)
    default:
      // The first argument of any function is computed first.
      return try ofFirst(.function(call))
    }
  }

  /// Functions that compute each argument once, from left to right, and may stop at NULL.
  private static let ordered: Set<String> = [
    "concat", "concat_ws", "greatest", "least", "round", "truncate", "mod", "pow", "power", "left",
    "right", "substring", "substr", "mid", "lpad", "rpad", "repeat", "date_add", "date_sub",
    "adddate", "subdate", "datediff", "timestampdiff", "timediff", "find_in_set", "instr",
    "locate", "format", "date_format", "make_set",
  ]

  private func alternatives(
    _ expressions: some Sequence<Expression>
  ) throws(SQLError) -> RunningExpression.Alternatives? {
    var queries: [RunningQuery] = []
    for expression in expressions {
      guard let query = try query(expression.withoutAssignments, []) else { return nil }
      queries.append(query)
    }
    return RunningExpression.Alternatives(queries)
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
  private static let source = "vitrine source "

  /// The expression as a SELECT; children that are parts are left open.
  private func query(
    _ expression: Expression,
    _ parts: [Expression]
  ) throws(SQLError) -> RunningQuery? {
    var number = 0
    var whole = expression
    if !parts.isEmpty {
      whole = expression.mapChildren { child in
        if case .interval(var node) = child, number < parts.count, node.value == parts[number] {
          number += 1
          node.value = .named(Self.part, number - 1)
          return .interval(node)
        }
        guard number < parts.count, child == parts[number] else { return child }
        number += 1
        return .named(Self.part, number - 1)
      }
      guard number == parts.count else { return nil }
    }
    guard let taken = sourced(whole) else { return nil }
    whole = taken.rewritten { leaf in
      guard case .parameter(let reference) = leaf,
        case .positional(let position) = reference.parameter
      else { return leaf }
      return .named(Self.parameter, position)
    }
    let text = "SELECT \(whole.printed())"
    var query = RunningQuery(text: text, statement: try Parser.parse(text))
    let rewriter = LeafRewriter<SQLError> { (leaf) -> Expression? in
      guard case .column(let name) = leaf else { return nil }
      query.inputs.append(self.input(name))
      return .parameter(ParameterReference(parameter: .positional(query.inputs.count - 1)))
    }
    query.statement = try rewriter.rewritten(query.statement)
    return query
  }

  /// The expression with names for the aggregates and subqueries in it; nil where one assigns.
  private func sourced(_ expression: Expression) -> Expression? {
    if expression.isAggregate || expression.query != nil || expression.isDefault {
      guard !expression.assigns, !(expression.query?.assigns ?? false) else { return nil }
      if case .function(let call) = expression, call.over != nil { return nil }
      return .named(Self.source, position(of: expression))
    }
    var isKnown = true
    let result = expression.mapChildren { child in
      guard let known = sourced(child) else {
        isKnown = false
        return child
      }
      return known
    }
    return isKnown ? result : nil
  }

  private func input(_ name: ColumnName) -> RunningQuery.Input {
    let text = name.name.text
    if let number = Self.number(text, after: Self.part) { return .part(number) }
    if let number = Self.number(text, after: Self.parameter) { return .parameter(number) }
    if let number = Self.number(text, after: Self.source) { return .column(number) }
    return .column(position(of: .column(name)))
  }

  private static func number(_ text: String, after prefix: String) -> Int? {
    text.hasPrefix(prefix) ? Int(text.dropFirst(prefix.count)) : nil
  }

  /// Where the source has a value, which it gets where it lacks it.
  private func position(of expression: Expression) -> Int {
    let text = expression.printed()
    if let known = sources.firstIndex(where: { $0.printed() == text }) { return known }
    sources.append(expression)
    return sources.count - 1
  }
}

extension Expression {
  /// A column that stands for something else.
  fileprivate static func named(_ prefix: String, _ number: Int) -> Expression {
    .column(ColumnName(name: Identifier(text: prefix + String(number))))
  }

  /// Whether it is `DEFAULT(column)`.
  fileprivate var isDefault: Bool { if case .defaultValue = self { true } else { false } }

  /// Of INTERVAL the number, else the expression.
  fileprivate var value: Expression {
    if case .interval(let node) = self { node.value } else { self }
  }
}
