/// The statements of the commerce example.
enum DemoStatements {
  /// A statement with what the reader should see in it.
  struct Statement {
    var title: String
    var sql: String

    init(_ title: String, _ sql: String) {
      self.title = title
      self.sql = sql
    }
  }

  static let createKeyspace = "CREATE KEYSPACE ecommerce;"

  /// Both tables are sharded by the user, so that a user's orders lie beside the user.
  ///
  /// The same text stands in `scenarios/ecommerce/vschema.json`.
  static let vschema = """
    {
      "sharded": true,
      "vindexes": {
        "xxhash": {"type": "xxhash"}
      },
      "tables": {
        "users": {
          "column_vindexes": [{"column": "id", "name": "xxhash"}]
        },
        "orders": {
          "column_vindexes": [{"column": "user_id", "name": "xxhash"}]
        }
      }
    }

    """

  static let schema = [
    Statement(
      "a table, spread by its key",
      """
      CREATE TABLE users (
          id BIGINT AUTO_INCREMENT,
          username VARCHAR(50) NOT NULL,
          email VARCHAR(255) NOT NULL,
          created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
          PRIMARY KEY (id)
      ) ENGINE=InnoDB;
      """
    ),
    Statement(
      "a table that lies beside it",
      """
      CREATE TABLE orders (
          id BIGINT AUTO_INCREMENT PRIMARY KEY,
          order_id VARCHAR(36),
          user_id BIGINT NOT NULL,
          total_amount DECIMAL(12,2) NOT NULL,
          status VARCHAR(16),
          created_at TIMESTAMP
      );
      """
    ),
    Statement("a new column on every shard", "ALTER TABLE users ADD COLUMN keyspace_id BIGINT;"),
    Statement(
      "an index on every shard",
      "CREATE INDEX idx_users_username ON users(username);"
    ),
  ]

  static let queries = [
    Statement(
      "what users spent in the last month: joined on each shard, merged by total",
      """
      SELECT u.username, COUNT(o.id) as total_orders, SUM(o.total_amount) as total_spent
      FROM users u LEFT JOIN orders o ON u.id = o.user_id
      WHERE o.created_at >= DATE_SUB(NOW(), INTERVAL 30 DAY)
      GROUP BY u.id, u.username HAVING total_orders > 0 ORDER BY total_spent DESC;
      """
    ),
    Statement(
      "the last week's orders of some users",
      """
      SELECT u.username, o.order_id, o.total_amount
      FROM users u JOIN orders o ON u.id = o.user_id
      WHERE u.keyspace_id IN (1, 2) AND o.created_at >= DATE_SUB(NOW(), INTERVAL 7 DAY)
      ORDER BY o.total_amount DESC;
      """
    ),
    Statement(
      "a JSON column, and an index on what is in it",
      """
      ALTER TABLE users ADD COLUMN profile JSON,
          ADD INDEX idx_profile_location ((CAST(profile->>'$.location' AS CHAR(36))));
      """
    ),
    Statement(
      "a point query: one key, one shard",
      "SELECT id, username, email FROM users WHERE id = 42;"
    ),
    Statement(
      "a few keys, only their shards",
      "SELECT id, username FROM users WHERE id IN (1, 7, 42, 1999) ORDER BY id;"
    ),
    Statement(
      "the ten largest orders: each shard sends ten",
      "SELECT order_id, total_amount FROM orders ORDER BY total_amount DESC, id LIMIT 10;"
    ),
    Statement(
      "groups that no vindex keeps together: partial sums, added up above",
      """
      SELECT status, COUNT(*) AS orders, SUM(total_amount) AS total, AVG(total_amount) AS average
      FROM orders GROUP BY status ORDER BY status;
      """
    ),
    Statement(
      "a join that no shard can answer alone: equal addresses, different users",
      """
      SELECT a.id, b.id, a.email FROM users a JOIN users b ON a.email = b.email AND a.id < b.id
      ORDER BY a.id;
      """
    ),
  ]

  static let writes = [
    Statement("an update by key", "UPDATE orders SET status = 'sent' WHERE user_id = 42;"),
    Statement(
      "an update on all shards",
      "UPDATE orders SET status = 'late' WHERE status = 'open';"
    ),
    Statement("a delete by key", "DELETE FROM orders WHERE user_id = 7;"),
    Statement("a delete on all shards", "DELETE FROM orders WHERE status = 'void';"),
    Statement("and a change of mind", "BEGIN;"),
    Statement("", "DELETE FROM orders;"),
    Statement("", "SELECT COUNT(*) FROM orders;"),
    Statement("", "ROLLBACK;"),
    Statement("all is back", "SELECT COUNT(*), SUM(total_amount) FROM orders;"),
  ]
}
