package import VitrineSQL
import VitrineSharding

/// Which columns a statement joins, filters, groups and selects by: what VEXPLAIN KEYS tells, to choose
/// vindexes and indexes from.
package struct KeyUsage: Sendable {
  package private(set) var grouping: Set<String> = []
  /// With the operator of the comparison: `users.id =`.
  package private(set) var join: Set<String> = []
  package private(set) var filter: Set<String> = []
  package private(set) var selected: Set<String> = []
  private var statementType: String
  /// The columns of tables by id, as `table.column`, and which read of the table they belong to.
  private var names: [ColumnID: (name: String, scan: Int)] = [:]
  /// What computed columns are made of.
  private var values: [ColumnID: Scalar] = [:]
  private var scans = 0

  fileprivate init(_ statementType: String, _ tree: Operator) {
    self.statementType = statementType
    tree.walkIncludingSubqueries { catalogue($0) }
    tree.walkIncludingSubqueries { note($0) }
    if let project = tree.topProject {
      for item in project.items { selected.formUnion(columns(of: item.value).map(\.name)) }
    }
  }

  private mutating func catalogue(_ node: Operator) {
    switch node {
    case .scan(let scan):
      scans += 1
      for column in scan.columns where column.name != Relation.openStar {
        names[column.id] = ("\(scan.table.table.name).\(column.name)", scans)
      }
    case .project(let project):
      for item in project.items where item.value.column?.id != item.id {
        values[item.id] = item.value
      }
    case .aggregate(let aggregate):
      for group in aggregate.groups where group.value.column?.id != group.id {
        values[group.id] = group.value
      }
    default: break
    }
  }

  private mutating func note(_ node: Operator) {
    switch node {
    case .filter(let filter): for predicate in filter.predicates { note(condition: predicate) }
    case .join(let join): for predicate in join.predicates { note(condition: predicate) }
    case .aggregate(let aggregate):
      for group in aggregate.groups { grouping.formUnion(columns(of: group.value).map(\.name)) }
    default: break
    }
  }

  private mutating func note(condition: Scalar) {
    guard case .call(let call) = condition else { return }
    switch call.operation {
    case .and, .or, .not, .xor: for part in call.arguments { note(condition: part) }
    default:
      guard let word = call.operation.keyWord else { return }
      let sides = call.arguments.prefix(2).map { columns(of: $0) }
      let scans = Set(sides.joined().map(\.scan))
      let isJoin = sides.count == 2 && sides.allSatisfy { $0.count == 1 } && scans.count == 2
      for column in sides.joined() {
        if isJoin {
          join.insert("\(column.name) \(word)")
        } else {
          filter.insert("\(column.name) \(word)")
        }
      }
    }
  }

  private func columns(of scalar: Scalar) -> [(name: String, scan: Int)] {
    scalar.columns.sorted().flatMap { id -> [(name: String, scan: Int)] in
      if let name = names[id] { return [name] }
      return values[id].map { columns(of: $0) } ?? []
    }
  }

  /// In the shape of Vitess's answer; what is empty is left out.
  package var json: JSON {
    var members = [JSON.Member("statementType", .string(statementType))]
    for (name, columns) in [
      ("groupingColumns", grouping), ("joinColumns", join), ("filterColumns", filter),
      ("selectColumns", selected),
    ] where !columns.isEmpty {
      members.append(JSON.Member(name, .array(columns.sorted().map { .string($0) })))
    }
    return .object(members)
  }
}

extension Planner {
  /// The columns that decide how well a statement can be answered.
  ///
  /// - Throws: what is wrong with the statement; `unsupported` for one that reads no rows.
  package func keyUsage(of statement: Statement, text: String) throws(SQLError) -> KeyUsage {
    let analyzer = Analyzer(
      context: PlanningContext(catalog: catalog, options: options, text: text)
    )
    switch statement {
    case .query(let query): return KeyUsage("SELECT", try analyzer.analyze(query: query).root)
    case .update(let update): return KeyUsage("UPDATE", try analyzer.analyze(update: update).rows)
    case .delete(let delete): return KeyUsage("DELETE", try analyzer.analyze(delete: delete).rows)
    default:
      throw SQLError(.unsupported, "VEXPLAIN KEYS tells of SELECT, UPDATE and DELETE")
    }
  }
}

extension Operator {
  /// The projection that makes the answer's columns.
  fileprivate var topProject: Project? {
    switch self {
    case .project(let project): project
    case .sort(let sort): sort.input.topProject
    case .limit(let limit): limit.input.topProject
    case .distinct(let distinct): distinct.input.topProject
    default: nil
    }
  }
}

extension Operation {
  /// How a comparison is named beside a column; nil for what compares nothing.
  fileprivate var keyWord: String? {
    switch self {
    case .memberOfList: "in"
    case .between: "between"
    case .like: "like"
    case .isNull: "is null"
    default: isComparison ? symbol?.rawValue : nil
    }
  }
}
