import VitrineSharding

extension ColumnCondition {
  /// What predicates that all hold say of single columns, and what follows by the equalities among them:
  /// `id = parent AND parent = 5` says `id = 5`.
  ///
  /// A column that has a value of its own, or a list where the other has no more, learns nothing.
  static func conditions(ofAll predicates: [Scalar]) -> [ColumnCondition] {
    var found = predicates.flatMap(conditions)
    guard !found.isEmpty else { return found }
    let equalities = predicates.compactMap(ColumnEquality.init).filter(\.isTransitive)
    guard !equalities.isEmpty else { return found }
    var index = 0
    while index < found.count {
      let known = found[index]
      index += 1
      guard known.holdsOfEqualColumns else { continue }
      for equality in equalities {
        guard let other = equality.column(besides: known.column.id),
          !found.contains(where: { $0.column.id == other.id && $0.says(asMuchAs: known) })
        else { continue }
        found.append(ColumnCondition(other, known.comparison))
      }
    }
    return found
  }

  /// Whether what equals the column, as its type is compared, meets it too.
  var holdsOfEqualColumns: Bool {
    switch comparison {
    case .equal(let value): value.isCompared(asTextOf: column.type)
    case .members(let values): values.allSatisfy { $0.isCompared(asTextOf: column.type) }
    case .null, .between, .atLeast, .atMost, .like: false
    }
  }

  private func says(asMuchAs other: ColumnCondition) -> Bool {
    switch (comparison, other.comparison) {
    case (.equal, _), (.members, .members): true
    default: false
    }
  }
}

extension ColumnEquality {
  /// The column that the one given equals; nil where it is neither of the two.
  func column(besides id: ColumnID) -> BoundColumn? {
    if id == left { return column(right) }
    return id == right ? column(left) : nil
  }
}

extension Scalar {
  /// Whether what equals a column of the type equals the value too: texts are compared under the column's
  /// collation, not as bytes, numbers or under the value's own.
  fileprivate func isCompared(asTextOf type: MySQLType) -> Bool {
    guard type.isText else { return true }
    switch self {
    case .literal, .parameter: return !self.type.isBinary && !self.type.isNumeric
    default: return self.type.isText && self.type.collation == type.collation
    }
  }
}
