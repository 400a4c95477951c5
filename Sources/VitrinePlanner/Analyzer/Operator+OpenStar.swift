import VitrineSQL
import VitrineSharding

extension Operator {
  /// The same rows with one more column: that of the open table whose `*` is passed up as `star`.
  ///
  ///     Project *  └─ t (*)   ⇒   Project *, x  └─ t (*, x)
  ///
  /// Nil where the star is not passed up as it is: below groups nobody sees the table's columns.
  func adding(
    _ name: String,
    besideStar star: ColumnID,
    _ context: PlanningContext
  ) throws(SQLError) -> (tree: Operator, column: BoundColumn)? {
    switch self {
    case .scan(var scan):
      guard scan.columns.contains(where: { $0.id == star }) else { return nil }
      let column = context.makeColumn(name, .unknown, table: scan.alias)
      scan.columns.append(Operator.Scan.Column(id: column.id, name: name, type: column.type))
      return (.scan(scan), column)
    case .project(var project):
      guard let inner = project.items.first(where: { $0.id == star })?.value.column,
        let (input, column) = try project.input.adding(name, besideStar: inner.id, context)
      else { return nil }
      project.input = input
      project.items.append(Operator.Project.Item(passing: column))
      return (.project(project), column)
    case .setOperation(let operation): return try operation.adding(name, besideStar: star, context)
    case .filter, .sort, .limit, .distinct, .join:
      return try addingToAnInput(name, besideStar: star, context)
    default: return nil
    }
  }

  private func addingToAnInput(
    _ name: String,
    besideStar star: ColumnID,
    _ context: PlanningContext
  ) throws(SQLError) -> (tree: Operator, column: BoundColumn)? {
    var added: BoundColumn?
    let tree = try mapInputs { input throws(SQLError) in
      guard added == nil,
        let (wider, column) = try input.adding(name, besideStar: star, context)
      else { return input }
      added = column
      return wider
    }
    return added.map { (tree, $0) }
  }
}

extension Operator.SetOperation {
  /// Every operand gets the column.
  fileprivate func adding(
    _ name: String,
    besideStar star: ColumnID,
    _ context: PlanningContext
  ) throws(SQLError) -> (tree: Operator, column: BoundColumn)? {
    guard let position = columns.firstIndex(where: { $0.id == star }) else { return nil }
    var copy = self
    for index in inputs.indices {
      guard sources.indices.contains(index), sources[index].indices.contains(position),
        let (input, column) = try inputs[index].adding(
          name,
          besideStar: sources[index][position].id,
          context
        )
      else { return nil }
      copy.inputs[index] = input
      copy.sources[index].append(column)
    }
    let column = context.makeColumn(name, .unknown)
    copy.columns.append(column)
    return (.setOperation(copy), column)
  }
}
