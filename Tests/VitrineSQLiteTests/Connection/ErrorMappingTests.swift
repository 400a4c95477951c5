import Testing
import VitrineSQL
import VitrineSQLite
import VitrineSharding

@Suite struct ErrorMappingTests {
  @Test(arguments: [
    ("INSERT INTO child VALUES (1, 1, 'a', 1)", SQLError.Code.duplicateEntry, "child.id"),
    ("INSERT INTO child VALUES (2, 1, 'a', 1)", .duplicateEntry, "child.parent, child.name"),
    ("INSERT INTO child VALUES (2, 1, NULL, 1)", .columnCannotBeNull, "'name'"),
    ("INSERT INTO child VALUES (2, 1, 'b', -1)", .checkViolated, "positive"),
    ("INSERT INTO child VALUES (2, 9, 'b', 1)", .foreignKeyChild, "child row"),
    ("UPDATE child SET parent = 9", .foreignKeyChild, "child row"),
    ("  DELETE FROM parent", .foreignKeyParent, "parent row"),
    ("INSERT INTO parent VALUES ('text')", .truncatedWrongValueForField, "integer"),
    ("SELECT * FROM missing", .unknownTable, "missing"),
    ("SELECT missing FROM parent", .unknownColumn, "missing"),
    ("INSERT INTO parent (missing) VALUES (1)", .unknownColumn, "missing"),
    ("SELECT id FROM parent p, child c", .ambiguousColumn, "id"),
    ("SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)", .outOfRange, ""),
    ("SELECT json_extract('{', '$')", .invalidJSONText, "JSON"),
    ("CREATE TABLE parent (x)", .tableExists, "parent"),
    ("COMMIT", .wrongTransactionState, "transaction"),
    ("ROLLBACK TO missing", .savepointMissing, "savepoint"),
    ("SELECT zeroblob(2000000000)", .packetTooLarge, "large"),
    ("SELEC 1", .internal, "SELEC"),
    ("", .emptyQuery, "empty"),
    (" -- only a comment", .emptyQuery, "empty"),
    ("SELECT 1; SELECT 2", .internal, "more than one"),
    ("SELECT 1\0; SELECT 2", .parseError, "NUL"),
  ])
  func sqliteErrorsBecomeMySQLs(statement: String, code: SQLError.Code, word: String) throws {
    let connection = try Connection.memory()
    try connection.execute(
      """
      CREATE TABLE parent (id INTEGER PRIMARY KEY);
      CREATE TABLE child (
        id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parent, name TEXT NOT NULL,
        amount INTEGER CONSTRAINT positive CHECK (amount > 0), UNIQUE (parent, name));
      INSERT INTO parent VALUES (1);
      INSERT INTO child VALUES (1, 1, 'a', 1);
      """
    )
    let error = #expect(throws: SQLError.self) { try connection.rows(statement) }
    #expect(error?.code == code)
    #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    #expect(try connection.rows("SELECT * FROM child").count == 1)
  }

  @Test func deepNestingIsAnError() throws {
    let connection = try Connection.memory()
    let deep =
      "SELECT " + String(repeating: "(1+", count: 5000) + "1"
      + String(repeating: ")", count: 5000)
    let error = #expect(throws: SQLError.self) { try connection.rows(deep) }
    #expect(error?.code == .nestingTooDeep)
  }

  @Test func aFullDiskWritesNothing() throws {
    let directory = try TemporaryDirectory()
    let connection = try Connection(path: directory.path("full.db"), mode: .create)
    try connection.execute(
      """
      CREATE TABLE t (x);
      INSERT INTO t VALUES (1);
      PRAGMA max_page_count = 4;
      """
    )
    let error = #expect(throws: SQLError.self) {
      try connection.execute("INSERT INTO t SELECT zeroblob(4000) FROM json_each('[1,2,3,4,5]')")
    }
    #expect(error?.code == .diskFull)
    #expect(try connection.value("SELECT count(*) FROM t") == .integer(1))
  }

  @Test func aLockedDatabaseTimesOut() throws {
    let directory = try TemporaryDirectory()
    var options = Connection.Options()
    options.busyTimeout = .zero
    let first = try Connection(path: directory.path("l.db"), mode: .create, options: options)
    let second = try Connection(path: directory.path("l.db"), options: options)
    try first.execute("CREATE TABLE t (x); BEGIN IMMEDIATE")
    let error = #expect(throws: SQLError.self) { try second.execute("BEGIN IMMEDIATE") }
    #expect(error?.code == .lockWaitTimeout)
    var asked: [Int] = []
    second.setBusyHandler { count in
      asked.append(count)
      return count < 2
    }
    #expect(throws: SQLError.self) { try second.execute("BEGIN IMMEDIATE") }
    #expect(asked == [0, 1, 2])
    second.setBusyHandler { _ in
      // The lock is given up meanwhile, so the next try succeeds.
      (try? first.execute("COMMIT")) != nil
    }
    try second.execute("BEGIN IMMEDIATE; COMMIT")
  }

  @Test func aStaleSnapshotMustStartAgain() throws {
    let directory = try TemporaryDirectory()
    let first = try Connection(path: directory.path("s.db"), mode: .create)
    let second = try Connection(path: directory.path("s.db"))
    try first.execute("CREATE TABLE t (x)")
    try second.execute("BEGIN; SELECT * FROM t")
    try first.execute("INSERT INTO t VALUES (1)")
    let error = #expect(throws: SQLError.self) { try second.execute("INSERT INTO t VALUES (2)") }
    #expect(error?.code == .deadlock)
  }
}
