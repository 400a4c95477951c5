import Foundation
import Testing
import VitrineSQL
import VitrineSQLite
import VitrineSharding

@Suite struct HookTests {
  private let connection: Connection
  private let endless = """
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n
    """

  init() throws {
    connection = try Connection.memory()
    try connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x)")
  }

  @Test func anotherThreadInterrupts() throws {
    let handle = connection.interruptHandle
    let stopper = Thread {
      while !Thread.current.isCancelled {
        handle.interrupt()
        Thread.sleep(forTimeInterval: 0.001)
      }
    }
    stopper.start()
    let error = #expect(throws: SQLError.self) { try connection.rows(endless) }
    stopper.cancel()
    #expect(error?.code == .interrupted)
  }

  @Test func interruptingAClosedConnectionDoesNothing() throws {
    let handle = try Connection.memory().interruptHandle
    handle.interrupt()
    connection.interruptHandle.interrupt()
    #expect(try connection.value("SELECT 1") == .integer(1))
  }

  @Test func theProgressHandlersErrorComesOutWhole() throws {
    let timeout = SQLError(.timeout, "maximum statement execution time exceeded")
    var calls = 0
    connection.setProgressHandler(every: 100) { () throws(SQLError) in
      calls += 1
      if calls == 10 { throw timeout }
    }
    #expect(throws: timeout) { try connection.rows(endless) }
    #expect(calls == 10)
    connection.setProgressHandler(nil)
    #expect(try connection.value("SELECT 1") == .integer(1))
    #expect(calls == 10)
  }

  @Test func commitsAndRollbacksAreSeen() throws {
    var events: [String] = []
    connection.setCommitHook { events.append("commit") }
    connection.setRollbackHook { events.append("rollback") }
    try connection.execute("BEGIN; INSERT INTO t VALUES (1, 1); COMMIT")
    try connection.execute("BEGIN; INSERT INTO t VALUES (2, 1); ROLLBACK")
    #expect(events == ["commit", "rollback"])
    let refusal = SQLError(.readOnly, "not now")
    connection.setCommitHook { () throws(SQLError) in throw refusal }
    #expect(throws: refusal) { try connection.execute("INSERT INTO t VALUES (3, 1)") }
    #expect(events == ["commit", "rollback", "rollback"])
    connection.setCommitHook(nil)
    connection.setRollbackHook(nil)
    try connection.execute("INSERT INTO t VALUES (3, 1)")
    #expect(try connection.value("SELECT count(*) FROM t") == .integer(2))
  }

  @Test func changedRowsAreSeen() throws {
    var changes: [RowChange] = []
    connection.setChangeHook { changes.append($0) }
    try connection.execute(
      """
      INSERT INTO t VALUES (1, 'a'); UPDATE t SET x = 'b'; DELETE FROM t WHERE id = 1
      """
    )
    #expect(changes.map(\.kind) == [.insert, .update, .delete])
    #expect(changes.allSatisfy { $0.rowID == 1 && $0.table == "t" && $0.database == "main" })
    connection.setChangeHook(nil)
    try connection.execute("INSERT INTO t VALUES (2, 'a')")
    #expect(changes.count == 3)
  }

  @Test func growthOfTheLogIsSeen() throws {
    let directory = try TemporaryDirectory()
    let connection = try Connection(path: directory.path("log.db"), mode: .create)
    var pages: [Int] = []
    connection.setLogHook { name, count in
      #expect(name == "main")
      pages.append(count)
    }
    try connection.execute("CREATE TABLE t (x); INSERT INTO t VALUES (1)")
    #expect(pages.count == 2 && pages == pages.sorted())
    let result = try connection.checkpoint(.truncate)
    #expect(result.isComplete)
    connection.setLogHook(nil)
    try connection.execute("INSERT INTO t VALUES (1)")
    #expect(pages.count == 2)
  }

  @Test func transactionsAndCountsAreTold() throws {
    #expect(!connection.isInTransaction)
    try connection.execute("BEGIN; INSERT INTO t VALUES (7, 1), (8, 1)")
    #expect(connection.isInTransaction)
    #expect(connection.changes == 2 && connection.lastInsertRowID == 8)
    try connection.execute("UPDATE t SET x = 2 WHERE id = 7; ROLLBACK")
    #expect(connection.changes == 1 && connection.totalChanges == 3)
    #expect(!connection.isInTransaction)
  }
}
