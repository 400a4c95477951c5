package import VitrineSQL
import VitrineSharding

/// The text of a view's definition with what it leaves open written out, as the view is kept: the columns that a star
/// stands for, as columns which its tables get later are none of the view's; and the names of expressions, which
/// are the text that they are written in.
package struct CompletedText: Sendable {
  private var replacements: [Range<Int>: String] = [:]

  /// Takes note of the columns of a star; nothing where not all of them are known.
  mutating func note(_ star: Span, _ items: [NameScope.Item], in scope: NameScope) {
    let names = items.compactMap { item in item.relation.map { $0.name(of: item.name, in: scope) } }
    guard names.count == items.count, !scope.relations.contains(where: \.isOpen), !star.isEmpty
    else { return }
    replacements[star.range] = names.joined(separator: ", ")
  }

  /// Takes note of the name of an expression without an alias.
  mutating func note(_ expression: Span, isNamed name: String) {
    guard !expression.isEmpty else { return }
    let end = expression.range.upperBound
    replacements[end..<end] = " AS \(TableDefinition.name(name))"
  }

  /// The definition's text completed.
  package func applied(to text: String) -> String {
    var bytes = Array(text.utf8)
    for (place, replacement) in replacements.sorted(by: { $0.key.lowerBound > $1.key.lowerBound })
    where place.upperBound <= bytes.count {
      bytes.replaceSubrange(place, with: Array(replacement.utf8))
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
  /// What the text of a query leaves open, that of views which it reads left aside.
  ///
  /// - Throws: MySQL's error for a query that means nothing.
  package func completedText(
    of query: QueryExpression,
    text: String
  ) throws(SQLError) -> CompletedText {
    let context = PlanningContext(
      catalog: catalog,
      options: options,
      text: text,
      strategy: PushDown(),
      costs: environment.costs,
      systemVariables: environment.systemVariables
    )
    context.completion = CompletedText()
    _ = try Analyzer(context: context).analyze(query: query)
    return context.completion ?? CompletedText()
  }
}
