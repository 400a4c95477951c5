import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// INSERT … SELECT as one text.
extension InsertPlanning {
  /// The text of an INSERT … SELECT for the one shard that has the query's rows and gets the new ones.
  ///
  ///     INSERT INTO archive (day) SELECT day FROM orders
  ///       ⇒   WITH "new rows" (c1) AS (SELECT …) INSERT INTO archive (day) SELECT my_assign(c1, …) FROM …
  ///
  /// Nil where the gateway must see the rows: they get numbers, go to shards by their values, meet keys
  /// or foreign keys that the shard does not keep alone, or are made to fit; or a column's default is
  /// not the same for all.
  func wholeStatement(
    _ insert: BoundInsert,
    _ step: Primitive.Insert
  ) throws(SQLError) -> ShardQuery? {
    guard case .route(let route)? = step.source,
      route.variant == Routing.Variant.unsharded.rawValue,
      !insert.table.keyspace.isSharded, route.keyspace == insert.table.keyspace.name,
      step.destination == nil, !step.writesRows, !step.columns.contains(where: \.isAutoIncrement),
      isPlainInsert(insert), !convertsTimestamps(step)
    else { return nil }
    return try whole(insert, step, selecting: route.query)
  }

  /// Whether a column keeps times in UTC that the rows have in the session's time zone.
  private func convertsTimestamps(_ step: Primitive.Insert) -> Bool {
    context.options.convertsTimestamps && step.columns.contains { $0.type.kind == .timestamp }
  }

  /// Whether rows are refused or written, never changed; what a table without DDL has is not known to
  /// ask for more.
  private func isPlainInsert(_ insert: BoundInsert) -> Bool {
    if insert.table.keyspace.isPlanOnly || !insert.table.table.isColumnListComplete { return true }
    return context.options.isStrict && !insert.isIgnore && !insert.isReplace
      && insert.onDuplicate.isEmpty
  }

  private func whole(
    _ insert: BoundInsert,
    _ step: Primitive.Insert,
    selecting rows: ShardQuery
  ) throws(SQLError) -> ShardQuery? {
    let renderer = QueryRenderer(context: context, firstParameter: rows.parameters.count + 1)
    var values: [String] = []
    for (position, column) in writtenColumns(insert).enumerated() {
      if let offset = step.sourceColumns.lastIndex(of: position) {
        let type = step.sourceTypes.indices.contains(offset) ? step.sourceTypes[offset] : .unknown
        let table = step.table.table.name
        values.append(
          QueryRenderer.assigned("c\(offset + 1)", from: type.widest, to: column, of: table)
        )
      } else if let value = try standard(column, renderer) {
        values.append(value)
      } else {
        return nil
      }
    }
    let given = step.sourceColumns.indices.map { "c\($0 + 1)" }.joined(separator: ", ")
    let names = step.columns.map { SQLiteName.quoted($0.name) }.joined(separator: ", ")
    let text =
      "WITH \"new rows\" (\(given)) AS (\(rows.text)) "
      + "INSERT INTO \(SQLiteName.table(step.table.table.name)) (\(names)) "
      + "SELECT \(values.joined(separator: ", ")) FROM \"new rows\""
    let query = renderer.shardQuery(text)
    return ShardQuery(
      text: query.text,
      parameters: rows.parameters + query.parameters,
      tables: rows.tables + query.tables
    )
  }

  /// What every row gets that has no value for a column; nil where they do not get the same.
  private func standard(
    _ column: ColumnDefinition,
    _ renderer: QueryRenderer
  ) throws(SQLError) -> String? {
    guard let expression = column.defaultExpression else {
      return column.isNullable ? "NULL" : nil
    }
    guard !expression.namesColumns else { return nil }
    let scalar = try Analyzer(context: context).analyze(defaultOf: column, expression)
    guard !scalar.isVolatile else { return nil }
    let operand = try renderer.operand(scalar, in: RenderingScope())
    return QueryRenderer.assigned(operand.sql, from: operand.type.widest, to: column)
  }
}

extension BoundInsert {
  /// The insert of rows whose values are subqueries as INSERT … SELECT; nil for others, and where the
  /// catalog knows what the columns take, and so what becomes of a value.
  ///
  ///     INSERT INTO t (a, b) VALUES ((SELECT MAX(x) FROM u), 5)   ⇒   INSERT INTO t (a, b) SELECT (SELECT …), 5
  func selectingItsRows(_ context: PlanningContext) throws(SQLError) -> BoundInsert? {
    guard query == nil, table.keyspace.isPlanOnly, !table.keyspace.isSharded,
      rows.allSatisfy({ $0.count == columns.count }),
      rows.contains(where: { $0.contains { $0.value?.containsSubquery ?? false } })
    else { return nil }
    let given = columns.indices.filter { index in rows.contains { $0[index].value != nil } }
    var result = self
    result.rows = []
    result.columns = given.map { columns[$0] }
    let queries = rows.map { row in
      selecting(given.map { ($0, row[$0].value ?? .null) }, context)
    }
    result.query = try SetOperationBinder(context: context)
      .combined(.union, all: true, queries, .none)
    return result
  }

  /// A row of values as a SELECT.
  private func selecting(
    _ values: [(column: Int, value: Scalar)],
    _ context: PlanningContext
  ) -> BoundQuery {
    var items: [Operator.Project.Item] = []
    var outputs: [BoundQuery.Column] = []
    for (index, value) in values {
      let made = context.makeColumn(columns[index].name, value.type)
      items.append(Operator.Project.Item(id: made.id, value: value))
      let result = ResultColumn(name: columns[index].name, type: value.type)
      outputs.append(BoundQuery.Column(bound: made, result: result))
    }
    let project = Operator.Project(.values(.dual), items)
    return BoundQuery(root: .project(project), columns: outputs)
  }
}

extension BoundInsert.Cell {
  /// What the row says; nil for DEFAULT.
  fileprivate var value: Scalar? {
    if case .value(let value) = self { value } else { nil }
  }
}

extension MySQLType {
  /// The type of every value that a text may be run with: a literal's text may be of any length.
  fileprivate var widest: MySQLType {
    if isText { return MySQLType(.longtext, collation: collation) }
    return isBinary ? .longblob : self
  }
}
