import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The table of a lookup vindex, through the eyes of a table that uses it.
struct Lookup {
  let vindex: ColumnVindex
  private let owner: ResolvedTable
  private let lookup: any LookupVindex
  private let writer: RowWriter

  /// Nil when the vindex is no lookup, or its table does not exist.
  init?(
    _ vindex: ColumnVindex,
    of owner: ResolvedTable,
    in execution: PlanExecution
  ) throws(SQLError) {
    guard let lookup = vindex.vindex as? any LookupVindex,
      let address = execution.snapshot.catalog.lookupTable(
        of: lookup.lookup,
        in: owner.keyspace.name
      )
    else { return nil }
    guard !execution.snapshot.catalog.leadsBack(address) else {
      throw SQLError(
        .vindexError,
        "the lookup vindex '\(vindex.name)' has its entries in \(address), whose own lookup vindexes "
          + "lead back to it"
      )
    }
    self.vindex = vindex
    self.owner = owner
    self.lookup = lookup
    writer = try execution.rowWriter(for: address)
  }

  // MARK: Reading

  /// The keyspace id that the table has for a value of the vindex's first column.
  func keyspaceID(of value: Value) throws(SQLError) -> KeyspaceID? {
    guard let from = lookup.lookup.from.first, let column = vindex.columns.first,
      let stored = try? self.stored(value, of: column, as: from), !stored.isNull,
      let row = try writer.rows(where: [from], equal: [stored]).first,
      let position = writer.rows.position(of: lookup.lookup.to)
    else { return nil }
    let type = writer.rows.columns[position].type
    return lookup.keyspaceID(ofStored: VindexValue(stored: row.values[position], type))
  }

  /// The keyspace ids that the table has for values of the vindex's first column, all at once.
  func keyspaceIDs(of values: [Value], node: Int) throws(SQLError) -> [KeyspaceID] {
    guard let from = lookup.lookup.from.first, let column = vindex.columns.first,
      let position = writer.rows.position(of: lookup.lookup.to)
    else { throw SQLError(.internal, "the lookup table of '\(vindex.name)' lacks its columns") }
    var wanted: [Value] = []
    // A value that the lookup table cannot hold is none that it has.
    for value in values {
      if let stored = try? stored(value, of: column, as: from), !stored.isNull {
        wanted.append(stored)
      }
    }
    let type = writer.rows.columns[position].type
    return try writer.look(for: wanted, in: from, giving: lookup.lookup.to, node: node)
      .compactMap { lookup.keyspaceID(ofStored: VindexValue(stored: $0, type)) }
  }

  // MARK: Writing

  /// Enters a row of the owner; nothing for a row with a NULL, which is never looked for.
  ///
  /// - Throws: `duplicateEntry` when a unique vindex has the values for another row that is there.
  func enter(
    _ values: [Value],
    at id: KeyspaceID,
    isStale: () throws(SQLError) -> Bool
  ) throws(SQLError) {
    guard var entry = try entry(values, id) else { return }
    let names = lookup.lookup.from
    let searched = lookup.isUnique ? Array(names.prefix(1)) : names
    let found = try writer.rows(where: searched, equal: writer.values(of: searched, in: entry))
    let all = names + [lookup.lookup.to]
    let wanted = try writer.values(of: all, in: entry)
    for row in found where try writer.values(of: all, in: row.values) == wanted { return }
    guard let old = found.first, lookup.isUnique || writer.isKey(names) else {
      return try add(&entry)
    }
    guard try isStale() else { throw duplicate(entry) }
    var changed = old.values
    for position in all.compactMap(writer.rows.position(of:)) {
      changed[position] = entry[position]
    }
    try writer.update(old, to: changed)
  }

  /// Adds an entry, its AUTO_INCREMENT column with a number of its own.
  private func add(_ entry: inout [Value]) throws(SQLError) {
    if let position = writer.rows.columns.firstIndex(where: \.isAutoIncrement),
      !lookup.lookup.from.contains(where: { $0.matches(writer.rows.columns[position].name) })
    {
      let number = try writer.execution.cluster.sequences.take(1, from: writer.table.address)
      entry[position] = .unsigned(number)
    }
    try writer.insert(entry)
  }

  private func duplicate(_ entry: [Value]) -> SQLError {
    let columns = Set(lookup.lookup.from.map { $0.lowercased() })
    guard let key = writer.uniqueKeys.first(where: { $0.depends(on: columns) }) else {
      return SQLError(
        .duplicateEntry,
        "Duplicate entry for the lookup vindex '\(vindex.name)'"
      )
    }
    return writer.duplicate(key, entry)
  }

  /// Takes a row of the owner out again.
  func leave(_ values: [Value], at id: KeyspaceID) throws(SQLError) {
    guard let entry = try entry(values, id) else { return }
    let names = lookup.lookup.from + [lookup.lookup.to]
    let wanted = try writer.values(of: names, in: entry)
    for row in try writer.rows(where: names, equal: wanted) { try writer.delete(row) }
  }

  /// The lookup table's row; nil where a value is NULL.
  private func entry(_ values: [Value], _ id: KeyspaceID) throws(SQLError) -> [Value]? {
    var entry = writer.rows.columns.map { $0.isNullable ? Value.null : $0.type.implicitDefault }
    for (index, (from, column)) in zip(lookup.lookup.from, vindex.columns).enumerated() {
      guard let position = writer.rows.position(of: from), values.indices.contains(index),
        !values[index].isNull,
        let stored = try self.stored(values[index], of: column, as: from), !stored.isNull
      else { return nil }
      entry[position] = stored
    }
    guard let position = writer.rows.position(of: lookup.lookup.to) else { return nil }
    guard let stored = lookup.storedKeyspaceID(id) else {
      throw SQLError(
        .vindexError,
        "the keyspace id \(id) cannot be written into the table of the vindex '\(vindex.name)'",
        hint: "\(vindex.type) keeps ids of 8 bytes, such as those of hash"
      )
    }
    entry[position] = try Self.converted(stored, to: writer.rows.columns[position])
    return entry
  }

  /// A value of one of the owner's columns as the lookup table has it; nil where it cannot have it.
  private func stored(
    _ value: Value,
    of column: String,
    as from: String
  ) throws(SQLError) -> Value? {
    guard let type = owner.table.column(named: column)?.type,
      let position = writer.rows.position(of: from)
    else { return nil }
    let target = writer.rows.columns[position]
    let own = VindexValue(stored: value, type)
    let kept = try lookup.storedValue(of: own) ?? own
    if kept != own { return try Self.converted(kept, to: target) }
    let assignment = ColumnAssignment(column: from, target.type, from: type, mode: .strict)
    return try assignment.store(value)
  }

  private static func converted(
    _ value: VindexValue,
    to column: ColumnDefinition
  ) throws(SQLError) -> Value {
    let given: TypedValue =
      switch value {
      case .null: .null
      case .integer(let number): TypedValue(.integer(number), .bigint)
      case .unsigned(let number): TypedValue(.unsigned(number), .unsignedBigint)
      case .bytes(let bytes): TypedValue(parameter: .blob(bytes))
      }
    let assignment = ColumnAssignment(
      column: column.name,
      column.type,
      from: given.type,
      mode: .strict
    )
    return try assignment.store(given.value)
  }
}

/// Lookup tables kept in step with the rows of the table that owns them, in the same transaction.
extension RowWriter {
  /// The lookup vindexes that the table owns.
  func lookups() throws(SQLError) -> [Lookup] {
    if let knownLookups { return knownLookups }
    var found: [Lookup] = []
    for vindex in table.placement.columnVindexes where vindex.isOwned {
      if let lookup = try Lookup(vindex, of: table, in: execution) { found.append(lookup) }
    }
    knownLookups = found
    return found
  }

  func enterLookups(_ row: [Value]) throws(SQLError) {
    for lookup in try lookups() { try enter(row, lookup) }
  }

  func leaveLookups(_ row: [Value]) throws(SQLError) {
    for lookup in try lookups() {
      try leave(row, lookup, besides: 0)
    }
  }

  func moveLookups(
    from old: [Value],
    to new: [Value],
    changed: Set<String>
  ) throws(SQLError) {
    let placing = table.placement.primaryVindex?.columns ?? []
    for lookup in try lookups() {
      let names = lookup.vindex.columns + placing
      guard names.contains(where: { changed.contains($0.lowercased()) }) else { continue }
      try leave(old, lookup, besides: 1)
      try enter(new, lookup)
    }
  }

  /// Takes the entry of a row out, unless it is that of another row too: of more than so many.
  private func leave(_ row: [Value], _ lookup: Lookup, besides count: Int) throws(SQLError) {
    let columns = lookup.vindex.columns
    let values = try values(of: columns, in: row)
    let id = try placement.keyspaceID(of: row)
    if !isKey(columns), !values.contains(where: \.isNull) {
      var others = 0
      for other in try rows(where: columns, equal: values)
      where try placement.keyspaceID(of: other.values) == id { others += 1 }
      guard others <= count else { return }
    }
    try lookup.leave(values, at: id)
  }

  private func enter(_ row: [Value], _ lookup: Lookup) throws(SQLError) {
    let columns = lookup.vindex.columns
    let values = try values(of: columns, in: row)
    let searched = lookup.vindex.isUnique ? 1 : columns.count
    try lookup.enter(values, at: placement.keyspaceID(of: row)) { () throws(SQLError) in
      try !self.hasRow(
        where: Array(columns.prefix(searched)),
        equal: Array(values.prefix(searched))
      )
    }
  }
}
