import VitrineSQL
import VitrineSharding

extension Rule {
  /// Moves conditions toward the tables they speak of, so that shards drop rows early and vindexes see
  /// every condition.
  ///
  ///     Filter a.x = 1 └─ Join ├─ a └─ b   ⇒   Join ├─ Filter a.x = 1 └─ a └─ b
  ///
  /// Does not move a condition below a LIMIT, an aggregate it speaks of, or window functions unless it keeps or drops
  /// their partitions whole, nor one that gives another value each time it is evaluated.
  static let pushFilter = Rule("push-filter", on: .filter) { tree, _ throws(SQLError) in
    guard case .filter(let filter) = tree else { return nil }
    let movable = filter.predicates.filter { !$0.isVolatile }
    guard !movable.isEmpty, let push = FilterPush.into(filter.input, movable) else { return nil }
    let kept = filter.predicates.filter(\.isVolatile) + push.kept
    return Rewrite(
      push.result.filtered(by: kept),
      "pushed \(push.moved) conditions below \(filter.input.kindName)"
    )
  }
}

/// What becomes of conditions that stand above an operator.
private struct FilterPush {
  var result: Operator
  /// The conditions that stay above.
  var kept: [Scalar] = []
  var moved: Int

  /// Moves conditions into an operator; nil when none can go.
  static func into(_ input: Operator, _ predicates: [Scalar]) -> FilterPush? {
    switch input {
    case .filter(let inner):
      let merged = Operator.Filter(inner.input, inner.predicates + predicates)
      return FilterPush(result: .filter(merged), moved: predicates.count)
    case .sort(var sort):
      sort.input = sort.input.filtered(by: predicates)
      return FilterPush(result: .sort(sort), moved: predicates.count)
    case .distinct(var distinct):
      distinct.input = distinct.input.filtered(by: predicates)
      return FilterPush(result: .distinct(distinct), moved: predicates.count)
    case .project(let project): return through(project, predicates)
    case .aggregate(let aggregate): return through(aggregate, predicates)
    case .window(let window): return through(window, predicates)
    case .join(let join): return into(join, predicates)
    case .setOperation(let operation): return into(operation, predicates)
    default: return nil
    }
  }

  private static func through(
    _ project: Operator.Project,
    _ predicates: [Scalar]
  ) -> FilterPush? {
    let values = project.values
    let (movable, kept) = predicates.partitioned { predicate in
      guard predicate.columns.allSatisfy({ values[$0]?.isRepeatable ?? true }) else { return false }
      // What only shards compute must stay below what may be the coordinator's.
      let isForShards =
        !predicate.containsSubquery && predicate.columns.allSatisfy { values[$0] != nil }
      return isForShards || !project.items.contains(where: \.value.isShardCall)
    }
    let (moved, tooDeep) = unfolded(movable, values)
    guard !moved.isEmpty else { return nil }
    var project = project
    project.input = project.input.filtered(by: moved)
    return FilterPush(result: .project(project), kept: kept + tooDeep, moved: moved.count)
  }

  /// The conditions by what columns stand for, and those that would nest deeper than any text can.
  private static func unfolded(
    _ predicates: [Scalar],
    _ values: [ColumnID: Scalar]
  ) -> (moved: [Scalar], tooDeep: [Scalar]) {
    var moved: [Scalar] = []
    var tooDeep: [Scalar] = []
    for predicate in predicates {
      let unfolded = predicate.substitute(values)
      if unfolded.nests(deeperThan: Parser.maximumDepth) {
        tooDeep.append(predicate)
      } else {
        moved.append(unfolded)
      }
    }
    return (moved, tooDeep)
  }

  private static func through(
    _ aggregate: Operator.Aggregate,
    _ predicates: [Scalar]
  ) -> FilterPush? {
    guard !aggregate.hasRollup, !aggregate.groups.isEmpty else { return nil }
    var values: [ColumnID: Scalar] = [:]
    for group in aggregate.groups { values[group.id] = group.value }
    let made = ColumnSet(aggregate.items.map(\.id))
    let (movable, kept) = predicates.partitioned { predicate in
      let read = predicate.columns
      return read.isDisjoint(with: made) && read.contains { values[$0] != nil }
        && read.allSatisfy { values[$0]?.isRepeatable ?? true }
    }
    let (moved, tooDeep) = unfolded(movable, values)
    guard !moved.isEmpty else { return nil }
    var aggregate = aggregate
    aggregate.input = aggregate.input.filtered(by: moved)
    return FilterPush(result: .aggregate(aggregate), kept: kept + tooDeep, moved: moved.count)
  }

  private static func through(
    _ window: Operator.Window,
    _ predicates: [Scalar]
  ) -> FilterPush? {
    let partitions = window.items.map { item in
      ColumnSet(item.call.partition.compactMap { $0.column?.id })
    }
    let (movable, kept) = predicates.partitioned { predicate in
      predicate.isAlikeForEqualColumns
        && partitions.allSatisfy { $0.isSuperset(of: predicate.columns) }
    }
    guard !movable.isEmpty else { return nil }
    var window = window
    window.input = window.input.filtered(by: movable)
    return FilterPush(result: .window(window), kept: kept, moved: movable.count)
  }

  /// Conditions on the left side go there; others become conditions of an inner join, but stay above
  /// an outer one, as do those with subqueries unless they speak of the right side alone.
  private static func into(_ join: Operator.Join, _ predicates: [Scalar]) -> FilterPush? {
    let right = join.right.outputIDs
    var join = join
    let (left, others) = predicates.partitioned { $0.columns.isDisjoint(with: right) }
    var kept = others
    if join.kind == .inner {
      let leftColumns = join.left.outputIDs
      let (toRight, rest) = kept.partitioned {
        $0.containsSubquery && $0.columns.isDisjoint(with: leftColumns)
      }
      join.right = join.right.filtered(by: toRight)
      kept = rest
    }
    if join.kind == .inner {
      let (conditions, rest) = kept.partitioned { !$0.containsSubquery }
      join.predicates += conditions
      kept = rest
    }
    guard kept.count < predicates.count else { return nil }
    join.left = join.left.filtered(by: left)
    return FilterPush(result: .join(join), kept: kept, moved: predicates.count - kept.count)
  }

  private static func into(
    _ operation: Operator.SetOperation,
    _ predicates: [Scalar]
  ) -> FilterPush? {
    guard operation.kind == .union || !operation.isAll,
      predicates.allSatisfy({ !$0.containsSubquery })
    else { return nil }
    var operation = operation
    for index in operation.inputs.indices {
      var values: [ColumnID: Scalar] = [:]
      for (column, source) in zip(operation.columns, operation.sources[index]) {
        values[column.id] = .column(source)
      }
      let translated = predicates.map { $0.substitute(values) }
      operation.inputs[index] = operation.inputs[index].filtered(by: translated)
    }
    return FilterPush(result: .setOperation(operation), moved: predicates.count)
  }
}

extension Operator {
  /// The operator below a filter; itself when there is nothing to filter by.
  package func filtered(by predicates: [Scalar]) -> Operator {
    predicates.isEmpty ? self : .filter(Filter(self, predicates))
  }

  /// The operator's name for a sentence.
  var kindName: String {
    switch self {
    case .scan(let scan): scan.alias
    case .values: "values"
    case .jsonRows(let rows): rows.alias
    case .filter: "a filter"
    case .project: "a projection"
    case .join(let join): join.kind == .left ? "an outer join" : "a join"
    case .aggregate: "a grouping"
    case .window: "window functions"
    case .sort: "a sort"
    case .limit: "a limit"
    case .distinct: "a distinct"
    case .setOperation: "a set operation"
    case .recursion, .recursionInput: "a recursion"
    case .route: "a route"
    case .mergeSort: "a merge sort"
    case .mergeAggregate: "a merge of aggregates"
    case .lookupJoin: "a lookup join"
    case .coordinate: "the coordinator"
    case .input: "an input"
    }
  }
}

extension Scalar {
  /// Whether it can be written in several places without changing or costing much.
  var isRepeatable: Bool { !isVolatile && !containsSubquery }

  /// Whether rows whose columns are equal, as groups tell them apart, fulfil it alike.
  ///
  /// Equal texts can be of different bytes: a condition on them has to compare by their own collation.
  fileprivate var isAlikeForEqualColumns: Bool {
    guard isRepeatable, !columns.isEmpty else { return false }
    var isExact = true
    walk { if case .column(let column) = $0, !column.type.hasOneFormOfEach { isExact = false } }
    if isExact { return true }
    guard let condition = ColumnCondition(self) else { return false }
    switch condition.comparison {
    case .equal(let value): return value.isTextLiteral
    case .members(let values): return values.allSatisfy(\.isTextLiteral)
    case .null: return true
    default: return false
    }
  }

  private var isTextLiteral: Bool { literal.map { $0.type.isText && !$0.value.isNull } ?? false }
}

extension MySQLType {
  /// Whether equal values are the same value in any function.
  fileprivate var hasOneFormOfEach: Bool {
    switch representation {
    case .integer, .unsigned, .scaled, .temporalText, .microseconds, .enumIndex, .setMask: true
    default: false
    }
  }
}

extension Array {
  /// The elements that satisfy a condition and those that do not, each in order.
  package func partitioned(_ condition: (Element) -> Bool) -> (matching: [Element], rest: [Element])
  {
    var matching: [Element] = []
    var rest: [Element] = []
    for element in self {
      if condition(element) { matching.append(element) } else { rest.append(element) }
    }
    return (matching, rest)
  }
}
