import Testing
import VitrinePlanner
import VitrineSQL

/// A plan's grade tells what a statement needs of the cluster.
@Suite struct PlanGradeTests {
  @Test(arguments: [
    ("SELECT 1", PlanGrade.noShard, 0), ("SELECT * FROM users WHERE NULL", .noShard, 1),
    ("SELECT * FROM users WHERE id = 5", .singleShard, 1),
    ("SELECT * FROM countries", .singleShard, 1),
    ("SELECT * FROM users WHERE id IN (1, 2)", .fewShards, 1),
    ("SELECT * FROM users", .scatter, 1), ("SELECT * FROM `shop:-40`.users", .singleShard, 1),
    ("SELECT COUNT(*) FROM users GROUP BY email", .scatter, 1),
    ("SELECT * FROM users AS a JOIN users AS b ON a.email = b.email", .coordinated, 2),
    ("DELETE FROM users WHERE id = 1", .singleShard, 1), ("DELETE FROM users", .scatter, 1),
    ("INSERT INTO users (id, email) VALUES (1, 'a')", .singleShard, 1),
    ("INSERT INTO users (id, email) VALUES (1, 'a'), (2, 'b')", .fewShards, 1),
  ])
  func grade(sql: String, grade: PlanGrade, routes: Int) throws {
    let planner = Planner(
      catalog: try PlanFixture.catalog(),
      options: PlannerOptions(defaultKeyspace: "shop")
    )
    let summary = try planner.plan(Parser.parse(sql), text: sql).summary
    #expect(summary.grade == grade, "\(sql)")
    #expect(summary.routes == routes, "\(sql)")
  }

  @Test(arguments: [
    (
      "INSERT INTO users (id, email) VALUES (1, 'a')",
      "each row goes to the shard of its id via hash"
    ),
    (
      "REPLACE INTO users (id, email) VALUES (1, 'a'), (2, 'b')",
      "each row goes to the shard of its id via hash"
    ),
    ("INSERT INTO countries (code) VALUES ('at')", "every shard holds it whole"),
  ])
  func rowsSayWhereTheyGo(sql: String, reason: String) throws {
    let planner = Planner(
      catalog: try PlanFixture.catalog(),
      options: PlannerOptions(defaultKeyspace: "shop")
    )
    let plan = try planner.plan(Parser.parse(sql), text: sql)
    #expect(plan.summary.reason == reason)
    #expect(plan.tree().contains(": \(reason) (shop), "))
  }

  @Test func whatIsBroughtTogetherSaysWhyTheRoutesAreNotBetter() throws {
    let sql = "SELECT * FROM users a JOIN users b ON a.country = b.country WHERE a.email = 'x'"
    let planner = Planner(
      catalog: try PlanFixture.catalog(),
      options: PlannerOptions(defaultKeyspace: "shop")
    )
    let reason = try planner.plan(Parser.parse(sql), text: sql).summary.reason
    #expect(reason.hasPrefix("no vindex on a.email; "))
    #expect(reason.hasSuffix("; no condition on a vindex of b"))
  }
}
