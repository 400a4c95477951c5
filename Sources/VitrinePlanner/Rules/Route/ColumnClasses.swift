/// Columns that equalities of one condition list make equal, directly or through others.
///
/// Only equalities between columns that compare alike and hash alike count: those are transitive.
struct ColumnClasses {
  private var classes: [[BoundColumn]] = []

  init(_ predicates: [Scalar]) {
    for predicate in predicates {
      guard let equality = ColumnEquality(predicate), equality.isTransitive else { continue }
      unite(equality.column(equality.left), equality.column(equality.right))
    }
    classes.removeAll { $0.count < 3 }
  }

  /// The columns of each class.
  var sets: [ColumnSet] { classes.map { ColumnSet($0.map(\.id)) } }

  private mutating func unite(_ left: BoundColumn, _ right: BoundColumn) {
    let touched = classes.indices.filter { index in
      classes[index].contains { $0.id == left.id || $0.id == right.id }
    }
    var united = touched.flatMap { classes[$0] }
    for column in [left, right] where !united.contains(where: { $0.id == column.id }) {
      united.append(column)
    }
    for index in touched.reversed() { classes.remove(at: index) }
    classes.append(united)
  }

  /// Equalities between the two sides that follow from others and are not among the known: of
  /// `a.x = b.x AND b.x = c.x` between `a` and `c` it is `a.x = c.x`.
  func implied(
    between left: ColumnSet,
    and right: ColumnSet,
    beyond known: [Scalar]
  ) -> [Scalar] {
    guard !classes.isEmpty else { return [] }
    let direct = known.compactMap(ColumnEquality.init)
    return classes.compactMap { members in
      let ids = Set(members.map(\.id))
      guard let first = members.first(where: { left.contains($0.id) }),
        let second = members.first(where: { right.contains($0.id) }),
        !direct.contains(where: { ids.contains($0.left) && ids.contains($0.right) })
      else { return nil }
      return .equal(.column(first), .column(second))
    }
  }
}
