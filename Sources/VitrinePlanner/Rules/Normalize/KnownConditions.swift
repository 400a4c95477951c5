import VitrineSharding

extension Subquery {
  /// The subquery, told what the rows around it are known to meet; itself where nothing follows from it.
  ///
  ///     Filter EXISTS (… WHERE b.id = a.id) └─ Filter a.id = 5   ⇒   Filter EXISTS (… WHERE b.id = a.id AND b.id = 5)
  func told(of rows: Operator) -> Subquery {
    guard !outerColumns.isEmpty else { return self }
    var copy = self
    copy.query = query.told(rows.visibleConditions, of: outerColumns) ?? query
    return copy
  }
}

extension Operator {
  /// The tree with what follows for its own columns from conditions on those of rows around it; nil where nothing
  /// does.
  func told(_ known: [Scalar], of columns: ColumnSet) -> Operator? {
    let facts = known.flatMap { condition in
      columns.intersection(condition.columns).filter(condition.fixes).map { ($0, condition) }
    }
    guard !facts.isEmpty else { return nil }
    var changed = false
    let result = told(facts, &changed)
    return changed ? result : nil
  }

  private func told(_ facts: [(ColumnID, Scalar)], _ changed: inout Bool) -> Operator {
    let tree = replacingInputs { $0.told(facts, &changed) }
    let told = tree.changingConditions { conditions in
      let more = conditions.implied(by: facts)
      return more.isEmpty ? nil : conditions + more
    }
    if told != nil { changed = true }
    return told ?? tree
  }
}

extension [Scalar] {
  /// What the equalities among the conditions say of columns that equal those of the facts.
  fileprivate func implied(by facts: [(column: ColumnID, condition: Scalar)]) -> [Scalar] {
    var found: [Scalar] = []
    for equality in compactMap(ColumnEquality.init) where equality.isTransitive {
      for fact in facts {
        guard let other = equality.column(besides: fact.column) else { continue }
        let moved = fact.condition.substitute([fact.column: .column(other)])
        if !contains(moved), !found.contains(moved) { found.append(moved) }
      }
    }
    return found
  }
}
