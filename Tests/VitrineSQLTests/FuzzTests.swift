import Foundation
import Testing

@testable import VitrineFuzz
@testable import VitrineSQL

/// A second of what `make fuzz` does for ten minutes, and that it would find what it looks for.
@Suite struct FuzzTests {
  private func corpus() throws -> Corpus {
    let statements = try GrammarTests.chapters.flatMap { chapter in
      try CaseFile(named: chapter).cases.map(\.input)
    }
    return Corpus(statements: statements)
  }

  @Test func mutatedStatementsAreReadOrRefused() throws {
    var run = FuzzRun(mutator: Mutator(corpus: try corpus(), seed: 20_261_121))
    run.run(inputs: 20_000, for: .seconds(1))
    #expect(run.inputs > 0)
    for finding in run.findings {
      Issue.record(
        """
        input \(finding.number): \(finding.failure)
        \(String(decoding: finding.smallest, as: UTF8.self))
        """
      )
    }
  }

  @Test func aNumberIsAnInput() throws {
    let mutator = Mutator(corpus: try corpus(), seed: 7)
    let inputs = (0..<200).map { mutator.input($0) }
    #expect(inputs == (0..<200).map { mutator.input($0) })
    #expect(Set(inputs).count > 150)
  }

  /// Shrinking keeps the failure and drops what it does not need.
  @Test func shrinkingDropsWhatDoesNotMatter() {
    var tried = 0
    let smallest = Shrinker.shrunk(Array("select a from b where (c) = 1".utf8)) { input in
      tried += 1
      return input.contains(0x28) && input.contains(0x63)
    }
    #expect(String(decoding: smallest, as: UTF8.self) == "(c")
    #expect(tried < 500)
  }

  @Test func tokensOfAStatement() {
    let bytes = Array("a 'b c'=@`d`".utf8)
    let tokens = TokenRanges.of(bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
    #expect(tokens == ["a", "'b c'", "=", "@", "`d`"])
  }
}
