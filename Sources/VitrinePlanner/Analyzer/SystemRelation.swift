import VitrineSQL
import VitrineSharding

/// A table of `information_schema` as a relation: rows made of the catalog, which every part of a
/// statement reads like those of `VALUES`.
struct SystemRelation {
  private let table: ResolvedTable
  private let context: PlanningContext
  private let choice: SystemTableChoice

  init(_ table: ResolvedTable, _ choice: SystemTableChoice, _ context: PlanningContext) {
    self.table = table
    self.choice = choice
    self.context = context
  }

  /// - Throws: 1109 or 1146 for a table that is not there, `unsupported` for one whose rows are not known here.
  func relation(alias: String, at span: Span) throws(SQLError) -> Relation {
    let key = table.table.name.lowercased()
    let schema = table.keyspace.name
    guard !table.table.columns.isEmpty else { throw unknownTable(at: span) }
    let known =
      context.options.sessionRows[key]
      ?? SystemRows(context.catalog, facts: context.options.tableFacts, choice)
      .rows(of: key, in: schema)
    guard let rows = known else {
      throw SQLError(
        .unsupported,
        "the table \(schema).\(table.table.name) has no rows in an embedded engine",
        at: span
      )
    }
    let columns = table.table.columns.map { definition in
      Relation.Column(
        name: definition.name,
        bound: context.makeColumn(definition.name, definition.type, table: alias)
      )
    }
    let cells = rows.map { row in table.table.columns.map { row[$0.name] ?? .null } }
    return Relation(
      name: alias,
      keyspace: schema,
      content: .query(.values(of: cells, columns.map(\.bound))),
      columns: columns
    )
  }

  private func unknownTable(at span: Span) -> SQLError {
    let (schema, name) = (table.keyspace.name, table.table.name)
    let names = SystemTables.all(in: schema).map(\.name)
    let hint = nearest(to: name, in: names).map { "did you mean '\($0)'?" }
    guard schema != "information_schema" else {
      let message = "Unknown table '\(name.uppercased())' in \(schema)"
      return SQLError(.unknownTableName, message, at: span, hint: hint)
    }
    return SQLError(.unknownTable, "Table '\(schema).\(name)' doesn't exist", at: span, hint: hint)
  }
}

extension Relation {
  /// Rows that the session gives.
  convenience init(_ given: GivenRows, alias: String, _ context: PlanningContext) {
    let columns = given.columns.map { column in
      Column(name: column.name, bound: context.makeColumn(column.name, column.type, table: alias))
    }
    self.init(
      name: alias,
      content: .query(.values(of: given.rows, columns.map(\.bound))),
      columns: columns
    )
  }
}

extension Operator {
  /// Rows of constants; VALUES has one at least.
  fileprivate static func values(of rows: [[Value]], _ columns: [BoundColumn]) -> Operator {
    let scalars = rows.map { row in
      zip(row, columns).map { Scalar.literal(BoundLiteral($0, $1.type)) }
    }
    guard scalars.isEmpty else { return .values(Operator.Values(columns: columns, rows: scalars)) }
    let nothing = columns.map { Scalar.literal(BoundLiteral(.null, $0.type)) }
    let never = Scalar.literal(BoundLiteral(.integer(0), .bigint))
    return .filter(
      Operator.Filter(.values(Operator.Values(columns: columns, rows: [nothing])), [never])
    )
  }
}
