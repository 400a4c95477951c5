extension Printer {
  /// The expressions that look like calls.
  mutating func writeCall(_ expression: Expression) {
    switch expression {
    case .function(let node): write(node)
    case .cast(let node): write(node)
    case .convertUsing(let node):
      write("convert(")
      write(node.operand)
      write(" using ")
      write(charset: node.charset)
      write(")")
    case .collate(let node):
      write(node.operand, .primary)
      write(" collate ")
      write(charset: node.collation)
    case .interval(let node): write(node)
    case .extract(let node):
      write("extract(\(node.unit.rawValue) from ")
      write(node.operand)
      write(")")
    case .trim(let node): write(node)
    case .weightString(let node):
      write("weight_string(")
      write(node.operand)
      if let type = node.type {
        write(" as ")
        write(type)
      }
      write(")")
    case .match(let node): write(node)
    case .jsonValue(let node): write(node)
    default: break
    }
  }

  /// The name of a character set or collation, where `binary` and `default` need no quotes.
  mutating func write(charset: Identifier) {
    if charset.matches("binary") || charset.matches("default") {
      write(charset.text)
    } else {
      write(charset)
    }
  }

  mutating func write(_ node: Interval) {
    write("interval ")
    write(node.value)
    write(" \(node.unit.rawValue)")
  }

  private mutating func write(_ node: Cast) {
    write("cast(")
    write(node.operand)
    if let zone = node.timeZone {
      write(" at time zone ")
      write(zone)
    }
    write(" as ")
    write(node.type)
    write(" array", if: node.isArray)
    write(")")
  }

  private mutating func write(_ node: Trim) {
    write("trim(")
    if let side = node.side { write("\(side.rawValue) ") }
    if let removed = node.removed {
      write(removed)
      write(" ")
    }
    write("from ", if: node.side != nil || node.removed != nil)
    write(node.operand)
    write(")")
  }

  private mutating func write(_ node: MatchAgainst) {
    write("match(")
    list(node.columns) { $0.write($1) }
    write(") against (")
    write(node.pattern, .bitOr)
    if let modifier = node.modifier { write(" \(modifier.rawValue)") }
    write(")")
  }

  private mutating func write(_ node: JSONValue) {
    write("json_value(")
    write(node.document)
    write(", ")
    write(node.path)
    if let type = node.returning {
      write(" returning ")
      write(type)
    }
    write(onEmpty: node.onEmpty, onError: node.onError)
    write(")")
  }

  mutating func write(onEmpty: JSONResponse?, onError: JSONResponse?) {
    for (response, event) in [(onEmpty, "empty"), (onError, "error")] {
      switch response {
      case .error?: write(" error")
      case .null?: write(" null")
      case .value(let value)?:
        write(" default ")
        write(value, .bitOr)
      case nil: continue
      }
      write(" on \(event)")
    }
  }
}

// MARK: Ordinary calls
extension Printer {
  private mutating func write(_ call: FunctionCall) {
    if let schema = call.schema {
      write(schema)
      write(".")
    }
    write(functionName: call)
    write("(")
    if let word = call.leadingKeyword { write("\(word), ") }
    write("distinct ", if: call.isDistinct)
    write("*", if: call.isStar)
    write(expressions: call.arguments)
    write(callDetails: call)
    write(")")
    write(" from last", if: call.isFromLast)
    if let treatment = call.nullTreatment { write(" \(treatment.rawValue)") }
    if let over = call.over { write(over) }
  }

  private mutating func write(callDetails call: FunctionCall) {
    if !call.orderBy.isEmpty { write(orderBy: call.orderBy) }
    if let separator = call.separator {
      write(" separator ")
      write(separator)
    }
    if let limit = call.limit { write(limit) }
    if let charset = call.charset {
      write(" using ")
      write(charset: charset)
    }
  }

  /// The name, in backticks where the grammar would read a form of its own.
  private mutating func write(functionName call: FunctionCall) {
    let name = call.name.text
    if call.schema == nil {
      if Printer.specialForms.contains(name) || (name == "get_format" && call.leadingKeyword == nil)
        || (name.hasPrefix("timestamp") && name != "timestamp" && call.leadingKeyword == nil)
      {
        return write("`\(name)`")
      }
      if Printer.callableWords.contains(name) { return write(name) }
    }
    write(call.name)
  }

  /// Names whose calls have a grammar of their own.
  private static let specialForms: Set<String> = [
    "cast", "extract", "trim", "position", "weight_string", "json_value",
  ]

  /// Reserved words that are called in the ordinary way.
  private static let callableWords = Set(
    Keyword.allCases.filter { $0.isCallable || $0.isBareCall || $0 == .interval }.map(\.rawValue)
  )

  private mutating func write(_ over: WindowReference) {
    write(" over ")
    switch over {
    case .named(let name): write(name)
    case .specification(let window): write(window)
    }
  }

  mutating func write(_ window: WindowSpecification) {
    var parts: [String] = []
    if let base = window.base { parts.append(base.quotedIfNeeded) }
    if !window.partitionBy.isEmpty {
      parts.append("partition by " + Printer.print { $0.write(expressions: window.partitionBy) })
    }
    if !window.orderBy.isEmpty {
      parts.append("order by " + Printer.print { $0.write(terms: window.orderBy) })
    }
    if let frame = window.frame { parts.append(Printer.print { $0.write(frame) }) }
    write("(" + parts.joined(separator: " ") + ")")
  }

  private mutating func write(_ frame: WindowFrame) {
    write(frame.unit.rawValue)
    guard let end = frame.end else {
      write(" ")
      return write(frame.start)
    }
    write(" between ")
    write(frame.start)
    write(" and ")
    write(end)
  }

  private mutating func write(_ bound: FrameBound) {
    switch bound {
    case .unboundedPreceding: write("unbounded preceding")
    case .unboundedFollowing: write("unbounded following")
    case .currentRow: write("current row")
    case .preceding(let distance):
      write(distance: distance)
      write(" preceding")
    case .following(let distance):
      write(distance: distance)
      write(" following")
    }
  }

  /// A distance; what begins with a name could be taken for the word UNBOUNDED or CURRENT.
  private mutating func write(distance: Expression) {
    switch distance {
    case .literal, .interval, .parameter, .userVariable: write(distance, .bitOr)
    default: write("(\(distance.printed()))")
    }
  }
}
