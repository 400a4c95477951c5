package import VitrineSQL

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
}
