import VitrineSQL

extension Rule {
  /// Moves NOT toward the comparisons it denies and turns them round, so that routing sees the
  /// equalities that are left and filters can part.
  ///
  ///     Filter NOT (id <> 5 OR x = 3)   ⇒   Filter id = 5, x <> 3
  ///
  /// The two mean the same, NULL included. Does not apply to the comparison of rows, nor to what has no
  /// opposite: LIKE, IN, EXISTS.
  static let pushNot = Rule("push-not", on: [.filter, .join]) { tree, _ throws(SQLError) in
    tree.changingConditions { conditions in
      guard conditions.contains(where: \.holdsMovableNot) else { return nil }
      return conditions.flatMap(\.withNotPushed.conjuncts)
    }
    .map { Rewrite($0, "what is denied stands as its opposite") }
  }
}

extension Scalar {
  /// Whether a NOT among its conditions can be moved.
  fileprivate var holdsMovableNot: Bool {
    guard case .call(let call) = self else { return false }
    return switch call.operation {
    case .and, .or: call.arguments.contains(where: \.holdsMovableNot)
    case .not: call.arguments.first?.opposite != nil
    default: false
    }
  }

  fileprivate var withNotPushed: Scalar {
    guard case .call(var call) = self else { return self }
    switch call.operation {
    case .and, .or:
      call.arguments = call.arguments.map(\.withNotPushed)
      return .call(call)
    case .not: return call.arguments.first?.opposite ?? self
    default: return self
    }
  }

  /// What is true where it is false, and NULL where it is; nil where a NOT must say so.
  private var opposite: Scalar? {
    guard case .call(var call) = self else { return nil }
    switch call.operation {
    case .and, .or:
      call.operation = call.operation == .and ? .or : .and
      call.arguments = call.arguments.map { $0.opposite ?? .not($0.withNotPushed) }
      return .call(call)
    case .not: return call.arguments.first?.conditionValue?.withNotPushed
    default:
      guard let turned = call.operation.opposite, !call.arguments.contains(where: \.isRow)
      else { return nil }
      call.operation = turned
      return .call(call)
    }
  }

  /// Itself if it is a condition, whose value a second NOT gives back.
  var conditionValue: Scalar? {
    guard case .call(let call) = self else { return nil }
    switch call.operation {
    case .and, .or, .not, .isNull, .memberOfList, .like, .between: return self
    default: return call.operation.opposite == nil ? nil : self
    }
  }

  private var isRow: Bool {
    switch self {
    case .tuple: true
    case .subquery(let subquery): subquery.columns.count > 1
    default: false
    }
  }
}

extension Operation {
  fileprivate var opposite: Operation? {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    default: nil
    }
  }
}
