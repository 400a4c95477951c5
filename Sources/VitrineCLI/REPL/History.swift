import Foundation

/// The statements typed before, oldest first, and a way to walk through them.
struct History {
  private(set) var entries: [String]
  private let file: String?
  private let limit = 1000
  /// Where in `entries` the walk stands; their count while on the line being typed.
  private var position: Int
  private var draft = ""

  /// Reads the history of a file, one entry a line; without a file nothing outlives the program.
  init(file: String?) {
    self.file = file
    let text = file.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) } ?? ""
    entries = text.split(separator: "\n").suffix(1000).map(String.init)
    position = entries.count
  }

  /// Where the REPL keeps its history: `$VITRINE_HISTORY`, or `.vitrine_history` at home.
  static var standardFile: String? {
    let environment = ProcessInfo.processInfo.environment
    return environment["VITRINE_HISTORY"] ?? environment["HOME"].map { $0 + "/.vitrine_history" }
  }

  /// Adds a line, but not twice in a row.
  mutating func add(_ line: String) {
    let entry = line.replacing("\n", with: " ")
    if !entry.allSatisfy(\.isWhitespace), entries.last != entry {
      entries.append(entry)
      entries.removeFirst(max(0, entries.count - limit))
    }
    position = entries.count
  }

  /// The entry before; the line being typed is kept to come back to.
  mutating func older(than current: String) -> String? {
    guard position > 0 else { return nil }
    if position == entries.count { draft = current }
    position -= 1
    return entries[position]
  }

  /// The entry after, at last the line that was being typed.
  mutating func newer() -> String? {
    guard position < entries.count else { return nil }
    position += 1
    return position == entries.count ? draft : entries[position]
  }

  mutating func stopWalking() { position = entries.count }

  /// The newest entry before `limit` that contains a text.
  func search(_ text: String, before limit: Int? = nil) -> (index: Int, entry: String)? {
    let candidates = entries.prefix(limit ?? entries.count)
    return candidates.lastIndex { $0.localizedStandardContains(text) }.map { ($0, entries[$0]) }
  }

  /// Writes the file; a history that cannot be written is no reason to fail.
  func save() {
    guard let file else { return }
    try? (entries.joined(separator: "\n") + "\n").write(
      toFile: file,
      atomically: true,
      encoding: .utf8
    )
  }
}
