package import VitrineSQL

/// Bounds on what a statement may unfold to.
///
/// The parser bounds the text alone; a chain of common table expressions or views is short in text and
/// deep when each stands in its name's place, or large when each names the one before it twice.
extension PlanningContext {
  /// Queries and expressions nested deeper are refused; each level takes stack in every pass.
  fileprivate static let maximumDepth = 400

  /// More views and common table expressions than this are not put in place of their names.
  private static let maximumExpansions = 1000

  /// How often it is tried to answer a subquery on the shards of the rows around it; each try plans all
  /// that is nested in it, which those around it have planned before.
  private static let maximumAttempts = 1000

  /// How deep subqueries nest in one text; SQLite's parser has a stack of a fixed size.
  private static let maximumEnclosing = 8

  /// Whether one more subquery may be tried on the shards of the rows around it.
  ///
  /// Beyond the bound subqueries are planned by themselves, which needs more of the gateway.
  func allowsAttempt() -> Bool {
    attempts += 1
    return attempts <= Self.maximumAttempts && enclosing.count < Self.maximumEnclosing
  }

  /// Enters a query or an expression; `ascend` leaves it.
  ///
  /// - Throws: `nestingTooDeep`.
  func descend(_ levels: Int, at span: Span) throws(SQLError) {
    guard depth + levels < Self.maximumDepth else {
      throw SQLError(
        .nestingTooDeep,
        "the statement, its views put in place, nests more than \(Self.maximumDepth) levels deep",
        at: span
      )
    }
    depth += levels
  }

  func ascend(_ levels: Int) { depth -= levels }

  /// Takes note that a view or common table expression is put in place of its name.
  ///
  /// - Throws: `tooLarge` when the statement has become too large.
  func noteExpansion() throws(SQLError) {
    expansions += 1
    guard expansions <= Self.maximumExpansions else {
      throw SQLError(
        .tooLarge,
        "views and common table expressions are named more than \(Self.maximumExpansions) times",
        hint: "those that other ones name count once for each naming"
      )
    }
  }
}

extension PlanningContext {
  /// Runs `body` as the planning of a subquery inside a route.
  package func within<Result>(
    _ route: Operator.Route,
    _ body: () throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    enclosing.append(route)
    defer { enclosing.removeLast() }
    return try body()
  }

  /// Runs `body` as the planning of a subquery that is evaluated apart from the routes around it.
  package func apart<Result>(
    _ body: () throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    let saved = enclosing
    enclosing = []
    defer { enclosing = saved }
    return try finishing(body)
  }

  /// Runs `body`, whose firings no longer count as those of what is around it.
  private func finishing<Result>(_ body: () throws(SQLError) -> Result) throws(SQLError) -> Result {
    let (before, finished) = (firings.count, finishedFirings)
    let result = try body()
    finishedFirings = finished + max(0, firings.count - before)
    return result
  }

  /// The columns of enclosing routes that a subquery on the same shard can read.
  package var enclosingColumns: ColumnSet {
    enclosing.reduce(into: []) { $0.formUnion($1.input.outputIDs) }
  }
}

extension PlanningContext {
  /// Runs `body` with all rules that push to the shards, whatever the session's strategy: for what nothing but
  /// the shards can do.
  func pushing<Result>(_ body: () throws(SQLError) -> Result) throws(SQLError) -> Result {
    let saved = strategy
    strategy = PushDown()
    defer { strategy = saved }
    return try body()
  }
}

extension Scalar {
  /// Checks an expression in which others stand in the place of columns: each is within the parser's bound,
  /// not so all together.
  ///
  /// - Throws: `nestingTooDeep`.
  func checkDepth(at span: Span = .none) throws(SQLError) {
    guard nests(deeperThan: PlanningContext.maximumDepth) else { return }
    throw SQLError(
      .nestingTooDeep,
      "the expression, those before it put in place, nests more than \(PlanningContext.maximumDepth) levels deep",
      at: span
    )
  }
}
