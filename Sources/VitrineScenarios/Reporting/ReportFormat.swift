import Vitrine
import VitrineSQL

/// The forms in which the outcome of scenarios is told.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// For people: a line for each scenario, and what was not as expected.
  case text
  /// XML that most build servers read.
  case junit
  /// The Test Anything Protocol, version 14.
  case tap
  /// One object with everything.
  case json

  /// The reports in this form.
  public func text(of reports: [ScenarioReport]) -> String {
    switch self {
    case .text: PlainReport.text(of: reports)
    case .junit: JUnitReport.text(of: reports)
    case .tap: TAPReport.text(of: reports)
    case .json: JSONReport.text(of: reports)
    }
  }
}

enum PlainReport {
  static func text(of reports: [ScenarioReport]) -> String {
    let steps = reports.flatMap(\.steps)
    let failed = steps.count { !$0.hasPassed }
    let broken = reports.count { $0.setupFailure != nil }
    var summary = "\(reports.count) scenarios, \(steps.count) steps, \(failed) failed"
    if broken > 0 { summary += ", \(broken) could not be set up" }
    return reports.map(text).joined() + summary + "\n"
  }

  private static func text(of report: ScenarioReport) -> String {
    var text =
      "\(report.hasPassed ? "ok  " : "FAIL") \(report.name) (\(report.steps.count) steps)\n"
    if let failure = report.setupFailure {
      text += indented("\(report.path): setup failed: \(failure)", by: 5) + "\n"
    }
    for step in report.steps where !step.hasPassed {
      text += indented("\(report.path):\(step.line): \(step.title)", by: 5) + "\n"
      for mismatch in step.mismatches {
        text += indented("\(mismatch.subject): \(mismatch.detail)", by: 7) + "\n"
      }
    }
    return text
  }

  private static func indented(_ text: String, by width: Int) -> String {
    let margin = String(repeating: " ", count: width)
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { margin + $0 }.joined(separator: "\n")
  }
}

enum JUnitReport {
  static func text(of reports: [ScenarioReport]) -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
      + reports.map(suite).joined() + "</testsuites>\n"
  }

  private static func suite(_ report: ScenarioReport) -> String {
    let failures = report.steps.count { !$0.hasPassed }
    let errors = report.setupFailure == nil ? 0 : 1
    let counts =
      "tests=\"\(max(errors, report.steps.count))\" failures=\"\(failures)\" errors=\"\(errors)\""
    var text = "  <testsuite name=\"\(escaped(report.name))\" \(counts)>\n"
    if let failure = report.setupFailure {
      text += "    <testcase name=\"setup\"><error>\(escaped(failure))</error></testcase>\n"
    }
    return text + report.steps.map { testCase($0, of: report) }.joined() + "  </testsuite>\n"
  }

  private static func testCase(_ step: ScenarioReport.Step, of report: ScenarioReport) -> String {
    let head =
      "    <testcase classname=\"\(escaped(report.name))\" name=\"\(escaped(step.title))\""
      + " file=\"\(escaped(report.path))\" line=\"\(step.line)\" time=\"\(step.elapsed.secondsText)\""
    guard !step.hasPassed else { return head + "/>\n" }
    let details = step.mismatches.map { "\($0.subject): \($0.detail)" }.joined(separator: "\n")
    return head + "><failure>\(escaped(details))</failure></testcase>\n"
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "\n", "\t": text.unicodeScalars.append(scalar)
      default: text.unicodeScalars.append(scalar.value < 0x20 ? "\u{FFFD}" : scalar)
      }
    }
  }
}

enum TAPReport {
  static func text(of reports: [ScenarioReport]) -> String {
    var lines: [String] = []
    var number = 0
    for report in reports {
      if let failure = report.setupFailure {
        number += 1
        lines.append("not ok \(number) - \(report.name): setup")
        lines += commented(failure)
      }
      for step in report.steps {
        number += 1
        let title = step.title.replacing("#", with: "\\#")
        lines.append("\(step.hasPassed ? "ok" : "not ok") \(number) - \(report.name): \(title)")
        for mismatch in step.mismatches {
          lines += commented("\(report.path):\(step.line): \(mismatch.subject): \(mismatch.detail)")
        }
      }
    }
    return (["TAP version 14", "1..\(number)"] + lines).joined(separator: "\n") + "\n"
  }

  private static func commented(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "# " + $0 }
  }
}

enum JSONReport {
  static func text(of reports: [ScenarioReport]) -> String {
    let document: JSON = [
      "passed": .boolean(reports.allSatisfy(\.hasPassed)),
      "scenarios": .array(reports.map(scenario)),
    ]
    return document.pretty + "\n"
  }

  private static func scenario(_ report: ScenarioReport) -> JSON {
    .object(skippingNil: [
      "name": .string(report.name), "path": .string(report.path),
      "passed": .boolean(report.hasPassed), "error": report.setupFailure.map(JSON.string),
      "steps": .array(report.steps.map(step)),
    ])
  }

  private static func step(_ step: ScenarioReport.Step) -> JSON {
    .object(skippingNil: [
      "name": .string(step.title), "sql": .string(step.sql), "line": .integer(step.line),
      "passed": .boolean(step.hasPassed), "seconds": .number(step.elapsed.secondsText),
      "shards": step.trace.map { .strings($0.shards) },
      "shard_calls": step.trace.map { .integer($0.shardCalls) },
      "rows_moved": step.trace.map { .integer($0.rowsMoved) },
      "failures": .array(
        step.mismatches.map { ["subject": .string($0.subject), "detail": .string($0.detail)] }
      ),
    ])
  }
}

extension Duration {
  /// Seconds with six digits after the point.
  var secondsText: String {
    let microseconds = components.attoseconds / 1_000_000_000_000
    let digits = String(microseconds)
    return "\(components.seconds)." + String(repeating: "0", count: max(0, 6 - digits.count))
      + digits
  }
}
