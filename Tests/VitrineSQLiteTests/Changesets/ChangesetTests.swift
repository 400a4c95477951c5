import Testing
import VitrineSQL
import VitrineSQLite
import VitrineSharding

@Suite struct ChangesetTests {
  private let schema = """
    CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, data BLOB);
    CREATE TABLE pair (a, b, c, PRIMARY KEY (b, a));
    CREATE TABLE keyless (x);
    INSERT INTO t VALUES (1, 'one', x'01'), (2, 'two', NULL);
    """

  private func database() throws -> Connection {
    let connection = try Connection.memory()
    try connection.execute(schema)
    return connection
  }

  private func contents(_ connection: Connection) throws -> [[Value]] {
    try connection.rows("SELECT * FROM t ORDER BY id")
      + connection.rows("SELECT * FROM pair ORDER BY a, b")
  }

  private func recorded(
    on connection: Connection,
    _ script: String,
    tables: [String]? = nil
  ) throws -> Changeset {
    let recorder = try ChangesetRecorder(connection, tables: tables)
    try connection.execute(script)
    return try recorder.changeset()
  }

  private let script = """
    INSERT INTO t VALUES (3, 'th\u{00e9}', x'00ff');
    UPDATE t SET name = 'uno' WHERE id = 1;
    DELETE FROM t WHERE id = 2;
    INSERT INTO pair VALUES (1, 'x', 2.5);
    """

  @Test func whatIsRecordedCanBeAppliedElsewhere() throws {
    let source = try database()
    let changeset = try recorded(on: source, script)
    let target = try database()
    try target.apply(changeset)
    #expect(try contents(target) == contents(source))
    try target.apply(changeset.inverted())
    #expect(try contents(target) == contents(database()))
  }

  @Test func changesAreReadAsValues() throws {
    let changes = try recorded(on: database(), script).changes()
    let byKey = Dictionary(uniqueKeysWithValues: changes.map { ($0.key, $0) })
    #expect(changes.count == 4)
    let inserted = try #require(byKey[[.integer(3)]])
    #expect(inserted.kind == .insert && inserted.old.isEmpty)
    #expect(inserted.new == [.integer(3), .text("th\u{00e9}"), .blob([0, 255])])
    let updated = try #require(byKey[[.integer(1)]])
    #expect(updated.kind == .update)
    #expect(updated.old == [.integer(1), .text("one"), nil])
    #expect(updated.new == [nil, .text("uno"), nil])
    let deleted = try #require(byKey[[.integer(2)]])
    #expect(deleted.kind == .delete && deleted.new.isEmpty)
    #expect(deleted.old == [.integer(2), .text("two"), .null])
    let pair = try #require(byKey[[.integer(1), .text("x")]])
    #expect(pair.table == "pair" && pair.isKey == [true, true, false])
  }

  @Test func aRollbackLeavesNothing() throws {
    let connection = try database()
    #expect(try recorded(on: connection, "BEGIN; DELETE FROM t; ROLLBACK").isEmpty)
    #expect(
      try recorded(on: connection, "INSERT INTO t VALUES (9, '', NULL); DELETE FROM t WHERE id = 9")
        .isEmpty
    )
    #expect(try recorded(on: connection, "INSERT INTO keyless VALUES (1)").isEmpty)
  }

  @Test func recordingIsForTheTablesAndTheTimeAskedFor() throws {
    let connection = try database()
    let recorder = try ChangesetRecorder(connection, tables: ["pair"])
    #expect(recorder.isEmpty && recorder.isRecording)
    try connection.execute("DELETE FROM t")
    recorder.isRecording = false
    try connection.execute("INSERT INTO pair VALUES (1, 1, 1)")
    #expect(recorder.isEmpty && !recorder.isRecording)
    recorder.isRecording = true
    try connection.execute("INSERT INTO pair VALUES (2, 2, 2)")
    #expect(!recorder.isEmpty)
    #expect(try recorder.changeset().changes().map(\.key) == [[.integer(2), .integer(2)]])
  }

  @Test func changesetsFollowEachOther() throws {
    let source = try database()
    let first = try recorded(on: source, script)
    let second = try recorded(
      on: source,
      "UPDATE t SET name = 'eins' WHERE id = 1; DELETE FROM pair"
    )
    let target = try database()
    try target.apply(try first.followed(by: second))
    #expect(try contents(target) == contents(source))
    #expect(try first.followed(by: first.inverted()).isEmpty)
    #expect(try Changeset().followed(by: first).changes().count == 4)
  }

  @Test func conflictsAbortAndLeaveNothingBehind() throws {
    let changeset = try recorded(on: database(), script)
    let blocks = [
      "UPDATE t SET name = 'changed' WHERE id = 1", "DELETE FROM t WHERE id = 2",
      "INSERT INTO t VALUES (3, 'in the way', NULL)",
    ]
    for block in blocks {
      let target = try database()
      try target.execute(block)
      let before = try contents(target)
      let error = #expect(throws: SQLError.self) { try target.apply(changeset) }
      #expect(error?.code == .changesetConflict)
      #expect(try contents(target) == before)
    }
  }

  @Test func aPolicyDecidesAboutConflicts() throws {
    let changeset = try recorded(on: database(), script)
    let target = try database()
    try target.execute(
      """
      UPDATE t SET name = 'changed' WHERE id = 1; DELETE FROM t WHERE id = 2;
      INSERT INTO t VALUES (3, 'in the way', NULL);
      """
    )
    var reasons: [Value: ChangeConflict.Reason] = [:]
    try target.apply(changeset) { conflict in
      let key = conflict.change?.key.first ?? .null
      reasons[key] = conflict.reason
      if conflict.reason == .exists {
        #expect(conflict.current == [.integer(3), .text("in the way"), .null])
      }
      return conflict.reason == .missing ? .skip : .replace
    }
    #expect(reasons == [.integer(1): .differs, .integer(2): .missing, .integer(3): .exists])
    #expect(
      try target.rows("SELECT id, name FROM t ORDER BY id")
        == [[.integer(1), .text("uno")], [.integer(3), .text("th\u{00e9}")]]
    )
  }

  @Test func thePolicysErrorComesOutWhole() throws {
    let thrown = SQLError(.interrupted, "enough", hint: "try tomorrow")
    let changeset = try recorded(on: database(), script)
    let target = try database()
    try target.execute("DELETE FROM t")
    #expect(throws: thrown) {
      try target.apply(changeset) { _ throws(SQLError) in throw thrown }
    }
    // What cannot be replaced aborts.
    let error = #expect(throws: SQLError.self) { try target.apply(changeset) { _ in .replace } }
    #expect(error?.code == .changesetConflict)
  }

  @Test func foreignKeysAreCountedAtTheEnd() throws {
    let schema = """
      CREATE TABLE p (id INTEGER PRIMARY KEY);
      CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p);
      INSERT INTO p VALUES (1);
      """
    let source = try Connection.memory()
    try source.execute(schema)
    let changeset = try recorded(on: source, "INSERT INTO c VALUES (1, 1), (2, 1)")
    let target = try Connection.memory()
    try target.execute(schema + "DELETE FROM p")
    var reason: ChangeConflict.Reason?
    #expect(throws: SQLError.self) {
      try target.apply(changeset) { conflict in
        reason = conflict.reason
        return .abort
      }
    }
    guard case .foreignKeys(let count)? = reason else {
      Issue.record("the reason is \(String(describing: reason))")
      return
    }
    #expect(count > 0)
    #expect(try target.value("SELECT count(*) FROM c") == .integer(0))
  }

  @Test func aTableThatDoesNotFitIsAnErrorAndNotIgnored() throws {
    let changeset = try recorded(on: database(), script)
    let tables = [
      ("CREATE TABLE pair (a, b, c, PRIMARY KEY (b, a))", SQLError.Code.unknownTable),
      ("CREATE TABLE t (id INTEGER PRIMARY KEY, name)", .changesetConflict),
      ("CREATE TABLE t (id, name PRIMARY KEY, data)", .changesetConflict),
    ]
    for (table, code) in tables {
      let target = try Connection.memory()
      try target.execute(table)
      if !table.contains("pair") {
        try target.execute("CREATE TABLE pair (a, b, c, PRIMARY KEY (b, a))")
      }
      let error = #expect(throws: SQLError.self) { try target.apply(changeset) }
      #expect(error?.code == code)
    }
  }

  @Test func damagedBytesAreAnError() throws {
    let changeset = try recorded(on: database(), script)
    for damaged in [[1, 2, 3], Array(changeset.bytes.dropLast(3)), [0x54, 0xff, 0xff, 0xff]] {
      let damaged = Changeset(bytes: damaged)
      let error = #expect(throws: SQLError.self) { try damaged.changes() }
      #expect(error?.code == .shardCorrupt)
      #expect(throws: SQLError.self) { try database().apply(damaged) }
      #expect(throws: SQLError.self) { try damaged.inverted() }
    }
    #expect(try Changeset().changes().isEmpty)
    try database().apply(Changeset())
  }

  /// Whatever a flipped byte makes of a changeset, it is applied whole, or not at all.
  @Test func flippedBytesNeverTrap() throws {
    let changeset = try recorded(on: database(), script)
    let target = try database()
    let before = try contents(target)
    for index in changeset.bytes.indices {
      for mask: UInt8 in [0x01, 0x55, 0x80, 0xff] {
        var bytes = changeset.bytes
        bytes[index] ^= mask
        let flipped = Changeset(bytes: bytes)
        try target.execute("BEGIN")
        do throws(SQLError) {
          try target.apply(flipped)
          _ = try flipped.inverted().followed(by: flipped)
        } catch {
          #expect(error.code != .internal)
          if error.code != .shardCorrupt { #expect(try contents(target) == before) }
        }
        try target.execute("ROLLBACK")
      }
      let cut = Changeset(bytes: Array(changeset.bytes.prefix(index)))
      _ = try? cut.inverted()
    }
    #expect(try contents(target) == before)
  }
}
