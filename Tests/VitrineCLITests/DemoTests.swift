import Foundation
import Testing

@testable import VitrineCLI

@Suite struct DemoTests {
  private static let scenarios = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("scenarios/ecommerce")

  @Test func vschemaIsThatOfTheScenario() throws {
    let file = Self.scenarios.appendingPathComponent("vschema.json")
    #expect(try String(contentsOf: file, encoding: .utf8) == DemoStatements.vschema)
  }

  @Test func dataIsTheSameForASeed() {
    var first = DemoData(orders: 1200, seed: 5)
    var second = DemoData(orders: 1200, seed: 5)
    var other = DemoData(orders: 1200, seed: 6)
    let statements = first.statements()
    #expect(statements.count == 4)
    #expect(statements == second.statements())
    #expect(statements != other.statements())
  }
}

@Suite struct ReadableTimeTests {
  @Test(arguments: [
    (Duration.nanoseconds(1500), "1.5 µs"), (.microseconds(850), "850 µs"),
    (.microseconds(2346), "2.35 ms"), (.milliseconds(123), "123.0 ms"), (.seconds(3), "3.00 s"),
  ])
  func unitsSuitTheTime(duration: Duration, text: String) {
    #expect(duration.readable == text)
  }
}
