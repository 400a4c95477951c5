extension Plan {
  /// The plan as a Mermaid flowchart, rows flowing upward.
  public func mermaid(_ printing: PlanPrinting = PlanPrinting()) -> String {
    var lines = ["flowchart BT"]
    outline(printing).walk { step, below in
      let label = Self.mermaidLabel(step.line(showingReason: printing.showsReasons))
      lines.append("  n\(step.picture)[\"\(label)\"]")
      for input in below { lines.append("  n\(input) --> n\(step.picture)") }
    }
    return lines.joined(separator: "\n")
  }

  /// The plan as a graph in the language of Graphviz, rows flowing upward.
  public func graphviz(_ printing: PlanPrinting = PlanPrinting()) -> String {
    var lines = ["digraph plan {", "  rankdir=BT;", "  node [shape=box];"]
    outline(printing).walk { step, below in
      let label = Self.graphvizLabel(step.line(showingReason: printing.showsReasons))
      lines.append("  n\(step.picture) [label=\"\(label)\"];")
      for input in below { lines.append("  n\(input) -> n\(step.picture);") }
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  /// The plan as nested lists of HTML, without a page around them.
  public func html(_ printing: PlanPrinting = PlanPrinting()) -> String {
    "<ul class=\"plan\">\n" + outline(printing).listItem(indent: "  ", printing) + "</ul>\n"
  }

  /// A statement and its plan, as a part of a page.
  public func htmlSection(
    of statement: String,
    _ printing: PlanPrinting = PlanPrinting()
  ) -> String {
    "<pre>\(statement.escapedForHTML)</pre>\n" + html(printing)
  }

  /// Mermaid writes entities with `#`, and takes nothing else of a quoted label for its own.
  private static func mermaidLabel(_ text: String) -> String {
    var label = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "#": label += "#35;"
      case "&": label += "#amp;"
      case "<": label += "#lt;"
      case ">": label += "#gt;"
      case "\"": label += "#quot;"
      default: label.unicodeScalars.append(scalar.isControl ? " " : scalar)
      }
    }
    return label
  }

  private static func graphvizLabel(_ text: String) -> String {
    var label = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "\"": label += "\\\(scalar)"
      case "\n": label += "\\n"
      default: label.unicodeScalars.append(scalar.isControl ? " " : scalar)
      }
    }
    return label
  }
}

extension PlanOutline {
  /// A step with its number in a picture.
  fileprivate struct Pictured {
    var outline: PlanOutline
    var picture: Int

    func line(showingReason: Bool) -> String { outline.line(showingReason: showingReason) }
  }

  /// Visits this step and all below it with the numbers of the steps directly below each, parents first.
  fileprivate func walk(_ visit: (Pictured, [Int]) -> Void) {
    var count = 0
    walk(&count, visit)
  }

  private func walk(_ count: inout Int, _ visit: (Pictured, [Int]) -> Void) {
    let number = count
    count += 1
    var numbers: [Int] = []
    var below: [(PlanOutline, Int)] = []
    for input in inputs {
      numbers.append(count)
      below.append((input, count))
      count += input.size
    }
    visit(Pictured(outline: self, picture: number), numbers)
    for (input, start) in below {
      var next = start
      input.walk(&next, visit)
    }
  }

  /// How many steps it and all below it are.
  private var size: Int { inputs.reduce(1) { $0 + $1.size } }

  fileprivate func listItem(indent: String, _ printing: PlanPrinting) -> String {
    var text = indent + "<li><b>\(name.escapedForHTML)</b>"
    let heading = heading(showingReason: printing.showsReasons)
    if !heading.isEmpty { text += " <span>\(heading.escapedForHTML)</span>" }
    if let price { text += " <i>\(price.escapedForHTML)</i>" }
    if let query { text += " <code>\(query.escapedForHTML)</code>" }
    guard !inputs.isEmpty else { return text + "</li>\n" }
    text += "\n\(indent)  <ul>\n"
    for input in inputs { text += input.listItem(indent: indent + "    ", printing) }
    return text + "\(indent)  </ul>\n\(indent)</li>\n"
  }
}

extension String {
  /// The text as HTML shows it; control characters, which HTML has not, become spaces.
  fileprivate var escapedForHTML: String {
    var escaped = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\n", "\t": escaped.unicodeScalars.append(scalar)
      default: escaped.unicodeScalars.append(scalar.isControl ? " " : scalar)
      }
    }
    return escaped
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}
