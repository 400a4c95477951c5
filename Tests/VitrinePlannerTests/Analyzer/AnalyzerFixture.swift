import VitrineSQL
import VitrineSharding

@testable import VitrinePlanner

/// The catalog that the analyzer's cases are written against.
///
/// - `ks` has tables with all columns known: `users`, `orders`, `items`, and `t1` to `t3` of small
///   columns.
/// - `open` is known by its VSchema alone: any column is taken on trust.
enum AnalyzerFixture {
  static func catalog() throws(SQLError) -> Catalog {
    let shards = ShardMap(evenSplit: 2)
    var known = Keyspace(name: "ks", shards: shards, vschema: KeyspaceVSchema(sharded: true))
    for table in [users, orders, items, small("t1"), small("t2"), small("t3"), types] {
      known.tables[table.name] = table
    }
    known.tables["log"] = try log()
    if case .query(let query) = try Parser.parse(
      "SELECT name, COUNT(*) AS orders FROM users JOIN orders ON users.id = user_id GROUP BY name"
    ) {
      var view = table("buyers", [("name", .varchar(50), true), ("orders", .bigint, true)], [])
      view.view = query
      known.tables["buyers"] = view
    }
    var vschema = KeyspaceVSchema(sharded: true)
    vschema.vindexes["hash"] = VindexDefinition("hash")
    for name in ["a", "b"] {
      var table = TableVSchema()
      table.columnVindexes = [TableVSchema.ColumnVindex("hash", columns: ["id_\(name)"])]
      vschema.tables[name] = table
    }
    let open = Keyspace(name: "open", shards: shards, vschema: vschema, isPlanOnly: true)
    return Catalog(keyspaces: [known, open])
  }

  private static func table(
    _ name: String,
    _ columns: [(String, MySQLType, Bool)],
    _ key: [String]
  ) -> TableDefinition {
    TableDefinition(
      name: name,
      columns: columns.map { ColumnDefinition(name: $0, type: $1, isNullable: $2) },
      primaryKey: key
    )
  }

  private static let users: TableDefinition = {
    var users = table(
      "users",
      [
        ("id", .bigint, false), ("name", .varchar(50), false), ("email", .varchar(255), true),
        ("age", .int, true), ("secret", .int, true),
      ],
      ["id"]
    )
    users.columns[4].isInvisible = true
    users.indexes = [
      IndexDefinition(
        name: "name",
        kind: .unique,
        parts: [IndexDefinition.Part(.column("name", length: nil))]
      )
    ]
    return users
  }()

  private static let orders = table(
    "orders",
    [
      ("id", .bigint, false), ("user_id", .bigint, false), ("total", .decimal(12, 2), false),
      ("status", .varchar(16), true), ("created_at", .datetime(), true),
    ],
    ["id"]
  )

  /// A table with defaults, ON UPDATE and a generated column.
  private static func log() throws(SQLError) -> TableDefinition {
    var log = table(
      "log",
      [
        ("id", .bigint, false), ("level", .int, false), ("text", .varchar(20), true),
        ("changed", .datetime(), true), ("twice", .bigint, true),
      ],
      ["id"]
    )
    log.columns[1].defaultExpression = try Parser.parseExpression("3")
    log.columns[3].onUpdate = try Parser.parseExpression("TIMESTAMP '2026-01-02 03:04:05'")
    log.columns[4].generated = ColumnGeneration(
      expression: try Parser.parseExpression("level * 2"),
      isStored: true
    )
    return log
  }

  private static let items = table(
    "items",
    [("order_id", .bigint, false), ("line", .int, false), ("sku", .varchar(20), true)],
    ["order_id", "line"]
  )

  private static func small(_ name: String) -> TableDefinition {
    table(
      name,
      [("id", .bigint, false), ("x", .int, true), ("y", .int, true), (name, .int, true)],
      ["id"]
    )
  }

  private static let types = table(
    "types",
    [
      ("id", .bigint, false), ("d", .date, true), ("dt", .datetime(3), true), ("t", .time(), true),
      ("dec", .decimal(10, 3), true), ("dbl", .double, true), ("u", .unsignedBigint, true),
      ("bin", MySQLType(.varbinary, length: 8, collation: .binary), true), ("j", .json, true),
      ("e", MySQLType(.enum, collation: .standard, members: ["small", "big"]), true),
    ],
    ["id"]
  )
}
