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
        == "Route EqualUnique on users.id = 5 via hash (shop): "
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

  @Test func scattersSayWhatWouldHelp() throws {
    func reason(_ condition: String) throws -> String {
      try plan("SELECT id FROM users WHERE \(condition)").outline().reason
    }
    let equal = try reason("country = 'de'")
    #expect(equal.hasPrefix("no vindex on users.country; a lookup vindex on it "))
    #expect(equal.hasSuffix("would make this 1 shard where its values are unique"))
    #expect(try reason("country IN ('de', 'at')").hasSuffix("would make this a few shards"))
    #expect(try reason("country LIKE 'd%'") == "no vindex on users.country")
    #expect(try reason("id + 1 > 3") == "no condition on a vindex of users")
    #expect(
      try reason("id BETWEEN 1 AND 3") == "users.id is compared in a way that hash cannot route"
    )
    #expect(
      try plan("SELECT id FROM users WHERE country = 'de'").tree().hasPrefix(
        "Route Scatter: no vindex on users.country; a lookup vindex on it would make this 1 shard"
      )
    )
  }

  @Test func knownShardsAndCostsStandBesideTheStep() throws {
    let plan = try plan("SELECT id FROM users WHERE id = 5 LIMIT 1")
    var printing = PlanPrinting()
    printing.shards[0] = ["40-80"]
    printing.costs[0] = StepCost(
      runs: 1,
      shardCalls: 1,
      rows: 2,
      bytes: 16,
      shards: 1,
      elapsed: .microseconds(1205),
      simulated: .zero
    )
    #expect(
      plan.tree(printing).hasPrefix(
        "Route EqualUnique on users.id = 5 via hash → 40-80 (shop) "
          + "[1 call, 2 rows, 16 bytes, 1 shard, 1.205 ms, simulated 0 ms]: SELECT "
      )
    )
    let json = plan.json(printing)
    #expect(json["Shards"] == .array([.string("40-80")]))
    #expect(json["NoOfCalls"] == .integer(1))
    #expect(json["TimeMicroseconds"] == .integer(1205))
  }

  @Test func stepsOfAWriteAreNumberedAsTheyRun() throws {
    let outline = try plan("DELETE FROM orders WHERE total > 5 LIMIT 3").outline()
    #expect(outline.name == "DMLWithInput")
    #expect(outline.inputs.last?.node == 0)
    #expect(outline.inputs.first?.node == 1)
  }

  @Test func rulesAreListed() throws {
    let text = "SELECT id FROM users"
    let plan = try plan(text)
    let rules = plan.documentWithRules(original: text)["Rules"]?.elements ?? []
    #expect(rules.compactMap { $0["Rule"]?.text } == plan.firings.map(\.rule))
    #expect(rules.contains { $0["Rule"]?.text == "route-table" })
  }

  /// A plan whose texts have all that HTML, Mermaid and Graphviz could take for their own.
  private func hostile() throws -> (Plan, PlanPrinting) {
    let plan = try plan("SELECT id FROM users WHERE email = 'x' AND id < 3 ORDER BY id LIMIT 1")
    return (plan, PlanPrinting(literals: [0: ##"'a"b<i>&#\'"##]))
  }

  @Test func mermaidHasEveryStepAndNothingLoose() throws {
    let (plan, printing) = try hostile()
    let text = plan.mermaid(printing)
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "flowchart BT")
    for line in lines.dropFirst() {
      let isNode = line.wholeMatch(of: /\s+n[0-9]+\["[^"<>]*"\]/) != nil
      let isEdge = line.wholeMatch(of: /\s+n[0-9]+ --> n[0-9]+/) != nil
      #expect(isNode || isEdge, "\(line)")
    }
    #expect(text.contains("n1 --> n0"))
    #expect(text.contains("#quot;b#lt;i#gt;#amp;#35;"))
  }

  @Test func graphvizIsOneGraphOfQuotedLabels() throws {
    let (plan, printing) = try hostile()
    let text = plan.graphviz(printing)
    let lines = text.split(separator: "\n")
    #expect(lines.prefix(3) == ["digraph plan {", "  rankdir=BT;", "  node [shape=box];"])
    #expect(lines.last == "}")
    for line in lines.dropFirst(3).dropLast() {
      let isNode = line.wholeMatch(of: /\s+n[0-9]+ \[label="([^"\\]|\\.)*"\];/) != nil
      let isEdge = line.wholeMatch(of: /\s+n[0-9]+ -> n[0-9]+;/) != nil
      #expect(isNode || isEdge, "\(line)")
    }
    #expect(text.contains(##"a\"b<i>&#\\"##))
  }

  @Test func htmlIsWellFormed() throws {
    let plan = try plan("SELECT u.id FROM users u JOIN items i ON i.sku = u.email LIMIT 2")
    let text = plan.htmlSection(of: "SELECT '<b>' & \"x\"")
    #expect(text.hasPrefix("<pre>SELECT &#39;&lt;b&gt;&#39; &amp; &quot;x&quot;</pre>\n<ul"))
    var open: [Substring] = []
    for tag in text.matches(of: /<(\/?)([a-z]+)[^<>]*>/) {
      if tag.1.isEmpty { open.append(tag.2) } else { #expect(open.popLast() == tag.2) }
    }
    #expect(open.isEmpty)
    let bare = text.replacing(/<[^<>]*>/, with: "").replacing(/&(amp|lt|gt|quot|#39);/, with: "")
    #expect(!bare.contains { "<>&\"".contains($0) })
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
