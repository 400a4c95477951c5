import CSQLite
package import VitrineSQL
package import VitrineSharding

extension Connection {
  /// Runs every statement of a script to its end, dropping the rows.
  ///
  /// Stops at the first error; what ran before stays done.
  package func execute(_ script: String) throws(SQLError) {
    var rest = script[...]
    while let statement = try nextStatement(of: &rest) {
      while try statement.step() {}
    }
  }

  /// The statement of this text, from the cache when it is there and not in use.
  ///
  /// Its bindings are clear and it is at its start. Throws `emptyQuery` when the text holds no
  /// statement, and `internal` when it holds more than one.
  package func prepare(_ text: String) throws(SQLError) -> PreparedStatement {
    if let compiled = cache.checkOut(text) {
      return PreparedStatement(compiled, of: self)
    }
    let (pointer, rest) = try compileKept(text)
    guard let pointer else { throw SQLError(.emptyQuery, "the statement is empty") }
    let compiled = CompiledStatement(pointer, text: text)
    guard rest.utf8.allSatisfy({ $0 <= 0x20 || $0 == UInt8(ascii: ";") }) else {
      compiled.finalize()
      throw SQLError(.internal, "more than one statement in a text to prepare: \(text)")
    }
    cache.insert(compiled)
    return PreparedStatement(compiled, of: self)
  }

  /// All rows of one statement, for small answers.
  package func rows(_ text: String, _ parameters: [Value] = []) throws(SQLError) -> [[Value]] {
    let statement = try prepare(text)
    try statement.bind(parameters)
    var rows: [[Value]] = []
    while try statement.step() {
      rows.append(statement.row.values)
    }
    return rows
  }

  /// The first column of the first row; nil when there is no row.
  package func value(_ text: String, _ parameters: [Value] = []) throws(SQLError) -> Value? {
    let statement = try prepare(text)
    try statement.bind(parameters)
    return try statement.step() ? statement.row.value(at: 0) : nil
  }

  /// Compiles a text; one that is too deep for SQLite's parser with its expressions taken apart, and with queries put
  /// before it where that is not enough.
  private func compileKept(_ text: String) throws(SQLError) -> (OpaquePointer?, Substring) {
    do throws(SQLError) {
      return try compileOnce(text)
    } catch {
      guard error.code == .nestingTooDeep else { throw error }
      if let compiled = compileApart(text) { return compiled }
      let shallow = HoistedQueries.hoisted(text) { [self] query in
        guard let alone = (try? compileOnce(query)) ?? compileApart(query) else { return false }
        sqlite3_finalize(alone.0)
        return true
      }
      guard let shallow, let compiled = (try? compileOnce(shallow)) ?? compileApart(shallow) else {
        throw error
      }
      return compiled
    }
  }

  private func compileOnce(_ text: String) throws(SQLError) -> (OpaquePointer?, Substring) {
    try compile(ParameterNumbers.withoutNames(text)[...], flags: SQLITE_PREPARE_PERSISTENT)
  }

  /// The text with its expressions taken apart, compiled; nil where that does not help.
  private func compileApart(_ text: String) -> (OpaquePointer?, Substring)? {
    for budget in SplitText.budgets {
      guard let split = SplitText.split(text, budget: budget, fixed: fixedFunctions),
        let compiled = try? compileOnce(split)
      else { continue }
      return compiled
    }
    return nil
  }

  private func nextStatement(of rest: inout Substring) throws(SQLError) -> PreparedStatement? {
    while !rest.isEmpty {
      let (pointer, tail) = try compile(rest, flags: 0)
      rest = tail
      if let pointer {
        return PreparedStatement(CompiledStatement(pointer, text: ""), of: self)
      }
    }
    return nil
  }

  /// The bytes from which on a statement may have so many constants that SQLite takes long to compare them.
  private static let longStatement = 65_536

  /// Compiles the first statement of a text and gives back what follows it; nil for a statement of
  /// comments and spaces alone.
  private func compile(
    _ text: Substring,
    flags: Int32
  ) throws(SQLError) -> (OpaquePointer?, Substring) {
    var pointer: OpaquePointer?
    var copy = text
    let isLong = text.utf8.count > Self.longStatement
    if isLong { _ = vitrine_sqlite_disable_faulty_optimizations(handle, 1) }
    defer { if isLong { _ = vitrine_sqlite_disable_faulty_optimizations(handle, 0) } }
    var code = SQLITE_TOOBIG
    let consumed = copy.withUTF8 { bytes -> Int in
      guard let count = Int32(exactly: bytes.count) else { return 0 }
      return bytes.withMemoryRebound(to: CChar.self) { characters in
        var tail: UnsafePointer<CChar>?
        code = sqlite3_prepare_v3(
          handle,
          characters.baseAddress,
          count,
          UInt32(flags),
          &pointer,
          &tail
        )
        guard let tail, let start = characters.baseAddress else { return bytes.count }
        return tail - start
      }
    }
    guard code == SQLITE_OK else { throw error(code, statement: String(text)) }
    let rest = Substring(copy.utf8.dropFirst(consumed))
    // SQLite takes a NUL byte for the end of the text, and would never see what follows it.
    if rest.utf8.first == 0 {
      sqlite3_finalize(pointer)
      throw SQLError(.parseError, "a statement cannot contain a NUL byte")
    }
    return (pointer, rest)
  }
}
