import Testing
import VitrineSQL
import VitrineSQLite
import VitrineSharding

@Suite struct BackupTests {
  private let directory: TemporaryDirectory
  private let source: Connection

  init() throws {
    directory = try TemporaryDirectory()
    source = try Connection(path: directory.path("source.db"), mode: .create)
    try source.execute(
      """
      CREATE TABLE t (x);
      INSERT INTO t SELECT zeroblob(3000) FROM json_each('[1,2,3,4,5,6,7,8,9,10]');
      """
    )
  }

  @Test func copiesWhileItReports() throws {
    var reports: [Connection.BackupProgress] = []
    try source.backup(to: directory.path("copy.db"), pagesPerStep: 3) { reports.append($0) }
    #expect(reports.count > 2)
    #expect(reports.map(\.remainingPages) == reports.map(\.remainingPages).sorted(by: >))
    #expect(reports.last?.remainingPages == 0)
    let copy = try Connection(path: directory.path("copy.db"))
    #expect(try copy.value("SELECT sum(length(x)) FROM t") == .integer(30_000))
    #expect(try copy.integrityProblems().isEmpty)
  }

  @Test func overwritesAnOpenDatabase() throws {
    let target = try Connection.memory()
    try target.execute("CREATE TABLE other (x)")
    try source.backup(to: target)
    #expect(try target.tableNames() == ["t"])
    try target.backup(to: source)
    #expect(try source.value("SELECT count(*) FROM t") == .integer(10))
  }

  @Test func theObserversErrorEndsTheCopy() throws {
    let thrown = SQLError(.interrupted, "enough")
    let target = try Connection.memory()
    try target.execute("CREATE TABLE other (x)")
    #expect(throws: thrown) {
      try source.backup(to: target, pagesPerStep: 1) { _ throws(SQLError) in throw thrown }
    }
    #expect(try target.tableNames() == ["other"])
  }

  @Test func aTargetThatCannotBeMadeSaysSo() throws {
    let error = #expect(throws: SQLError.self) {
      try source.backup(to: directory.path("no/such/copy.db"))
    }
    #expect(error?.code == .fileError)
    let itself = #expect(throws: SQLError.self) { try source.backup(to: source) }
    #expect(itself != nil)
  }

  @Test func checkpointsAreReported() throws {
    let passive = try source.checkpoint()
    #expect(passive.logPages > 0 && passive.isComplete)
    let reader = try Connection(path: directory.path("source.db"), mode: .readOnly)
    try reader.execute("BEGIN; SELECT count(*) FROM t")
    try source.execute("INSERT INTO t VALUES (1)")
    source.busyTimeout = .zero
    let error = #expect(throws: SQLError.self) { try source.checkpoint(.truncate) }
    #expect(error?.code == .lockWaitTimeout)
    try reader.execute("COMMIT")
    #expect(try source.checkpoint(.truncate).logPages == 0)
    #expect(try Connection.memory().checkpoint() == source.checkpoint())
  }
}
