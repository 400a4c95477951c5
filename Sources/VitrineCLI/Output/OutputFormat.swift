import ArgumentParser

/// The forms in which rows leave the program.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case table, json, jsonl, csv, tsv, vertical, markdown

  /// A table for people, TSV for pipes.
  static func standard(onTerminal: Bool) -> OutputFormat { onTerminal ? .table : .tsv }

  /// The rows in this form; every line ends with a newline.
  func text(of table: ResultTable) -> String {
    switch self {
    case .table: GridFormat.text(of: table)
    case .json: JSONFormat.array(of: table)
    case .jsonl: JSONFormat.lines(of: table)
    case .csv: DelimitedFormat.csv(of: table)
    case .tsv: DelimitedFormat.tsv(of: table)
    case .vertical: VerticalFormat.text(of: table)
    case .markdown: MarkdownFormat.text(of: table)
    }
  }
}
