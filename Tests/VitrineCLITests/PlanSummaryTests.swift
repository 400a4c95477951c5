import Testing
import VitrineSQL

@testable import VitrineCLI
@testable import VitrinePlanner

/// A line of `vitrine plan --summary` for each statement.
@Suite struct PlanSummaryTests {
  @Test func commentsBeforeAStatementAreLeftOut() {
    let summary = Plan.Summary(grade: .singleShard, routes: 1, reason: "users.id = 5 via hash")
    let text =
      "-- the first\n# the second\n/* the third */ SELECT /*vt+ ALLOW_SCATTER */ 1\n  FROM users"
    #expect(
      PlanSummary.line(of: summary, text)
        == "single shard  1 route   (users.id = 5 via hash)  SELECT /*vt+ ALLOW_SCATTER */ 1 FROM users"
    )
    #expect(PlanSummary.line(of: summary, "/*+ x */ SELECT 1").hasSuffix("/*+ x */ SELECT 1"))
  }

  @Test func aStatementWithoutAPlanHasALine() {
    let error = SQLError(.unknownColumn, "Unknown column 'nme' in 'field list'")
    #expect(
      PlanSummary.line(of: error, "SELECT nme FROM users")
        == "no plan                 (error 1054: Unknown column 'nme' in 'field list')  SELECT nme FROM users"
    )
  }
}
