import VitrineSharding

/// Holds one vindex of one table against the conditions of a route.
struct VindexSearch {
  struct Match {
    var variant: Routing.Variant
    /// Where it stands among the variants; a condition that no row can meet wins over all.
    var rankedAs: Routing.Variant
    var values: [Scalar]
    /// How a reason words it: `=`, `in`, `between`.
    var verb: String
    /// What maps the values, where it is not the vindex itself.
    var pattern: PatternVindex?
  }

  let table: Locality.RoutedTable
  let vindex: ColumnVindex
  let conditions: [ColumnCondition]
  let tuples: [TupleMembership]
  /// Whether a backslash in a LIKE pattern takes the meaning from what follows, as vindexes read
  /// patterns.
  let escapesPatterns: Bool

  func best() -> Match? {
    let names = vindex.routingColumns
    let columns = names.compactMap { table.column($0) }
    guard columns.count == names.count, !columns.isEmpty else { return nil }
    if let match = exact(columns) ?? members(columns) { return match }
    return columns.count == 1 ? range(columns[0]) : nil
  }

  /// Whether the routing columns are all of the vindex's, so that it is as unique as it says.
  private var isWhole: Bool { vindex.routingColumns.count == vindex.columns.count }

  private func canMap(_ value: Scalar, to column: BoundColumn) -> Bool {
    // A routing value that is NULL stands for IS NULL; nothing equals NULL.
    !value.isNullLiteral
      && RoutingTypes.canMap(
        value.routingType,
        to: column.type,
        mapsText: mapsText(of: column.type)
      )
      && (!value.insistsOnCollation || mapsText(of: value.type, comparedIn: column))
  }

  /// Whether the vindex maps alike the texts that the type's collation finds equal.
  ///
  /// A lookup compares as the column does: one whose own table would not is no route.
  private func mapsText(of type: MySQLType, comparedIn column: BoundColumn? = nil) -> Bool {
    if vindex.isLookup { return column.map { $0.type.collation == type.collation } ?? true }
    return RoutingTypes.mapsAlike(type, loosely: vindex.vindex.mapsEqualTextsAlike)
  }

  // MARK: Every column by one value

  private func exact(_ columns: [BoundColumn]) -> Match? {
    var values: [Scalar] = []
    for column in columns {
      guard let value = exactValue(of: column) else { return nil }
      values.append(value)
    }
    let variant: Routing.Variant =
      vindex.isPartial ? .subShard : vindex.isUnique && isWhole ? .equalUnique : .equal
    return Match(variant: variant, rankedAs: variant, values: values, verb: "=")
  }

  private func exactValue(of column: BoundColumn) -> Scalar? {
    for condition in conditions where condition.column.id == column.id {
      switch condition.comparison {
      case .equal(let value) where canMap(value, to: column): return value
      case .members(let values)
      where values.count == 1 && values[0].slotRows == nil && canMap(values[0], to: column):
        return values[0]
      case .null where !vindex.isLookup: return .literal(BoundLiteral(.null, .null))
      default: continue
      }
    }
    return nil
  }

  // MARK: Lists

  private func members(_ columns: [BoundColumn]) -> Match? {
    if let match = tupleMembers(columns) { return match }
    var values: [Scalar] = []
    for column in columns {
      if let value = exactValue(of: column) {
        values.append(value)
      } else if let list = listValues(of: column) {
        values.append(.tuple(list))
      } else {
        return nil
      }
    }
    let variant: Routing.Variant = vindex.isPartial ? .subShard : .in
    return Match(variant: variant, rankedAs: variant, values: values, verb: "in")
  }

  private func listValues(of column: BoundColumn) -> [Scalar]? {
    for condition in conditions where condition.column.id == column.id {
      guard case .members(let values) = condition.comparison else { continue }
      let found = values.filter { !$0.isNullLiteral }
      if !found.isEmpty, found.allSatisfy({ canMap($0, to: column) }) { return found }
    }
    return nil
  }

  private func tupleMembers(_ columns: [BoundColumn]) -> Match? {
    guard
      let tuple = tuples.first(where: { tuple in
        columns.allSatisfy { tuple.values(of: $0)?.allSatisfy { _ in true } ?? false }
      })
    else { return nil }
    var values: [Scalar] = []
    for column in columns {
      guard let list = tuple.values(of: column), list.allSatisfy({ canMap($0, to: column) })
      else { return nil }
      values.append(.tuple(list))
    }
    return Match(variant: .multiEqual, rankedAs: .multiEqual, values: values, verb: "in")
  }

  // MARK: Ranges and prefixes

  private func keepsOrder(of column: BoundColumn) -> Bool {
    guard let vindex = vindex.vindex as? any SequentialVindex else { return false }
    return vindex.keepsOrder(of: column.type)
  }

  /// Both ends of a range from conditions of their own.
  private func ends(of column: BoundColumn) -> Match? {
    guard keepsOrder(of: column) else { return nil }
    var low: Scalar?
    var high: Scalar?
    for condition in conditions where condition.column.id == column.id {
      switch condition.comparison {
      case .atLeast(let value) where low == nil && canMap(value, to: column): low = value
      case .atMost(let value) where high == nil && canMap(value, to: column): high = value
      default: continue
      }
    }
    guard let low, let high else { return nil }
    return between(low, high)
  }

  private func between(_ low: Scalar, _ high: Scalar) -> Match {
    Match(
      variant: .between,
      rankedAs: .between,
      values: [.tuple([low, high])],
      verb: "between"
    )
  }

  private func range(_ column: BoundColumn) -> Match? {
    for condition in conditions where condition.column.id == column.id {
      switch condition.comparison {
      case .between(let low, let high)
      where keepsOrder(of: column) && canMap(low, to: column) && canMap(high, to: column):
        return between(low, high)
      case .like(let pattern) where escapesPatterns && canMap(pattern, to: column):
        guard let prefixes = PatternVindex(vindex.vindex) else { continue }
        return Match(
          variant: .equal,
          rankedAs: .equal,
          values: [pattern],
          verb: "like",
          pattern: prefixes
        )
      default: continue
      }
    }
    return ends(of: column)
  }
}

extension ColumnVindex {
  /// The columns whose values lead to shards: of a lookup over several only the first, by which Vitess
  /// looks its table up.
  var routingColumns: [String] { !isLookup ? columns : Array(columns.prefix(1)) }
}

extension Scalar {
  /// Whether a COLLATE inside it, not the column's own collation, decides what it equals.
  fileprivate var insistsOnCollation: Bool {
    guard case .call(let call) = self, call.type.isText else { return false }
    switch call.operation {
    case .collate: return true
    case .cast, .assign, .program: return false
    default: return call.arguments.contains(where: \.insistsOnCollation)
    }
  }
}
