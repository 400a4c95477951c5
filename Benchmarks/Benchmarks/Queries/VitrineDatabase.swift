import Vitrine

/// A temporary cluster with the workload's table, sharded by its key.
final class VitrineDatabase {
  private let cluster: Cluster
  private let session: Session

  init(shards: Int) throws {
    cluster = try Cluster.create(at: nil)
    let vschema = """
      {"sharded": true, "vindexes": {"xxhash": {"type": "xxhash"}},
       "tables": {"orders": {"column_vindexes": [{"column": "id", "name": "xxhash"}]}}}
      """
    try cluster.createKeyspace("shop", shards: shards, vschemaJSON: vschema)
    session = try cluster.session(target: "shop")
    _ = try session.execute(Workload.createTable)
    _ = try session.execute("BEGIN")
    for insert in Workload.inserts { _ = try session.execute(insert) }
    _ = try session.execute("COMMIT")
  }

  /// Runs a statement; gives how many rows it has.
  func run(_ sql: String, key: Int?) throws -> Int {
    guard let key else { return try session.execute(sql).rows.count }
    return try session.execute(sql, parameters: [.integer(Int64(key))]).rows.count
  }

  deinit {
    try? cluster.close()
  }
}
