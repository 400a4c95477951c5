import CSQLite
package import VitrineSQL

/// The one place where SQLite's result codes become MySQL's.
extension SQLError {
  /// The error of a failed call.
  ///
  /// - Parameters:
  ///   - code: SQLite's extended result code.
  ///   - handle: the connection, which knows the message; nil when it was never opened.
  ///   - file: the database's path, for errors about the file.
  ///   - statement: the text that failed, which tells the two foreign-key errors apart.
  init(sqlite code: Int32, handle: OpaquePointer?, file: String?, statement: String? = nil) {
    let message = Self.message(code, handle)
    let place = file.map { "'\($0)'" } ?? "in memory"
    switch code & 0xff {
    case SQLITE_CONSTRAINT:
      self = Self.constraint(code, message, statement)
    case SQLITE_ERROR:
      self = Self.statementError(message, statement)
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
      self = Self.locked(code)
    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT:
      self = SQLError(.shardCorrupt, "the database \(place) is damaged: \(message)")
    case SQLITE_FULL:
      self = SQLError(
        .diskFull,
        "no space left for the database \(place)",
        hint: "free disk space; nothing of the statement was written"
      )
    case SQLITE_READONLY:
      self = SQLError(.readOnly, "the database \(place) is read-only, so it cannot be written to")
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH, SQLITE_NOLFS, SQLITE_EMPTY:
      self = SQLError(.fileError, "cannot open the database \(place): \(message)")
    case SQLITE_IOERR:
      self = Self.inputOutput(code, place, message)
    case SQLITE_INTERRUPT, SQLITE_ABORT:
      self = SQLError(.interrupted, "query execution was interrupted")
    case SQLITE_TOOBIG:
      self = SQLError(.packetTooLarge, "a text, blob or statement is too large: \(message)")
    case SQLITE_NOMEM:
      self = SQLError(.outOfMemory, "out of memory")
    case SQLITE_MISMATCH:
      self = SQLError(
        .truncatedWrongValueForField,
        "incorrect value for an integer key: \(message)"
      )
    default:
      self = SQLError(.internal, "SQLite error \(code): \(message)")
    }
  }

  private static func message(_ code: Int32, _ handle: OpaquePointer?) -> String {
    if let handle, sqlite3_errcode(handle) & 0xff == code & 0xff, let text = sqlite3_errmsg(handle)
    {
      return String(cString: text)
    }
    guard let text = sqlite3_errstr(code) else { return "unknown error" }
    return String(cString: text)
  }

  private static func locked(_ code: Int32) -> SQLError {
    // The snapshot a transaction reads is older than a commit, so it can never be written from;
    // waiting would not help, starting again does.
    if code == ExtendedCode.busySnapshot {
      return SQLError(
        .deadlock,
        "another transaction committed first",
        hint: "restart the transaction"
      )
    }
    return SQLError(.lockWaitTimeout, "lock wait timeout exceeded", hint: "restart the transaction")
  }

  private static func inputOutput(_ code: Int32, _ place: String, _ message: String) -> SQLError {
    switch code {
    case ExtendedCode.ioNoMemory: SQLError(.outOfMemory, "out of memory")
    case ExtendedCode.ioCorruptFileSystem:
      SQLError(.shardCorrupt, "the database \(place) is damaged")
    default: SQLError(.shardFailed, "cannot read or write the database \(place): \(message)")
    }
  }
}

// MARK: Constraints
extension SQLError {
  private static func constraint(
    _ code: Int32,
    _ message: String,
    _ statement: String?
  ) -> SQLError {
    let subject = subject(of: message)
    return switch code {
    case ExtendedCode.unique, ExtendedCode.primaryKey, ExtendedCode.rowID:
      SQLError(.duplicateEntry, "duplicate entry for key '\(subject)'")
    case ExtendedCode.notNull:
      SQLError(.columnCannotBeNull, "Column '\(lastName(of: subject))' cannot be null")
    case ExtendedCode.check:
      SQLError(.checkViolated, "Check constraint '\(subject)' is violated.")
    case ExtendedCode.foreignKey, ExtendedCode.trigger:
      foreignKey(statement)
    case ExtendedCode.dataType:
      SQLError(.truncatedWrongValueForField, "incorrect value: \(message)")
    default:
      SQLError(.duplicateEntry, message)
    }
  }

  /// SQLite does not say which side failed: what deletes is taken to be held by its children, all
  /// else to lack a parent.
  private static func foreignKey(_ statement: String?) -> SQLError {
    let verb = (statement ?? "").drop(while: \.isWhitespace).prefix(while: \.isLetter).uppercased()
    guard verb == "DELETE" || verb == "DROP" else {
      return SQLError(
        .foreignKeyChild,
        "cannot add or update a child row: a foreign key constraint fails"
      )
    }
    return SQLError(
      .foreignKeyParent,
      "cannot delete or update a parent row: a foreign key constraint fails"
    )
  }

  /// What follows the colon: the columns of a key, the name of a check.
  private static func subject(of message: String) -> String {
    guard let colon = message.firstIndex(of: ":") else { return message }
    return String(message[message.index(after: colon)...].drop(while: \.isWhitespace))
  }

  private static func lastName(of subject: String) -> Substring {
    guard let point = subject.lastIndex(of: ".") else { return subject[...] }
    return subject[subject.index(after: point)...]
  }
}

// MARK: Errors of a statement's text or evaluation
extension SQLError {
  /// SQLite's generic error: told apart by the beginning of its message, which has been stable.
  private static let statementMessages: [(prefix: String, code: Code)] = [
    ("no such table", .unknownTable),
    ("no such column", .unknownColumn),
    ("has no column named", .unknownColumn),
    ("ambiguous column name", .ambiguousColumn),
    ("no such function", .unknownFunction),
    ("wrong number of arguments", .wrongArgumentCount),
    ("argument of ntile must be", .wrongArguments),
    ("second argument to nth_value must be", .wrongArguments),
    ("integer overflow", .outOfRange),
    ("malformed JSON", .invalidJSONText),
    ("JSON path error", .invalidJSONPath),
    ("Expression tree is too large", .nestingTooDeep),
    ("parser stack overflow", .nestingTooDeep),
    ("too many FROM clause terms", .tooManyTables),
    ("at most 64 tables in a join", .tooManyTables),
    ("too many columns", .tooManyFields),
    ("too many ", .tooLarge),
    ("at most ", .tooLarge),
    ("cannot start a transaction within", .wrongTransactionState),
    ("cannot commit", .wrongTransactionState),
    ("cannot rollback", .wrongTransactionState),
    ("no such savepoint", .savepointMissing),
  ]

  /// What MySQL says where SQLite's words speak of itself.
  private static let ownWords: [Code: String] = [
    .tooManyTables: "Too many tables; MySQL can only use 61 tables in a join",
    .tooManyFields: "Too many columns",
  ]

  private static func statementError(_ message: String, _ statement: String?) -> SQLError {
    for (prefix, code) in statementMessages
    where message.hasPrefix(prefix) || message.contains(" " + prefix) {
      return SQLError(code, ownWords[code] ?? message)
    }
    if message.hasPrefix("frame "), message.contains("ing offset must be") {
      return SQLError(.invalidWindowFrame, SQLError.illegalFrameBound)
    }
    if message.hasSuffix("already exists") { return SQLError(.tableExists, message) }
    let text = statement.map { " in: \($0)" } ?? ""
    return SQLError(.internal, "SQLite refused a statement: \(message)\(text)")
  }
}

extension SQLError {
  /// Of a subquery that is a value.
  package static let subqueryRows = SQLError(.subqueryRows, "Subquery returns more than 1 row")

  /// The statement holds more bytes than `max_memory_bytes` allows.
  package static func memoryExceeded(_ limit: Int) -> SQLError {
    SQLError(
      .packetTooLarge,
      "in-memory rows exceeded allowed limit of \(limit) bytes",
      hint: "ask for fewer rows, or raise max_memory_bytes"
    )
  }
}
