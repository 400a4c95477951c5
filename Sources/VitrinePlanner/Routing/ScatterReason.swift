import VitrineSQL
import VitrineSharding

/// Why no vindex narrows a route, and what would.
struct ScatterReason {
  let locality: Locality
  let context: PlanningContext

  var sentence: String {
    let compared = locality.predicates.compactMap { ColumnCondition($0) }
      .filter { $0.tellsMore && context.origin(of: $0.column.id).table != nil }
    guard let first = compared.first(where: { advice($0) != nil }) ?? compared.first else {
      return Self.noCondition(on: locality.tables)
    }
    let name = ScalarText.name(first.column.id, context)
    let told = "no vindex on \(name)"
    guard let vindex = vindex(on: first.column) else {
      if let doubt = doubt(on: first.column) { return "\(name) \(doubt)" }
      return told + (advice(first).map { "; a lookup vindex on it would make this \($0)" } ?? "")
    }
    return "\(name) is compared in a way that \(vindex.name) cannot route"
  }

  /// The sentence where nothing is compared.
  static func noCondition(on tables: [Locality.RoutedTable]) -> String {
    let names = tables.filter { !$0.table.placement.isReference }.map(\.alias)
    return "no condition on a vindex of \(names.joined(separator: ", "))"
  }

  /// How far a lookup vindex on the column would narrow the route; nil where it would not.
  private func advice(_ condition: ColumnCondition) -> String? {
    guard home(of: condition.column) != nil, vindex(on: condition.column) == nil,
      doubt(on: condition.column) == nil
    else {
      return nil
    }
    switch condition.comparison {
    case .equal:
      return isUnique(condition.column) ? "1 shard" : "1 shard where its values are unique"
    case .members: return "a few shards"
    case .null, .between, .atLeast, .atMost, .like: return nil
    }
  }

  /// Why the vindex that the column has does not route; nil where it has none.
  private func doubt(on column: BoundColumn) -> String? {
    guard let (routed, name) = home(of: column) else { return nil }
    let table = routed.table
    let unsure = table.placement.columnVindexes.first { vindex in
      vindex.columns.first?.isSameName(as: name) == true && !table.canRoute(by: vindex)
    }
    guard let vindex = unsure else { return nil }
    if vindex.isBackfilling { return "has the vindex \(vindex.name), which is still being filled" }
    if table.convertsTimestamps, column.type.kind == .timestamp {
      return "has the vindex \(vindex.name), which maps times of UTC alone"
    }
    return vindex.isLookup
      ? "has the lookup vindex \(vindex.name), whose table is not known to be complete"
      : "has the vindex \(vindex.name), which no write checks"
  }

  private func vindex(on column: BoundColumn) -> ColumnVindex? {
    guard let (table, name) = home(of: column) else { return nil }
    return table.table.placement.columnVindexes.first { vindex in
      vindex.columns.first?.isSameName(as: name) == true && table.table.canRoute(by: vindex)
    }
  }

  /// Whether a key of the column alone lets no two rows share a value.
  private func isUnique(_ column: BoundColumn) -> Bool {
    guard let (table, name) = home(of: column) else { return false }
    return table.table.table.isUnique(name)
  }

  private func home(of column: BoundColumn) -> (Locality.RoutedTable, String)? {
    let origin = context.origin(of: column.id)
    guard let table = locality.tables.first(where: { $0.alias == origin.table }) else { return nil }
    return (table, origin.column)
  }
}

extension ColumnCondition {
  /// Whether a vindex could have routed by it; most ranges are none's.
  fileprivate var tellsMore: Bool {
    switch comparison {
    case .atLeast, .atMost: false
    default: true
    }
  }
}
