package import VitrineSQL
package import VitrineSharding

/// Gives every name of a statement its meaning, every expression its type, and every query its
/// logical tree.
///
/// Names follow MySQL's rules, errors carry MySQL's numbers. The tree is the plainest one that means
/// what was written; making it good is the rules' work:
///
///     Limit(Sort(Distinct(Project(Window(Filter(Aggregate(Filter(joins))))))))
///
/// with what is absent left out, HAVING above the aggregate and WHERE below it.
package struct Analyzer {
  package let context: PlanningContext

  package init(context: PlanningContext) {
    self.context = context
  }

  /// The query's tree and columns.
  ///
  /// - Throws: MySQL's error for what the query asks wrongly; `unsupported` for what is not answered.
  package func analyze(query: QueryExpression) throws(SQLError) -> BoundQuery {
    try QueryBinder(Environment(context)).statement(query)
  }

  /// The rows to insert and what becomes of duplicates.
  ///
  /// - Throws: MySQL's error for what the statement asks wrongly.
  package func analyze(insert: Insert) throws(SQLError) -> BoundInsert {
    try InsertBinder(environment: Environment(context)).bind(insert)
  }

  /// The rows to change and their new values.
  ///
  /// - Throws: MySQL's error for what the statement asks wrongly.
  package func analyze(update: Update) throws(SQLError) -> BoundUpdate {
    try UpdateBinder(environment: Environment(context)).bind(update)
  }

  /// The rows to remove.
  ///
  /// - Throws: MySQL's error for what the statement asks wrongly.
  package func analyze(delete: Delete) throws(SQLError) -> BoundDelete {
    try DeleteBinder(environment: Environment(context)).bind(delete)
  }

  /// The default of a column, an expression of the catalog that names no column, as INSERT gives it.
  ///
  /// - Throws: MySQL's error for what the expression asks wrongly.
  package func analyze(
    defaultOf column: ColumnDefinition,
    _ expression: Expression
  ) throws(SQLError) -> Scalar {
    try DefaultBinder(environment: Environment(context)).assigned(expression, to: column)
  }
}
