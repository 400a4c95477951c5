extension QueryGenerator {
  /// A subquery of one value: an aggregate over everything that its FROM and WHERE leave.
  mutating func scalarSubquery(_ kind: ValueKind, _ scope: Scope) -> String? {
    guard subqueries > 0, scope.depth < 3 else { return nil }
    guard exactness == 0 || kind != .text && kind != .padded else { return nil }
    subqueries -= 1
    if random.chance(25), let lookup = keyedSubquery(kind, scope) { return lookup }
    var inner = Scope(outer: scope.outer + scope.sources, depth: scope.depth + 1)
    let from = fromClause(&inner)
    let filter = random.chance(80) ? " WHERE " + correlated(inner) : ""
    return "(SELECT \(aggregate(kind, inner))\(from)\(filter))"
  }

  /// A subquery that finds one row by its key.
  private mutating func keyedSubquery(_ kind: ValueKind, _ scope: Scope) -> String? {
    let table = random.pick(GeneratedSchema.tables.filter { $0.key.count == 1 })
    let name = alias()
    let qualified = table.qualified
    guard let key = table.columns.first,
      let value = table.columns.filter({ $0.kind == kind }).randomElement(using: &random),
      let outer = column(key.kind, scope)
    else { return nil }
    return "(SELECT \(name).\(value.name) FROM \(qualified) AS \(name) "
      + "WHERE \(name).\(key.name) = \(outer))"
  }

  /// EXISTS, IN, ANY or ALL over a subquery.
  mutating func subqueryPredicate(_ scope: Scope) -> String? {
    guard subqueries > 0, scope.depth < 3 else { return nil }
    subqueries -= 1
    let kind = ValueKind.any(&random)
    let not = random.chance(30) ? "NOT " : ""
    if random.chance(40) {
      var inner = Scope(outer: scope.outer + scope.sources, depth: scope.depth + 1)
      let from = fromClause(&inner)
      return "\(not)EXISTS (SELECT 1\(from) WHERE \(correlated(inner)))"
    }
    let first = column(kind, scope) ?? literal(kind)
    if random.chance(10) {
      let second = column(.integer, scope) ?? literal(.integer)
      return "(\(first), \(second)) \(not)IN (\(select([kind, .integer], scope)))"
    }
    let inner = select([kind], scope)
    if random.chance(80) { return "\(first) \(not)IN (\(inner))" }
    let sign = random.pick(["<", ">=", "=", "<>"])
    return "\(first) \(sign) \(random.pick(["ANY", "ALL", "SOME"])) (\(inner))"
  }

  /// A condition that, where it can, ties the innermost sources to the outer ones.
  private mutating func correlated(_ scope: Scope) -> String {
    let kind = random.pick([ValueKind.integer, .integer, .text, .decimal])
    let outer = Scope(sources: scope.outer)
    let own = Scope(sources: scope.sources)
    guard random.chance(60), let first = column(kind, own), let second = column(kind, outer) else {
      return predicate(scope, 1)
    }
    let more = random.chance(40) ? " AND " + predicate(scope, 1) : ""
    return "\(first) = \(second)\(more)"
  }

  /// An aggregate whose value is of the kind.
  ///
  /// It names no outer column: an aggregate over those alone would belong to the outer query.
  mutating func aggregate(_ kind: ValueKind, _ whole: Scope) -> String {
    let scope = Scope(sources: whole.sources, depth: whole.depth)
    func operand(_ kind: ValueKind) -> String {
      random.chance(75) ? column(kind, scope) ?? literal(kind) : expression(kind, scope, 1)
    }
    let distinct = random.chance(25) ? "DISTINCT " : ""
    switch kind {
    case .integer:
      switch random.below(8) {
      case 7: return "COUNT(DISTINCT \(operand(random.pick(ValueKind.allCases))))"
      case 6: return "COUNT(DISTINCT \(operand(.integer)), \(operand(.text)))"
      case 0, 1: return "COUNT(*)"
      case 2, 3: return "COUNT(\(distinct)\(operand(ValueKind.any(&random))))"
      case 4: return "\(random.pick(["MIN", "MAX"]))(\(operand(.integer)))"
      default:
        let function = random.pick(["BIT_OR", "BIT_AND", "BIT_XOR"])
        return "CAST(\(function)(\(operand(.integer))) AS SIGNED)"
      }
    case .decimal:
      switch random.below(6) {
      case 3: return "SUM(\(distinct)\(operand(.unsigned)))"
      case 0: return "SUM(\(distinct)\(operand(.integer)))"
      case 1: return "AVG(\(distinct)\(operand(random.pick([.integer, .decimal]))))"
      case 2: return "SUM(\(distinct)\(operand(.decimal)))"
      default: return "\(random.pick(["MIN", "MAX"]))(\(operand(.decimal)))"
      }
    case .double:
      switch random.below(6) {
      case 4:
        return "ROUND(\(random.pick(["STD", "VAR_POP", "VAR_SAMP"]))(\(operand(.integer))), 6)"
      case 5: return "ROUND(STDDEV_SAMP(\(operand(.double))), 6)"
      case 0: return "SUM(\(distinct)\(operand(.double)))"
      case 1: return "AVG(\(operand(.double)))"
      default: return "\(random.pick(["MIN", "MAX"]))(\(operand(.double)))"
      }
    case .text:
      guard random.chance(30) else { return "\(random.pick(["MIN", "MAX"]))(\(operand(.text)))" }
      let value = column(.text, scope) ?? literal(.text)
      return "GROUP_CONCAT(\(distinct)\(value) ORDER BY \(value) SEPARATOR '|')"
    case .json:
      return random.chance(50)
        ? "JSON_ARRAYAGG(1)" : "CAST(\(random.pick(["MIN", "MAX"]))(\(operand(.integer))) AS JSON)"
    case .date, .unsigned, .moment, .span, .padded, .raw:
      return "\(random.pick(["MIN", "MAX"]))(\(operand(kind)))"
    }
  }

  /// A condition on aggregates.
  mutating func havingPredicate(_ scope: Scope) -> String {
    let kind = ValueKind.any(&random)
    let sign = random.pick(["<", ">", ">=", "<>", "="])
    return "\(aggregate(kind, scope)) \(sign) \(literal(kind))"
  }
}
