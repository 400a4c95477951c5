import VitrineSQL
import VitrineSharding

// ON DUPLICATE KEY UPDATE: its names, and what they mean.
extension InsertBinder {
  /// The names in ON DUPLICATE KEY UPDATE, each of which may mean a column of the SELECT's tables; none where nobody
  /// sees the rows on their way.
  func carriedNames(_ insert: Insert, _ target: ResolvedTable) -> [ColumnName] {
    guard !target.isWrittenUnseen, case .query = insert.source else { return [] }
    return insert.onDuplicate.flatMap { $0.value.columnNames }
  }

  /// A row's alias is not the table's name, and names all columns, each once, or none.
  func checkAlias(_ insert: Insert, _ count: Int, of existing: Relation) throws(SQLError) {
    guard let alias = insert.rowAlias else { return }
    guard alias.name.text != existing.name else {
      throw SQLError(
        .notUniqueTable,
        "Not unique table/alias: '\(existing.name)'",
        at: alias.span
      )
    }
    for (index, name) in alias.columns.enumerated()
    where alias.columns.prefix(index).contains(where: name.matches) {
      throw SQLError(.duplicateColumn, "Duplicate column name '\(name.text)'", at: name.span)
    }
    guard alias.columns.isEmpty || alias.columns.count == count else {
      throw SQLError(
        .columnListMismatch,
        "In definition of view, derived table or common table expression, SELECT list and column "
          + "names list have different column counts",
        at: alias.span
      )
    }
  }

  /// In the clause names mean the row that is there; the new row goes by its alias, its listed names
  /// without one.
  func onDuplicate(
    _ insert: Insert,
    _ target: Target,
    _ query: BoundQuery?,
    _ trusted: [Relation]
  ) throws(SQLError) -> [SQLiteRenderer.Assignment] {
    guard !insert.onDuplicate.isEmpty else { return [] }
    let (existing, inserted) = (target.existing, target.inserted)
    let outer = trusted.isEmpty ? nil : NameScope(outer: nil, relations: trusted, clause: .fields)
    let scope = NameScope(outer: outer, relations: [existing], clause: .fields)
    scope.hasGroups = false
    scope.insertedRow = inserted
    if let alias = insert.rowAlias {
      scope.relations.append(try aliased(inserted, alias, insert))
    }
    if let query, target.table.isWrittenUnseen {
      if !insert.isIgnore, trusted.isEmpty { scope.relations += sources(of: query, target) }
    } else if let query {
      scope.relations += carried(query)
    }
    let binder = AssignmentBinder(
      expressions: ExpressionBinder(environment: environment, scope: scope)
    )
    var assigned = try insert.onDuplicate.mapTyped { (assignment) throws(SQLError) in
      let target = NameScope(outer: nil, relations: [existing], clause: .fields)
      guard let found = try target.column(assignment.column, context) else {
        throw target.unknown(assignment.column)
      }
      let definition =
        found.definition
        ?? ColumnDefinition(name: found.column.name, type: found.column.bound.type)
      return try binder.assignment(assignment.value, to: definition, found)
    }
    if assigned.readRandom {
      if insert.isOfOneRow, !context.catalog.isPlanOnly {
        for index in assigned.indices { assigned[index].value = once(assigned[index].value) }
      }
      guard insert.isOfOneRow, !assigned.reads(\.isRandomForEachRow) else {
        throw SQLError(
          .unsupported,
          "an assignment of ON DUPLICATE KEY UPDATE that reads what RAND() and the like have set is not supported"
        )
      }
    }
    return existing.scan.map(assigned.withoutGenerated) ?? assigned
  }

  /// The value with what RAND() and the like give computed before the row, and once.
  private func once(_ value: Scalar) -> Scalar {
    value.map { (part) throws(Never) in
      guard case .call(let call) = part, call.isRandom, case .function(let name) = call.operation,
        ["RAND", "UUID", "UUID_SHORT", "RANDOM_BYTES"].contains(name),
        call.arguments.allSatisfy(\.isConstant)
      else { return part }
      return part.computedOnce(context)
    }
  }

  /// The tables of INSERT … SELECT with those of their columns that its rows carry along.
  private func carried(_ query: BoundQuery) -> [Relation] {
    Dictionary(grouping: query.carried, by: \.table).map { name, carried in
      Relation(
        name: name,
        keyspace: carried.first?.keyspace,
        content: .query(.values(.dual)),
        columns: carried.map(\.read)
      )
    }
  }

  /// The same with those columns that the new row has as they are.
  private func sources(of query: BoundQuery, _ target: Target) -> [Relation] {
    guard target.table.keyspace.triggers.isEmpty else { return [] }
    let numbered = target.table.autoIncrement?.column
    var columns: [String: [Relation.Column]] = [:]
    for (source, position) in zip(query.columns, target.positions) {
      let found = FoundColumn(relation: target.inserted, position: position)
      guard let table = source.result.table, let name = source.result.column,
        table != target.existing.name, found.column.bound.type == source.bound.type,
        found.definition?.isAutoIncrement != true,
        numbered?.isSameName(as: found.column.name) != true
      else { continue }
      var column = found.column
      column.name = name
      columns[table, default: []].append(column)
    }
    return columns.map { name, columns in
      Relation(name: name, content: .query(.values(.dual)), columns: columns)
    }
  }

  /// The tables of INSERT … SELECT with all their columns, where no DDL belongs to the keyspace: its statements are
  /// planned alone.
  func trustedSources(
    _ insert: Insert,
    _ target: Target,
    _ from: FromBinder
  ) throws(SQLError) -> [Relation] {
    guard !insert.onDuplicate.isEmpty, target.table.keyspace.isPlanOnly,
      case .query(let query) = insert.source, case .select(let select) = query.body,
      query.with == nil, select.groupBy.isEmpty
    else { return [] }
    var factors: [TableFactor] = []
    for reference in select.from {
      guard let tables = reference.tables else { return [] }
      factors += tables
    }
    return try factors.mapTyped { factor throws(SQLError) in
      let table = try from.resolve(factor.name)
      return Relation(table, alias: (factor.alias ?? factor.name.name).text, context)
    }
  }

  /// The new row under the names that its alias gives.
  private func aliased(
    _ inserted: Relation,
    _ alias: RowAlias,
    _ insert: Insert
  ) throws(SQLError) -> Relation {
    var columns = inserted.columns
    if alias.columns.isEmpty, inserted.isOpen { return inserted }
    if alias.columns.isEmpty {
      // A name without the alias is that of both rows, where the statement inserts the column.
      for index in columns.indices {
        let isInserted = insert.columns?.contains { $0.name.matches(columns[index].name) } ?? true
        columns[index].isMerged = !isInserted
      }
    } else {
      let names = insert.columns?.map(\.name.text)
      var listed: [Relation.Column] = []
      for (index, name) in alias.columns.enumerated() {
        let position = names.map { inserted.position(of: $0[index]) } ?? index
        guard let position, columns.indices.contains(position) else { continue }
        var column = columns[position]
        column.name = name.text
        listed.append(column)
      }
      columns = listed
    }
    return Relation(name: alias.name.text, content: .query(.values(.dual)), columns: columns)
  }
}

extension CarriedColumn {
  /// The column as it lies in the rows, whatever it is computed from.
  fileprivate var read: Relation.Column {
    var read = column
    read.value = nil
    return read
  }
}

extension ResolvedTable {
  /// Whether its shards alone write its rows, from plans that nobody executes or without knowing its columns.
  fileprivate var isWrittenUnseen: Bool { keyspace.isPlanOnly || !table.isColumnListComplete }
}

extension TableReference {
  /// The tables that it joins; nil where there is more among them.
  fileprivate var tables: [TableFactor]? {
    switch self {
    case .table(let factor): return [factor]
    case .join(let join):
      guard let left = join.left.tables, let right = join.right.tables else { return nil }
      return left + right
    case .derived, .jsonTable: return nil
    }
  }
}

extension Insert {
  fileprivate var isOfOneRow: Bool {
    if case .values(let rows) = source { rows.count == 1 } else { false }
  }
}
