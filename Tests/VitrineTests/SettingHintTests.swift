import Testing
import Vitrine
import VitrineSQL

/// `/*+ SET_VAR(name = value) */`: what a statement sets for itself.
@Suite struct SettingHintTests {
  private func rows(_ session: Session, _ sql: String) throws -> [[String?]] {
    try session.execute(sql).textRows
  }

  @Test func foreignKeysAreNotCheckedByTheStatementThatSaysSo() throws {
    try withShop(1) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE p (id INT PRIMARY KEY);
        CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id));
        INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1);
        """
      )
      #expect(errorNumber(session, "DELETE FROM p") == 1451)
      for _ in 0...1 {
        try session.execute("INSERT /*+ SET_VAR(foreign_key_checks=0) */ INTO c VALUES (5, 77)")
        #expect(errorNumber(session, "INSERT INTO c VALUES (6, 77)") == 1452)
        try session.execute("DELETE /*+ SET_VAR(foreign_key_checks=OFF) */ FROM c WHERE id = 5")
      }
      try session.execute(
        "REPLACE /*+ set_var( foreign_key_checks = 'off' ) */ INTO c VALUES (5, 8)"
      )
      try session.execute("UPDATE /*+ SET_VAR(foreign_key_checks=0) */ c SET p = 9 WHERE id = 5")
      try session.execute("DELETE /*+ BKA(p) SET_VAR(foreign_key_checks=OFF) */ FROM p")
      #expect(try rows(session, "SELECT @@foreign_key_checks, COUNT(*) FROM c") == [["1", "2"]])
    }
  }

  @Test func settingsGoAfterTheStatementAlsoWhenItFails() throws {
    try withShop { (_, session) throws in
      let both = "/*+ SET_VAR(time_zone = '+04:00') SET_VAR(div_precision_increment=12) */"
      for _ in 0...1 {
        #expect(
          try rows(session, "SELECT \(both) @@time_zone, 1/3") == [["+04:00", "0.333333333333"]]
        )
        #expect(try rows(session, "SELECT @@time_zone, 1/3") == [["SYSTEM", "0.3333"]])
      }
      #expect(errorNumber(session, "SELECT \(both) nope") == 1054)
      #expect(
        try rows(session, "SELECT @@time_zone, @@sort_buffer_size") == [["SYSTEM", "262144"]]
      )
      let size = "SELECT /*+ SET_VAR(sort_buffer_size=2M) */ @@sort_buffer_size"
      #expect(try rows(session, size) == [["2097152"]])
      #expect(
        try rows(session, "SELECT /*+ SET_VAR(sql_select_limit=1) */ 1 UNION SELECT 2").count == 1
      )
      let inner =
        "SELECT /*+ SET_VAR(max_error_count=9) */ @@max_error_count, "
        + "(SELECT /*+ SET_VAR(max_error_count=7) */ @@max_error_count)"
      #expect(try rows(session, inner) == [["7", "7"]])
    }
  }

  @Test func theTextIsReadUnderTheSessionsMode() throws {
    try withShop { (_, session) throws in
      let sql = "SELECT /*+ SET_VAR(sql_mode='ANSI_QUOTES') */ \"name\", @@sql_mode"
      #expect(try rows(session, sql) == [["name", "ANSI_QUOTES"]])
      try session.execute("SET sql_mode = 'ANSI_QUOTES'")
      #expect(errorNumber(session, sql) == 1054)
      let strict = "INSERT /*+ SET_VAR(sql_mode='') */ INTO users (name, age) VALUES ('x', 'y')"
      try session.execute(strict)
      try session.execute("SET sql_mode = DEFAULT")
      #expect(errorNumber(session, "INSERT INTO users (name, age) VALUES ('x', 'y')") == 1366)
      try session.execute("PREPARE p FROM 'SELECT /*+ SET_VAR(sql_mode='''') */ @@sql_mode'")
      #expect(try rows(session, "EXECUTE p") == [[""]])
      #expect(try rows(session, "SELECT @@sql_mode <> ''") == [["1"]])
    }
  }

  @Test(arguments: [
    ("SET_VAR(max_size = 1G)", 3128, "Unresolved name 'max_size' for SET_VAR hint"),
    ("SET_VAR(workload = OLAP)", 3128, "Unresolved name 'workload' for SET_VAR hint"),
    (
      "SET_VAR(max_error_count = 99999)", 1292, "Truncated incorrect max_error_count value: '99999'"
    ),
    ("SET_VAR(autocommit = 0)", 3637, "Variable 'autocommit' cannot be set using SET_VAR hint."),
    (
      "SET_VAR(time_zone = 'nowhere')", 1298, "Unknown or incorrect time zone: 'nowhere'"
    ),
    (
      "SET_VAR(unique_checks = 'x')", 1231,
      "Variable 'unique_checks' can't be set to the value of 'x'"
    ),
    (
      "SET_VAR(sort_buffer_size=40000) SET_VAR(sort_buffer_size=50000)", 3126,
      "Hint SET_VAR(sort_buffer_size=50000)  is ignored as conflicting/duplicated"
    ),
  ])
  func whatCannotBeSetIsAWarning(_ hint: String, _ code: Int, _ message: String) throws {
    try withShop { (_, session) throws in
      let result = try session.execute("SELECT /*+ \(hint) */ 1")
      #expect(result.textRows == [["1"]])
      #expect(result.warnings.map(\.code) == [code])
      #expect(result.warnings.map(\.message) == [message])
      #expect(session.warnings == result.warnings)
    }
  }
}
