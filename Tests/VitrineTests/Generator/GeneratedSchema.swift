/// The tables that random statements read: sharded by one vindex, by another, and not at all.
///
/// `users`, `orders`, `visits` and `samples` are co-located by the user's number; `items` lie with their
/// order's number, `products` and `marks` by a text, `countries` on every shard, `settings` in a keyspace
/// without shards. Lookups lead to users by their names and to items by their numbers. `samples` and
/// `marks` hold the types that are seldom met, each in another precision or collation than its twin.
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
      "samples": {"column_vindexes": [{"column": "id", "name": "hash"}]},
      "items": {"column_vindexes": [{"column": "order_id", "name": "hash"},
        {"column": "id", "name": "by_item"}]},
      "products": {"column_vindexes": [{"column": "sku", "name": "text"}]},
      "marks": {"column_vindexes": [{"column": "word", "name": "text"}]},
      "countries": {"type": "reference"}}}
    """

  static let tables: [GeneratedTable] = [
    table(
      "users",
      6,
      ["id"],
      "id integer, name text, age integer, score double, country text, born date"
    ),
    table(
      "orders",
      6,
      ["id"],
      "id integer, user_id integer, total decimal, status text, placed date"
    ),
    table(
      "visits",
      4,
      ["user_id", "n"],
      "user_id integer, n integer, page text, spent double"
    ),
    table(
      "items",
      4,
      ["id"],
      "id integer, order_id integer, sku text, quantity integer, price decimal"
    ),
    table("products", 2, ["sku"], "sku text, label text, price decimal, stock integer"),
    table("countries", 2, ["code"], "code text, title text, area integer"),
    table("settings", 2, ["id"], "id integer, label text, level integer"),
    table(
      "samples",
      4,
      ["id"],
      """
      id integer, big unsigned, small decimal, wide decimal, at moment, span span, doc json, \
      state text, bits integer, code raw, digits text, word padded, raw raw
      """
    ),
    table(
      "marks",
      3,
      ["word", "n"],
      """
      word padded, n integer, amount decimal, big integer, at moment, span span, state text, \
      bits integer, doc json, year integer
      """
    ),
    table("spenders", 1, ["user_id"], "user_id integer, orders integer, total decimal"),
    table("buyers", 1, [], "id integer, name text, total decimal, status text"),
    table("labels", 1, [], "label text, number integer", isOpen: true),
  ]

  /// Pairs of columns that mean the same thing, or nearly, for joins that find rows.
  static let links: [(String, String, String, String)] = [
    ("users", "id", "orders", "user_id"), ("users", "id", "visits", "user_id"),
    ("orders", "user_id", "visits", "user_id"), ("orders", "id", "items", "order_id"),
    ("items", "sku", "products", "sku"), ("users", "country", "countries", "code"),
    ("users", "age", "settings", "level"), ("users", "id", "items", "quantity"),
    ("products", "price", "items", "price"), ("users", "id", "users", "age"),
    ("orders", "status", "visits", "page"), ("orders", "id", "orders", "user_id"),
    ("users", "id", "samples", "id"), ("samples", "id", "orders", "user_id"),
    ("users", "id", "samples", "small"), ("users", "id", "marks", "amount"),
    ("users", "id", "samples", "bits"), ("users", "id", "samples", "big"),
    ("users", "id", "samples", "digits"), ("samples", "big", "marks", "big"),
    ("samples", "word", "marks", "word"), ("samples", "at", "orders", "placed"),
    ("samples", "at", "marks", "at"), ("samples", "span", "marks", "span"),
    ("samples", "state", "marks", "state"), ("samples", "state", "orders", "status"),
    ("samples", "small", "marks", "amount"), ("samples", "bits", "marks", "bits"),
    ("samples", "code", "products", "sku"), ("samples", "code", "items", "sku"),
    ("users", "born", "samples", "at"), ("samples", "wide", "orders", "total"),
    ("users", "score", "samples", "small"), ("spenders", "user_id", "users", "id"),
    ("spenders", "total", "orders", "total"), ("buyers", "id", "visits", "user_id"),
    ("labels", "label", "products", "sku"), ("labels", "number", "users", "id"),
    ("samples", "raw", "products", "sku"), ("marks", "year", "users", "age"),
  ]

  /// The tables, each as often as its weight says.
  static let weighted = tables.flatMap { Array(repeating: $0, count: $0.weight) }

  private static func table(
    _ name: String,
    _ weight: Int,
    _ key: [String],
    _ columns: String,
    isOpen: Bool = false
  ) -> GeneratedTable {
    let columns = columns.split(separator: ",").map { column in
      let words = column.split(separator: " ").map(String.init)
      let kind = ValueKind.allCases.first { "\($0)" == words[1] } ?? .integer
      return GeneratedColumn(name: words[0], kind: kind, isOpen: isOpen)
    }
    return GeneratedTable(name: name, columns: columns, key: key, weight: weight)
  }
}
