import VitrinePlanner

/// Where a plan's texts go, a line for each route, without the rest of the plan.
enum RouteSentence {
  static func text(for plan: Plan) -> String {
    let lines = lines(of: plan.outline())
    return lines.isEmpty ? "no shard is asked" : lines.joined(separator: "\n")
  }

  /// A step with a query of its own is one that asks shards.
  private static func lines(of outline: PlanOutline) -> [String] {
    var lines: [String] = []
    if outline.query != nil {
      let reason = outline.reason.isEmpty ? "" : ": \(outline.reason)"
      lines.append("\(outline.name) \(outline.summary)\(reason)")
    }
    return lines + outline.inputs.flatMap { self.lines(of: $0) }
  }
}
