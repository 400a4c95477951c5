import VitrineSQL

/// A command to the REPL itself: `.mode json`.
struct DotCommand: Equatable {
  enum Name: String, CaseIterable {
    case help, mode, timer, trace, tables, schema, shards, route, explain, quit
  }

  /// Nil for a word that is no command.
  let name: Name?
  /// The word as typed, with its dot.
  let word: String
  let argument: String

  init(_ line: String) {
    let parts = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    word = parts.first.map(String.init) ?? ""
    name = Name(rawValue: String(word.dropFirst()).lowercased())
    argument = parts.count > 1 ? String(parts[1]).trimmingSpaces() : ""
  }

  /// What to try in place of a word that is no command.
  var suggestion: String {
    let names = Name.allCases.map { "." + $0.rawValue }
    return nearest(to: word, in: names).map { "did you mean \($0)?" } ?? ".help lists them"
  }

  static let help = """
    .help            this list
    .mode FORMAT     table, json, jsonl, csv, tsv, vertical or markdown
    .timer on|off    tell counts and times after each statement
    .trace on|off    tell what each statement cost: shards, calls, rows moved
    .tables          the tables of the current keyspace
    .schema [TABLE]  CREATE TABLE of one table or of all
    .shards          the keyspaces and their shards
    .route T VALUE…  where a row of a table would go, and why
    .route SQL       which shards a statement goes to, and why
    .explain SQL     the plan of a statement
    .quit            leave; Ctrl-D does too
    Ctrl-C drops what is typed, or stops a running statement; Ctrl-R searches the history.
    """
}

extension String {
  func trimmingSpaces() -> String {
    let trimmed = drop(while: \.isWhitespace)
    return String(trimmed.reversed().drop(while: \.isWhitespace).reversed())
  }
}
