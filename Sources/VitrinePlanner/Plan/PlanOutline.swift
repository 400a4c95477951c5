package import VitrineSQL

/// One step of a plan, told for a reader: what every printed form of a plan is made from.
package struct PlanOutline: Sendable, Hashable {
  /// The step's name: `Route`, `MergeSort`; Vitess's `OperatorType`.
  package var name: String
  /// What a tree says after the name: `Scatter ecommerce`, `total_spent DESC`.
  package var summary: String
  /// Why the step is as it is: `no vindex on users.email`.
  package var reason: String
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

  /// How to print a plan.
  public init(literals: [Int: String] = [:], showsReasons: Bool = true) {
    self.literals = literals
    self.showsReasons = showsReasons
  }
}

extension PlanOutline {
  /// Name, summary, reason and query on one line.
  package func line(showingReason: Bool) -> String {
    var line = name
    if !summary.isEmpty { line += " " + summary }
    if showingReason, !reason.isEmpty { line += " (\(reason))" }
    if let query { line += ": " + query }
    return line
  }
}
