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

  /// What a generated column has in a row, made to fit.
  func generatedValue(
    of column: ColumnDefinition,
    _ generation: ColumnGeneration,
    on table: TableDefinition
  ) throws(SQLError) -> String {
    // What is no JSON is an error in any mode.
    guard column.type.kind != .json else {
      return try expression(generation.expression, on: table, as: column.type)
    }
    let operand = try operand(generation.expression, on: table)
    return QueryBlock.unwrapped(
      ColumnAssignment.generated(
        operand.unrounded ?? operand.sql,
        from: operand.assignedType,
        column: column.name,
        column.type
      )
    )
  }

  /// A condition on the rows that are written, which refuses values that the column does not hold; nil
  /// where it holds all of them.
  func generatedValueFits(
    _ column: ColumnDefinition,
    _ generation: ColumnGeneration,
    on table: TableDefinition
  ) throws(SQLError) -> String? {
    let operand = try operand(generation.expression, on: table)
    return ColumnAssignment.fits(
      operand.unrounded ?? operand.sql,
      from: operand.assignedType,
      column: column.name,
      column.type,
      of: table.name
    )
  }

  /// The value of a generated column as the session's mode has it, which is an error where it does not fit
  /// and the mode is strict; nil where every value fits.
  func checkedValue(
    of column: ColumnDefinition,
    on table: TableDefinition
  ) throws(SQLError) -> String? {
    guard let generation = column.generated,
      try generatedValueFits(column, generation, on: table) != nil
    else { return nil }
    let operand = try operand(generation.expression, on: table)
    return QueryRenderer.assigned(
      operand.unrounded ?? operand.sql,
      from: operand.assignedType,
      to: column,
      of: table.name,
      mode: mode
    )
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
    environment.callsPrograms = false
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

extension Operand {
  /// The type of what is stored of it: with all the digits of a quotient.
  fileprivate var assignedType: MySQLType {
    unrounded == nil ? type.taken(fromLiteral: isHexLiteral) : Self.unroundedType
  }
}
