import VitrineSQL
import VitrineSharding

/// Finds the steps of a plan that ask every shard for want of a vindex.
///
/// Writes to a reference table, which every shard holds whole, are none.
enum ScatterGuard {
  /// Refuses a scatter where the session does, and notes the reasons for a warning.
  static func check(
    _ plan: inout Plan,
    isAllowed: Bool,
    _ options: PlannerOptions
  ) throws(SQLError) {
    guard !isAllowed else { return }
    plan.scatters = plan.root.scatters
    guard options.refusesScatter, let reason = plan.scatters.first else { return }
    throw SQLError(
      .unsupported,
      "plan includes scatter, which is disallowed: \(reason)",
      hint: "add a condition on a vindex column, or the directive /*vt+ ALLOW_SCATTER */"
    )
  }
}

extension Primitive {
  /// Why each of its scatters is one.
  fileprivate var scatters: [String] {
    if case .route(let route) = self {
      return (route.isScatter ? [route.reason] : []) + (route.lookup?.scatters ?? [])
    }
    let own: [Route] =
      switch self {
      case .update(let step):
        step.source == nil && !step.table.placement.isReference ? [step.route] : []
      case .delete(let step):
        step.source == nil && !step.table.placement.isReference ? [step.route] : []
      default: []
      }
    return own.filter(\.isScatter).map(\.reason) + inputs.flatMap(\.scatters)
  }

  /// The steps directly below.
  package var inputs: [Primitive] {
    switch self {
    case .route(let route): route.lookup.map { [$0] } ?? []
    case .round: []
    case .recursion(let step): [step.seed, step.step]
    case .concatenate(let step): step.inputs
    case .mergeSort(let step): [step.input]
    case .mergeAggregate(let step): [step.input]
    case .limit(let step): [step.input]
    case .distinct(let step): [step.input]
    case .select(let step): [step.input]
    case .lookupJoin(let step): [step.left, .route(step.right)]
    case .coordinate(let step): step.primitives
    case .pullout(let step): step.items.map(\.primitive) + [step.input]
    case .insert(let step): step.source.map { [$0] } ?? []
    case .update(let step): (step.source ?? step.route.lookup).map { [$0] } ?? []
    case .delete(let step): (step.source ?? step.route.lookup).map { [$0] } ?? []
    case .session(let step): step.inputs
    }
  }
}

extension Primitive.Route {
  fileprivate var isScatter: Bool { variant == Routing.Variant.scatter.rawValue }
}
