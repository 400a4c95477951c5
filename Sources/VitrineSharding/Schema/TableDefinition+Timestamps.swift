import VitrineSQL

extension TableDefinition {
  /// What its shards compute from TIMESTAMP columns as these are stored, in UTC, where MySQL computes with
  /// the times of the session's zone: `the generated column 'day'`, `the CHECK constraint 'c'`.
  package var computedFromTimestamps: String? {
    let names = columns.filter { $0.type.kind == .timestamp }.map(\.name)
    func reads(_ expression: Expression) -> Bool { names.contains(where: expression.mentions) }
    let generated = columns.first { column in
      guard let generated = column.generated else { return false }
      return column.type.kind == .timestamp || reads(generated.expression)
    }
    if let generated { return "the generated column '\(generated.name)'" }
    if let check = checks.first(where: { $0.isEnforced && reads($0.expression) }) {
      return "the CHECK constraint '\(check.name)'"
    }
    if let partitioning,
      partitioning.columns(in: self).contains(where: { name in names.contains { $0.isName(name) } })
    {
      return "its partitions"
    }
    let index = indexes.first { index in
      index.parts.contains { part in
        if case .expression(let expression) = part.key { reads(expression) } else { false }
      }
    }
    return index.map { "the index '\($0.name)'" }
  }
}
