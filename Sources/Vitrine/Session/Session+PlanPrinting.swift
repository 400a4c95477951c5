public import VitrinePlanner
import VitrineSQL
import VitrineSharding

extension Session {
  /// How to print a statement's plan with all that is known of it before it runs: the shards that its
  /// own values choose.
  ///
  /// A step whose shards depend on parameters, on rows of other steps or on a lookup table is printed
  /// without.
  public func printing(of plan: Plan, sql: String) -> PlanPrinting {
    var printing = PlanPrinting()
    let literals =
      Normalizer.normalize(sql, mode: parserMode)?.values(in: sql, mode: parserMode) ?? []
    let values = values(of: StatementInput(text: sql), literals, settings(isWriting: false))
    let snapshot = self.snapshot
    for (node, step) in plan.root.numbered {
      guard let route = step.writtenOrReadRoute else { continue }
      printing.shards[node] = Self.shards(of: route, values, snapshot)
    }
    return printing
  }

  /// The names of the shards that a route asks whatever the rows are; nil where only a run tells, and
  /// where it is all of them or any.
  private static func shards(
    of route: Primitive.Route,
    _ values: StatementValues,
    _ snapshot: ClusterSnapshot
  ) -> [String]? {
    guard !["Scatter", "Unsharded", "Reference", "Next", "DBA", "None"].contains(route.variant),
      route.vindex?.lookup == nil, route.vindex == nil || !route.values.isEmpty,
      route.values.allSatisfy(\.isKnownBeforehand),
      let keyspace = try? snapshot.shards(of: route.keyspace),
      let positions = try? ShardRouter(keyspace: keyspace, values: values).shards(for: route)
    else { return nil }
    return positions.map { keyspace.stores[$0].name }
  }
}

extension Primitive {
  /// The steps with their places in the tree, parents before their inputs, from 0: the numbers by which
  /// a run counts them.
  var numbered: [(node: Int, step: Primitive)] {
    var steps: [Primitive] = []
    collect(into: &steps)
    return Array(steps.enumerated()).map { (node: $0.offset, step: $0.element) }
  }

  private func collect(into steps: inout [Primitive]) {
    steps.append(self)
    for input in inputs { input.collect(into: &steps) }
  }

  /// The route of a step that asks shards by itself.
  var writtenOrReadRoute: Route? {
    switch self {
    case .route(let route): route.keyspace.isEmpty ? nil : route
    case .update(let step): step.source == nil ? step.route : nil
    case .delete(let step): step.source == nil ? step.route : nil
    default: nil
    }
  }
}

extension RoutingValue {
  /// Whether the statement's text and the session have it already.
  fileprivate var isKnownBeforehand: Bool {
    switch self {
    case .source(let source): source.isKnownBeforehand
    case .expression(let query, _):
      query.tables.isEmpty && query.parameters.allSatisfy(\.isKnownBeforehand)
    case .tuple(let members), .list(let members): members.allSatisfy(\.isKnownBeforehand)
    case .slotColumn: false
    }
  }
}

extension ParameterSource {
  fileprivate var isKnownBeforehand: Bool {
    switch self {
    case .literal, .constant, .variable: true
    case .parameter, .slot: false
    }
  }
}
