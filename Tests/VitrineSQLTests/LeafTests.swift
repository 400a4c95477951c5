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
}
