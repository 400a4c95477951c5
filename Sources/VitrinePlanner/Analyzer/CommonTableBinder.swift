import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Environment {
  /// The surroundings with the expressions of a WITH clause in sight, each seeing those before it.
  ///
  /// - Throws: `notUniqueTable` when two have one name.
  func adding(_ with: With?) throws(SQLError) -> Environment {
    guard let with else { return self }
    var copy = self
    copy.isTopLevel = false
    var names: Set<String> = []
    for table in with.tables {
      guard names.insert(table.name.folded).inserted else {
        throw SQLError(
          .notUniqueTable,
          "Not unique table/alias: '\(table.name.text)'",
          at: table.name.span
        )
      }
      copy.commonTables = CommonTables(
        table.name,
        .query(table, isRecursive: with.isRecursive),
        copy,
        next: copy.commonTables
      )
    }
    copy.isTopLevel = isTopLevel
    return copy
  }
}

/// Binds references to common table expressions.
///
/// One that is not recursive is bound anew for every reference, as if its query stood there: each
/// reference then gets what its own place allows, such as filters pushed into it.
struct CommonTableBinder {
  let context: PlanningContext
  /// What becomes of the rows.
  let use: QueryBinder.Use

  func relation(
    _ table: CommonTables,
    alias: String,
    _ span: Span
  ) throws(SQLError) -> Relation {
    switch table.meaning {
    case .recursion(let frame):
      return try step(frame, alias, span)
    case .query(let definition, let isRecursive):
      try context.noteExpansion()
      let query =
        isRecursive
        ? try recursive(definition, table.surroundings)
        : try QueryBinder(table.surroundings).bind(definition.query, use)
      let names = definition.columns.isEmpty ? nil : definition.columns.map(\.text)
      return try FromBinder(environment: table.surroundings, scope: NameScope(outer: nil))
        .relation(query, alias, columns: names, span)
    }
  }

  /// The rows of the round before, under columns of their own for each place that reads them.
  private func step(
    _ frame: RecursionFrame,
    _ alias: String,
    _ span: Span
  ) throws(SQLError) -> Relation {
    guard frame.isUnion else {
      throw SQLError(
        .recursionWithoutUnion,
        "Recursive Common Table Expression '\(frame.name)' should contain a UNION",
        at: span
      )
    }
    guard let columns = frame.columns else {
      throw SQLError(
        .recursionWithoutSeed,
        "Recursive Common Table Expression '\(frame.name)' should have one or more non-recursive "
          + "query blocks followed by one or more recursive ones",
        at: span
      )
    }
    frame.isRead = true
    return Relation(
      name: alias,
      content: .recursion(frame.id),
      columns: columns.map { column in
        Relation.Column(
          name: column.name,
          bound: context.makeColumn(column.name, column.type, table: alias)
        )
      }
    )
  }
}

// MARK: - Recursion
extension CommonTableBinder {
  /// An arm of the union that defines a recursion.
  private struct Arm {
    var body: QueryBody
    /// How it is joined to the arms before it.
    var isAll: Bool
  }

  private func recursive(
    _ table: CommonTable,
    _ surroundings: Environment
  ) throws(SQLError) -> BoundQuery {
    let surroundings = try surroundings.adding(table.query.with)
    let arms = Self.arms(table.query.body)
    let frame = RecursionFrame(
      id: context.makeSubqueryID(),
      name: table.name.text,
      isUnion: arms.count > 1
    )
    var inside = surroundings
    inside.commonTables = CommonTables(
      table.name,
      .recursion(frame),
      surroundings,
      next: surroundings.commonTables
    )
    let binder = QueryBinder(inside)
    guard arms.count > 1 else { return try binder.bind(table.query, use) }
    guard let query = try unrolled(arms, table, frame, binder) else {
      return try QueryBinder(surroundings).bind(table.query, use)
    }
    return try binder.ordered(query, table.query, use)
  }

  /// The arms of UNION from left to right.
  private static func arms(_ body: QueryBody) -> [Arm] {
    var arms: [Arm] = []
    var rest = body
    while case .setOperation(let operation) = rest, operation.operator == .union {
      arms.append(Arm(body: operation.right, isAll: operation.isAll))
      rest = operation.left
    }
    arms.append(Arm(body: rest, isAll: true))
    return arms.reversed()
  }

  /// The recursion, or nil when no arm reads it.
  private func unrolled(
    _ arms: [Arm],
    _ table: CommonTable,
    _ frame: RecursionFrame,
    _ binder: QueryBinder
  ) throws(SQLError) -> BoundQuery? {
    var seeds: [BoundQuery] = []
    var steps: [BoundQuery] = []
    var areSeedsAll = true
    var isAll = true
    for arm in arms {
      frame.isRead = false
      let bound = try binder.body(arm.body)
      guard frame.isRead else {
        guard steps.isEmpty else { throw misplacedSeed(frame, table.span) }
        seeds.append(bound)
        areSeedsAll = areSeedsAll && arm.isAll
        frame.columns = try columns(table, seeds, binder)
        continue
      }
      try RecursiveStep(
        tree: bound.root,
        recursion: frame.id,
        name: frame.name,
        span: table.span
      ).check()
      // A DISTINCT holds for all arms before it, but for none behind it.
      guard isAll || !arm.isAll else {
        throw SQLError(
          .unsupported,
          "a recursion that goes on with UNION ALL behind a step of UNION is not supported",
          at: table.span
        )
      }
      steps.append(bound)
      isAll = isAll && arm.isAll
    }
    guard !steps.isEmpty else { return nil }
    let seed = try SetOperationBinder(context: context).combined(
      .union,
      all: areSeedsAll || !isAll,
      seeds,
      to: (frame.columns ?? []).map(\.type),
      table.span
    )
    return try recursion(frame, seed, steps, isAll: isAll, table)
  }

  private func misplacedSeed(_ frame: RecursionFrame, _ span: Span) -> SQLError {
    SQLError(
      .recursionWithoutSeed,
      "Recursive Common Table Expression '\(frame.name)' should have one or more non-recursive "
        + "query blocks followed by one or more recursive ones",
      at: span
    )
  }

  /// Names by the list or the first seed; types by the seeds alone.
  private func columns(
    _ table: CommonTable,
    _ seeds: [BoundQuery],
    _ binder: QueryBinder
  ) throws(SQLError) -> [(name: String, type: MySQLType)] {
    let types = try SetOperationBinder(context: context).types(seeds, table.span)
    let names = seeds.first?.columns.map(\.result.name) ?? []
    guard table.columns.isEmpty || table.columns.count == types.count else {
      throw SQLError(
        .columnListMismatch,
        "In definition of view, derived table or common table expression, SELECT list and column "
          + "names list have different column counts",
        at: table.span
      )
    }
    return types.indices.map { index in
      (table.columns.isEmpty ? names[index] : table.columns[index].text, types[index])
    }
  }

  /// A step whose texts are held against the lengths of the first part's, which its rows are kept in.
  private func fitted(
    _ step: BoundQuery,
    _ columns: [(name: String, type: MySQLType)]
  ) -> BoundQuery {
    guard !context.catalog.isPlanOnly, step.columns.count == columns.count else { return step }
    var copy = step
    var items: [Operator.Project.Item] = []
    for (index, column) in columns.enumerated() {
      let given = step.columns[index].bound
      guard column.type.isText, given.type.isText, given.type.textLength > column.type.textLength
      else { continue }
      let kept = context.makeColumn(column.name, column.type)
      let value = Scalar.call(Call(.assign(column.name), [.column(given)], column.type))
      items.append(Operator.Project.Item(id: kept.id, value: value))
      copy.columns[index].bound = kept
    }
    guard !items.isEmpty else { return step }
    copy.root = step.root.adding(items)
    return copy
  }

  private func recursion(
    _ frame: RecursionFrame,
    _ seed: BoundQuery,
    _ steps: [BoundQuery],
    isAll: Bool,
    _ table: CommonTable
  ) throws(SQLError) -> BoundQuery {
    let columns = frame.columns ?? []
    let union = SetOperationBinder(context: context)
    let types = columns.map(\.type)
    let fitting = steps.map { fitted($0, columns) }
    let step = try union.combined(.union, all: true, fitting, to: types, table.span)
    let outputs = columns.map { context.makeColumn($0.name, $0.type, table: frame.name) }
    let recursion = Operator.Recursion(
      id: frame.id,
      name: frame.name,
      seed: seed.root,
      step: step.root,
      all: isAll,
      columns: outputs,
      seedColumns: seed.outputs,
      stepColumns: step.outputs
    )
    return BoundQuery(
      root: .recursion(recursion),
      columns: zip(columns, outputs).map { column, bound in
        BoundQuery.Column(
          bound: bound,
          result: ResultColumn(name: column.name, type: column.type)
        )
      }
    )
  }
}
