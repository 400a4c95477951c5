/// The tables that the rendering tests query.
enum Shop {
  static let definitions = [
    """
    CREATE TABLE users (id BIGINT PRIMARY KEY, name VARCHAR(50) NOT NULL, email VARCHAR(255),
      balance DECIMAL(12,2), score DOUBLE, big DECIMAL(30,4), born DATE,
      kind ENUM('silver','gold','basic'), visits INT UNSIGNED)
    """,
    """
    CREATE TABLE orders (id BIGINT PRIMARY KEY, user_id BIGINT, amount DECIMAL(12,2) NOT NULL,
      status VARCHAR(16) COLLATE utf8mb4_bin, placed DATETIME, note TEXT, KEY (user_id))
    """,
    "CREATE TABLE pairs (a INT, b INT)",
  ]

  static let rows = [
    """
    INSERT INTO users VALUES
      (1, 'Ann', 'ann@x.org', 1050, 1.5, '12345678901234567890.0001', '1990-01-31', 2, 3),
      (2, 'bob', 'bob@x.org', -250, 2.25, '0.5000', '1985-06-15', 1, 0),
      (3, 'BOB', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
      (4, 'Cid', 'cid@x.org', 0, -1.5, '-3.0000', '2000-02-29', 3, 9)
    """,
    """
    INSERT INTO orders VALUES
      (10, 1, 1000, 'paid', '2026-01-01 10:00:00', 'first'),
      (11, 1, 2550, 'Paid', '2026-01-02 10:00:00', NULL),
      (12, 2, 100, 'open', '2026-01-03 10:00:00', 'x'),
      (13, NULL, 999, NULL, NULL, 'orphan')
    """,
    "INSERT INTO pairs (a, b) VALUES (1, 1), (1, 2), (2, NULL), (NULL, 3), (NULL, NULL)",
  ]

  static func database() throws -> ShardDatabase {
    try ShardDatabase(definitions, filling: rows)
  }
}
