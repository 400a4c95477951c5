import VitrineSQLite

extension QueryBlock {
  /// One column of a SELECT list.
  struct Output {
    var id: ColumnID?
    var text: String
    var alias: String?

    var item: String {
      guard let alias else { return text }
      return "\(text) AS \(SQLiteName.quoted(alias))"
    }
  }

  /// The block as a SELECT that gives these columns; `SELECT 1` where there are none.
  ///
  /// A block whose rows are distinct must give its distinct columns and no others; see
  /// `QueryRenderer.derived`.
  func text(_ outputs: [Output]) -> String {
    if let compound { return prefix + compound.text + tail(outputs) }
    var text = prefix + (distinct == nil ? "SELECT " : "SELECT DISTINCT ")
    text += outputs.isEmpty ? "1" : outputs.map(\.item).joined(separator: ", ")
    if !from.isEmpty { text += " FROM " + from }
    if !predicates.isEmpty { text += " WHERE " + Self.conjunction(predicates) }
    if let groups, !groups.isEmpty { text += " GROUP BY " + groups.joined(separator: ", ") }
    text += havingClause
    return text + tail(outputs)
  }

  private var prefix: String {
    guard !with.isEmpty else { return "" }
    return (isRecursive ? "WITH RECURSIVE " : "WITH ") + with.joined(separator: ", ") + " "
  }

  /// HAVING, also for one group of all rows without any aggregate: nothing else would tell SQLite
  /// that the rows are grouped.
  private var havingClause: String {
    var conditions = having
    if let groups, groups.isEmpty, !hasAggregates { conditions.append("(count(*) >= 0)") }
    return conditions.isEmpty ? "" : " HAVING " + Self.conjunction(conditions)
  }

  private func tail(_ outputs: [Output]) -> String {
    var text = ""
    if !order.isEmpty {
      text += " ORDER BY " + order.map { term($0, outputs) }.joined(separator: ", ")
    }
    if limit != nil || offset != nil { text += " LIMIT " + (limit ?? "-1") }
    if let offset { text += " OFFSET " + offset }
    return text
  }

  /// A term by the alias of an output where it is one, so that it is computed once.
  private func term(_ term: OrderTerm, _ outputs: [Output]) -> String {
    let output = outputs.first { $0.id != nil && $0.id == term.column }
    var text = term.key
    if let alias = output?.alias { text = SQLiteName.quoted(alias) + term.collation }
    return term.isDescending ? text + " DESC" : text
  }
}
