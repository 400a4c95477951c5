import VitrineSQL
import VitrineSharding

/// A condition on one column by values known before any shard is asked: what routing can use.
struct ColumnCondition {
  enum Comparison {
    /// `column = value`
    case equal(Scalar)
    /// `column IN (values)`
    case members([Scalar])
    /// `column IS NULL`
    case null
    /// `column BETWEEN low AND high`
    case between(Scalar, Scalar)
    /// `column >= value`, or `>`
    case atLeast(Scalar)
    /// `column <= value`, or `<`
    case atMost(Scalar)
    /// `column LIKE pattern`
    case like(Scalar)
  }

  var column: BoundColumn
  var comparison: Comparison

  /// What a predicate says of single columns.
  ///
  /// An OR says of a column what all its alternatives say.
  static func conditions(of predicate: Scalar) -> [ColumnCondition] {
    if let condition = ColumnCondition(predicate) { return [condition] }
    if case .subquery(let subquery) = predicate { return memberships(of: subquery) }
    let alternatives = predicate.disjuncts
    guard alternatives.count > 1 else { return [] }
    return commonMembers(alternatives.map { $0.conjuncts.flatMap(conditions) })
  }

  /// The columns that every alternative fixes to values, with all the values.
  private static func commonMembers(_ alternatives: [[ColumnCondition]]) -> [ColumnCondition] {
    guard let first = alternatives.first else { return [] }
    return first.compactMap { candidate in
      var members: [Scalar] = []
      for alternative in alternatives {
        let values = alternative.lazy.filter { $0.column.id == candidate.column.id }
          .compactMap(\.fixedValues).first
        guard let values else { return nil }
        members += values
      }
      return ColumnCondition(candidate.column, .members(members))
    }
  }

  /// `column IN (rows of a slot)`, for each column on the left.
  private static func memberships(of subquery: Subquery) -> [ColumnCondition] {
    guard case .membership(let left) = subquery.kind, subquery.slotInput != nil else { return [] }
    let members = left.members
    guard members.count == subquery.columns.count else { return [] }
    return zip(members, subquery.columns).compactMap { member, source in
      guard case .column(let column) = member else { return nil }
      var rows = subquery
      rows.columns = [source]
      return ColumnCondition(column, .members([.subquery(rows)]))
    }
  }

  private var fixedValues: [Scalar]? {
    switch comparison {
    case .equal(let value): [value]
    case .members(let values): values
    case .null, .between, .atLeast, .atMost, .like: nil
    }
  }

  init?(_ predicate: Scalar) {
    guard case .call(let call) = predicate, let first = call.arguments.first else { return nil }
    if let match = Self.equality(call) ?? Self.bound(call) {
      self = match
      return
    }
    guard case .column(let column) = first else { return nil }
    let rest = Array(call.arguments.dropFirst())
    guard rest.allSatisfy(\.isRoutingValue) else { return nil }
    switch (call.operation, rest.count) {
    case (.memberOfList, 1...): self.init(column, .members(rest))
    case (.isNull, 0): self.init(column, .null)
    case (.between, 2): self.init(column, .between(rest[0], rest[1]))
    case (.like, 1): self.init(column, .like(rest[0]))
    default: return nil
    }
  }

  init(_ column: BoundColumn, _ comparison: Comparison) {
    self.column = column
    self.comparison = comparison
  }

  /// A comparison with one end of a range, on either side.
  private static func bound(_ call: Call) -> ColumnCondition? {
    guard call.arguments.count == 2 else { return nil }
    var (first, second) = (call.arguments[0], call.arguments[1])
    var isLow: Bool
    switch call.operation {
    case .greater, .greaterOrEqual: isLow = true
    case .less, .lessOrEqual: isLow = false
    default: return nil
    }
    if first.column == nil {
      swap(&first, &second)
      isLow.toggle()
    }
    guard let column = first.column, second.isRoutingValue else { return nil }
    return ColumnCondition(column, isLow ? .atLeast(second) : .atMost(second))
  }

  private static func equality(_ call: Call) -> ColumnCondition? {
    guard call.operation == .equal || call.operation == .nullSafeEqual, call.arguments.count == 2
    else { return nil }
    for (side, other) in [(0, 1), (1, 0)] {
      if case .column(let column) = call.arguments[side], call.arguments[other].isRoutingValue {
        if call.operation == .nullSafeEqual {
          guard let literal = call.arguments[other].literal else { continue }
          if literal.value.isNull { return ColumnCondition(column, .null) }
        }
        return ColumnCondition(column, .equal(call.arguments[other].number(beside: column.type)))
      }
    }
    return nil
  }
}

/// `(a, b) IN ((1, 2), (3, 4))`.
struct TupleMembership {
  var columns: [Scalar]
  var rows: [[Scalar]]

  init?(_ predicate: Scalar) {
    guard case .call(let call) = predicate, call.operation == .memberOfList,
      case .tuple(let columns)? = call.arguments.first
    else { return nil }
    var rows: [[Scalar]] = []
    for member in call.arguments.dropFirst() {
      switch member {
      case .tuple(let row) where row.count == columns.count: rows.append(row)
      // A list of rows in one parameter, `::rows`.
      case .parameter: rows.append(columns.map { _ in member })
      default: break
      }
    }
    guard !rows.isEmpty, rows.count == call.arguments.count - 1 else { return nil }
    self.columns = columns
    self.rows = rows
  }

  /// The values given to a column, one for each row; nil when one is not known beforehand.
  func values(of column: BoundColumn) -> [Scalar]? {
    guard let index = columns.firstIndex(of: .column(column)) else { return nil }
    let values = rows.map { $0[index] }
    return values.allSatisfy(\.isRoutingValue) ? values : nil
  }
}

extension Scalar {
  /// What it is beside a column: of an integer one a hexadecimal or bit literal is a number.
  fileprivate func number(beside type: MySQLType) -> Scalar {
    guard type.isInteger, case .literal(let literal) = self, literal.type.kind == .varbinary
    else { return self }
    return .call(Call(.cast(.unsignedBigint), [self], .unsignedBigint))
  }

  /// Whether it can be evaluated before any shard is asked, to one value for the whole statement.
  var isRoutingValue: Bool {
    var known = !isVolatile
    walk { part in
      switch part {
      case .column, .subquery, .tuple: known = false
      case .literal, .parameter, .variable, .slot, .call: break
      }
    }
    return known
  }

  /// Whether it is a constant that is false or NULL.
  var isNeverTrue: Bool {
    switch self {
    case .literal(let literal): literal.isNeverTrue
    case .call(let call): call.isNeverTrue
    default: false
    }
  }

  var isNullLiteral: Bool {
    if case .literal(let literal) = self { literal.value.isNull } else { false }
  }

  /// Whether it is a constant that is true or NULL, or a list in which a value is never missed.
  fileprivate var isNeverFalse: Bool {
    switch self {
    case .literal(let literal): literal.isNeverFalse
    case .call(let call):
      call.operation == .memberOfList && call.arguments.dropFirst().contains(where: \.isNullLiteral)
    default: false
    }
  }
}

extension BoundLiteral {
  /// Whether it is known to be true or NULL; not of a decimal that is held as its digits.
  fileprivate var isNeverFalse: Bool {
    switch value {
    case .null: true
    case .integer(let number): number != 0 && type.isNumeric
    case .real(let number): number != 0
    case .text, .blob: false
    }
  }

  fileprivate var isNeverTrue: Bool {
    switch value {
    case .null: true
    case .integer(let number): number == 0 && type.isNumeric
    case .real(let number): number == 0
    case .text, .blob: false
    }
  }
}

extension Call {
  fileprivate var isNeverTrue: Bool {
    switch operation {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      if arguments.contains(where: \.isNullLiteral) { return true }
      return comparesUnequalIntegers
    case .memberOfList:
      return arguments.count > 1 && arguments.dropFirst().allSatisfy(\.isNullLiteral)
    case .not: return arguments.first?.isNeverFalse ?? false
    case .and: return arguments.contains(where: \.isNeverTrue)
    case .or: return !arguments.isEmpty && arguments.allSatisfy(\.isNeverTrue)
    default: return false
    }
  }

  /// `1 = 2` and `1 <> 1`, as ORMs write conditions that never hold.
  private var comparesUnequalIntegers: Bool {
    guard arguments.count == 2,
      case .literal(let left) = arguments[0], case .literal(let right) = arguments[1],
      case .integer(let first) = left.value, case .integer(let second) = right.value,
      left.type.isInteger, right.type.isInteger
    else { return false }
    switch operation {
    case .equal: return first != second
    case .notEqual: return first == second
    default: return false
    }
  }
}
