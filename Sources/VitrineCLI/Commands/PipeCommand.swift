import ArgumentParser
import VitrineSQL

/// `vitrine pipe`: JSON lines on stdin and stdout, for programs in any language.
struct PipeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipe",
    abstract: "Answer JSON lines on stdin with JSON lines on stdout.",
    discussion: "One object a line each way; `op` is create, parse, plan, execute or vindex."
  )

  func run() throws {
    Interruption.install()
    let handler = PipeHandler()
    defer { handler.close() }
    var lines = LineSource()
    while let answer = Self.answer(&lines, handler) {
      if !answer.isEmpty { Output.standard.line(answer) }
    }
  }

  /// The answer to the next line, empty to an empty one; nil at the end.
  private static func answer(_ lines: inout LineSource, _ handler: PipeHandler) -> String? {
    do throws(SQLError) {
      guard let line = try lines.next() else { return nil }
      return line.allSatisfy(\.isWhitespace) ? "" : handler.answer(line)
    } catch {
      return PipeAnswer.failure(.null, error, in: nil).compact
    }
  }
}
