extension QueryGenerator {
  /// A window function whose value is of the kind; its frame does not depend on the order of peers.
  mutating func window(_ kind: ValueKind, _ scope: Scope) -> String {
    let part = column(ValueKind.any(&random), scope) ?? "1"
    let partition = random.chance(60) ? "PARTITION BY \(part)" : ""
    if random.chance(30), let ordered = orderedWindow(kind, scope, partition) { return ordered }
    if random.chance(25), let ranged = rangedWindow(kind, scope, partition) { return ranged }
    let order = "ORDER BY " + (column(ValueKind.any(&random), scope) ?? "1")
    let over = [partition, random.chance(60) ? order : ""].filter { !$0.isEmpty }
    if kind == .integer, random.chance(50) {
      let function = random.pick(["RANK", "DENSE_RANK"])
      return "\(function)() OVER (\([partition, order].joined(separator: " ")))"
    }
    if kind == .double, random.chance(40) {
      let function = random.pick(["PERCENT_RANK", "CUME_DIST"])
      return "\(function)() OVER (\([partition, order].joined(separator: " ")))"
    }
    return "\(windowAggregate(kind, scope)) OVER (\(over.joined(separator: " ")))"
  }

  private mutating func windowAggregate(_ kind: ValueKind, _ scope: Scope) -> String {
    switch kind {
    case .integer: return "COUNT(\(column(.integer, scope) ?? "*"))"
    case .decimal: return "SUM(\(column(.decimal, scope) ?? "1.5"))"
    case .double: return "SUM(\(column(.double, scope) ?? "1e0"))"
    default: return "\(random.pick(["MIN", "MAX"]))(\(column(kind, scope) ?? literal(kind)))"
    }
  }

  /// A function that depends on the order of the rows, over one table by its key.
  private mutating func orderedWindow(
    _ kind: ValueKind,
    _ scope: Scope,
    _ partition: String
  ) -> String? {
    guard scope.sources.count == 1, let source = scope.sources.first,
      let table = GeneratedSchema.tables.first(where: { $0.name == source.table }),
      !table.key.isEmpty
    else { return nil }
    let direction = random.pick(["", "", " DESC"])
    let keys = table.key.map { "\(source.alias).\($0)\(direction)" }.joined(separator: ", ")
    let leading = random.chance(40) ? (column(ValueKind.any(&random), scope) ?? "1") + ", " : ""
    let order = "\(partition) ORDER BY \(leading)\(keys)"
    let value = column(kind, scope) ?? literal(kind)
    if kind == .integer, random.chance(40) {
      return "\(random.pick(["ROW_NUMBER()", "NTILE(3)"])) OVER (\(order))"
    }
    switch random.below(4) {
    case 0: return "LAG(\(value), \(random.below(3))) OVER (\(order))"
    case 1: return "LEAD(\(value)) OVER (\(order))"
    case 2:
      return "\(random.pick(["FIRST_VALUE", "LAST_VALUE"]))(\(value)) OVER (\(order)\(frame()))"
    default: return "\(windowAggregate(kind, scope)) OVER (\(order)\(frame()))"
    }
  }

  /// An aggregate of the rows that are near in a column, which does not depend on the order of peers.
  private mutating func rangedWindow(
    _ kind: ValueKind,
    _ scope: Scope,
    _ partition: String
  ) -> String? {
    let key = random.pick([ValueKind.integer, .decimal, .date, .moment, .span])
    guard let column = column(key, scope) else { return nil }
    let isTime = key == .date || key == .moment || key == .span
    let months = key == .span ? [] : ["INTERVAL 1 MONTH", "INTERVAL '1-1' YEAR_MONTH"]
    let distances =
      isTime
      ? months + [
        "INTERVAL 3 DAY", "INTERVAL 36 HOUR", "INTERVAL '1:30' MINUTE_SECOND", "INTERVAL 2 WEEK",
      ]
      : ["1", "2", "0", "10"]
    let start = random.pick(["UNBOUNDED", random.pick(distances)]) + " PRECEDING"
    let end = random.pick(["CURRENT ROW", random.pick(distances) + " FOLLOWING"])
    let direction = random.pick(["", " DESC"])
    return "\(windowAggregate(kind, scope)) OVER (\(partition) ORDER BY \(column)\(direction) "
      + "RANGE BETWEEN \(start) AND \(end))"
  }

  private mutating func frame() -> String {
    random.pick([
      "", " ROWS UNBOUNDED PRECEDING", " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
      " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
      " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
    ])
  }
}
