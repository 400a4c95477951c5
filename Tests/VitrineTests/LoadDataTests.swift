import Foundation
import Testing
import Vitrine
import VitrineSQL

@Suite struct LoadDataTests {
  /// A shop with a table `t`, and a file of some text.
  private func make(
    _ text: String,
    shards: Int = 2,
    _ body: (Session, String) throws -> Void
  ) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("SET GLOBAL local_infile = ON")
    try session.execute(
      "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(5), n INT NOT NULL DEFAULT 7)"
    )
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try body(session, "LOAD DATA LOCAL INFILE '\(file.path)'")
  }

  private func rows(_ session: Session) throws -> [[String?]] {
    try session.execute("SELECT id, name, n FROM t ORDER BY id").textRows
  }

  @Test(arguments: [1, 4]) func linesBecomeRows(shards: Int) throws {
    try make("1\ta\t10\n2\t\\N\t20\n3\tx\\ty\t30", shards: shards) { (session, load) throws in
      let result = try session.execute("\(load) INTO TABLE t")
      #expect(result.info == "Records: 3  Deleted: 0  Skipped: 0  Warnings: 0")
      #expect(result.affectedRows == 3)
      #expect(try rows(session) == [["1", "a", "10"], ["2", nil, "20"], ["3", "x\ty", "30"]])
    }
  }

  @Test func formatsAreObeyed() throws {
    let text = "id,name\r\n>1,\"a,\"\"b\",5\r\nnoise\r\n>2,NULL,6\r\n"
    try make(text) { (session, load) throws in
      try session.execute(
        "\(load) INTO TABLE t FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' "
          + "LINES STARTING BY '>' TERMINATED BY '\\r\\n' IGNORE 1 LINES"
      )
      #expect(try rows(session) == [["1", "a,\"b", "5"], ["2", nil, "6"]])
    }
  }

  @Test func variablesAndSet() throws {
    try make("1,x,2\n2,y,3\n") { (session, load) throws in
      try session.execute(
        "\(load) INTO TABLE t FIELDS TERMINATED BY ',' (id, @a, @b) "
          + "SET name = CONCAT(@a, '`', @a), n = @b * 10 + id"
      )
      #expect(try session.execute("SELECT ROW_COUNT(), @a, @b").textRows == [["2", "y", "3"]])
      #expect(try rows(session) == [["1", "x`x", "21"], ["2", "y`y", "32"]])
    }
  }

  @Test func whatDoesNotFitIsAWarning() throws {
    try make("1\n2,abcdefgh,3\n2,b,4\n3,c,5,6\nx,d,1\n") { (session, load) throws in
      let result = try session.execute("\(load) INTO TABLE t FIELDS TERMINATED BY ','")
      #expect(result.info?.hasPrefix("Records: 5  Deleted: 0  Skipped: 1  Warnings: ") == true)
      let warnings = session.warnings
      #expect(
        try rows(session) == [
          ["0", "d", "1"], ["1", nil, "7"], ["2", "abcde", "3"], ["3", "c", "5"],
        ]
      )
      let codes = Set(warnings.map(\.code))
      #expect(codes == [1062, 1261, 1262, 1265, 1366])
      let messages = warnings.map(\.message)
      #expect(messages.contains("Data truncated for column 'name' at row 2"))
    }
  }

  @Test func replaceIsStrict() throws {
    try make("1,a,1\n2,b,x\n") { (session, load) throws in
      try session.execute("INSERT INTO t VALUES (1, 'old', 1)")
      let error = #expect(throws: SQLError.self) {
        try session.execute("\(load) REPLACE INTO TABLE t FIELDS TERMINATED BY ','")
      }
      #expect(error?.code.number == 1366)
      #expect(try rows(session) == [["1", "old", "1"]])
    }
  }

  @Test func nullForARequiredColumn() throws {
    try make("1,a,\\N\n") { (session, load) throws in
      try session.execute("\(load) INTO TABLE t FIELDS TERMINATED BY ','")
      #expect(session.warnings.map(\.code) == [1263])
      #expect(try rows(session) == [["1", "a", "0"]])
    }
  }

  @Test func filesOfTheServerAreStrict() throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let lines = (1...100).map { "\($0)\tx\t\($0 == 99 ? "wrong" : "1")\n" }.joined()
    try Data(lines.utf8).write(to: directory.appendingPathComponent("wrong.txt"))
    try Data("1\ta\t1\n2\tb\t2\n".utf8).write(to: directory.appendingPathComponent("right.txt"))
    let (cluster, session) = try makeShop(shards: 2) { $0.fileDirectory = directory.path }
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(5), n INT)")
    let wrong = #expect(throws: SQLError.self) {
      try session.execute("LOAD DATA INFILE 'wrong.txt' INTO TABLE t")
    }
    #expect(wrong?.message == "Incorrect integer value: 'wrong' for column 'n' at row 99")
    #expect(try session.execute("SELECT COUNT(*) FROM t").textRows == [["0"]])
    try session.execute("LOAD DATA INFILE 'right.txt' INTO TABLE t")
    #expect(try session.execute("SELECT COUNT(*) FROM t").textRows == [["2"]])
    let double = #expect(throws: SQLError.self) {
      try session.execute("LOAD DATA INFILE '\(directory.path)/right.txt' INTO TABLE t")
    }
    #expect(double?.code.number == 1062)
    let outside = #expect(throws: SQLError.self) {
      try session.execute("LOAD DATA INFILE '../x' INTO TABLE t")
    }
    #expect(outside?.code.number == 1290)
  }

  @Test(arguments: [
    ("", "1\t\\N\t7\n2\ta\\\tb\\\\\t8\n"),
    (
      "FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' LINES TERMINATED BY '\\r\\n'",
      "1,\\N,7\r\n2,\"a\tb\\\\\",8\r\n"
    ),
    (
      "FIELDS ENCLOSED BY '|' ESCAPED BY '' LINES STARTING BY '>'",
      ">|1|\tNULL\t|7|\n>|2|\t|a\tb\\|\t|8|\n"
    ),
  ])
  func whatIsWrittenIsReadBack(format: String, text: String) throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let (cluster, session) = try makeShop(shards: 3) { $0.fileDirectory = directory.path }
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(5), n INT)")
    try session.execute("INSERT INTO t VALUES (1, NULL, 7), (2, 'a\tb\\\\', 8)")
    let select = "SELECT * FROM t ORDER BY id INTO OUTFILE 'out.txt' \(format)"
    let result = try session.execute(select)
    #expect(result.affectedRows == 2 && result.columns.isEmpty)
    let file = directory.appendingPathComponent("out.txt")
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
    let error = #expect(throws: SQLError.self) { try session.execute(select) }
    #expect(error?.code.number == 1086)
    try session.execute("DELETE FROM t")
    try session.execute("LOAD DATA INFILE 'out.txt' INTO TABLE t \(format)")
    #expect(
      try session.execute("SELECT * FROM t ORDER BY id").textRows
        == [["1", nil, "7"], ["2", "a\tb\\", "8"]]
    )
    try session.execute("SELECT name FROM t WHERE id = 2 INTO DUMPFILE 'dump'")
    let dump = directory.appendingPathComponent("dump")
    #expect(try String(contentsOf: dump, encoding: .utf8) == "a\tb\\")
  }

  @Test func localIsOffAtFirst() throws {
    try make("1\ta\t1\n") { (session, load) throws in
      try session.execute("SET GLOBAL local_infile = OFF")
      let error = #expect(throws: SQLError.self) { try session.execute("\(load) INTO TABLE t") }
      #expect(error?.code.number == 3948)
    }
  }

  @Test(arguments: [
    ("LOAD DATA INFILE '/tmp/x' INTO TABLE t", 1290),
    ("LOAD DATA LOCAL INFILE '/no/such' INTO TABLE t", 29),
    ("LOAD XML LOCAL INFILE '/tmp/x' INTO TABLE t", 1235),
    ("LOAD DATA LOCAL INFILE '/no/such' INTO TABLE nowhere", 1146),
  ])
  func refusals(sql: String, code: Int) throws {
    try make("") { (session, _) throws in
      let error = #expect(throws: SQLError.self) { try session.execute(sql) }
      #expect(error?.code.number == code)
    }
  }
}

@Suite struct CreateTableAsColumnTests {
  @Test func columnsOfTablesKeepWhatIsSaidOfThem() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute(
      "CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY, n INT NOT NULL DEFAULT 3 COMMENT 'x', "
        + "m INT)"
    )
    try session.execute("INSERT INTO a (m) VALUES (1)")
    try session.execute("CREATE TABLE b AS SELECT id, n AS k, m, n + 1 AS s FROM a")
    let text = try session.execute("SHOW CREATE TABLE b").text(row: 0, column: 1) ?? ""
    #expect(text.contains("`id` int NOT NULL DEFAULT '0',"))
    #expect(text.contains("`k` int NOT NULL DEFAULT '3' COMMENT 'x',"))
    #expect(text.contains("`m` int DEFAULT NULL,"))
    try session.execute("CREATE TABLE c AS SELECT x.n FROM users u LEFT JOIN a x ON x.id = u.id")
    let outer = try session.execute("SHOW CREATE TABLE c").text(row: 0, column: 1) ?? ""
    #expect(outer.contains("`n` int DEFAULT '3'"))
  }
}
