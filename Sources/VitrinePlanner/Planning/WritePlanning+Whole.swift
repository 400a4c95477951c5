import VitrineSQL
import VitrineSharding

/// UPDATE and DELETE of joined tables as one text.
extension WritePlanning {
  /// The route of a write whose tables all lie in one unsharded keyspace, or are pinned to one shard, where no
  /// DDL belongs to them: as Vitess does, the shard gets the whole statement.
  ///
  ///     DELETE a, b FROM a JOIN b ON a.id = b.id
  ///       ⇒   WITH "rows" (c1, c2) AS (SELECT …) DELETE FROM a WHERE …; WITH … DELETE FROM b WHERE …
  ///
  /// Nil where rows are known to be, which the gateway writes one by one; and where several routes have them. Where a
  /// condition leaves no rows, nothing is sent.
  func wholeRoute(
    selecting source: Primitive,
    writing targets: [Primitive.RowTarget],
    of scans: [Operator.Scan]
  ) throws(SQLError) -> Primitive.Route? {
    guard case .route(let route) = source, let first = scans.first,
      route.isEmpty
        || route.isOnOneShard
          && scans.allSatisfy({ scan in
            let keyspace = scan.table.keyspace
            return keyspace.isPlanOnly && keyspace.name == route.keyspace
              && (!keyspace.isSharded || scan.table.placement.isPinned)
          })
    else { return nil }
    let names = route.columns.indices.map { "c\($0 + 1)" }.joined(separator: ", ")
    let rows = "WITH \"rows\" (\(names)) AS (\(route.query.text))"
    var texts: [String] = []
    for (target, scan) in zip(targets, scans) {
      texts.append("\(rows) \(Self.write(target, try rowKey(of: scan), of: scan))")
    }
    let query = ShardQuery(
      text: texts.joined(separator: "; "),
      parameters: route.query.parameters,
      tables: route.query.tables
    )
    var routing = rowRouting(of: first)
    if route.isEmpty {
      let keyspace = first.table.keyspace
      routing = Routing(
        .none,
        keyspace: keyspace.name,
        isSharded: keyspace.isSharded,
        reason: "no row can meet the condition"
      )
    }
    return try Lowering(context: context).writeRoute(routing, query, first)
  }

  private static func write(
    _ row: Primitive.RowTarget,
    _ key: [BoundColumn],
    of scan: Operator.Scan
  ) -> String {
    let table = SQLiteName.table(scan.table.table.name)
    let tests = key.enumerated().map { index, column in
      let name = scan.columns.first { $0.id == column.id }?.name ?? ""
      return "\(table).\(SQLiteName.quoted(name)) = c\(row.keyOffset + index + 1)"
    }
    let condition = tests.isEmpty ? "1" : QueryBlock.conjunction(tests)
    guard !row.assignments.isEmpty else {
      return "DELETE FROM \(table) WHERE EXISTS (SELECT 1 FROM \"rows\" WHERE \(condition))"
    }
    let changes = row.assignments.map { "\(SQLiteName.quoted($0.column.name)) = c\($0.offset + 1)" }
    return "UPDATE \(table) SET \(changes.joined(separator: ", ")) FROM \"rows\" WHERE \(condition)"
  }
}

extension Primitive.Route {
  fileprivate var isEmpty: Bool { variant == Routing.Variant.none.rawValue }

  /// Whether it goes to the shard of an unsharded keyspace, or of pinned tables.
  fileprivate var isOnOneShard: Bool {
    [Routing.Variant.unsharded, .byDestination].contains { $0.rawValue == variant }
  }
}

extension TablePlacement {
  fileprivate var isPinned: Bool {
    if case .pinned = self { true } else { false }
  }
}
