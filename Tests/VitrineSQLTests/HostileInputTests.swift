import Foundation
import Testing

@testable import VitrineSQL

/// Whatever the bytes, the parser answers with a tree or an error.
@Suite struct HostileInputTests {
  private func refuses(_ text: String) -> SQLError? {
    do throws(SQLError) {
      _ = try Parser.parse(text)
      return nil
    } catch {
      return error
    }
  }

  static let openings: [(String, String, String)] = [
    ("select ", "(", ""), ("select ", "f(", ""), ("select ", "-", "1"), ("select ", "not ", "1"),
    ("select ", "(select ", "1"), ("select * from ", "(", "t"), ("select ", "case when ", ""),
    ("select ", "a between 1 and ", "2"), ("select ", "exists (select ", ""),
    ("select 1 ", "union (select ", ""), ("select a ", "+ b ", ""), ("select a ", "= b ", ""),
    ("select 1 ", "union select 1 ", ""), ("select * from t ", "join t ", ""),
    ("select * from t ", "left join t on 1 ", ""), ("select ", "interval (", ""),
    ("create procedure p() ", "begin ", ""), ("explain ", "explain ", "select 1"),
    ("select ", "cast(", ""), ("select a in ", "((", ""), ("select ", "@a := ", "1"),
    ("with a as ", "(with a as ", ""), ("select ", "binary ", "a"),
    ("select * from json_table('', '' columns ", "(nested path '' columns ", ""),
    ("select ", "{d ", ""), ("select ", "trim(", ""), ("select ", "a->'x'", ""),
  ]

  @Test(arguments: openings.indices) func deepNestingIsRefused(_ index: Int) {
    let (start, repeated, end) = Self.openings[index]
    for count in [100, 1000, 20_000] {
      let error = refuses(start + String(repeating: repeated, count: count) + end)
      if count == 20_000 { #expect(error != nil, "\(repeated)") }
    }
  }

  @Test func nestingWithinTheLimitIsRead() throws {
    for (open, close) in [("(", ")"), ("f(", ")"), ("(select ", ")")] {
      let text =
        "select " + String(repeating: open, count: 60) + "1" + String(repeating: close, count: 60)
      let statement = try Parser.parse(text)
      #expect(try Parser.parse(statement.printed()) == statement)
    }
  }

  /// Trees as high as the limit can be walked, printed, hashed and freed.
  @Test func theHighestTreesAreSafe() throws {
    let count = Parser.maximumDepth - 10
    let sum = String(repeating: "a + ", count: count) + "b"
    let expression = try Parser.parseExpression(sum)
    #expect(expression.printed() == sum)
    var visited = 0
    expression.walk { (_: VitrineSQL.Expression) throws(Never) in visited += 1 }
    #expect(visited == 2 * count + 1)
    #expect(Set([expression, try Parser.parseExpression(sum)]).count == 1)
  }

  /// A text that is no UTF-8 where the grammar wants text alone.
  @Test(arguments: ["create schema s encryption '%'", "create table t (a int) comment = '%'"])
  func optionsOfBytesAreReadBack(_ text: String) throws {
    let bytes = text.utf8.map { $0 == UInt8(ascii: "%") ? 0xFF : $0 }
    let statement = try bytes.withUnsafeBufferPointer { try Parser.parse($0) }
    #expect(try Parser.parse(statement.printed()) == statement)
  }

  @Test func hugeLiterals() throws {
    let digits = String(repeating: "9", count: 100_000)
    let string = String(repeating: "x'", count: 1) + String(repeating: "41", count: 100_000) + "'"
    for text in [
      "select \(digits)", "select \(digits).\(digits)", "select 1e\(digits)", "select \(string)",
      "select '\(digits)'", "select `\(digits)`", "select 0x\(digits)", "/* \(digits) */ select 1",
    ] {
      let statement = try Parser.parse(text)
      #expect(try Parser.parse(statement.printed()) == statement)
    }
  }

  @Test func bytesThatAreNoText() {
    for bytes in [
      [0x73, 0x00, 0x31], [0xFF, 0xFE], [0x73, 0x65, 0x6C, 0x65, 0x63, 0x74, 0x20, 0x00],
      [0x27, 0x5C], [0x60], [0x2F, 0x2A, 0x21], [0x40], [0x2D, 0x2D], [0x78, 0x27, 0xC3],
    ] as [[UInt8]] {
      _ = bytes.withUnsafeBufferPointer { bytes in
        #expect(throws: SQLError.self) { try Parser.parse(bytes) }
      }
    }
    let string = Array("select '".utf8) + [0xFF, 0x00, 0xC3] + Array("'".utf8)
    let printed = string.withUnsafeBufferPointer { try? Parser.parse($0).printed() }
    #expect(printed == #"select '�\0�'"#)
  }
}
