import Testing

@testable import VitrineSQL

/// The leaves of a tree keep what is usual in themselves and the rest in a box; neither may show.
@Suite struct LeafTests {
  private static let names = [
    "c", "t.c", "ks.t.c", "t . c", "`a b`.`c d`", "`t` . `select`", "t /* */ . c",
  ]

  @Test(arguments: names)
  func aColumnsPartsHaveTheirPlaces(_ text: String) throws {
    guard case .column(let column) = try Parser.parseExpression(text) else {
      Issue.record("not a column: \(text)")
      return
    }
    #expect(column.span.range == 0..<text.utf8.count)
    #expect(column.name.span.upper == column.span.upper)
    guard let table = column.qualifier else {
      #expect(column.name.span.range == column.span.range)
      return
    }
    #expect(table.span.lower == 0)
    #expect(table.name.span.upper == table.span.upper)
    #expect(table.span.upper < column.name.span.lower)
    #expect(
      table.qualifier.map { $0.span.lower == 0 } ?? (table.span.range == table.name.span.range)
    )
  }

  @Test func aColumnsPartsChangeOneByOne() {
    let place = Span(lower: 3, upper: 9)
    var column = ColumnName(name: "c", span: place)
    column.qualifier = TableName(qualifier: "ks", name: "t")
    column.name = "d"
    #expect(column == ColumnName(qualifier: TableName(qualifier: "ks", name: "t"), name: "d"))
    #expect(column.span.range == 3..<9)
    column.qualifier?.qualifier = nil
    #expect(column == ColumnName(qualifier: TableName(name: "t"), name: "d"))
    column.span = .none
    column.qualifier = nil
    #expect(column == ColumnName(name: "d"))
    #expect(column.span.isEmpty)
  }

  @Test func placesAreNoPartOfNames() {
    let place = Span(lower: 1, upper: 2)
    let boxed = ColumnName(qualifier: TableName(name: "t", span: place), name: "c")
    let plain = ColumnName(qualifier: TableName(name: "t"), name: "c")
    #expect(boxed == plain)
    #expect(Set([boxed, plain]).count == 1)
    #expect(Set([TableName(name: "t", span: place), TableName(name: "t")]).count == 1)
    #expect(TableName(qualifier: "ks", name: "t") != TableName(name: "t"))
    #expect(plain != ColumnName(name: "c"))
  }

  @Test func aLiteralKeepsItsIntroducerAndOrdinals() throws {
    guard case .row(let row) = try Parser.parseExpression("(1, _latin1 'a' 'b', 'c')") else {
      Issue.record("not a row")
      return
    }
    let literals = row.elements.compactMap { element -> Literal? in
      guard case .literal(let literal) = element else { return nil }
      return literal
    }
    #expect(literals.map(\.charset) == [nil, "latin1", nil])
    #expect(literals.map(\.ordinals) == [0..<1, 1..<3, 3..<4])
    #expect(literals.map(\.span.range) == [1..<2, 4..<19, 21..<24])
  }

  /// Words in backticks are never read as leaves, which makes no difference to the tree.
  @Test(arguments: [
    "a", "t.a", "a = 1", "t.a <> 'x' AND u.b", "a = 1 = b", "a <=> b < c + 1", "a = b IS NULL",
    "a = 1 OR b AND c",
    "NOT a = b", "a + b = c", "a = b + c * d", "a = -b", "a = b COLLATE c", "a = t.b LIKE c",
    "a = f(b)", "a.b.c = d",
    "a BETWEEN b AND c AND d", "a IN (b, t.c)", "c AND (a = b) AND d = 1",
    "a = ANY (SELECT b FROM c)", "a > ALL (VALUES ROW(1), ROW(2))",
    "a = ?", "a = @b",
    "CASE a WHEN b THEN c ELSE d END", "a = 'x' 'y'", "a = b.c(d)", "a = b->'$.c'",
    "a = 1 XOR b = 2 || c = 3", "a = 1 && b = 2 AND c = d OR a = b", "a = b AND c = d IS NULL",
    "f(a)", "SUM(t.a) > b", "COUNT(a) + 1 = b", "MAX(a) OVER ()", "f(a) FROM LAST OVER c",
    "f(a) = b AND c = d AND d = 1", "a = f(b) AND f(c)", "a = b AND f(t.c) > 'x' AND d = 1",
    "f(a) = b IS NULL AND c = 1", "json_objectagg(a, b) = c", "f(a) = ANY (SELECT b)",
    "a MEMBER OF (b)", "f(a) MEMBER OF (b)", "a = b MEMBER OF (c)",
    "FIRST_VALUE(a) RESPECT NULLS OVER b",
  ])
  func leavesAreReadAsOtherOperandsAre(_ text: String) throws {
    let expression = try Parser.parseExpression(text)
    #expect(expression.span.range == 0..<text.utf8.count)
    let names = /\b[a-d]\b(?!')/
    let slow = text.replacing(names) { "`\($0.output)`" }
    let climbed = try Parser.parseExpression(slow.replacing("$.`c`", with: "$.c"))
    #expect(expression == climbed)
    #expect(climbed.span.range == 0..<slow.replacing("$.`c`", with: "$.c").utf8.count)
  }

  @Test(arguments: [
    "a", "a b", "a AS b", "a, b c", "(a, b c)", "a JOIN b c ON 1 LEFT JOIN d ON 1",
    "a b USE INDEX (c)", "a.b c", "a 'b'",
    "a PARTITION (b) c", "(a b JOIN c)", "a LEFT JOIN b d USING (c)", "a b WHERE 1", "a LIMIT 1",
    "a FOR UPDATE",
  ])
  func tablesOfOneTokenAreReadAsOthersAre(_ tables: String) throws {
    let slow = tables.replacing(/\b[a-d]\b(?!')/) { "`\($0.output)`" }
    let statement = try Parser.parse("SELECT 1 FROM \(tables)")
    #expect(try statement == Parser.parse("SELECT 1 FROM \(slow)"))
    guard case .query(let query) = statement, case .select(let select) = query.body else {
      Issue.record("no query: \(tables)")
      return
    }
    #expect(select.from.count == (tables == "a, b c" ? 2 : 1))
  }

  /// The limit on nesting is the same for leaves and for what climbs, alone and compared.
  @Test(arguments: [
    ("1", "1.5"), ("a = 1", "a = 1.5"), ("a = b", "`a` = b"), ("f(a)", "f(`a`)"),
    ("a = 1 and b = 2", "`a` = 1 and b = 2"), ("f(a) = 1", "f(`a`) = 1"),
    ("f(a) = 1 and b = 2", "f(`a`) = 1 and b = 2"),
  ])
  func leavesNestAsDeepAsOtherOperands(_ leaf: String, _ other: String) {
    func deepest(_ text: String) -> Int? {
      (0...Parser.maximumDepth).last { depth in
        let nested =
          String(repeating: "(", count: depth) + text + String(repeating: ")", count: depth)
        return (try? Parser.parse("SELECT " + nested)) != nil
      }
    }
    #expect(deepest(leaf) == deepest(other))
  }

  @Test func aChangedOperationLeavesItsCopiesAlone() throws {
    guard case .binary(var node) = try Parser.parseExpression("a = 1") else {
      Issue.record("not an operation")
      return
    }
    let copy = node
    node.left = try Parser.parseExpression("b")
    node.operator = .less
    node.right = try Parser.parseExpression("2")
    node.span = .none
    #expect(Expression.binary(node).printed() == "b < 2")
    #expect(Expression.binary(copy).printed() == "a = 1")
    #expect(copy.span.range == 0..<5)
    #expect(try Parser.parseExpression("a = 1") == .binary(copy))
    #expect(node != copy && Set([node, copy, copy]).count == 2)
  }

  /// What was read holds no memory, unlike what it is changed to.
  @Test func anOperationOfShortTextsTakesLongOnes() throws {
    let long = String(repeating: "long ", count: 20)
    for text in ["a = 'b'", "a = 'b' and c = 1", "a = '\(long)'", "f(a) = 'b'"] {
      guard case .binary(var node) = try Parser.parseExpression(text) else {
        Issue.record("not an operation")
        return
      }
      node.left = .literal(Literal(kind: .string(long)))
      let left = node.left
      node.left = node.right
      #expect(node.left == node.right && left == .literal(Literal(kind: .string(long))))
    }
  }

  /// Comparisons that were read with AND between them share their nodes, which may not show.
  @Test func comparisonsWithANDBetweenThemAreOperationsOfTheirOwn() throws {
    let text = "a = 1 AND t.b < 'x' AND c >= d"
    let read = try Parser.parseExpression(text)
    let parts = try ["a = 1", "t.b < 'x'", "c >= d"].map { try Parser.parseExpression($0) }
    let made = Chain.pair(.and, Chain.pair(.and, parts[0], parts[1]), parts[2])
    #expect(read == made && read.hashValue == made.hashValue && read.conjuncts == parts)
    guard case .binary(var whole) = read, case .binary(var left) = whole.left else {
      Issue.record("not an operation")
      return
    }
    #expect(whole.operator == .and && left.operator == .and)
    #expect(whole.span.range == 0..<30 && left.span.range == 0..<19)
    #expect(left.right.span.range == 10..<19 && whole.right.span.range == 24..<30)
    left.right = parts[2]
    #expect(Expression.binary(left).printed() == "a = 1 and c >= d" && read == made)
    whole.operator = .or
    whole.left = .binary(left)
    #expect(Expression.binary(whole).printed() == "a = 1 and c >= d or c >= d")
    #expect(read.printed() == "a = 1 and t.b < 'x' and c >= d")
  }

  /// What few queries have lies in a box; a query from which it is taken is as one that never had it.
  @Test func whatFewQueriesHaveComesAndGoes() throws {
    let plain = "select a from t as x"
    let rich = """
      with y as (select 1) select /*+ NO_ICP(x) */ a from t partition (p) as x use index (i)
      window w as (order by a) for update
      """
    guard case .query(let bare) = try Parser.parse(plain),
      case .query(var query) = try Parser.parse(rich), case .select(var select) = query.body,
      case .table(var table)? = select.from.first
    else {
      Issue.record("not queries")
      return
    }
    #expect(table.partitions == ["p"] && table.hints.count == 1)
    #expect(select.hints.count == 1 && select.windows.count == 1)
    #expect(query.with != nil && query.locking.count == 1 && query != bare)
    (table.partitions, table.hints) = ([], [])
    (select.hints, select.windows, select.from) = ([], [], [.table(table)])
    (query.with, query.locking, query.into, query.body) = (nil, [], nil, .select(select))
    #expect(query == bare && query.hashValue == bare.hashValue)
    query.directives = Directives(entries: ["A": "1"])
    #expect(query != bare && query.directives["a"] == "1")
  }

  @Test func theClausesOfAQueryComeAndGo() throws {
    let plain = "select a from t"
    let rich = "with y as (select 1) select a from t order by a limit 2 for update"
    guard case .query(let bare) = try Parser.parse(plain),
      case .query(var query) = try Parser.parse(rich)
    else {
      Issue.record("not queries")
      return
    }
    #expect(query.orderBy.count == 1 && query.limit?.offset == nil && query.locking.count == 1)
    query.with = nil
    query.limit = Limit(count: .literal(Literal(kind: .integer("3"))))
    #expect(query.printed() == "select a from t order by a asc limit 3 for update")
    query.locking = []
    query.orderBy = []
    #expect(query.printed() == "select a from t limit 3" && query != bare)
    query.limit = nil
    #expect(query == bare && query.hashValue == bare.hashValue && query.isBare)
  }

  /// Tokens lie on the stack, in a page or in an array, which makes no difference.
  @Test(arguments: [1, 10, 31, 32, 33, 80, 400, 511, 512, 513, 1500, 9000])
  func statementsOfAnyLengthAreRead(_ count: Int) throws {
    let items = (0..<count).map { "\($0)" }.joined(separator: ",")
    let blanks = String(repeating: " ", count: 300)
    for text in ["select \(items)", "select \(blanks)\(items)"] {
      guard case .query(let query) = try Parser.parse(text), case .select(let select) = query.body
      else {
        Issue.record("no query")
        return
      }
      #expect(select.items.count == count)
    }
    #expect(throws: SQLError.self) { try Parser.parse("select \(items),") }
  }

  @Test(arguments: 0...20)
  func textsOfAllLengthsAreRead(_ length: Int) throws {
    for letter in ["a", "'", "\"", "\\", "é", "\u{7F}"] {
      for place in 0...length {
        let text =
          String(repeating: "x", count: place) + letter
          + String(repeating: "y", count: length - place)
        let literal = Literal(kind: .string(text))
        #expect(try Parser.parseExpression("'\(text.escaped)'") == .literal(literal))
        #expect(try Parser.parseExpression("t.a = '\(text.escaped)'").printed().contains("a = "))
        let name = ColumnName(name: Identifier(text: text))
        #expect(try Parser.parseExpression("`\(text)`") == .column(name))
      }
    }
    let name = String("abcdefghijklmnopqrstuvwxyz".prefix(length + 1))
    for text in [name, "1 + " + name, "  " + name + "  "] {
      #expect(try Parser.parseExpression(text).printed().hasSuffix(name))
    }
  }
}

extension String {
  /// As it stands between single quotes.
  fileprivate var escaped: String {
    replacing("\\", with: "\\\\").replacing("'", with: "''")
  }
}
