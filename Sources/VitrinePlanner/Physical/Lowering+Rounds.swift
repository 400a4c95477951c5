import VitrineSQL
import VitrineSharding

extension Lowering {
  /// A recursion whose rounds the gateway runs.
  func recursion(
    _ recursion: Operator.Recursion,
    _ columns: [BoundColumn]
  ) throws(SQLError) -> Primitive {
    let step = Primitive.Recursion(
      seed: try lower(recursion.seed, recursion.seedColumns),
      step: try lower(recursion.step, recursion.stepColumns),
      slot: try slot(of: recursion.id),
      isAll: recursion.isAll,
      columns: recursion.columns.map(\.type)
    )
    return try select(.recursion(step), recursion.columns, columns)
  }

  /// The rows of the last round.
  func rounds(
    _ input: Operator.RecursionInput,
    _ columns: [BoundColumn]
  ) throws(SQLError) -> Primitive {
    let rows = Primitive.Round(
      slot: try slot(of: input.recursion),
      name: input.alias,
      width: input.columns.count
    )
    return try select(.round(rows), input.columns, columns)
  }

  private func slot(of recursion: Int) throws(SQLError) -> Int {
    guard let slot = context.slot(ofRecursion: recursion) else {
      throw SQLError(.internal, "a recursion is read outside of itself")
    }
    return slot
  }
}
