import VitrineSQL
import VitrineSharding

@testable import VitrinePlanner

/// The catalog of the plan cases: `shop`, sharded in four, and `settings`, not sharded.
///
/// `users` and `orders` lie together by the user's id, `items` by their order's; `countries` is on
/// every shard.
enum PlanFixture {
  static func catalog() throws(SQLError) -> Catalog {
    var shop = Keyspace(
      name: "shop",
      shards: ShardMap(evenSplit: 4),
      vschema: try KeyspaceVSchema(json: vschema)
    )
    for table in [users, orders, items, countries] { shop.tables[table.name] = table }
    var settings = Keyspace(
      name: "settings",
      shards: ShardMap(evenSplit: 1),
      vschema: KeyspaceVSchema(sharded: false)
    )
    settings.tables["flags"] = flags
    var catalog = Catalog(keyspaces: [shop, settings])
    catalog.set(statistics)
    return catalog
  }

  /// A thousand users, a hundred thousand orders, a million items.
  private static let statistics: [TableAddress: TableStatistics] = {
    func table(_ rows: Double, _ distinct: [String: Double]) -> TableStatistics {
      TableStatistics(
        rowCount: rows,
        columns: distinct.mapValues { ColumnStatistics(distinctCount: $0) }
      )
    }
    let tables = [
      "users": table(1000, ["id": 1000, "email": 1000, "country": 20, "parent": 100]),
      "orders": table(100_000, ["id": 100_000, "user_id": 1000, "total": 5000, "status": 5]),
      "items": table(
        1_000_000,
        ["order_id": 100_000, "line": 20, "sku": 50_000, "seller": 50_000]
      ),
    ]
    return Dictionary(
      tables.map { (TableAddress(keyspace: "shop", table: $0), $1) },
      uniquingKeysWith: { first, _ in first }
    )
  }()

  private static let vschema = """
    {"sharded": true,
     "vindexes": {"hash": {"type": "hash"}},
     "tables": {
       "users": {"column_vindexes": [{"column": "id", "name": "hash"}]},
       "orders": {"column_vindexes": [{"column": "user_id", "name": "hash"}]},
       "items": {"column_vindexes": [{"column": "order_id", "name": "hash"}]},
       "countries": {"type": "reference"}}}
    """

  private static func table(
    _ name: String,
    key: [String],
    _ columns: [(String, MySQLType, Bool)]
  ) -> TableDefinition {
    TableDefinition(
      name: name,
      columns: columns.map { ColumnDefinition(name: $0, type: $1, isNullable: $2) },
      primaryKey: key
    )
  }

  private static let users = table(
    "users",
    key: ["id"],
    [
      ("id", .bigint, false), ("email", .varchar(255), false), ("country", .varchar(2), true),
      ("parent", .bigint, true),
    ]
  )
  private static let orders = table(
    "orders",
    key: ["id"],
    [
      ("id", .bigint, false), ("user_id", .bigint, false), ("total", .decimal(12, 2), false),
      ("status", .varchar(16), true),
    ]
  )
  private static let items = table(
    "items",
    key: ["order_id", "line"],
    [
      ("order_id", .bigint, false), ("line", .int, false), ("sku", .varchar(20), true),
      ("seller", .bigint, true),
    ]
  )
  private static let countries = table(
    "countries",
    key: ["code"],
    [("code", .varchar(2), false), ("name", .varchar(80), false)]
  )
  private static let flags = table(
    "flags",
    key: ["name"],
    [("name", .varchar(80), false), ("number", .bigint, true)]
  )
}
