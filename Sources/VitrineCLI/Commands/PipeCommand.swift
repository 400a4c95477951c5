import ArgumentParser

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
    while let line = lines.next() {
      if line.allSatisfy(\.isWhitespace) { continue }
      Output.standard.line(handler.answer(line))
    }
  }
}
