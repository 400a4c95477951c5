import Testing
import Vitrine
import VitrineSQL

/// RANGE frames that SQLite cannot measure: of months, of distances that are no literals, over numbers of many digits.
@Suite struct FrameTests {
  private func make(_ shards: Int, _ body: (Session) throws -> Void) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE w (id INT PRIMARY KEY, g INT, d DATE, at DATETIME(3), u BIGINT UNSIGNED, x DECIMAL(30,2), s VARCHAR(9), f DOUBLE);
      INSERT INTO w VALUES (1, 1, '2024-01-31', '2024-01-31 10:00:00.5', 5, 1.5, 'a', 0.5),
        (2, 1, '2024-02-29', '2024-02-29 10:00:00', 18446744073709551615, 2.25, 'B', 1.5),
        (3, 2, NULL, NULL, NULL, NULL, NULL, NULL),
        (4, 1, '2024-03-28', '2024-03-31 10:00:00.5', 18446744073709551613, 12345678901234567890.5, 'b', 2.5),
        (5, 2, '2024-03-31', '2024-02-29 10:00:00.5', 7, 12345678901234567891, 'c', 9),
        (6, 2, '2023-03-31', '2023-02-28 10:00:00.5', 3, -3, 'A', -4)
      """
    )
    try body(session)
  }

  /// The rows of the frames of rows 1 to 6.
  @Test(
    arguments: [1, 3],
    [
      (
        "ORDER BY d RANGE BETWEEN INTERVAL 1 MONTH PRECEDING AND CURRENT ROW",
        ["[1]", "[1, 2]", "[3]", "[2, 4]", "[2, 4, 5]", "[6]"]
      ),
      (
        "ORDER BY d DESC RANGE BETWEEN INTERVAL 1 MONTH PRECEDING AND INTERVAL 1 MONTH FOLLOWING",
        ["[2, 1]", "[4, 2, 1]", "[3]", "[5, 4, 2]", "[5, 4, 2]", "[6]"]
      ),
      (
        "ORDER BY d DESC RANGE BETWEEN INTERVAL 1 YEAR PRECEDING AND INTERVAL 3 DAY FOLLOWING",
        ["[5, 4, 2, 1]", "[5, 4, 2]", "[3]", "[5, 4]", "[5, 4]", "[5, 4, 2, 1, 6]"]
      ),
      (
        "ORDER BY d RANGE BETWEEN INTERVAL 1 MONTH FOLLOWING AND UNBOUNDED FOLLOWING",
        ["[2, 4, 5]", "[5]", "[3, 6, 1, 2, 4, 5]", nil, nil, "[1, 2, 4, 5]"]
      ),
      (
        "ORDER BY d RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 QUARTER PRECEDING",
        ["[3, 6]", "[3, 6]", "[3]", "[3, 6]", "[3, 6]", "[3]"]
      ),
      (
        "PARTITION BY g ORDER BY at RANGE INTERVAL '0-1' YEAR_MONTH PRECEDING",
        ["[1]", "[1, 2]", "[3]", "[4]", "[5]", "[6]"]
      ),
      (
        "ORDER BY d RANGE BETWEEN INTERVAL @n MONTH PRECEDING AND INTERVAL @n + 2 DAY FOLLOWING",
        ["[1]", "[1, 2]", "[3]", "[2, 4, 5]", "[2, 4, 5]", "[6]"]
      ),
      (
        "ORDER BY u RANGE BETWEEN 2 PRECEDING AND 2 FOLLOWING",
        ["[6, 1, 5]", "[4, 2]", "[3]", "[4, 2]", "[1, 5]", "[6, 1]"]
      ),
      (
        "ORDER BY u DESC RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING",
        ["[5]", nil, "[3]", "[2]", nil, "[1]"]
      ),
      (
        "ORDER BY x RANGE BETWEEN 0.75 PRECEDING AND 0.5 FOLLOWING",
        ["[1]", "[1, 2]", "[3]", "[4, 5]", "[4, 5]", "[6]"]
      ),
    ]
  )
  func framesThatNoNumberMeasures(
    shards: Int,
    _ example: (window: String, rows: [String?])
  ) throws {
    try make(shards) { (session) throws in
      try session.execute("SET @n = 1")
      let sql = "SELECT JSON_ARRAYAGG(id) OVER (\(example.window)) FROM w ORDER BY id"
      #expect(try session.execute(sql).textRows == example.rows.map { [$0] })
    }
  }

  @Test(arguments: [1, 3]) func everyFunctionKnowsSuchFrames(shards: Int) throws {
    try make(shards) { (session) throws in
      let sql = """
        SELECT COUNT(*) OVER w, COUNT(s) OVER w, SUM(id) OVER w, AVG(id) OVER w, SUM(f) OVER w, STD(id) OVER w, BIT_OR(id) OVER w,
          MIN(s) OVER w, MAX(s) OVER w, MAX(x) OVER w, FIRST_VALUE(id) OVER w, LAST_VALUE(id) OVER w, NTH_VALUE(id, 2) OVER w,
          JSON_OBJECTAGG(id, g) OVER w, ROW_NUMBER() OVER w, RANK() OVER w, LAG(id) OVER w
        FROM w WINDOW w AS (ORDER BY d RANGE BETWEEN INTERVAL 1 MONTH PRECEDING AND CURRENT ROW) ORDER BY id
        """
      let rows = try session.execute(sql).textRows
      #expect(
        rows[4] == [
          "3", "3", "11", "3.6667", "13", "1.247219128924647", "7", "B", "c",
          "12345678901234567891.00", "2", "5", "4", "{\"2\": 1, \"4\": 1, \"5\": 2}", "6", "6", "4",
        ]
      )
      #expect(rows[2][1] == "0" && rows[2][7] == nil && rows[2][12] == nil)
      // Over groups, and over rows that the coordinator brings together.
      let groups = "SELECT SUM(COUNT(*)) OVER (ORDER BY d RANGE INTERVAL 1 MONTH PRECEDING) FROM w"
      #expect(
        try session.execute("\(groups) WHERE g = 1 GROUP BY d ORDER BY d").textRows
          == [["1"], ["2"], ["2"]]
      )
    }
  }

  @Test(arguments: [1, 3]) func distancesAreLookedAtWhenTheStatementRuns(shards: Int) throws {
    try make(shards) { (session) throws in
      func sums(_ frame: String, by column: String, _ value: String) throws -> [[String?]] {
        try session.execute("SET @n = \(value)")
        let sql = "SELECT SUM(g) OVER (ORDER BY \(column) \(frame)) FROM w ORDER BY id"
        try session.execute("PREPARE p FROM '\(sql)'")
        return try session.execute("EXECUTE p USING @n").textRows
      }
      let (rows, range) = ("ROWS ? PRECEDING", "RANGE ? PRECEDING")
      #expect(try sums(rows, by: "id", "1") == [["1"], ["2"], ["3"], ["3"], ["3"], ["4"]])
      #expect(try sums(rows, by: "id", "1.6") == [["1"], ["2"], ["4"], ["4"], ["5"], ["5"]])
      #expect(try sums(range, by: "id", "1.6") == [["1"], ["2"], ["3"], ["3"], ["3"], ["4"]])
      #expect(try sums(range, by: "f", "1.0e0") == [["1"], ["2"], ["2"], ["2"], ["2"], ["2"]])
      let months = "RANGE INTERVAL ? MONTH PRECEDING"
      #expect(try sums(months, by: "d", "2") == [["1"], ["2"], ["2"], ["3"], ["5"], ["2"]])
      for (frame, column) in [(rows, "id"), (range, "id"), (range, "x"), (months, "d")] {
        for value in ["-1", "NULL"] {
          let error = #expect(throws: SQLError.self) { try sums(frame, by: column, value) }
          #expect(error?.code == .invalidWindowFrame, "\(frame) of \(value)")
        }
      }
    }
  }

  @Test(arguments: [
    ("ORDER BY d RANGE INTERVAL -1 MONTH PRECEDING", 3586),
    ("ORDER BY id ROWS 9223372036854775808 PRECEDING", 3586),
    ("ORDER BY id ROWS BETWEEN CURRENT ROW AND 18446744073709551615 FOLLOWING", 3586),
    ("ORDER BY d RANGE INTERVAL RAND() MONTH PRECEDING", 3590),
    ("ORDER BY d RANGE INTERVAL (SELECT MAX(id) FROM w) MONTH PRECEDING", 3590),
    ("ORDER BY d ROWS INTERVAL 1 MONTH PRECEDING", 3596),
    ("ORDER BY d, id RANGE INTERVAL 1 MONTH PRECEDING", 3587),
    ("ORDER BY CAST(at AS TIME) RANGE INTERVAL 1 MONTH PRECEDING", 1235),
  ])
  func framesThatMySQLRefuses(window: String, number: Int) throws {
    try make(1) { (session) throws in
      let error = #expect(throws: SQLError.self) {
        try session.execute("SELECT COUNT(*) OVER (\(window)) FROM w")
      }
      #expect(error?.code.number == number)
    }
  }
}
