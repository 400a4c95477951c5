package import VitrineSQL
package import VitrineSharding

/// What a session's `sql_mode` says of values that do not fit their columns.
package struct AssignmentMode: Sendable, Codable {
  /// Whether what does not fit is an error, or made to fit with a warning.
  package var isStrict = true
  /// Whether zero dates, and dates with a zero month or day, do not fit: NO_ZERO_DATE and NO_ZERO_IN_DATE.
  package var refusesZeroDates = true
  package var refusesZeroInDates = true
  /// Whether days fit that their months have not: ALLOW_INVALID_DATES.
  package var allowsInvalidDates: Bool {
    get { takesAnyDay ?? false }
    set { takesAnyDay = newValue ? true : nil }
  }
  /// nil for not: the texts that tables' schemas hold say no more than they did.
  private var takesAnyDay: Bool?

  package static let strict = AssignmentMode()
  /// Takes whatever can be made to fit.
  package static let lenient = AssignmentMode(
    isStrict: false,
    refusesZeroDates: false,
    refusesZeroInDates: false
  )

  /// Whether the mode has the date, by its day and its zeros.
  package func allows(_ instant: Instant) -> Bool {
    (instant.isValid || allowsInvalidDates) && allowsZeros(of: instant)
  }

  /// The mode in which a value of a type is stored: a date is looked at only where zeros in it are refused.
  fileprivate func copying(_ source: MySQLType) -> AssignmentMode {
    guard source.kind == .date || source.kind == .datetime, !refusesZeroDates, !refusesZeroInDates
    else { return self }
    var copy = self
    copy.allowsInvalidDates = true
    return copy
  }

  func allowsZeros(of instant: Instant) -> Bool {
    if instant.isZero { return !refusesZeroDates }
    return instant.isWholeDate || !refusesZeroInDates
  }
}

/// Stores values in columns as MySQL does: converted to the column's type, and checked against it.
///
/// The one place for what a column takes, for INSERT in the gateway and, as `my_assign`, for UPDATE on
/// the shards.
package struct ColumnAssignment: Sendable {
  let name: String
  let type: MySQLType
  /// The type of the values that come, BIGINT UNSIGNED for a BIT where its number counts.
  let source: MySQLType
  let mode: AssignmentMode
  /// By what clock a value is read that becomes a TIMESTAMP.
  let clock: TimestampClock
  /// The column's table, which errors about JSON name.
  let table: String?
  /// Whether ALTER TABLE copies the value from a column.
  let isCopied: Bool

  package init(
    column name: String,
    _ type: MySQLType,
    from source: MySQLType,
    mode: AssignmentMode,
    clock: TimestampClock = .utc,
    of table: String? = nil,
    isCopied: Bool = false
  ) {
    self.name = name
    self.type = type
    self.source = source.kind == .bit && !type.takesBits ? .unsignedBigint : source
    self.mode = mode.copying(source)
    self.clock = clock
    self.table = table
    self.isCopied = isCopied && source.kind != .bit
  }

  /// The value in the representation of the column's type.
  ///
  /// - Parameters:
  ///   - value: the value, in the representation of its own type.
  ///   - row: the number of the row in the statement, from 1, for messages.
  ///   - warn: takes what was changed to fit, where it is not an error.
  ///   - note: takes what is none in any mode: digits that are rounded away.
  /// - Returns: what the column keeps; NULL for NULL, as whether it takes that is not asked here.
  /// - Throws: 1264 out of range, 1265 truncated, 1292 and 1366 not such a value, 1406 too long, 3140
  ///   not JSON, 3155 and 3156 a document that is no such value.
  package func store(
    _ value: Value,
    row: Int = 1,
    warn: (SQLError) -> Void = { _ in },
    note: (SQLError) -> Void = { _ in }
  ) throws(SQLError) -> Value {
    if value.isNull { return .null }
    var fit = AssignmentFit(assignment: self, row: row)
    var stored = try converted(value, &fit)
    if stored == nil { stored = try self.store(value, &fit) }
    if mode.isStrict, let fault = fit.faults.first { throw fault }
    for change in fit.faults { warn(change) }
    for change in fit.notes { note(change) }
    return stored ?? .null
  }

  func store(_ value: Value, _ fit: inout AssignmentFit) throws(SQLError) -> Value {
    switch type.kind {
    case .tinyint, .smallint, .mediumint, .int, .bigint: fit.integer(value)
    case .bit: fit.bits(value)
    case .year: fit.year(value)
    case .decimal: fit.decimal(value)
    case .float, .double: fit.real(value)
    case .char, .varchar, .tinytext, .text, .mediumtext, .longtext: fit.text(value)
    case .binary, .varbinary, .tinyblob, .blob, .mediumblob, .longblob, .geometry: fit.bytes(value)
    case .date, .datetime: fit.instant(value)
    case .timestamp: try fit.timestamp(value)
    case .time: fit.time(value)
    case .enum, .set: fit.member(value)
    case .json: try fit.json(value)
    case .null, .unknown: value
    }
  }
}

extension ColumnAssignment {
  /// SQLite text that stores what an expression gives: the expression itself where every value of its
  /// type fits.
  ///
  /// Where `isLocal`, the value, which becomes a TIMESTAMP, is of the session's time zone. Without a mode it is
  /// the session's in which the text runs.
  package static func sql(
    _ text: String,
    from source: MySQLType,
    column name: String,
    _ type: MySQLType,
    of table: String? = nil,
    isLocal: Bool = false,
    isCopied: Bool = false,
    mode: AssignmentMode? = nil
  ) -> String {
    if isLocal ? source.kind == .null : source.alwaysFits(type) { return text }
    var specification = AssignmentSpecification(name: name, type: type, source: source)
    if isLocal { specification.isLocal = true }
    if isCopied { specification.isCopied = true }
    if type.kind == .json { specification.table = table }
    specification.mode = mode
    return "my_assign(\(text), \(quotedForSQLite(specification.text)))"
  }
}

extension ColumnAssignment {
  /// SQLite text that gives a generated column its value, made to fit without a word; the expression itself
  /// where every value of its type fits.
  package static func generated(
    _ text: String,
    from source: MySQLType,
    column name: String,
    _ type: MySQLType
  ) -> String {
    if source.alwaysFits(type) { return text }
    var specification = AssignmentSpecification(name: name, type: type, source: source)
    var mode = AssignmentMode.lenient
    mode.allowsInvalidDates = source.isTemporal
    specification.mode = mode
    specification.isSilent = true
    return "my_assign(\(text), \(quotedForSQLite(specification.text)))"
  }

  /// SQLite text that is true for a value that the column holds, and else throws or warns as the session's
  /// mode says; nil where every value of its type fits.
  package static func fits(
    _ text: String,
    from source: MySQLType,
    column name: String,
    _ type: MySQLType,
    of table: String
  ) -> String? {
    if source.alwaysFits(type) { return nil }
    var specification = AssignmentSpecification(name: name, type: type, source: source)
    if type.kind == .json { specification.table = table }
    return "my_fits(\(text), \(quotedForSQLite(specification.text)))"
  }
}

extension ColumnAssignment {
  /// The type as which the text of a value is written.
  ///
  /// TEXT and BLOB take the numbers of a column as they are shown, as do all that keep texts where ALTER TABLE copies
  /// it; others take them plain. The source is MySQL's `field_conv` and `Copy_field::get_copy_func`.
  var textType: MySQLType {
    type.takesBits || (isCopied && !type.isNumeric) ? source : source.plainNumber
  }
}

extension MySQLType {
  /// Whether a BIT goes into such a column by its bytes; others take its number, VARCHAR '65' for b'1000001'.
  fileprivate var takesBits: Bool {
    switch kind {
    case .tinytext, .text, .mediumtext, .longtext, .tinyblob, .blob, .mediumblob, .longblob: true
    default: false
    }
  }

  /// Whether each of its values is one of the other type's, lying in SQLite the same way.
  fileprivate func alwaysFits(_ column: MySQLType) -> Bool {
    if kind == .null || self == column { return true }
    if isInteger && column.isInteger && column.kind != .year && kind != .year {
      return isUnsigned == column.isUnsigned && integerBits <= column.integerBits
    }
    guard kind == .decimal, column.kind == .decimal, scale == column.scale,
      representation == column.representation
    else { return false }
    return (length ?? 10) <= (column.length ?? 10) && (!column.isUnsigned || isUnsigned)
  }
}
