import VitrineSQL
import VitrineSharding

/// Lets stored functions that the engine runs be called for the rows of the answer alone, once these are in order.
///
///     Limit └─ Sort └─ Project id, f(x) └─ Scan
///       ⇒   Project id, f(x) └─ Limit └─ Sort └─ Project id, x └─ Scan
///
/// Functions that change something are called in the order of the statement, or else of the primary key, as items of
/// a query of one table or one group. Anywhere else it is not known how often, and in which order, MySQL calls them: that is refused.
///
/// RAND(5), which goes on from row to row, and LAST_INSERT_ID(value), of which the last counts, are evaluated in the
/// same order where it is known; over joins and groups in any.
struct ProgramOrder {
  let context: PlanningContext

  func arranged(_ tree: Operator) throws(SQLError) -> Operator {
    guard context.callsPrograms || context.callsSequentially, !tree.isRowOfValues else {
      return tree
    }
    let tree = context.callsSequentially ? inKeyOrder(tree) : tree
    guard context.callsPrograms, tree.callsOfPrograms > 0 else { return tree }
    guard context.changingProgram != nil else { return callingLast(tree, where: \.callsProgram) }
    guard let found = project(of: tree, where: \.callsProgram),
      found.project.callsOfPrograms == tree.callsOfPrograms
    else {
      throw refused
    }
    var project = found.project
    if project.input.isOneGroup { return tree }
    guard let scan = project.input.onlyScan else { throw refused }
    let isSorted = (found.above + [project.input]).contains(where: \.containsSort)
    if !isSorted { project.input = try sorted(project.input, by: scan) }
    return found.above.contains(where: \.choosesRows)
      ? try lifted(project, over: found.above, where: \.callsProgram)
      : rebuilt(.project(project), below: found.above)
  }

  private func callingLast(_ tree: Operator, where calls: (Scalar) -> Bool) -> Operator {
    guard let (above, project) = project(of: tree, where: calls),
      above.contains(where: \.choosesRows)
    else { return tree }
    do throws(SQLError) {
      return try lifted(project, over: above, where: calls)
    } catch {
      return tree
    }
  }

  /// With the rows of functions that go on from row to row in the order of the statement, or of the primary key, in its
  /// subqueries and derived tables, too.
  ///
  /// A shard that is alone reads its rows in the order that it needs. A sort above by the primary key is the order in
  /// which the rows are read for its conditions.
  private func inKeyOrder(_ tree: Operator, for sort: [SortKey]? = nil) -> Operator {
    let tree = callingLast(tree, where: \.isSequential).mapScalars { scalar in
      guard scalar.containsSubquery else { return scalar }
      return scalar.map { part in
        guard case .subquery(var subquery) = part else { return part }
        subquery.query = inKeyOrder(subquery.query)
        return .subquery(subquery)
      }
    }
    let order: [SortKey]? =
      switch tree {
      case .sort(let sort): sort.keys
      case .filter, .project: sort
      default: nil
      }
    let arranged = tree.replacingInputs { inKeyOrder($0, for: order) }
    switch arranged {
    case .project, .filter, .sort, .window: break
    default: return arranged
    }
    guard arranged.scalars.contains(where: \.isSequential), let rows = arranged.inputs.first,
      let scan = rows.onlyScan, !rows.containsSort,
      scan.table.keyspace.shards.count > 1 || Self.isBackwards(sort, scan)
    else { return arranged }
    let ordered = sortedEarly(rows, by: scan, for: sort)
    return arranged.replacingInputs { _ in ordered }
  }

  /// The rows in the order of the primary key before a limit takes the first of them, or a projection leaves the key out.
  private func sortedEarly(
    _ rows: Operator,
    by scan: Operator.Scan,
    for sort: [SortKey]?
  ) -> Operator {
    let isLimit = if case .limit = rows { true } else { false }
    if !isLimit {
      do throws(SQLError) { return try sorted(rows, by: scan, for: sort) } catch _ {}
    }
    return rows.replacingInputs { sortedEarly($0, by: scan, for: sort) }
  }

  var refused: SQLError {
    SQLError(
      .unsupported,
      "the stored function \(context.changingProgram ?? "") changes more than its own variables, and in which "
        + "order it is called here is not known",
      hint: "it may be called where no table is read, and as an item of a query of one table"
    )
  }

  /// The topmost projection that calls functions, and the operators above it, the topmost first.
  private func project(
    of tree: Operator,
    where calls: (Scalar) -> Bool
  ) -> (above: [Operator], project: Operator.Project)? {
    var above: [Operator] = []
    var node = tree
    while true {
      if case .project(let project) = node, project.items.contains(where: { calls($0.value) }) {
        return (above, project)
      }
      switch node {
      case .project, .sort, .limit: above.append(node)
      default: return nil
      }
      guard let input = node.inputs.first else { return nil }
      node = input
    }
  }

  private static func key(of scan: Operator.Scan) -> [Operator.Scan.Column] {
    scan.table.table.primaryKey.compactMap { name in
      scan.columns.first { $0.name.lowercased() == name.lowercased() }
    }
  }

  /// Whether it is the order of the primary key, backwards.
  private static func isBackwards(_ sort: [SortKey]?, _ scan: Operator.Scan) -> Bool {
    let key = key(of: scan)
    guard let sort, !key.isEmpty, sort.count == key.count else { return false }
    return zip(sort, key).allSatisfy { $0.isDescending && $0.value.column?.id == $1.id }
  }

  /// The rows in the order of the primary key; backwards, if they are to be sorted so anyway.
  private func sorted(
    _ rows: Operator,
    by scan: Operator.Scan,
    for sort: [SortKey]? = nil
  ) throws(SQLError) -> Operator {
    let isBackwards = Self.isBackwards(sort, scan)
    let key = Self.key(of: scan)
    guard !key.isEmpty, key.count == scan.table.table.primaryKey.count,
      key.allSatisfy({ rows.outputIDs.contains($0.id) })
    else { throw refused }
    return .sort(
      Operator.Sort(
        rows,
        key.map { SortKey(.column(BoundColumn($0.id, $0.type)), descending: isBackwards) }
      )
    )
  }

  /// The projection above sorts and limits, which stand over the columns that it reads.
  private func lifted(
    _ project: Operator.Project,
    over above: [Operator],
    where calls: (Scalar) -> Bool
  ) throws(SQLError) -> Operator {
    let (calling, plain) = project.items.partitioned { calls($0.value) }
    var below = plain
    let outputs = project.input.outputs
    for column in calling.reduce(into: ColumnSet(), { $0.formUnion($1.value.columns) }) {
      guard let passed = outputs.first(where: { $0.id == column }) else { throw refused }
      if !below.contains(where: { $0.id == column }) {
        below.append(Operator.Project.Item(passing: passed))
      }
    }
    let called = ColumnSet(calling.map(\.id))
    guard
      above.allSatisfy({ node in
        if case .project = node { return false }
        return node.scalars.allSatisfy { $0.columns.isDisjoint(with: called) }
      })
    else { throw refused }
    let rows = rebuilt(.project(Operator.Project(project.input, below)), below: above)
    let items = project.items.map { item in
      called.contains(item.id)
        ? item : Operator.Project.Item(passing: BoundColumn(item.id, item.value.type))
    }
    return .project(Operator.Project(rows, items))
  }

  private func rebuilt(_ tree: Operator, below above: [Operator]) -> Operator {
    above.reversed().reduce(tree) { tree, node in node.replacingInputs { _ in tree } }
  }
}

extension Operator {
  /// How many calls of stored functions that the engine runs it makes, in its subqueries too.
  fileprivate var callsOfPrograms: Int {
    var count = 0
    walkIncludingSubqueries { node in
      count += node.scalars.reduce(0) { $0 + $1.callsOfPrograms }
    }
    return count
  }

  /// Whether it is one row that no table stands behind.
  fileprivate var isRowOfValues: Bool {
    switch self {
    case .values(let values): values.rows.count == 1
    case .project, .filter, .sort, .limit:
      !scalars.contains(where: \.containsSubquery) && !anyInput { !$0.isRowOfValues }
    default: false
    }
  }

  /// Whether it is the one row of an aggregation without groups.
  fileprivate var isOneGroup: Bool {
    switch self {
    case .aggregate(let aggregate): aggregate.groups.isEmpty && !aggregate.hasRollup
    case .project, .filter: inputs.first?.isOneGroup ?? false
    default: false
    }
  }

  /// The table whose rows, some of them, these are.
  fileprivate var onlyScan: Scan? {
    switch self {
    case .scan(let scan): scan
    case .project, .filter, .sort, .limit: inputs.first?.onlyScan
    default: nil
    }
  }

  fileprivate var containsSort: Bool {
    contains { if case .sort = $0 { true } else { false } }
  }

  /// Whether it is a sort or a limit.
  fileprivate var choosesRows: Bool {
    switch self {
    case .sort, .limit: true
    default: false
    }
  }
}

extension Operator.Project {
  fileprivate var callsOfPrograms: Int { items.reduce(0) { $0 + $1.value.callsOfPrograms } }
}

extension Scalar {
  fileprivate var callsOfPrograms: Int {
    var count = 0
    walk { part in
      if case .call(let call) = part, case .program = call.operation { count += 1 }
    }
    return count
  }
}
