import Foundation
import Testing
import Vitrine
import VitrineSQL

/// Statements stop when they are told to, and the session goes on.
@Suite struct InterruptionTests {
  /// A statement that would run for hours.
  private static let endless = """
    SELECT COUNT(*) FROM users a, users b, users c, users d, users e, users f, users g, users h,
      users i, users j WHERE a.name <> CONCAT(b.name, c.name, d.name, e.name, f.name, j.name)
    """

  private static func fill(_ session: Session) throws {
    let rows = (1...40).map { "('name \($0)', \($0))" }.joined(separator: ", ")
    try session.execute("INSERT INTO users (name, age) VALUES \(rows)")
  }

  /// Calls `act` again and again until the statement has ended; gives its error.
  private static func error(
    of sql: String,
    in session: Session,
    while act: @escaping @Sendable () -> Void
  ) -> SQLError? {
    let helper = Thread {
      while !Thread.current.isCancelled {
        act()
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
    helper.start()
    defer { helper.cancel() }
    do throws(SQLError) {
      try session.execute(sql)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [1, 4]) func interruptStopsTheStatementAlone(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try Self.fill(session)
    let interrupter = session.interrupter
    let error = Self.error(of: Self.endless, in: session) { interrupter.interrupt() }
    #expect(error?.code == .interrupted)
    Thread.sleep(forTimeInterval: 0.05)
    #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["40"]])
  }

  @Test func anInterruptedWriteHasChangedNothing() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    try Self.fill(session)
    let interrupter = session.interrupter
    let update = "UPDATE users SET age = 0 WHERE age > 0 AND (\(Self.endless)) > 0"
    let error = Self.error(of: update, in: session) { interrupter.interrupt() }
    #expect(error?.code == .interrupted)
    Thread.sleep(forTimeInterval: 0.05)
    #expect(try session.execute("SELECT MIN(age) FROM users").textRows == [["1"]])
  }

  @Test func killStopsAQueryOrASession() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    try Self.fill(session)
    let id = try #require(try session.execute("SELECT CONNECTION_ID()").text(row: 0, column: 0))
    let query = Self.error(of: Self.endless, in: session) {
      _ = try? cluster.session(target: "shop").execute("KILL QUERY \(id)")
    }
    #expect(query?.code == .interrupted)
    Thread.sleep(forTimeInterval: 0.05)
    try session.execute("SELECT 1")
    try cluster.session(target: "shop").execute("KILL \(id)")
    let killed = #expect(throws: SQLError.self) { try session.execute("SELECT 1") }
    #expect(killed?.code == .sessionKilled)
    let unknown = #expect(throws: SQLError.self) {
      try cluster.session(target: "shop").execute("KILL 4711")
    }
    #expect(unknown?.code == .noSuchSession)
  }

  @Test func aStatementEndsAtItsTimeLimit() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    try Self.fill(session)
    try session.execute("SET max_execution_time = 100")
    let error = #expect(throws: SQLError.self) { try session.execute(Self.endless) }
    #expect(error?.code == .timeout)
  }

  @Test(arguments: [
    "REPEAT('a', 400000) LIKE '%ab%'", "INSTR(REPEAT('a', 400000), 'b')",
    "LOCATE('ab', REPEAT('ä', 200000))",
    "LOCATE('b', CONVERT(REPEAT('a', 400000) USING latin1))",
  ]) func searchesInLongTextsEndAtTheTimeLimit(_ search: String) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("SET max_execution_time = 10")
    let error = #expect(throws: SQLError.self) { try session.execute("SELECT \(search)") }
    #expect(error?.code == .timeout)
  }
}

/// A regular expression that would run for years ends, by its limit or when it is told to.
@Suite struct RegularExpressionLimitTests {
  private static let subject = "CONCAT(REPEAT('a', 40), 'b')"

  private func error(_ sql: String, in session: Session) -> SQLError? {
    do throws(SQLError) {
      try session.execute(sql)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    "'(a+)+c' REGEXP 'x' OR \(subject) REGEXP '(a+)+c'",
    "REGEXP_LIKE(\(subject), '(a+)+c', 'c')", "REGEXP_INSTR(\(subject), '(a+)+c')",
    "REGEXP_REPLACE(\(subject), '(a+)+c', 'x')", "REGEXP_SUBSTR(\(subject), '(a+)+c')",
  ]) func catastrophicPatternsTimeOut(_ expression: String) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let error = error("SELECT \(expression)", in: session)
    #expect(error?.code == .regularExpressionTimeout)
    #expect(error?.message == "Timeout exceeded in regular expression match.")
    #expect(self.error("SELECT REPEAT('a', 4000000) REGEXP '(a|b)*c'", in: session) != nil)
    let long = try session.execute("SELECT CONCAT(REPEAT('b', 100000), 'a') REGEXP 'a'")
    #expect(long.textRows == [["1"]])
  }

  @Test func aLimitOfZeroIsNone() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("SET GLOBAL regexp_time_limit = 0")
    try session.execute("SET max_execution_time = 200")
    let start = ContinuousClock.now
    let error = error("SELECT \(Self.subject) REGEXP '(a+)+c'", in: session)
    #expect(error != nil && error?.code != .regularExpressionTimeout)
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test func flagsMayDifferFromRowToRow() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let sql = """
      SELECT REGEXP_LIKE('ABC', 'abc', f) FROM (SELECT 'c' f UNION ALL SELECT 'i') t ORDER BY f
      """
    #expect(try session.execute(sql).textRows == [["0"], ["1"]])
  }
}
