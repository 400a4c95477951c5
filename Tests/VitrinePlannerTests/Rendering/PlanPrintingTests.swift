import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrinePlanner

@Suite("Printed plans")
struct PlanPrintingTests {
  private func plan(_ text: String) throws -> Plan {
    let planner = Planner(
      catalog: try PlanFixture.catalog(),
      options: PlannerOptions(defaultKeyspace: "shop")
    )
    return try planner.plan(try Parser.parse(text), text: text)
  }

  @Test func treeOfARoute() throws {
    let plan = try plan("SELECT id, email FROM users WHERE id = 5")
    #expect(
      plan.tree()
        == "Route EqualUnique shop (users.id = 5 via hash): "
        + "SELECT users.id, users.email FROM users WHERE users.id = :v1"
    )
    #expect(
      plan.tree(PlanPrinting(literals: [0: "5"], showsReasons: false))
        == "Route EqualUnique shop: SELECT users.id, users.email FROM users WHERE users.id = 5"
    )
  }

  @Test func treeOfAMerge() throws {
    let plan = try plan(
      "SELECT id, email FROM users WHERE id IN (5, 6) ORDER BY email DESC LIMIT 10"
    )
    let printing = PlanPrinting(literals: [0: "5", 1: "6", 2: "10"], showsReasons: false)
    #expect(
      plan.tree(printing) == """
        Limit 10
        └─ MergeSort email DESC
           └─ Route IN shop: SELECT users.id, users.email FROM users WHERE users.id IN (5,6) ORDER BY \
        users.email DESC LIMIT 10
        """
    )
  }

  @Test func treeWithSeveralInputs() throws {
    let lines = try plan("SELECT u.id, i.sku FROM users u JOIN items i ON i.sku = u.email")
      .tree(PlanPrinting(showsReasons: false)).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].hasPrefix("├─ Route Scatter shop: SELECT "))
    #expect(lines[2].hasPrefix("└─ Route Scatter shop: SELECT "))
  }

  @Test func jsonOfARoute() throws {
    let json = try plan("SELECT id FROM users WHERE id = 5").json(PlanPrinting(literals: [0: "5"]))
    #expect(
      json.compact
        == #"{"OperatorType":"Route","Variant":"EqualUnique","Keyspace":{"Name":"shop","#
        + #""Sharded":true},"Query":"SELECT users.id FROM users WHERE users.id = 5","#
        + #""Vindex":"hash","Values":["5"],"Table":"users","Reason":"users.id = 5 via hash"}"#
    )
  }

  @Test func jsonOfWrites() throws {
    let insert = try plan("INSERT INTO users (id, email) VALUES (1, 'a')").json()
    #expect(insert["OperatorType"]?.text == "Insert")
    #expect(insert["Variant"]?.text == "Sharded")
    #expect(insert["Keyspace"]?["Name"]?.text == "shop")
    let update = try plan("UPDATE users SET country = 'de' WHERE id = 7").json()
    #expect(update["OperatorType"]?.text == "Update")
    #expect(update["Variant"]?.text == "EqualUnique")
    let delete = try plan("DELETE FROM orders WHERE total > 5 LIMIT 3").json()
    #expect(delete["OperatorType"]?.text == "DMLWithInput")
    #expect(delete["Inputs"]?.elements?.last?["OperatorType"]?.text == "Delete")
  }

  @Test func documentNamesTheStatement() throws {
    let text = "SELECT id FROM users"
    let document = try plan(text).document(original: text)
    #expect(
      document.members?.map(\.key) == ["QueryType", "Original", "Instructions", "TablesUsed"]
    )
    #expect(document["TablesUsed"] == .array([.string("shop.users")]))
  }

  @Test func picturesHaveEveryStep() throws {
    let plan = try plan("SELECT id FROM users WHERE id < 3 ORDER BY id LIMIT 1")
    let mermaid = plan.mermaid(PlanPrinting(showsReasons: false))
    #expect(mermaid.hasPrefix("flowchart BT\n  n0[\"Limit "))
    #expect(mermaid.contains("n1 --> n0"))
    #expect(mermaid.contains("users.id &lt; "))
    let html = plan.html()
    #expect(html.components("<li>") == 3)
    #expect(html.components("</li>") == 3)
  }

  @Test func quotedQuestionMarksStay() throws {
    let outliner = PlanOutliner(printing: PlanPrinting(literals: [2: "'x'"]))
    let query = ShardQuery(
      text: "SELECT '?1', ?1, `?1`, ?2, ?3",
      parameters: [.literal(2, .varchar(1)), .parameter(0, .bigint)]
    )
    #expect(outliner.text(of: query) == "SELECT '?1', 'x', `?1`, ?1, ?3")
  }
}

extension String {
  /// How often a part occurs.
  fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
