/// The kind of a column or an expression, as far as the generator tells them apart.
enum ValueKind: CaseIterable {
  case integer
  case decimal
  case double
  case text
  case date
}

/// A column that a random expression may name.
struct GeneratedColumn {
  var name: String
  var kind: ValueKind
}

/// A table of the random statements' schema.
struct GeneratedTable {
  var name: String
  var columns: [GeneratedColumn]
}

/// The tables that random statements read: sharded by one vindex, by another, and not at all.
///
/// `users`, `orders` and `visits` are co-located by the user's number; `items` lie with their order's
/// number, `products` by a text, `countries` on every shard, `settings` in a keyspace without shards.
/// Lookups lead to users by their names and to items by their numbers.
/// Doubles are multiples of a quarter, so that their sums do not depend on the order of addition.
enum GeneratedSchema {
  static let vschema = """
    {"sharded": true,
     "vindexes": {"hash": {"type": "hash"}, "text": {"type": "unicode_loose_xxhash"},
      "by_name": {"type": "lookup", "owner": "users",
        "params": {"table": "user_names", "from": "name,id", "to": "place"}},
      "by_item": {"type": "lookup_hash_unique", "owner": "items",
        "params": {"table": "item_ids", "from": "id", "to": "place"}}},
     "tables": {
      "users": {"column_vindexes": [{"column": "id", "name": "hash"},
        {"columns": ["name", "id"], "name": "by_name"}]},
      "user_names": {"column_vindexes": [{"column": "name", "name": "text"}]},
      "item_ids": {"column_vindexes": [{"column": "id", "name": "hash"}]},
      "orders": {"column_vindexes": [{"column": "user_id", "name": "hash"}]},
      "visits": {"column_vindexes": [{"column": "user_id", "name": "hash"}]},
      "items": {"column_vindexes": [{"column": "order_id", "name": "hash"},
        {"column": "id", "name": "by_item"}]},
      "products": {"column_vindexes": [{"column": "sku", "name": "text"}]},
      "countries": {"type": "reference"}}}
    """

  static let tables: [GeneratedTable] = [
    table(
      "users",
      [
        ("id", .integer), ("name", .text), ("age", .integer), ("score", .double),
        ("country", .text), ("born", .date),
      ]
    ),
    table(
      "orders",
      [
        ("id", .integer), ("user_id", .integer), ("total", .decimal), ("status", .text),
        ("placed", .date),
      ]
    ),
    table("visits", [("user_id", .integer), ("n", .integer), ("page", .text), ("spent", .double)]),
    table(
      "items",
      [
        ("id", .integer), ("order_id", .integer), ("sku", .text), ("quantity", .integer),
        ("price", .decimal),
      ]
    ),
    table(
      "products",
      [("sku", .text), ("label", .text), ("price", .decimal), ("stock", .integer)]
    ),
    table("countries", [("code", .text), ("title", .text), ("area", .integer)]),
    table("settings", [("id", .integer), ("label", .text), ("level", .integer)]),
  ]

  /// Pairs of columns that mean the same thing, for joins that find rows.
  static let links: [(String, String, String, String)] = [
    ("users", "id", "orders", "user_id"), ("users", "id", "visits", "user_id"),
    ("orders", "user_id", "visits", "user_id"), ("orders", "id", "items", "order_id"),
    ("items", "sku", "products", "sku"), ("users", "country", "countries", "code"),
    ("users", "age", "settings", "level"), ("users", "id", "items", "quantity"),
    ("products", "price", "items", "price"), ("users", "id", "users", "age"),
    ("orders", "status", "visits", "page"), ("orders", "id", "orders", "user_id"),
  ]

  static let definitions = """
    CREATE TABLE users (id BIGINT PRIMARY KEY, name VARCHAR(20) NOT NULL, age INT, score DOUBLE,
      country CHAR(2), born DATE, KEY (age));
    CREATE TABLE orders (id BIGINT PRIMARY KEY, user_id BIGINT NOT NULL, total DECIMAL(10,2),
      status VARCHAR(10), placed DATE, KEY (user_id));
    CREATE TABLE visits (user_id BIGINT, n INT, page VARCHAR(10), spent DOUBLE,
      PRIMARY KEY (user_id, n));
    CREATE TABLE items (id BIGINT PRIMARY KEY, order_id BIGINT NOT NULL, sku VARCHAR(8),
      quantity INT, price DECIMAL(8,3));
    CREATE TABLE products (sku VARCHAR(8) PRIMARY KEY, label VARCHAR(20), price DECIMAL(8,3),
      stock INT);
    CREATE TABLE user_names (name VARCHAR(20), id BIGINT, place VARBINARY(16), KEY (name));
    CREATE TABLE item_ids (id BIGINT PRIMARY KEY, place BIGINT UNSIGNED);
    CREATE TABLE countries (code CHAR(2) PRIMARY KEY, title VARCHAR(20), area INT);
    """
  static let unshardedDefinitions =
    "CREATE TABLE settings (id INT PRIMARY KEY, label VARCHAR(20), level INT)"

  private static func table(_ name: String, _ columns: [(String, ValueKind)]) -> GeneratedTable {
    GeneratedTable(name: name, columns: columns.map { GeneratedColumn(name: $0.0, kind: $0.1) })
  }
}

extension GeneratedSchema {
  /// The INSERT statements that fill every table, the same for the same seed.
  static func rows(seed: UInt64) -> [String] {
    var random = SplitMix(seed: seed)
    let names = ["Ada", "ada", "Grace", "Edsger", "Barbara", "KEN", "ken", "Ünal", "unal", "Z"]
    let pages = ["new", "paid", "Paid", "sent", "NEW"]
    func maybe(_ text: String) -> String { random.chance(18) ? "NULL" : text }
    func quarter() -> String { "\(Double(random.below(40)) / 4)" }
    func day() -> String { "'2024-0\(1 + random.below(9))-1\(random.below(4))'" }
    func insert(_ table: String, _ count: Int, _ row: (Int) -> [String]) -> String {
      let rows = (1...count).map { "(" + row($0).joined(separator: ", ") + ")" }
      return "INSERT INTO \(table) VALUES " + rows.joined(separator: ", ")
    }
    return [
      insert("users", 12) {
        [
          "\($0)", "'\(random.pick(names))'", maybe("\(18 + random.below(6))"), maybe(quarter()),
          maybe("'\(random.pick(["DE", "FR", "IT", "xx"]))'"), maybe(day()),
        ]
      },
      insert("orders", 26) {
        [
          "\($0)", "\(1 + random.below(14))",
          maybe("\(random.below(30)).\(random.below(10))\(random.below(3) * 5)"),
          maybe("'\(random.pick(pages))'"), maybe(day()),
        ]
      },
      insert("visits", 20) {
        ["\(1 + $0 % 9)", "\($0)", maybe("'\(random.pick(pages))'"), maybe(quarter())]
      },
      insert("items", 34) {
        [
          "\($0)", "\(1 + random.below(28))", maybe("'\(random.pick(["a", "B", "b", "c1", "Q"]))'"),
          maybe("\(random.below(6))"), maybe("\(random.below(9)).\(random.below(4) * 125)"),
        ]
      },
      "INSERT INTO products VALUES ('a', 'Anvil', 1.125, 3), ('B', NULL, 2.5, NULL), "
        + "('c1', 'crate', NULL, 0), ('d', 'anvil', 1.125, 7)",
      "INSERT INTO countries VALUES ('DE', 'Germany', 357), ('FR', 'France', 643), "
        + "('IT', NULL, 302)",
    ]
  }

  /// The rows of the keyspace without shards.
  static let unshardedRows =
    "INSERT INTO settings VALUES (1, 'low', 18), (2, 'mid', 20), (3, NULL, 22), (4, 'Low', NULL)"
}
