package import VitrineSQL
import VitrineSharding

/// What the stars of a statement stand for at the moment, as a view keeps it: the columns that its tables get later
/// are none of the view's.
package struct StarExpansions: Sendable {
  private var columns: [Range<Int>: String] = [:]

  /// Takes note of the columns of a star; nothing where not all of them are known.
  mutating func note(_ star: Span, _ items: [NameScope.Item], in scope: NameScope) {
    let names = items.compactMap { item in item.relation.map { $0.name(of: item.name, in: scope) } }
    guard names.count == items.count, !scope.relations.contains(where: \.isOpen) else { return }
    columns[star.range] = names.joined(separator: ", ")
  }

  /// The text with the columns written out.
  package func applied(to text: String) -> String {
    var bytes = Array(text.utf8)
    for (star, names) in columns.sorted(by: { $0.key.lowerBound > $1.key.lowerBound })
    where !star.isEmpty && star.upperBound <= bytes.count {
      bytes.replaceSubrange(star, with: Array(names.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Relation {
  /// A column with the relation's name before it, and with the keyspace's where another has the same.
  fileprivate func name(of column: String, in scope: NameScope) -> String {
    let isAmbiguous = scope.relations.count { $0.name == name } > 1
    let parts = (isAmbiguous ? [keyspace].compactMap { $0 } : []) + [name, column]
    return parts.map(TableDefinition.name).joined(separator: ".")
  }
}

extension Planner {
  /// What the stars of a query stand for, those of views that it reads left aside.
  ///
  /// - Throws: MySQL's error for a query that means nothing.
  package func starExpansions(
    of query: QueryExpression,
    text: String
  ) throws(SQLError) -> StarExpansions {
    let context = PlanningContext(
      catalog: catalog,
      options: options,
      text: text,
      strategy: PushDown(),
      costs: environment.costs,
      systemVariables: environment.systemVariables
    )
    context.stars = StarExpansions()
    _ = try Analyzer(context: context).analyze(query: query)
    return context.stars ?? StarExpansions()
  }
}
