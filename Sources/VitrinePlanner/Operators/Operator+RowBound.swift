import VitrineSQL
import VitrineSharding

extension Operator {
  /// Whether one question of a lookup join has room for all its rows.
  var isOfFewRows: Bool {
    mostRows(where: [:]).map { $0 <= Double(LookupJoin.usualBatchSize) } ?? false
  }

  /// How many rows it gives at most of those in which columns have as few values as `values` says, as far as keys, limits
  /// and constants tell without statistics; nil where they do not.
  ///
  /// Plans are chosen by it, so that it need not be exact; answers do not depend on it.
  fileprivate func mostRows(where values: [ColumnID: Double]) -> Double? {
    switch self {
    case .scan(let scan): scan.mostRows(where: values)
    case .values(let rows): Double(rows.rows.count)
    case .filter(let filter): filter.input.mostRows(where: values.adding(filter.predicates))
    case .project(let project): project.input.mostRows(where: project.below(values))
    case .sort(let sort): sort.input.mostRows(where: values)
    case .distinct(let distinct): distinct.input.mostRows(where: values)
    case .window(let window): window.input.mostRows(where: values)
    case .limit(let limit): limit.mostRows(where: values)
    case .aggregate(let aggregate): aggregate.mostRows
    case .join(let join): join.mostRows(where: values)
    case .setOperation(let operation): operation.mostRows
    default: mostPhysicalRows(where: values)
    }
  }

  private func mostPhysicalRows(where values: [ColumnID: Double]) -> Double? {
    switch self {
    case .route(let route):
      route.routing.variant == .none ? 0 : route.input.mostRows(where: values)
    case .mergeSort(let merge): merge.input.mostRows(where: values)
    case .mergeAggregate(let merge): merge.groups.isEmpty ? 1 : merge.input.mostRows(where: [:])
    case .lookupJoin(let join): join.mostRows(where: values)
    // What is joined with keys is asked about those of one row.
    case .input(let input): input.name == Input.keysName ? 1 : nil
    default: nil
    }
  }

  /// Whether it is a table, with conditions or without.
  fileprivate var isTable: Bool {
    switch self {
    case .scan: true
    case .filter(let filter): filter.input.isTable
    default: false
    }
  }
}

extension Operator.Scan {
  /// The rows of the unique key of whose columns there are fewest values.
  fileprivate func mostRows(where values: [ColumnID: Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let definition = table.table
    let unique = definition.indexes.filter { $0.isUnique && $0.columns.count == $0.parts.count }
    return ([definition.primaryKey] + unique.map(\.columns)).compactMap { key in
      let counts = key.compactMap { name in
        columns.first { $0.name.isSameName(as: name) }.flatMap { values[$0.id] }
      }
      return counts.isEmpty || counts.count < key.count ? nil : counts.reduce(1, *)
    }.min()
  }
}

extension Operator.Project {
  /// What is said of its columns, of those below.
  fileprivate func below(_ values: [ColumnID: Double]) -> [ColumnID: Double] {
    guard !values.isEmpty else { return values }
    var below: [ColumnID: Double] = [:]
    for item in items {
      if let column = item.value.column, let count = values[item.id] { below[column.id] = count }
    }
    return below
  }
}

extension Operator.Limit {
  fileprivate func mostRows(where values: [ColumnID: Double]) -> Double? {
    let below = input.mostRows(where: values)
    guard case .integer(let count)? = count?.literal?.value else { return below }
    return min(Double(count), below ?? .infinity)
  }
}

extension Operator.Aggregate {
  fileprivate var mostRows: Double? {
    if hasRollup { return nil }
    return groups.isEmpty ? 1 : input.mostRows(where: [:])
  }
}

extension Operator.SetOperation {
  fileprivate var mostRows: Double? {
    var sum = 0.0
    for input in inputs {
      guard let rows = input.mostRows(where: [:]) else { return nil }
      sum += rows
    }
    return sum
  }
}

extension Operator.Join {
  /// Of each row of the one side those of the other that its values leave.
  fileprivate func mostRows(where values: [ColumnID: Double]) -> Double? {
    let values = values.adding(kind == .inner ? predicates : [])
    if let rows = left.mostRows(where: values) {
      return right.mostRows(where: values.given(left.outputIDs, by: predicates)).map {
        rows * (kind == .left ? max($0, 1) : $0)
      }
    }
    // A side is looked at once, so that chains of joins take no more time than they are long.
    guard kind == .inner, left.isTable, let rows = right.mostRows(where: values) else { return nil }
    return left.mostRows(where: values.given(right.outputIDs, by: predicates)).map { $0 * rows }
  }
}

extension Operator.LookupJoin {
  fileprivate func mostRows(where values: [ColumnID: Double]) -> Double? {
    guard let rows = left.mostRows(where: values) else { return nil }
    if kind.tellsOnlyWhether { return rows }
    return right.input.mostRows(where: values).map { rows * (kind == .left ? max($0, 1) : $0) }
  }
}

extension [ColumnID: Double] {
  /// What conditions say besides.
  fileprivate func adding(_ predicates: [Scalar]) -> Self {
    var result = self
    for condition in predicates.flatMap(ColumnCondition.conditions) {
      guard let count = condition.valueCount else { continue }
      result[condition.column.id] = Swift.min(count, result[condition.column.id] ?? .infinity)
    }
    return result
  }

  /// What equalities with columns of a row that is given say.
  fileprivate func given(_ columns: ColumnSet, by predicates: [Scalar]) -> Self {
    var result = self
    for equality in predicates.compactMap(ColumnEquality.init) {
      if columns.contains(equality.left) { result[equality.right] = 1 }
      if columns.contains(equality.right) { result[equality.left] = 1 }
    }
    return result
  }
}

extension ColumnCondition {
  /// How many values it leaves to its column; nil where that is not known.
  fileprivate var valueCount: Double? {
    switch comparison {
    case .equal: 1
    case .members(let members):
      members.contains { $0.slotRows != nil } ? nil : Double(members.count)
    case .null, .between, .atLeast, .atMost, .like: nil
    }
  }
}
