import VitrineSQL
import VitrineSharding

extension FromBinder {
  /// RIGHT JOIN is a left join with its sides exchanged.
  func joined(_ join: VitrineSQL.Join) throws(SQLError) -> Source {
    let left = try source(join.left)
    let right = try source(join.right)
    let isExchanged = join.kind == .right
    if isExchanged { try checkLaterals(right, left, at: join.span) }
    var result = Source.Joined(
      kind: join.kind == .left || join.kind == .right ? .left : .inner,
      left: isExchanged ? right : left,
      right: isExchanged ? left : right,
      predicates: [],
      isExchanged: isExchanged
    )
    switch join.condition {
    case .on(let condition):
      result.predicates = try predicates(condition, left, right)
    case .using(let names):
      for name in names { try merge(name, into: &result) }
    case .natural:
      let names = try commonNames(result)
      if !environment.isStored {
        context.completion?.note(naturalJoin: join, of: names, in: context.text)
      }
      for name in names { try merge(name, into: &result) }
    case nil: break
    }
    return .joined(result)
  }

  /// What a right join keeps whole cannot be made of the rows of its other side.
  private func checkLaterals(
    _ kept: Source,
    _ other: Source,
    at span: Span
  ) throws(SQLError) {
    guard kept.relations.contains(where: \.isLateral),
      !kept.rows.freeColumns.isDisjoint(with: other.rows.outputIDs)
    else { return }
    let name = kept.relations.first(where: \.isLateral)?.name ?? ""
    throw SQLError(
      .forbiddenJoinType,
      "INNER or LEFT JOIN must be used for LATERAL references made by '\(name)'",
      at: span
    )
  }

  /// ON sees the two sides of its join and the queries around, not the rest of the FROM clause.
  private func predicates(
    _ condition: Expression,
    _ left: Source,
    _ right: Source
  ) throws(SQLError) -> [Scalar] {
    let sides = NameScope(
      outer: scope.outer,
      relations: left.relations + right.relations,
      clause: .on
    )
    return try ExpressionBinder(environment: environment, scope: sides).conditions(condition)
  }

  // MARK: USING and NATURAL

  /// One column for both sides: the left one's, of a right join the right one's, which is `left` after
  /// the exchange.
  private func merge(_ name: Identifier, into join: inout Source.Joined) throws(SQLError) {
    let kept = try side(name, join.left)
    let merged = try side(name, join.right)
    join.predicates.append(
      .equal(.column(kept.column.bound), .column(merged.column.bound))
    )
    merged.relation.columns[merged.position].isMerged = true
    join.merged.append(Source.StarColumn(relation: kept.relation, position: kept.position))
  }

  private func side(_ name: Identifier, _ source: Source) throws(SQLError) -> FoundColumn {
    let side = NameScope(outer: nil, relations: source.relations, clause: .from)
    let column = ColumnName(name: name, span: name.span)
    guard let found = try side.column(column, context) else { throw side.unknown(column) }
    return found
  }

  /// The names that `*` of both sides has, in the order of the first.
  private func commonNames(_ join: Source.Joined) throws(SQLError) -> [Identifier] {
    let right = Set(join.right.starColumns.map { $0.column.name.lowercased() })
    var names: [Identifier] = []
    for column in join.left.starColumns where right.contains(column.column.name.lowercased()) {
      let name = Identifier(text: column.column.name)
      if !names.contains(where: { $0.matches(name) }) { names.append(name) }
    }
    return names
  }
}
