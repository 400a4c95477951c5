import Testing

@testable import VitrineSQL

@Suite struct PrecedenceTests {
  /// MySQL's infix operators, loosest first; those of one line bind alike and group to the left.
  static let levels: [[String]] = [
    ["or"], ["xor"], ["and"], ["=", "<=>", "!=", "<", "<=", ">", ">="], ["|"], ["&"],
    ["<<", ">>"], ["+", "-"], ["*", "/", "div", "%"], ["^"],
  ]

  private func tree(_ text: String) throws -> Expression { try Parser.parseExpression(text) }

  @Test func tighterOperatorsGroupFirst() throws {
    for (index, level) in Self.levels.enumerated() {
      for loose in level {
        for tight in Self.levels[(index + 1)...].joined() {
          #expect(try tree("a \(loose) b \(tight) c") == tree("a \(loose) (b \(tight) c)"))
          #expect(try tree("a \(tight) b \(loose) c") == tree("(a \(tight) b) \(loose) c"))
          #expect(try tree("a \(loose) b \(tight) c") != tree("(a \(loose) b) \(tight) c"))
        }
      }
    }
  }

  @Test func equalOperatorsGroupToTheLeft() throws {
    for level in Self.levels {
      for first in level {
        for second in level {
          #expect(
            try tree("a \(first) b \(second) c") == tree("(a \(first) b) \(second) c"),
            "\(first) \(second)"
          )
        }
      }
    }
  }

  @Test(arguments: [
    ("not a = b", "not (a = b)"), ("not a and b", "(not a) and b"), ("!a = b", "(!a) = b"),
    ("-a ^ b", "(-a) ^ b"), ("-a * b", "(-a) * b"), ("~a & b", "(~a) & b"),
    ("binary a = b", "(binary a) = b"), ("-a collate x", "-(a collate x)"),
    ("a + b in (1)", "(a + b) in (1)"), ("a = b in (1)", "a = (b in (1))"),
    ("a = b like c", "a = (b like c)"), ("a like b = c", "(a like b) = c"),
    ("a = b is null", "(a = b) is null"), ("a between b and c and d", "(a between b and c) and d"),
    ("a between b + 1 and c | d", "a between (b + 1) and (c | d)"),
    ("a and b between c and d", "a and (b between c and d)"),
    ("a mod b * c", "(a % b) * c"), ("a && b || c", "(a and b) or c"),
    ("@a := b or c", "@a := (b or c)"), ("a in (1) is true", "(a in (1)) is true"),
    ("not a between b and c", "not (a between b and c)"),
    ("a regexp b + c", "a regexp (b + c)"), ("a + interval 1 day + b", "(a + interval 1 day) + b"),
    ("a = 1 and b = 2 = c", "(a = 1) and ((b = 2) = c)"),
    ("a = 1 and b = 2 is null", "(a = 1) and ((b = 2) is null)"),
    ("a = 1 and b = 2 or c = 3 and d", "((a = 1) and (b = 2)) or ((c = 3) and d)"),
    ("a = 1 and b = 2 xor c", "((a = 1) and (b = 2)) xor c"),
    ("a = 1 && b = 2 and c = 3 && d", "(((a = 1) and (b = 2)) and (c = 3)) and d"),
    ("not a = 1 and b = 2", "(not (a = 1)) and (b = 2)"),
    ("a between 1 and b = 2", "(a between 1 and b) = 2"),
    ("sum(a) + b = c", "((sum(a)) + b) = c"), ("sum(a) and b", "(sum(a)) and b"),
  ]) func special(_ bare: String, _ grouped: String) throws {
    #expect(try tree(bare) == tree(grouped))
    #expect(try tree(tree(bare).printed()) == tree(bare))
  }

  @Test func longChainsStayShallow() throws {
    for word in ["and", "or"] {
      let text = (0..<5000).map { "a = \($0)" }.joined(separator: " \(word) ")
      let expression = try tree(text)
      #expect(expression.printed() == text)
      #expect(Chain.operands(of: expression, word == "and" ? .and : .or).count == 5000)
      #expect(try tree(expression.printed()) == expression)
    }
  }

  /// Comparisons of leaves are joined as they come; their chains are like all others.
  @Test(arguments: [2, 3, 19, 20, 31, 32, 33, 34, 64, 70])
  func comparisonsMakeTheSameChains(_ count: Int) throws {
    for interval in [19, 100] {
      let operands = (1...count).map { $0 % interval == 0 ? "not a" : "a = \($0)" }
      let bare = operands.joined(separator: " and ")
      let grouped = operands.map { "(\($0))" }.joined(separator: " and ")
      #expect(try tree(bare) == tree(grouped))
      #expect(try tree("\(bare) or \(bare)") == tree("(\(grouped)) or (\(grouped))"))
    }
  }

  /// Where parentheses stand in a chain does not show in its shape, however long it is.
  @Test(arguments: [2, 3, 31, 32, 33, 34, 64, 70])
  func parenthesesInAChainDoNotShow(_ count: Int) throws {
    for word in ["and", "or"] {
      let operands = (0..<count).map { "a\($0)" }
      let plain = try tree(operands.joined(separator: " \(word) "))
      for place in [0, 1, count / 2, count - 2] {
        let inside = operands[place...].prefix(2).joined(separator: " \(word) ")
        let parts = operands[..<place] + ["(\(inside))"] + operands.dropFirst(place + 2)
        let isSame = try tree(parts.joined(separator: " \(word) ")) == plain
        #expect(isSame, "\(count) operands joined by \(word), parentheses at \(place)")
      }
    }
  }
}
