import VitrineSharding

/// Which columns are the same for all rows that agree on others: by keys of tables, by equalities of
/// WHERE and ON.
struct FunctionalDependence {
  /// A set of columns decides another.
  private struct Rule {
    var premise: ColumnSet
    var conclusion: [ColumnID]
  }

  private var rules: [Rule] = []

  init(scope: NameScope, parts: SelectBinder.Parts) {
    for relation in scope.relations {
      let columns = Array(relation.columnIDs)
      for key in relation.keys { rules.append(Rule(premise: ColumnSet(key), conclusion: columns)) }
    }
    for predicate in parts.filters { add(predicate, onlyTo: nil) }
    if let source = parts.source { add(source) }
  }

  /// Equalities of an inner join hold as those of WHERE do; those of a left join decide only columns
  /// of its right side, which are NULL together where nothing matches.
  private mutating func add(_ source: Source) {
    guard case .joined(let join) = source else { return }
    let right = join.right.relations.reduce(into: ColumnSet()) { $0.formUnion($1.columnIDs) }
    for predicate in join.predicates {
      add(predicate, onlyTo: join.kind == .left ? right : nil)
    }
    add(join.left)
    add(join.right)
  }

  private mutating func add(_ predicate: Scalar, onlyTo allowed: ColumnSet?) {
    guard case .call(let call) = predicate,
      call.operation == .equal || call.operation == .nullSafeEqual, call.arguments.count == 2
    else { return }
    add(call.arguments[0], decidedBy: call.arguments[1], allowed)
    add(call.arguments[1], decidedBy: call.arguments[0], allowed)
  }

  private mutating func add(
    _ value: Scalar,
    decidedBy other: Scalar,
    _ allowed: ColumnSet?
  ) {
    guard let column = value.column, allowed?.contains(column.id) ?? true, !other.containsSubquery,
      !other.isVolatile
    else { return }
    rules.append(Rule(premise: other.columns, conclusion: [column.id]))
  }

  /// The columns that the group expressions decide.
  func decided(by groups: [Scalar]) -> ColumnSet {
    var decided = ColumnSet(groups.compactMap { $0.column?.id })
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for rule in rules where rule.premise.isSubset(of: decided) {
        for column in rule.conclusion where decided.insert(column).inserted { isGrowing = true }
      }
    }
    return decided
  }
}
