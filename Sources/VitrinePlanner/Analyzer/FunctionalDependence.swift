import VitrineSQL
import VitrineSharding

/// Which columns are the same for all rows of a query that agree on others: by keys of its tables, by what columns are
/// computed from, by groups of derived tables, by equalities of WHERE and ON.
///
/// The rules are those of MySQL's `sql/aggregate_check.h`. Columns of a derived table or view that nobody sees above it
/// take part, as if its rows had them still.
struct FunctionalDependence {
  /// A set of columns decides others.
  private struct Rule {
    var premise: ColumnSet
    var conclusion: ColumnSet
    /// Those of the premise of which each is NULL only where the conclusion is: the rule then holds for the rows, too,
    /// that an outer join adds.
    var witnesses: ColumnSet
  }

  /// Columns that tell rows of a table apart where none of them is NULL.
  private struct Key {
    var columns: ColumnSet
    var nullable: ColumnSet
    var all: ColumnSet
  }

  private var rules: [Rule] = []
  private var keys: [Key] = []
  /// Columns that are NULL in no row.
  private var known: ColumnSet = []
  /// All columns of the query and the operators below.
  private var columns: ColumnSet = []

  init() {}

  static func of(_ tree: Operator) -> Self {
    switch tree {
    case .scan(let scan): return Self(scan)
    case .filter(let filter):
      var below = of(filter.input)
      below.meet(filter.predicates)
      return below
    case .project(let project):
      var below = of(project.input)
      for item in project.items { below.add(item.id, computedAs: item.value) }
      return below
    case .join(let join): return of(join)
    case .aggregate(let aggregate) where !aggregate.hasRollup: return of(aggregate)
    case .window(let window):
      var below = of(window.input)
      below.columns.formUnion(window.items.map(\.id))
      return below
    case .sort(let sort): return of(sort.input)
    case .limit(let limit): return of(limit.input)
    case .distinct(let distinct): return of(distinct.input)
    default:
      var alone = Self()
      alone.columns = tree.outputIDs
      return alone
    }
  }

  /// The columns that the group expressions decide; those of queries around are the same for all rows.
  static func decided(by groups: [Scalar], in rows: Operator) -> ColumnSet {
    let dependence = of(rows)
    return dependence.closure(
      of: rows.freeColumns.subtracting(dependence.columns)
        .union(ColumnSet(groups.compactMap { $0.column?.id }))
    )
  }

  private func closure(of given: ColumnSet) -> ColumnSet {
    var decided = given
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for rule in rules where rule.premise.isSubset(of: decided) {
        guard !rule.conclusion.isSubset(of: decided) else { continue }
        decided.formUnion(rule.conclusion)
        isGrowing = true
      }
    }
    return decided
  }
}

// MARK: - Tables
extension FunctionalDependence {
  private init(_ scan: Operator.Scan) {
    let table = scan.table.table
    var ids: [String: ColumnID] = [:]
    for column in scan.columns { ids[column.name.foldedName] = column.id }
    columns = ColumnSet(scan.columns.map(\.id))
    for column in scan.columns where table.column(named: column.name)?.isNullable == false {
      known.insert(column.id)
    }
    let unique = table.indexes.filter { $0.isUnique && $0.columns.count == $0.parts.count }
    for names in [table.primaryKey] + unique.map(\.columns) {
      let key = names.compactMap { ids[$0.foldedName] }
      guard key.count == names.count, !key.isEmpty else { continue }
      let columns = ColumnSet(key)
      keys.append(Key(columns: columns, nullable: columns.subtracting(known), all: self.columns))
    }
    for column in scan.columns {
      guard let bases = table.bases(of: column.name, in: ids) else { continue }
      rules.append(
        Rule(premise: bases, conclusion: [column.id], witnesses: bases.intersection(known))
      )
    }
    takeKeys()
  }

  /// The keys of which no column is NULL decide all columns of their tables.
  private mutating func takeKeys() {
    for key in keys where key.nullable.isSubset(of: known) {
      rules.append(Rule(premise: key.columns, conclusion: key.all, witnesses: key.columns))
    }
    keys.removeAll { $0.nullable.isSubset(of: known) }
  }
}

extension TableDefinition {
  /// The columns of a scan that a generated column is computed from, through others that the scan does not have; nil for
  /// a column that is not computed, or from some that the scan has not.
  fileprivate func bases(of name: String, in ids: [String: ColumnID]) -> ColumnSet? {
    guard let generated = column(named: name)?.generated else { return nil }
    var bases: ColumnSet = []
    for base in generated.expression.columnNames {
      if let id = ids[base.name.folded] {
        bases.insert(id)
      } else {
        guard let below = self.bases(of: base.name.text, in: ids) else { return nil }
        bases.formUnion(below)
      }
    }
    return bases
  }
}

// MARK: - Conditions
extension FunctionalDependence {
  /// What holds in the rows that meet conditions.
  private mutating func meet(_ predicates: [Scalar]) {
    rejectNulls(predicates)
    for (left, right) in predicates.flatMap(\.equalPairs) {
      add(left, equals: right)
      add(right, equals: left)
    }
  }

  /// The columns by whose NULL a condition is not true have none.
  private mutating func rejectNulls(_ predicates: [Scalar]) {
    for predicate in predicates { known.formUnion(predicate.columnsRejectingNull) }
    takeKeys()
  }

  private mutating func add(_ value: Scalar, equals other: Scalar) {
    guard let column = value.column else { return }
    if let source = other.column {
      rules.append(Rule(premise: [source.id], conclusion: [column.id], witnesses: [source.id]))
    } else if other.isFixed(in: columns) {
      rules.append(Rule(premise: other.columns, conclusion: [column.id], witnesses: []))
    }
  }

  private mutating func add(_ id: ColumnID, computedAs value: Scalar) {
    columns.insert(id)
    guard value.column?.id != id, !value.isRandomInside else { return }
    let premise = value.columns
    let witnesses = ColumnSet(premise.filter { known.contains($0) || value.isNull(whenNull: [$0]) })
    rules.append(Rule(premise: premise, conclusion: [id], witnesses: witnesses))
    guard let source = value.column else { return }
    rules.append(Rule(premise: [id], conclusion: [source.id], witnesses: [id]))
    if known.contains(source.id) { known.insert(id) }
  }
}

// MARK: - Groups and joins
extension FunctionalDependence {
  /// There is one row for each group, of those that a row around a LATERAL table has.
  private static func of(_ aggregate: Operator.Aggregate) -> Self {
    var below = of(aggregate.input)
    for group in aggregate.groups { below.add(group.id, computedAs: group.value) }
    let groups = ColumnSet(aggregate.groups.map(\.id))
    let items = ColumnSet(aggregate.items.map(\.id))
    let around = aggregate.input.freeColumns.subtracting(below.columns)
    below.columns.formUnion(items)
    below.rules.append(
      Rule(
        premise: groups.union(around),
        conclusion: below.columns,
        witnesses: groups.intersection(below.known)
      )
    )
    return below
  }

  private static func of(_ join: Operator.Join) -> Self {
    var left = of(join.left)
    var right = of(join.right)
    guard join.kind == .left else {
      left.join(right)
      left.meet(join.predicates)
      return left
    }
    right.rejectNulls(join.predicates)
    right.meetInside(join.predicates)
    let conditions = right.decided(beside: left, by: join.predicates)
    right.complement()
    left.join(right)
    left.rules += conditions
    return left
  }

  private mutating func join(_ other: Self) {
    rules += other.rules
    keys += other.keys
    known.formUnion(other.known)
    columns.formUnion(other.columns)
  }

  /// Equalities between columns of the right side, which are NULL together where nothing matches.
  private mutating func meetInside(_ predicates: [Scalar]) {
    for (value, other) in predicates.flatMap(\.equalPairs) {
      guard let first = value.column, let second = other.column, columns.contains(first.id),
        columns.contains(second.id)
      else { continue }
      add(value, equals: other)
      add(other, equals: value)
    }
  }

  /// Columns of the right side that ON makes equal to one of the left, or to a constant, are decided by all that ON reads
  /// of the left side: that tells whether anything matches.
  private func decided(beside left: Self, by predicates: [Scalar]) -> [Rule] {
    guard !predicates.contains(where: \.isRandomInside) else { return [] }
    let read = ColumnSet(predicates.flatMap(\.columns)).subtracting(columns)
    let witnesses = ColumnSet(predicates.flatMap(\.columnsRejectingNull)).intersection(read)
    let both = columns.union(left.columns)
    return predicates.flatMap(\.equalPairs).flatMap { [$0, ($0.1, $0.0)] }
      .compactMap { value, other in
        guard let column = value.column, columns.contains(column.id),
          other.column.map({ !columns.contains($0.id) }) ?? other.isFixed(in: both)
        else { return nil }
        return Rule(premise: read, conclusion: [column.id], witnesses: witnesses)
      }
  }

  /// Leaves what holds as well for the rows that an outer join adds, in which all columns are NULL.
  private mutating func complement() {
    rules = rules.compactMap { rule in
      var rule = rule
      rule.conclusion.formIntersection(columns)
      rule.witnesses.formUnion(rule.premise.intersection(known))
      rule.witnesses.formIntersection(columns)
      return rule.witnesses.isEmpty ? nil : rule
    }
    known = []
  }
}

extension Scalar {
  /// What a condition makes equal; of rows each pair of members.
  fileprivate var equalPairs: [(Scalar, Scalar)] {
    guard case .call(let call) = self,
      call.operation == .equal || call.operation == .nullSafeEqual, call.arguments.count == 2
    else { return [] }
    guard case .tuple(let left) = call.arguments[0], case .tuple(let right) = call.arguments[1]
    else { return [(call.arguments[0], call.arguments[1])] }
    return Array(zip(left, right))
  }

  /// The columns by whose NULL the condition is not true.
  fileprivate var columnsRejectingNull: ColumnSet {
    ColumnSet(columns.filter { rejectsNull(in: [$0]) })
  }

  /// Whether it is the same for all rows of a query of these columns.
  fileprivate func isFixed(in columns: ColumnSet) -> Bool {
    !containsSubquery && !isVolatile && self.columns.isDisjoint(with: columns)
  }
}
