import Foundation
import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// The path that INTO OUTFILE or INTO DUMPFILE names, if the statement may write it; empty without either.
  ///
  /// - Throws: `optionPreventsStatement` outside the directory that the cluster's configuration opens,
  ///   `fileExists` for a file that is there.
  func destination(of plan: Plan) throws(SQLError) -> String {
    guard let file = plan.file else { return "" }
    let literal: Literal
    switch file {
    case .outfile(let target):
      guard !target.isS3 else {
        throw SQLError(.unsupported, "INTO OUTFILE S3 is not supported", at: target.span)
      }
      let charset = target.charset?.folded ?? "utf8mb4"
      guard ["utf8mb4", "utf8", "utf8mb3", "binary"].contains(charset) else {
        throw SQLError(.unsupported, "INTO OUTFILE writes utf8mb4 alone", at: target.span)
      }
      literal = target.path
    case .dumpfile(let path): literal = path
    case .variables: throw SQLError(.internal, "variables are no file")
    }
    let path = try serverPath(literal.fileName, literal.span)
    guard !FileManager.default.fileExists(atPath: path) else {
      throw SQLError(.fileExists, "File '\(literal.fileName)' already exists", at: literal.span)
    }
    return path
  }

  /// Writes the answer to the file, and answers with the number of rows.
  func write(_ result: inout Result, to file: SelectInto, at path: String) throws(SQLError) {
    let bytes: [UInt8]
    switch file {
    case .outfile(let target): bytes = try DelimitedWriter(target).bytes(of: result)
    default:
      guard result.rows.count < 2 else {
        throw SQLError(.tooManyRows, "Result consisted of more than one row")
      }
      bytes = result.columns.indices.flatMap { result.bytes(row: 0, column: $0) ?? [] }
    }
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
      throw SQLError(.fileError, "Can't create/write to file '\(path)'")
    }
    let count = result.rows.count
    result.rows = []
    result.columns = []
    result.affectedRows = count
    facts.rowCount = Int64(count)
  }
}

extension Literal {
  /// The text of a string.
  var fileName: String {
    if case .string(let text) = kind { text } else { "" }
  }
}

/// Writes rows as INTO OUTFILE does, so that LOAD DATA with the same FIELDS and LINES reads them back.
private struct DelimitedWriter {
  private let format: DelimitedFile.Format
  private let isOptionallyEnclosed: Bool

  init(_ target: OutfileTarget) throws(SQLError) {
    format = try DelimitedFile.Format(target.fields, target.lines)
    isOptionallyEnclosed = target.fields?.isOptionallyEnclosed ?? false
  }

  func bytes(of result: Result) -> [UInt8] {
    var bytes: [UInt8] = []
    for row in result.rows.indices {
      bytes += format.lineStart
      for column in result.columns.indices {
        if column > 0 { bytes += format.fieldEnd }
        append(result.bytes(row: row, column: column), result.columns[column].type, &bytes)
      }
      bytes += format.lineEnd
    }
    return bytes
  }

  private func append(_ field: [UInt8]?, _ type: MySQLType, _ bytes: inout [UInt8]) {
    guard let field else {
      bytes += format.escape.map { [$0, UInt8(ascii: "N")] } ?? Array("NULL".utf8)
      return
    }
    let isNumber = type.isInteger || type.kind == .decimal || type.isApproximate
    let enclosure = isOptionallyEnclosed && isNumber ? nil : format.enclosure
    if let enclosure { bytes.append(enclosure) }
    for byte in field {
      if let escape = format.escape, needsEscape(byte, isEnclosed: enclosure != nil) {
        bytes.append(escape)
        bytes.append(byte == 0 ? UInt8(ascii: "0") : byte)
      } else {
        bytes.append(byte)
      }
    }
    if let enclosure { bytes.append(enclosure) }
  }

  /// Enclosed fields escape what encloses them, others the first byte of what ends them.
  private func needsEscape(_ byte: UInt8, isEnclosed: Bool) -> Bool {
    byte == 0 || byte == format.escape || byte == format.lineEnd.first
      || byte == (isEnclosed ? format.enclosure : format.fieldEnd.first)
  }
}
