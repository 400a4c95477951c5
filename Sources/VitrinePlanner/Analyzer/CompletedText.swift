package import VitrineSQL
import VitrineSharding

/// The text of a view's definition with what it leaves open written out, as the view is kept: the columns that a star
/// stands for, as columns which its tables get later are none of the view's; the columns of natural joins;
/// the names of expressions, which are the text that they are written in; and the keyspaces of tables that are not
/// sought in the view's own.
package struct CompletedText: Sendable {
  /// The view's keyspace.
  let home: String
  private var replacements: [Range<Int>: String] = [:]

  init(home: String) {
    self.home = home
  }

  /// Takes note of the columns of `TABLE t`.
  mutating func note(tableQuery name: TableName, of columns: [String], in text: String) {
    let start = name.span.range.lowerBound
    let before = Array(text.utf8.prefix(start)).map { $0 | 0x20 }
    let word = Array("table".utf8)
    guard !name.span.isEmpty,
      let place = before.indices.last(where: { before[$0...].starts(with: word) })
    else { return }
    let list = columns.map(TableDefinition.name).joined(separator: ", ")
    replacements[place..<start] = "SELECT \(list) FROM "
  }

  /// Takes note of the columns that a natural join compares.
  mutating func note(naturalJoin join: VitrineSQL.Join, of names: [Identifier], in text: String) {
    let (left, right) = (join.left.span.range, join.right.span.range)
    let gap = max(right.lowerBound - left.upperBound, 0)
    let words = Array(text.utf8.dropFirst(left.upperBound).prefix(gap))
    let natural = Array("natural".utf8)
    let places = words.indices.filter { place in
      words[place...].prefix(natural.count).map { $0 | 0x20 } == natural
    }
    if case .join = join.right { return }
    guard places.count == 1, let place = places.first else { return }
    let start = left.upperBound + place
    replacements[start..<start + natural.count] = ""
    let list = names.map { TableDefinition.name($0.text) }.joined(separator: ", ")
    let isOuter = join.kind == .left || join.kind == .right
    replacements[right.upperBound..<right.upperBound] =
      names.isEmpty ? (isOuter ? " ON TRUE" : "") : " USING (\(list))"
  }

  /// Takes note of the table that a name means.
  mutating func note(_ name: TableName, is table: ResolvedTable) {
    guard name.qualifier == nil, table.keyspace.name != home, !name.span.isEmpty,
      table.table.name == name.name.text
    else { return }
    let parts = [table.keyspace.name, table.table.name].map(TableDefinition.name)
    replacements[name.span.range] = parts.joined(separator: ".")
  }

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
  /// What the text of a query leaves open that a view in `home` keeps, that of views which it reads left aside.
  ///
  /// - Throws: MySQL's error for a query that means nothing.
  package func completedText(
    of query: QueryExpression,
    text: String,
    in home: String
  ) throws(SQLError) -> CompletedText {
    let context = context(for: text, PushDown())
    context.completion = CompletedText(home: home)
    _ = try Analyzer(context: context).analyze(query: query)
    return context.completion ?? CompletedText(home: home)
  }
}
