import VitrineSQL
import VitrineSharding

extension Rule {
  /// Asks the tables of a correlated EXISTS or IN for the partners of the rows around it, instead of reading
  /// them whole.
  ///
  ///     Filter EXISTS (SELECT … FROM b WHERE b.id = a.x) └─ Route a
  ///       ⇒   LookupJoin semi a.x = b.id ├─ Route a └─ Route EqualUnique b
  ///
  /// Applies where the subquery has rows of one route and the keys lead to fewer shards than it asks by itself.
  /// NOT EXISTS keeps the rows without partners; NOT IN, which NULLs decide, stays as it is.
  static let lookupSubquery = Rule("lookup-subquery", on: .filter) {
    tree,
    context throws(SQLError) in
    guard context.hasSubqueries, case .filter(let filter) = tree,
      filter.input.canBePhysical(context), let lookup = filter.lookingUp(context)
    else { return nil }
    return Rewrite(
      lookup.result,
      "the subquery is asked for the rows' keys: " + lookup.right.routing.reason.sentence(context)
    )
  }
}

extension Operator.Filter {
  /// Its rows, the first condition that asks for partners in a route being looked up there; nil where none can be.
  func lookingUp(
    _ context: PlanningContext,
    reducing: Bool = false
  ) -> (result: Operator, right: Operator.Route)? {
    for (index, condition) in predicates.enumerated() {
      guard let partners = Partners(condition),
        let lookup = partners.lookup(from: input, context, reducing: reducing)
      else { continue }
      var others = predicates
      others.remove(at: index)
      return (lookup.result.filtered(by: others), lookup.right)
    }
    return nil
  }
}

/// A condition that asks whether a row has a partner in one route.
private struct Partners {
  private var kind = Operator.LookupJoin.Kind.semi
  private let route: Operator.Route
  /// What a partner has to fulfil.
  private var conditions: [Scalar] = []

  init?(_ condition: Scalar) {
    var asked = condition
    if case .call(let call) = condition, call.operation == .not, let inner = call.arguments.first {
      kind = .anti
      asked = inner
    }
    guard case .subquery(let subquery) = asked, subquery.isSettled, !subquery.isLocal else {
      return nil
    }
    var tree = subquery.query
    var member = subquery.columns.first.map(Scalar.column)
    while let input = tree.inputWithTheSameRows {
      if case .project(let project) = tree {
        member = member?.substitute(project.values)
      }
      tree = input
    }
    guard case .filter(let filter) = tree, case .route(let route) = filter.input else { return nil }
    switch subquery.kind {
    case .exists: break
    case .membership(let left):
      guard kind == .semi, let member, subquery.columns.count == 1,
        left.type.kind == member.type.kind, left.type.collation == member.type.collation
      else { return nil }
      conditions.append(.equal(left, member))
    case .scalar, .quantified: return nil
    }
    self.route = route
    conditions += filter.predicates
  }

  func lookup(
    from rows: Operator,
    _ context: PlanningContext,
    reducing: Bool
  ) -> LookupRight? {
    if reducing, Operator.route(route).isOfFewRows { return nil }
    let join = Operator.Join(.inner, rows, .route(route), on: conditions)
    return LookupRight(join, route, kind, context, reducing: reducing)
  }
}

extension Operator {
  /// The input of an operator that has rows where the input has some, and no values of its own to compare.
  var inputWithTheSameRows: Operator? {
    switch self {
    case .project(let project): project.input
    case .distinct(let distinct): distinct.input
    case .sort(let sort): sort.input
    default: nil
    }
  }
}
