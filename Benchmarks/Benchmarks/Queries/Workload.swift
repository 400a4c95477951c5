/// The rows that both sides hold: orders of users, made without chance.
enum Workload {
  static let users = 10_000
  static let orders = 100_000

  static let createTable = """
    CREATE TABLE orders (
      id BIGINT PRIMARY KEY, user_id BIGINT NOT NULL, amount BIGINT NOT NULL, status VARCHAR(16))
    """

  static let point = "SELECT amount, status FROM orders WHERE id = ?"
  static let group = "SELECT status, COUNT(*), SUM(amount) FROM orders GROUP BY status"
  static let top = "SELECT id, amount FROM orders ORDER BY amount DESC, id LIMIT 10"

  /// INSERT statements of a thousand rows each.
  static var inserts: [String] {
    stride(from: 0, to: orders, by: 1000).map { start in
      "INSERT INTO orders VALUES " + (start..<start + 1000).map(row).joined(separator: ",")
    }
  }

  private static func row(_ id: Int) -> String {
    let statuses = ["open", "paid", "sent", "void"]
    let mixed = (id &* 2_654_435_761) % 1_000_003
    return "(\(id),\(id % users),\(mixed),'\(statuses[mixed % statuses.count])')"
  }
}
