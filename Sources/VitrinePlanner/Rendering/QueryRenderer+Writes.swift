import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// The table as the statement names it, and what its expressions see.
  func target(_ scan: Operator.Scan) throws(SQLError) -> (name: String, scope: RenderingScope) {
    let block = try block(.scan(scan), in: RenderingScope())
    return (block.from, RenderingScope().inside(block))
  }

  /// The old row's columns by the table's name, the new row's by `excluded`.
  func upsertScope(
    _ old: Operator.Scan,
    _ inserted: [String: BoundColumn]
  ) -> RenderingScope {
    let table = SQLiteName.table(old.table.table.name)
    var scope = RenderingScope(names: [old.table.table.name.lowercased(), "excluded"])
    for column in old.columns {
      scope.columns[column.id] = Self.stored(
        "\(table).\(SQLiteName.quoted(column.name))",
        column.type,
        in: old.table
      )
    }
    for (name, column) in inserted {
      scope.columns[column.id] = Self.stored(
        "excluded.\(SQLiteName.quoted(name))",
        column.type,
        in: old.table
      )
    }
    return scope
  }

  // MARK: Assignments

  /// The old row's columns by the table's name, the new row's values by the parameters that bind
  /// its stored columns; those generated columns that are read are computed from these.
  func duplicateScope(
    _ old: Operator.Scan,
    _ inserted: [String: BoundColumn],
    _ stored: [ColumnDefinition],
    reading read: ColumnSet
  ) throws(SQLError) -> RenderingScope {
    var scope = upsertScope(old, [:])
    for (index, column) in stored.enumerated() {
      guard let bound = inserted[column.name.lowercased()] else { continue }
      scope.columns[bound.id] = Self.stored("?\(index + 1)", bound.type, in: old.table, .expression)
    }
    let schema = SQLiteSchema(catalog: context.catalog, keyspace: old.table.keyspace)
    for column in old.table.table.columns where column.generated != nil {
      guard let bound = inserted[column.name.lowercased()], read.contains(bound.id) else {
        continue
      }
      let value = try schema.evaluation(
        of: [SQLiteName.quoted(column.name)],
        over: stored,
        of: old.table.table
      )
      scope.columns[bound.id] = Self.stored("(\(value))", bound.type, in: old.table, .expression)
    }
    return scope
  }

  /// The new value of each column that is assigned, in the order of first mention.
  func newValues(
    _ assignments: [SQLiteRenderer.Assignment],
    of table: String,
    in scope: RenderingScope
  ) throws(SQLError) -> [(column: ColumnDefinition, value: String)] {
    var seen = scope
    var values: [(column: ColumnDefinition, value: String)] = []
    for assignment in assignments {
      let value = try self.value(assignment, of: table, in: seen)
      values.removeAll { $0.column.name == assignment.column.name }
      values.append((assignment.column, value))
      seen.columns[assignment.id] = assigned(value, assignment.column.type)
    }
    return values
  }

  /// The SET list, and the condition that it changes anything.
  func changes(
    _ assignments: [SQLiteRenderer.Assignment],
    of table: String,
    in scope: RenderingScope
  ) throws(SQLError) -> (list: String, test: String) {
    var seen = scope
    var names: [String] = []
    var values: [String: String] = [:]
    var tests: [String: String] = [:]
    for assignment in assignments {
      let name = SQLiteName.quoted(assignment.column.name)
      let value = try self.value(assignment, of: table, in: seen)
      if values[name] == nil { names.append(name) }
      values[name] = value
      let old = scope.columns[assignment.id]
      tests[name] = Self.differs(old?.asStored ?? name, value)
      seen.columns[assignment.id] = assigned(value, assignment.column.type)
    }
    let list = names.map { "\($0) = \(QueryBlock.unwrapped(values[$0] ?? "NULL"))" }
    return (list.joined(separator: ", "), Self.chain(names.map { tests[$0] ?? "1" }, "OR"))
  }

  /// A value as a column stores it.
  private func value(
    _ assignment: SQLiteRenderer.Assignment,
    of table: String,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    let column = assignment.column
    if context.options.convertsTimestamps, column.type.kind == .timestamp {
      return try timestamp(assignment.value, assignedTo: column, in: scope)
    }
    let operand = try operand(assignment.value, in: scope)
    return Self.assigned(
      operand.unrounded ?? operand.sql,
      from: Self.widest(operand),
      to: column,
      of: table
    )
  }

  /// The type of every value that a text may be run with: a parameter's text may be of any length.
  static func widest(_ operand: Operand) -> MySQLType {
    guard operand.unrounded == nil else { return Operand.unroundedType }
    guard operand.origin == .constant, operand.value == nil,
      operand.type.isText || operand.type.isBinary
    else {
      return operand.type.taken(
        fromLiteral: operand.isHexLiteral,
        fromColumn: operand.origin == .column
      )
    }
    if operand.isHexLiteral { return .castBinary }
    return operand.type.isText
      ? MySQLType(.longtext, collation: operand.type.collation) : .longblob
  }

  /// Whether a stored value and another are not the same to the byte.
  static func differs(_ column: String, _ value: String) -> String {
    "(\(column) IS NOT \(value) COLLATE BINARY)"
  }

  /// A value as a column stores it; refused, in strict mode, where the column cannot hold it.
  static func assigned(
    _ text: String,
    from type: MySQLType,
    to column: ColumnDefinition,
    of table: String? = nil,
    isCopied: Bool = false,
    mode: AssignmentMode? = nil
  ) -> String {
    ColumnAssignment.sql(
      text,
      from: type,
      column: column.name,
      column.type,
      of: table,
      isCopied: isCopied,
      mode: mode
    )
  }

  // MARK: Conditions

  /// A statement that is all said by its head and the rows of one table: `DELETE FROM t WHERE …`.
  func shardQuery(
    _ head: String,
    _ target: Operator.Scan,
    _ conditions: [Scalar],
    _ order: [SortKey],
    _ limit: Scalar?
  ) throws(SQLError) -> ShardQuery {
    let (name, scope) = try self.target(target)
    let rows = try self.conditions(conditions, on: target, order, limit, in: scope)
    let filter = rows.isEmpty ? "" : " WHERE \(QueryBlock.conjunction(rows))"
    return shardQuery("\(head) \(name)\(filter)")
  }

  /// The conditions on the rows that are written.
  ///
  /// With a limit they are chosen by their keys first.
  func conditions(
    _ conditions: [Scalar],
    on target: Operator.Scan,
    _ order: [SortKey],
    _ limit: Scalar?,
    in scope: RenderingScope
  ) throws(SQLError) -> [String] {
    guard let limit else {
      return try conditions.mapTyped { (scalar) throws(SQLError) in
        try condition(scalar, in: scope)
      }
    }
    var scan = target
    let keys = scan.table.table.primaryKey.map { keyColumn($0, of: &scan) }
    var tree = Operator.scan(scan)
    if !conditions.isEmpty { tree = .filter(Operator.Filter(tree, conditions)) }
    if !order.isEmpty { tree = .sort(Operator.Sort(tree, order)) }
    tree = .limit(Operator.Limit(tree, count: limit, offset: nil))
    let rows = try block(tree, in: RenderingScope())
    guard !keys.isEmpty else {
      // Without DDL nobody knows the key.
      let row = "\(SQLiteName.quoted(target.alias)).rowid"
      let chosen = rows.text([QueryBlock.Output(id: nil, text: row, alias: nil)])
      return ["(\(row) IN (\(chosen)))"]
    }
    let alias = scope.free(target.alias)
    let outputs = keys.map {
      QueryBlock.Output(id: nil, text: rows.columns[$0.id]?.asStored ?? "NULL", alias: nil)
    }
    let names = try self.target(scan).scope
    let subject = keys.map { names.columns[$0.id]?.asStored ?? alias }.joined(separator: ", ")
    return ["(\(keys.count > 1 ? "(\(subject))" : subject) IN (\(rows.text(outputs))))"]
  }

  /// The scan's column of a name, which is added where the statement does not read it.
  private func keyColumn(_ name: String, of scan: inout Operator.Scan) -> BoundColumn {
    if let column = scan.columns.first(where: { $0.name.lowercased() == name.lowercased() }) {
      return BoundColumn(column.id, column.type)
    }
    let type = scan.table.table.column(named: name)?.type ?? .bigint
    let column = context.makeColumn(name, type, table: scan.alias, nullable: false)
    scan.columns.append(Operator.Scan.Column(id: column.id, name: name, type: type))
    return column
  }
}
