import VitrineSQLite
import VitrineSharding

/// Quotients have more digits than their types show, and MySQL computes with all of them where it puts a query in
/// place of its name: such a column has one beside it that carries them.
extension BoundQuery {
  /// A column's value with the digits that it does not show, which the query gives beside it; nil where it has
  /// none, or where its rows are kept as they are shown.
  mutating func addDigits(of index: Int, _ context: PlanningContext) -> Scalar? {
    guard !context.catalog.isPlanOnly, columns.indices.contains(index) else { return nil }
    let column = columns[index]
    guard case .project(var project) = root,
      let value = project.items.first(where: { $0.id == column.bound.id })?.value,
      value.isUnrounded, column.bound.type != Operand.unroundedType
    else { return nil }
    let digits = context.makeColumn(column.result.name, Operand.unroundedType)
    project.items.append(
      Operator.Project.Item(id: digits.id, value: value.computedToEveryDigit)
    )
    root = .project(project)
    return .showing(digits, as: column.bound.type)
  }

  /// Leaves quotients the digits that they show, as in rows that are kept in a table of their own.
  mutating func dropDigits(_ context: PlanningContext, table: String) {
    guard !context.catalog.isPlanOnly else { return }
    var items: [Operator.Project.Item] = []
    for index in columns.indices {
      let column = columns[index].bound
      guard root.definition(of: column.id)?.isUnrounded == true else { continue }
      let own = context.makeColumn(columns[index].result.name, column.type, table: table)
      let value = Scalar.call(Call(.cast(column.type), [.column(column)], column.type))
      items.append(Operator.Project.Item(id: own.id, value: value))
      columns[index].bound = own
    }
    guard !items.isEmpty else { return }
    root = root.adding(items)
  }

  /// The type that a column shows of the digits that it carries; nil for one that carries none.
  func shownType(of index: Int) -> MySQLType? {
    guard columns.indices.contains(index), columns[index].bound.type == Operand.unroundedType,
      case .call(let call)? = root.definition(of: columns[index].bound.id),
      call.operation == .everyDigit
    else { return nil }
    return call.arguments.first?.type
  }
}

extension Scalar {
  /// The value with the digits that it shows alone; of a row each member.
  var shown: Scalar {
    switch self {
    case .tuple(let members): return .tuple(members.map(\.shown))
    default: return isUnrounded ? .call(Call(.cast(type), [self], type)) : self
    }
  }

  /// The value of a column that carries every digit, which shows those of a type.
  static func showing(_ digits: BoundColumn, as type: MySQLType) -> Scalar {
    .call(Call(.everyDigit, [.column(digits)], type))
  }
}

extension Operator {
  /// What a column is computed from, where only rows are chosen and ordered above.
  func definition(of id: ColumnID) -> Scalar? {
    switch self {
    case .project(let project): project.items.first { $0.id == id }?.value
    case .filter, .sort, .limit, .distinct: inputs.first?.definition(of: id)
    default: nil
    }
  }
}
