import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Binds `MATCH (columns) AGAINST (query)`.
///
/// A relevance compares a row with all rows of its table, so it reads statistics that a subquery gathers from the
/// whole table; a condition, which only asks whether a row is found, needs none:
///
///     SELECT MATCH (a) AGAINST ('x') FROM t
///       ⇒  SELECT match rank('x', …, (SELECT match statistics('x', …, a) FROM t), a) FROM t
///     … WHERE MATCH (a) AGAINST ('x')  ⇒  … WHERE match test('x', …, a)
struct MatchBinder {
  let expressions: ExpressionBinder
  let match: MatchAgainst

  private var context: PlanningContext { expressions.context }

  /// The relevance of a row.
  func rank() throws(SQLError) -> Scalar {
    let searched = try searched()
    let pattern = try pattern()
    let statistics = try statistics(of: searched)
    let arguments = [pattern] + fixed(searched.collation) + [statistics] + searched.columns
    return try expressions.call(.function("MATCH RANK"), arguments)
  }

  /// Whether a row is found.
  func condition() throws(SQLError) -> Scalar {
    guard match.modifier?.expands != true else { return try rank() }
    let searched = try searched()
    let arguments = [try pattern()] + fixed(searched.collation) + searched.columns
    return try expressions.call(.function("MATCH TEST"), arguments)
  }

  private var mode: String {
    switch match.modifier {
    case .boolean: "boolean"
    case .withExpansion, .naturalLanguageWithExpansion: "expanding"
    case .naturalLanguage, nil: "natural"
    }
  }

  private func fixed(_ collation: Collation) -> [Scalar] {
    [mode, collation.rawValue].map {
      .literal(BoundLiteral(.text($0), .varchar($0.utf8.count)))
    }
  }

  /// A text that is the same for all rows.
  private func pattern() throws(SQLError) -> Scalar {
    let pattern = try expressions.value(match.pattern)
    guard pattern.columns.isEmpty, !pattern.containsSubquery else {
      throw SQLError(.wrongArguments, "Incorrect arguments to AGAINST", at: match.pattern.span)
    }
    return pattern
  }

  // MARK: Columns

  private struct Searched {
    var table: ResolvedTable
    var columns: [Scalar]
    var collation: Collation
  }

  private func searched() throws(SQLError) -> Searched {
    var relation: Relation?
    var columns: [Scalar] = []
    for name in match.columns {
      let found = try find(name)
      guard relation == nil || relation === found.relation else { throw wrongColumns }
      relation = found.relation
      columns.append(.column(found.column.bound))
    }
    guard case .table(let table)? = relation?.content, table.table.view == nil else {
      throw wrongColumns
    }
    let names = Set(match.columns.map(\.name.folded))
    let index = table.table.indexes.first { index in
      index.kind == .fulltext && Set(index.parts.compactMap { $0.column?.lowercased() }) == names
    }
    guard let index else {
      throw SQLError(
        .noFullTextIndex,
        "Can't find FULLTEXT index matching the column list",
        at: match.span
      )
    }
    guard index.parser == nil else {
      throw SQLError(
        .unsupported,
        "a FULLTEXT index with a parser of its own is not searched",
        at: match.span
      )
    }
    return Searched(
      table: table,
      columns: columns,
      collation: columns.first?.type.collation ?? .standard
    )
  }

  private func find(_ name: ColumnName) throws(SQLError) -> FoundColumn {
    var scope: NameScope? = expressions.scope
    while let current = scope {
      if let found = try current.column(name, context) { return found }
      scope = current.outer
    }
    throw expressions.scope.unknown(name)
  }

  private var wrongColumns: SQLError {
    SQLError(.wrongArguments, "Incorrect arguments to MATCH", at: match.span)
  }

  // MARK: Statistics

  /// A subquery over the whole table, which the planner splits over its shards as any aggregate.
  private func statistics(of searched: Searched) throws(SQLError) -> Scalar {
    let texts = [mode, searched.collation.rawValue].map {
      VitrineSQL.Expression.literal(Literal(kind: .string($0)))
    }
    let columns = match.columns.map { VitrineSQL.Expression.column(ColumnName(name: $0.name)) }
    let call = FunctionCall(
      name: Identifier(text: MatchBinder.statisticsName),
      arguments: Few([match.pattern] + texts + columns)
    )
    let table = TableName(
      qualifier: Identifier(text: searched.table.keyspace.name),
      name: Identifier(text: searched.table.table.name)
    )
    let select = Select(
      items: [.expression(ExpressionItem(expression: .function(call)))],
      from: [.table(TableFactor(name: table))]
    )
    let query = QueryExpression(body: .select(select))
    var environment = expressions.environment
    environment.commonTables = nil
    let binder = ExpressionBinder(environment: environment, scope: expressions.scope)
    return try binder.value(.subquery(VitrineSQL.Subquery(query: query)))
  }

  /// No name that a statement can call.
  static let statisticsName = "MATCH STATISTICS"
}

extension MatchModifier {
  fileprivate var expands: Bool { self == .withExpansion || self == .naturalLanguageWithExpansion }
}

extension Select {
  /// The natural search in WHERE by whose relevance MySQL sorts the rows of one table where nothing else says how.
  var sortingMatch: VitrineSQL.Expression? {
    guard from.count == 1, case .table = from[0], groupBy.isEmpty, !isDistinct,
      let condition = `where`
    else { return nil }
    guard condition.isConjunction else { return condition.isNaturalSearch ? condition : nil }
    return condition.conjuncts.first(where: \.isNaturalSearch)
  }
}

extension VitrineSQL.Expression {
  fileprivate var isNaturalSearch: Bool {
    if case .match(let match) = self { match.modifier != .boolean } else { false }
  }
}
