import Testing
import Vitrine
import VitrineSQL

/// HANDLER; the answers are those of InnoDB.
@Suite struct HandlerTests {
  private func make(_ shards: Int, _ body: (Session) throws -> Void) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, s VARCHAR(10), KEY k (a), KEY ab (a, b), KEY ks (s));
      INSERT INTO t VALUES (1,10,1,'x'),(2,20,2,'y'),(3,20,1,'z'),(4,NULL,4,'w'),(5,30,5,NULL);
      HANDLER t OPEN;
      """
    )
    try body(session)
  }

  /// What is read one after another, and the rows' ids.
  private static let reads: [(String, [Int])] = [
    ("FIRST", [1]), ("NEXT", [2]), ("NEXT LIMIT 10", [3, 4, 5]), ("NEXT", []), ("NEXT", []),
    ("k FIRST", [4]), ("k NEXT", [1]), ("k NEXT LIMIT 2", [2, 3]), ("k NEXT LIMIT 9", [5]),
    ("k NEXT", []), ("k PREV", [5]), ("k LAST", [5]), ("k NEXT", []), ("k PREV", [5]),
    ("k PREV LIMIT 9", [3, 2, 1, 4]), ("k PREV", []), ("k NEXT", [4]),
    ("k = (20) LIMIT 9", [2, 3]), ("k NEXT", [5]), ("k = (20)", [2]), ("k NEXT", [3]),
    ("k = (25)", []), ("k NEXT", [5]), ("k PREV", [3]), ("k >= (20) LIMIT 9", [2, 3, 5]),
    ("k > (20) LIMIT 9", [5]), ("k < (20) LIMIT 9", [1, 4]), ("k <= (20) LIMIT 9", [3, 2, 1, 4]),
    ("k <= (5 * 5) LIMIT 9", [3, 2, 1, 4]), ("ab = (20) LIMIT 9", [3, 2]), ("ab = (20, 2)", [2]),
    ("ab >= (20, 2) LIMIT 5", [2, 5]), ("ab <= (20) LIMIT 5", [2, 3, 1, 4]),
    ("ab > (20) LIMIT 5", [5]), ("k FIRST WHERE b = 5", [5]), ("k NEXT", []),
    ("k FIRST WHERE t.b = 1 LIMIT 1, 5", [3]), ("k = (NULL) LIMIT 3", [4]),
    ("k > (NULL) LIMIT 3", [1, 2, 3]), ("ks LAST LIMIT 9", [3, 2, 1, 4, 5]),
    ("ks >= ('X') LIMIT 2", [1, 2]), ("`PRIMARY` >= (3) LIMIT 2", [3, 4]), ("`PRIMARY` NEXT", [5]),
    ("NEXT", [1]), ("k PREV", [5]),
  ]

  @Test(arguments: [1, 2, 4]) func rowsComeInTheOrderOfKeys(shards: Int) throws {
    try make(shards) { (session) throws in
      for (read, ids) in Self.reads {
        let answer = try session.execute("HANDLER t READ \(read)")
        #expect(answer.columns.map(\.name) == ["id", "a", "b", "s"])
        #expect(answer.textRows.map(\.first) == ids.map { "\($0)" }, "\(read)")
      }
    }
  }

  @Test(arguments: [1, 4]) func changesAreSeen(shards: Int) throws {
    try make(shards) { (session) throws in
      func ids(_ read: String) throws -> [String?] {
        try session.execute("HANDLER h READ \(read)").textRows.compactMap(\.first)
      }
      try session.execute("HANDLER t OPEN AS h")
      #expect(try ids("FIRST") == ["1"])
      try session.execute("DELETE FROM t WHERE id IN (1, 2)")
      #expect(try ids("NEXT") == ["3"])
      #expect(try ids("k = (20)") == ["3"])
      try session.execute("UPDATE t SET a = 21 WHERE id = 3")
      #expect(try ids("k NEXT") == ["3"])
      try session.execute("HANDLER h CLOSE")
      #expect(throws: SQLError.self) { try ids("FIRST") }
    }
  }

  @Test func whatIsNotThere() throws {
    try make(2) { (session) throws in
      try session.execute("CREATE VIEW v AS SELECT * FROM t")
      let faults = [
        "t READ nokey FIRST": 1176, "t READ k = (1, 2)": 1070, "u READ FIRST": 1109, "t OPEN": 1066,
        "v OPEN": 1347, "nosuch OPEN": 1146, "u CLOSE": 1109,
      ]
      for (statement, code) in faults {
        let error = #expect(throws: SQLError.self) { try session.execute("HANDLER \(statement)") }
        #expect(error?.code.number == code, "\(statement)")
      }
      try session.execute("DROP TABLE t")
      let error = #expect(throws: SQLError.self) { try session.execute("HANDLER t READ FIRST") }
      #expect(error?.code.number == 1109)
    }
  }

  @Test func anIndexThatIsGoneClosesIt() throws {
    try make(2) { (session) throws in
      try session.execute("HANDLER t OPEN AS h")
      try session.execute("ALTER TABLE t DROP KEY k")
      let error = #expect(throws: SQLError.self) { try session.execute("HANDLER h READ k FIRST") }
      #expect(error?.code.number == 1109)
    }
  }

  @Test func keysOfMembersAreNumbers() throws {
    try make(2) { (session) throws in
      try session.execute("CREATE TABLE e (id INT PRIMARY KEY, m ENUM('x', 'y'), KEY km (m))")
      try session.execute("INSERT INTO e VALUES (1, 'y'), (2, 'x')")
      try session.execute("HANDLER e OPEN")
      #expect(try session.execute("HANDLER e READ km = (2)").textRows == [["1", "y"]])
      let error = #expect(throws: SQLError.self) {
        try session.execute("HANDLER e READ km = ('y')")
      }
      #expect(error?.code == .unsupported)
    }
  }

  @Test func membersAreReadInTheirOrder() throws {
    try make(2) { (session) throws in
      try session.executeScript(
        """
        CREATE TABLE e (id INT PRIMARY KEY, m ENUM('z', 'b', 'a'), f FLOAT, KEY km (m), KEY kf (f));
        INSERT INTO e VALUES (1, 'a', 0.1), (2, 'z', 0.2), (3, 'b', 0.3), (4, NULL, NULL); HANDLER e OPEN
        """
      )
      for (index, ids) in [("km", ["4", "2", "3", "1"]), ("kf", ["4", "1", "2", "3"])] {
        var found = try session.execute("HANDLER e READ \(index) FIRST").textRows
        while let next = try session.execute("HANDLER e READ \(index) NEXT").textRows.first {
          found.append(next)
        }
        #expect(found.map(\.first) == ids)
      }
    }
  }
}
