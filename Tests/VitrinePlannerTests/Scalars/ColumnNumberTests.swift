import Testing
import VitrinePlanner
import VitrineSQL
import VitrineSharding

@testable import VitrinePlanner

/// Columns of tables, which their definitions tell of, and single ones share one row of numbers.
@Suite struct ColumnNumberTests {
  private let context = PlanningContext(catalog: Catalog(), options: PlannerOptions(), text: "")
  private let definitions = [
    ColumnDefinition(name: "a", type: .bigint, isNullable: false),
    ColumnDefinition(name: "b", type: .double),
  ]

  @Test func `columns are found whatever was made before them`() {
    let first = context.makeColumn("x", .boolean, nullable: false)
    let left = context.makeColumns(definitions, table: "t")
    let empty = context.makeColumns([], table: "e")
    let right = context.makeColumns(definitions, table: "u")
    let last = context.makeColumn("y", .double)
    #expect([first.id.number, left, empty, right, last.id.number] == [0, 1, 3, 3, 5])
    let names = (0...6).map { context.origin(of: ColumnID($0)) }
    #expect(names.map(\.column) == ["x", "a", "b", "a", "b", "y", "c6"])
    #expect(names.map(\.table) == [nil, "t", "t", "u", "u", nil, nil])
    let types = (0...6).map { context.type(of: ColumnID($0)) }
    #expect(types == [.boolean, .bigint, .double, .bigint, .double, .double, .unknown])
    let nullable = (0...6).map { context.isNullable(ColumnID($0)) }
    #expect(nullable == [false, false, true, false, true, true, true])
  }
}
