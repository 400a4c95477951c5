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
/// Does not apply to an outer join, to a reference table beside a sharded one, nor to values that read a
/// partner's columns or, by a subquery, the table that is being written.
struct DirectRoute {
  private(set) var routing: Routing
  private(set) var conditions: [Scalar] = []
  private(set) var order: [SortKey] = []
  private(set) var limit: Scalar?
  /// The values to assign, their subqueries settled.
  private(set) var values: [Scalar] = []
  private let target: Operator.Scan
  private let context: PlanningContext

  init?(
    _ rows: Operator,
    _ target: Operator.Scan,
    _ values: [Scalar],
    _ context: PlanningContext
  ) throws(SQLError) {
    let columns = target.columns.map { BoundColumn($0.id, $0.type) }
    let tree = try RuleDriver(context: context).planTree(rows, columns: columns)
    guard case .route(let route) = tree, Self.allShardsAgree(on: target, route) else { return nil }
    self.target = target
    self.context = context
    routing = route.routing
    guard find(route.input), try settle(values, on: route) else { return nil }
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
      guard limit == nil || conditions.isEmpty else { return false }
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
    case .join(let join) where join.kind == .inner && !join.isLateral:
      return order.isEmpty && limit == nil && findPartners(join)
    default: return false
    }
  }

  /// Makes the other tables of a join a condition on this one's rows.
  private mutating func findPartners(_ join: Operator.Join) -> Bool {
    let group = JoinGroup(join)
    var partners = group.members
    guard
      let position = partners.firstIndex(where: { !$0.outputIDs.isDisjoint(with: ownColumns) })
    else { return false }
    let (own, shared) = (conditions + group.predicates).partitioned { $0.reads(only: ownColumns) }
    conditions = own
    guard find(partners.remove(at: position)), let first = partners.first else { return false }
    let tree = partners.dropFirst().reduce(first) { tree, partner in
      .join(Operator.Join(.inner, tree, partner, on: []))
    }
    let query = tree.filtered(by: shared)
    var partner = Subquery(
      id: context.makeSubqueryID(),
      kind: .exists,
      query: query,
      columns: [],
      type: .boolean,
      outerColumns: query.freeColumns
    )
    partner.isLocal = true
    partner.isSettled = true
    conditions.append(.subquery(partner))
    return partner.outerColumns.isSubset(of: ownColumns)
  }

  // MARK: Values

  /// Settles the values' subqueries on the shard of the row; false where one needs other shards.
  private mutating func settle(
    _ values: [Scalar],
    on route: Operator.Route
  ) throws(SQLError) -> Bool {
    let settlement = SubquerySettlement(route: route, context: context)
    for value in values {
      let settled =
        value.containsSubquery ? try settlement.settle(value, isCondition: false) : value
      guard settled.reads(only: ownColumns), !settled.containsUnsettledSubquery,
        target.table.keyspace.isPlanOnly || !settled.readsTable(target.table.address)
      else { return false }
      self.values.append(settled)
    }
    return true
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
