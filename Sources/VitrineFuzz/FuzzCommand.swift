import ArgumentParser
import Foundation

/// `vitrine-fuzz`: mutated statements against the parser, for as long as asked.
@main
struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vitrine-fuzz",
    abstract: "Mutates statements and checks that the parser neither traps nor hangs nor misprints."
  )

  @Option(help: "How long to run, in seconds.")
  var seconds = 60

  @Option(help: "How many inputs to try at most.")
  var inputs = UInt64.max

  @Option(help: "The seed; the same one gives the same inputs.")
  var seed: UInt64 = 1

  @Option(help: "The number of the first input.")
  var first: UInt64 = 0

  @Flag(help: "Only print the first input, to see what a number stands for.")
  var show = false

  @Argument(help: "Directories and files of statements: .test, .sql, .json.")
  var paths: [String]

  func run() throws {
    let corpus = try Corpus(paths: paths)
    guard !corpus.statements.isEmpty else {
      throw ValidationError("no statements in \(paths.joined(separator: ", "))")
    }
    let mutator = Mutator(corpus: corpus, seed: seed)
    if show {
      FileHandle.standardOutput.write(Data(mutator.input(first) + [0x0A]))
      return
    }
    Watchdog.start()
    let clock = ContinuousClock()
    var run = FuzzRun(mutator: mutator)
    let time = clock.measure {
      run.run(from: first, inputs: inputs, for: .seconds(seconds), watch: Watchdog.watch)
    }
    Watchdog.stop()
    report(run, corpus, time)
    if !run.findings.isEmpty { throw ExitCode(1) }
  }

  private func report(_ run: FuzzRun, _ corpus: Corpus, _ time: Duration) {
    for finding in run.findings {
      print("input \(finding.number): \(finding.failure.name)")
      print("  \(String(decoding: finding.smallest, as: UTF8.self))")
      print("  \(finding.failure)")
    }
    let seconds = max(time / .seconds(1), 0.001)
    print(
      """
      \(run.inputs) inputs of \(corpus.statements.count) statements in \(Int(seconds)) s \
      (\(Int(Double(run.inputs) / seconds)) a second, \(run.bytes >> 20) MiB), \
      \(run.accepted) statements, \(run.findings.count) findings, seed \(seed)
      """
    )
  }
}
