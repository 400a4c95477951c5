/// Kinds of operators, by which a rule says what it looks at.
package struct OperatorKinds: OptionSet, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  package static let scan = Self(rawValue: 1 << 0)
  package static let values = Self(rawValue: 1 << 1)
  package static let jsonRows = Self(rawValue: 1 << 2)
  package static let filter = Self(rawValue: 1 << 3)
  package static let project = Self(rawValue: 1 << 4)
  package static let join = Self(rawValue: 1 << 5)
  package static let aggregate = Self(rawValue: 1 << 6)
  package static let window = Self(rawValue: 1 << 7)
  package static let sort = Self(rawValue: 1 << 8)
  package static let limit = Self(rawValue: 1 << 9)
  package static let distinct = Self(rawValue: 1 << 10)
  package static let setOperation = Self(rawValue: 1 << 11)
  package static let recursion = Self(rawValue: 1 << 12)
  package static let recursionInput = Self(rawValue: 1 << 13)
  /// What rules have made.
  package static let physical = Self(rawValue: 1 << 14)
  package static let all = Self(rawValue: .max)
}

extension Operator {
  var kind: OperatorKinds {
    switch self {
    case .scan: .scan
    case .values: .values
    case .jsonRows: .jsonRows
    case .filter: .filter
    case .project: .project
    case .join: .join
    case .aggregate: .aggregate
    case .window: .window
    case .sort: .sort
    case .limit: .limit
    case .distinct: .distinct
    case .setOperation: .setOperation
    case .recursion: .recursion
    case .recursionInput: .recursionInput
    case .route, .mergeSort, .mergeAggregate, .lookupJoin, .coordinate, .input: .physical
    }
  }
}
