import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Vindexes that a query reads as tables: `SELECT shard FROM hash WHERE id IN (1, 2)`.
///
/// Such a table has a row for each value that the condition names and no others, so it is written into
/// the query as a derived table; whatever else the query asks is answered as always:
///
///     FROM hash WHERE id = 1   ⇒   FROM (SELECT 1 AS id, x'166b…' AS keyspace_id, …) AS hash WHERE id = 1
struct VindexTables {
  let catalog: Catalog
  let target: SessionTarget
  /// Gives an expression that stands for one value.
  let value: (Expression) throws(SQLError) -> TypedValue

  /// The query with the rows of its vindexes; nil when it reads none.
  func expanded(_ statement: Statement) throws(SQLError) -> Statement? {
    guard case .query(let query) = statement else { return nil }
    return try expanded(query, hiding: []).map(Statement.query)
  }

  /// A query with its common table expressions, each of which hides the vindex of its name from those after it.
  private func expanded(
    _ query: QueryExpression,
    hiding names: Set<String>
  ) throws(SQLError) -> QueryExpression? {
    var result = Expansion<QueryExpression>()
    var names = names
    if let with = query.with {
      if with.isRecursive { names.formUnion(with.tables.map(\.name.folded)) }
      for (index, table) in with.tables.enumerated() {
        if let new = try expanded(table.query, hiding: names) {
          result.change(query) { $0.with?.tables[index].query = new }
        }
        names.insert(table.name.folded)
      }
    }
    if let body = try expanded(query.body, hiding: names) {
      result.change(query) { $0.body = body }
    }
    return result.changed
  }

  /// An expression with the subqueries in it.
  private func expanded(
    _ expression: Expression,
    hiding names: Set<String>
  ) throws(SQLError) -> Expression? {
    guard expression.holdsQuery else { return nil }
    var isChanged = false
    let result = try expression.rewritten { (part) throws(SQLError) -> Expression in
      guard let query = part.query, let new = try expanded(query, hiding: names) else {
        return part
      }
      isChanged = true
      return part.replacingQuery(new)
    }
    return isChanged ? result : nil
  }

  /// A SELECT with the vindexes of its subqueries alone.
  private func expandingSubqueries(
    of select: Select,
    hiding names: Set<String>
  ) throws(SQLError) -> Select? {
    guard select.where?.holdsQuery == true || select.items.contains(where: \.holdsQuery) else {
      return nil
    }
    var result = Expansion<Select>()
    if let condition = select.where, let new = try expanded(condition, hiding: names) {
      result.change(select) { $0.where = new }
    }
    for (index, item) in select.items.enumerated() {
      guard case .expression(let item) = item,
        let new = try expanded(item.expression, hiding: names)
      else { continue }
      var changed = item
      changed.expression = new
      result.change(select) { $0.items[index] = .expression(changed) }
    }
    return result.changed
  }

  private func expanded(
    _ select: Select,
    hiding names: Set<String>
  ) throws(SQLError) -> Select? {
    let inner = try expandingSubqueries(of: select, hiding: names)
    guard select.from.contains(where: mayMeanVindex) else { return inner }
    var result = inner ?? select
    var isChanged = inner != nil
    let place = Place(
      conditions: result.where?.conjuncts ?? [],
      isAlone: select.from.count == 1,
      hidden: names
    )
    result.from = try select.from.mapped { (reference) throws(SQLError) in
      guard let new = try expanded(reference, place) else { return reference }
      isChanged = true
      return new
    }
    return isChanged ? result : nil
  }

  private func expanded(
    _ body: QueryBody,
    hiding names: Set<String>
  ) throws(SQLError) -> QueryBody? {
    switch body {
    case .select(let select): return try expanded(select, hiding: names).map(QueryBody.select)
    case .setOperation(var operation):
      let left = try expanded(operation.left, hiding: names)
      let right = try expanded(operation.right, hiding: names)
      guard left != nil || right != nil else { return nil }
      operation.left = left ?? operation.left
      operation.right = right ?? operation.right
      return .setOperation(operation)
    case .nested(let query): return try expanded(query, hiding: names).map(QueryBody.nested)
    case .values, .table: return nil
    }
  }

  /// Whether a table in it has a vindex's name, or a query may.
  private func mayMeanVindex(_ reference: TableReference) -> Bool {
    switch reference {
    case .table(let factor): catalog.vindexNames.contains(factor.name.name.text)
    case .derived: true
    case .join(let join): mayMeanVindex(join.left) || mayMeanVindex(join.right)
    case .jsonTable: false
    }
  }

  /// What surrounds a table in its SELECT.
  private struct Place {
    var conditions: [Expression]
    /// Whether there is no other table, so that names need no qualifier.
    var isAlone: Bool
    /// Names of common table expressions, which come before vindexes.
    var hidden: Set<String>
  }

  private func expanded(
    _ reference: TableReference,
    _ place: Place
  ) throws(SQLError) -> TableReference? {
    switch reference {
    case .table(let factor):
      guard let (keyspace, vindex) = try vindex(of: factor, place) else { return nil }
      return .derived(
        DerivedTable(
          query: try rows(of: vindex, in: keyspace, factor, place),
          alias: factor.alias ?? factor.name.name,
          span: factor.span
        )
      )
    case .derived(var derived):
      guard let query = try expanded(derived.query, hiding: place.hidden) else { return nil }
      derived.query = query
      return .derived(derived)
    case .join(var join):
      var inner = place
      inner.isAlone = false
      if case .on(let condition)? = join.condition, join.kind == .inner {
        inner.conditions += condition.conjuncts
      }
      let left = try expanded(join.left, inner)
      if case .on(let condition)? = join.condition, join.kind == .left {
        inner.conditions += condition.conjuncts
      }
      let right = try expanded(join.right, inner)
      guard left != nil || right != nil else { return nil }
      join.left = left ?? join.left
      join.right = right ?? join.right
      return .join(join)
    case .jsonTable: return nil
    }
  }

  /// The vindex that a name means where no table has it.
  private func vindex(
    of factor: TableFactor,
    _ place: Place
  ) throws(SQLError) -> (Keyspace, any Vindex)? {
    let qualifier = factor.name.qualifier?.text
    guard qualifier != nil || !place.hidden.contains(factor.name.name.folded) else { return nil }
    let name = factor.name.name.text
    guard catalog.vindexNames.contains(name),
      let found = try? catalog.resolveVindex(
        named: name,
        keyspace: qualifier,
        default: target.keyspace
      )
    else { return nil }
    let isTable =
      (try? catalog.resolve(table: name, keyspace: qualifier, default: target.keyspace)) != nil
    return isTable ? nil : (found.keyspace, found.vindex)
  }
}

/// A part of a statement that is copied once something in it changes.
private struct Expansion<Part> {
  /// The part as it is now; nil where nothing has changed.
  private(set) var changed: Part?

  mutating func change(_ original: Part, _ change: (inout Part) -> Void) {
    var part = changed ?? original
    change(&part)
    changed = part
  }
}

// MARK: - The condition

extension VindexTables {
  private static func badCondition(_ reason: String, _ span: Span) -> SQLError {
    SQLError(
      .vindexCondition,
      "WHERE clause for vindex function must be of the form id = <val> or id in(<val>,...) (\(reason))",
      at: span
    )
  }

  /// The values that the condition on `id` names.
  private func values(_ factor: TableFactor, _ place: Place) throws(SQLError) -> [TypedValue] {
    guard !place.conditions.isEmpty else {
      throw Self.badCondition("where clause missing", factor.span)
    }
    let table = factor.alias ?? factor.name.name
    var column: Expression?
    for condition in place.conditions {
      guard let members = condition.members(of: table, isAlone: place.isAlone) else { continue }
      column = members.first { $0.contains { if case .column = $0 { true } else { false } } }
      if column == nil { return try members.mapTyped(value) }
    }
    if let column { throw Self.badCondition("rhs is not a value", column.span) }
    throw Self.badCondition("not a comparison of id", factor.span)
  }
}

extension Expression {
  /// The right sides of `id = value` and `id IN (values)`.
  fileprivate func members(of table: Identifier, isAlone: Bool) -> [Expression]? {
    switch self {
    case .binary(let operation) where operation.operator == .equal:
      if operation.left.isID(of: table, isAlone) { return [operation.right] }
      return operation.right.isID(of: table, isAlone) ? [operation.left] : nil
    case .inList(let list) where !list.isNegated && list.operand.isID(of: table, isAlone):
      return list.list
    default: return nil
    }
  }

  private func isID(of table: Identifier, _ isAlone: Bool) -> Bool {
    guard case .column(let column) = self, column.name.matches("id") else { return false }
    return column.qualifier.map { $0.name.matches(table.text) } ?? isAlone
  }
}

// MARK: - The rows

extension VindexTables {
  /// A SELECT for each row: Vitess's columns.
  private func rows(
    of vindex: any Vindex,
    in keyspace: Keyspace,
    _ factor: TableFactor,
    _ place: Place
  ) throws(SQLError) -> QueryExpression {
    guard vindex.columnCount == 1 else {
      throw SQLError(
        .unsupported,
        "the vindex '\(factor.name.name.text)' has several columns and cannot be read as a table",
        at: factor.span,
        hint: "cluster.route and `vitrine route` take several values"
      )
    }
    var bodies: [QueryBody] = []
    var seen: Set<VindexValue> = []
    for value in try values(factor, place) {
      let key = VindexValue(stored: value.value, value.type)
      guard !value.value.isNull, seen.insert(key).inserted else { continue }
      for row in Self.rows(at: try vindex.map([key]), in: keyspace) {
        bodies.append(.select(Self.select([value.literal] + row)))
      }
    }
    let empty = [LiteralKind](repeating: .null, count: 6)
    var none = Self.select(empty)
    none.where = .literal(Literal(kind: .false))
    let first = bodies.first ?? .select(none)
    let body = bodies.dropFirst().reduce(first) { left, right in
      .setOperation(SetOperation(operator: .union, isAll: true, left: left, right: right))
    }
    return QueryExpression(body: body)
  }

  private static let names = [
    "id", "keyspace_id", "range_start", "range_end", "hex_keyspace_id", "shard",
  ]

  private static func select(_ cells: [LiteralKind]) -> Select {
    Select(
      items: zip(cells, names).map { cell, name in
        .expression(
          ExpressionItem(expression: .literal(Literal(kind: cell)), alias: Identifier(text: name))
        )
      }
    )
  }

  private static func rows(
    at destination: VindexDestination,
    in keyspace: Keyspace
  ) -> [[LiteralKind]] {
    switch destination {
    case .none: []
    case .keyspaceID(let id): [row(of: id, keyspace)]
    case .keyspaceIDs(let ids): ids.map { row(of: $0, keyspace) }
    case .keyRange(let range): [row(of: range)]
    case .allShards: [row(of: .whole)]
    }
  }

  private static func row(of id: KeyspaceID, _ keyspace: Keyspace) -> [LiteralKind] {
    let shard = keyspace.shards.shard(for: id)
    return [
      .hex(id.bytes), .hex(shard.range.start.bytes), .hex(shard.range.end.bytes),
      .string(id.hexadecimal), .string(shard.description),
    ]
  }

  private static func row(of range: KeyRange) -> [LiteralKind] {
    [.null, .hex(range.start.bytes), .hex(range.end.bytes), .null, .null]
  }
}

extension TypedValue {
  /// The value as the text of a statement would hold it.
  fileprivate var literal: LiteralKind {
    switch value {
    case .null: return .null
    case .integer(let number) where type.representation == .integer && number >= 0:
      return .integer(String(number))
    case .blob(let bytes) where type.isBinary: return .hex(bytes)
    default: return .string(MySQLText.text(of: value, type: type) ?? "")
    }
  }
}
