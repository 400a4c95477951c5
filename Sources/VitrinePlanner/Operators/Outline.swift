import VitrineSQL
import VitrineSharding

extension Operator {
  /// The tree in a few lines, for tests and for eyes: one operator a line, inputs indented below,
  /// columns by name and id.
  ///
  ///     Project u.id#0, upper(u.name#1) → upper#4
  ///     └─ Scan ks.users AS u
  package func outline(_ context: PlanningContext) -> String {
    var outline = Outline(context: context)
    outline.add(self, first: "", rest: "")
    return outline.lines.joined(separator: "\n")
  }
}

extension Scalar {
  /// The expression in a notation near SQL, for tests and for eyes.
  package func outline(_ context: PlanningContext) -> String {
    Outline(context: context).text(self)
  }
}

/// Writes trees in the debug notation.
struct Outline {
  let context: PlanningContext
  var lines: [String] = []

  init(context: PlanningContext) {
    self.context = context
  }

  mutating func add(_ node: Operator, first: String, rest: String) {
    lines.append(first + title(node))
    let queries = node.scalars.flatMap(Self.subqueries)
    let inputs = node.inputs
    for (index, subquery) in queries.enumerated() {
      let isLast = index == queries.count - 1 && inputs.isEmpty
      let branch = isLast ? "└" : "├"
      add(
        subquery.query,
        first: "\(rest)\(branch)· query \(subquery.id): ",
        rest: rest + (isLast ? "   " : "│  ")
      )
    }
    for (index, input) in inputs.enumerated() {
      let isLast = index == inputs.count - 1
      add(
        input,
        first: rest + (isLast ? "└─ " : "├─ "),
        rest: rest + (isLast ? "   " : "│  ")
      )
    }
  }

  private static func subqueries(_ scalar: Scalar) -> [Subquery] {
    var found: [Subquery] = []
    scalar.walk { if case .subquery(let subquery) = $0 { found.append(subquery) } }
    return found
  }

  // MARK: Operators

  private func title(_ node: Operator) -> String {
    switch node {
    case .scan(let scan):
      let name = "\(scan.table.keyspace.name).\(scan.table.table.name)"
      return "Scan \(name)" + (scan.alias == scan.table.table.name ? "" : " AS \(scan.alias)")
    case .values(let values):
      return "Values " + values.rows.map { "(\(list($0)))" }.joined(separator: ", ")
    case .jsonRows(let rows): return "JSONTable \(text(rows.document)) AS \(rows.alias)"
    case .filter(let filter): return "Filter \(list(filter.predicates))"
    case .project(let project): return "Project " + project.items.map(item).joined(separator: ", ")
    case .join(let join): return title(join)
    case .aggregate(let aggregate): return title(aggregate)
    case .window(let window):
      return "Window "
        + window.items.map { "\(call($0.call)) → \(name($0.id))" }.joined(separator: ", ")
    case .sort(let sort): return "Sort \(keys(sort.keys))"
    case .limit(let limit):
      let offset = limit.offset.map { " offset \(text($0))" } ?? ""
      return "Limit \(limit.count.map(text) ?? "all")\(offset)"
    case .distinct: return "Distinct"
    case .setOperation(let operation): return title(operation)
    case .recursion(let recursion):
      return "Recursion \(recursion.id)\(recursion.isAll ? " all" : ""): "
        + columns(recursion.columns)
    case .recursionInput(let input):
      return "RecursionInput \(input.recursion) AS \(input.alias): \(columns(input.columns))"
    default: return physicalTitle(node)
    }
  }

  private func physicalTitle(_ node: Operator) -> String {
    switch node {
    case .route(let route): "Route \(route.routing.variant.rawValue) \(route.routing.keyspace)"
    case .mergeSort(let merge): "MergeSort \(keys(merge.keys))"
    case .mergeAggregate(let merge): "MergeAggregate \(columns(merge.groups))"
    case .lookupJoin(let join): "LookupJoin \(columns(join.keys))"
    case .coordinate: "Coordinate"
    case .input(let input): "Input \(input.name): \(columns(input.columns))"
    default: ""
    }
  }

  private func title(_ join: Operator.Join) -> String {
    let kind = join.kind == .left ? "LeftJoin" : "Join"
    let predicates = join.predicates.isEmpty ? "" : " on \(list(join.predicates))"
    return kind + (join.isLateral ? " lateral" : "") + predicates
  }

  private func title(_ aggregate: Operator.Aggregate) -> String {
    let groups = aggregate.groups.map { named($0.value, $0.id) }.joined(separator: ", ")
    let items = aggregate.items.map { "\(call($0.call)) → \(name($0.id))" }.joined(separator: ", ")
    let by = groups.isEmpty ? "" : " by \(groups)"
    return "Aggregate\(by)\(aggregate.hasRollup ? " with rollup" : "")"
      + (items.isEmpty ? "" : ": \(items)")
  }

  private func title(_ operation: Operator.SetOperation) -> String {
    let kind =
      switch operation.kind {
      case .union: "Union"
      case .intersect: "Intersect"
      case .except: "Except"
      }
    return "\(kind)\(operation.isAll ? " all" : ""): \(columns(operation.columns))"
  }

  private func item(_ item: Operator.Project.Item) -> String { named(item.value, item.id) }

  private func named(_ value: Scalar, _ id: ColumnID) -> String {
    value.column?.id == id ? name(id) : "\(text(value)) → \(name(id))"
  }

  private func columns(_ columns: [BoundColumn]) -> String {
    columns.map { name($0.id) }.joined(separator: ", ")
  }

  func name(_ id: ColumnID) -> String {
    let origin = context.origin(of: id)
    return (origin.table.map { "\($0)." } ?? "") + "\(origin.column)#\(id.number)"
  }
}
