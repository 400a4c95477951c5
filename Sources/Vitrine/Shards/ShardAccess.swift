import VitrinePlanner
import VitrineSQL
import VitrineSQLite

/// The connections that a transaction holds, at most one for each shard.
///
/// A statement outside any transaction has one of its own, which ends with the statement. Reads of a
/// shard that the transaction writes to use its writer, so they see its changes; other reads use a
/// reader, whose snapshot lasts as long as the transaction.
///
/// Used by one thread at a time; the connections themselves go to workers.
final class ShardAccess {
  private struct Participant {
    let store: ShardStore
    let connection: EngineConnection
    let isWriter: Bool
    var isInTransaction: Bool
    /// The connection's count of changes when it joined.
    var changesBefore = 0
  }

  /// Until when its transaction has to end, and how long that is; nil for no limit.
  var deadline: (time: ContinuousClock.Instant, timeout: Duration)?
  /// What reads do that lock the rows they find: they take the shards' writers.
  var locking: RowLocking?
  /// Whether rows of one shard alone may be written: the transaction mode SINGLE.
  var writesOneShard = false
  private var shardOfRows: ShardStore?
  private let configuration: ClusterConfiguration
  private let lockWaitTimeout: Duration
  /// Whether reads of one shard must see one snapshot though there are several.
  private let keepsSnapshots: Bool
  private var participants: [ObjectIdentifier: Participant] = [:]
  /// The shards in the order they were first used.
  private var order: [ObjectIdentifier] = []
  private var savepoints: [Savepoint] = []
  private var savepointCount = 0

  /// A savepoint, and the name that shards have for it: one of its own, since a name that is set again moves.
  private struct Savepoint {
    var name: String
    var number: Int

    var text: String { "s\(number)" }
  }

  init(
    configuration: ClusterConfiguration,
    lockWaitTimeout: Duration,
    keepsSnapshots: Bool
  ) {
    self.configuration = configuration
    self.lockWaitTimeout = lockWaitTimeout
    self.keepsSnapshots = keepsSnapshots
  }

  deinit { rollback() }

  /// The shards that have been written to, in order.
  var writtenShards: [ShardStore] {
    order.compactMap { participants[$0] }.filter(\.isWriter).map(\.store)
  }

  /// A connection for reading a shard.
  func reader(_ store: ShardStore) throws(SQLError) -> EngineConnection {
    if let locking { return try lockedWriter(store, locking) }
    let id = ObjectIdentifier(store)
    if let participant = participants[id] { return participant.connection }
    let connection = try store.readers.borrow(timeout: configuration.readerTimeout)
    join(
      Participant(store: store, connection: connection, isWriter: false, isInTransaction: false)
    )
    if keepsSnapshots { try begin(id, "BEGIN") }
    return connection
  }

  /// The connection that the transaction holds of a shard already.
  func participant(_ store: ShardStore) -> EngineConnection? {
    participants[ObjectIdentifier(store)]?.connection
  }

  /// Whether another transaction has locked a shard, and with it rows that SKIP LOCKED passes over.
  func skips(_ store: ShardStore) throws(SQLError) -> Bool {
    guard locking == .skipShards else { return false }
    do throws(SQLError) {
      _ = try writer(store, waiting: .zero)
      return false
    } catch {
      guard error.code == .lockWaitTimeout else { throw error }
      return true
    }
  }

  /// The writer of a shard whose rows are locked.
  private func lockedWriter(
    _ store: ShardStore,
    _ locking: RowLocking
  ) throws(SQLError) -> EngineConnection {
    guard locking != .wait else { return try writer(store) }
    do throws(SQLError) {
      return try writer(store, waiting: .zero)
    } catch {
      guard error.code == .lockWaitTimeout else { throw error }
      guard locking == .skipLocked || locking == .skipShards else {
        throw SQLError(
          .lockNoWait,
          "Statement aborted because lock(s) could not be acquired immediately and NOWAIT is set."
        )
      }
      throw SQLError(
        .unsupported,
        "SKIP LOCKED while another transaction writes to \(store.label) is not supported",
        hint: "a shard does not tell which of its rows are locked"
      )
    }
  }

  /// The connection for writing to a shard, in a transaction that is open from now on.
  func writer(
    _ store: ShardStore,
    waiting patience: Duration? = nil
  ) throws(SQLError) -> EngineConnection {
    let id = ObjectIdentifier(store)
    if let participant = participants[id] {
      if participant.isWriter { return participant.connection }
      leave(id) { connection throws(SQLError) in try connection.endTransaction("COMMIT") }
    }
    let connection = try store.writer.borrow(timeout: patience ?? lockWaitTimeout)
    join(Participant(store: store, connection: connection, isWriter: true, isInTransaction: false))
    try begin(id, "BEGIN IMMEDIATE")
    return connection
  }

  /// Takes note that a statement has written its rows to shards; entries of lookup vindexes and reference
  /// tables do not count.
  func noteRows(of table: ResolvedTable, on stores: [ShardStore]) throws(SQLError) {
    guard writesOneShard, table.countsEveryShard else { return }
    for store in stores {
      guard let first = shardOfRows, first !== store else {
        shardOfRows = store
        continue
      }
      throw SQLError(
        .multiShardTransaction,
        "multi-db transaction attempted: [\(first.label) \(store.label)]",
        hint: "SET transaction_mode = 'MULTI' allows transactions over several shards"
      )
    }
  }

  /// Begins to read a shard, so that the transaction sees it as it is now.
  func startSnapshot(_ store: ShardStore) throws(SQLError) {
    try reader(store).exclusively { (connection, _) throws(SQLError) in
      try connection.run("SELECT 1 FROM sqlite_schema LIMIT 1")
    }
  }

  /// Undoes what was done on a shard and lets go of it, which then is no part of the transaction.
  func abandon(_ store: ShardStore) {
    leave(ObjectIdentifier(store)) { connection throws(SQLError) in
      try connection.endTransaction("ROLLBACK")
    }
  }

  private func join(_ participant: Participant) {
    let id = ObjectIdentifier(participant.store)
    if participants.updateValue(participant, forKey: id) == nil { order.append(id) }
  }

  /// Begins, with every savepoint that the transaction has.
  private func begin(_ id: ObjectIdentifier, _ text: String) throws(SQLError) {
    guard let participant = participants[id] else { return }
    do {
      try participant.connection.exclusively { (connection, _) throws(SQLError) in
        try connection.run(text)
        participants[id]?.changesBefore = connection.totalChanges
        for savepoint in savepoints { try connection.run("SAVEPOINT \(savepoint.text)") }
      }
      participants[id]?.isInTransaction = true
    } catch {
      leave(id) { _ in }
      throw error
    }
  }

  private func leave(
    _ id: ObjectIdentifier,
    _ body: (Connection) throws(SQLError) -> Void
  ) {
    guard let participant = participants.removeValue(forKey: id) else { return }
    order.removeAll { $0 == id }
    try? participant.connection.exclusively { (connection, _) throws(SQLError) in
      try body(connection)
    }
    giveBack(participant)
  }

  private func giveBack(_ participant: Participant) {
    guard participant.isWriter else {
      return participant.store.readers.giveBack(participant.connection)
    }
    participant.store.writer.giveBack(participant.connection)
  }
}

extension ShardAccess {
  /// Commits shard after shard, in the order of their first use.
  ///
  /// When the first commit of a shard that was written to fails, the others are rolled back and
  /// nothing has happened. When a later one fails, what is committed stays: the error names the
  /// shards, as Vitess does for its `MULTI` transactions.
  func commit() throws(SQLError) {
    defer { rollback() }
    var committed: [String] = []
    for id in order {
      guard let participant = participants[id] else { continue }
      var hasWritten = false
      do {
        try participant.connection.exclusively { (connection, _) throws(SQLError) in
          hasWritten = connection.totalChanges != participant.changesBefore
          try connection.endTransaction("COMMIT")
        }
      } catch {
        guard !committed.isEmpty else { throw error }
        throw SQLError(
          .partialCommit,
          "the transaction is committed on \(committed.joined(separator: ", ")) and failed on "
            + "\(participant.store.label): \(error.message)",
          hint: "a transaction over several shards is committed shard by shard"
        )
      }
      if hasWritten { committed.append(participant.store.label) }
      participants[id] = nil
      giveBack(participant)
    }
  }

  /// Undoes everything and gives the connections back.
  func rollback() {
    for id in order {
      leave(id) { connection throws(SQLError) in try connection.endTransaction("ROLLBACK") }
    }
    savepoints = []
  }

  /// Sets a savepoint on every shard, and on those that join later.
  ///
  /// An older one of the name is forgotten, and it alone.
  func setSavepoint(_ name: String) throws(SQLError) {
    savepoints.removeAll { $0.name.matches(name) }
    savepointCount += 1
    let savepoint = Savepoint(name: name, number: savepointCount)
    savepoints.append(savepoint)
    try onAll("SAVEPOINT \(savepoint.text)")
  }

  /// Sets a savepoint that is none of those that are there; gives its name.
  func setOwnSavepoint(_ name: String) throws(SQLError) -> String {
    let name = savepoints.isEmpty ? name : "\(name) \(savepoints.count)"
    try setSavepoint(name)
    return name
  }

  /// Undoes everything since a savepoint, which stays.
  func rollback(to name: String) throws(SQLError) {
    let position = try position(of: name)
    savepoints.removeSubrange((position + 1)...)
    try onAll("ROLLBACK TO \(savepoints[position].text)")
  }

  /// Forgets a savepoint and those after it; nothing is undone.
  func release(_ name: String) throws(SQLError) {
    let position = try position(of: name)
    try onAll("RELEASE \(savepoints[position].text)")
    savepoints.removeSubrange(position...)
  }

  private func position(of name: String) throws(SQLError) -> Int {
    guard let position = savepoints.lastIndex(where: { $0.name.matches(name) }) else {
      throw SQLError(.savepointMissing, "SAVEPOINT \(name) does not exist")
    }
    return position
  }

  private func onAll(_ text: String) throws(SQLError) {
    for id in order {
      guard let participant = participants[id], participant.isInTransaction else { continue }
      try participant.connection.exclusively { (connection, _) throws(SQLError) in
        try connection.run(text)
      }
    }
  }
}

extension Connection {
  /// Runs one cached statement that gives no rows.
  func run(_ text: String) throws(SQLError) {
    _ = try prepare(text).run()
  }

  /// Ends the transaction, if SQLite has not already done so after an error.
  func endTransaction(_ text: String) throws(SQLError) {
    guard isInTransaction else { return }
    try run(text)
  }

}

extension String {
  /// As an SQL identifier.
  var quotedForSQL: String { "\"\(replacing("\"", with: "\"\""))\"" }

  func matches(_ other: String) -> Bool { lowercased() == other.lowercased() }
}
