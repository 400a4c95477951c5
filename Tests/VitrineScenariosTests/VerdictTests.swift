import Testing
import Vitrine
import VitrineSQL
import VitrineSharding

@testable import VitrineScenarios

@Suite struct LineDifferenceTests {
  @Test(arguments: [
    (["a", "b", "c"], ["a", "c"], "- expected 3, + got 2\n  a\n- b\n  c"),
    (["a"], ["a", "b"], "- expected 1, + got 2\n  a\n+ b"),
    (["a", "b"], ["a", "x"], "- expected 2, + got 2\n  a\n- b\n+ x"),
    ([], ["x"], "- expected 0, + got 1\n+ x"),
    (["a", "b"], ["b", "a"], "- expected 2, + got 2\n- a\n  b\n+ a"),
  ])
  func showsWhatIsMissingAndWhatIsTooMuch(expected: [String], got: [String], text: String) {
    #expect(LineDifference.text(expected: expected, got: got) == text)
  }
}

@Suite struct FailureTests {
  private let error = SQLError(.duplicateEntry, "Duplicate entry '1' for key 'users.PRIMARY'")

  @Test func errorsAreComparedByWhatIsSaid() {
    var failure = Expectation.Failure(code: 1062)
    #expect(failure.matches(error))
    failure.state = "23000"
    failure.message = "duplicate ENTRY"
    #expect(failure.matches(error))
    failure.vitessCode = "VT12001"
    #expect(!failure.matches(error))
    #expect(!Expectation.Failure(code: 1064).matches(error))
  }
}

@Suite struct ReportTests {
  private let reports = [
    ScenarioReport(
      name: "good",
      path: "good.yaml",
      steps: [
        ScenarioReport.Step(
          title: "SELECT 1 < 2 # x",
          sql: "SELECT 1 < 2 # x",
          line: 3,
          mismatches: [],
          trace: ExecutionTrace(),
          elapsed: .microseconds(1500)
        )
      ]
    ),
    ScenarioReport(
      name: "bad",
      path: "bad.yaml",
      steps: [
        ScenarioReport.Step(
          title: "count",
          sql: "SELECT 2",
          line: 9,
          mismatches: [ScenarioReport.Mismatch("rows", "- 1\n+ 2")],
          trace: nil,
          elapsed: .zero
        )
      ]
    ),
    ScenarioReport(name: "broken", path: "broken.yaml", setupFailure: "error 1064", steps: []),
  ]

  @Test func textTellsWhatFailed() {
    #expect(
      ReportFormat.text.text(of: reports) == """
        ok   good (1 steps)
        FAIL bad (1 steps)
             bad.yaml:9: count
               rows: - 1
               + 2
        FAIL broken (0 steps)
             broken.yaml: setup failed: error 1064
        3 scenarios, 2 steps, 1 failed, 1 could not be set up

        """
    )
  }

  @Test func tapCountsEveryStep() {
    #expect(
      ReportFormat.tap.text(of: reports) == """
        TAP version 14
        1..3
        ok 1 - good: SELECT 1 < 2 \\# x
        not ok 2 - bad: count
        # bad.yaml:9: rows: - 1
        # + 2
        not ok 3 - broken: setup
        # error 1064

        """
    )
  }

  @Test func junitEscapesWhatXMLReserves() {
    let text = ReportFormat.junit.text(of: reports)
    #expect(
      text.contains(
        "name=\"SELECT 1 &lt; 2 # x\" file=\"good.yaml\" line=\"3\" time=\"0.001500\"/>"
      )
    )
    #expect(text.contains("<testsuite name=\"bad\" tests=\"1\" failures=\"1\" errors=\"0\">"))
    #expect(text.contains("<error>error 1064</error>"))
  }

  @Test func jsonHoldsEverything() throws {
    let document = try JSON(parsing: ReportFormat.json.text(of: reports))
    #expect(document["passed"]?.boolean == false)
    let scenarios = try #require(document["scenarios"]?.elements)
    #expect(scenarios.map { $0["passed"]?.boolean } == [true, false, false])
    #expect(scenarios[2]["error"]?.text == "error 1064")
    #expect(scenarios[1]["steps"]?.elements?.first?["failures"]?.elements?.count == 1)
  }
}
