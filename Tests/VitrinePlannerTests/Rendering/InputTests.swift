import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrinePlanner

@Suite("Inputs of the coordinator")
struct InputTests {
  private let context = PlanningContext(catalog: Catalog(), options: PlannerOptions(), text: "")

  private func input(_ name: String, _ columns: [BoundColumn]) -> Operator {
    .input(Operator.Input(name: name, columns: columns))
  }

  @Test func aLoneInputStreams() throws {
    let column = context.makeColumn("n", .bigint)
    let tree = Operator.sort(
      Operator.Sort(input("input_0", [column]), [SortKey(.column(column), descending: true)])
    )
    let query = try SQLiteRenderer.query(tree, columns: [column], context: context)
    #expect(query.text == "SELECT input_0.c0 FROM input_0 ORDER BY input_0.c0 DESC")
  }

  @Test func joinedInputsAreCopiedOnce() throws {
    let left = context.makeColumn("a", .bigint)
    let right = context.makeColumn("b", .bigint)
    let join = Operator.join(
      Operator.Join(
        .inner,
        input("input_0", [left]),
        input("input_1", [right]),
        on: [.equal(.column(left), .column(right))]
      )
    )
    let query = try SQLiteRenderer.query(join, columns: [left], context: context)
    #expect(
      query.text == "WITH input_0_rows AS MATERIALIZED (SELECT * FROM input_0), "
        + "input_1_rows AS MATERIALIZED (SELECT * FROM input_1) "
        + "SELECT input_0_rows.c0 FROM input_0_rows JOIN input_1_rows "
        + "ON input_0_rows.c0 = input_1_rows.c1"
    )
  }

  @Test func inputsOfSubqueriesAreCopiedAtTheTop() throws {
    let left = context.makeColumn("a", .bigint)
    let right = context.makeColumn("b", .bigint)
    let subquery = Subquery(
      id: 1,
      kind: .membership(left: .column(left)),
      query: input("input_1", [right]),
      columns: [right],
      type: .boolean,
      outerColumns: []
    )
    let tree = Operator.filter(Operator.Filter(input("input_0", [left]), [.subquery(subquery)]))
    let query = try SQLiteRenderer.query(tree, columns: [left], context: context)
    #expect(
      query.text == "WITH input_0_rows AS MATERIALIZED (SELECT * FROM input_0), "
        + "input_1_rows AS MATERIALIZED (SELECT * FROM input_1) SELECT input_0_rows.c0 "
        + "FROM input_0_rows WHERE input_0_rows.c0 IN (SELECT input_1_rows.c1 FROM input_1_rows)"
    )
  }

  @Test func tellsTheEngineWhatToProvide() {
    let name = context.makeColumn("name", .varchar(9))
    let count = context.makeColumn("n", .bigint)
    let input = Operator.Input(
      name: "input_3",
      columns: [name, count],
      order: [SortKey(.column(count), descending: true)]
    )
    let table = SQLiteRenderer.coordinatorInput(input)
    #expect(table.name == "input_3")
    #expect(table.columns.map(\.name) == ["c0", "c1"])
    #expect(table.order == [MergeKey(column: 1, type: .bigint, descending: true)])
  }

  @Test func onlyParametersThatAreUsedAreSent() throws {
    let column = context.makeColumn("n", .bigint)
    let unused = context.makeColumn("one", .bigint)
    let items = [
      Operator.Project.Item(id: unused.id, value: .parameter(0, .bigint)),
      Operator.Project.Item(passing: column),
    ]
    let tree = Operator.limit(
      Operator.Limit(
        .project(Operator.Project(input("rows", [column]), items)),
        count: .parameter(1, .bigint),
        offset: nil
      )
    )
    let query = try SQLiteRenderer.query(tree, columns: [column], context: context)
    #expect(query.text == "SELECT `rows`.c0 FROM `rows` LIMIT my_limit(?1)")
    #expect(query.parameters == [.parameter(1, .bigint)])
  }
}
