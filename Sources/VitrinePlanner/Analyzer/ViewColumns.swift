package import VitrineSQL
package import VitrineSharding

extension Planner {
  /// The columns of a view as they are told: with their types, whether they may be NULL and their defaults, which
  /// follow from its tables as these are now.
  ///
  /// - Throws: 1356 for a view whose tables or columns are gone.
  package static func columns(
    ofView view: ResolvedTable,
    in catalog: Catalog
  ) throws(SQLError) -> [ColumnDefinition] {
    let columns = view.table.columns
    guard let query = view.table.view else { return columns }
    var options = PlannerOptions(defaultKeyspace: view.keyspace.name)
    // The view may have been made under another mode.
    options.requiresFullGrouping = false
    let context = PlanningContext(catalog: catalog, options: options, text: "")
    let bound = try view.bindingView { () throws(SQLError) in
      try QueryBinder(Environment(context).inside(view: view)).bind(query, .statement)
    }
    guard bound.columns.count == columns.count else { return columns }
    return zip(columns, bound.columns).map { column, source in
      var column = column
      let origin = bound.root.origin(of: source.bound)
      column.type = origin.members ?? source.result.type
      column.isNullable = origin.isNullable
      column.defaultExpression = origin.defaultExpression
      return column
    }
  }

  /// The columns of a query as a table that is made of it has them: with their types, whether they may be NULL and
  /// their defaults.
  package func columns(
    ofTableMadeOf query: QueryExpression,
    text: String
  ) throws(SQLError) -> [ColumnDefinition] {
    let context = context(for: text, try environment.strategy(named: options.strategy))
    let bound = try QueryBinder(Environment(context)).bind(query, .statement)
    return bound.columns.map { column in
      let origin = bound.root.origin(of: column.bound)
      var made = ColumnDefinition(
        name: column.result.name,
        type: origin.members ?? column.result.type,
        isNullable: origin.isNullable
      )
      made.defaultExpression = origin.defaultExpression
      return made
    }
  }
}

/// What a column of a query has of the value that it shows, as MySQL tells of views.
private struct ShownOrigin {
  var isNullable = true
  var defaultExpression: Expression?
  /// The ENUM or SET of which MAX and MIN give a member.
  var members: MySQLType?

  /// Of what is computed and never NULL: the default that its type has by itself.
  static func computed(_ type: MySQLType) -> Self {
    let literal: LiteralKind? =
      switch type.kind {
      case .tinytext, .text, .mediumtext, .longtext, .tinyblob, .blob, .mediumblob, .longblob,
        .json:
        nil
      case .decimal: .decimal(zero(digits: type.scale ?? 0))
      case _ where type.isNumeric: .integer("0")
      case _ where type.isText || type.isBinary: .string("")
      default: nil
      }
    return Self(isNullable: false, defaultExpression: literal.map { .literal(Literal(kind: $0)) })
  }

  private static func zero(digits: Int) -> String {
    digits > 0 ? "0." + String(repeating: "0", count: digits) : "0"
  }

  static func of(_ column: ColumnDefinition) -> Self {
    if column.isAutoIncrement { return computed(column.type) }
    return Self(isNullable: column.isNullable, defaultExpression: column.constantDefault)
  }
}

extension Operator {
  fileprivate func origin(of column: BoundColumn) -> ShownOrigin {
    switch self {
    case .scan(let scan):
      guard let own = scan.columns.first(where: { $0.id == column.id }) else { break }
      return scan.table.table.column(named: own.name).map(ShownOrigin.of) ?? ShownOrigin()
    case .filter, .sort, .limit, .distinct:
      return inputs.first?.origin(of: column) ?? ShownOrigin()
    case .project(let project):
      guard let item = project.items.first(where: { $0.id == column.id }) else { break }
      return project.input.origin(of: item.value)
    case .join(let join):
      guard join.right.outputIDs.contains(column.id) else { return join.left.origin(of: column) }
      var origin = join.right.origin(of: column)
      if join.kind == .left { origin.isNullable = true }
      return origin
    case .aggregate(let aggregate):
      return aggregate.origin(of: column)
    case .window(let window): return window.input.origin(of: column)
    case .setOperation(let operation):
      guard let place = operation.columns.firstIndex(where: { $0.id == column.id }) else { break }
      let isNullable = zip(operation.inputs, operation.sources).contains { input, sources in
        input.origin(of: sources[place]).isNullable
      }
      return isNullable ? ShownOrigin() : .computed(column.type)
    default: break
    }
    return ShownOrigin()
  }

  fileprivate func origin(of value: Scalar) -> ShownOrigin {
    switch value {
    case .column(let column): origin(of: column)
    case .literal(let literal) where !literal.value.isNull: .computed(literal.type)
    default: ShownOrigin()
    }
  }
}

extension Operator.Aggregate {
  fileprivate func origin(of column: BoundColumn) -> ShownOrigin {
    var value = groups.first { $0.id == column.id }?.value
    if let call = items.first(where: { $0.id == column.id })?.call {
      switch call.function {
      case .countRows, .count: return .computed(call.type)
      case .maximum, .minimum: return ShownOrigin(members: call.arguments.first?.castMember?.type)
      // Also a column that the groups do not decide.
      case .anyValue where !groups.isEmpty: value = call.arguments.first
      default: break
      }
    }
    guard let value else { return ShownOrigin() }
    var origin = input.origin(of: value)
    if hasRollup { origin.isNullable = true }
    return origin
  }
}

extension Scalar {
  /// The value of an ENUM or SET whose text it is; nil for anything else.
  var castMember: Scalar? {
    guard case .call(let call) = self, case .cast = call.operation,
      let operand = call.arguments.first, operand.type.kind == .enum || operand.type.kind == .set
    else { return nil }
    return operand
  }
}
