import VitrineSQL
import VitrineSharding

/// What of a table the gateway must see to, row by row, because no shard keeps it by itself.
struct RowConstraints {
  private let table: ResolvedTable
  private let uniqueKeys: [UniqueKey]
  private let references: [ReferringKey]
  private let catalog: Catalog

  init(_ table: ResolvedTable, _ catalog: Catalog) throws(SQLError) {
    self.table = table
    self.catalog = catalog
    guard table.table.isColumnListComplete, !table.keyspace.isPlanOnly else {
      uniqueKeys = []
      references = []
      return
    }
    uniqueKeys = try SQLiteSchema(catalog: catalog, keyspace: table.keyspace)
      .uniqueKeys(of: table)
    references = catalog.references(to: table.address)
  }

  /// Whether rows of other tables may refer to this one's.
  var isReferenced: Bool { !references.isEmpty }
  var isPlanOnly: Bool { table.keyspace.isPlanOnly || !table.table.isColumnListComplete }

  /// Whether an INSERT's rows must go through the gateway's hands.
  func needsRows(_ insert: BoundInsert) -> Bool {
    if isPlanOnly { return false }
    if insert.isReplace || !table.table.foreignKeys.isEmpty { return true }
    if uniqueKeys.contains(where: \.crossesShards) || keepsLookups { return true }
    if fires(.insert) { return true }
    return !insert.onDuplicate.isEmpty
  }

  /// Whether a row that gets new values in these columns must.
  func needsRows(setting columns: [String]) -> Bool {
    let set = Set(columns.map { $0.lowercased() })
    func touches(_ names: [String]) -> Bool { names.contains { set.contains($0.lowercased()) } }
    if isPlanOnly { return touches(table.placement.primaryVindex?.columns ?? []) }
    let generated = table.table.columns.contains { $0.generated != nil }
    return fires(.update) || uniqueKeys.contains { $0.depends(on: set) }
      || table.table.foreignKeys.contains { touches($0.columns) }
      || references.contains { touches($0.key.referencedColumns) }
      || (generated && !(table.table.foreignKeys.isEmpty && references.isEmpty))
      || table.placement.columnVindexes.contains { touches($0.columns) }
      || touches(table.table.columns.filter(\.isAutoIncrement).map(\.name))
  }

  /// Whether rows that go away must.
  var needsRowsToDelete: Bool { !isPlanOnly && (isReferenced || keepsLookups || fires(.delete)) }

  /// Whether a limit counts the rows that go away rather than those that are chosen: others may have gone with them, or
  /// IGNORE may keep some.
  func countsDeletions(_ delete: BoundDelete) -> Bool {
    deletesOwnRows || delete.isIgnore && isReferenced
  }

  /// Whether a row that goes away may take others of its table with it, by foreign keys over any number of tables.
  private var deletesOwnRows: Bool {
    var known: Set<TableAddress> = []
    var open = references
    while let reference = open.popLast() {
      guard reference.key.onDelete == .cascade, known.insert(reference.child).inserted else {
        continue
      }
      if reference.child == table.address { return true }
      open += catalog.references(to: reference.child)
    }
    return false
  }

  /// Whether triggers wait for what happens to single rows.
  private func fires(_ event: TriggerEvent) -> Bool {
    table.keyspace.hasTriggers(on: table.table.name, event)
  }

  /// Whether the table's writes keep lookup tables, or its rows are placed by one.
  private var keepsLookups: Bool {
    table.placement.columnVindexes.enumerated().contains { index, vindex in
      vindex.isLookup && (vindex.isOwned || index == 0)
    }
  }
}
