import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// JSON_TABLE: a function makes the rows, as a JSON array of arrays, and `json_each` reads them.
  func jsonRows(
    _ rows: Operator.JSONRows,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    let source = try operand(rows.document, in: scope)
    let document = Conversion.document(source, argument: 1, of: "json_table")
    let alias = makeAlias(scope)
    var block = QueryBlock()
    block.from =
      "json_each(my_json_table(\(document), \(quotedForSQLite(rows.shape.text)))) AS \(alias)"
    block.names = [alias]
    for (position, column) in rows.columns.enumerated() {
      block.columns[column.id] = cell(position, of: alias, column.type)
    }
    return block
  }

  /// A cell of an array that `json_each` gives, in the representation of its type.
  ///
  /// Without a match `json_each` gives NULL, and so does each cell: as good as a plain column.
  func cell(_ position: Int, of alias: String, _ type: MySQLType) -> Operand {
    let cell = "json_extract(\(alias).value, '$[\(position)]')"
    return Operand(Self.unpacked(cell, type), type, origin: .column)
  }

  private static func unpacked(_ cell: String, _ type: MySQLType) -> String {
    switch type.representation {
    case .real: "CAST(nullif(\(cell), 'NULL') AS REAL)"
    case .blob, .unsigned, .any: "my_unquote(\(cell))"
    default: type.keyCollation.map { "(\(cell) COLLATE \($0))" } ?? cell
    }
  }
}
