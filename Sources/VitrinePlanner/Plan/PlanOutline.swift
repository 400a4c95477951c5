package import VitrineSQL

/// One step of a plan, told for a reader: what every printed form of a plan is made from.
package struct PlanOutline: Sendable, Hashable {
  /// The step's name: `Route`, `MergeSort`; Vitess's `OperatorType`.
  package var name: String
  /// What a tree says after the name: `Scatter ecommerce`, `total_spent DESC`.
  package var summary: String
  /// What stands in place of the summary where the reason is told: `EqualUnique on users.id = 5 via hash`.
  package var lead = ""
  /// What stands after the shards then: `(shop)`.
  package var place = ""
  /// Whether the statement or the schema names the one shard that is asked.
  var namesOneShard = false
  /// Why the step is as it is: `no vindex on users.email`.
  package var reason: String
  /// The step's place in the plan's tree, parents before their inputs, from 0.
  package var node = 0
  /// The shards that are asked, where the statement's own values tell.
  package var shards: [String]?
  /// What was expected of the step, where the plan was chosen by costs.
  package var estimate: StepEstimate?
  /// What a run of the step cost.
  package var cost: StepCost?
  /// The SQLite text it runs, if it runs any.
  package var query: String?
  /// What JSON says of it besides its name and its inputs, in order.
  package var fields: [JSON.Member]
  package var inputs: [PlanOutline]

  package init(
    _ name: String,
    summary: String = "",
    reason: String = "",
    query: String? = nil,
    fields: [JSON.Member] = [],
    inputs: [PlanOutline] = []
  ) {
    self.name = name
    self.summary = summary
    self.reason = reason
    self.query = query
    self.fields = fields
    self.inputs = inputs
  }
}

/// What a printed plan shows beyond its shape.
public struct PlanPrinting: Sendable, Hashable {
  /// The texts of the statement's literals by ordinal, to be shown where the plan has a parameter for
  /// them; those that are missing are shown as `:v1`, `:v2`, ….
  public var literals: [Int: String]
  /// Whether a route says why it asks the shards it asks.
  public var showsReasons: Bool
  /// The shards that steps ask, where that is known before they run, by the step's place in the plan's
  /// tree: parents before their inputs, from 0.
  public var shards: [Int: [String]] = [:]
  /// What each step cost in a run, by its place.
  public var costs: [Int: StepCost] = [:]

  /// How to print a plan.
  public init(literals: [Int: String] = [:], showsReasons: Bool = true) {
    self.literals = literals
    self.showsReasons = showsReasons
  }
}

/// What a step cost in one run of its plan.
public struct StepCost: Sendable, Hashable {
  /// How often it ran: a lookup's right side once for each batch.
  public var runs: Int
  /// Texts run on shards.
  public var shardCalls: Int
  /// Rows that it gave to the step above.
  public var rows: Int
  /// Bytes of those rows that shards sent.
  public var bytes: Int
  /// The shards that it asked.
  public var shards: Int
  /// Time in the step and all below it.
  public var elapsed: Duration
  /// The time that the simulated network would have taken for its calls.
  public var simulated: Duration

  /// The cost of a step.
  public init(
    runs: Int,
    shardCalls: Int,
    rows: Int,
    bytes: Int,
    shards: Int,
    elapsed: Duration,
    simulated: Duration
  ) {
    self.runs = runs
    self.shardCalls = shardCalls
    self.rows = rows
    self.bytes = bytes
    self.shards = shards
    self.elapsed = elapsed
    self.simulated = simulated
  }
}

extension PlanOutline {
  /// Name, summary or lead, shards, place, cost and query on one line.
  package func line(showingReason: Bool) -> String {
    var line = name
    let told = heading(showingReason: showingReason)
    if !told.isEmpty { line += " " + told }
    if let price { line += " [\(price)]" }
    if let query { line += ": " + query }
    return line
  }

  /// What the step was expected to give and to cost, and what it did in a run.
  var price: String? {
    let parts = [estimate?.text, cost?.text].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// What stands between the name and the query.
  func heading(showingReason: Bool) -> String {
    let tellsWhy = showingReason && !lead.isEmpty
    var heading = tellsWhy ? lead : summary
    if let shards {
      heading += " → " + (shards.isEmpty ? "no shard" : shards.joined(separator: ", "))
    }
    if tellsWhy, !place.isEmpty { heading += " " + place }
    return heading
  }

  /// Numbers the steps, parents before their inputs, and adds what is known of each.
  ///
  /// A write stands in its own tree under Vitess's `DMLWithInput`, a route by a lookup under its `VindexLookup`: they
  /// are no steps of ours.
  mutating func number(from next: inout Int, _ printing: PlanPrinting) {
    node = next
    next += 1
    let isWrapped = [Self.dmlWithInput, Self.vindexLookup].contains(name) && !inputs.isEmpty
    for index in inputs.indices {
      if isWrapped, index == inputs.count - 1 {
        inputs[index].note(printing, node: node)
      } else {
        inputs[index].number(from: &next, printing)
      }
    }
    if !isWrapped { note(printing, node: node) }
  }

  private mutating func note(_ printing: PlanPrinting, node: Int) {
    self.node = node
    shards = printing.shards[node]
    cost = printing.costs[node]
  }

  /// Vitess's name for a write whose rows are selected first.
  static let dmlWithInput = "DMLWithInput"
  /// Vitess's name for asking the table of a lookup vindex, then the shards of the keyspace ids that it has.
  package static let vindexLookup = "VindexLookup"
}

extension StepCost {
  /// `4 calls, 40 rows, 812 bytes, 4 shards, 1.2 ms, simulated 0 ms`.
  var text: String {
    var parts: [String] = []
    if shardCalls > 0 { parts.append(Self.count(shardCalls, "call")) }
    if shardCalls == 0, runs > 1 { parts.append(Self.count(runs, "run")) }
    parts.append(Self.count(rows, "row"))
    if shardCalls > 0 {
      parts += [Self.count(bytes, "byte"), Self.count(shards, "shard")]
    }
    parts.append("\(elapsed.milliseconds) ms")
    if shardCalls > 0 { parts.append("simulated \(simulated.milliseconds) ms") }
    return parts.joined(separator: ", ")
  }

  fileprivate static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }
}

extension StepEstimate {
  /// `expected 40 rows, 0.35 ms`.
  fileprivate var text: String {
    "expected \(StepCost.count(wholeRows, "row")), "
      + "\(Duration.priced(microseconds).milliseconds) ms"
  }
}

extension Duration {
  /// Whole microseconds.
  package var microseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}
