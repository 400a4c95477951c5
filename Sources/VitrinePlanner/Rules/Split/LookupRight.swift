import VitrineSQL
import VitrineSharding

extension Rule {
  /// Asks the right side of a join for the keys of the left rows, batch by batch, instead of reading
  /// it whole.
  ///
  ///     Join a.x = b.id ├─ Route a └─ Route Scatter b
  ///       ⇒   LookupJoin a.x = b.id ├─ Route a └─ Route EqualUnique b
  ///
  /// Applies when the keys lead to fewer shards than the right side asks by itself. An outer join must
  /// have no other condition between the sides; those of an inner join are checked above.
  static let lookupJoin = Rule("lookup-join") { tree, context throws(SQLError) in
    guard case .join(let join) = tree, !join.isLateral, case .route(let right) = join.right,
      join.left.canBePhysical,
      let lookup = LookupRight(join, right, context)
    else { return nil }
    return Rewrite(
      lookup.result,
      "the right side is asked for the left rows' keys: \(lookup.right.routing.reason)"
    )
  }
}

/// The parts of a lookup join.
private struct LookupRight {
  let join: Operator.Join
  private(set) var right: Operator.Route
  private var keys: [BoundColumn] = []
  private var echoes: [BoundColumn] = []
  private var residual: [Scalar] = []

  init?(_ join: Operator.Join, _ right: Operator.Route, _ context: PlanningContext) {
    self.join = join
    self.right = right
    guard case .scatter = right.routing.variant else { return nil }
    guard collect(context) else { return nil }
    if join.kind == .left && !residual.isEmpty { return nil }
    guard attach(context) else { return nil }
  }

  /// Splits the conditions into keys and others.
  private mutating func collect(_ context: PlanningContext) -> Bool {
    let leftColumns = join.left.outputIDs
    for predicate in join.predicates {
      guard case .call(let call) = predicate, call.operation == .equal,
        case .column(let first)? = call.arguments.first,
        case .column(let second)? = call.arguments.last
      else {
        residual.append(predicate)
        continue
      }
      let isOrdered = leftColumns.contains(first.id) && !leftColumns.contains(second.id)
      let isReversed = leftColumns.contains(second.id) && !leftColumns.contains(first.id)
      guard isOrdered || isReversed else {
        residual.append(predicate)
        continue
      }
      keys.append(isOrdered ? first : second)
      matches.append(isOrdered ? second : first)
    }
    return !keys.isEmpty
  }

  private var matches: [BoundColumn] = []

  /// Chooses the shards by the keys; false when they do not help.
  private mutating func attach(_ context: PlanningContext) -> Bool {
    var probe = right.locality
    probe.add(
      zip(matches, keys).enumerated().map { index, pair in
        .equal(.column(pair.0), .slot(-1 - index, pair.1.type))
      }
    )
    let routing = RoutingChoice.choose(for: probe, context: context)
    guard routing.variant == .equalUnique || routing.variant == .equal else { return false }
    let input = Operator.Input(
      name: "keys",
      columns: keys.map { context.makeColumn("key", $0.type) }
    )
    echoes = input.columns
    let conditions = zip(matches, echoes).map { Scalar.equal(.column($0), .column($1)) }
    right.input = .join(
      Operator.Join(.inner, .input(input), right.input, on: conditions)
    )
    right.routing = routing
    right.routing.values = routing.values.map { value in
      guard case .slot(let slot, _) = value, keys.indices.contains(-1 - slot) else { return value }
      return .column(keys[-1 - slot])
    }
    right.routing.reason = "each key goes to its shard via \(routing.vindex?.name ?? "a vindex")"
    return true
  }

  var result: Operator {
    let lookup = Operator.lookupJoin(
      Operator.LookupJoin(
        kind: join.kind,
        left: join.left,
        right: right,
        keys: keys,
        echoes: echoes
      )
    )
    return lookup.filtered(by: residual)
  }
}

extension Operator {
  /// Whether the engine can run it without the coordinator's SQL, or with it: anything but a tree
  /// that reads columns of enclosing queries.
  fileprivate var canBePhysical: Bool { freeColumns.isEmpty }
}
