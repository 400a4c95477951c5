import VitrineSQL
import VitrineSharding

extension Rule {
  /// Gives the one side of a join what is known of the other: `a.id = b.id AND a.id = 5` says
  /// `b.id = 5`, by which `b` may be routed.
  ///
  /// A derived table's column that is one value says as much, and one of several constants is in their list:
  /// `(VALUES ROW(1), ROW(2)) AS v (id)`. The right side of an outer join and of LATERAL learns from the left, never the left from the
  /// right of these. Does not apply between types or collations that compare differently.
  static let inferEquality = Rule("infer-equality", on: .join) { tree, context throws(SQLError) in
    guard case .join(var join) = tree else { return nil }
    if join.isLateral,
      let right = join.right.told(join.left.visibleConditions, of: join.left.outputIDs)
    {
      join.right = right
      return Rewrite(.join(join), "inferred conditions of a lateral table")
    }
    let equalities = join.predicates.compactMap(ColumnEquality.init).filter(\.isTransitive)
    guard !equalities.isEmpty else { return nil }
    let toRight = inferred(equalities, join.left, join.right, context)
    let toLeft = join.kind == .inner ? inferred(equalities, join.right, join.left, context) : []
    guard !(toRight.isEmpty && toLeft.isEmpty) else { return nil }
    join.right = join.right.filtered(by: toRight)
    join.left = join.left.filtered(by: toLeft)
    return Rewrite(.join(join), "inferred \(toRight.count + toLeft.count) conditions across a join")
  }

  /// Conditions on columns of the target that equalities make of conditions inside the source; each
  /// once in a statement.
  private static func inferred(
    _ equalities: [ColumnEquality],
    _ source: Operator,
    _ target: Operator,
    _ context: PlanningContext
  ) -> [Scalar] {
    let known = source.visibleConditions
    guard !known.isEmpty else { return [] }
    let available = target.outputIDs
    var found: [Scalar] = []
    for equality in equalities {
      guard let (near, far) = equality.oriented(toward: available) else { continue }
      for condition in known where condition.fixes(near) {
        let moved = condition.substitute([near: .column(equality.column(far))])
        let isNew = !target.visibleConditions.contains(moved)
        if isNew && context.noteInference(moved) { found.append(moved) }
      }
    }
    return found
  }
}

extension ColumnEquality {
  fileprivate func oriented(toward columns: ColumnSet) -> (near: ColumnID, far: ColumnID)? {
    if columns.contains(right) && !columns.contains(left) { return (left, right) }
    if columns.contains(left) && !columns.contains(right) { return (right, left) }
    return nil
  }
}

extension Operator {
  /// Conditions that every row it gives meets, as far as they are seen without looking through
  /// groupings and unions.
  var visibleConditions: [Scalar] {
    switch self {
    case .route(let route):
      route.locality.predicates.filter { $0.columns.isDisjoint(with: route.locality.nullExtended) }
    case .filter(let filter): filter.predicates + filter.input.visibleConditions
    case .sort(let sort): sort.input.visibleConditions
    case .distinct(let distinct): distinct.input.visibleConditions
    case .project(let project):
      project.items.compactMap { item in
        guard item.value.isRoutingValue, !item.value.isNullLiteral else { return nil }
        return .equal(.column(BoundColumn(item.id, item.value.type)), item.value)
      } + project.visibleConditionsBelow
    case .join(let join):
      join.left.visibleConditions
        + (join.kind == .inner ? join.predicates + join.right.visibleConditions : [])
    case .values, .setOperation: outputs.compactMap(membership)
    default: []
    }
  }

  /// The longest list of constants that a join's other side is told of.
  private static let mostConstants = 100

  /// Whether a column is one of the constants that it is made of.
  private func membership(of column: BoundColumn) -> Scalar? {
    guard let constants = constants(of: column.id),
      (1...Self.mostConstants).contains(constants.count),
      constants.allSatisfy({ $0.isConstant(of: column.type) })
    else { return nil }
    return .call(Call(.memberOfList, [.column(column)] + constants, .boolean))
  }

  /// The constants of which a column has one in each row; nil for a column that is computed otherwise.
  fileprivate func constants(of column: ColumnID) -> [Scalar]? {
    switch self {
    case .values(let values):
      guard values.rows.count <= Self.mostConstants else { return nil }
      guard let position = values.columns.firstIndex(where: { $0.id == column }) else { return nil }
      let constants = values.rows.filter { $0[position].literal != nil }.map { $0[position] }
      return constants.count == values.rows.count ? constants : nil
    case .project(let project):
      guard let value = project.items.first(where: { $0.id == column })?.value else { return nil }
      return value.literal != nil
        ? [value] : value.column.flatMap { project.input.constants(of: $0.id) }
    case .setOperation(let operation): return operation.constants(of: column)
    case .filter(let filter): return filter.input.constants(of: column)
    case .sort(let sort): return sort.input.constants(of: column)
    case .limit(let limit): return limit.input.constants(of: column)
    case .distinct(let distinct): return distinct.input.constants(of: column)
    default: return nil
    }
  }
}

extension Operator.SetOperation {
  /// Those of all queries of a union, of others those of the first.
  fileprivate func constants(of column: ColumnID) -> [Scalar]? {
    guard let position = columns.firstIndex(where: { $0.id == column }) else { return nil }
    var constants: [Scalar] = []
    for (input, source) in zip(inputs, sources).prefix(kind == .union ? inputs.count : 1) {
      guard let own = input.constants(of: source[position].id) else { return nil }
      constants += own
    }
    return constants
  }
}

extension Operator.Project {
  /// What the rows below meet, of columns that are passed on, by the names that these have above.
  fileprivate var visibleConditionsBelow: [Scalar] {
    let known = input.visibleConditions
    guard !known.isEmpty else { return [] }
    var passed: [ColumnID: Scalar] = [:]
    for item in items {
      guard let source = item.value.column else { continue }
      passed[source.id] = passed[source.id] ?? .column(BoundColumn(item.id, source.type))
    }
    return known.compactMap { condition in
      condition.columns.allSatisfy { passed[$0] != nil } ? condition.substitute(passed) : nil
    }
  }
}

extension Scalar {
  /// Whether it says of this column and no other which value or values it has.
  func fixes(_ column: ColumnID) -> Bool {
    guard case .call = self, columns == [column], let condition = ColumnCondition(self) else {
      return false
    }
    return condition.column.id == column && condition.holdsOfEqualColumns
  }

  /// Whether a column of the type, made of such constants, has it as it is: beside others a number may be rounded, or
  /// become a text.
  fileprivate func isConstant(of column: MySQLType) -> Bool {
    isNullLiteral
      || type.kind == column.kind && type.isUnsigned == column.isUnsigned
        && type.collation == column.collation
  }
}
