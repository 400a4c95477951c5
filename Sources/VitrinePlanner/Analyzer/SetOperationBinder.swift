import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Puts queries together with UNION, INTERSECT and EXCEPT.
struct SetOperationBinder {
  let context: PlanningContext

  /// The types that hold the values of every query's columns.
  ///
  /// - Throws: `columnCountMismatch` when they have different numbers of columns, `illegalMixOfManyCollations` for texts
  ///   that have no collation in common.
  func types(_ queries: [BoundQuery], _ span: Span) throws(SQLError) -> [MySQLType] {
    guard let first = queries.first else { return [] }
    guard queries.allSatisfy({ $0.columns.count == first.columns.count }) else {
      throw SQLError(
        .columnCountMismatch,
        "The used SELECT statements have a different number of columns",
        at: span
      )
    }
    return try Array(first.columns.indices).mapTyped { (index) throws(SQLError) in
      let columns = queries.map { $0.columns[index].bound }
      var type = CommonType.of(columns.map(\.type))
      if type.hasText, let collation = try commonCollation(columns, span) {
        type.collation = collation
      }
      return type
    }
  }

  /// The collation that the columns' texts have together; nil where they do not have several, or leave one open.
  private func commonCollation(
    _ columns: [BoundColumn],
    _ span: Span
  ) throws(SQLError) -> Collation? {
    let texts = columns.filter(\.type.hasText)
    let collations = texts.compactMap(\.type.collation)
    guard collations.count == texts.count, collations.contains(where: { $0 != collations.first })
    else { return nil }
    do throws(SQLError) {
      let typing = Typing(context: context)
      let chosen = try CollationChoice.of(texts.map { typing.operand(.column($0)) })
      if chosen.coercibility != .none { return chosen.collation }
    } catch {
      throw error.mixed(in: "UNION").located(at: span)
    }
    throw SQLError(
      .illegalMixOfManyCollations,
      "Illegal mix of collations for operation 'UNION'",
      at: span,
      hint: "add COLLATE to one side"
    )
  }

  func combined(
    _ kind: Operator.SetOperation.Kind,
    all isAll: Bool,
    _ queries: [BoundQuery],
    _ span: Span
  ) throws(SQLError) -> BoundQuery {
    let queries = alike(queries)
    return try combined(kind, all: isAll, queries, to: try types(queries, span), span)
  }

  /// Queries of an unknown number of columns are compared by the column that stands for all; beside others it
  /// stands for as many as those have.
  private func alike(_ queries: [BoundQuery]) -> [BoundQuery] {
    let width = queries.first?.columns.count ?? 0
    guard queries.contains(where: { $0.columns.count != width }) else { return queries }
    if queries.allSatisfy(\.hasOpenStar) { return queries.map { $0.widened(to: nil) } }
    guard context.catalog.isPlanOnly, let listed = queries.first(where: { !$0.hasOpenStar }) else {
      return queries
    }
    return queries.map { $0.hasOpenStar ? $0.widened(to: listed.columns.count) : $0 }
  }

  /// The operation with its columns in the given types; a single query is only converted.
  func combined(
    _ kind: Operator.SetOperation.Kind,
    all isAll: Bool,
    _ queries: [BoundQuery],
    to types: [MySQLType],
    _ span: Span
  ) throws(SQLError) -> BoundQuery {
    guard queries.allSatisfy({ $0.columns.count == types.count }) else {
      throw SQLError(
        .columnCountMismatch,
        "The used SELECT statements have a different number of columns",
        at: span
      )
    }
    var inputs = queries.map { converted($0, to: types) }
    // Its rows are kept in a table, with the digits that their types show.
    if inputs.count > 1 {
      for index in inputs.indices { inputs[index].dropDigits(context, table: "") }
    }
    if inputs.count == 1, isAll, let only = inputs.first { return only }
    let names = queries.first?.columns.map(\.result.name) ?? []
    let columns = zip(names, types).map { context.makeColumn($0, $1) }
    let operation = Operator.SetOperation(
      kind,
      all: isAll,
      inputs.map(\.root),
      columns: columns,
      sources: inputs.map(\.outputs)
    )
    return BoundQuery(
      root: .setOperation(operation),
      columns: zip(names, columns).map { name, column in
        BoundQuery.Column(bound: column, result: ResultColumn(name: name, type: column.type))
      }
    )
  }

  /// The query with a projection on top that converts what lies otherwise than its type wants.
  func converted(_ query: BoundQuery, to types: [MySQLType]) -> BoundQuery {
    let needsConversion = zip(query.columns, types).contains { column, type in
      !column.bound.type.lies(as: type)
    }
    guard needsConversion else { return query }
    var copy = query
    var items: [Operator.Project.Item] = []
    for index in query.columns.indices {
      let column = query.columns[index]
      let type = types[index]
      if column.bound.type.lies(as: type) {
        if !items.contains(where: { $0.id == column.bound.id }) {
          items.append(Operator.Project.Item(passing: column.bound))
        }
      } else {
        let bound = context.makeColumn(column.result.name, type)
        let number = column.bound.type.plainNumber
        let whole = copy.addDigits(of: index, context) ?? .column(column.bound)
        let plain: Scalar =
          number == column.bound.type || !type.isText
          ? whole : .call(Call(.cast(number), [whole], number))
        let value = Scalar.call(Call(.cast(type), [plain], type))
        items.append(Operator.Project.Item(id: bound.id, value: value))
        copy.columns[index].bound = bound
      }
    }
    copy.root = .project(Operator.Project(copy.root, items))
    return copy
  }
}

extension BoundQuery {
  /// The query with nothing but the column that stands for all, so many times; with those that there are if no
  /// number is given.
  fileprivate func widened(to width: Int?) -> BoundQuery {
    var copy = self
    copy.columns = columns.filter { $0.result.column == Relation.openStar }
    if let width, let star = copy.columns.first {
      copy.columns = Array(repeating: star, count: width)
    }
    return copy
  }
}

extension MySQLType {
  /// Whether its values are also values of the other type, as they lie.
  func lies(as other: MySQLType) -> Bool {
    if self == other || kind == .null || other.kind == .unknown { return true }
    switch (representation, other.representation) {
    case (.text, .text): return true
    case (.integer, .integer), (.integer, .unsigned), (.unsigned, .unsigned): return kind != .bit
    case (.scaled(let scale), .scaled(let otherScale)): return scale == otherScale
    case (.decimalText, .decimalText), (.microseconds, .microseconds):
      return (scale ?? 0) == (other.scale ?? 0)
    case (.temporalText, .temporalText):
      return (kind == .date) == (other.kind == .date) && (scale ?? 0) == (other.scale ?? 0)
    case (.enumIndex, .enumIndex), (.setMask, .setMask): return members == other.members
    case (.real, .real): return kind == other.kind || other.kind == .double
    case (.blob, .blob), (.json, .json): return true
    default: return false
    }
  }
}
