import Foundation
import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// One run of LOAD DATA: makes INSERT statements of the rows of a file, some rows each.
struct FileLoading {
  /// Rows that one statement inserts.
  struct Batch {
    var text: String
    var values: [Value]
    /// The number of its first row in the file, from 1.
    var firstRow: Int
  }

  /// What a field of the file is for.
  private enum Target {
    case column(String)
    case variable(String)
  }

  /// Rows of a statement: as many as keep its text short.
  private static let batchSize = 64

  private let verb: String
  private let table: String
  private let targets: [Target]
  private let columns: String
  /// The values of SET after those of the fields, and the fields whose values their `?` are.
  private var expressions: [(text: String, fields: [Int])] = []
  private let isReplacing: Bool
  private let isStrict: Bool
  /// Columns that take no NULL, but for those that number themselves.
  private let required: Set<String>
  /// What the variables hold after the last row.
  private(set) var assigned: [String: Value] = [:]
  private let decode: ([UInt8]) throws(SQLError) -> Value
  private var rows: [String] = []
  private var values: [Value] = []
  private var firstRow = 1
  private var count = 0
  private var affected = 0
  private var firstID: UInt64 = 0
  private var notes: [Warning] = []

  init(
    _ load: LoadData,
    into table: ResolvedTable,
    path: String,
    charset: String,
    isStrictMode: Bool
  ) throws(SQLError) {
    // With LOCAL the file has been sent when a row is found wrong: nothing but REPLACE stops then.
    let ignores = load.policy == .ignore || load.isLocal && load.policy == nil
    isReplacing = load.policy == .replace
    isStrict = isStrictMode && !ignores
    verb = isReplacing ? "REPLACE" : ignores ? "INSERT IGNORE" : "INSERT"
    decode = try Self.decoder(load.charset, default: charset)
    self.table =
      load.partitions.isEmpty
      ? path
      : path + " PARTITION (\(load.partitions.map { $0.text.quotedName }.joined(separator: ", ")))"
    let all = table.table.userColumns.filter { !$0.isInvisible }.map { Target.column($0.name) }
    targets = load.targets.isEmpty ? all : load.targets.compactMap { Self.target($0) }
    var names: [String] = targets.compactMap {
      if case .column(let name) = $0 { name.quotedName } else { nil }
    }
    for assignment in load.assignments {
      names.append(assignment.column.name.text.quotedName)
      expressions.append(Self.numbered(assignment.value, targets))
    }
    columns = names.joined(separator: ", ")
    required = Set(
      table.table.userColumns.filter { !$0.isNullable && !$0.isAutoIncrement }
        .map { $0.name.lowercased() }
    )
  }

  private static func target(_ expression: VitrineSQL.Expression) -> Target? {
    switch expression {
    case .column(let name): .column(name.name.text)
    case .userVariable(let variable): .variable(variable.name.folded)
    default: nil
    }
  }

  /// An expression of SET with `?` for the variables that fields are read into.
  private static func numbered(
    _ expression: VitrineSQL.Expression,
    _ targets: [Target]
  ) -> (text: String, fields: [Int]) {
    let marked = expression.rewritten { part in
      guard case .userVariable(let variable) = part,
        let field = targets.lastIndex(where: {
          if case .variable(variable.name.folded) = $0 { true } else { false }
        })
      else { return part }
      return .column(ColumnName(name: Identifier(text: "vitrine field \(field)")))
    }
    var pieces = marked.printed().split(
      separator: "`vitrine field ",
      omittingEmptySubsequences: false
    )
    var text = String(pieces.removeFirst())
    var fields: [Int] = []
    for piece in pieces {
      let digits = piece.prefix(while: \.isNumber)
      fields.append(Int(digits) ?? 0)
      text += "?"
      text += piece.dropFirst(digits.count + 1)
    }
    return (text, fields)
  }

  // MARK: Rows

  /// Takes a row in; gives a batch that is complete.
  mutating func add(_ row: [[UInt8]?]) throws(SQLError) -> Batch? {
    count += 1
    var fields: [Value] = []
    for field in row.prefix(targets.count) {
      fields.append(try field.map { (bytes) throws(SQLError) in try decode(bytes) } ?? .null)
    }
    if row.count > targets.count {
      let message =
        "Row \(count) was truncated; it contained more data than there were input columns"
      try complain(.moreFields, message)
    }
    let isShort = row.count < targets.count
    if isShort {
      try complain(.fewerFields, "Row \(count) doesn't contain data for all columns")
    }
    // A missing field leaves its column to its default.
    var cells: [String] = []
    for (index, target) in targets.enumerated() {
      let field = fields.indices.contains(index) ? fields[index] : nil
      switch target {
      case .variable(let name): assigned[name] = field ?? .null
      case .column(let name):
        cells.append(field == nil ? "DEFAULT" : "?")
        if let field { values.append(field) }
        guard field == .null, required.contains(name.lowercased()) else { continue }
        let message =
          "Column set to default value; NULL supplied to NOT NULL column '\(name)' at row \(count)"
        try complain(.nullForRequired, message)
      }
    }
    for expression in expressions {
      cells.append(expression.text)
      values += expression.fields.map { fields.indices.contains($0) ? fields[$0] : .null }
    }
    rows.append("(\(cells.joined(separator: ", ")))")
    return rows.count == Self.batchSize ? takeBatch() : nil
  }

  /// What is left at the end of the file.
  mutating func takeRest() -> [Batch] { rows.isEmpty ? [] : [takeBatch()] }

  private mutating func takeBatch() -> Batch {
    let text = "\(verb) INTO \(table) (\(columns)) VALUES \(rows.joined(separator: ", "))"
    let batch = Batch(text: text, values: values, firstRow: firstRow)
    firstRow += rows.count
    rows = []
    values = []
    return batch
  }

  private mutating func complain(_ code: SQLError.Code, _ message: String) throws(SQLError) {
    guard !isStrict else { throw SQLError(code, message) }
    notes.append(Warning(.warning, code: code.number, message: message))
  }

  // MARK: Outcome

  /// Counts what a batch has done; the numbers of its rows become those of the file's.
  mutating func record(_ result: Result, _ warnings: [Warning], from row: Int) {
    affected += result.affectedRows
    if firstID == 0, result.isGeneratedID { firstID = result.lastInsertID }
    // NULL for a required column and fields that are missing have been told of by their rows.
    notes += warnings.filter { ![1048, 1364].contains($0.code) }.map { warning in
      Warning(
        warning.level,
        code: warning.code,
        message: Self.renumbered(warning.message, from: row)
      )
    }
  }

  /// `… at row 2` of a batch as the row of the file.
  static func renumbered(_ message: String, from row: Int) -> String {
    guard let range = message.range(of: " at row ", options: .backwards),
      let number = Int(message[range.upperBound...])
    else { return message }
    return message[..<range.upperBound] + String(number + row - 1)
  }

  var result: Result {
    var result = Result(affectedRows: affected)
    let (deleted, skipped) = isReplacing ? (affected - count, 0) : (0, count - affected)
    result.info =
      "Records: \(count)  Deleted: \(deleted)  Skipped: \(skipped)  Warnings: \(notes.count)"
    result.lastInsertID = firstID
    result.warnings = notes
    return result
  }

  // MARK: Character sets

  /// MySQL's latin1 is Windows-1252; bytes that it has no character for stand for themselves.
  private static func latin(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      String(bytes: [byte], encoding: .windowsCP1252) ?? String(Unicode.Scalar(byte))
    }
    .joined()
  }

  private static func decoder(
    _ charset: Identifier?,
    default standard: String
  ) throws(SQLError) -> ([UInt8]) throws(SQLError) -> Value {
    switch charset?.folded ?? standard {
    case "binary": { .blob($0) }
    case "latin1": { .text(Self.latin($0)) }
    case "utf8mb4", "utf8", "utf8mb3", "ascii":
      { (bytes) throws(SQLError) in
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw SQLError(.invalidCharacterString, "Invalid utf8mb4 character string")
        }
        return .text(text)
      }
    case let name:
      throw SQLError(.unknownCharacterSet, "Unknown character set: '\(name)'", at: charset?.span)
    }
  }
}
