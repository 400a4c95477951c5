import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension SQLiteSchema {
  /// An expression over the table's columns, converted to a column's type.
  func expression(
    _ expression: Expression,
    on table: TableDefinition,
    as type: MySQLType
  ) throws(SQLError) -> String {
    let operand = try operand(expression, on: table)
    return QueryBlock.unwrapped(Conversion.sql(operand.sql, from: operand.type, to: type))
  }

  /// A column's default as the column stores it.
  func defaultValue(
    _ expression: Expression,
    of column: ColumnDefinition,
    in table: TableDefinition
  ) throws(SQLError) -> String {
    let operand = try operand(expression, on: table)
    return QueryRenderer.assigned(operand.sql, from: operand.type, to: column)
  }

  /// An expression as a part of an index, with the collation under which queries compare it.
  func key(_ expression: Expression, on table: TableDefinition) throws(SQLError) -> String {
    Operators.key(try operand(expression, on: table))
  }

  /// The same, and the type of its values.
  func typedKey(
    _ expression: Expression,
    on table: TableDefinition
  ) throws(SQLError) -> (text: String, type: MySQLType) {
    let operand = try operand(expression, on: table)
    return (Operators.key(operand), operand.type)
  }

  func condition(_ expression: Expression, on table: TableDefinition) throws(SQLError) -> String {
    QueryBlock.unwrapped(Operators.condition(try operand(expression, on: table)))
  }

  /// The expression in the words that queries have for it, so that SQLite sees that they are the same.
  private func operand(
    _ expression: Expression,
    on table: TableDefinition
  ) throws(SQLError) -> Operand {
    let options = PlannerOptions(defaultKeyspace: keyspace.name)
    let context = PlanningContext(catalog: catalog, options: options, text: "")
    var environment = Environment(context)
    environment.isStored = true
    let resolved = ResolvedTable(
      keyspace: keyspace,
      table: table,
      binding: TableBinding(placement: .unsharded)
    )
    let relation = Relation(resolved, alias: table.name, context)
    let binder = ExpressionBinder(
      environment: environment,
      scope: NameScope(outer: nil, relations: [relation])
    )
    let scalar = try binder.value(expression)
    guard let scan = relation.scan else { throw SQLError(.internal, "a table without columns") }
    return try operand(scalar, over: scan, context)
  }

  /// A condition on the columns of a table, all values in the text.
  func condition(
    _ condition: Scalar,
    over scan: Operator.Scan,
    _ context: PlanningContext
  ) throws(SQLError) -> String {
    QueryBlock.unwrapped(Operators.condition(try operand(condition, over: scan, context)))
  }

  private func operand(
    _ scalar: Scalar,
    over scan: Operator.Scan,
    _ context: PlanningContext
  ) throws(SQLError) -> Operand {
    var scope = RenderingScope()
    for column in scan.columns {
      scope.columns[column.id] = Operand(
        SQLiteName.quoted(column.name),
        column.type,
        origin: .column
      )
    }
    return try QueryRenderer(context: context, constants: .inline).operand(scalar, in: scope)
  }
}
