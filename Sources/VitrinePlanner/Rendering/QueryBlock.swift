@_spi(Text) import VitrineSQL
import VitrineSQLite

/// A SELECT under construction: operators are folded into it as long as the order in which SQL
/// evaluates its clauses allows.
///
/// It is large. What is returned of a variable is moved only where functions have changed it that take it `inout`:
/// assigning a property of the variable itself would have it copied.
struct QueryBlock {
  /// The clause filled last, in the order of their evaluation.
  enum Stage: Int, Comparable {
    case rows
    case filtered
    case grouped
    case windowed
    case distinct
    case sorted
    case limited

    static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
  }

  /// One term of ORDER BY.
  struct OrderTerm {
    /// The column whose values order the rows, where it is one.
    var column: ColumnID?
    var key: String
    /// The COLLATE clause that the key ends in, with its blank; empty where there is none.
    var collation: String
    var isDescending: Bool
  }

  var stage = Stage.rows
  /// Common table expressions that the FROM clause reads.
  var with: [String] = []
  var isRecursive = false
  /// What stands after FROM; empty for one row of no columns.
  var from = ""
  /// Whether `from` joins several tables, so that it needs parentheses at the right of a join.
  var isJoin = false
  var predicates: [String] = []
  /// Nil for rows that are not grouped; empty for one group of all.
  var groups: [String]?
  /// The texts of its aggregates.
  var aggregates: Set<String> = []
  var having: [String] = []
  /// The columns that no two rows share.
  var distinct: ColumnSet?
  var order: [OrderTerm] = []
  var limit: String?
  var offset: String?
  /// What each column is in the scope of this block.
  var columns = ColumnMap<Operand>()
  /// A column that is there to be read where no other is.
  var ownColumn: String?
  /// Columns whose value is new each time it is computed: `RAND()`.
  var volatile: ColumnSet = []
  /// The tables' names in FROM, lower case.
  var names: [String] = []
  /// Arms joined by UNION and its kin, instead of all the clauses before ORDER BY.
  var compound: Compound?
  /// Whether it cannot give more than one row.
  var isSingleRow = false
}

extension QueryBlock {
  /// SELECTs joined by set operators; every arm has the columns in order.
  struct Compound {
    var text: String
    var columns: [ColumnID]
  }

  /// Whether joins and filters are all it has, so that it can be folded into another FROM clause.
  var isRowsOnly: Bool { stage <= .filtered && compound == nil }

  /// Whether it is all rows of one table.
  var isBareTable: Bool { stage == .rows && compound == nil && names.count == 1 }

  /// Whether every column that is seen is a table's own, so that an outer join's NULLs reach it.
  var hasPlainColumns: Bool { !columns.contains { $0.origin != .column } }

  /// The common table expressions of two blocks, each once.
  static func merged(_ left: [String], _ right: [String]) -> [String] {
    left + right.filter { !left.contains($0) }
  }

  /// Conditions without the parentheses they do not need, joined by AND.
  static func conjunction(_ conditions: [String]) -> String {
    if conditions.count == 1, let only = conditions.first { return unwrapped(only) }
    // Each with its parentheses in the tree that a long chain becomes.
    guard conditions.count <= 100 else { return Operators.chain(conditions, "AND") }
    return conditions.map { condition in
      let inner = unwrapped(condition)
      return hasLooseOr(inner) ? condition : inner
    }.joined(separator: " AND ")
  }

  private static let queries = ["(SELECT ", "(WITH ", "(VALUES "]

  /// Whether a text in parentheses begins as a query does.
  private static func isQuery(_ text: String) -> Bool {
    switch text.utf8.dropFirst().first {
    case UInt8(ascii: "S"), UInt8(ascii: "W"), UInt8(ascii: "V"):
      queries.contains { text.utf8.starts(with: $0.utf8) }
    default: false
    }
  }

  /// `(a = b)` ⇒ `a = b`, but `(a) = (b)` as it is.
  static func unwrapped(_ text: String) -> String {
    guard text.utf8.first == UInt8(ascii: "("), text.utf8.last == UInt8(ascii: ")"),
      !isQuery(text)
    else { return text }
    var depth = 0
    var quote: UInt8?
    var remaining = text.utf8.count - 1
    let closesLast = text.everyByte { byte in
      guard remaining > 0 else { return true }
      remaining -= 1
      step(byte, &depth, &quote)
      return depth > 0
    }
    return closesLast ? String(Substring(text.utf8.dropFirst().dropLast())) : text
  }

  /// Whether an OR stands outside all parentheses, or a CASE does: whatever would bind looser.
  private static func hasLooseOr(_ text: String) -> Bool {
    var depth = 0
    var quote: UInt8?
    var start = text.utf8.startIndex
    for index in text.utf8.indices {
      let byte = text.utf8[index]
      if depth == 0, quote == nil, byte == UInt8(ascii: " ") {
        let word = text.utf8[start..<index]
        if word.elementsEqual("OR".utf8) || word.elementsEqual("CASE".utf8) { return true }
        start = text.utf8.index(after: index)
      }
      step(byte, &depth, &quote)
    }
    return false
  }

  private static func step(_ byte: UInt8, _ depth: inout Int, _ quote: inout UInt8?) {
    if let open = quote {
      if byte == open { quote = nil }
      return
    }
    switch byte {
    case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): quote = byte
    case UInt8(ascii: "("): depth += 1
    case UInt8(ascii: ")"): depth -= 1
    default: break
    }
  }
}
