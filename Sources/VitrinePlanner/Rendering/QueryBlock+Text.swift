import VitrineSQL
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
    var pieces: [String] = []
    pieces.reserveCapacity(16)
    pieces.append(prefix)
    pieces.append(distinct == nil ? "SELECT " : "SELECT DISTINCT ")
    for item in items(outputs) {
      if pieces.count > 2 { pieces.append(", ") }
      pieces.append(item)
    }
    func add(_ keyword: String, _ text: String) {
      pieces.append(keyword)
      pieces.append(text)
    }
    if !from.isEmpty { add(" FROM ", from) }
    if !predicates.isEmpty { add(" WHERE ", Self.conjunction(predicates)) }
    if let groups, !groups.isEmpty { add(" GROUP BY ", groups.joined(separator: ", ")) }
    if !having.isEmpty { add(" HAVING ", Self.conjunction(having)) }
    pieces.append(tail(outputs))
    return String(pieces: pieces)
  }

  private var prefix: String {
    guard !with.isEmpty else { return "" }
    return (isRecursive ? "WITH RECURSIVE " : "WITH ") + with.joined(separator: ", ") + " "
  }

  /// The SELECT list.
  ///
  /// Where all rows are one group and no item is an aggregate, one is made of the first: nothing
  /// else would tell SQLite that the rows are grouped.
  private func items(_ outputs: [Output]) -> [String] {
    let outputs = outputs.isEmpty ? [Output(id: nil, text: "1", alias: nil)] : outputs
    guard let groups, groups.isEmpty, !outputs.contains(where: { hasAggregate($0.text) }) else {
      return outputs.map(\.item)
    }
    return outputs.enumerated().map { position, output in
      guard position == 0 else { return output.item }
      var first = output
      first.text = "CASE WHEN count(*) >= 0 THEN \(withCollation(output)) END"
      return first.item
    }
  }

  /// The text of an output, with the collation that a column has by itself and CASE would lose.
  private func withCollation(_ output: Output) -> String {
    guard let id = output.id, var operand = columns[id], operand.sql == output.text else {
      return output.text
    }
    operand.origin = .expression
    return Operators.key(operand)
  }

  private func hasAggregate(_ text: String) -> Bool {
    !text.contains(bytesOf: "SELECT ") && aggregates.contains { text.contains(bytesOf: $0) }
  }

  private func tail(_ outputs: [Output]) -> String {
    if order.isEmpty, limit == nil, offset == nil { return "" }
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
