import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Reads and writes single rows of one table for a statement.
///
/// It sees to what no shard keeps by itself: on which shard a row belongs, keys that are unique across
/// shards, and foreign keys. What a shard does keep (its own keys, NOT NULL, checks) is left to it.
///
/// Everything happens in the statement's transaction, on the shards' writers, so that what is looked at
/// stays as it is until the transaction ends.
final class RowWriter {
  let table: ResolvedTable
  let rows: RowStatements
  let uniqueKeys: [UniqueKey]
  unowned let execution: PlanExecution
  let placement: RowPlacement
  var knownLookups: [Lookup]?
  /// What written rows must meet to belong to the partitions that the statement names.
  var partitionCondition: String?
  /// What they must meet to be those of the view through which they are written.
  var check: Primitive.RowCheck?
  let schema: SQLiteSchema
  private var evaluations: [[String]: String] = [:]
  /// The table's CHECK constraints, once a row has been held to them here.
  var checks: [(name: String, condition: String)]?

  init(_ table: ResolvedTable, in execution: PlanExecution) throws(SQLError) {
    self.table = table
    self.execution = execution
    rows = RowStatements(table.table)
    placement = RowPlacement(
      execution: execution,
      table: table,
      keyspace: try execution.snapshot.shards(of: table.keyspace.name),
      columns: rows.columns.map { ($0.name, $0.type) }
    )
    schema = SQLiteSchema(catalog: execution.snapshot.catalog, keyspace: table.keyspace)
    uniqueKeys = try schema.uniqueKeys(of: table)
  }

  private var stores: [ShardStore] { placement.keyspace.stores }

  /// Whether foreign keys of other tables refer to this one.
  var isReferenced: Bool { execution.snapshot.references[table.address] != nil }

  /// Whether foreign keys lead from or to the table.
  var hasForeignKeys: Bool { isReferenced || !table.table.foreignKeys.isEmpty }

  // MARK: Writing

  /// Adds a row; `fresh` is a column whose value a sequence has just made, so that no other row has it.
  func insert(_ values: [Value], fresh: String? = nil) throws(SQLError) {
    let homes = try placement.stores(of: values)
    try checkBelonging(of: values)
    if let rival = try crossingRival(of: values, homes, fresh: fresh) {
      try checkConstraints(of: values)
      throw duplicate(rival.key, values)
    }
    try enterLookups(values)
    try put(values, on: homes)
    try checkParents(of: values)
  }

  /// Gives a row other values, and another shard where they say so.
  ///
  /// - Returns: whether anything changed, to the byte.
  @discardableResult
  func update(
    _ row: StoredRow,
    to values: [Value],
    cascade: Cascade = Cascade()
  ) throws(SQLError) -> Bool {
    let changed = values.indices.filter { values[$0] != row.values[$0] }
    guard !changed.isEmpty else { return false }
    try checkBelonging(of: values)
    let names = Set(changed.map { rows.columns[$0].name.lowercased() })
    let homes = placesAgain(names) ? try placement.stores(of: values) : row.stores
    if uniqueKeys.contains(where: { $0.crossesShards && $0.depends(on: names) }),
      let rival = try rival(of: values, homes, besides: row, touching: names)
    {
      try checkConstraints(of: values)
      throw duplicate(rival.key, values)
    }
    try moveLookups(from: row.values, to: values, changed: names)
    if homes.map(ObjectIdentifier.init) == row.stores.map(ObjectIdentifier.init) {
      try change(row, changed, values)
    } else {
      try remove(row)
      try put(values, on: homes)
    }
    try checkParents(of: values, changed: names)
    try actOnChildren(ofUpdated: row.values, to: values, cascade)
    return true
  }

  /// That a row lies in the partitions and in the view that the statement names.
  private func checkBelonging(of values: [Value]) throws(SQLError) {
    if let check, try !meets(check.condition, values) {
      throw SQLError(.viewCheckFailed, "CHECK OPTION failed '\(check.view)'")
    }
    guard let partitionCondition, try !meets(partitionCondition, values) else { return }
    throw SQLError(
      .rowOutsidePartitionSet,
      "Found a row not matching the given partition set"
    )
  }

  private func meets(_ condition: String, _ values: [Value]) throws(SQLError) -> Bool {
    try evaluate(["(\(condition)) IS TRUE"], over: values) == [.integer(1)]
  }

  /// Whether a change of these columns, by lower-case names, may send a row elsewhere.
  private func placesAgain(_ names: Set<String>) -> Bool {
    table.placement.primaryVindex?.columns.contains { names.contains($0.lowercased()) } ?? false
  }

  /// Whether no two rows have the same values in these columns.
  func isKey(_ columns: [String]) -> Bool {
    let names = Set(columns.map { $0.lowercased() })
    return uniqueKeys.contains { key in
      key.parts.allSatisfy { part in
        part.column.map { names.contains($0.lowercased()) } ?? false
      }
    }
  }

  /// Removes a row.
  ///
  /// - Returns: whether it was still there.
  @discardableResult
  func delete(_ row: StoredRow, cascade: Cascade = Cascade()) throws(SQLError) -> Bool {
    guard try remove(row) else { return false }
    try leaveLookups(row.values)
    try actOnChildren(ofDeleted: row.values, cascade)
    return true
  }

  private func put(_ values: [Value], on homes: [ShardStore]) throws(SQLError) {
    for store in homes {
      do throws(SQLError) {
        _ = try run(rows.insert, values, on: store)
      } catch {
        throw try explained(error, values, homes)
      }
    }
  }

  private func change(
    _ row: StoredRow,
    _ changed: [Int],
    _ values: [Value]
  ) throws(SQLError) {
    let text = rows.update(changed)
    let parameters = changed.map { values[$0] } + row.key
    for store in row.stores {
      do throws(SQLError) {
        _ = try run(text, parameters, on: store)
      } catch {
        throw try explained(error, values, row.stores, besides: row)
      }
    }
  }

  @discardableResult
  private func remove(_ row: StoredRow) throws(SQLError) -> Bool {
    var removed = 0
    for store in row.stores { removed += try run(rows.delete, row.key, on: store) }
    return removed > 0
  }

  private func run(
    _ text: String,
    _ parameters: [Value],
    on store: ShardStore
  ) throws(SQLError) -> Int {
    try execution.onWriter(store, of: table) { (connection) throws(SQLError) in
      try connection.prepare(text).run(parameters)
    }
  }

  // MARK: Reading

  /// The row with a key, looked for on these shards.
  func row(withKey key: [Value], on candidates: [ShardStore]) throws(SQLError) -> StoredRow? {
    try rows(where: rows.keyCondition(), key, on: candidates, limit: 1).first
  }

  /// The rows of which columns equal values.
  func rows(where columns: [String], equal values: [Value]) throws(SQLError) -> [StoredRow] {
    try rows(
      where: RowStatements.condition(columns.map(SQLiteName.quoted)),
      values,
      on: placement.stores(where: columns, equal: values)
    )
  }

  /// Whether there is a row of which columns equal values.
  func hasRow(where columns: [String], equal values: [Value]) throws(SQLError) -> Bool {
    let text = rows.exists(where: RowStatements.condition(columns.map(SQLiteName.quoted)))
    for store in try placement.stores(where: columns, equal: values) {
      let found = try execution.onWriter(store) { (connection) throws(SQLError) in
        try connection.value(text, values)
      }
      if found != nil { return true }
      if case .reference = table.placement { return false }
    }
    return false
  }

  private func rows(
    where condition: String,
    _ parameters: [Value],
    on candidates: [ShardStore],
    limit: Int? = nil
  ) throws(SQLError) -> [StoredRow] {
    let text = rows.select(where: condition)
    let width = rows.columns.count
    var found: [StoredRow] = []
    for store in candidates {
      let batch = try execution.onWriter(store) { (connection) throws(SQLError) in
        try connection.rows(text, parameters)
      }
      let isEverywhere = if case .reference = table.placement { true } else { false }
      for values in batch {
        found.append(
          StoredRow(
            values: Array(values.prefix(width)),
            key: Array(values.dropFirst(width)),
            stores: isEverywhere ? stores : [store]
          )
        )
      }
      if isEverywhere { break }
      if let limit, found.count >= limit { break }
    }
    return found
  }
}

// MARK: - Unique keys

extension RowWriter {
  /// A row that has a key that another row must not have.
  struct Rival {
    var key: UniqueKey
    var row: StoredRow
  }

  /// The first row in the way of values, by the first key, in MySQL's order.
  func rival(
    of values: [Value],
    _ homes: [ShardStore],
    besides own: StoredRow? = nil,
    touching columns: Set<String>? = nil,
    fresh: String? = nil
  ) throws(SQLError) -> Rival? {
    for key in uniqueKeys {
      if let columns, !key.depends(on: columns) { continue }
      if let fresh, key.parts.contains(where: { $0.column == fresh }) { continue }
      let parts = try keyValues(key, values)
      guard !parts.contains(where: \.isNull) else { continue }
      let found = try rows(
        where: RowStatements.condition(key.parts.map(\.text)),
        parts,
        on: key.crossesShards ? stores : homes,
        limit: own == nil ? 1 : 2
      )
      if let row = found.first(where: { row in own.map { !$0.isSame(as: row) } ?? true }) {
        return Rival(key: key, row: row)
      }
    }
    return nil
  }

  /// As `rival`, where the table has keys that the shards do not keep; nil where they keep all.
  private func crossingRival(
    of values: [Value],
    _ homes: [ShardStore],
    fresh: String?
  ) throws(SQLError) -> Rival? {
    guard probes(fresh: fresh) else { return nil }
    return try rival(of: values, homes, fresh: fresh)
  }

  /// Whether a new row must be looked for on other shards.
  func probes(fresh: String?) -> Bool {
    uniqueKeys.contains { key in
      key.crossesShards
        && !key.parts.contains { part in fresh != nil && part.column == fresh }
    }
  }

  /// The values of a key's parts in a row.
  private func keyValues(_ key: UniqueKey, _ values: [Value]) throws(SQLError) -> [Value] {
    let positions = key.parts.map { $0.column.flatMap(rows.position(of:)) }
    let plain = positions.compactMap { $0 }
    if plain.count == positions.count { return plain.map { values[$0] } }
    return try evaluate(key.parts.map(\.text), over: values)
  }

  /// SQLite's values of expressions over a row's columns.
  func evaluate(_ texts: [String], over values: [Value]) throws(SQLError) -> [Value] {
    let text: String
    if let known = evaluations[texts] {
      text = known
    } else {
      text = try schema.evaluation(of: texts, over: rows.columns, of: table.table)
      evaluations[texts] = text
    }
    guard let store = stores.first else { return [] }
    let found = try execution.onWriter(store) { (connection) throws(SQLError) in
      try connection.rows(text, values)
    }
    return found.first ?? []
  }

  /// The values of columns in a row, generated ones among them.
  func values(of columns: [String], in values: [Value]) throws(SQLError) -> [Value] {
    let positions = columns.compactMap(rows.position(of:))
    if positions.count == columns.count { return positions.map { values[$0] } }
    return try evaluate(columns.map(SQLiteName.quoted), over: values)
  }

  /// MySQL's error 1062.
  func duplicate(_ key: UniqueKey, _ values: [Value]) -> SQLError {
    table.duplicate(key, (try? keyValues(key, values)) ?? [])
  }

  /// A shard's error in MySQL's words: which key, for which values.
  func explained(
    _ error: SQLError,
    _ values: [Value],
    _ homes: [ShardStore],
    besides own: StoredRow? = nil
  ) throws(SQLError) -> SQLError {
    guard error.code == .duplicateEntry, let rival = try rival(of: values, homes, besides: own)
    else { return error }
    return duplicate(rival.key, values)
  }
}
