import VitrineSQL
import VitrineSharding

/// Stacks the operators of a SELECT whose names are bound.
struct SelectLowering {
  let select: SelectBinder
  let parts: SelectBinder.Parts

  private var scope: NameScope { select.scope }
  private var context: PlanningContext { select.context }

  func query() throws(SQLError) -> BoundQuery {
    // Calls may have to be made in the order of a primary key that nobody names.
    if context.callsPrograms || context.callsSequentially {
      for relation in scope.relations { relation.makeColumns() }
    }
    var rows = parts.source?.rows ?? .values(.dual)
    var having = parts.having
    let filters =
      (parts.filters + takenFromHaving(&having))
      .tyingRandomSubqueries(to: scope.relations.first, context)
    if !filters.isEmpty { rows = .filter(Operator.Filter(rows, filters)) }
    var items = scope.items
    var keys = parts.keys
    dropLoneAnyValues(&items, &having, &keys)
    if isAggregated {
      rows = try grouped(rows, &items, &having, &keys)
    } else if context.hasSubqueries {
      let values = items.map(\.value).tyingRandomSubqueries(to: scope.relations.first, context)
      for index in items.indices { items[index].value = values[index] }
    }
    if !having.isEmpty { rows = .filter(Operator.Filter(rows, having)) }
    if !scope.windows.isEmpty { rows = .window(Operator.Window(rows, scope.windows)) }
    return try projected(rows, items, keys)
  }

  /// Conditions of HAVING that read rows alone, which MySQL refuses or the groups decide: without DDL they are those of
  /// WHERE, as in Vitess.
  private func takenFromHaving(_ having: inout [Scalar]) -> [Scalar] {
    guard context.catalog.isPlanOnly, isAggregated, !select.select.isRollup else { return [] }
    let own = scope.columnIDs
    let (taken, kept) = having.partitioned { condition in
      !condition.containsSubquery && !condition.columns.isEmpty && condition.reads(only: own)
    }
    having = kept
    return taken
  }

  private var isAggregated: Bool { !scope.groups.isEmpty || !scope.aggregates.isEmpty }

  /// Whether DISTINCT takes rows away: those of groups differ where all that they are grouped by is shown.
  private var isDistinct: Bool {
    guard select.select.isDistinct, isAggregated, !select.select.isRollup else {
      return select.select.isDistinct
    }
    let shown = Set(scope.items.map(\.value.withoutOrdinals))
    return !scope.groups.allSatisfy { shown.contains($0.withoutOrdinals) }
  }

  /// ANY_VALUE aggregates only where something else does; alone it is its argument.
  private func dropLoneAnyValues(
    _ items: inout [NameScope.Item],
    _ having: inout [Scalar],
    _ keys: inout [OrderBinder.Key]
  ) {
    guard scope.groups.isEmpty, !scope.aggregates.isEmpty,
      scope.aggregates.allSatisfy({ $0.call.function == .anyValue })
    else { return }
    var arguments: [ColumnID: Scalar] = [:]
    for item in scope.aggregates { arguments[item.id] = item.call.arguments.first }
    scope.aggregates = []
    for index in items.indices { items[index].value = items[index].value.substitute(arguments) }
    having = having.map { $0.substitute(arguments) }
    for index in keys.indices { keys[index].value = keys[index].value.substitute(arguments) }
    for index in scope.windows.indices {
      scope.windows[index].call = scope.windows[index].call.mapScalars { (scalar) throws(Never) in
        scalar.substitute(arguments)
      }
    }
  }

  // MARK: Groups

  /// The rows grouped, and everything above rewritten to read the groups.
  private func grouped(
    _ rows: Operator,
    _ items: inout [NameScope.Item],
    _ having: inout [Scalar],
    _ keys: inout [OrderBinder.Key]
  ) throws(SQLError) -> Operator {
    let grouping = Grouping(select: select, rows: rows)
    for index in items.indices {
      let place = Grouping.Place(
        clause: "SELECT list",
        position: index + 1,
        span: items[index].span
      )
      items[index].value = try grouping.aboveGroups(item: index, items[index].value, place)
    }
    for index in having.indices {
      let place = Grouping.Place(
        clause: "HAVING clause",
        position: index + 1,
        span: select.select.having?.span ?? .none
      )
      having[index] = try grouping.aboveGroups(having[index], place)
    }
    for index in keys.indices {
      let place = Grouping.Place(clause: "ORDER BY", position: index + 1, span: keys[index].span)
      if let item = keys[index].item {
        keys[index].value = items[item].value
      } else {
        keys[index].value = try grouping.aboveGroups(keys[index].value, place)
      }
    }
    for index in scope.windows.indices {
      let place = Grouping.Place(clause: "SELECT list", position: 1, span: select.select.span)
      scope.windows[index].call =
        try scope.windows[index].call.mapScalars { (scalar) throws(SQLError) in
          try grouping.aboveGroups(scalar, place)
        }
    }
    if select.select.isRollup, keys.isEmpty, parts.keepsOrder, !select.select.isDistinct,
      scope.windows.isEmpty
    {
      keys = grouping.rollupOrder().map { key in
        OrderBinder.Key(value: key, item: nil, isDescending: false, span: select.select.span)
      }
    }
    return .aggregate(grouping.aggregate())
  }

  // MARK: Projection

  private func projected(
    _ input: Operator,
    _ items: [NameScope.Item],
    _ keys: [OrderBinder.Key]
  ) throws(SQLError) -> BoundQuery {
    let isDistinct = self.isDistinct
    var projection = Projection(
      context: context,
      input: input.outputIDs,
      count: items.count + keys.count
    )
    let columns = items.map { item in
      BoundQuery.Column(
        bound: projection.column(item.value, named: item.name),
        result: ResultColumn(
          name: item.name,
          type: item.value.type,
          table: item.relation?.name,
          column: item.column
        )
      )
    }
    let carried = parts.carried.map { carried in
      var carried = carried
      carried.column.bound = projection.column(carried.column.scalar, named: carried.column.name)
      return carried
    }
    let visible = projection.items.count
    var sortKeys = keys.map { key in
      SortKey(
        projection.key(
          isDistinct ? key.value : key.value.chosenMembersAsTexts,
          overShown: isDistinct
        ),
        descending: key.isDescending
      )
    }
    var rows = Operator.project(Operator.Project(input, projection.items))
    if isDistinct {
      rows = try distinct(rows, projection.items, visible: visible, keys, &sortKeys)
    }
    if !sortKeys.isEmpty { rows = .sort(Operator.Sort(rows, sortKeys)) }
    if let limit = parts.limit {
      rows = try LimitBinder(environment: select.environment).limited(rows, limit)
    }
    return BoundQuery(root: rows, columns: columns, carried: carried)
  }

  /// A key that DISTINCT does not keep is refused, or without ONLY_FULL_GROUP_BY any of its values
  /// is taken.
  private func distinct(
    _ project: Operator,
    _ items: [Operator.Project.Item],
    visible: Int,
    _ keys: [OrderBinder.Key],
    _ sortKeys: inout [SortKey]
  ) throws(SQLError) -> Operator {
    let hidden = items[visible...]
    // Without DDL a star may show the key; Vitess leaves it to the shards in any case.
    guard !hidden.isEmpty, !context.catalog.isPlanOnly else {
      return .distinct(Operator.Distinct(project))
    }
    if context.options.requiresFullGrouping { throw hiddenKey(hidden.map(\.value), keys) }
    let groups = items[..<visible].map { item in
      Operator.Aggregate.Group(
        id: item.id,
        value: .column(BoundColumn(item.id, item.value.type))
      )
    }
    var anyValues: [Operator.Aggregate.Item] = []
    var replacements: [ColumnID: Scalar] = [:]
    for item in hidden {
      let source = Scalar.column(BoundColumn(item.id, item.value.type))
      let column = context.makeColumn("order", item.value.type)
      anyValues.append(
        Operator.Aggregate.Item(
          id: column.id,
          call: AggregateCall(.anyValue, [source], type: column.type)
        )
      )
      replacements[item.id] = .column(column)
    }
    for index in sortKeys.indices {
      sortKeys[index].value = sortKeys[index].value.substitute(replacements)
    }
    return .aggregate(Operator.Aggregate(project, groups: groups, items: anyValues))
  }

  private func hiddenKey(
    _ hidden: [Scalar],
    _ keys: [OrderBinder.Key]
  ) -> SQLError {
    let position = keys.firstIndex { hidden.contains($0.value) } ?? 0
    let read = parts.keys.indices.contains(position) ? parts.keys[position].value.columns : []
    let isAggregate = scope.aggregates.contains { read.contains($0.id) }
    let reason =
      isAggregate
      ? "contains aggregate function"
      : "references column '\(read.first.map { scope.fullName(of: $0, context) } ?? "")' "
        + "which is not in SELECT list"
    return SQLError(
      isAggregate ? .orderAggregateNotSelected : .orderNotSelected,
      "Expression #\(position + 1) of ORDER BY clause is not in SELECT list, \(reason); "
        + "this is incompatible with DISTINCT",
      at: keys.indices.contains(position) ? keys[position].span : nil
    )
  }
}

/// The items of a projection as they are asked for: a column of the input passes under its own id.
struct Projection {
  let context: PlanningContext
  /// The ids of the input's columns.
  let input: ColumnSet
  private(set) var items: [Operator.Project.Item] = []

  init(context: PlanningContext, input: ColumnSet, count: Int = 0) {
    self.context = context
    self.input = input
    items.reserveCapacity(count)
  }

  mutating func column(_ value: Scalar, named name: String) -> BoundColumn {
    if let column = value.column, input.contains(column.id) {
      if !items.contains(where: { $0.id == column.id }) {
        items.append(Operator.Project.Item(passing: column))
      }
      return column
    }
    let column = context.makeColumn(name, value.type)
    context.note(value, isThatOf: column)
    items.append(Operator.Project.Item(id: column.id, value: value))
    return column
  }

  /// A sort key: an item of the same value where there is one, else a column of its own, or computed from
  /// items that show all it reads.
  mutating func key(_ value: Scalar, overShown: Bool) -> Scalar {
    let plain = value.withoutOrdinals
    if value.isRandom {
      // Whether it is an item is for their literals to tell.
      for item in items { context.pin(literalsOf: item.value) }
      context.pin(literalsOf: value)
    }
    if let known = items.first(where: { $0.value.withoutOrdinals == plain }) {
      if known.value != value {
        context.pin(literalsOf: value)
        context.pin(literalsOf: known.value)
      }
      return .column(BoundColumn(known.id, value.type))
    }
    if overShown, !value.containsSubquery, value.columns.allSatisfy(passes) { return value }
    return .column(column(value, named: "order"))
  }

  /// Whether a column of the input is an item as it is.
  private func passes(_ column: ColumnID) -> Bool {
    items.contains { $0.id == column }
  }
}
