import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrinePlanner

/// Statements of thousands of subqueries that run first, each of which is planned for itself.
@Suite struct PulledOutTests {
  private let context = PlanningContext(catalog: Catalog(), options: PlannerOptions(), text: "")

  private func pullOut(_ subquery: Int?, _ kind: Operator.Pullout.Kind) -> Int {
    var pullout = Operator.Pullout(
      slot: context.makeSlot(),
      kind: kind,
      query: .values(.dual),
      columns: [],
      type: .bigint
    )
    pullout.subquery = subquery
    context.pullOut(pullout)
    return pullout.slot
  }

  @Test func slotsAreFoundByWhatIsAsked() {
    let first = pullOut(1, .value)
    let mark = context.mark
    let second = pullOut(1, .exists)
    _ = pullOut(nil, .value)
    #expect(context.pulledOut.slot(of: 1, as: .value) == first)
    #expect(context.pulledOut.slot(of: 1, as: .exists) == second)
    #expect(context.pulledOut.slot(of: 2, as: .value) == nil)
    context.rewind(to: mark)
    #expect(context.pulledOut.slot(of: 1, as: .value) == first)
    #expect(context.pulledOut.slot(of: 1, as: .exists) == nil)
    #expect(context.takePullouts().count == 1)
    #expect(context.pulledOut.slot(of: 1, as: .value) == nil)
  }

  @Test func firingsOfWhatIsPlannedApartAreNotThoseAround() throws {
    context.record("outer", .text(""))
    let mark = context.mark
    try context.apart { () throws(SQLError) in
      context.record("inner", .text(""))
      try context.apart { () throws(SQLError) in context.record("innermost", .text("")) }
      #expect(context.finishedFirings == 1)
    }
    #expect(context.firings.count == 3 && context.finishedFirings == 2)
    context.rewind(to: mark)
    #expect(context.firings.count == 1 && context.finishedFirings <= 1)
  }
}
