/// Puts deep queries of an SQLite text before it, where they read nothing of the queries around them: the parser of
/// SQLite before 3.46 has a stack of 100 entries, and takes queries in each other some seven deep.
///
///     SELECT … IN (SELECT … IN (SELECT … IN (SELECT …)))
///       ⇒   WITH query1 AS (SELECT … IN (SELECT … IN (SELECT …))) SELECT … IN (SELECT * FROM query1)
///
/// A common table expression that is read once is to SQLite what a query in its place is, so that nothing else changes.
/// Whether a query reads others is for SQLite to say: it compiles alone or it does not, since names are sought from the
/// inside outwards.
struct HoistedQueries {
  /// How many levels of queries stay in each other.
  private static let levels = 3
  /// How many queries are tried to be compiled alone.
  private static let mostAttempts = 200

  private let name: String
  private let compiles: (String) -> Bool
  private var tokens: SQLiteTokens
  private var output: [UInt8] = []
  private var frames = [Frame()]
  private var attempts = 0
  /// The common table expressions that were made, each reading those before it alone.
  private var made: [String] = []
  /// Where those of the text begin, behind WITH; nil where it has none.
  private var tables: Int?
  /// Where the last of them ends whose text is whole.
  private var tablesEnd = 0
  private var isInTables = false
  private var isRecursive = false

  /// What is open between a parenthesis and its end.
  private struct Frame {
    var start = 0
    var isQuery = false
    /// How many levels of queries it holds.
    var height = 0
  }

  /// The text with queries put before it; nil where there are none to move, or where the text is no query and no write.
  static func hoisted(_ text: String, compiles: @escaping (String) -> Bool) -> String? {
    var hoisting = HoistedQueries(text, compiles)
    return hoisting.run()
  }

  private init(_ text: String, _ compiles: @escaping (String) -> Bool) {
    self.compiles = compiles
    tokens = SQLiteTokens(Array(text.utf8))
    var name = "query"
    while text.contains(name) { name += "_" }
    self.name = name
  }

  private mutating func run() -> String? {
    guard case .word(let first) = tokens.next(), first == "WITH" || Self.verbs.contains(first)
    else { return nil }
    copy()
    if first == "WITH" { begin() }
    var previous = first
    while true {
      let token = tokens.next()
      guard token != .end else { break }
      guard take(token, after: previous) else { return nil }
      if case .word(let word) = token { previous = word } else { previous = "" }
    }
    guard frames.count == 1, !made.isEmpty else { return nil }
    return whole
  }

  private static let verbs: Set<String> = [
    "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "VALUES",
  ]

  private mutating func begin() {
    isInTables = true
    tables = output.count
    tablesEnd = output.count
  }

  private mutating func copy() { output += tokens.taken }

  /// False where the text is not understood.
  private mutating func take(_ token: SQLiteTokens.Token, after previous: String) -> Bool {
    let isOutermost = frames.count == 1
    switch token {
    case .open:
      copy()
      frames.append(Frame(start: output.count))
      return true
    case .close:
      guard let frame = frames.popLast(), !frames.isEmpty else { return false }
      close(frame)
    case .comma:
      if isOutermost, isInTables { tablesEnd = output.count }
    case .word("RECURSIVE") where isOutermost && previous == "WITH":
      isRecursive = true
      copy()
      begin()
      return true
    case .word(let word) where isOutermost && isInTables && Self.verbs.contains(word):
      isInTables = false
      tablesEnd = output.count
    case .word(let word) where frames[frames.count - 1].start == output.count:
      frames[frames.count - 1].isQuery = ["SELECT", "WITH", "VALUES"].contains(word)
    default: break
    }
    copy()
    return true
  }

  private mutating func close(_ frame: Frame) {
    var height = frame.height
    if frame.isQuery {
      height += 1
      if height >= Self.levels, hoist(from: frame.start) { height = 1 }
    }
    let outer = frames.count - 1
    frames[outer].height = max(frames[outer].height, height)
  }

  private mutating func hoist(from start: Int) -> Bool {
    attempts += 1
    let query = String(decoding: output[start...], as: UTF8.self)
    guard attempts <= Self.mostAttempts,
      compiles("\(with(upTo: tablesEnd)) SELECT * FROM (\(query))")
    else { return false }
    let table = name + String(made.count + 1)
    made.append("\(table) AS (\(query))")
    output.replaceSubrange(start..., with: "SELECT * FROM \(table)".utf8)
    return true
  }

  /// WITH and the common table expressions that were made, before those of the text itself.
  private func with(upTo end: Int) -> String {
    let own = tables.map { String(decoding: output[$0..<max($0, end)], as: UTF8.self) } ?? ""
    let all = made + (own.isEmpty ? [] : [own])
    guard !all.isEmpty else { return "" }
    return (isRecursive ? "WITH RECURSIVE " : "WITH ") + all.joined(separator: ", ")
  }

  private var whole: String {
    let rest = tables == nil ? output[...] : output[tablesEnd...]
    return with(upTo: tablesEnd) + (tables == nil ? " " : "")
      + String(decoding: rest, as: UTF8.self)
  }
}
