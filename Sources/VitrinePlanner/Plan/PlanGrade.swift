import VitrineSQL

/// How much of a cluster a statement needs, the least first.
public enum PlanGrade: String, Sendable, Hashable, CaseIterable, Comparable {
  /// The gateway answers by itself.
  case noShard = "no shard"
  /// One shard, or one place without shards, answers whole.
  case singleShard = "single shard"
  /// The shards of some values.
  case fewShards = "few shards"
  /// Every shard, each for its own part.
  case scatter
  /// Rows of several routes meet in the gateway.
  case coordinated

  /// Whether the left needs less of the cluster than the right.
  public static func < (left: PlanGrade, right: PlanGrade) -> Bool {
    let order = allCases
    return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
  }
}

extension Plan {
  /// A plan in one line: its grade, how many routes it has, and why it is not better.
  public struct Summary: Sendable, Hashable {
    /// The worst of its parts.
    public var grade: PlanGrade
    /// How many steps ask shards.
    public var routes: Int
    /// The reason of the step that decides the grade, or the reasons of the worst steps that it brings together; empty
    /// where there is none.
    public var reason: String
  }

  /// What the plan costs at a glance.
  public var summary: Summary {
    var summary = Summary(grade: .noShard, routes: 0, reason: "")
    outline().walk { step in
      guard let grade = step.grade else { return }
      if step.asksShards { summary.routes += 1 }
      guard grade > summary.grade else { return }
      summary.grade = grade
      summary.reason = step.reason
      if step.reason.isEmpty { summary.reason = step.worstReasons.joined(separator: "; ") }
    }
    return summary
  }
}

extension PlanOutline {
  fileprivate func walk(_ visit: (PlanOutline) -> Void) {
    visit(self)
    // What is fed by a lookup is the lookup's own route.
    for input in name == Self.vindexLookup ? inputs.prefix(1) : inputs[...] { input.walk(visit) }
  }

  fileprivate var asksShards: Bool {
    variant != nil && (query != nil || name == Self.vindexLookup)
  }

  /// The reasons of the steps below that need most of the cluster, each once.
  fileprivate var worstReasons: [String] {
    var worst = PlanGrade.noShard
    var reasons: [String] = []
    walk { step in
      guard step.asksShards, let grade = step.grade, grade >= worst, !step.reason.isEmpty else {
        return
      }
      if grade > worst { (worst, reasons) = (grade, []) }
      if !reasons.contains(step.reason) { reasons.append(step.reason) }
    }
    return reasons
  }

  private var variant: String? {
    fields.first { $0.key == "Variant" }?.value.text
  }

  /// The grade of the step alone; nil for one that only passes rows on.
  fileprivate var grade: PlanGrade? {
    if ["Coordinate", "LookupJoin"].contains(name) {
      return inputs.count > 1 || name == "LookupJoin" ? .coordinated : nil
    }
    guard asksShards, let variant else { return nil }
    switch variant {
    case "EqualUnique", "Unsharded", "Reference", "Next", "DBA": return .singleShard
    case "Sharded" where summary.hasSuffix(", 1 row"): return .singleShard
    case "ByDestination" where namesOneShard: return .singleShard
    case "None": return .noShard
    case "Scatter": return .scatter
    default: return .fewShards
    }
  }
}
