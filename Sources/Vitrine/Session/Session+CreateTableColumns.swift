import VitrinePlanner
import VitrineSQL
import VitrineSharding

extension Session {
  /// The columns of a query with what those of tables keep in CREATE TABLE … AS SELECT beside what their values tell:
  /// COMMENT, defaults in parentheses and the spatial type.
  ///
  /// Numbers of AUTO_INCREMENT get the default 0. What an outer join or a grouping with ROLLUP may make
  /// NULL, and what comes out of another query, keeps none of these.
  func attributed(
    _ columns: [ColumnDefinition],
    _ plan: Plan,
    _ query: QueryExpression
  ) -> [ColumnDefinition] {
    guard let tables = try? tables(of: query), !tables.isEmpty else { return columns }
    return zip(columns, plan.columns).map { column, result in
      guard let alias = result.table, let name = result.column,
        let source = tables[alias.lowercased()]?.column(named: name)
      else { return column }
      var column = column
      column.isNullable = source.isNullable
      column.comment = source.comment
      column.spatial = source.spatial
      column.defaultExpression =
        source.isAutoIncrement
        ? .literal(Literal(kind: .integer("0"))) : source.defaultExpression
      return column
    }
  }

  /// The tables of FROM by alias, where their rows come out as they are; nil for any other query.
  private func tables(of query: QueryExpression) throws(SQLError) -> [String: TableDefinition]? {
    guard query.with == nil, case .select(let select) = query.body, !select.isRollup else {
      return nil
    }
    var tables: [String: TableDefinition] = [:]
    for reference in select.from {
      guard try add(reference, to: &tables) else { return nil }
    }
    return tables
  }

  private func add(
    _ reference: TableReference,
    to tables: inout [String: TableDefinition]
  ) throws(SQLError) -> Bool {
    switch reference {
    case .table(let factor):
      let table = try resolve(factor.name).table
      guard table.view == nil else { return false }
      tables[(factor.alias ?? factor.name.name).folded] = table
      return true
    case .join(let join):
      guard [.inner, .straight].contains(join.kind), try add(join.left, to: &tables) else {
        return false
      }
      return try add(join.right, to: &tables)
    case .derived, .jsonTable: return false
    }
  }
}
