import VitrineSQL

/// A small slice of data of TPC-H's shape, the same on every run, in which every query finds rows.
///
/// Values are drawn from the words that the queries look for, far oftener than the specification's own
/// generator does.
struct TPCHRows {
  private var random = SplitMix64(seed: 19_920_101)
  /// INSERT statements, a table each.
  private(set) var statements: [String] = []

  private static let nations: [(name: String, region: Int)] = [
    ("ALGERIA", 0), ("ARGENTINA", 1), ("BRAZIL", 1), ("CANADA", 1), ("EGYPT", 4), ("ETHIOPIA", 0),
    ("FRANCE", 3), ("GERMANY", 3), ("INDIA", 2), ("INDONESIA", 2), ("IRAN", 4), ("IRAQ", 4),
    ("JAPAN", 2), ("JORDAN", 4), ("KENYA", 0), ("MOROCCO", 0), ("MOZAMBIQUE", 0), ("PERU", 1),
    ("CHINA", 2), ("ROMANIA", 3), ("SAUDI ARABIA", 4), ("VIETNAM", 2), ("RUSSIA", 3),
    ("UNITED KINGDOM", 3), ("UNITED STATES", 1),
  ]
  /// The nations that the queries name, and a few of their regions.
  private static let homes = [2, 3, 6, 7, 8, 12, 18, 20, 24]
  private static let types = [
    "ECONOMY ANODIZED STEEL", "PROMO BURNISHED COPPER", "LARGE BRUSHED BRASS",
    "MEDIUM POLISHED TIN", "SMALL PLATED BRASS", "STANDARD PLATED NICKEL",
  ]
  private static let brands = ["Brand#12", "Brand#23", "Brand#34", "Brand#45"]
  private static let containers = ["SM CASE", "MED BOX", "LG PKG", "MED BAG", "JUMBO JAR"]
  private static let sizes = [1, 3, 9, 14, 15, 19, 23, 36, 45, 49]
  private static let words = ["forest", "green", "lace", "navy", "olive"]
  private static let segments = ["BUILDING", "AUTOMOBILE", "MACHINERY"]
  private static let priorities = ["1-URGENT", "2-HIGH", "3-MEDIUM", "5-LOW"]
  private static let modes = ["AIR", "MAIL", "SHIP", "AIR REG", "TRUCK"]
  private static let instructions = ["DELIVER IN PERSON", "COLLECT COD"]

  private static let supplierCount = 14
  private static let partCount = 40
  private static let customerCount = 36
  private static let orderCount = 220

  init() {
    places()
    suppliers()
    parts()
    customers()
    orders()
  }

  private mutating func add(_ table: String, _ rows: [[String]]) {
    let tuples = rows.map { row in "(" + row.map { "'\($0)'" }.joined(separator: ", ") + ")" }
    statements.append("INSERT INTO \(table) VALUES \(tuples.joined(separator: ", "))")
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    random.pick(elements)
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + random.below(range.count)
  }

  private static func money(_ cents: Int) -> String {
    let digits = String(cents.magnitude % 100)
    return "\(cents < 0 ? "-" : "")\(cents.magnitude / 100).\(digits.count < 2 ? "0" : "")\(digits)"
  }

  /// A day counted from 1992-01-01, in months of 28 days, so that it needs no calendar.
  private static func date(_ day: Int) -> String {
    let month = day / 28
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(1992 + month / 12)-\(two(month % 12 + 1))-\(two(day % 28 + 1))"
  }

  private mutating func places() {
    let regions = ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"]
    add("region", regions.enumerated().map { ["\($0)", $1, "region"] })
    add("nation", Self.nations.enumerated().map { ["\($0)", $1.name, "\($1.region)", "nation"] })
  }

  private mutating func suppliers() {
    var rows: [[String]] = []
    for key in 1...Self.supplierCount {
      let nation = Self.homes[key % Self.homes.count]
      let comment = key % 5 == 0 ? "Customer many Complaints" : "quick requests"
      rows.append([
        "\(key)", "Supplier#\(key)", "street \(number(1...99))", "\(nation)",
        "\(nation + 10)-\(number(100...999))", Self.money(number(-99_999...999_999)), comment,
      ])
    }
    add("supplier", rows)
  }

  private mutating func parts() {
    var rows: [[String]] = []
    var supplies: [[String]] = []
    for key in 1...Self.partCount {
      rows.append([
        "\(key)", "\(key % 3 == 0 ? "forest" : pick(Self.words)) \(pick(Self.words))",
        "Manufacturer#\(number(1...5))",
        pick(Self.brands), pick(Self.types), "\(pick(Self.sizes))", pick(Self.containers),
        Self.money(90_000 + key * 100), "part",
      ])
      for place in 0..<4 {
        supplies.append([
          "\(key)", "\((key + place * 3) % Self.supplierCount + 1)", "\(number(1...200))",
          Self.money(number(100...99_999)), "supply",
        ])
      }
    }
    // What the queries 17, 19 and 2 look for.
    for key in 0..<4 { rows[key][3...6] = ["Brand#23", Self.types[key], "10", "MED BOX"] }
    for key in 4..<7 { rows[key][3...6] = ["Brand#12", Self.types[key - 2], "3", "SM CASE"] }
    for key in 7..<12 { rows[key][4...5] = ["SMALL PLATED BRASS", "15"] }
    add("part", rows)
    add("partsupp", supplies)
  }

  private mutating func customers() {
    var rows: [[String]] = []
    for key in 1...Self.customerCount {
      let nation = pick(Self.homes)
      rows.append([
        "\(key)", "Customer#\(key)", "road \(number(1...99))", "\(nation)",
        "\(nation + 10)-\(number(100...999))", Self.money(number(-50_000...999_999)),
        pick(Self.segments), "customer",
      ])
    }
    add("customer", rows)
  }

  private mutating func orders() {
    var orders: [[String]] = []
    var lines: [[String]] = []
    for key in 1...Self.orderCount {
      var customer = number(1...Self.customerCount)
      if customer % 3 == 0 { customer -= 1 }
      let day = key <= 9 ? 1065 + key : number(365...2000)
      let isLarge = key % 20 == 0
      for line in 1...(isLarge ? 7 : number(1...5)) {
        lines.append(self.line(line, of: key, after: day, quantity: isLarge ? 48 : number(1...50)))
      }
      orders.append([
        "\(key)", "\(customer)", pick(["F", "F", "O"]), Self.money(number(100_000...40_000_000)),
        Self.date(day), pick(Self.priorities), "Clerk#\(number(1...9))", "0",
        pick(["special packages requests", "plain words", "quiet accounts"]),
      ])
    }
    add("orders", orders)
    add("lineitem", lines)
  }

  private mutating func line(
    _ line: Int,
    of order: Int,
    after day: Int,
    quantity: Int
  ) -> [String] {
    let part = number(1...Self.partCount)
    let supplier = (part + number(0...3) * 3) % Self.supplierCount + 1
    let shipped = day + number(1...30)
    return [
      "\(order)", "\(part)", "\(supplier)", "\(line)", "\(quantity).00",
      Self.money(quantity * (90_000 + part * 100)), "0.0\(number(0...9))", "0.0\(number(0...8))",
      pick(["R", "A", "N"]), pick(["O", "F"]), Self.date(shipped), Self.date(day + number(20...60)),
      Self.date(shipped + number(1...30)), pick(Self.instructions), pick(Self.modes), "line",
    ]
  }
}
