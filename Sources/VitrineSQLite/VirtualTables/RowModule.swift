import CSQLite
import VitrineSQL
import VitrineSharding

/// The functions SQLite calls to read an attached table.
///
/// SQLite keeps the pointer, so the connection keeps this until SQLite has been closed.
final class RowModule {
  let pointer: UnsafeMutablePointer<sqlite3_module>

  /// The functions for tables that are created, or for one that is there by being named.
  init(isCreated: Bool) {
    pointer = .allocate(capacity: 1)
    var module = sqlite3_module()
    module.iVersion = 1
    if isCreated { module.xCreate = { connectTable($0, $1, $2, $3, $4, $5) } }
    module.xConnect = { connectTable($0, $1, $2, $3, $4, $5) }
    module.xBestIndex = { choosePlan($0, $1) }
    module.xDisconnect = { disconnectTable($0) }
    module.xDestroy = { disconnectTable($0) }
    module.xOpen = { openScan($0, $1) }
    module.xClose = { closeScan($0) }
    module.xFilter = { startScan($0, $1, $2, $3, $4) }
    module.xNext = { advanceScan($0) }
    module.xEof = { scanPointer($0)?.pointee.at_end ?? 1 }
    module.xColumn = { readColumn($0, $1, $2) }
    module.xRowid = { cursor, row in
      guard let scan = scanPointer(cursor) else { return SQLITE_ERROR }
      row?.pointee = scan.pointee.row
      return SQLITE_OK
    }
    pointer.initialize(to: module)
  }

  deinit {
    pointer.deinitialize(count: 1)
    pointer.deallocate()
  }
}

private typealias TablePointer = UnsafeMutablePointer<vitrine_sqlite_table>
private typealias ScanPointer = UnsafeMutablePointer<vitrine_sqlite_cursor>

// MARK: The table

private func connectTable(
  _ handle: OpaquePointer?,
  _ data: UnsafeMutableRawPointer?,
  _ count: Int32,
  _ arguments: UnsafePointer<UnsafePointer<CChar>?>?,
  _ result: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab>?>?,
  _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  // The arguments are the module, the database, the table.
  guard let data, let result, count >= 3, let name = arguments?[2] else { return SQLITE_ERROR }
  let tables = Unmanaged<AttachedTables>.fromOpaque(data).takeUnretainedValue()
  guard let table = tables[String(cString: name)] else { return SQLITE_ERROR }
  let code = sqlite3_declare_vtab(handle, table.shape.declaration)
  guard code == SQLITE_OK else { return code }
  let pointer = TablePointer.allocate(capacity: 1)
  pointer.initialize(
    to: vitrine_sqlite_table(
      base: sqlite3_vtab(),
      table: Unmanaged.passRetained(table).toOpaque()
    )
  )
  table.connectionCount += 1
  result.pointee = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: sqlite3_vtab.self)
  return SQLITE_OK
}

private func disconnectTable(_ pointer: UnsafeMutablePointer<sqlite3_vtab>?) -> Int32 {
  guard let pointer else { return SQLITE_OK }
  let table = tablePointer(pointer)
  if let object = table.pointee.table {
    let attached = Unmanaged<AttachedTable>.fromOpaque(object).takeRetainedValue()
    attached.connectionCount -= 1
  }
  table.deinitialize(count: 1)
  table.deallocate()
  return SQLITE_OK
}

private func choosePlan(
  _ pointer: UnsafeMutablePointer<sqlite3_vtab>?,
  _ info: UnsafeMutablePointer<sqlite3_index_info>?
) -> Int32 {
  guard let pointer, let info, let table = attachedTable(pointer) else { return SQLITE_ERROR }
  ScanPlan(table.shape, info: info, lookupColumns: table.textHashes)
    .record(in: info, rowCount: table.source?.estimatedRowCount)
  return SQLITE_OK
}

private func tablePointer(_ pointer: UnsafeMutablePointer<sqlite3_vtab>) -> TablePointer {
  UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: vitrine_sqlite_table.self)
}

private func attachedTable(_ pointer: UnsafeMutablePointer<sqlite3_vtab>) -> AttachedTable? {
  guard let object = tablePointer(pointer).pointee.table else { return nil }
  return Unmanaged<AttachedTable>.fromOpaque(object).takeUnretainedValue()
}

// MARK: The scan

private func openScan(
  _ pointer: UnsafeMutablePointer<sqlite3_vtab>?,
  _ result: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab_cursor>?>?
) -> Int32 {
  guard let pointer, let result, let table = attachedTable(pointer) else { return SQLITE_ERROR }
  let scan = ScanPointer.allocate(capacity: 1)
  scan.initialize(
    to: vitrine_sqlite_cursor(
      base: sqlite3_vtab_cursor(),
      scan: Kept.make(TableScan(table)),
      row: 0,
      at_end: 1
    )
  )
  result.pointee = UnsafeMutableRawPointer(scan).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
  return SQLITE_OK
}

private func closeScan(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> Int32 {
  guard let scan = scanPointer(cursor) else { return SQLITE_OK }
  Kept<TableScan>.destroy(scan.pointee.scan)
  scan.deinitialize(count: 1)
  scan.deallocate()
  return SQLITE_OK
}

private func startScan(
  _ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?,
  _ number: Int32,
  _: UnsafePointer<CChar>?,
  _ count: Int32,
  _ values: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  guard let pointer = scanPointer(cursor), let scan = tableScan(pointer) else {
    return SQLITE_ERROR
  }
  pointer.pointee.row = 0
  let table = scan.pointee.table
  do throws(SQLError) {
    let columns = ScanPlan.columns(ofNumber: number)
    if columns.isEmpty {
      scan.pointee = TableScan(table, try table.scan())
    } else {
      let wanted = (0..<Int(count)).map { index -> Value in
        values?[index].map { RawValue(pointer: $0).value } ?? .null
      }
      scan.pointee = TableScan(table, try table.scan(columns, equal: wanted))
    }
  } catch {
    return fail(pointer, scan, error)
  }
  return advance(pointer, scan)
}

private func advanceScan(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> Int32 {
  guard let pointer = scanPointer(cursor), let scan = tableScan(pointer) else {
    return SQLITE_ERROR
  }
  return advance(pointer, scan)
}

private func advance(
  _ pointer: ScanPointer,
  _ scan: UnsafeMutablePointer<TableScan>
) -> Int32 {
  do throws(SQLError) {
    let hasRow = try scan.pointee.next()
    pointer.pointee.at_end = hasRow ? 0 : 1
    // Numbered from 1, wherever the scan starts: the same row has the same number in every scan.
    let position = scan.pointee.position.map(Int64.init) ?? pointer.pointee.row
    pointer.pointee.row = position + 1
    return SQLITE_OK
  } catch {
    return fail(pointer, scan, error)
  }
}

private func readColumn(
  _ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?,
  _ context: OpaquePointer?,
  _ column: Int32
) -> Int32 {
  guard let context, let pointer = scanPointer(cursor), let scan = tableScan(pointer) else {
    return SQLITE_ERROR
  }
  var slot = ResultSlot(context)
  do throws(SQLError) {
    try scan.pointee.read(Int(column), into: &slot)
    return SQLITE_OK
  } catch {
    scan.pointee.table.errors.record(error)
    return SQLITE_ERROR
  }
}

private func fail(
  _ pointer: ScanPointer,
  _ scan: UnsafeMutablePointer<TableScan>,
  _ error: SQLError
) -> Int32 {
  pointer.pointee.at_end = 1
  scan.pointee.table.errors.record(error)
  return SQLITE_ERROR
}

private func tableScan(_ pointer: ScanPointer) -> UnsafeMutablePointer<TableScan>? {
  Kept<TableScan>.at(pointer.pointee.scan)
}

private func scanPointer(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> ScanPointer? {
  UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: vitrine_sqlite_cursor.self)
}
