import Foundation
import VitrineSQL

/// The statements that mutation starts from, and the pieces it puts into them.
struct Corpus: Sendable {
  /// The longest statement that is taken.
  static let longest = 4096

  private(set) var statements: [[UInt8]] = []
  /// The tokens of all statements, each once.
  private(set) var tokens: [[UInt8]] = []

  /// A corpus of these statements, sorted so that their order on disk does not matter.
  init(statements: some Sequence<String>) {
    let texts = Set(statements.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) })
    self.statements = texts.filter { !$0.isEmpty && $0.utf8.count <= Self.longest }.sorted()
      .map { Array($0.utf8) }
    var words: Set<[UInt8]> = []
    for statement in self.statements {
      for range in TokenRanges.of(statement) { words.insert(Array(statement[range])) }
    }
    tokens = words.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The statements in files and directories: `.test` cases, `.sql` scripts, the texts of `.json`.
  init(paths: [String]) throws {
    var found: [String] = []
    for path in paths {
      for file in try Self.files(under: path) {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { continue }
        found += Self.statements(in: text, named: file)
      }
    }
    self.init(statements: found)
  }

  private static func files(under path: String) throws -> [String] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return [] }
    guard isDirectory.boolValue else { return [path] }
    let inside = try FileManager.default.subpathsOfDirectory(atPath: path)
    return inside.map { "\(path)/\($0)" }
  }

  private static func statements(in text: String, named file: String) -> [String] {
    switch file.split(separator: ".").last {
    case "test": cases(in: text)
    case "sql": text.components(separatedBy: ";\n")
    case "json": (try? JSON(parsing: text)).map(texts) ?? []
    default: []
    }
  }

  /// What stands above `----` in each block, without the line of options a plan case begins with.
  private static func cases(in text: String) -> [String] {
    text.components(separatedBy: "\n\n").flatMap { block -> [String] in
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
      let input = lines.prefix { $0 != "----" }
      return [input.joined(separator: "\n"), input.dropFirst().joined(separator: "\n")]
    }
  }

  /// Every text in a document that has more than one word.
  private static func texts(in document: JSON) -> [String] {
    switch document {
    case .string(let text): text.contains(" ") ? [text] : []
    case .array(let elements): elements.flatMap(texts)
    case .object(let members): members.flatMap { texts(in: $0.value) }
    default: []
    }
  }
}

/// Cuts bytes into words, strings and marks, roughly: what a mutation moves about.
enum TokenRanges {
  static func of(_ bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      let start = index
      index = end(bytes, start)
      if bytes[start] > 0x20 { ranges.append(start..<index) }
    }
    return ranges
  }

  private static func end(_ bytes: [UInt8], _ start: Int) -> Int {
    let first = bytes[start]
    var index = start + 1
    if first == 0x27 || first == 0x22 || first == 0x60 {
      while index < bytes.count, bytes[index] != first { index += 1 }
      return min(index + 1, bytes.count)
    }
    guard isWord(first) else { return index }
    while index < bytes.count, isWord(bytes[index]) { index += 1 }
    return index
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == 0x5F || byte == 0x24 || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
  }
}
