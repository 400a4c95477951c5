/// Visits the names, constants, variables and calls of a statement, and puts other expressions in their place: local
/// variables of a stored program, wherever the statement could have named a column.
///
/// It enters subqueries, derived tables and common table expressions; names that declare something
/// (aliases, columns that are written) stay as they are.
package struct LeafRewriter<Failure: Error> {
  /// What a column's name, a constant, a variable or a call stands for; nil for itself.
  ///
  /// Of a call the arguments come first.
  package typealias Meaning = (Expression) throws(Failure) -> Expression?

  private let meaning: Meaning

  package init(_ meaning: @escaping Meaning) {
    self.meaning = meaning
  }

  /// The expression with its leaves and those of its subqueries rewritten.
  package func rewritten(_ expression: Expression) throws(Failure) -> Expression {
    switch expression {
    case .column, .literal, .userVariable, .systemVariable:
      return try meaning(expression) ?? expression
    default: break
    }
    let copy = try expression.mapChildren(rewritten)
    switch copy {
    case .function, .assignment: return try meaning(copy) ?? copy
    default: break
    }
    guard let query = copy.query else { return copy }
    return copy.replacingQuery(try rewritten(query))
  }

  /// The statement rewritten: a SELECT, INSERT, UPDATE or DELETE; others stay as they are.
  package func rewritten(_ statement: Statement) throws(Failure) -> Statement {
    switch statement {
    case .query(let query): .query(try rewritten(query))
    case .insert(let insert): .insert(try rewritten(insert))
    case .update(let update): .update(try rewritten(update))
    case .delete(let delete): .delete(try rewritten(delete))
    default: statement
    }
  }

  // MARK: Queries

  package func rewritten(_ query: QueryExpression) throws(Failure) -> QueryExpression {
    var copy = query
    copy.with = try rewritten(query.with)
    copy.body = try rewritten(query.body)
    copy.orderBy = try query.orderBy.mapExpressions(rewritten)
    copy.limit = try rewritten(query.limit)
    return copy
  }

  private func rewritten(_ body: QueryBody) throws(Failure) -> QueryBody {
    switch body {
    case .select(let select): return .select(try rewritten(select))
    case .setOperation(var operation):
      operation.left = try rewritten(operation.left)
      operation.right = try rewritten(operation.right)
      return .setOperation(operation)
    case .values(var constructor):
      constructor.rows = try rewritten(rows: constructor.rows)
      return .values(constructor)
    case .table: return body
    case .nested(let query): return .nested(try rewritten(query))
    }
  }

  private func rewritten(_ select: Select) throws(Failure) -> Select {
    var copy = select
    for index in copy.items.indices {
      guard case .expression(var item) = copy.items[index] else { continue }
      item.expression = try rewritten(item.expression)
      copy.items[index] = .expression(item)
    }
    copy.from = try rewritten(tables: select.from)
    copy.where = try select.where.mapped(rewritten)
    copy.groupBy = try rewritten(list: select.groupBy)
    copy.having = try select.having.mapped(rewritten)
    for index in copy.windows.indices {
      copy.windows[index].specification = try select.windows[index].specification
        .mapChildren(rewritten)
    }
    return copy
  }

  private func rewritten(_ with: With?) throws(Failure) -> With? {
    guard var copy = with else { return nil }
    for index in copy.tables.indices {
      copy.tables[index].query = try rewritten(copy.tables[index].query)
    }
    return copy
  }

  private func rewritten(_ limit: Limit?) throws(Failure) -> Limit? {
    guard var copy = limit else { return nil }
    copy.count = try rewritten(copy.count)
    copy.offset = try copy.offset.mapped(rewritten)
    return copy
  }

  private func rewritten(list: [Expression]) throws(Failure) -> [Expression] {
    var copy = list
    for index in copy.indices { copy[index] = try rewritten(copy[index]) }
    return copy
  }

  private func rewritten(rows: [[Expression]]) throws(Failure) -> [[Expression]] {
    var copy = rows
    for index in copy.indices { copy[index] = try rewritten(list: copy[index]) }
    return copy
  }

  // MARK: Tables

  private func rewritten<Tables: MutableCollection<TableReference>>(
    tables: Tables
  ) throws(Failure) -> Tables {
    var copy = tables
    for index in copy.indices { copy[index] = try rewritten(copy[index]) }
    return copy
  }

  private func rewritten(_ reference: TableReference) throws(Failure) -> TableReference {
    switch reference {
    case .table: return reference
    case .derived(var derived):
      derived.query = try rewritten(derived.query)
      return .derived(derived)
    case .jsonTable(var table):
      table.document = try rewritten(table.document)
      return .jsonTable(table)
    case .join(var join):
      join.left = try rewritten(join.left)
      join.right = try rewritten(join.right)
      if case .on(let condition)? = join.condition {
        join.condition = .on(try rewritten(condition))
      }
      return .join(join)
    }
  }
}

// MARK: Writes

extension LeafRewriter {
  private func rewritten(_ insert: Insert) throws(Failure) -> Insert {
    var copy = insert
    switch insert.source {
    case .values(let rows): copy.source = .values(try rewritten(rows: rows))
    case .query(let query): copy.source = .query(try rewritten(query))
    }
    copy.onDuplicate = try rewritten(insert.onDuplicate)
    return copy
  }

  private func rewritten(_ assignments: [Assignment]) throws(Failure) -> [Assignment] {
    var copy = assignments
    for index in copy.indices { copy[index].value = try rewritten(copy[index].value) }
    return copy
  }

  private func rewritten(_ update: Update) throws(Failure) -> Update {
    var copy = update
    copy.with = try rewritten(update.with)
    copy.tables = try rewritten(tables: update.tables)
    copy.assignments = try rewritten(update.assignments)
    copy.where = try update.where.mapped(rewritten)
    copy.orderBy = try update.orderBy.mapExpressions(rewritten)
    copy.limit = try rewritten(update.limit)
    return copy
  }

  private func rewritten(_ delete: Delete) throws(Failure) -> Delete {
    var copy = delete
    copy.with = try rewritten(delete.with)
    copy.tables = try rewritten(tables: delete.tables)
    copy.where = try delete.where.mapped(rewritten)
    copy.orderBy = try delete.orderBy.mapExpressions(rewritten)
    copy.limit = try rewritten(delete.limit)
    return copy
  }
}
