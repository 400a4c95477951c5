import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension ShardDatabase {
  /// The text of an UPDATE or DELETE of one table as a shard runs it, and its parameters.
  func writeRendering(_ text: String) throws -> (query: ShardQuery, values: [Value]) {
    let context = context(text)
    let analyzer = Analyzer(context: context)
    let query: ShardQuery
    var literals: [Int: Value] = [:]
    switch try Parser.parse(text) {
    case .update(let update):
      let bound = try analyzer.analyze(update: update)
      let target = bound.targets[0]
      let parts = Self.parts(of: bound.rows)
      query = try SQLiteRenderer.update(
        target.scan,
        set: target.assignments,
        where: parts.conditions,
        orderBy: parts.order,
        limit: parts.limit,
        isIgnore: bound.isIgnore,
        context: context
      )
      for assignment in target.assignments {
        assignment.value.walk { Self.collect($0, into: &literals) }
      }
      Self.collect(bound.rows, into: &literals)
    case .delete(let delete):
      let bound = try analyzer.analyze(delete: delete)
      let parts = Self.parts(of: bound.rows)
      query = try SQLiteRenderer.delete(
        from: bound.targets[0],
        where: parts.conditions,
        orderBy: parts.order,
        limit: parts.limit,
        context: context
      )
      Self.collect(bound.rows, into: &literals)
    default: throw SQLError(.internal, "no write: \(text)")
    }
    return (query, Self.values(of: query.parameters, literals))
  }

  /// Runs an UPDATE or DELETE; gives the number of rows that changed.
  func write(_ text: String) throws -> Int {
    let (query, values) = try writeRendering(text)
    return try connection.prepare(query.text).run(values)
  }

  /// Runs an INSERT, each row's values as given; gives the number of rows that changed.
  func insert(_ text: String) throws -> Int {
    let context = context(text)
    guard case .insert(let insert) = try Parser.parse(text) else {
      throw SQLError(.internal, "no insert: \(text)")
    }
    let bound = try Analyzer(context: context).analyze(insert: insert)
    let conflict: SQLiteRenderer.Conflict =
      bound.isReplace
      ? .replace
      : bound.isIgnore
        ? .ignore
        : bound.onDuplicate.isEmpty
          ? .fail : .update(old: bound.existing, inserted: bound.inserted, bound.onDuplicate)
    let query = try SQLiteRenderer.insert(
      into: bound.table.table,
      columns: bound.columns.map(\.name),
      onConflict: conflict,
      context: context
    )
    var literals: [Int: Value] = [:]
    for assignment in bound.onDuplicate {
      assignment.value.walk { Self.collect($0, into: &literals) }
    }
    var changed = 0
    for row in bound.rows {
      let values = row.map { cell in
        if case .value(.literal(let literal)) = cell { literal.value } else { Value.null }
      }
      let more = Self.values(of: query.parameters, literals)
      changed += try connection.prepare(query.text).run(values + more)
    }
    return changed
  }

  private static func values(
    of sources: [ParameterSource],
    _ literals: [Int: Value]
  ) -> [Value] {
    sources.map { source in
      switch source {
      case .literal(let ordinal, _): literals[ordinal] ?? .null
      case .constant(let value, _): value
      default: .null
      }
    }
  }

  private static func collect(_ tree: Operator, into literals: inout [Int: Value]) {
    tree.walkIncludingSubqueries { node in
      for scalar in node.scalars { scalar.walk { collect($0, into: &literals) } }
    }
  }

  private static func parts(
    of tree: Operator
  ) -> (conditions: [Scalar], order: [SortKey], limit: Scalar?) {
    switch tree {
    case .limit(let limit):
      var inner = parts(of: limit.input)
      inner.limit = limit.count
      return inner
    case .sort(let sort):
      var inner = parts(of: sort.input)
      inner.order = sort.keys
      return inner
    case .filter(let filter): return (filter.predicates, [], nil)
    default: return ([], [], nil)
    }
  }
}
