import VitrineSQL
import VitrineSharding

/// What the binders of UPDATE and DELETE share: tables, conditions, order and limit.
struct WriteBinder {
  let environment: Environment
  let scope: NameScope

  var context: PlanningContext { environment.context }

  init(_ environment: Environment) {
    self.environment = environment
    scope = NameScope(outer: nil, clause: .from)
    scope.hasGroups = false
  }

  func source(_ tables: [TableReference]) throws(SQLError) -> Source {
    var surroundings = environment
    surroundings.isWritten = true
    if tables.count == 1, case .table? = tables.first { surroundings.computesViews = true }
    let from = FromBinder(environment: surroundings, scope: scope)
    guard let source = try from.source(tables) else {
      throw SQLError(.noTablesUsed, "No tables used")
    }
    return source
  }

  /// Binds expressions over the tables in sight.
  var expressions: ExpressionBinder { ExpressionBinder(environment: environment, scope: scope) }

  /// The scan of a table that is written, with the columns known by now.
  ///
  /// - Throws: `nonUpdatableTable` for what is no table, `readOnly` for tables of a target that takes no writes.
  func target(
    _ relation: Relation,
    _ verb: String,
    at span: Span?
  ) throws(SQLError) -> Operator.Scan {
    guard let scan = relation.scan else {
      throw SQLError(
        .nonUpdatableTable,
        "The target table \(relation.name) of the \(verb) is not updatable",
        at: span
      )
    }
    for keyspace in relation.keyspaces {
      try ShardTarget.checkWritable(keyspace, at: span ?? .none)
    }
    return scan
  }

  /// The tables, WHERE, ORDER BY and LIMIT as operators, when every name is bound.
  func rows(
    _ source: Source,
    _ filters: [Scalar],
    _ order: Few<OrderingTerm>,
    _ limit: VitrineSQL.Limit?
  ) throws(SQLError) -> Operator {
    scope.clause = .order
    let binder = ExpressionBinder(environment: environment, scope: scope)
    var keys = try order.mapTyped { (term) throws(SQLError) in
      SortKey(
        try binder.value(term.expression).chosenMembersAsTexts,
        descending: term.direction == .descending
      )
    }
    if keys.isEmpty, scope.relations.count == 1, let view = scope.relations.first?.written {
      keys = view.order
    }
    var rows = source.rows
    if !filters.isEmpty { rows = .filter(Operator.Filter(rows, filters)) }
    if !keys.isEmpty { rows = .sort(Operator.Sort(rows, keys)) }
    guard let limit else { return rows }
    return try LimitBinder(environment: environment).limited(rows, limit)
  }

  /// ORDER BY and LIMIT are for writes to one table.
  func checkSingle(
    _ verb: String,
    _ order: Few<OrderingTerm>,
    _ limit: VitrineSQL.Limit?
  ) throws(SQLError) {
    if let term = order.first {
      throw SQLError(.wrongUsage, "Incorrect usage of \(verb) and ORDER BY", at: term.span)
    }
    if let limit {
      throw SQLError(.wrongUsage, "Incorrect usage of \(verb) and LIMIT", at: limit.span)
    }
  }
}

// MARK: - DELETE
struct DeleteBinder {
  let environment: Environment

  func bind(_ delete: Delete) throws(SQLError) -> BoundDelete {
    let binder = WriteBinder(try environment.adding(delete.with))
    let source = try binder.source(delete.tables)
    let relations = try targets(delete, binder.scope)
    if !delete.targets.isEmpty || binder.scope.relations.count > 1 {
      try binder.checkSingle("DELETE", delete.orderBy, delete.limit)
    }
    for relation in relations {
      _ = try binder.target(relation, "DELETE", at: delete.span)
    }
    binder.scope.clause = .where
    let filters = try binder.expressions.conditions(delete.where)
      .tyingRandomSubqueries(to: binder.scope.relations.first, environment.context)
    let rows = try binder.rows(source, filters, delete.orderBy, delete.limit)
    let targets = try relations.mapTyped { (relation) throws(SQLError) in
      try binder.target(relation, "DELETE", at: delete.span)
    }
    return BoundDelete(rows: rows, targets: targets, isIgnore: delete.isIgnore)
  }

  private func targets(_ delete: Delete, _ scope: NameScope) throws(SQLError) -> [Relation] {
    guard !delete.targets.isEmpty else { return Array(scope.relations.prefix(1)) }
    return try delete.targets.mapTyped { (name) throws(SQLError) in
      guard let relation = scope.relations(named: name).first else {
        throw SQLError(
          .unknownTableName,
          "Unknown table '\(name.name.text)' in MULTI DELETE",
          at: name.span,
          hint: nearest(to: name.name.text, in: scope.relations.map(\.name)).map {
            "did you mean '\($0)'?"
          }
        )
      }
      return relation
    }
  }
}
