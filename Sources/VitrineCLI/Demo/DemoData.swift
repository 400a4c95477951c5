import VitrineSQL

/// Users and orders made from a seed: the same on every run, but for the dates, which are counted back
/// from now.
struct DemoData {
  let userCount: Int
  let orderCount: Int
  private var random: SplitMix64

  init(orders: Int, seed: UInt64 = 1) {
    orderCount = orders
    userCount = max(1, orders / 10)
    random = SplitMix64(seed: seed)
  }

  /// INSERT statements of many rows each.
  mutating func statements(rowsPerStatement: Int = 500) -> [String] {
    let users = (1...userCount).map { user($0) }
    let orders = (0..<orderCount).map { order($0) }
    return inserts("users (username, email, keyspace_id, created_at)", users, rowsPerStatement)
      + inserts(
        "orders (order_id, user_id, total_amount, status, created_at)",
        orders,
        rowsPerStatement
      )
  }

  private func inserts(_ table: String, _ rows: [String], _ size: Int) -> [String] {
    stride(from: 0, to: rows.count, by: size).map { start in
      "INSERT INTO \(table) VALUES\n"
        + rows[start..<min(start + size, rows.count)].joined(separator: ",\n")
    }
  }

  /// Every hundredth user shares the address of the one before.
  private mutating func user(_ number: Int) -> String {
    let name = "\(pick(DemoData.names))\(number)"
    let mailbox = number % 100 == 0 ? number - 1 : number
    let days = random.next(below: 365)
    return
      "('\(name)', 'User\(mailbox)@example.com', \(1 + number % 40), NOW() - INTERVAL \(days) DAY)"
  }

  private mutating func order(_ number: Int) -> String {
    let user = 1 + random.next(below: userCount)
    let cents = 100 + random.next(below: 100_000)
    let amount = "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    let hours = random.next(below: 90 * 24)
    let status = pick(["paid", "paid", "sent", "sent", "sent", "open", "void"])
    return "('\(uuid())', \(user), \(amount), '\(status)', NOW() - INTERVAL \(hours) HOUR)"
  }

  /// Thirty-two hexadecimal digits in groups, as a UUID is written.
  private mutating func uuid() -> String {
    let digits = [random.next(), random.next()].map { number in
      let text = String(number, radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }.joined()
    var groups: [Substring] = []
    var rest = digits[...]
    for length in [8, 4, 4, 4, 12] {
      groups.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return groups.joined(separator: "-")
  }

  private mutating func pick(_ words: [String]) -> String {
    words[random.next(below: words.count)]
  }

  private static let names = [
    "ada", "bob", "cleo", "dan", "eve", "fay", "gus", "hal", "ida", "jon", "kim", "leo",
  ]
}

extension SplitMix64 {
  /// A number from zero up to `bound`, which is greater than zero.
  fileprivate mutating func next(below bound: Int) -> Int {
    Int(truncatingIfNeeded: next() >> 1) % max(1, bound)
  }
}
