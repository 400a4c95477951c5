extension Scalar {
  /// The columns it reads, those that its subqueries read of enclosing queries among them.
  package var columns: ColumnSet {
    var found: ColumnSet = []
    collectColumns(into: &found)
    return found
  }

  package func collectColumns(into found: inout ColumnSet) {
    switch self {
    case .column(let column):
      found.insert(column.id)
    case .literal, .parameter, .variable, .slot:
      break
    case .call(let call):
      for argument in call.arguments { argument.collectColumns(into: &found) }
    case .subquery(let subquery):
      subquery.kind.operand?.collectColumns(into: &found)
      found.formUnion(subquery.outerColumns)
    case .tuple(let members):
      for member in members { member.collectColumns(into: &found) }
    }
  }

  /// Whether every column it reads is among `available`; true of what reads none.
  package func reads(only available: ColumnSet) -> Bool {
    switch self {
    case .column(let column): available.contains(column.id)
    case .literal, .parameter, .variable, .slot: true
    case .call(let call): call.arguments.allSatisfy { $0.reads(only: available) }
    case .subquery(let subquery):
      subquery.outerColumns.isSubset(of: available)
        && subquery.kind.operand.map { $0.reads(only: available) } ?? true
    case .tuple(let members): members.allSatisfy { $0.reads(only: available) }
    }
  }

  /// Whether it has the same value for every row of a statement: no columns, no subqueries.
  ///
  /// A volatile function (RAND, UUID) is the caller's to exclude.
  package var isConstant: Bool {
    switch self {
    case .column, .subquery: false
    case .literal, .parameter, .variable, .slot: true
    case .call(let call): call.arguments.allSatisfy(\.isConstant)
    case .tuple(let members): members.allSatisfy(\.isConstant)
    }
  }

  package var containsSubquery: Bool {
    contains { if case .subquery = $0 { true } else { false } }
  }

  /// The scalar with columns replaced, inside its subqueries as well.
  ///
  /// A replacement that reads columns makes them outer columns of the subqueries it lands in.
  package func substitute(_ replacements: [ColumnID: Scalar]) -> Scalar {
    guard !replacements.isEmpty else { return self }
    return map { (scalar) throws(Never) in
      switch scalar {
      case .column(let column): replacements[column.id] ?? scalar
      case .subquery(let subquery): .subquery(subquery.substituteOuter(replacements))
      default: scalar
      }
    }
  }
}

extension Subquery {
  /// The subquery with columns of enclosing queries replaced; its operand is left to the caller.
  package func substituteOuter(_ replacements: [ColumnID: Scalar]) -> Subquery {
    guard outerColumns.contains(where: { replacements[$0] != nil }) else { return self }
    var copy = self
    copy.query = query.substitute(replacements)
    copy.outerColumns = []
    for column in outerColumns {
      guard let replacement = replacements[column] else {
        copy.outerColumns.insert(column)
        continue
      }
      replacement.collectColumns(into: &copy.outerColumns)
    }
    return copy
  }
}
