import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// ANALYZE, CHECK, OPTIMIZE, REPAIR and CHECKSUM TABLE: rows about each table, errors among them.
  ///
  /// What is only planned looks at no shard.
  func maintain(
    _ maintenance: TableMaintenance,
    planning isPlanned: Bool = false
  ) throws(SQLError) -> Result {
    if !isPlanned, maintenance.kind != .checksum { try commit() }
    if maintenance.kind == .checksum { return try checksum(maintenance) }
    var table = ShowTable(["Table", "Op", "Msg_type", "Msg_text"])
    let request = try HistogramRequest(maintenance)
    let operation = request == nil ? maintenance.kind.rawValue : "histogram"
    for name in maintenance.tables {
      let shown = "\(try keyspace(of: name)).\(name.name.text)"
      for report in try reports(maintenance.kind, name, request, isPlanned) {
        table.add(shown, operation, report.kind, report.text)
      }
    }
    return table.result
  }

  private typealias Report = (kind: String, text: String)

  private func reports(
    _ kind: MaintenanceKind,
    _ name: TableName,
    _ request: HistogramRequest?,
    _ isPlanned: Bool
  ) throws(SQLError) -> [Report] {
    let resolved: ResolvedTable
    do throws(SQLError) {
      resolved = try resolve(name)
    } catch {
      return [("Error", error.message), ("status", "Operation failed")]
    }
    if resolved.table.view != nil, kind != .check {
      let message = "'\(resolved.address)' is not BASE TABLE"
      return [("Error", message), ("status", "Operation failed")]
    }
    switch kind {
    case .check where !isPlanned: return try check(resolved)
    case .analyze where !isPlanned && !resolved.keyspace.isTemporary:
      return try analyze(resolved, request)
    case .optimize:
      let note = "Table does not support optimize, doing recreate + analyze instead"
      return [("note", note), ("status", "OK")]
    case .repair: return [("note", "The storage engine for the table doesn't support repair")]
    case .check, .analyze, .checksum: return [("status", "OK")]
    }
  }

  /// What SQLite finds wrong with the table and its indexes, on every shard.
  private func check(_ resolved: ResolvedTable) throws(SQLError) -> [Report] {
    guard resolved.table.view == nil else { return [("status", "OK")] }
    let shards = try snapshot.shards(of: resolved.keyspace.name)
    let access = try cluster.holdWriters(of: shards)
    var faults: [Report] = []
    for store in shards.stores {
      let found = try access.writer(store).exclusively { (connection, context) throws(SQLError) in
        settings(isWriting: false).apply(to: context)
        return try connection.faults(ofTable: SQLiteName.table(resolved.table.name))
      }
      faults += found.map { ("error", "\(store.label): \($0)") }
    }
    access.rollback()
    return faults.isEmpty ? [("status", "OK")] : faults + [("error", "Corrupt")]
  }

  /// CHECKSUM TABLE: InnoDB keeps none, and computes one from the bytes of its own rows.
  private func checksum(_ maintenance: TableMaintenance) throws(SQLError) -> Result {
    var table = ShowTable(["Table", "Checksum"])
    for name in maintenance.tables {
      let shown = "\(try keyspace(of: name)).\(name.name.text)"
      do throws(SQLError) {
        _ = try resolve(name)
      } catch {
        warnings.append(Warning(.error, code: error.code.number, message: error.message))
        table.add(shown, nil)
        continue
      }
      guard maintenance.details.contains(where: { $0.lowercased() == "quick" }) else {
        throw SQLError(
          .unsupported,
          "CHECKSUM TABLE is not supported: the sum is over InnoDB's own bytes",
          at: name.span
        )
      }
      table.add(shown, nil)
    }
    return table.result
  }
}
