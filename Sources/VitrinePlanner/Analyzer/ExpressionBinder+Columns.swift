import VitrineSQL
import VitrineSharding

extension ExpressionBinder {
  /// What a name means: a column of this scope, an item of the select list where those are seen, or
  /// the same of the scopes around, the nearest first.
  func column(_ name: ColumnName) throws(SQLError) -> Scalar {
    if let found = try ownColumn(name) { return found }
    var outer = scope.outer
    var isAhead = false
    while let enclosing = outer {
      if let found = try enclosing.column(name, context) { return found.column.scalar }
      if enclosing.exposesItems, let item = try enclosing.item(name) { return item.value }
      isAhead = isAhead || enclosing.isAliasAhead(name)
      outer = enclosing.outer
    }
    guard isAhead else { throw scope.unknown(name) }
    throw SQLError(
      .illegalReference,
      "Reference '\(name.name.text)' not supported (forward reference in item list)",
      at: name.span
    )
  }

  /// In HAVING only groups and items are seen, except inside an aggregate; elsewhere tables come
  /// first, then the items that are already known.
  private func ownColumn(_ name: ColumnName) throws(SQLError) -> Scalar? {
    if scope.clause == .having, scope.aggregateDepth == 0 {
      let named = try scope.item(name)
      if let group = scope.group(name, context) { return group }
      if let item = scope.groupedItem(name) ?? named { return item.value }
      if let item = try scope.item(behindAlias: name) { return item.value }
      guard isTrusting || scope.relations.contains(where: \.isPlanOnly) else { return nil }
      return try scope.column(name, context).map { .column($0.column.bound) }
    }
    if scope.seesItems, scope.hasOnlyOpenMeaning(name), let item = try scope.item(name) {
      return item.value
    }
    if let found = try scope.column(name, context) { return found.column.scalar }
    guard scope.seesItems else { return nil }
    return try scope.item(name)?.value
  }
}

extension NameScope {
  /// Whether subqueries at this place may read items of the select list.
  fileprivate var exposesItems: Bool {
    switch clause {
    case .fields, .group, .having, .order: true
    case .from, .tableFunction, .on, .where: false
    }
  }

  /// Whether a name is an alias of an item that the select list has still to come to.
  fileprivate func isAliasAhead(_ name: ColumnName) -> Bool {
    guard clause == .fields, !seesItems, name.qualifier == nil else { return false }
    return written.contains { item in
      if case .expression(let item) = item, let alias = item.alias {
        return name.name.matches(alias)
      }
      return false
    }
  }

  /// The element of GROUP BY that is the named column.
  func group(_ name: ColumnName, _ context: PlanningContext) -> Scalar? {
    guard !groups.isEmpty, !hasOnlyOpenMeaning(name),
      let found = try? column(name, context)
    else { return nil }
    let column = Scalar.column(found.column.bound)
    return groups.contains(column) ? column : nil
  }

  /// Whether only an open table could have the column, and an item is called so: then the item is
  /// meant, and the table need not grow.
  func hasOnlyOpenMeaning(_ name: ColumnName) -> Bool {
    name.qualifier == nil && items.contains { name.name.matches($0.name) }
      && relations.contains(where: \.isOpen)
      && !relations.contains { $0.position(of: name.name.text) != nil }
  }

  /// The item that is the named column, though its alias is another.
  ///
  /// - Throws: `ambiguousColumn` when it may be the column of several tables.
  fileprivate func item(behindAlias name: ColumnName) throws(SQLError) -> Item? {
    guard name.qualifier == nil else { return nil }
    let matching = items.filter { $0.column.map { name.name.matches($0) } ?? false }
    guard let first = matching.first else { return nil }
    guard matching.allSatisfy({ $0.value == first.value }) else { throw ambiguous(name) }
    return first
  }

  /// The item with the name that is grouped by: in HAVING it comes before others.
  fileprivate func groupedItem(_ name: ColumnName) -> Item? {
    guard !groups.isEmpty else { return nil }
    return items.first { $0.isNamed(name) && groups.contains($0.value) }
  }

  /// The item of the select list that the name means: by alias, or as the column that it is.
  ///
  /// MySQL reads the items up to the first with that alias that is more than a column, which it then is.
  ///
  /// - Throws: `ambiguousColumn` when different columns before it have the name.
  func item(_ name: ColumnName) throws(SQLError) -> Item? {
    var found: Item?
    for item in items where item.isNamed(name) {
      guard item.column != nil else { return item }
      guard (found ?? item).value == item.value else { throw ambiguous(name) }
      found = found ?? item
    }
    return found
  }
}

extension NameScope.Item {
  func isNamed(_ name: ColumnName) -> Bool {
    guard let qualifier = name.qualifier else {
      return name.name.matches(self.name) && (isAliased || relation != nil)
    }
    guard let relation, let column else { return false }
    return qualifier.name.matches(relation.name) && name.name.matches(column)
  }
}
