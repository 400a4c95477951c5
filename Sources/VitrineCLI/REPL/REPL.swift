import Vitrine
import VitrineSharding

/// The conversation at a terminal: prompts, edits lines, completes names, and stops what Ctrl-C means.
final class REPL {
  private let cluster: Cluster
  private let editor: LineEditor
  private let conversation: Conversation

  init(cluster: Cluster, runner: StatementRunner) {
    self.cluster = cluster
    var runner = runner
    runner.isChatty = true
    conversation = Conversation(cluster: cluster, runner: runner, stopsAtError: false)
    editor = LineEditor(history: History(file: History.standardFile))
    editor.complete = { [unowned self] in completer.complete($0) }
  }

  func run() {
    Output.standard.line("Vitrine. Statements end with ; or \\G. Try .help, leave with .quit")
    while !conversation.isOver {
      switch editor.readLine(prompt: prompt) {
      case .line(let line): read(line)
      case .interrupted: conversation.reset()
      case .end:
        editor.history.save()
        return
      }
    }
    editor.history.save()
  }

  private var prompt: String {
    guard conversation.isBetweenStatements else {
      return (conversation.openDelimiter ?? "-").paddedLeft(to: 6) + "> "
    }
    return (conversation.runner.session.currentKeyspace ?? "vitrine") + "> "
  }

  private func read(_ line: String) {
    editor.history.add(line)
    let interrupter = conversation.runner.session.interrupter
    Interruption.handled(by: interrupter.interrupt) { _ = conversation.read(line) }
  }

  private var completer: Completer {
    let keyspaces = cluster.catalog.keyspaces.values
    let tables = keyspaces.flatMap { $0.tables.values }
    return Completer(
      dotCommands: DotCommand.Name.allCases.map { "." + $0.rawValue },
      keywords: Completer.keywords,
      names: keyspaces.map(\.name) + tables.map(\.name)
        + tables.flatMap { $0.columns.map(\.name) }
    )
  }
}
