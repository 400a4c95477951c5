// FLUSH, KILL, and the maintenance of tables.
extension StatementParser {
  /// A statement to the server itself; nil when none starts here.
  mutating func serverStatement(_ start: Int) throws(SQLError) -> Statement? {
    switch keyword {
    case .flush: return try flush(start)
    case .kill: return try kill(start)
    case .analyze: return try maintenance(.analyze, start)
    case .optimize: return try maintenance(.optimize, start)
    case .repair: return try maintenance(.repair, start)
    case .check: return try maintenance(.check, start)
    case .checksum: return try maintenance(.checksum, start)
    default: return nil
    }
  }

  private mutating func kill(_ start: Int) throws(SQLError) -> Statement {
    advance()
    let isQuery = take(.query)
    let isConnection = !isQuery && take(.connection)
    let id = try expression()
    return .kill(
      Kill(isQuery: isQuery, isConnection: isConnection, id: id, span: span(from: start))
    )
  }

  private mutating func maintenance(
    _ kind: MaintenanceKind,
    _ start: Int
  ) throws(SQLError) -> Statement {
    advance()
    let isLocal = take(.local) || take(.noWriteToBinlog)
    if !take(.table) { _ = take(.tables) }
    var maintenance = TableMaintenance(kind: kind, isLocal: isLocal)
    maintenance.tables = try list { parser throws(SQLError) in try parser.tableName() }
    if isAt(.update) || isAt(.drop) {
      maintenance.details = [try remainingText()]
    } else {
      while let option = try maintenanceOption() { maintenance.details.append(option) }
    }
    maintenance.span = span(from: start)
    return .maintenance(maintenance)
  }

  private mutating func maintenanceOption() throws(SQLError) -> String? {
    switch keyword {
    case .quick, .fast, .medium, .extended, .changed, .useFrm:
      return try anyWord().text.lowercased()
    case .for where ahead().keyword == .upgrade:
      advance()
      advance()
      return "for upgrade"
    default: return nil
    }
  }

  private mutating func flush(_ start: Int) throws(SQLError) -> Statement {
    advance()
    var flush = Flush(isLocal: take(.local) || take(.noWriteToBinlog))
    if take(.table) || take(.tables) {
      try flushTables(&flush)
    } else {
      flush.options = try list { parser throws(SQLError) in try parser.flushOption() }
    }
    flush.span = span(from: start)
    return .flush(flush)
  }

  private mutating func flushTables(_ flush: inout Flush) throws(SQLError) {
    flush.isTables = true
    if isAtName { flush.tables = try list { parser throws(SQLError) in try parser.tableName() } }
    if take(.with) {
      try expect(.read)
      try expect(.lock)
      flush.withReadLock = true
    } else if take(.for) {
      try expect(.export)
      flush.forExport = true
    }
  }

  private mutating func flushOption() throws(SQLError) -> String {
    switch keyword {
    case .binary, .engine, .error, .general, .slow, .relay:
      var words = [keyword.rawValue, "logs"]
      advance()
      try expect(.logs)
      if words.first == "relay", take(.for) {
        try expect(.channel)
        words += ["for channel", printedName(try identifierOrString())]
      }
      return words.joined(separator: " ")
    case .hosts, .logs, .privileges, .optimizerCosts, .status, .userResources:
      return try anyWord().text.lowercased()
    default: throw unexpected()
    }
  }
}
