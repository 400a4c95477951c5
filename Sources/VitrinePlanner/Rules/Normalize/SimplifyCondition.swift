import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Rule {
  /// Says what decides a condition and nothing else, so that routing sees what it comes down to.
  ///
  ///     Filter (a.id = 5 OR 1 = 0) IS TRUE, a.x = (SELECT 3)   ⇒   Filter a.id = 5, a.x = 3
  ///
  /// Both keep the same rows: of a condition it only matters whether it is true. Constants that decide serve their values
  /// alone. Does not apply below functions, nor to queries that read a table or give another value each time.
  static let simplifyCondition = Rule("simplify-condition", on: [.filter, .join]) {
    tree,
    context throws(SQLError) in
    tree.changingConditions { conditions in
      let simpler = conditions.map { $0.simplerTruth(context) }
      guard simpler.contains(where: { $0 != nil }) else { return nil }
      return zip(simpler, conditions).flatMap { ($0 ?? $1).conjuncts }
    }
    .map { Rewrite($0, "conditions say what decides them") }
  }
}

extension Scalar {
  /// What is true exactly where it is, in fewer words; nil where there are none.
  fileprivate func simplerTruth(_ context: PlanningContext) -> Scalar? {
    guard case .call(let call) = self else { return nil }
    return call.simplerTruth(context) ?? withConstantQueriesRead
  }

  /// With the values of its queries that read nothing, `(SELECT 5)`, in place of these; nil where there are none.
  private var withConstantQueriesRead: Scalar? {
    guard containsSubquery(where: { $0.onlyValue != nil }) else { return nil }
    return map { (part: Scalar) throws(Never) -> Scalar in
      if case .subquery(let subquery) = part { subquery.onlyValue ?? part } else { part }
    }
  }

  /// Whether a constant is true, or false; nil of anything else, and of NULL.
  fileprivate var truthOfLiteral: Bool? {
    guard let literal, literal.type.isInteger, case .integer(let number) = literal.value else {
      return nil
    }
    return number != 0
  }
}

extension Call {
  fileprivate func simplerTruth(_ context: PlanningContext) -> Scalar? {
    switch operation {
    case .and: return simplerParts(context).map { .call(Call(.and, $0, type)) }
    case .or: return simplerAlternatives(context)
    case .isTrue: return arguments.first?.conditionValue
    case .isFalse: return (arguments.first?.conditionValue).map(Scalar.not)
    case .equal, .notEqual, .xor: return comparedWithTruth(context)
    default: return nil
    }
  }

  private func simplerParts(_ context: PlanningContext) -> [Scalar]? {
    let simpler = arguments.map { $0.simplerTruth(context) }
    guard simpler.contains(where: { $0 != nil }) else { return nil }
    return zip(simpler, arguments).map { $0 ?? $1 }
  }

  /// The alternatives of an OR that can be true, if others cannot.
  private func simplerAlternatives(_ context: PlanningContext) -> Scalar? {
    let parts = simplerParts(context)
    let (hopeless, possible) = (parts ?? arguments).partitioned(\.isNeverTrue)
    guard !hopeless.isEmpty, !possible.isEmpty else {
      return parts.map { .call(Call(.or, $0, type)) }
    }
    for alternative in hopeless { context.pin(literalsOf: alternative) }
    return .disjunction(possible)
  }

  /// `(a = 5) = TRUE` and `a = 5 XOR FALSE` by the condition, or its negation.
  private func comparedWithTruth(_ context: PlanningContext) -> Scalar? {
    guard arguments.count == 2 else { return nil }
    for (side, other) in [(0, 1), (1, 0)] {
      guard let condition = arguments[side].conditionValue,
        let truth = arguments[other].truthOfLiteral,
        operation == .xor || truth == false || arguments[other].literal?.value == .integer(1)
      else { continue }
      context.pin(literalsOf: arguments[other])
      return truth == (operation == .equal) ? condition : .not(condition)
    }
    return nil
  }
}

extension Subquery {
  /// The value of a query without tables, `(SELECT 5)`; nil of others, and where it may differ from row to row.
  fileprivate var onlyValue: Scalar? {
    guard case .scalar = kind, isOpen, case .project(let project) = query,
      case .values(let values) = project.input, values.columns.isEmpty, values.rows.count == 1,
      let column = columns.first, columns.count == 1,
      let value = project.items.first(where: { $0.id == column.id })?.value,
      value.type == type, value.isRepeatable
    else { return nil }
    return value
  }
}
