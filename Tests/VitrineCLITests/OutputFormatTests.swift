import Testing

@testable import VitrineCLI

@Suite struct OutputFormatTests {
  static let table = ResultTable(
    columns: [
      ResultTable.Column("id", type: "BIGINT", isNumeric: true), ResultTable.Column("name"),
    ],
    rows: [
      [.text("1"), .text("Ada, \"the\" first")], [.text("20"), .text("東京")],
      [.null, .text("a\tb\\c\nd|e")], [.text("3"), .binary([0xFF, 0x00])],
    ]
  )

  @Test(arguments: [
    (
      OutputFormat.table,
      """
      +------+------------------+
      | id   | name             |
      +------+------------------+
      |    1 | Ada, "the" first |
      |   20 | 東京             |
      | NULL | a\\tb\\c\\nd|e      |
      |    3 | 0xff00           |
      +------+------------------+

      """
    ),
    (
      .csv,
      "id,name\r\n1,\"Ada, \"\"the\"\" first\"\r\n20,東京\r\n,\"a\tb\\c\nd|e\"\r\n3,0xff00\r\n"
    ),
    (.tsv, "id\tname\n1\tAda, \"the\" first\n20\t東京\nNULL\ta\\tb\\\\c\\nd|e\n3\t0xff00\n"),
    (
      .jsonl,
      """
      {"id":1,"name":"Ada, \\"the\\" first"}
      {"id":20,"name":"東京"}
      {"id":null,"name":"a\\tb\\\\c\\nd|e"}
      {"id":3,"name":{"hex":"ff00"}}

      """
    ),
    (
      .markdown,
      """
      | id | name |
      | ---: | --- |
      | 1 | Ada, "the" first |
      | 20 | 東京 |
      | NULL | a\\tb\\c\\nd\\|e |
      | 3 | 0xff00 |

      """
    ),
  ])
  func rowsTakeTheFormsShape(format: OutputFormat, expected: String) {
    #expect(format.text(of: Self.table) == expected)
  }

  @Test func verticalNamesEveryValue() {
    let table = ResultTable(["a", "long"], [["1", "x"]])
    let stars = String(repeating: "*", count: 27)
    #expect(
      OutputFormat.vertical.text(of: table) == "\(stars) 1. row \(stars)\n   a: 1\nlong: x\n"
    )
  }

  @Test func emptyResultsKeepTheirColumns() {
    let table = ResultTable(["n"], [])
    #expect(OutputFormat.table.text(of: table) == "+---+\n| n |\n+---+\n")
    #expect(OutputFormat.json.text(of: table) == "[]\n")
    #expect(OutputFormat.tsv.text(of: table) == "n\n")
  }
}
