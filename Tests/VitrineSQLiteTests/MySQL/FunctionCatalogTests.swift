import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrineSQLite

@Suite("Function catalogue")
struct FunctionCatalogTests {
  /// Every definition renders with texts, numbers and dates, and SQLite knows what it calls.
  @Test(arguments: FunctionCatalog.all.map(\.name))
  func everyFunctionIsInstalled(_ name: String) throws {
    let library = try Library()
    let definition = try #require(FunctionCatalog.find(name))
    let samples = [
      Operand.literal("'2026-11-21'"), .literal("3"), Operand("NULL", .null, origin: .constant),
    ]
    for sample in samples {
      for count in [definition.arity.lowerBound, min(definition.arity.upperBound, 4)]
      where name != "JSON_OBJECT" || count % 2 == 0 {
        let arguments = Array(repeating: sample, count: count)
        do {
          let call = try definition.call(arguments)
          _ = try library.value("SELECT " + call.sql)
        } catch let error as SQLError {
          #expect(error.code.number != 1105 && error.code.category != .internal, "\(error.message)")
          #expect(!error.message.contains("no such function"), "\(error.message)")
          #expect(!error.message.contains("wrong number of arguments"), "\(error.message)")
        }
      }
    }
  }

  /// No name or alias stands twice.
  @Test func namesAreUnique() {
    var seen: Set<String> = []
    for definition in FunctionCatalog.all {
      for name in [definition.name] + definition.aliases {
        #expect(seen.insert(name).inserted, "\(name) stands twice")
      }
    }
  }

  @Test func wrongArgumentCountsAreRefused() {
    #expect(throws: SQLError.self) { try FunctionCatalog.call("LEFT", [.literal("'a'")]) }
    #expect(throws: SQLError.self) { try FunctionCatalog.call("NO_SUCH", []) }
  }
}
