/// The subqueries of a statement that run first, in their order.
struct PulledOut {
  private struct Use: Hashable {
    var subquery: Int
    var kind: Operator.Pullout.Kind
  }

  private(set) var pullouts: [Operator.Pullout] = []
  /// By the use of a subquery, so that a statement may hold thousands of them.
  private var slots: [Use: Int] = [:]

  /// The slot that a subquery's result is in already.
  func slot(of subquery: Int, as kind: Operator.Pullout.Kind) -> Int? {
    slots[Use(subquery: subquery, kind: kind)]
  }

  mutating func append(_ pullout: Operator.Pullout) {
    pullouts.append(pullout)
    guard let subquery = pullout.subquery else { return }
    let use = Use(subquery: subquery, kind: pullout.kind)
    if slots[use] == nil { slots[use] = pullout.slot }
  }

  /// Forgets all but the first ones.
  mutating func keep(_ count: Int) {
    while pullouts.count > count, let last = pullouts.popLast() {
      guard let subquery = last.subquery else { continue }
      let use = Use(subquery: subquery, kind: last.kind)
      if slots[use] == last.slot { slots[use] = nil }
    }
  }
}
