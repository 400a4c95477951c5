import Testing
import Vitrine
import VitrineSQL

/// EXTRACTVALUE and UPDATEXML; the answers are those that the code of MySQL's functions gives.
@Suite struct XMLFunctionTests {
  private static let people =
    #"<r><p id="1"><n>Ann</n><v>10</v></p><p id="2"><n>Bob</n><v>20.5</v></p><p id="3"><n>ann</n></p></r>"#

  private func value(_ expression: String) throws -> (String?, [String]) {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let result = try session.execute("SELECT \(expression)")
    return (result.textRows.first?.first ?? nil, session.warnings.map(\.message))
  }

  private func extracted(_ document: String, _ path: String) throws -> String? {
    try value("EXTRACTVALUE('\(document)', '\(path)')").0
  }

  @Test(arguments: [
    "REPEAT('/a', 30000)", "CONCAT('1', REPEAT('+1', 30000))", "CONCAT('/a', REPEAT('|/a', 30000))",
    "CONCAT('/a', REPEAT('[1]', 30000))", "REPEAT('//a', 7)",
  ])
  func pathsThatAskTooMuchAreRefused(path: String) {
    #expect(throws: SQLError.self) {
      try value("EXTRACTVALUE(CONCAT(REPEAT('<a>', 60), REPEAT('</a>', 60)), \(path))")
    }
  }

  @Test(
    arguments: [
      ("//p[n=\"Ann\"]/v", "10"), ("//p[v>15]/n", "Bob"), ("//p[@id=2]/n", "Bob"),
      ("//p[position()>1]/n", "Bob ann"), ("//n|//v", "Ann 10 Bob 20.5 ann"), ("sum(//v)", "30.5"),
      ("contains(//n,\"NN\")", "1"), ("string-length(//n)", "11"), ("/r/p/n/text()", "Ann Bob ann"),
      ("count(//p[v])", "2"), ("//p[last()]/n", "ann"), ("//p[n=\"Bob\" or v=10]/@id", "1 2"),
      ("//p[not(v)]/n", "ann"), ("//v/ancestor::p/@id", "1 2"), ("//p[v*2=20]/n", "Ann"),
      ("/r/p[2]/@id", "2"), ("//p[count(v)=0]/n", "ann"), ("/r/*[1]/n", "Ann"), ("//zz", ""),
      ("/r/p/n/../@id", "1 2 3"), ("10 div 4", "2"), ("round(2.5)", "2"), ("1.50", "1.50"),
      ("boolean(//n)", "0"), ("substring(\"hello\",2,3)", "ell"), ("concat(1,\"b\")", "1b"),
      ("1 div 0", nil), ("/r/child::p[1]/descendant::v", "10"),
      ("count(/descendant-or-self::*)", "10"),
    ] as [(String, String?)]
  )
  func paths(path: String, expected: String?) throws {
    #expect(try extracted(Self.people, path) == expected)
  }

  @Test(arguments: [
    ("<a> <b>x</b> y </a>", "/a", "   y "),
    ("<?xml version=\"1.0\"?><!-- c --><a><![CDATA[x<y]]>z</a>", "/a", "x<y z"),
    ("<a>1</a><a>2</a>", "/a", "1 2"), ("<a b=\"1\" c>t</a>", "/a/@b", "1"),
    ("<a>&lt;x</a>", "/a", "&lt;x"),
    ("<a:b><a:c>n</a:c></a:b>", "/a:b/a:c", "n"), ("<!DOCTYPE foo \"x\"><a>1</a>", "/a", "1"),
    ("<a/>", "/a", ""), ("plain", "/", "plain"), ("", "/a", ""),
  ])
  func documents(document: String, path: String, expected: String) throws {
    #expect(try extracted(document, path) == expected)
  }

  @Test func nodesAreReplaced() throws {
    func updated(_ document: String, _ path: String) throws -> String? {
      try value("UPDATEXML('\(document)', '\(path)', '<new/>')").0
    }
    let document = #"<a><b>1</b><b c="2">3</b></a>"#
    #expect(try updated(document, "/a/b[1]") == #"<a><new/><b c="2">3</b></a>"#)
    #expect(try updated(document, "/a/b") == document)
    #expect(try updated(document, "//@c") == "<a><b>1</b><b <new/>>3</b></a>")
    #expect(try updated(document, "/") == "<new/>")
    #expect(try updated(document, "/x") == document)
    #expect(try updated(document, "count(//b)") == nil)
    #expect(try updated("<x><a k=\"1\" /><c/></x>", "/x/a") == "<x><new/><c/></x>")
  }

  @Test func faults() throws {
    let documents = [
      "<a>c</a><b": "line 1 pos 11: END-OF-INPUT unexpected (''>'' wanted)",
      "<a></b>": "line 1 pos 7: ''</b>'' unexpected (''</a>'' wanted)",
      "<a>\n<b>\n</a>": "line 3 pos 5: ''</a>'' unexpected (''</b>'' wanted)",
      "<a b=>": "line 1 pos 7: ''>'' unexpected (ident or string wanted)",
    ]
    for (document, message) in documents {
      let (answer, warnings) = try value("EXTRACTVALUE('\(document)', '//a')")
      #expect(answer == nil)
      let fault = message.replacing("''", with: "'")
      #expect(warnings == ["Incorrect XML value: 'parse error at \(fault)'"])
    }
    let paths = [
      "/a[": "XPATH syntax error: ''", "foo(1)": "XPATH syntax error: '(1)'",
      "//p[v=n]": "XPATH error: comparison of two nodesets is not supported: '=n]'",
      "last()": "XPATH syntax error: ''", "(//b)[1]": "XPATH syntax error: '[1]'",
    ]
    for (path, message) in paths {
      let error = #expect(throws: SQLError.self) { try extracted("<a/>", path) }
      #expect(error?.code.number == 1105 && error?.message == message)
    }
  }

  @Test(arguments: [1, 4]) func documentsOfRows(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE d (id INT PRIMARY KEY, x TEXT);
      INSERT INTO d VALUES (1, '<a><b>1</b></a>'), (2, '<a><b>2</b></a>'), (3, NULL);
      UPDATE d SET x = UPDATEXML(x, '/a/b', '<b>7</b>') WHERE EXTRACTVALUE(x, '/a/b') = '2';
      """
    )
    let rows = try session.execute("SELECT EXTRACTVALUE(x, '/a/b') FROM d ORDER BY id").textRows
    #expect(rows == [["1"], ["7"], [nil]])
    #expect(throws: SQLError.self) { try session.execute("SELECT EXTRACTVALUE(x, x) FROM d") }
  }
}
