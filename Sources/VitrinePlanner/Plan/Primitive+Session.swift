package import VitrineSQL
import VitrineSharding

extension Primitive {
  /// What the session does by itself: SET, SHOW, DDL.
  ///
  /// It is told, not run: a session that plans such a statement has its own way to carry it out. Shards
  /// are asked by the steps below it and by nothing else, except that DDL changes every shard of its
  /// keyspace.
  package struct SessionStep: Sendable {
    /// Vitess's name for such a step: `Rows`, `Set`, `DDL`, `UpdateTarget`.
    package var name: String
    /// What a tree says after the name.
    package var summary: String
    package var fields: [JSON.Member]
    /// What it runs, as EXECUTE does.
    package var inputs: [Primitive]

    package init(
      _ name: String,
      summary: String = "",
      fields: [JSON.Member] = [],
      inputs: [Primitive] = []
    ) {
      self.name = name
      self.summary = summary
      self.fields = fields
      self.inputs = inputs
    }

    /// Rows that the session makes of what it knows: their columns and how many there are.
    package static func rows(of columns: [ResultColumn], count: Int) -> SessionStep {
      let types = columns.map { JSON.Member($0.name, .string($0.type.kind.rawValue.uppercased())) }
      return SessionStep(
        "Rows",
        summary: columns.map(\.name).joined(separator: ", "),
        fields: columns.isEmpty
          ? [] : [JSON.Member("Fields", .object(types)), JSON.Member("RowCount", .integer(count))]
      )
    }
  }
}

extension Plan {
  /// The plan of a statement that the session runs itself.
  package init(
    kind: StatementKind,
    _ step: Primitive.SessionStep,
    columns: [ResultColumn] = [],
    tables: [String] = []
  ) {
    self.init(
      kind: kind,
      root: .session(step),
      columns: columns,
      tables: tables,
      firings: [],
      freeLiterals: [],
      parameterCount: 0
    )
  }
}
