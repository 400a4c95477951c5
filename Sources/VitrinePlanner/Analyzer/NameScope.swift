import VitrineSQL
import VitrineSharding

/// The names that expressions of one SELECT may use, and what its expressions ask for besides:
/// aggregates, windows, columns of open tables.
///
/// A class, for a subquery reads and adds to the scopes around it. ON conditions have small scopes of
/// their own, over the two sides of their join.
final class NameScope {
  /// Where in the statement an expression stands; decides which names and calls are allowed there,
  /// and how MySQL's messages call the place.
  enum Clause: String {
    case from = "from clause"
    case tableFunction = "a table function argument"
    case on = "on clause"
    case `where` = "where clause"
    case fields = "field list"
    case group = "group statement"
    case having = "having clause"
    case order = "order clause"
  }

  /// An item of the select list, bound.
  struct Item {
    /// The alias, or the name of the column that it is.
    var name: String
    var isAliased: Bool
    var value: Scalar
    var span: Span
    /// Where the column comes from that it is, if it is nothing but one.
    var relation: Relation?
    var column: String?
    /// What was written, if it holds a query: each time it is bound it is another one.
    var query: Expression?
  }

  /// The scope of the query around this one.
  let outer: NameScope?
  @exclusivity(unchecked) var relations: [Relation]
  var clause: Clause
  @exclusivity(unchecked) var items: [Item] = []
  /// The select list as it is written.
  var written: [SelectItem] = []
  /// Whether the select list is complete, so that names may mean its items.
  var seesItems = false
  /// The bound elements of GROUP BY.
  @exclusivity(unchecked) var groups: [Scalar] = []
  /// The element of `groups` that an item is by whose name or position is grouped; of several the first.
  var groupOfItem: [Int: Int] = [:]
  @exclusivity(unchecked) var aggregates: [Operator.Aggregate.Item] = []
  @exclusivity(unchecked) var windows: [Operator.Window.Item] = []
  var namedWindows: [NamedWindow] = []
  /// Whether aggregates and windows may stand in it at all: not where rows are written.
  var hasGroups = true
  /// How deep the expression being bound is nested, outer queries counted.
  var depth = 0
  /// How many aggregate calls the expression being bound stands in.
  var aggregateDepth = 0
  /// How many window calls the expression being bound stands in.
  var windowDepth = 0
  /// The new row of ON DUPLICATE KEY UPDATE, which `VALUES(c)` reads.
  var insertedRow: Relation?
  /// The same, also inside of subqueries of the clause.
  var rowBeingInserted: Relation? { insertedRow ?? outer?.rowBeingInserted }

  /// Whether groups are made row after row, so that MAX and MIN have every digit of a quotient; where MySQL keeps them
  /// in a table they have those that are shown.
  var streamsGroups = false

  /// Whether `@a := 1` may be the whole of an expression: what is evaluated exactly once.
  var allowsAssignment = false

  init(outer: NameScope?, relations: [Relation] = [], clause: Clause = .where) {
    self.outer = outer
    self.relations = relations
    self.clause = clause
    self.depth = outer?.depth ?? 0
  }

  /// The ids of the columns that this scope's relations have.
  var columnIDs: ColumnSet {
    var ids: ColumnSet = []
    for relation in relations { ids.formUnion(relation.columnIDs) }
    return ids
  }
}

/// What a name was found to be.
struct FoundColumn {
  var relation: Relation
  var position: Int

  var column: Relation.Column { relation.column(at: position) }
}

extension NameScope {
  /// The column of this scope's relations, not of those around it.
  ///
  /// - Throws: `ambiguousColumn` when two have it.
  func column(_ name: ColumnName, _ context: PlanningContext) throws(SQLError) -> FoundColumn? {
    if let qualifier = name.qualifier {
      return try qualified(qualifier, name, context)
    }
    return try unqualified(name, context)
  }

  private func qualified(
    _ qualifier: TableName,
    _ name: ColumnName,
    _ context: PlanningContext
  ) throws(SQLError) -> FoundColumn? {
    let candidates = relations(named: qualifier)
    var found: [FoundColumn] = []
    for relation in candidates {
      if let position = relation.position(of: name.name.text) {
        found.append(FoundColumn(relation: relation, position: position))
      }
    }
    if found.count > 1 { throw ambiguous(name) }
    if let first = found.first { return first }
    guard let open = candidates.first(where: \.isOpen) else {
      return try belowOpenStar(candidates, name, context)
    }
    return FoundColumn(relation: open, position: open.add(name.name.text, context))
  }

  /// The relations a qualifier means: by the exact alias, else by it in any case of letters.
  func relations(named qualifier: TableName) -> [Relation] {
    let inKeyspace = relations.filter { relation in
      guard let keyspace = qualifier.qualifier else { return true }
      return relation.keyspaces.contains { keyspace.matches($0) }
    }
    let exact = inKeyspace.filter { $0.name == qualifier.name.text }
    return exact.isEmpty ? inKeyspace.filter { qualifier.name.matches($0.name) } : exact
  }

  /// A name without a qualifier.
  ///
  /// What several tables of a keyspace without DDL have, on trust or as an item of the select list, is for the
  /// one shard to judge that gets them all, as with names that nobody is known to have.
  private func unqualified(
    _ name: ColumnName,
    _ context: PlanningContext
  ) throws(SQLError) -> FoundColumn? {
    let folded = name.name.folded
    var first: FoundColumn?
    var others: [FoundColumn] = []
    for relation in relations {
      guard let position = relation.position(ofFolded: folded),
        !relation.isMerged(at: position)
      else { continue }
      let found = FoundColumn(relation: relation, position: position)
      if first == nil { first = found } else { others.append(found) }
    }
    guard let first else { return try openColumn(name, context) }
    if others.isEmpty { return first }
    let all = [first] + others
    let known = all.filter { !$0.column.isAssumed }
    if known.count == 1 { return known.first }
    guard all.allSatisfy(\.relation.isPlanOnly), known.isEmpty || clause == .fields,
      Set(all.map(\.relation.keyspace)).count == 1
    else { throw ambiguous(name) }
    context.postpone(ambiguous(name))
    return first
  }

  /// A name that no relation is known to have, on trust from the only open one.
  ///
  /// Several open tables of one keyspace can share it as long as one route gets them all: the
  /// shard's database will tell.
  private func openColumn(
    _ name: ColumnName,
    _ context: PlanningContext
  ) throws(SQLError) -> FoundColumn? {
    let open = relations.filter(\.isOpen)
    guard let first = open.first else { return try belowOpenStar(relations, name, context) }
    if open.count > 1 {
      guard Set(open.map(\.keyspace)).count == 1 else { throw ambiguous(name) }
      context.postpone(ambiguous(name))
    }
    return FoundColumn(relation: first, position: first.add(name.name.text, context))
  }

  /// A name that only a query's `*` over an open table can have.
  private func belowOpenStar(
    _ relations: [Relation],
    _ name: ColumnName,
    _ context: PlanningContext
  ) throws(SQLError) -> FoundColumn? {
    let open = relations.filter(\.opensBelow)
    guard let first = open.first, let position = try first.addBelow(name.name.text, context) else {
      return nil
    }
    if open.count > 1 { context.postpone(ambiguous(name)) }
    return FoundColumn(relation: first, position: position)
  }

  /// A column's name as MySQL tells of columns that stand where they must not: `db.t.c`, of a derived table `d.c`.
  func fullName(of id: ColumnID, _ context: PlanningContext) -> String {
    for relation in relations {
      guard let column = relation.columns.first(where: { $0.scalar.columns.contains(id) }) else {
        continue
      }
      return [relation.keyspace, relation.name, column.name].compactMap(\.self)
        .joined(separator: ".")
    }
    let origin = context.origin(of: id)
    return [origin.table, origin.column].compactMap(\.self).joined(separator: ".")
  }

  func ambiguous(_ name: ColumnName) -> SQLError {
    SQLError(
      .ambiguousColumn,
      "Column '\(name.written)' in \(clause.rawValue) is ambiguous",
      at: name.span,
      hint: "qualify it with a table's name"
    )
  }

  /// The error for a name that nothing has, with the nearest that something has.
  func unknown(_ name: ColumnName) -> SQLError {
    SQLError(
      .unknownColumn,
      "Unknown column '\(name.written)' in '\(clause.rawValue)'",
      at: name.span,
      hint: suggestion(for: name)
    )
  }

  private func suggestion(for name: ColumnName) -> String? {
    if clause == .having, relations.contains(where: { $0.position(of: name.name.text) != nil }) {
      return "HAVING sees the select list and the groups, and columns only inside aggregates"
    }
    var names: [String] = []
    var scope: NameScope? = self
    while let current = scope {
      let relations = name.qualifier.map { current.relations(named: $0) } ?? current.relations
      names += relations.flatMap { $0.columns.map(\.name) }
      if current.seesItems, name.qualifier == nil { names += current.items.map(\.name) }
      scope = current.outer
    }
    if names.isEmpty, let qualifier = name.qualifier {
      let tables = allRelationNames
      return nearest(to: qualifier.name.text, in: tables).map { "did you mean '\($0).…'?" }
    }
    return nearest(to: name.name.text, in: names).map { "did you mean '\($0)'?" }
  }

  private var allRelationNames: [String] {
    relations.map(\.name) + (outer?.allRelationNames ?? [])
  }
}

extension ColumnName {
  /// The name as messages show it: `t.c`.
  var written: String {
    guard let qualifier else { return name.text }
    let table = qualifier.qualifier.map { "\($0.text)." } ?? ""
    return "\(table)\(qualifier.name.text).\(name.text)"
  }
}
