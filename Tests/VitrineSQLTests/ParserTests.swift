import Testing

@testable import VitrineSQL

@Suite struct ParserTests {
  private func select(_ text: String, mode: SQLMode = .default) throws -> Select {
    guard case .query(let query) = try Parser.parse(text, mode: mode),
      case .select(let select) = query.body
    else { throw SQLError(.internal, "no select: \(text)") }
    return select
  }

  private func slice(_ span: Span, _ text: String) -> String {
    let bytes = Array(text.utf8)
    return String(decoding: bytes[span.range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  /// A column without alias is named by the text of its item.
  @Test(arguments: [
    "a+ 1", "COUNT( * )", "(a)", "t . a", "'x' 'y'", "not  a", "a IN (1,2)", "(select 1)",
    "case when a then 1 end", "-1", "a between 1 and 2", "@a:=1", "_utf8'x'",
    "((a) + (b))", "date '2020-01-01'", "a->'$.b'", "f(x) over (order by y)", "cast(a as char)",
  ])
  func itemSpans(_ item: String) throws {
    let text = "select \(item) , b as c from t"
    let items = try select(text).items
    guard case .expression(let first)? = items.first, case .expression(let second)? = items.last
    else { throw SQLError(.internal, "no items") }
    #expect(slice(first.span, text) == item)
    #expect(slice(second.span, text) == "b")
    #expect(second.alias?.text == "c")
  }

  @Test func spansOfNodes() throws {
    let text = "select a from ks.t as x where (b = 1 and x.c like 'y%') or d"
    let select = try select(text)
    #expect(slice(select.span, text) == text)
    guard case .table(let table)? = select.from.first, case .binary(let or)? = select.where,
      case .binary(let and) = or.left
    else { throw SQLError(.internal, "shape") }
    #expect(slice(table.span, text) == "ks.t as x")
    #expect(slice(table.name.span, text) == "ks.t")
    #expect(slice(and.left.span, text) == "b = 1")
    #expect(slice(and.right.span, text) == "x.c like 'y%'")
    #expect(slice(or.right.span, text) == "d")
  }

  @Test func ordinalsCountLiteralTokens() throws {
    let items = try select("select 'a' 'b', 5, null, x'41', ? from t limit 7").items
    let ordinals = items.map { item -> Range<Int>? in
      guard case .expression(let item) = item, case .literal(let literal) = item.expression
      else { return nil }
      return literal.ordinals
    }
    #expect(ordinals == [0..<2, 2..<3, 0..<0, 3..<4, nil])
  }

  @Test func parametersAreNumbered() throws {
    let text = "with c as (select ?) select * from c where a in (?, ?) limit ?"
    #expect(try Parser.parse(text).printed().filter { $0 == "?" }.count == 4)
    let items = try select("select ?, ?").items
    let parameters = items.compactMap { item -> Parameter? in
      guard case .expression(let item) = item, case .parameter(let node) = item.expression
      else { return nil }
      return node.parameter
    }
    #expect(parameters == [.positional(0), .positional(1)])
  }

  @Test func modes() throws {
    let quoted = try select("select \"a\"", mode: .ansiQuotes).items
    #expect(quoted == (try select("select `a`").items))
    let joined = try Parser.parse("select a || b", mode: .pipesAsConcat)
    #expect(joined.printed() == "select concat(a, b)")
    #expect(try Parser.parse("select a || b").printed() == "select a or b")
    let kept = try Parser.parse(#"select 'a\nb'"#, mode: .noBackslashEscapes)
    #expect(kept.printed() == #"select 'a\\nb'"#)
    let high = try Parser.parseExpression("not a between b and c", mode: .highNotPrecedence)
    #expect(high == (try Parser.parseExpression("(!a) between b and c")).replacingBang)
    #expect(throws: SQLError.self) {
      try Parser.parse("create table count (a int)", mode: .ignoreSpace)
    }
    let ansi: SQLMode = [.ansiQuotes, .pipesAsConcat, .ignoreSpace, .realAsFloat]
    #expect(SQLMode("ANSI,STRICT_TRANS_TABLES") == ansi)
  }

  @Test func scriptsGiveTheirParts() throws {
    let text = "select 1; ; -- c\nselect ';' ;\ncreate procedure p() begin select 1; end; do 2"
    let parts = try Parser.parseScript(text)
    let bytes = Array(text.utf8)
    #expect(
      parts.map { String(decoding: bytes[$0.range], as: UTF8.self) } == [
        "select 1", "select ';'", "create procedure p() begin select 1; end", "do 2",
      ]
    )
  }

  @Test func directivesAndHints() throws {
    let statement = try Parser.parse(
      "select /*vt+ PLANNER=gather ALLOW_SCATTER timeout='5 ' */ /*+ x */ 1 /*! + 1 */ /*!99999 bad */"
    )
    #expect(statement.directives["planner"] == "gather")
    #expect(statement.directives["ALLOW_SCATTER"] == "")
    #expect(try Parser.parse(statement.printed()) == statement)
    #expect(try select("select /*+ BKA(t) */ 1 /*!40101 + 1 */").hints == ["BKA(t)"])
    #expect(try Parser.parse("select 1 /*! + 1 */").printed() == "select 1 + 1")
  }

  @Test func nearestNames() {
    #expect(nearest(to: "nmae", in: ["id", "name", "email"]) == "name")
    #expect(nearest(to: "NAM", in: ["name"]) == "name")
    #expect(nearest(to: "x", in: ["id", "name"]) == nil)
    #expect(nearest(to: "created", in: ["email", "created_at"]) == nil)
    #expect(nearest(to: "usrename", in: ["surname", "username"]) == "username")
  }

  @Test func conjunctsAndChildren() throws {
    let expression = try Parser.parseExpression("a = 1 and (b or c) and exists (select d)")
    #expect(expression.conjuncts.map { $0.printed() } == ["a = 1", "b or c", "exists (select d)"])
    #expect(Expression.conjunction(expression.conjuncts) == expression)
    let renamed = expression.rewritten { (node: Expression) throws(Never) -> Expression in
      guard case .column(var column) = node else { return node }
      column.name.text += "2"
      return .column(column)
    }
    #expect(renamed.printed() == "a2 = 1 and (b2 or c2) and exists (select d)")
    #expect(expression.contains { $0.query != nil })
  }
}

extension Expression {
  /// The tree with `!` where HIGH_NOT_PRECEDENCE reads NOT.
  fileprivate var replacingBang: Expression {
    rewritten { (node: Expression) throws(Never) -> Expression in
      guard case .unary(var unary) = node, unary.operator == .bang else { return node }
      unary.operator = .not
      return .unary(unary)
    }
  }
}
