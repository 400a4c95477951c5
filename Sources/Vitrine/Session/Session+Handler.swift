import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// HANDLER: rows of one table in the order of a key, each found from the one before.
///
/// Every READ is a query for the rows behind the last one's key, so that it sees what has changed meanwhile, on
/// however many shards.
extension Session {
  func handle(_ statement: Handler, _ input: StatementInput) throws(SQLError) -> Result {
    switch statement.action {
    case .open(let alias): return try open(statement.table, as: alias)
    case .close:
      _ = try handler(statement.table)
      handlers[statement.table.name.folded] = nil
      return Result()
    case .read(let read):
      guard input.parameters.isEmpty else {
        throw SQLError(.unsupported, "placeholders in HANDLER are not supported", at: read.span)
      }
      var handler = try handler(statement.table)
      let result = try self.read(read, &handler)
      handlers[statement.table.name.folded] = handler
      return result
    }
  }

  private func open(_ name: TableName, as alias: Identifier?) throws(SQLError) -> Result {
    let alias = alias ?? name.name
    guard handlers[alias.folded] == nil else {
      throw SQLError(.notUniqueTable, "Not unique table/alias: '\(alias.text)'", at: name.span)
    }
    let table = try resolve(name)
    guard table.table.view == nil else {
      throw SQLError(
        .wrongObject,
        "'\(table.keyspace.name).\(table.table.name)' is not BASE TABLE",
        at: name.span
      )
    }
    let keyspace = (name.qualifier ?? target.keyspace.map { Identifier(text: $0) })
    let written = [keyspace, name.name].compactMap { $0?.quotedIfNeeded }.joined(separator: ".")
    handlers[alias.folded] = TableHandler(table: table, name: written, alias: alias)
    return Result()
  }

  /// The open table of a name; one that has been changed or dropped is closed.
  private func handler(_ name: TableName) throws(SQLError) -> TableHandler {
    if name.qualifier == nil, let handler = handlers[name.name.folded] {
      let current = try? catalog.resolve(
        table: handler.table.table.name,
        keyspace: handler.table.keyspace.name,
        default: nil
      )
      if current?.table == handler.table.table { return handler }
      handlers[name.name.folded] = nil
    }
    throw SQLError(
      .unknownTableName,
      "Unknown table '\(name.name.text)' in HANDLER",
      at: name.span
    )
  }

  // MARK: Reading

  private func read(
    _ read: HandlerRead,
    _ handler: inout TableHandler
  ) throws(SQLError) -> Result {
    let (parts, width) = try handler.key(of: read.index)
    if read.index?.folded != handler.index { handler.position = .none }
    handler.index = read.index?.folded
    guard read.key.count <= width else {
      throw SQLError(
        .tooManyKeyParts,
        "Too many key parts specified; max \(width) parts allowed",
        at: read.span
      )
    }
    let key = try read.key.mapTyped { (part) throws(SQLError) in try value(of: part) }
    for (part, value) in zip(parts, key)
    where part.isNumber && !value.type.isInteger && !value.value.isNull {
      throw handler.unsupported("an ENUM, SET, BIT or FLOAT key by anything but a whole number")
    }
    let search = handler.search(read.position, parts, key)
    let count = try read.limit.map { (limit) throws(SQLError) in try rowCount(limit.count) } ?? 1
    let offset = try read.limit?.offset.map { (offset) throws(SQLError) in try rowCount(offset) }
    let text = handler.query(search, parts, read.where, count: count, offset: offset ?? 0)
    var result = try dispatch(
      StatementInput(printed: text, parameters: search.condition?.values ?? [])
    )
    handler.move(result, search, parts.count, isFull: UInt64(result.rows.count) == count)
    result.columns.removeLast(min(parts.count, result.columns.count))
    for row in result.rows.indices {
      result.rows[row].removeLast(min(parts.count, result.rows[row].count))
    }
    return result
  }

  private func rowCount(_ expression: Expression) throws(SQLError) -> UInt64 {
    guard case .literal(let literal) = expression, case .integer(let digits) = literal.kind,
      let number = UInt64(digits)
    else {
      throw SQLError(.parseError, "LIMIT takes a whole number", at: expression.span)
    }
    return number
  }
}

extension TableHandler {
  /// Where rows are sought, and which way.
  struct Search {
    /// What their keys must meet; nil for all rows.
    var condition: KeyCondition?
    var isForward: Bool
    /// The values that were asked for with `=`.
    var exact: [TypedValue]?
  }

  /// What `FIRST`, `NEXT`, `= (1)` and their like look for.
  func search(_ word: String, _ parts: [KeyPart], _ key: [TypedValue]) -> Search {
    let isForward = !["prev", "last", "<", "<="].contains(word)
    let beyond = KeyCondition.beyond(parts, key, isForward: isForward)
    switch word {
    case "=":
      return Search(condition: .equal(parts, key), isForward: true, exact: key)
    case ">=", "<=":
      return Search(condition: .any([beyond, .equal(parts, key)]), isForward: isForward)
    case ">", "<": return Search(condition: beyond, isForward: isForward)
    case "next", "prev": return Search(condition: following(parts, isForward), isForward: isForward)
    default: return Search(condition: nil, isForward: isForward)
    }
  }

  /// What lies behind the place that was read last, or before it.
  private func following(_ parts: [KeyPart], _ isForward: Bool) -> KeyCondition? {
    switch position {
    case .none: nil
    case .row(let values), .gap(let values):
      KeyCondition.beyond(parts, values, isForward: isForward)
    case .afterLast: isForward ? KeyCondition(text: "FALSE", values: []) : nil
    case .beforeFirst: isForward ? nil : KeyCondition(text: "FALSE", values: [])
    }
  }

  /// The query for the rows, with their keys behind their columns.
  func query(
    _ search: Search,
    _ parts: [KeyPart],
    _ condition: Expression?,
    count: UInt64,
    offset: UInt64
  ) -> String {
    let items = [prefix + "*"] + parts.map(\.text)
    let conditions = [search.condition?.text, condition.map { "(\($0.printed()))" }]
      .compactMap(\.self)
    let order = parts.map { search.isForward ? $0.text : "\($0.text) DESC" }
    return "SELECT \(items.joined(separator: ", ")) FROM \(name) AS \(alias.quotedIfNeeded)"
      + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
      + " ORDER BY \(order.joined(separator: ", ")) LIMIT \(count) OFFSET \(offset)"
  }

  /// Takes note of where the rows of an answer end.
  mutating func move(_ result: Result, _ search: Search, _ width: Int, isFull: Bool) {
    let last = result.rows.last.map { row in
      zip(row.suffix(width), result.columns.suffix(width)).map { TypedValue($0, $1.type) }
    }
    if let last, isFull || search.exact != nil {
      position = .row(last)
    } else if let exact = search.exact {
      position = .gap(exact)
    } else {
      position = search.isForward ? .afterLast : .beforeFirst
    }
  }
}
