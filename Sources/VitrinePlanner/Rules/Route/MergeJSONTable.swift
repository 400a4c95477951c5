import VitrineSQL

extension Rule {
  /// Lets the shards that hold a document make the rows of its JSON_TABLE.
  ///
  ///     Join lateral ├─ Route t └─ JSON_TABLE t.doc   ⇒   Route └─ Join lateral ├─ t └─ JSON_TABLE t.doc
  ///
  /// The rows are made of the left row alone, so any shard may do it, whatever the kind of the join.
  ///
  /// Does not apply when the document or the join's conditions read other tables, or a subquery has to be
  /// asked first.
  static let mergeJSONTable = Rule("merge-json-table", on: .join) {
    tree,
    context throws(SQLError) in
    guard case .join(var join) = tree, join.isLateral, case .route(var route) = join.left,
      let (rows, filters) = join.right.filteredJSONRows,
      route.canEvaluate(rows.document, context)
    else { return nil }
    let columns = route.input.outputIDs.union(ColumnSet(rows.columns.map(\.id)))
      .union(context.enclosingColumns)
    guard
      (join.predicates + filters).allSatisfy({
        $0.reads(only: columns) && $0.canRunOnShards
      })
    else { return nil }
    join.left = route.input
    route.input = .join(join)
    return Rewrite(.route(route), "the shards make the rows of \(rows.alias) of their documents")
  }
}

extension Operator {
  /// JSON_TABLE, and the conditions of the filters that stand directly over it.
  fileprivate var filteredJSONRows: (rows: JSONRows, filters: [Scalar])? {
    switch self {
    case .jsonRows(let rows): return (rows, [])
    case .filter(let filter):
      guard let (rows, filters) = filter.input.filteredJSONRows else { return nil }
      return (rows, filters + filter.predicates)
    default: return nil
    }
  }
}
