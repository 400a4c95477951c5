import VitrineSQL
import VitrineSharding

/// `sql_safe_updates`: whether the rows of an UPDATE or DELETE are found by keys.
///
/// As in MySQL a write of one table may say how many rows it takes instead. A condition is one by a key if it
/// compares the first column of an index with what is known before the table is read; what MySQL's optimizer
/// finds out beyond that (that a condition is never true) does not count.
extension Operator {
  func checkKeys(_ options: PlannerOptions) throws(SQLError) {
    guard options.refusesKeylessWrites, !isLimited, !findsRowsByKeys else { return }
    throw SQLError(
      .keylessWrite,
      "You are using safe update mode and you tried to update a table without a WHERE that uses a "
        + "KEY column.",
      hint: "add a condition on the first column of an index, or a LIMIT"
    )
  }

  private var isLimited: Bool {
    if case .limit = self { true } else { false }
  }

  /// Whether no table is read from end to end: each by a constant, or by what those before it give.
  private var findsRowsByKeys: Bool {
    var parts = RowParts()
    parts.add(self)
    var open = parts.scans
    while let position = open.firstIndex(where: { parts.isKeyed($0, besides: open) }) {
      open.remove(at: position)
    }
    return open.isEmpty
  }
}

/// The tables that the rows of a write are joined of, and the conditions on them.
private struct RowParts {
  var scans: [Operator.Scan] = []
  private var conditions: [Scalar] = []

  mutating func add(_ tree: Operator) {
    switch tree {
    case .scan(let scan): scans.append(scan)
    case .filter(let filter):
      conditions += filter.predicates.flatMap(\.conjuncts)
      add(filter.input)
    case .join(let join):
      conditions += join.predicates.flatMap(\.conjuncts)
      add(join.left)
      add(join.right)
    case .sort(let sort): add(sort.input)
    case .limit(let limit): add(limit.input)
    default: break
    }
  }

  /// Whether a condition finds the table's rows while the open ones, and it among them, are not read yet.
  func isKeyed(_ scan: Operator.Scan, besides open: [Operator.Scan]) -> Bool {
    let names = scan.table.table.leadingKeyColumns
    let keys = ColumnSet(scan.columns.filter { names.contains($0.name.lowercased()) }.map(\.id))
    let unknown = ColumnSet(open.flatMap { $0.columns.map(\.id) })
    return conditions.contains { $0.isKeyed(by: keys, unknown: unknown) }
  }
}

extension Scalar {
  /// Whether each of its alternatives compares a key with what is known.
  fileprivate func isKeyed(by keys: ColumnSet, unknown: ColumnSet) -> Bool {
    disjuncts.allSatisfy { branch in
      branch.conjuncts.contains { $0.comparesKey(keys, unknown: unknown) }
    }
  }

  private func comparesKey(_ keys: ColumnSet, unknown: ColumnSet) -> Bool {
    guard case .call(let call) = self else { return false }
    switch call.operation {
    case .not:
      guard case .call(let inner)? = call.arguments.first, inner.operation != .like else {
        return false
      }
      return call.arguments[0].comparesKey(keys, unknown: unknown)
    case .or, .and: return isKeyed(by: keys, unknown: unknown)
    case .isNull, .between, .memberOfList, .like:
      guard let subject = call.arguments.first else { return false }
      return subject.isKey(keys)
        && call.arguments.dropFirst().allSatisfy { $0.columns.isDisjoint(with: unknown) }
    case let operation where operation.isComparison:
      guard call.arguments.count == 2 else { return false }
      return zip(call.arguments, call.arguments.reversed()).contains { side, other in
        side.isKey(keys) && other.columns.isDisjoint(with: unknown)
      }
    default: return false
    }
  }

  /// Whether it is a key's first column, or a row with one.
  private func isKey(_ keys: ColumnSet) -> Bool {
    switch self {
    case .column(let column): keys.contains(column.id)
    case .tuple(let parts): parts.contains { $0.isKey(keys) }
    default: false
    }
  }
}

extension TableDefinition {
  /// The columns by which an index can be entered, in lower case.
  fileprivate var leadingKeyColumns: Set<String> {
    let keys = indexes.filter { ($0.kind == .plain || $0.kind == .unique) && !$0.isMultivalued }
    let leading = keys.map { $0.parts.first?.column } + [hasHiddenKey ? nil : primaryKey.first]
    return Set(leading.compactMap { $0?.lowercased() })
  }
}
