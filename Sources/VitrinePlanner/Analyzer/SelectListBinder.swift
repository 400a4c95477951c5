import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Binds the select list: expands `*`, names the columns as MySQL does.
struct SelectListBinder {
  let select: SelectBinder
  let source: Source?

  private var scope: NameScope { select.scope }
  private var environment: Environment { select.environment }

  /// Adds the items to the scope, one after another: subqueries in later ones may read aliases of those before.
  func addItems() throws(SQLError) {
    scope.items.reserveCapacity(select.select.items.count)
    for item in select.select.items {
      switch item {
      case .star(let star):
        let items = try expanded(star)
        if !environment.isStored { select.context.completion?.note(star.span, items, in: scope) }
        scope.items += items
      case .expression(let expression):
        let item = try bound(expression)
        scope.items.append(item)
      case .nextValue(let next):
        let item = try nextValue(next)
        scope.items.append(item)
      }
    }
    if select.context.completion != nil, select.context.firstSelect == select.select.span.lower {
      nameApart()
    }
  }

  /// Gives expressions of a view whose names others have, or no column can have, those that MySQL makes up.
  private func nameApart() {
    for place in scope.items.indices where isUnnamed(place) {
      let name = scope.items[place].name
      if name.hasSuffix(" ") || name.count > 64 { rename(place, "Name_exp_\(place + 1)") }
    }
    let names = scope.items.map(\.name)
    var owners: [String: Int] = [:]
    var attempts: [String: Int] = [:]
    for place in scope.items.indices {
      let key = names[place].lowercased()
      if let other = owners[key], let target = [place, other].first(where: isUnnamed) {
        let made = madeUpName(for: names[target], apartFrom: owners, &attempts)
        rename(target, made)
        owners[made.lowercased()] = target
        if target == place { continue }
      }
      owners[key] = place
    }
  }

  private func isUnnamed(_ place: Int) -> Bool {
    !scope.items[place].isAliased && scope.items[place].relation == nil
  }

  private func rename(_ place: Int, _ name: String) {
    scope.items[place].name = name
    select.context.completion?.note(scope.items[place].span, isNamed: name)
  }

  private func madeUpName(
    for name: String,
    apartFrom owners: [String: Int],
    _ attempts: inout [String: Int]
  ) -> String {
    while true {
      let attempt = attempts[name.lowercased(), default: 0]
      attempts[name.lowercased()] = attempt + 1
      let made = attempt == 0 ? "My_exp_\(name)" : "My_exp_\(attempt)_\(name)"
      if owners[made.lowercased()] == nil { return made }
    }
  }

  // MARK: Stars

  private func expanded(_ star: StarItem) throws(SQLError) -> [NameScope.Item] {
    guard let qualifier = star.qualifier else {
      guard let source else {
        throw SQLError(.noTablesUsed, "No tables used", at: star.span)
      }
      return source.starColumns.map { item($0.relation, $0.position, star.span) }
        + scope.relations.filter(\.isOpen).map { openStar($0, star.span) }
    }
    let relations = scope.relations(named: qualifier)
    guard let relation = relations.first else {
      throw SQLError(
        .badTable,
        "Unknown table '\(qualifier.name.text)'",
        at: qualifier.span,
        hint: nearest(to: qualifier.name.text, in: scope.relations.map(\.name)).map {
          "did you mean '\($0)'?"
        }
      )
    }
    let known = relation.columns.indices.filter { !relation.columns[$0].isInvisible }
    return known.map { item(relation, $0, star.span) }
      + (relation.isOpen ? [openStar(relation, star.span)] : [])
  }

  /// The columns of an open table that nobody has named, as one: good for a plan, not for an answer.
  private func openStar(_ relation: Relation, _ span: Span) -> NameScope.Item {
    let position =
      relation.position(of: Relation.openStar) ?? relation.add(Relation.openStar, select.context)
    relation.columns[position].isInvisible = true
    return item(relation, position, span)
  }

  private func item(_ relation: Relation, _ position: Int, _ span: Span) -> NameScope.Item {
    let column = relation.columns[position]
    return NameScope.Item(
      name: column.name,
      isAliased: false,
      value: column.scalar,
      span: span,
      relation: relation,
      column: column.name
    )
  }

  // MARK: Expressions

  private func bound(_ item: ExpressionItem) throws(SQLError) -> NameScope.Item {
    var value = try select.expressions.value(item.expression)
    if environment.cutsDigits, isGrouped, hasHiddenDigits(value) {
      value = .call(Call(.cast(value.type), [value], value.type))
    } else if environment.keepsDigits {
      value = hasHiddenDigits(value) ? value.computedToEveryDigit : value.chosenMembersAsTexts
    }
    var found: FoundColumn?
    if case .column(let name) = item.expression { found = column(name, of: value) }
    return NameScope.Item(
      name: try itemName(item),
      isAliased: item.alias != nil,
      value: value,
      span: item.expression.span,
      relation: found?.relation,
      column: found?.column.name,
      query: item.expression.holdsQuery ? item.expression : nil
    )
  }

  /// The column of this scope that a name means, where the value is nothing but it.
  private func column(_ name: ColumnName, of value: Scalar) -> FoundColumn? {
    if let column = value.column {
      for relation in scope.relations {
        guard let position = relation.position(ofTableColumn: column.id) else { continue }
        return FoundColumn(relation: relation, position: position)
      }
    }
    guard let found = try? scope.column(name, select.context), value == found.column.scalar else {
      return nil
    }
    return found
  }

  private var isGrouped: Bool { !select.select.groupBy.isEmpty || !scope.aggregates.isEmpty }

  /// Whether it is a decimal of more digits than its type shows: a quotient, an average, what is computed
  /// from them.
  private func hasHiddenDigits(_ value: Scalar) -> Bool {
    guard value.type.kind == .decimal else { return false }
    let averages = scope.aggregates.filter { item in
      item.call.function == .average || item.call.arguments.contains(where: \.isUnrounded)
    }
    return value.isUnrounded || !value.columns.isDisjoint(with: ColumnSet(averages.map(\.id)))
  }

  private func itemName(_ item: ExpressionItem) throws(SQLError) -> String {
    if let alias = item.alias { return alias.text }
    if let name = try systemName(of: item) { return name }
    return name(of: item)
  }

  /// Columns of `information_schema` are named as there, in whatever case they were asked for.
  private func systemName(of item: ExpressionItem) throws(SQLError) -> String? {
    guard case .column(let name) = item.expression, select.context.options.readsSystemTables,
      let found = try scope.column(name, select.context),
      found.relation.keyspace.map(SystemSchemas.names.contains) ?? false
    else { return nil }
    return found.column.name
  }

  /// MySQL's name for an item without alias: the column's, a string's own text, else the text of the
  /// expression as it was written.
  private func name(of item: ExpressionItem) -> String {
    switch item.expression {
    case .column(let name): return name.name.text
    case .unary(let node) where node.operator == .plus:
      if case .column(let name) = node.operand { return name.name.text }
    case .function(let call):
      if let name = call.givenName { return name }
    case .literal(let literal):
      switch literal.kind {
      case .string(let text):
        if !environment.isStored { select.context.noteNaming(tokensOf: literal) }
        return String(text.unicodeScalars.drop { $0.value <= 0x20 || $0.value == 0x7F })
      case .null: return "NULL"
      case .true: return "TRUE"
      case .false: return "FALSE"
      default: break
      }
    default: break
    }
    if !environment.isStored { pinConstants(of: item.expression) }
    guard let text = environment.text(item.span) else { return "expression" }
    select.context.completion?.note(item.span, isNamed: text)
    return text
  }

  /// A plan that names a column by constants serves them alone.
  private func pinConstants(of expression: Expression) {
    let context = select.context
    expression.forEachLiteral { context.noteNaming(tokensOf: $0) }
  }

  /// `NEXT n VALUES` of a sequence, the only item of a statement that reads nothing else.
  private func nextValue(_ item: NextValueItem) throws(SQLError) -> NameScope.Item {
    guard environment.takesNumbers else {
      throw SQLError(.wrongPlacement, "Incorrect usage/placement of 'NEXT'", at: item.span)
    }
    guard case .table(let table)? = scope.relations.first?.content, table.placement.isSequence
    else {
      throw SQLError(.notASequence, "NEXT used on a non-sequence table", at: item.span)
    }
    let count = try select.expressions.value(item.count)
    select.context.numbers = PlanningContext.Numbers(table: table, count: count)
    return NameScope.Item(
      name: "nextval",
      isAliased: true,
      value: .call(Call(.function("NEXT VALUES"), [count], .bigint)),
      span: item.span
    )
  }
}
