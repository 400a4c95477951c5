/// The difference between two lists of lines, as a patch shows it.
///
///       1  Ada
///     - 2  Bob
///     + 2  Bert
enum LineDifference {
  /// More lines than this of either kind are cut.
  private static let limit = 60

  static func text(expected: [String], got: [String]) -> String {
    let difference = got.difference(from: expected)
    let removed = Set(
      difference.removals.map { change in
        if case .remove(let offset, _, _) = change { offset } else { -1 }
      }
    )
    let inserted = Set(
      difference.insertions.map { change in
        if case .insert(let offset, _, _) = change { offset } else { -1 }
      }
    )
    let lines = merged(expected, without: removed, got, adding: inserted)
    let shown = lines.prefix(limit).joined(separator: "\n")
    let rest = lines.count > limit ? "\n… \(lines.count - limit) more lines" : ""
    return "- expected \(expected.count), + got \(got.count)\n" + shown + rest
  }

  private static func merged(
    _ expected: [String],
    without removed: Set<Int>,
    _ got: [String],
    adding inserted: Set<Int>
  ) -> [String] {
    var lines: [String] = []
    var next = 0
    for (index, line) in expected.enumerated() {
      if removed.contains(index) {
        lines.append("- " + line)
        continue
      }
      while inserted.contains(next) {
        lines.append("+ " + got[next])
        next += 1
      }
      lines.append("  " + line)
      next += 1
    }
    return lines + got.dropFirst(next).map { "+ " + $0 }
  }
}

/// A row as one line: its values with two spaces between them.
enum RowText {
  static func line(_ cells: [String?]) -> String {
    cells.map { $0 ?? "NULL" }.joined(separator: "  ")
  }
}
