import VitrineSQL
import VitrineSharding

extension FromBinder {
  /// The table without the vindexes that USE, FORCE and IGNORE VINDEX take from the statement: no route is chosen by
  /// them.
  ///
  /// - Throws: `unknownVindexHint` for a vindex that the table has not.
  func obeyingVindexHints(
    _ factor: TableFactor,
    of table: ResolvedTable
  ) throws(SQLError) -> ResolvedTable {
    var ignored: Set<String> = []
    let names = table.placement.columnVindexes.map(\.name)
    for hint in factor.hints where hint.isVindex {
      for vindex in hint.indexes where !names.contains(where: { $0.isSameName(as: vindex.text) }) {
        throw SQLError(
          .unknownVindexHint,
          "Vindex '\(vindex.text)' does not exist in table '\(table.address)'",
          at: hint.span,
          hint: nearest(to: vindex.folded, in: names).map { "did you mean '\($0)'?" }
        )
      }
      ignored.formUnion(
        names.filter { name in
          hint.indexes.contains { name.isSameName(as: $0.text) } == (hint.kind == .ignore)
        }
      )
    }
    return table.passing(over: ignored)
  }
}
