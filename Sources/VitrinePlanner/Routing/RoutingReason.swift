import VitrineSQL

/// Why a route asks the shards it asks, for the reader of a plan.
///
/// Rules choose a routing again and again; the sentence is made once, for the routing that is left.
package enum RoutingReason: Sendable, ExpressibleByStringInterpolation {
  case text(String)
  /// The values that a vindex maps, one for each column: `users.id = 5 via hash`.
  case values([Scalar], columns: [String], verb: String, vindex: String)
  /// No vindex of the tables leads from the conditions to fewer shards.
  indirect case scatter(Locality)

  package init(stringLiteral text: String) {
    self = .text(text)
  }

  /// The sentence.
  func sentence(_ context: PlanningContext) -> String {
    switch self {
    case .text(let text): return text
    case .values(let values, let columns, let verb, let vindex):
      var sentence = ""
      sentence.reserveCapacity(64)
      for (column, value) in zip(columns, values) {
        if !sentence.isEmpty { sentence += " and " }
        sentence += column
        sentence += " "
        sentence += verb
        sentence += " "
        sentence += ScalarText.text(value, context: context)
      }
      sentence += " via "
      sentence += vindex
      return sentence
    case .scatter(let locality):
      return ScatterReason(locality: locality, context: context).sentence
    }
  }
}
