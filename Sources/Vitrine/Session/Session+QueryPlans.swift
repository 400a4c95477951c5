import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// EXPLAIN FORMAT=QUERIES: the texts that shards would be sent, how often, and how SQLite would run
  /// each there.
  ///
  /// Nothing is executed: a route whose shards only a run tells is listed with all that it may ask.
  func estimatedQueries(_ plan: Plan, _ text: String) throws(SQLError) -> Result {
    var result = Result(columns: [
      ResultColumn(name: "step", type: .bigint), ResultColumn(name: "keyspace", type: .varchar(64)),
      ResultColumn(name: "shard", type: .varchar(64)),
      ResultColumn(name: "calls", type: .varchar(64)),
      ResultColumn(name: "query", type: .longtext),
      ResultColumn(name: "query_plan", type: .longtext),
    ])
    let printing = printing(of: plan, sql: text)
    let snapshot = self.snapshot
    for (node, step) in plan.root.numbered {
      guard let route = step.writtenOrReadRoute, route.variant != "None",
        route.numbers == nil
      else { continue }
      let keyspace = try snapshot.shards(of: route.keyspace)
      let (stores, calls) = estimate(route, printing.shards[node], keyspace)
      for store in stores {
        result.rows.append([
          .integer(Int64(node)), .text(route.keyspace), .text(store.name), .text(calls),
          .text(route.query.text), try queryPlan(of: route, route.query.text, on: store),
        ])
      }
    }
    return result
  }

  private func estimate(
    _ route: Primitive.Route,
    _ known: [String]?,
    _ keyspace: KeyspaceShards
  ) -> (stores: [ShardStore], calls: String) {
    let isAskedByKeys = route.values.flatMap(\.firstElements).contains(where: \.isLookupKey)
    if route.keyInput != nil || isAskedByKeys {
      return (keyspace.stores, "at most 1 for each batch")
    }
    if let known { return (keyspace.stores.filter { known.contains($0.name) }, "1") }
    switch route.variant {
    case "Scatter": return (keyspace.stores, "1")
    case "Unsharded", "Reference", "Next", "DBA": return (Array(keyspace.stores.prefix(1)), "1")
    case "EqualUnique": return (keyspace.stores, "1 on one of them")
    default: return (keyspace.stores, "at most 1")
    }
  }

  /// SQLite's plan of a route's text on a shard, one step a line.
  func queryPlan(
    of route: Primitive.Route,
    _ text: String,
    on store: ShardStore
  ) throws(SQLError) -> Value {
    let tables = route.query.tables.map(\.input) + (route.keyInput.map { [$0] } ?? [])
    let query = BoundQuery(
      text: "EXPLAIN QUERY PLAN " + text,
      parameters: [],
      tables: tables.map { KeyTable(input: $0, rows: []) }
    )
    let access = newAccess(keepsSnapshots: false)
    defer { access.rollback() }
    let lines = try access.reader(store).exclusively { (connection, _) throws(SQLError) in
      try query.attached(to: connection) { () throws(SQLError) in
        try Self.queryPlan(connection.prepare(query.text))
      }
    }
    return .text(lines.joined(separator: "\n"))
  }

  /// The rows of EXPLAIN QUERY PLAN (id, parent, unused, detail), each indented below its parent.
  private static func queryPlan(_ statement: PreparedStatement) throws(SQLError) -> [String] {
    var depths: [Int64: Int] = [:]
    var lines: [String] = []
    while try statement.step() {
      let row = statement.row
      guard case .integer(let id) = row.value(at: 0), case .integer(let parent) = row.value(at: 1),
        case .text(let detail) = row.value(at: 3)
      else { continue }
      let depth = depths[parent].map { $0 + 1 } ?? 0
      depths[id] = depth
      lines.append(String(repeating: "  ", count: depth) + detail)
    }
    return lines
  }
}
