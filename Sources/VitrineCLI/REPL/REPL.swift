import Foundation
import Vitrine
import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// The conversation at a terminal: reads statements and dot commands, and answers them.
final class REPL {
  private let cluster: Cluster
  private let editor: LineEditor
  private var runner: StatementRunner
  private var splitter = StatementSplitter()
  private var isOver = false
  private let palette = Palette(for: .standard)

  init(cluster: Cluster, session: Session, format: OutputFormat) {
    self.cluster = cluster
    editor = LineEditor(history: History(file: History.standardFile))
    runner = StatementRunner(session: session, format: format)
    runner.isChatty = true
    editor.complete = { [unowned self] in completer.complete($0) }
  }

  func run() {
    Output.standard.line("Vitrine. Statements end with ; or \\G. Try .help, leave with .quit")
    while !isOver {
      switch editor.readLine(prompt: prompt) {
      case .line(let line): read(line)
      case .interrupted: splitter.reset()
      case .end: isOver = true
      }
    }
    editor.history.save()
  }

  private var prompt: String {
    guard splitter.isEmpty else {
      return (splitter.openDelimiter ?? "-").paddedLeft(to: 6) + "> "
    }
    return (runner.session.currentKeyspace ?? "vitrine") + "> "
  }

  private func read(_ line: String) {
    editor.history.add(line)
    if splitter.isEmpty, line.hasPrefix(".") {
      return run(DotCommand(line))
    }
    if splitter.isEmpty, ["quit", "exit", "\\q"].contains(line.lowercased()) {
      isOver = true
      return
    }
    let interrupter = runner.session.interrupter
    for statement in splitter.add(line) {
      Interruption.handled(by: interrupter.interrupt) { _ = runner.run(statement) }
    }
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

  private func run(_ command: DotCommand) {
    switch command.name {
    case .help: Output.standard.line(DotCommand.help)
    case .quit: isOver = true
    case .mode: setMode(command.argument)
    case .timer: runner.isChatty = command.argument != "off"
    case .trace: runner.showsTrace = command.argument != "off"
    case .tables: ask("SHOW TABLES")
    case .schema: showSchema(command.argument)
    case .shards: showShards()
    case .explain: explain(command.argument) { $0.tree() }
    case .route: route(command.argument)
    case nil: Output.error.line("unknown command '\(command.word)'; \(command.suggestion)")
    }
  }

  private func ask(_ sql: String) {
    _ = runner.run(StatementSplitter.Statement(text: sql, isVertical: false, line: 1))
  }

  private func setMode(_ name: String) {
    guard let format = OutputFormat(rawValue: name) else {
      let names = OutputFormat.allCases.map(\.rawValue).joined(separator: " ")
      return Output.error.line("the modes are: \(names)")
    }
    runner.format = format
  }

  /// The CREATE TABLE texts of one table, or of all tables of the current keyspace.
  private func showSchema(_ table: String) {
    if !table.isEmpty { return showCreate(table) }
    let keyspace = runner.session.currentKeyspace ?? cluster.keyspaceNames.first ?? ""
    for name in cluster.catalog.keyspaces[keyspace]?.tables.keys.sorted() ?? [] {
      showCreate("`\(keyspace)`.`\(name)`")
    }
  }

  private func showCreate(_ table: String) {
    let sql = "SHOW CREATE TABLE \(table)"
    do throws(SQLError) {
      let result = try runner.session.execute(sql)
      Output.standard.line((result.text(row: 0, column: 1) ?? "") + ";")
    } catch {
      Failure.report(error, in: sql)
    }
  }

  private func showShards() {
    let rows = cluster.keyspaceNames.map { keyspace in
      [keyspace, ((try? cluster.shards(of: keyspace)) ?? []).joined(separator: " ")]
    }
    Output.standard.write(runner.format.text(of: ResultTable(["keyspace", "shards"], rows)))
  }

  /// `.route TABLE VALUE…` tells of a row, `.route SQL` of a statement.
  private func route(_ argument: String) {
    guard let words = RouteSentence.words(argument) else {
      return explain(argument) { RouteSentence.text(for: $0) }
    }
    do throws(SQLError) {
      let route = try cluster.route(
        words[0],
        values: words.dropFirst().map { Value(word: $0) },
        keyspace: runner.session.currentKeyspace
      )
      Output.standard.line(route.reason)
    } catch {
      Failure.report(error)
    }
  }

  private func explain(_ sql: String, _ text: (Plan) -> String) {
    let sql = sql.hasSuffix(";") ? String(sql.dropLast()) : sql
    do throws(SQLError) {
      Output.standard.line(text(try runner.session.explain(sql)))
    } catch {
      Failure.report(error, in: sql)
    }
  }
}
