import Foundation
import Synchronization
import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// LOAD DATA INFILE: rows of a file, inserted as by INSERT, INSERT IGNORE or REPLACE.
  ///
  /// The whole file is one statement: where it fails, nothing of it stays. LOCAL is for those who have
  /// set `local_infile`; without it the file must lie in the directory that the cluster's configuration
  /// opens.
  func load(_ load: LoadData) throws(SQLError) -> Result {
    guard !load.isXML else {
      throw SQLError(.unsupported, "LOAD XML is not supported", at: load.span)
    }
    let table = try resolve(load.table)
    let data = try contents(of: load)
    var file = DelimitedFile(Array(data), try DelimitedFile.Format(load.fields, load.lines))
    file.skipLines(load.ignoredLines.flatMap { Int($0) } ?? 0)
    var loading = try FileLoading(
      load,
      into: table,
      path: try text(of: load.table),
      charset: databaseCollation.characterSet,
      isStrictMode: variables.options.planner.isStrict
    )
    let result = try asOneStatement { () throws(SQLError) in
      while let row = file.nextRow() {
        if let batch = try loading.add(row) { try insert(batch, &loading) }
      }
      for batch in loading.takeRest() { try insert(batch, &loading) }
      return loading.result
    }
    warnings = result.warnings
    for (name, value) in loading.assigned { variables.setUser(name, TypedValue(parameter: value)) }
    return result
  }

  /// The bytes of the file, if the statement may read it.
  private func contents(of load: LoadData) throws(SQLError) -> Data {
    let name = load.path.fileName
    let path = load.isLocal ? try localPath(name, load.span) : try serverPath(name, load.path.span)
    guard let data = FileManager.default.contents(atPath: path) else {
      throw SQLError(
        .fileNotFound,
        "File '\(name)' not found (OS errno 2 - No such file or directory)",
        at: load.path.span
      )
    }
    return data
  }

  private func localPath(_ name: String, _ span: Span) throws(SQLError) -> String {
    guard cluster.globalVariables.withLock({ $0.isOn("local_infile") }) else {
      throw SQLError(
        .localFilesDisabled,
        "Loading local data is disabled; this must be enabled on both the client and server sides",
        at: span,
        hint: "SET GLOBAL local_infile = ON"
      )
    }
    return name
  }

  /// A path below the directory that `secure_file_priv` names; a relative one starts there.
  func serverPath(_ name: String, _ span: Span) throws(SQLError) -> String {
    if let directory = cluster.configuration.fileDirectory {
      if directory.isEmpty { return name }
      let base = URL(fileURLWithPath: directory, isDirectory: true).resolvingSymlinksInPath()
      let file = URL(fileURLWithPath: name, relativeTo: base).standardizedFileURL
        .resolvingSymlinksInPath()
      if file.pathComponents.starts(with: base.pathComponents) { return file.path }
    }
    throw SQLError(
      .optionPreventsStatement,
      "The MySQL server is running with the --secure-file-priv option so it cannot execute this "
        + "statement",
      at: span,
      hint: "LOAD DATA LOCAL reads files of the client; the configuration opens a directory"
    )
  }

  private func insert(
    _ batch: FileLoading.Batch,
    _ loading: inout FileLoading
  ) throws(SQLError) {
    warnings = []
    let result: Result
    do throws(SQLError) {
      result = try dispatch(
        StatementInput(
          printed: batch.text,
          parameters: batch.values.map(TypedValue.init(parameter:))
        )
      )
    } catch {
      // Places count in the text made here, not in the one the user wrote.
      let message = FileLoading.renumbered(error.message, from: batch.firstRow)
      throw SQLError(error.code, message, hint: error.hint)
    }
    loading.record(result, warnings, from: batch.firstRow)
    warnings = loading.result.warnings
  }

  /// Runs the body in a transaction, which goes back to where it was if the body fails.
  func asOneStatement(
    _ body: () throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    let isAlone = autocommit && transaction == nil
    let savepoint = Identifier(text: "vitrine rows")
    if isAlone { try begin(BeginTransaction()) } else { _ = try control(.savepoint(savepoint)) }
    do throws(SQLError) {
      let result = try body()
      if isAlone { try commit() } else { _ = try control(.releaseSavepoint(savepoint)) }
      return result
    } catch {
      if isAlone { rollback() } else { _ = try control(.rollbackToSavepoint(savepoint)) }
      throw error
    }
  }
}

extension DelimitedFile.Format {
  /// FIELDS and LINES with their defaults.
  ///
  /// - Throws: `unsupported` where nothing ends fields or lines.
  init(_ fields: FieldsFormat?, _ lines: LinesFormat?) throws(SQLError) {
    self.init()
    if let text = Self.text(fields?.terminated) { fieldEnd = text }
    if let text = Self.text(lines?.terminated) { lineEnd = text }
    if let text = Self.text(lines?.starting) { lineStart = text }
    if let text = Self.text(fields?.enclosed) { enclosure = try Self.one(text) }
    if let text = Self.text(fields?.escaped) { escape = try Self.one(text) }
    guard !fieldEnd.isEmpty, !lineEnd.isEmpty else {
      throw SQLError(
        .unsupported,
        "rows of fixed width, without terminators, are not supported",
        at: fields?.span ?? lines?.span
      )
    }
  }

  private static func text(_ literal: Literal?) -> [UInt8]? {
    switch literal?.kind {
    case .string(let text)?: Array(text.utf8)
    case .hex(let bytes)?, .bit(let bytes)?: bytes
    default: nil
    }
  }

  private static func one(_ text: [UInt8]) throws(SQLError) -> UInt8? {
    guard text.count <= 1 else {
      throw SQLError(.wrongFieldTerminators, "Field separator argument is not what is expected")
    }
    return text.first
  }
}
