import Testing

@testable import VitrineCLI

@Suite struct StatementSplitterTests {
  @Test(arguments: [
    ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
    ("SELECT ';' ; SELECT \"a;b\", `c;d`", ["SELECT ';'", "SELECT \"a;b\", `c;d`"]),
    ("SELECT 'it''s;', 'a\\';' ; X", ["SELECT 'it''s;', 'a\\';'", "X"]),
    ("SELECT 1 -- no; end\n + 2;", ["SELECT 1 -- no; end\n + 2"]),
    ("SELECT 1 # no; end\n;", ["SELECT 1 # no; end"]),
    ("SELECT 1 /* ; */ + 2;", ["SELECT 1 /* ; */ + 2"]),
    ("SELECT 5--1;", ["SELECT 5--1"]),
    ("-- only a comment\n", []),
    ("/* only a comment */", []),
    ("/*!40101 SET NAMES utf8mb4 */;", ["/*!40101 SET NAMES utf8mb4 */"]),
    (";;  ;\n\n", []),
    ("SELECT 'open", ["SELECT 'open"]),
    ("a\r\n;b", ["a", "b"]),
    ("-- c\nDELIMITER //\nBEGIN x; END //\ny;\n//\ndelimiter ;\nz;", ["BEGIN x; END", "y;", "z"]),
    ("DELIMITER $$\nSELECT '$$', 1;$$ SELECT 2\\G", ["SELECT '$$', 1;", "SELECT 2"]),
    ("DELIMITER go\nSELECT 1 go\nDELIMITER ';'\nSELECT 2;", ["SELECT 1", "SELECT 2"]),
  ])
  func splitsWhereStatementsEnd(script: String, statements: [String]) {
    #expect(StatementSplitter.statements(of: script).map(\.text) == statements)
  }

  @Test func backslashGAsksForVertical() {
    let statements = StatementSplitter.statements(of: "SELECT 1\\G SELECT 2\\g SELECT '\\G';")
    #expect(statements.map(\.isVertical) == [true, false, false])
    #expect(statements.map(\.text) == ["SELECT 1", "SELECT 2", "SELECT '\\G'"])
  }

  @Test func statementsKnowTheirLine() {
    let statements = StatementSplitter.statements(of: "\n\nSELECT\n1;\n\n  SELECT 2; SELECT 3;\n")
    #expect(statements.map(\.line) == [3, 6, 6])
  }

  @Test func promptKnowsWhatIsOpen() {
    var splitter = StatementSplitter()
    #expect(splitter.isEmpty)
    _ = splitter.add("SELECT 'a")
    #expect(splitter.openDelimiter == "'" && !splitter.isEmpty)
    _ = splitter.add("b' /* x")
    #expect(splitter.openDelimiter == "/*")
    splitter.reset()
    #expect(splitter.isEmpty && splitter.openDelimiter == nil)
  }
}
