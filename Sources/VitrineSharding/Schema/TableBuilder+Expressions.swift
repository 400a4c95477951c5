import VitrineSQL

extension TableBuilder {
  /// Refuses expressions of generated columns, CHECK constraints and defaults that do not follow from the
  /// row alone, or from what the row does not have yet.
  ///
  /// Tables that are read back are taken as they are.
  func checkExpressions() throws(SQLError) {
    guard !isReadingBack else { return }
    for position in table.columns.indices {
      try checkDefault(at: position)
      if table.columns[position].generated != nil { try checkGeneration(at: position) }
    }
    try checkKeyOfGenerated()
    for check in table.checks { try checkCondition(of: check) }
  }

  /// SQLite makes no primary key of generated columns, MySQL none of virtual ones.
  private func checkKeyOfGenerated() throws(SQLError) {
    for name in table.primaryKey {
      guard let generated = table.column(named: name)?.generated else { continue }
      guard generated.isStored else {
        throw SQLError(
          .generatedColumnAction,
          "'Defining a virtual generated column as primary key' is not supported for generated columns."
        )
      }
      throw SQLError(
        .unsupported,
        "a primary key of the generated column '\(name)' is not supported",
        hint: "make it UNIQUE"
      )
    }
  }

  // MARK: Generated columns

  private func checkGeneration(at position: Int) throws(SQLError) {
    let column = table.columns[position]
    try column.generated?.expression.walk { (part) throws(SQLError) in
      if case .column(let name) = part {
        try checkGenerating(name, column, at: position)
      } else if let fault = part.fault {
        throw Self.error(fault, inGenerated: column.name)
      } else {
        try checkZone(of: part, in: "the generated column '\(column.name)'")
      }
    }
  }

  /// SQLite stores and indexes only what is the same in every session.
  private func checkZone(of part: Expression, in place: String) throws(SQLError) {
    guard !isReadingBack, case .function(let call) = part,
      ["FROM_UNIXTIME", "UNIX_TIMESTAMP", "CONVERT_TZ"].contains(call.name.text.uppercased())
    else { return }
    throw SQLError(
      .unsupported,
      "\(call.name.text) depends on the session's time zone and is not supported in \(place)",
      at: call.span
    )
  }

  private func checkGenerating(
    _ name: ColumnName,
    _ column: ColumnDefinition,
    at position: Int
  ) throws(SQLError) {
    guard let other = table.position(of: name.name.text) else {
      throw SQLError(
        .unknownColumn,
        "Unknown column '\(name.name.text)' in 'generated column function'",
        hint: Catalog.hint(name.name.text, among: table.userColumns.map(\.name))
      )
    }
    guard table.columns[other].generated == nil || other < position else {
      throw SQLError(
        .generatedOfLaterColumn,
        "Generated column can refer only to generated columns defined prior to it."
      )
    }
    guard !table.columns[other].isAutoIncrement else {
      throw SQLError(
        .generatedOfNumber,
        "Generated column '\(column.name)' cannot refer to auto-increment column."
      )
    }
  }

  private static func error(_ fault: ExpressionFault, inGenerated name: String) -> SQLError {
    let subject = "Expression of generated column '\(name)'"
    return switch fault {
    case .function(let function):
      SQLError(.generatedByFunction, "\(subject) contains a disallowed function: \(function).")
    case .subquery:
      SQLError(.generatedBySubquery, "\(subject) contains a disallowed function.")
    case .variable: error(fault, inDefault: name)
    }
  }

  /// That a part of an index follows from the row, and is what an index can hold.
  func checkKey(_ expression: Expression, ofIndex name: String) throws(SQLError) {
    try expression.walk { (part) throws(SQLError) in
      try checkZone(of: part, in: "the index '\(name)'")
      guard !isReadingBack, case .column(let column) = part,
        table.column(named: column.name.text)?.isAutoIncrement == true
      else { return }
      throw SQLError(
        .indexOfNumber,
        "Functional index '\(name)' cannot refer to an auto-increment column."
      )
    }
    if !isReadingBack, let error = expression.unindexable { throw error }
    guard !isReadingBack, expression.contains(where: { $0.fault != nil }) else { return }
    throw SQLError(
      .indexByFunction,
      "Expression of functional index '\(name)' contains a disallowed function."
    )
  }

  // MARK: CHECK constraints

  private func checkCondition(of check: CheckDefinition) throws(SQLError) {
    guard !check.expression.isNoCondition else {
      throw SQLError(
        .checkOfNoCondition,
        "An expression of non-boolean type specified to a check constraint '\(check.name)'."
      )
    }
    try check.expression.walk { (part) throws(SQLError) in
      if case .column(let name) = part {
        guard table.column(named: name.name.text)?.isAutoIncrement == true else { return }
        throw SQLError(
          .checkOfNumber,
          "Check constraint '\(check.name)' cannot refer to an auto-increment column."
        )
      }
      if let fault = part.fault { throw Self.error(fault, inCheck: check.name) }
    }
  }

  private static func error(_ fault: ExpressionFault, inCheck name: String) -> SQLError {
    let subject = "An expression of a check constraint '\(name)'"
    return switch fault {
    case .function(let function):
      SQLError(.checkByFunction, "\(subject) contains disallowed function: \(function).")
    case .subquery: SQLError(.checkBySubquery, "\(subject) contains disallowed function.")
    case .variable:
      SQLError(.checkByVariable, "\(subject) cannot refer to a user or system variable.")
    }
  }

  /// A column's own CHECK is about that column alone.
  func checkOwn(_ check: CheckConstraint, named name: String, of column: String) throws(SQLError) {
    try check.expression.walk { (part) throws(SQLError) in
      guard case .column(let other) = part, !isSame(column, other.name.text) else { return }
      throw SQLError(
        .columnCheckOfOther,
        "Column check constraint '\(name)' references other column.",
        at: other.span
      )
    }
  }

  // MARK: Defaults

  private static func error(_ fault: ExpressionFault, inDefault name: String) -> SQLError {
    let subject = "Default value expression of column '\(name)'"
    return switch fault {
    case .function, .subquery:
      SQLError(.defaultBySubquery, "\(subject) contains a disallowed function.")
    case .variable:
      SQLError(.defaultOfVariable, "\(subject) cannot refer to user or system variables.")
    }
  }

  /// A default names columns that have their values before it.
  private func checkDefault(at position: Int) throws(SQLError) {
    let column = table.columns[position]
    try column.defaultExpression?.walk { (part) throws(SQLError) in
      guard case .column(let name) = part else {
        // Functions of the time and of chance may be called.
        guard let fault = part.fault, !fault.isFunction else { return }
        throw Self.error(fault, inDefault: column.name)
      }
      guard let other = table.position(of: name.name.text) else {
        throw SQLError(
          .unknownColumn,
          "Unknown column '\(name.name.text)' in 'default value expression'",
          hint: Catalog.hint(name.name.text, among: table.userColumns.map(\.name))
        )
      }
      guard !table.columns[other].isAutoIncrement else {
        throw SQLError(
          .defaultOfNumber,
          "Default value expression of column '\(column.name)' cannot refer to an auto-increment column."
        )
      }
      guard other < position || !table.columns[other].isComputed else {
        throw SQLError(
          .defaultOfLaterColumn,
          "Default value expression of column '\(column.name)' cannot refer to a column defined after it "
            + "if that column is a generated column or has an expression as default value."
        )
      }
    }
  }
}

/// What does not follow from a row.
private enum ExpressionFault {
  case function(String)
  case subquery
  case variable

  var isFunction: Bool {
    if case .function = self { true } else { false }
  }
}

extension Expression {
  /// What of this part alone does not follow from a row; nil for what does.
  fileprivate var fault: ExpressionFault? {
    switch self {
    case .subquery, .exists, .inSubquery, .quantified: return .subquery
    case .userVariable, .systemVariable, .assignment: return .variable
    case .function(let call):
      let name = call.name.folded
      let isNow = name == "unix_timestamp" && call.arguments.isEmpty
      let isRefused = isNow || Self.disallowed.contains(name)
      return isRefused ? .function(Self.plainNames[name] ?? name) : nil
    default: return nil
    }
  }

  /// What MySQL calls functions that go by several names.
  private static let plainNames = [
    "current_timestamp": "now", "localtime": "now", "localtimestamp": "now",
    "current_date": "curdate", "current_time": "curtime", "schema": "database",
  ]

  /// Functions of the time, the session, the server, and of chance.
  private static let disallowed: Set<String> = [
    "benchmark", "connection_id", "curdate", "current_date", "current_role", "current_time",
    "current_timestamp", "current_user", "curtime", "database", "found_rows", "get_lock",
    "is_free_lock", "is_used_lock", "last_insert_id", "load_file", "localtime", "localtimestamp",
    "master_pos_wait", "now", "rand", "random_bytes", "release_all_locks", "release_lock",
    "row_count", "schema", "session_user", "sleep", "sysdate", "system_user", "user", "utc_date",
    "utc_time", "utc_timestamp", "uuid", "uuid_short", "version",
  ]
}

extension Expression {
  /// Whether MySQL takes it for no condition, whatever its value: columns, constants but TRUE and FALSE, and what is computed
  /// of numbers and texts.
  fileprivate var isNoCondition: Bool {
    switch self {
    case .literal(let literal): literal.kind != .true && literal.kind != .false
    case .column, .cast, .convertUsing: true
    case .unary(let node): node.operator != .not && node.operator != .bang
    case .binary(let node): node.operator.isArithmetic
    default: false
    }
  }

  /// What an index cannot hold: a document or a point, or a text of any length.
  fileprivate var unindexable: SQLError? {
    let name =
      switch self {
      case .binary(let node): node.operator.rawValue
      case .function(let call): call.name.folded
      case .cast(let node): node.type.name == "json" && !node.isArray ? "->" : ""
      default: ""
      }
    if Self.documentFunctions.contains(name) {
      return SQLError(
        .indexOfDocument,
        "Cannot create a functional index on an expression that returns a JSON or GEOMETRY value."
      )
    }
    guard ["->>", "json_unquote", "json_pretty"].contains(name) else { return nil }
    return SQLError(
      .indexOfLongText,
      "Cannot create a functional index on an expression that returns a BLOB or TEXT. Please consider using CAST."
    )
  }

  private static let documentFunctions: Set<String> = [
    "->", "json_array", "json_array_append", "json_array_insert", "json_extract", "json_insert",
    "json_keys", "json_merge", "json_merge_patch", "json_merge_preserve", "json_object",
    "json_remove", "json_replace", "json_search", "json_set", "point", "st_geomfromtext",
  ]
}

extension BinaryOperator {
  fileprivate var isArithmetic: Bool {
    switch self {
    case .bitOr, .bitAnd, .bitXor, .shiftLeft, .shiftRight, .add, .subtract, .multiply, .divide,
      .integerDivide, .modulo, .concatenate, .jsonExtract, .jsonUnquote:
      true
    default: false
    }
  }
}

extension ColumnDefinition {
  /// Whether its value comes of an expression where none is given.
  fileprivate var isComputed: Bool {
    if generated != nil { return true }
    switch defaultExpression {
    case nil, .literal: return false
    case .unary(let node) where node.operator == .minus: return !node.operand.isLiteral
    default: return true
    }
  }
}
