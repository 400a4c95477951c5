import VitrineSQL
import VitrineSharding

/// A write that the shards do by themselves: which are asked, and by what they find the rows.
///
/// The rows are one table's, met by conditions that each shard evaluates. Tables that the written one is
/// joined with on the same shards become a condition that a partner exists:
///
///     DELETE u FROM users u JOIN orders o ON o.user_id = u.id WHERE o.status = 'x'
///       ⇒  DELETE FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id AND …)
///
/// An outer join that keeps the written table's rows is such a condition only where WHERE reads the other side;
/// one that adds NULLs in their place adds nothing that is written. A value of the one partner that a row
/// can have is looked up there.
///
/// Does not apply to a reference table beside a sharded one, nor to values that read one of several
/// partners or, by a subquery, the table that is being written.
struct DirectRoute {
  private(set) var routing: Routing
  private(set) var conditions: [Scalar] = []
  private(set) var order: [SortKey] = []
  private(set) var limit: Scalar?
  /// The values to assign, their subqueries settled.
  private(set) var values: [Scalar] = []
  /// The rows that stand beside one row of the table, of whose columns it reads those that it shares.
  private var partners: Operator?
  private let target: Operator.Scan
  private let context: PlanningContext

  init?(
    _ rows: Operator,
    _ target: Operator.Scan,
    _ assignments: [SQLiteRenderer.Assignment],
    _ context: PlanningContext
  ) throws(SQLError) {
    let own = ColumnSet(target.columns.map(\.id))
    let values = assignments.map(\.value)
    let read = values.reduce(into: own) { $0.formUnion($1.columns) }
    let outer = rows.limitOfNamedShards(target, context)
    let tree = try RuleDriver(context: context).planTree(
      (outer?.rows ?? rows).unsorted(own).joining(own),
      columns: read.map(context.column)
    )
    guard case .route(let route) = tree, Self.allShardsAgree(on: target, route) else { return nil }
    self.target = target
    self.context = context
    routing = route.routing
    // MySQL changes rows in order, the shards in any.
    let isOrdered = context.callsSequentially && rows.contains { $0.isSort }
    guard find(route.input), try settle(values, on: route),
      !isOrdered || !self.values.contains(where: \.isSequential),
      !writesCopies || !conditions.contains(where: \.isRandomInside)
    else { return nil }
    if let outer { (limit, order) = (outer.count, outer.order) }
    guard choosesPartnersByOldValues(assignments) else { return nil }
  }

  /// Whether no value of a partner comes after an assignment to what chooses the partner: later values see
  /// earlier ones.
  private func choosesPartnersByOldValues(_ assignments: [SQLiteRenderer.Assignment]) -> Bool {
    guard let partners else { return true }
    let choosing = partners.freeColumns
    var assigned = ColumnSet()
    for assignment in assignments {
      let isOwn = assignment.value.reads(only: ownColumns)
      guard isOwn || assigned.isDisjoint(with: choosing) else { return false }
      assigned.insert(assignment.id)
    }
    return true
  }

  /// Whether the copies of a reference table lose and change the same rows on every shard: each shard
  /// has but its own of the rows that a sharded partner has.
  private static func allShardsAgree(on target: Operator.Scan, _ route: Operator.Route) -> Bool {
    !target.table.placement.isReference
      || route.locality.tables.allSatisfy { $0.table.placement.isReference }
  }

  private var ownColumns: ColumnSet { ColumnSet(target.columns.map(\.id)) }

  // MARK: Rows

  /// Takes the operators above the table apart; false where they are more than conditions on its rows.
  private mutating func find(_ tree: Operator) -> Bool {
    switch tree {
    case .scan: return conditions.allSatisfy { $0.reads(only: ownColumns) }
    case .filter(let filter):
      conditions += filter.predicates
      return find(filter.input)
    case .sort(let sort):
      guard order.isEmpty, conditions.isEmpty else { return false }
      order = sort.keys
      return find(sort.input)
    case .limit(let limit):
      guard self.limit == nil, order.isEmpty, conditions.isEmpty, limit.offset == nil
      else { return false }
      self.limit = limit.count
      return find(limit.input)
    case .join(let join) where !join.isLateral && order.isEmpty && limit == nil:
      return join.kind == .inner ? findPartners(join) : findOptionalPartners(join)
    default: return false
    }
  }

  /// Makes the other tables of a join a condition on this one's rows.
  private mutating func findPartners(_ join: Operator.Join) -> Bool {
    let group = JoinGroup(join)
    var partners = group.members
    guard let position = partners.firstIndex(where: isTarget) else { return false }
    let (own, shared) = (conditions + group.predicates).partitioned { $0.reads(only: ownColumns) }
    conditions = own
    guard find(partners.remove(at: position)), let first = partners.first else { return false }
    let tree = partners.dropFirst().reduce(first) { tree, partner in
      .join(Operator.Join(.inner, tree, partner, on: []))
    }
    let rows = tree.filtered(by: shared)
    self.partners = self.partners ?? rows
    return exist(rows)
  }

  /// Whether it has the table's columns, or is the table where none is read.
  private func isTarget(_ tree: Operator) -> Bool {
    let own = ownColumns
    if !own.isEmpty { return !tree.outputIDs.isDisjoint(with: own) }
    guard case .scan(let scan) = tree else { return false }
    return scan.alias == target.alias && scan.table.address == target.table.address
  }

  /// Makes what WHERE says of the other side of an outer join a condition on this one's rows.
  private mutating func findOptionalPartners(_ join: Operator.Join) -> Bool {
    guard !ownColumns.isEmpty else { return false }
    let (own, shared) = conditions.partitioned { $0.reads(only: ownColumns) }
    let alone = ownColumns
    guard join.right.outputIDs.isDisjoint(with: alone) else { return false }
    let rows = Operator.join(join).map { node in
      guard case .scan(let scan) = node, scan.columns.contains(where: { alone.contains($0.id) })
      else { return node }
      return .values(.dual)
    }.filtered(by: shared)
    conditions = own
    partners = partners ?? rows
    if shared.isEmpty { return find(join.left) }
    return exist(rows) && (join.left.readsOneTable ? find(join.left) : true)
  }

  /// Adds the condition that there are such rows; false where that does not follow from the table's row.
  private mutating func exist(_ rows: Operator) -> Bool {
    let partner = subquery(.exists, rows, [], .boolean)
    conditions.append(.subquery(partner))
    return partner.outerColumns.isSubset(of: ownColumns)
  }

  /// A subquery that the shard of the row answers.
  private func subquery(
    _ kind: Subquery.Kind,
    _ query: Operator,
    _ columns: [BoundColumn],
    _ type: MySQLType
  ) -> Subquery {
    var subquery = Subquery(
      id: context.makeSubqueryID(),
      kind: kind,
      query: query,
      columns: columns,
      type: type,
      outerColumns: query.freeColumns
    )
    subquery.isLocal = true
    subquery.isSettled = true
    return subquery
  }

  // MARK: Values

  /// Whether each shard has a copy of the row, which are to stay the same.
  private var writesCopies: Bool {
    let table = target.table
    return table.placement.isReference && !table.keyspace.isPlanOnly
      && table.keyspace.shards.count > 1
  }

  /// Settles the values' subqueries on the shard of the row; false where one needs other shards.
  private mutating func settle(
    _ values: [Scalar],
    on route: Operator.Route
  ) throws(SQLError) -> Bool {
    let settlement = SubquerySettlement(route: route, context: context)
    for value in values.map(lookingUpPartners) {
      let settled =
        value.containsSubquery ? try settlement.settle(value, isCondition: false) : value
      guard settled.reads(only: ownColumns), settled.canRunOnShards,
        !context.callsSequentially || !settled.isSequential
          || route.isSingleShard(context) && !settled.isRandom,
        !writesCopies || !settled.isRandomInside,
        target.table.keyspace.isPlanOnly || !settled.readsTable(target.table.address)
      else { return false }
      self.values.append(settled)
    }
    return true
  }
}

extension DirectRoute {
  /// The value with the columns of the row's one partner looked up; as it is where there may be several, of
  /// which MySQL takes the first that it meets.
  private func lookingUpPartners(_ value: Scalar) -> Scalar {
    let others = value.columns.subtracting(ownColumns)
    guard !others.isEmpty, !value.containsSubquery, let partners,
      target.table.keyspace.isPlanOnly || partners.isOneRow(for: ownColumns)
    else { return value }
    var found: [ColumnID: Scalar] = [:]
    for column in others.map(context.column) where partners.outputIDs.contains(column.id) {
      let query = Operator.limit(
        Operator.Limit(
          .project(Operator.Project(partners, [Operator.Project.Item(passing: column)])),
          count: .one,
          offset: nil
        )
      )
      found[column.id] = .subquery(subquery(.scalar, query, [column], column.type))
    }
    return value.substitute(found)
  }
}

extension Operator {
  /// The limit of a write to shards that the statement names, and the rows below it: without DDL, where nothing is
  /// executed, each of them takes it, as in Vitess.
  fileprivate func limitOfNamedShards(
    _ target: Scan,
    _ context: PlanningContext
  ) -> (rows: Operator, order: [SortKey], count: Scalar?)? {
    guard target.table.keyspace.isPlanOnly, case .limit(let limit) = self, limit.offset == nil,
      (target.table.destination ?? context.options.destination) != nil
    else { return nil }
    guard case .sort(let sort) = limit.input else { return (limit.input, [], limit.count) }
    return (sort.input, sort.keys, limit.count)
  }

  fileprivate var isSort: Bool {
    if case .sort = self { true } else { false }
  }

  /// The rows without an order that only tells which is written first: all are, or none.
  fileprivate func unsorted(_ own: ColumnSet) -> Operator {
    guard case .sort(let sort) = self, sort.keys.allSatisfy({ $0.value.reads(only: own) }),
      !sort.keys.contains(where: { $0.value.containsSubquery })
    else { return self }
    return sort.input
  }

  /// The rows that have columns of a table's own, which are all that a write of it can find: an outer join that
  /// may have NULLs in their place is an inner one.
  fileprivate func joining(_ own: ColumnSet) -> Operator {
    switch self {
    case .filter(var filter):
      filter.input = filter.input.joining(own)
      return .filter(filter)
    case .join(var join):
      if join.right.outputIDs.isDisjoint(with: own) {
        join.left = join.left.joining(own)
      } else {
        join.kind = .inner
        join.right = join.right.joining(own)
      }
      return .join(join)
    default: return self
    }
  }

  /// Whether it has one row at most for each value of the columns: it reads a single table, and a key of that
  /// equals them.
  func isOneRow(for columns: ColumnSet) -> Bool {
    var scans: [Scan] = []
    var predicates: [Scalar] = []
    var isPlain = true
    walk { node in
      switch node {
      case .scan(let scan): scans.append(scan)
      case .filter(let filter): predicates += filter.predicates
      case .join(let join): predicates += join.predicates
      case .values: break
      default: isPlain = false
      }
    }
    guard isPlain, scans.count == 1, let scan = scans.first else { return false }
    return predicates.contains { predicate in
      guard case .call(let call) = predicate, call.operation == .equal,
        let first = call.arguments.first, let second = call.arguments.last,
        first.type.kind == second.type.kind, first.type.collation == second.type.collation
      else { return false }
      return first.isKey(of: scan) && second.reads(only: columns)
        || second.isKey(of: scan) && first.reads(only: columns)
    }
  }
}

extension Scalar {
  /// Whether it is a column of which no two of the table's rows have the same value.
  fileprivate func isKey(of scan: Operator.Scan) -> Bool {
    guard let column, let own = scan.columns.first(where: { $0.id == column.id }) else {
      return false
    }
    return scan.table.table.isUnique(own.name)
  }
}

extension Scalar {
  /// Whether a subquery inside it reads the table.
  func readsTable(_ address: TableAddress) -> Bool {
    containsSubquery(where: { subquery in
      var found = false
      subquery.query.walkIncludingSubqueries { node in
        if case .scan(let scan) = node, scan.table.address == address { found = true }
      }
      return found
    })
  }
}
