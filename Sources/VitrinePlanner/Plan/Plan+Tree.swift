extension Plan {
  /// The plan as a tree of lines, the last step of the execution first.
  ///
  ///     MergeSort total_spent DESC
  ///     └─ Route Scatter ecommerce (no vindex on users.email): SELECT …
  public func tree(_ printing: PlanPrinting = PlanPrinting()) -> String {
    outline(printing).tree(showingReasons: printing.showsReasons)
  }
}

extension PlanOutline {
  /// The outline and all below it, one line each, joined by box-drawing characters.
  package func tree(showingReasons: Bool) -> String {
    var lines: [String] = []
    append(to: &lines, first: "", rest: "", showingReasons: showingReasons)
    return lines.joined(separator: "\n")
  }

  private func append(
    to lines: inout [String],
    first: String,
    rest: String,
    showingReasons: Bool
  ) {
    lines.append(first + line(showingReason: showingReasons))
    for (index, input) in inputs.enumerated() {
      let isLast = index == inputs.count - 1
      input.append(
        to: &lines,
        first: rest + (isLast ? "└─ " : "├─ "),
        rest: rest + (isLast ? "   " : "│  "),
        showingReasons: showingReasons
      )
    }
  }
}
