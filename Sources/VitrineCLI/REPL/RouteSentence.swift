import VitrinePlanner

/// Where a plan's texts go, a line for each route, without the rest of the plan.
enum RouteSentence {
  /// The table and the values of `.route TABLE VALUE…`; nil for a statement.
  static func words(_ argument: String) -> [String]? {
    let words = argument.split { $0.isWhitespace || $0 == "," || $0 == ";" }.map(String.init)
    let verbs = ["select", "insert", "replace", "update", "delete", "with", "table", "values"]
    guard let first = words.first?.lowercased(), !first.hasPrefix("("), !first.hasPrefix("/*"),
      !verbs.contains(first)
    else { return nil }
    return words
  }

  static func text(for plan: Plan, _ printing: PlanPrinting = PlanPrinting()) -> String {
    let lines = lines(of: plan.outline(printing))
    return lines.isEmpty ? "no shard is asked" : lines.joined(separator: "\n")
  }

  /// A step with a query of its own is one that asks shards; a lookup tells why.
  private static func lines(of outline: PlanOutline) -> [String] {
    var lines: [String] = []
    if outline.query != nil || outline.name == PlanOutline.vindexLookup {
      var route = outline
      route.query = nil
      lines.append(route.line(showingReason: true))
    }
    return lines + outline.inputs.flatMap { self.lines(of: $0) }
  }
}
