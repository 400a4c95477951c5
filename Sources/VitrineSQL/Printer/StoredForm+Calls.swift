extension StoredForm {
  /// The expressions that look like calls.
  func call(_ expression: Expression) -> String {
    switch expression {
    case .function(let node): function(node)
    case .cast(let node): cast(node)
    case .convertUsing(let node): "convert(\(text(node.operand)) using \(node.charset.folded))"
    case .collate(let node): "(\(text(node.operand)) collate \(node.collation.folded))"
    case .extract(let node): "extract(\(node.unit.rawValue) from \(text(node.operand)))"
    case .trim(let node): trim(node)
    default: expression.printed()
    }
  }

  private func trim(_ node: Trim) -> String {
    let side = node.side.map { "\($0.rawValue) " } ?? ""
    let removed = node.removed.map { "\(text($0)) " } ?? ""
    let from = side.isEmpty && removed.isEmpty ? "" : "from "
    return "trim(\(side)\(removed)\(from)\(text(node.operand)))"
  }

  private func cast(_ node: Cast) -> String {
    guard node.timeZone == nil else { return Expression.cast(node).printed() }
    let type =
      node.isArray ? Printer.print { $0.write(node.type) } + " array" : Self.type(node.type)
    return "cast(\(text(node.operand)) as \(type))"
  }

  /// The type of a cast: texts with their character set, DECIMAL with its digits.
  private static func type(_ type: ColumnTypeSyntax) -> String {
    let length = type.length.map { "(\($0))" } ?? ""
    switch type.name {
    case "char", "nchar", "character":
      return "char\(length) charset \(type.charset?.lowercased() ?? "utf8mb4")"
    case "binary": return "char\(length) charset binary"
    case "decimal": return "decimal(\(type.length ?? "10"),\(type.scale ?? "0"))"
    default: return Printer.print { $0.write(type) }
    }
  }

  private func function(_ call: FunctionCall) -> String {
    let arguments = call.arguments
    switch (call.name.folded, arguments.count) {
    case ("mod", 2): return "(\(text(arguments[0])) % \(text(arguments[1])))"
    case ("isnull", 1): return "(\(text(arguments[0])) is null)"
    case ("date", 1): return "cast(\(text(arguments[0])) as date)"
    case ("time", 1): return "cast(\(text(arguments[0])) as time)"
    case ("date_add", 2), ("adddate", 2):
      return moved(arguments, "+") ?? ordinary(call)
    case ("date_sub", 2), ("subdate", 2):
      return moved(arguments, "-") ?? ordinary(call)
    default: return ordinary(call)
    }
  }

  /// `date_add(d, interval 1 day)` is `(d + interval 1 day)`; without INTERVAL days are meant.
  private func moved(_ arguments: Few<Expression>, _ sign: String) -> String? {
    guard arguments.count == 2 else { return nil }
    if case .interval = arguments[1] {
      return "(\(text(arguments[0])) \(sign) \(text(arguments[1])))"
    }
    return "(\(text(arguments[0])) \(sign) interval \(text(arguments[1])) day)"
  }

  private func ordinary(_ call: FunctionCall) -> String {
    if call.over == nil, let aggregate = aggregate(call) { return aggregate }
    let isPlain =
      call.schema == nil && !call.isStar && !call.isDistinct && call.over == nil
      && call.charset == nil && call.separator == nil && call.orderBy.isEmpty
    guard isPlain else { return Expression.function(call).printed() }
    let name = Self.names[call.name.folded] ?? call.name.folded
    let word = call.leadingKeyword.map { "\($0.uppercased())," } ?? ""
    return "\(name)(\(word)\(list(call.arguments)))"
  }

  /// `count(0)`, `sum(distinct a)`, and GROUP_CONCAT with what it is ordered and separated by.
  private func aggregate(_ call: FunctionCall) -> String? {
    let distinct = call.isDistinct ? "distinct " : ""
    switch call.name.folded {
    case "count" where call.isStar: return "count(0)"
    case "group_concat":
      let order = call.orderBy.map {
        "\(text($0.expression)) \($0.direction == .descending ? "DESC" : "ASC")"
      }
      let clause = order.isEmpty ? "" : " order by \(order.joined(separator: ","))"
      let separator = call.separator.map { Expression.literal($0).printed() } ?? "','"
      return "group_concat(\(distinct)\(list(call.arguments))\(clause) separator \(separator))"
    default:
      guard call.isDistinct else { return nil }
      return "\(call.name.folded)(\(distinct)\(list(call.arguments)))"
    }
  }

  /// The names under which MySQL keeps functions that have several.
  private static let names = [
    "ceil": "ceiling", "substring": "substr", "mid": "substr", "lcase": "lower", "ucase": "upper",
    "day": "dayofmonth", "current_timestamp": "now", "localtime": "now", "localtimestamp": "now",
    "current_date": "curdate", "current_time": "curtime", "character_length": "char_length",
    "octet_length": "length", "power": "pow", "sha1": "sha", "schema": "database",
    "session_user": "user", "system_user": "user",
  ]
}
