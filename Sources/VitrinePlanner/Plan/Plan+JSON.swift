package import VitrineSQL

extension Plan {
  /// The plan's steps in the shape of Vitess's: `{"OperatorType": "Route", "Variant": …}`.
  package func json(_ printing: PlanPrinting = PlanPrinting()) -> JSON {
    outline(printing).json
  }

  /// The whole plan as Vitess's EXPLAIN gives it: the kind of statement, its steps as `Instructions`
  /// and the tables it uses.
  package func document(
    original: String,
    _ printing: PlanPrinting = PlanPrinting()
  ) -> JSON {
    .object([
      JSON.Member("QueryType", .string(kind.rawValue)),
      JSON.Member("Original", .string(original)),
      JSON.Member("Instructions", json(printing)),
      JSON.Member("TablesUsed", .array(tables.map { .string($0) })),
    ])
  }
}

extension PlanOutline {
  /// `OperatorType` first, then the fields, then `Inputs` where there are any.
  package var json: JSON {
    var members = [JSON.Member("OperatorType", .string(name))]
    members += fields
    if !inputs.isEmpty { members.append(JSON.Member("Inputs", .array(inputs.map(\.json)))) }
    return .object(members)
  }
}
