import Foundation
import SQLiteBaseline

/// One SQLite file used through its C API, as fast as that goes: statements are prepared once.
final class SQLiteDatabase {
  private var handle: OpaquePointer?
  private var statement: OpaquePointer?
  private let path: String

  init(preparing sql: String) throws {
    let name = "vitrine-baseline-\(UUID().uuidString).db"
    path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    try check(sqlite3_open_v2(path, &handle, flags, nil))
    try execute("PRAGMA journal_mode=WAL")
    try execute("PRAGMA synchronous=OFF")
    try execute(Workload.createTable)
    try execute("BEGIN")
    for insert in Workload.inserts { try execute(insert) }
    try execute("COMMIT")
    try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
  }

  deinit {
    sqlite3_finalize(statement)
    sqlite3_close(handle)
    for ending in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path + ending)
    }
  }

  /// Runs the statement to its end; gives the sum of its rows' first columns.
  func run(key: Int? = nil) -> Int64 {
    if let key { sqlite3_bind_int64(statement, 1, Int64(key)) }
    var sum: Int64 = 0
    while sqlite3_step(statement) == SQLITE_ROW { sum &+= sqlite3_column_int64(statement, 0) }
    sqlite3_reset(statement)
    return sum
  }

  private func execute(_ sql: String) throws {
    try check(sqlite3_exec(handle, sql, nil, nil, nil))
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw SQLiteFailure(code: code) }
  }
}

struct SQLiteFailure: Error {
  var code: Int32
}
