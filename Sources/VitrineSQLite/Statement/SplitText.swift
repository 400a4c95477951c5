/// Takes deep expressions of an SQLite text apart: the parser of SQLite before 3.46 has a stack of 100 entries.
///
/// Parts of an expression go into common table expressions of a scalar subquery in its place. These stand one
/// after another, not in each other, so that the parser needs no more stack the more there are:
///
///     f(g(h(i(t.a))))  ⇒  f((WITH part1(v) AS (SELECT h(i(t.a))) SELECT g((SELECT v FROM part1))))
///
/// A part is computed where it is read and as often, so that what CASE leaves out stays left out. No parts are made
/// of aggregates and window functions, which would be those of the subquery, nor of calls that give a new
/// value each time and read no column: SQLite would make them once for all rows. Schemas cannot have subqueries.
struct SplitText {
  /// The functions that may not be moved, by their names in lower case.
  struct FixedFunctions {
    /// Whose arguments are of the rows, and they of the groups.
    var aggregates: Set<String> = [
      "count", "sum", "total", "avg", "min", "max", "group_concat", "row_number", "rank",
      "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead", "first_value",
      "last_value", "nth_value", "json_group_array", "json_group_object",
    ]
    /// Which may give another value each time.
    var volatile: Set<String> = []
  }

  /// The budgets to try, one after another: a text needs more of the stack the deeper its queries are nested.
  static let budgets = [56, 36, 22]

  /// How much of the parser's stack an expression may need before a part of it is taken out.
  private let budget: Int
  private let fixed: FixedFunctions
  private let partName: String
  private var tokens: SQLiteTokens
  private var output: [UInt8] = []
  private var frames = [Frame(.clauses)]
  private var partCount = 0
  private var previous = SQLiteTokens.Token.end

  /// The text with parts taken out of it; nil where there is nothing to take out, or where it cannot be told.
  static func split(_ text: String, budget: Int, fixed: FixedFunctions) -> String? {
    var split = SplitText(text, budget: budget, fixed: fixed)
    return split.run()
  }

  private init(_ text: String, budget: Int, fixed: FixedFunctions) {
    self.budget = budget
    self.fixed = fixed
    tokens = SQLiteTokens(Array(text.utf8))
    var name = "part"
    while text.contains(name) { name += "_" }
    partName = name
    output.reserveCapacity(text.utf8.count * 2)
  }

  private mutating func run() -> String? {
    while true {
      let token = tokens.next()
      guard token != .end else { break }
      guard take(token) else { return nil }
      previous = token
    }
    guard frames.count == 1, partCount > 0 else { return nil }
    return String(decoding: output, as: UTF8.self)
  }

  /// False where the text is not understood.
  private mutating func take(_ token: SQLiteTokens.Token) -> Bool {
    switch token {
    case .open:
      copy()
      push(opened())
    case .close:
      guard frames.count > 1, frame.kind != .choice else { return false }
      closeSlot()
      copy()
      pop()
    case .comma:
      if frame.kind == .choice { return false }
      closeSlot()
      copy()
      frame.openSlot(at: output.count)
    case .word(let word): return take(word: word)
    case .value:
      copy()
      frame.slot.awaitsOperand = false
    case .symbol(let precedence):
      copy()
      frame.slot.apply(precedence)
    case .end: break
    }
    return true
  }

  private var frame: Frame {
    get { frames[frames.count - 1] }
    set { frames[frames.count - 1] = newValue }
  }

  private mutating func copy() { output += tokens.taken }
}

// MARK: Words
extension SplitText {
  private mutating func take(word: String) -> Bool {
    switch word {
    case "CASE":
      copy()
      push(Frame(.choice))
      frame.openSlot(at: output.count)
      return true
    case "WHEN", "THEN", "ELSE", "END":
      guard frame.kind == .choice else { return false }
      return takeBranch(word)
    case "SELECT", "WITH", "VALUES": return takeQuery()
    case "AS" where frame.kind == .call:
      // CAST(x AS type)
      closeSlot()
      copy()
      frame.isOver = true
      return true
    case "OVER", "FILTER": frame.slot.isFixed = true
    case "DISTINCT" where frame.kind == .call && frame.slot.awaitsOperand:
      copy()
      frame.slot.start = output.count
      return true
    default:
      if Self.clauseWords.contains(word), frame.kind != .clauses {
        if word == "FROM", previous == .word("DISTINCT") { break }
        guard frame.kind == .group, frame.parts.isEmpty, frame.slot.parts.isEmpty else {
          return false
        }
        frame.kind = .clauses
      }
    }
    if word == "COLLATE", !frame.slot.hasOperators { frame.slot.suffix = output.count }
    copy()
    if previous == .word("COLLATE") { return true }
    frame.slot.apply(word, isCall: tokens.isAtParenthesis)
    return true
  }

  /// Words that stand in no expression.
  private static let clauseWords: Set<String> = [
    "FROM", "AS", "JOIN", "ON", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL", "USING",
    "ORDER", "GROUP", "PARTITION", "ROWS", "RANGE", "GROUPS", "WHERE", "SET", "LIMIT", "UNION",
    "INTERSECT", "EXCEPT", "INDEXED",
  ]

  private mutating func takeBranch(_ word: String) -> Bool {
    closeSlot()
    copy()
    if word == "END" { pop() } else { frame.openSlot(at: output.count, after: word) }
    return true
  }

  private mutating func takeQuery() -> Bool {
    switch frame.kind {
    case .group where frame.slotCount == 0 && frame.slot.awaitsOperand: frame.kind = .clauses
    case .clauses: break
    default: return false
    }
    copy()
    return true
  }
}

// MARK: Frames
extension SplitText {
  private func opened() -> Frame {
    guard case .word(let word) = previous else { return Frame(.group) }
    if word == "OVER" || word == "FILTER" { return Frame(.clauses) }
    guard word == "CAST" || word.utf8.first.map({ $0 >= UInt8(ascii: "a") }) == true else {
      var group = Frame(.group)
      group.isList = word == "IN"
      return group
    }
    var call = Frame(.call)
    let name = word.lowercased()
    let isExtreme = name == "max" || name == "min"
    call.isAggregate =
      fixed.aggregates.contains(name) && !(isExtreme && tokens.hasSeveralArguments)
    call.slot.isVolatile = fixed.volatile.contains(name)
    return call
  }

  private mutating func push(_ new: Frame) {
    var new = new
    // Parts go into the outermost slots, so that calls in FROM and of aggregates stay where they are.
    new.isOutermost = new.isAggregate || frame.kind == .clauses
    let isVolatile = new.slot.isVolatile
    new.openSlot(at: output.count)
    new.slot.isVolatile = isVolatile
    frames.append(new)
  }

  private mutating func closeSlot() {
    guard frame.kind != .clauses, !frame.isOver else { return }
    let slot = frame.slot
    var need = slot.need
    var parts = slot.parts
    if frame.isOutermost {
      if !parts.isEmpty {
        let list = Array(parts.joined(separator: [UInt8(ascii: ",")]))
        replace(slot) { text in
          var query = Array("(WITH ".utf8) + list
          query += " SELECT ".utf8
          return query + text + [UInt8(ascii: ")")]
        }
        need += Self.queryNeed
        parts = []
      }
    } else if slot.isMovable, slot.entries + need > budget, need > Self.queryNeed {
      partCount += 1
      let name = partName + String(partCount)
      replace(slot) { text in
        parts.append(Array("\(name)(v) AS (SELECT ".utf8) + text + [UInt8(ascii: ")")])
        return Array("(SELECT v FROM \(name))".utf8)
      }
      need = Self.queryNeed
    }
    frame.close(slot, need: need, parts: parts)
  }

  /// Writes something else for an expression, but for the collation that it ends in: no query has one.
  private mutating func replace(_ slot: Slot, with text: ([UInt8]) -> [UInt8]) {
    let end = slot.suffix ?? output.count
    output.replaceSubrange(slot.start..<end, with: text(Array(output[slot.start..<end])))
  }

  /// What a query needs of the parser's stack, roughly, before it comes to an expression.
  private static let queryNeed = 12

  private mutating func pop() {
    let inner = frames.removeLast()
    let isQuery = inner.kind == .clauses
    var slot = frame.slot
    let need = isQuery ? inner.slot.need + Self.queryNeed : inner.need
    slot.need = max(slot.need, slot.waiting + need)
    slot.parts += inner.parts
    slot.isFixed = slot.isFixed || inner.isFixed && !isQuery || inner.isAggregate
    slot.isRow = slot.isRow || inner.kind == .group && inner.slotCount > 1 && !inner.isList
    slot.isVolatile = slot.isVolatile || inner.isVolatile || inner.slot.isVolatile
    slot.readsColumn = slot.readsColumn || inner.readsColumn && !isQuery
    slot.awaitsOperand = false
    frame.slot = slot
  }
}

/// What is open between a parenthesis, or a CASE, and its end.
private struct Frame {
  enum Kind {
    /// A query, or whatever else is no expression.
    case clauses
    case call
    case group
    case choice
  }

  var kind: Kind
  var isAggregate = false
  /// Whether it stands behind IN.
  var isList = false
  /// Whether what comes before its end is no expression any more.
  var isOver = false
  var isOutermost = true
  var slot = Slot()
  var slotCount = 0
  var need = 1
  var parts: [[UInt8]] = []
  var isFixed = false
  var isVolatile = false
  var readsColumn = false

  init(_ kind: Kind) { self.kind = kind }

  /// Begins an expression; `word` is what stands before it in a CASE.
  mutating func openSlot(at start: Int, after word: String = "") {
    guard kind != .clauses else { return }
    slot = Slot()
    slot.start = start
    slot.entries =
      switch kind {
      case .clauses: 0
      case .call: slotCount == 0 ? 3 : 5
      case .group: slotCount == 0 ? 1 : 3
      case .choice: word == "THEN" ? 6 : 4
      }
  }

  mutating func close(_ slot: Slot, need: Int, parts: [[UInt8]]) {
    slotCount += 1
    self.need = max(self.need, slot.entries + need)
    self.parts += parts
    isFixed = isFixed || slot.isFixed
    isVolatile = isVolatile || slot.isVolatile
    readsColumn = readsColumn || slot.readsColumn
  }
}

/// An expression that is being read, in its place in a frame.
private struct Slot {
  /// Where its text begins.
  var start = 0
  /// What stands before it on the parser's stack since its frame began.
  var entries = 0
  /// What its operands have needed so far, with the operators that waited for them.
  var need = 1
  var parts: [[UInt8]] = []
  /// Holds an aggregate or a window function.
  var isFixed = false
  var isVolatile = false
  var readsColumn = false
  /// Holds several values in parentheses.
  var isRow = false
  var awaitsOperand = true
  /// Where the collation begins that it ends in.
  var suffix: Int?
  /// The operators that wait for their right sides.
  private var operators: [(precedence: Int, entries: Int)] = []

  var isMovable: Bool { !isFixed && !isRow && (!isVolatile || readsColumn) }

  var hasOperators: Bool { !operators.isEmpty }

  var waiting: Int { operators.reduce(0) { $0 + $1.entries } }

  /// An operator of a sign.
  mutating func apply(_ precedence: Int) {
    if awaitsOperand { return wait(Self.signs, entries: 1) }
    wait(precedence, entries: 2)
  }

  private static let signs = 12

  /// A word: an operator or a name.
  mutating func apply(_ word: String, isCall: Bool) {
    switch word {
    case "OR": wait(1, entries: 2)
    case "AND":
      // That of BETWEEN waits with it.
      if let bound = operators.lastIndex(where: { $0.precedence == Self.between }) {
        operators.removeSubrange(bound...)
        operators.append((4, 4))
        suffix = nil
        awaitsOperand = true
      } else {
        wait(2, entries: 2)
      }
    case "NOT": if awaitsOperand { wait(3, entries: 1) }
    case "IS", "IN", "LIKE", "GLOB", "REGEXP", "MATCH": wait(4, entries: 4)
    case "BETWEEN":
      wait(4, entries: 3)
      operators[operators.count - 1].precedence = Self.between
    case "ESCAPE": awaitsOperand = true
    case "COLLATE", "ISNULL", "NOTNULL", "OVER", "FILTER", "DISTINCT", "FROM": break
    case "NULL", "TRUE", "FALSE", "EXISTS", "CAST": awaitsOperand = false
    default:
      readsColumn = readsColumn || !isCall
      awaitsOperand = false
    }
  }

  /// Lower than AND, which does not end its operand.
  private static let between = 0

  private mutating func wait(_ precedence: Int, entries: Int) {
    if !awaitsOperand {
      while let last = operators.last, last.precedence >= precedence { operators.removeLast() }
    }
    operators.append((precedence, entries))
    suffix = nil
    need = max(need, waiting + 1)
    awaitsOperand = true
  }
}
