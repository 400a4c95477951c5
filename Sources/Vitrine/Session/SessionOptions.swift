import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// What a session's system variables ask for, read once for all statements until one changes.
struct SessionOptions: Sendable {
  /// What the planner is to know, without the session's target.
  let planner: PlannerOptions
  /// What MySQL's functions see, without the moment.
  let statement: StatementSettings
  let sqlMode: String
  let connection: ConnectionSettings
  let autocommit: Bool
  let warnsOfScatter: Bool
  /// `sql_notes`: whether notes are among a statement's messages.
  let tellsNotes: Bool
  let checksForeignKeys: Bool
  /// `max_error_count`: how many conditions of a statement are kept, of all that are counted.
  let conditionLimit: Int
  /// `client_found_rows`: whether UPDATE counts the rows that it has found, changed or not.
  let countsFoundRows: Bool
  let numberSpacing: NumberSpacing
  let requiresPrimaryKeys: Bool
  /// `transaction_mode = SINGLE`: whether a transaction may write the rows of one shard alone.
  let writesOneShard: Bool
  /// `max_execution_time`; nil for none.
  let timeout: Duration?
  /// `query_timeout`, of any statement; nil for none.
  let queryTimeout: Duration?
  /// `transaction_timeout`; nil for none.
  let transactionTimeout: Duration?
  let lockWaitTimeout: Duration
  let memoryLimits: MemoryAccount.Limits
  /// How many rows a SELECT gives that does not say so itself: `sql_select_limit`.
  let rowLimit: Int
  /// `timestamp`, in microseconds after 1970; nil where the time goes on.
  let fixedTime: Int64?

  init(_ variables: SystemVariables) {
    sqlMode = variables.text("sql_mode")
    let isStrict = sqlMode.contains("STRICT_")
    var planner = PlannerOptions(
      strategy: variables.text("vitrine_strategy"),
      sqlMode: SQLMode(sqlMode),
      refusesScatter: variables.isOn("no_scatter"),
      requiresFullGrouping: sqlMode.contains("ONLY_FULL_GROUP_BY")
    )
    planner.isStrict = isStrict
    planner.refusesKeylessWrites = variables.isOn("sql_safe_updates")
    planner.refusesZeroDates = sqlMode.contains("NO_ZERO_DATE")
    planner.refusesZeroInDates = sqlMode.contains("NO_ZERO_IN_DATE")
    planner.allowsInvalidDates = sqlMode.contains("ALLOW_INVALID_DATES")
    connection = ConnectionSettings(
      clientCharacterSet: variables.text("character_set_client"),
      collation: variables.text("collation_connection")
    )
    planner.literalCollation = connection.literalCollation

    var statement = StatementSettings()
    statement.timeZone = SessionTimeZone(variables.text("time_zone")) ?? .utc
    planner.divisionIncrement = Int(variables.integer("div_precision_increment"))
    planner.convertsTimestamps = statement.timeZone != .utc
    self.planner = planner
    statement.mode.isStrict = isStrict
    statement.warnsOfDivisionByZero = sqlMode.contains("ERROR_FOR_DIVISION_BY_ZERO")
    statement.mode.refusesZeroDates = sqlMode.contains("NO_ZERO_DATE")
    statement.mode.refusesZeroInDates = sqlMode.contains("NO_ZERO_IN_DATE")
    statement.mode.allowsInvalidDates = sqlMode.contains("ALLOW_INVALID_DATES")
    statement.setsAutoIncrementForZero = !sqlMode.contains("NO_AUTO_VALUE_ON_ZERO")
    statement.groupConcatMaximumLength = Int(variables.integer("group_concat_max_len"))
    statement.blockEncryptionMode = variables.text("block_encryption_mode")
    statement.recursionLimit = RecursionLimit(
      rounds: variables.integer("cte_max_recursion_depth")
    )
    statement.regexpTimeLimit = Int(variables.integer("regexp_time_limit"))
    statement.dateNames = DateNames(locale: variables.text("lc_time_names")) ?? .english
    statement.defaultWeekFormat = Int(variables.integer("default_week_format"))
    lockWaitTimeout = .seconds(variables.integer("innodb_lock_wait_timeout"))
    statement.schemaLockTimeout = min(
      lockWaitTimeout,
      .seconds(variables.integer("lock_wait_timeout"))
    )
    self.statement = statement

    autocommit = variables.isOn("autocommit")
    conditionLimit = Int(clamping: variables.integer("max_error_count"))
    warnsOfScatter = variables.isOn("warn_scatter")
    tellsNotes = variables.isOn("sql_notes")
    checksForeignKeys = variables.isOn("foreign_key_checks")
    countsFoundRows = variables.isOn("client_found_rows")
    requiresPrimaryKeys = variables.isOn("sql_require_primary_key")
    writesOneShard = variables.text("transaction_mode") == "SINGLE"
    numberSpacing = NumberSpacing(
      step: UInt64(clamping: variables.integer("auto_increment_increment")),
      offset: UInt64(clamping: variables.integer("auto_increment_offset"))
    )
    timeout = Self.milliseconds(variables.integer("max_execution_time"))
    queryTimeout = Self.milliseconds(variables.integer("query_timeout"))
    transactionTimeout = Self.milliseconds(variables.integer("transaction_timeout"))
    memoryLimits = MemoryAccount.Limits(
      rows: Self.limit(variables.integer("max_memory_rows")),
      bytes: Self.limit(variables.integer("max_memory_bytes"))
    )
    let rowLimit = variables.integer("sql_select_limit")
    // What is past the largest signed number, as MySQL's own default is, is no limit.
    self.rowLimit = rowLimit < 0 ? .max : Int(clamping: rowLimit)
    fixedTime = Self.microseconds(try? variables.value(of: "timestamp").value)
  }

  private static func microseconds(_ timestamp: Value?) -> Int64? {
    switch timestamp {
    case .real(let seconds)? where seconds > 0:
      Int64(exactly: (seconds * 1_000_000).rounded(.towardZero))
    case .integer(let seconds)? where seconds > 0:
      seconds.multipliedReportingOverflow(by: 1_000_000).partialValue
    default: nil
    }
  }

  private static func milliseconds(_ number: Int64) -> Duration? {
    number > 0 ? .milliseconds(number) : nil
  }

  /// Zero is no limit.
  private static func limit(_ value: Int64) -> Int? { value > 0 ? Int(value) : nil }
}
