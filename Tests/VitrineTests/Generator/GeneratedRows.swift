import VitrineSQL

extension GeneratedSchema {
  /// Gathers what the strategy `cost` looks at.
  static let analysis = """
    ANALYZE TABLE users, orders, visits, items, products, user_names, item_ids, countries, samples,
      marks
    """

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
    CREATE TABLE samples (id BIGINT PRIMARY KEY, big BIGINT UNSIGNED, small DECIMAL(6,1),
      wide DECIMAL(24,4), at DATETIME(3), span TIME, doc JSON, state ENUM('new','paid','sent'),
      bits BIT(8), code VARCHAR(8) COLLATE utf8mb4_bin, digits VARCHAR(8),
      word VARCHAR(10) COLLATE utf8mb4_general_ci, raw VARBINARY(8), KEY (big), KEY (word));
    CREATE TABLE marks (word VARCHAR(10) COLLATE utf8mb4_general_ci, n SMALLINT,
      amount DECIMAL(12,4), big BIGINT, at DATETIME, span TIME(2), state ENUM('sent','new','lost'),
      bits BIT(12), doc JSON, year YEAR, PRIMARY KEY (word, n));
    CREATE VIEW spenders AS SELECT user_id, COUNT(*) AS orders, SUM(total) AS total FROM orders
      GROUP BY user_id;
    CREATE VIEW buyers AS SELECT u.id, u.name, o.total, o.status FROM users u
      LEFT JOIN orders o ON o.user_id = u.id AND o.total > 5;
    CREATE VIEW labels AS SELECT sku AS label, stock AS number FROM products
      UNION SELECT sku, quantity FROM items;
    """
  static let unshardedDefinitions =
    "CREATE TABLE settings (id INT PRIMARY KEY, label VARCHAR(20), level INT)"

  /// The rows of the keyspace without shards.
  static let unshardedRows =
    "INSERT INTO settings VALUES (1, 'low', 18), (2, 'mid', 20), (3, NULL, 22), (4, 'Low', NULL)"

  /// The INSERT statements that fill every table, the same for the same seed.
  static func rows(seed: UInt64) -> [String] {
    var rows = GeneratedRows(random: SplitMix64(seed: seed))
    return rows.people() + rows.mixed()
  }
}

/// Rows of a seed.
private struct GeneratedRows {
  var random: SplitMix64

  mutating func maybe(_ text: String) -> String { random.chance(18) ? "NULL" : text }
  mutating func quarter() -> String { "\(Double(random.below(40)) / 4)" }
  mutating func day() -> String { "'2024-0\(1 + random.below(9))-1\(random.below(4))'" }
  mutating func oneOf(_ words: [String]) -> String { "'\(random.pick(words))'" }

  mutating func insert(
    _ table: String,
    _ count: Int,
    _ row: (inout GeneratedRows, Int) -> [String]
  ) -> String {
    let rows = (1...count).map { "(" + row(&self, $0).joined(separator: ", ") + ")" }
    return "INSERT INTO \(table) VALUES " + rows.joined(separator: ", ")
  }

  /// Users and what they order.
  mutating func people() -> [String] {
    let names = ["Ada", "ada", "Grace", "Edsger", "Straße", "STRASSE", "ken", "Ünal", "unal", "Z"]
    let pages = ["new", "paid", "Paid", "sent", "NEW", "new "]
    return [
      insert("users", 12) { rows, number in
        [
          "\(number)", rows.oneOf(names), rows.maybe("\(18 + rows.random.below(6))"),
          rows.maybe(rows.quarter()), rows.maybe(rows.oneOf(["DE", "FR", "IT", "xx"])),
          rows.maybe(rows.day()),
        ]
      },
      insert("orders", 26) { rows, number in
        [
          "\(number)", "\(1 + rows.random.below(14))",
          rows.maybe(
            "\(rows.random.below(30)).\(rows.random.below(10))\(rows.random.below(3) * 5)"
          ),
          rows.maybe(rows.oneOf(pages)), rows.maybe(rows.day()),
        ]
      },
      insert("visits", 20) { rows, number in
        [
          "\(1 + number % 9)", "\(number)", rows.maybe(rows.oneOf(pages)),
          rows.maybe(rows.quarter()),
        ]
      },
      insert("items", 34) { rows, number in
        [
          "\(number)", "\(1 + rows.random.below(28))",
          rows.maybe(rows.oneOf(["a", "B", "b", "c1", "Q", "ß", "ss"])),
          rows.maybe("\(rows.random.below(6))"),
          rows.maybe("\(rows.random.below(9)).\(rows.random.below(4) * 125)"),
        ]
      },
      "INSERT INTO products VALUES ('a', 'Anvil', 1.125, 3), ('B', NULL, 2.5, NULL), "
        + "('c1', 'crate', NULL, 0), ('d', 'anvil', 1.125, 7), ('SS', 'ß', 7, 5), ('s', 'ss', 0.5, 1)",
      "INSERT INTO countries VALUES ('DE', 'Germany', 357), ('FR', 'France', 643), "
        + "('IT', NULL, 302)",
    ]
  }

  /// The types that are seldom met.
  mutating func mixed() -> [String] {
    let numbers = ["0", "3", "4", "5", "9223372036854775807", "9223372036854775808"]
    let large = numbers + ["18446744073709551615", "18446744073709551614"]
    let words = ["ab", "AB", "ab ", "äb", "s", "ß", "", " ", "xyz"]
    let documents = ["1", "[1, 2]", "{\"a\": 3}", "{\"a\": \"x\", \"b\": null}", "\"x\"", "null"]
    let times = ["00:00:00", "10:30:00", "-01:00:00", "838:59:59", "10:30:01"]
    return [
      insert("samples", 14) { rows, number in
        [
          "\(number)", rows.maybe(rows.random.pick(large)),
          rows.maybe("\(rows.random.below(8)).\(rows.random.below(2) * 5)"),
          rows.maybe(rows.random.pick(["3", "12345678901234567890.5", "-7.25", "1.1250"])),
          rows.maybe(
            rows.oneOf(["2024-03-12", "2024-03-12 10:00:00.5", "2024-06-10 00:00:00.001"])
          ),
          rows.maybe(rows.oneOf(times)), rows.maybe(rows.oneOf(documents)),
          rows.maybe(rows.oneOf(["new", "paid", "sent"])), rows.maybe("\(rows.random.below(9))"),
          rows.maybe(rows.oneOf(["a", "A", "ss", "ß", "b"])),
          rows.maybe(rows.oneOf(["3", "03", "3.0", "5x", "", "12"])),
          rows.maybe(rows.oneOf(words)), rows.maybe(rows.random.pick(["'a'", "'A'", "x'00ff'"])),
        ]
      },
      insert("marks", 16) { rows, number in
        [
          rows.oneOf(words), "\(number)",
          rows.maybe("\(rows.random.below(8)).\(rows.random.below(4) * 25)00"),
          rows.maybe(rows.random.pick(["-1", "0"] + numbers.dropLast())),
          rows.maybe(rows.oneOf(["2024-03-12", "2024-03-12 10:00:00", "2024-06-10 00:00:00"])),
          rows.maybe(rows.oneOf(times.map { $0 == "10:30:01" ? "10:30:00.25" : $0 })),
          rows.maybe(rows.oneOf(["sent", "new", "lost"])), rows.maybe("\(rows.random.below(600))"),
          rows.maybe(rows.oneOf(documents)), rows.maybe("\(2020 + rows.random.below(6))"),
        ]
      },
    ]
  }
}
