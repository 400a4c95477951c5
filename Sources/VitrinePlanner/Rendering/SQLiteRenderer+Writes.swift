package import VitrineSQL
import VitrineSQLite
package import VitrineSharding

extension SQLiteRenderer {
  /// A column that a write sets, and to what.
  package struct Assignment: Sendable {
    package var column: ColumnDefinition
    /// The column's id in the scan of the table that is written.
    package var id: ColumnID
    package var value: Scalar

    package init(column: ColumnDefinition, id: ColumnID, value: Scalar) {
      self.column = column
      self.id = id
      self.value = value
    }
  }

  /// What an INSERT does when a unique key has a new row's values already.
  package enum Conflict: Sendable {
    case fail
    /// INSERT IGNORE.
    case ignore
    /// REPLACE.
    case replace
    /// ON DUPLICATE KEY UPDATE: `old` is the row that is there, `inserted` the row that would be new,
    /// its columns by name.
    case update(old: Operator.Scan, inserted: [String: BoundColumn], [Assignment])
  }

  /// INSERT of one row, whose values are the first parameters in the order of `columns`.
  ///
  ///     INSERT INTO users (id, name) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET name = excluded.name
  ///
  /// - Returns: the text; its `parameters` are those after the row's values.
  package static func insert(
    into table: TableDefinition,
    columns: [String],
    onConflict conflict: Conflict = .fail,
    context: PlanningContext
  ) throws(SQLError) -> ShardQuery {
    let renderer = QueryRenderer(context: context, firstParameter: columns.count + 1)
    let verb =
      switch conflict {
      case .fail, .update: "INSERT"
      case .ignore: "INSERT OR IGNORE"
      case .replace: "INSERT OR REPLACE"
      }
    let names = columns.map(SQLiteName.quoted).joined(separator: ", ")
    let values = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
    var text = "\(verb) INTO \(SQLiteName.table(table.name)) (\(names)) VALUES (\(values))"
    if columns.isEmpty { text = "\(verb) INTO \(SQLiteName.table(table.name)) DEFAULT VALUES" }
    if case .update(let old, let inserted, let assignments) = conflict {
      let scope = renderer.upsertScope(old, inserted)
      let (changes, test) = try renderer.changes(assignments, of: table.name, in: scope)
      text += " ON CONFLICT DO UPDATE SET \(changes) WHERE \(test)"
    }
    return renderer.shardQuery(text)
  }

  /// The values that ON DUPLICATE KEY UPDATE gives one row that is there.
  ///
  ///     SELECT n + ?2 FROM counts WHERE id = ?3
  ///
  /// - Returns: the text, whose parameters are the new row's stored columns, the old row's key, what the row carries
  ///   along, and then those of `parameters`; and the columns that get the values.
  package static func duplicateUpdate(
    of row: RowStatements,
    old: Operator.Scan,
    inserted: [String: BoundColumn],
    carried: [BoundColumn] = [],
    _ assignments: [Assignment],
    context: PlanningContext
  ) throws(SQLError) -> Primitive.DuplicateUpdate {
    let known = row.columns.count + row.key.count
    var read = ColumnSet()
    for assignment in assignments { assignment.value.collectColumns(into: &read) }
    let carried = carried.prefix((carried.lastIndex { read.contains($0.id) } ?? -1) + 1)
    let renderer = QueryRenderer(context: context, firstParameter: known + carried.count + 1)
    var scope = try renderer.duplicateScope(old, inserted, row.columns, reading: read)
    for (index, column) in carried.enumerated() {
      scope.columns[column.id] = Operand(
        "?\(known + index + 1)",
        column.type,
        origin: .column
      )
    }
    let values = try renderer.newValues(assignments, of: old.table.table.name, in: scope)
    let text =
      "SELECT \(values.map { QueryBlock.unwrapped($0.value) }.joined(separator: ", ")) "
      + "FROM \(SQLiteName.table(old.table.table.name)) "
      + "WHERE \(row.keyCondition(after: row.columns.count))"
    return Primitive.DuplicateUpdate(
      query: renderer.shardQuery(text),
      columns: values.map(\.column),
      carriedCount: carried.count
    )
  }

  /// How many rows of one table meet the conditions.
  package static func count(
    _ target: Operator.Scan,
    where conditions: [Scalar],
    orderBy order: [SortKey],
    limit: Scalar?,
    context: PlanningContext
  ) throws(SQLError) -> ShardQuery {
    try QueryRenderer(context: context)
      .shardQuery("SELECT COUNT(*) FROM", target, conditions, order, limit)
  }

  /// UPDATE of the rows of one table that meet the conditions.
  ///
  /// Rows that the assignments would leave as they are do not count as changed, as in MySQL.
  /// Assignments take effect from left to right: a later one sees what an earlier one has set.
  package static func update(
    _ target: Operator.Scan,
    set assignments: [Assignment],
    where conditions: [Scalar],
    orderBy order: [SortKey] = [],
    limit: Scalar? = nil,
    isIgnore: Bool = false,
    context: PlanningContext
  ) throws(SQLError) -> ShardQuery {
    let renderer = QueryRenderer(context: context)
    let (name, scope) = try renderer.target(target)
    let rows = try renderer.conditions(conditions, on: target, order, limit, in: scope)
    let table = target.table.table.name
    let (changes, test) = try renderer.changes(assignments, of: table, in: scope)
    let text =
      "\(isIgnore ? "UPDATE OR IGNORE" : "UPDATE") \(name) SET \(changes) "
      + "WHERE \(QueryBlock.conjunction(rows + [asked(test, after: rows)]))"
    return renderer.shardQuery(text)
  }

  /// A condition that computes new values, so written that SQLite asks it of the rows alone that meet the others.
  ///
  /// SQLite puts conditions with correlated subqueries off until all others hold; among themselves they stay in order.
  private static func asked(_ test: String, after conditions: [String]) -> String {
    conditions.contains { $0.contains(bytesOf: "SELECT ") } ? "(SELECT \(test))" : test
  }

  /// DELETE of the rows of one table that meet the conditions.
  package static func delete(
    from target: Operator.Scan,
    where conditions: [Scalar],
    orderBy order: [SortKey] = [],
    limit: Scalar? = nil,
    context: PlanningContext
  ) throws(SQLError) -> ShardQuery {
    try QueryRenderer(context: context)
      .shardQuery("DELETE FROM", target, conditions, order, limit)
  }

  /// UPDATE of the one row whose primary key is the first parameters; the new values of `columns`,
  /// in the given types, follow from parameter `firstValue` on.
  package static func updateRow(
    of table: TableDefinition,
    set columns: [(column: ColumnDefinition, type: MySQLType)],
    firstValue: Int,
    isIgnore: Bool = false
  ) -> String {
    let values = columns.enumerated().map { index, item in
      QueryRenderer.assigned(
        "?\(firstValue + index)",
        from: item.type,
        to: item.column,
        of: table.name
      )
    }
    let names = columns.map { SQLiteName.quoted($0.column.name) }
    let changes = zip(names, values).map { "\($0) = \($1)" }.joined(separator: ", ")
    let test = zip(names, values).map { QueryRenderer.differs($0, $1) }
    return "\(isIgnore ? "UPDATE OR IGNORE" : "UPDATE") \(SQLiteName.table(table.name)) "
      + "SET \(changes) WHERE \(keyCondition(of: table)) AND \(QueryRenderer.chain(test, "OR"))"
  }

  /// DELETE of the one row whose primary key is the first parameters.
  package static func deleteRow(of table: TableDefinition) -> String {
    "DELETE FROM \(SQLiteName.table(table.name)) WHERE \(keyCondition(of: table))"
  }

  private static func keyCondition(of table: TableDefinition) -> String {
    table.primaryKey.enumerated()
      .map { "\(SQLiteName.quoted($0.element)) = ?\($0.offset + 1)" }
      .joined(separator: " AND ")
  }
}
