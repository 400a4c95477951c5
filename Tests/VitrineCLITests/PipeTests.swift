import Foundation
import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrineCLI

@Suite struct PipeTests {
  /// The answers to requests sent one after another.
  private func answers(_ lines: String...) throws -> [JSON] {
    let handler = PipeHandler()
    defer { handler.close() }
    return try lines.map { try JSON(parsing: handler.answer($0)) }
  }

  static let create =
    #"{"id":1,"op":"create","keyspaces":{"ks":{"shards":2,"vschema":{"sharded":true,"vindexes":{"h":{"type":"hash"}},"#
    + #""tables":{"t":{"column_vindexes":[{"column":"id","name":"h"}]}}},"#
    + #""schema":"CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(20), data VARBINARY(9));"}},"#
    + #""routing_rules":null,"default":"ks","directory":null,"strategy":"pushdown","sql_mode":null,"seed":1}"#

  @Test(arguments: [
    ("", 3140), ("not json", 3140), ("[1]", 1210), ("{}", 1210), (#"{"op":"nonsense"}"#, 1210),
    (#"{"op":"parse"}"#, 1210), (#"{"op":"parse","sql":"SELEC 1"}"#, 1064),
    (#"{"op":"execute","sql":"SELECT 1"}"#, 1046), (#"{"op":"create","keyspaces":{"a":1}}"#, 1210),
    (#"{"op":"parse","sql":"SELECT '\udc80'"}"#, 3140),
    (#"{"op":"parse","sql":"SELECT '\ud83d\u0041'"}"#, 3140),
  ])
  func badLinesAreAnswered(line: String, code: Int) throws {
    let answer = try #require(try answers(line).first)
    #expect(answer["ok"] == false)
    #expect(answer["error"]?["code"]?.integer == code)
    #expect(answer["error"]?["message"]?.text?.isEmpty == false)
  }

  @Test(arguments: [
    (#""strategy":"nonsense""#, 1231), (#""strategy":5"#, 1210), (#""default":"nowhere""#, 1049),
    (#""sql_mode":"NONSENSE""#, 1231), (#""directory":{}"#, 1210), (#""keyspaces":[]"#, 1210),
  ])
  func wrongSettingsAreNotPassedOver(member: String, code: Int) throws {
    let answers = try answers(
      #"{"op":"create","keyspaces":{"ks":{}},\#(member)}"#,
      #"{"op":"execute","sql":"SELECT 1"}"#
    )
    #expect(answers[0]["error"]?["code"]?.integer == code)
    #expect(answers[1]["error"]?["code"]?.integer == 1046)
  }

  @Test func aModeIsTakenOver() throws {
    let create = #"{"op":"create","keyspaces":{"ks":{}},"sql_mode":"ANSI_QUOTES"}"#
    let answers = try answers(create, #"{"op":"execute","sql":"SELECT @@sql_mode"}"#)
    #expect(answers[0]["ok"] == true)
    #expect(answers[1]["rows"] == [["ANSI_QUOTES"]])
  }

  @Test(arguments: [
    #"{"routing_rules":{"rules":[]}}"#, #"[{"from_table":"a","to_tables":["ks.a"]}]"#,
  ])
  func rulesOfAnotherShapeAreRefused(rules: String) throws {
    let create = #"{"op":"create","keyspaces":{"ks":{}},"routing_rules":\#(rules)}"#
    let error = try answers(create)[0]["error"]
    #expect(error?["message"]?.text == "routing_rules: expected an object with a list 'rules'")
    #expect(error?["hint"]?.text?.contains("to_tables") == true)
  }

  @Test func aSessionThatWasKilledIsMadeAnew() throws {
    let handler = PipeHandler()
    defer { handler.close() }
    func answer(_ sql: String, in session: String) throws -> JSON {
      try JSON(
        parsing: handler.answer(#"{"op":"execute","sql":"\#(sql)","session":"\#(session)"}"#)
      )
    }
    _ = handler.answer(Self.create)
    let rows = try answer("SELECT CONNECTION_ID()", in: "a")["rows"]
    let number = try #require(rows?.elements?.first?.elements?.first?.text)
    #expect(try answer("KILL \(number)", in: "b")["ok"] == true)
    #expect(try answer("SELECT 1", in: "a")["error"]?["code"] == 1927)
    #expect(try answer("SELECT 1", in: "a")["ok"] == true)
  }

  @Test func plansOfSeveralStatementsAreOneDocument() throws {
    #expect(PlanCommand.text(of: [["a": 1]], of: 1) == (["a": 1] as JSON).pretty)
    let text = try #require(PlanCommand.text(of: [["a": 1], ["a": 2]], of: 2))
    #expect(try JSON(parsing: text) == [["a": 1], ["a": 2]])
    #expect(PlanCommand.text(of: [], of: 1) == nil)
  }

  @Test func bitsAreBytes() throws {
    let sql =
      "CREATE TABLE b (id INT PRIMARY KEY, v BIT(16)); INSERT INTO b VALUES (1, 0xFF01), (2, 0x4142); "
      + "SELECT v FROM b ORDER BY id"
    let answers = try answers(Self.create, #"{"op":"execute","sql":"\#(sql)"}"#)
    #expect(answers[1]["following"]?.elements?.last?["rows"] == [[["hex": "ff01"]], ["AB"]])
  }

  @Test func tablesOfOtherKeyspacesAreFoundUntilOneIsSelected() throws {
    let create =
      #"{"op":"create","keyspaces":{"a":{"schema":"CREATE TABLE t (id INT PRIMARY KEY);"},"#
      + #""b":{"schema":"CREATE TABLE t (id INT PRIMARY KEY, v INT); CREATE TABLE u (id INT PRIMARY KEY);"}},"default":"a"}"#
    let answers = try answers(
      create,
      #"{"op":"execute","sql":"INSERT INTO u VALUES (1), (2)"}"#,
      #"{"op":"execute","sql":"SELECT DATABASE(), COUNT(*) FROM u"}"#,
      #"{"op":"execute","sql":"SELECT v FROM t"}"#,
      #"{"op":"execute","sql":"DROP TABLE u"}"#,
      #"{"op":"execute","sql":"SELECT * FROM nowhere"}"#,
      #"{"op":"execute","sql":"USE a"}"#,
      #"{"op":"execute","sql":"SELECT COUNT(*) FROM u"}"#
    )
    #expect(answers[1]["affected"]?.integer == 2)
    #expect(answers[2]["rows"] == [["a", "2"]])
    #expect(answers[3]["error"]?["code"]?.integer == 1054)
    #expect(answers[4]["error"]?["code"]?.integer == 1051)
    #expect(answers[5]["error"]?["code"]?.integer == 1146)
    #expect(answers[6]["ok"] == true)
    #expect(answers[7]["error"]?["code"]?.integer == 1146)
  }

  @Test(arguments: [#""params":{"a":1}"#, #""params":1"#, #""session":5"#])
  func wrongArgumentsAreNotPassedOver(member: String) throws {
    let answers = try answers(Self.create, #"{"op":"execute","sql":"SELECT 1",\#(member)}"#)
    #expect(answers[1]["error"]?["code"]?.integer == 1210)
  }

  @Test func aCallHasSeveralAnswers() throws {
    let answers = try answers(
      Self.create,
      #"{"op":"execute","sql":"CREATE PROCEDURE p(n INT) BEGIN SELECT n; SELECT n + 1; SELECT 1 FROM no; END"}"#,
      #"{"op":"execute","sql":"CREATE PROCEDURE q() BEGIN SELECT 1; SELECT 2; DO 3; END"}"#,
      #"{"op":"execute","sql":"CALL q()"}"#,
      #"{"op":"execute","sql":"CALL p(4)"}"#,
      #"{"op":"execute","sql":"SELECT nothing"}"#
    )
    #expect(answers[3]["rows"] == [["1"]])
    #expect(answers[3]["following"]?.elements?.map { $0["rows"] } == [[["2"]]])
    #expect(answers[4]["error"]?["code"]?.integer == 1146)
    #expect(answers[4]["answered"]?.elements?.map { $0["rows"] } == [[["4"]], [["5"]]])
    #expect(answers[5]["answered"] == nil)
  }

  @Test func severalStatementsHaveSeveralAnswers() throws {
    let answers = try answers(
      Self.create,
      #"{"op":"execute","sql":"INSERT INTO t (id) VALUES (1); ; INSERT INTO t (id) VALUES (2);"}"#,
      #"{"op":"execute","sql":"SELECT ';'; SELECT COUNT(*) FROM t; SELECT 3"}"#,
      #"{"op":"execute","sql":"INSERT INTO t (id) VALUES (3); SELECT no FROM t"}"#,
      #"{"op":"execute","sql":"INSERT INTO t (id) VALUES (4); SELEC 1"}"#,
      #"{"op":"execute","sql":"SELECT id FROM t ORDER BY id;"}"#,
      #"{"op":"execute","sql":"SELECT 7; SELECT no FROM t"}"#,
      #"{"op":"execute","sql":"SELECT no FROM t"}"#
    )
    #expect(answers[1]["affected"]?.integer == 1)
    #expect(answers[2]["rows"] == [[";"]])
    #expect(answers[2]["following"]?.elements?.map { $0["rows"] } == [[["2"]], [["3"]]])
    #expect(answers[3]["error"]?["code"]?.integer == 1054)
    #expect(answers[4]["error"]?["code"]?.integer == 1064)
    #expect(answers[5]["rows"] == [["1"], ["2"], ["3"]])
    #expect(answers[6]["answered"]?.elements?.map { $0["rows"] } == [[["7"]]])
    #expect(answers[7]["answered"] == nil)
  }

  @Test func typesAreThoseOfTheClientProtocol() throws {
    let answers = try answers(
      Self.create,
      #"{"op":"execute","sql":"CREATE TABLE ks.w (id BIGINT PRIMARY KEY, a LONGTEXT, b TINYBLOB, c INT UNSIGNED)"}"#,
      #"{"op":"execute","sql":"SELECT a, b, c FROM w"}"#
    )
    let types = answers[2]["columns"]?.elements?.map { $0["type"] }
    #expect(types == ["TEXT", "BLOB", "INT UNSIGNED"])
  }

  @Test func idsComeBackWhateverTheyAre() throws {
    let answers = try answers(
      #"{"id":"a","op":"x"}"#,
      #"{"id":[1],"op":"x"}"#,
      #"{"id":1.50,"op":"x"}"#,
      #"{"op":"x"}"#
    )
    #expect(answers.map { $0["id"] } == ["a", [1], .number("1.50"), .null])
  }

  @Test func errorsTellTheirPlace() throws {
    let answer = try #require(
      try answers(#"{"id":1,"op":"parse","sql":"SELECT 1,\n FROM t"}"#).first
    )
    #expect(answer["error"]?["line"]?.integer == 2)
    #expect(answer["error"]?["column"]?.integer == 2)
    #expect(answer["error"]?["state"]?.text == "42000")
  }

  @Test func statementsAreExecutedInSessions() throws {
    let answers = try answers(
      Self.create,
      #"{"id":2,"op":"execute","sql":"INSERT INTO t VALUES (1, 'a', NULL), (2, 'é', x'ff00'), (3, NULL, 'k')"}"#,
      #"{"id":3,"op":"execute","sql":"SELECT * FROM t WHERE id >= ? ORDER BY id","params":[2],"session":"s"}"#,
      #"{"id":4,"op":"execute","sql":"SELECT nope FROM t"}"#
    )
    #expect(answers[0] == ["id": 1, "ok": true])
    #expect(answers[1]["affected"] == 3)
    #expect(answers[2]["columns"]?.elements?.first == ["name": "id", "type": "BIGINT"])
    #expect(answers[2]["rows"] == [["2", "é", ["hex": "ff00"]], ["3", nil, ["hex": "6b"]]])
    #expect(answers[2]["trace"]?["shard_calls"] == 2)
    #expect(answers[2]["trace"]?["shards"] == ["ks/-80", "ks/80-"])
    #expect(answers[3]["error"]?["code"] == 1054)
  }

  @Test func plansHaveVitesssShape() throws {
    let answer = try #require(
      try answers(Self.create, #"{"id":2,"op":"plan","sql":"SELECT name FROM t WHERE id = 7"}"#)
        .last
    )
    #expect(answer["plan"]?["OperatorType"] == "Route")
    #expect(answer["plan"]?["Variant"] == "EqualUnique")
    #expect(answer["plan"]?["Keyspace"] == ["Name": "ks", "Sharded": true])
    #expect(answer["tables"] == ["ks.t"])
  }

  @Test(arguments: [
    (
      #"{"op":"vindex","type":"hash","params":{},"values":[{"type":"INT64","value":"1"},null]}"#,
      ["166b40b44aba4bd6", nil] as JSON
    ),
    (
      #"{"op":"vindex","type":"binary","values":[{"type":"VARBINARY","hex":"00ff"}]}"#,
      ["00ff"] as JSON
    ),
  ])
  func vindexesMapValues(line: String, ids: JSON) throws {
    let answer = try #require(try answers(line).first)
    #expect(answer["keyspace_ids"] == ids)
  }

  @Test func parametersKeepTheirKind() throws {
    let request = try PipeRequest(
      #"{"params":[1,-2.5,"x",null,true,{"hex":"00ff"},18446744073709551615]}"#
    )
    #expect(
      try request.parameters() == [
        .integer(1), .real(-2.5), .text("x"), .null, .integer(1), .blob([0, 255]),
        .text("18446744073709551615"),
      ]
    )
  }
}
