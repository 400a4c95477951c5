extension Operator {
  /// The filter or join with other conditions; nil where `change` gives none, and for other operators.
  func changingConditions(_ change: ([Scalar]) -> [Scalar]?) -> Operator? {
    switch self {
    case .filter(var filter):
      guard let changed = change(filter.predicates) else { return nil }
      filter.predicates = changed
      return .filter(filter)
    case .join(var join):
      guard let changed = change(join.predicates) else { return nil }
      join.predicates = changed
      return .join(join)
    default: return nil
    }
  }
}
