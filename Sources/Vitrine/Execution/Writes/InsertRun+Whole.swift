import VitrineSQL
import VitrineSQLite

// An INSERT that one shard may do by itself.
extension InsertRun {
  /// The number of rows that the one shard has written by itself; nil, and nothing written, where it
  /// refuses or warns.
  func write(whole: ShardQuery) throws(SQLError) -> Int? {
    guard let store = placement.keyspace.stores.first else { return nil }
    let query = try execution.values.bound(whole)
    _ = try execution.access.writer(store)
    let savepoint = try execution.access.setOwnSavepoint("vitrine whole")
    execution.recorder.recordRound(node, query.text, [store])
    let count = try? run(query, on: store)
    if count == nil { try execution.access.rollback(to: savepoint) }
    try execution.access.release(savepoint)
    try execution.stop.check()
    return count
  }

  /// - Returns: nil if there are warnings.
  private func run(_ query: BoundQuery, on store: ShardStore) throws(SQLError) -> Int? {
    let writer = try execution.access.writer(store)
    return try writer.exclusively(execution.stop) { (connection, context) throws(SQLError) in
      execution.settings.apply(to: context, at: .shard(store))
      defer { _ = context.takeWarnings() }
      let count = try query.run(on: connection)
      return context.takeWarnings().isEmpty ? count : nil
    }
  }
}
