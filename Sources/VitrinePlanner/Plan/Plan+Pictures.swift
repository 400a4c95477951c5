extension Plan {
  /// The plan as a Mermaid flowchart, rows flowing upward.
  public func mermaid(_ printing: PlanPrinting = PlanPrinting()) -> String {
    var lines = ["flowchart BT"]
    var count = 0
    outline(printing).appendNodes(to: &lines, count: &count, printing)
    return lines.joined(separator: "\n")
  }

  /// The plan as nested lists of HTML, without a page around them.
  public func html(_ printing: PlanPrinting = PlanPrinting()) -> String {
    "<ul class=\"plan\">\n" + outline(printing).listItem(indent: "  ", printing) + "</ul>\n"
  }
}

extension PlanOutline {
  /// Adds this step's node and all below it; gives its number.
  @discardableResult
  fileprivate func appendNodes(
    to lines: inout [String],
    count: inout Int,
    _ printing: PlanPrinting
  ) -> Int {
    let number = count
    count += 1
    let label = Self.escaped(line(showingReason: printing.showsReasons))
    lines.append("  n\(number)[\"\(label)\"]")
    for input in inputs {
      let below = input.appendNodes(to: &lines, count: &count, printing)
      lines.append("  n\(below) --> n\(number)")
    }
    return number
  }

  fileprivate func listItem(indent: String, _ printing: PlanPrinting) -> String {
    var text = indent + "<li><b>\(Self.escaped(name))</b>"
    if !summary.isEmpty { text += " \(Self.escaped(summary))" }
    if printing.showsReasons, !reason.isEmpty { text += " <i>\(Self.escaped(reason))</i>" }
    if let query { text += " <code>\(Self.escaped(query))</code>" }
    guard !inputs.isEmpty else { return text + "</li>\n" }
    text += "\n\(indent)  <ul>\n"
    for input in inputs { text += input.listItem(indent: indent + "    ", printing) }
    return text + "\(indent)  </ul>\n\(indent)</li>\n"
  }

  /// What HTML, and a quoted label of Mermaid, would take for more than text.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
