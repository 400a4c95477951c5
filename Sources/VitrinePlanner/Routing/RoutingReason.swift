import VitrineSQL
import VitrineSharding

/// Why a route asks the shards it asks, for the reader of a plan.
///
/// Rules choose a routing again and again, and few plans are read: the sentence is made when somebody asks.
package enum RoutingReason: Sendable, ExpressibleByStringInterpolation {
  case text(String)
  /// The values that a vindex maps, one for each column of a table: `users.id = 5 via hash`.
  case values([Scalar], of: String, columns: [String], verb: String, vindex: String)
  /// Nothing narrows the rows of the tables.
  case noCondition(on: [Locality.RoutedTable])
  /// No vindex of the tables leads from the conditions to fewer shards.
  indirect case scatter(Locality)

  package init(stringLiteral text: String) {
    self = .text(text)
  }

  /// Every shard holds the table.
  static let reference: RoutingReason = "every shard holds it whole"

  /// The keyspace has one shard only.
  static func unsharded(_ keyspace: String) -> RoutingReason { "\(keyspace) is not sharded" }

  /// The VSchema names the shard of the table.
  static func pinned(_ table: String, to id: KeyspaceID) -> RoutingReason {
    "\(table) is pinned to \(id)"
  }

  /// The same for a plan, in which columns have no names any more.
  func settled(_ context: PlanningContext) -> RoutingReason {
    switch self {
    case .text: self
    case .values(let values, _, _, _, _) where values.allSatisfy(\.isPlain): self
    default: .text(sentence(context))
    }
  }

  /// The sentence; without a context only of a reason that is settled.
  func sentence(_ context: PlanningContext?) -> String {
    switch self {
    case .text(let text): return text
    case .values(let values, let table, let columns, let verb, let vindex):
      let parts = zip(columns, values).map { column, value in
        // Of several columns some may have a list and others one value.
        let isOne = values.count > 1 && verb == "in" && value.members == [value]
        return
          "\(table).\(column) \(isOne ? "=" : verb) \(ScalarText.text(value, context: context))"
      }
      return "\(parts.joined(separator: " and ")) via \(vindex)"
    case .noCondition(let tables): return ScatterReason.noCondition(on: tables)
    case .scatter(let locality):
      return context.map { ScatterReason(locality: locality, context: $0).sentence } ?? ""
    }
  }
}

extension Scalar {
  /// Whether it is a value of the statement's own.
  fileprivate var isPlain: Bool {
    switch self {
    case .literal, .parameter: true
    default: false
    }
  }
}
