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
  let autocommit: Bool
  let warnsOfScatter: Bool
  let setsAutoIncrementForZero: Bool
  let checksForeignKeys: Bool
  /// `max_execution_time`; nil for none.
  let timeout: Duration?
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
    if let collation = Collation(rawValue: variables.text("collation_connection").lowercased()),
      collation.characterSet == "utf8mb4"
    {
      planner.literalCollation = collation
    }

    var statement = StatementSettings()
    statement.timeZone = SessionTimeZone(variables.text("time_zone")) ?? .utc
    planner.divisionIncrement = Int(variables.integer("div_precision_increment"))
    planner.convertsTimestamps = statement.timeZone != .utc
    self.planner = planner
    statement.mode.isStrict = isStrict
    statement.warnsOfDivisionByZero = sqlMode.contains("ERROR_FOR_DIVISION_BY_ZERO")
    statement.mode.refusesZeroDates = sqlMode.contains("NO_ZERO_DATE")
    statement.mode.refusesZeroInDates = sqlMode.contains("NO_ZERO_IN_DATE")
    statement.groupConcatMaximumLength = Int(variables.integer("group_concat_max_len"))
    statement.blockEncryptionMode = variables.text("block_encryption_mode")
    statement.regexpTimeLimit = Int(variables.integer("regexp_time_limit"))
    statement.defaultWeekFormat = Int(variables.integer("default_week_format"))
    self.statement = statement

    autocommit = variables.isOn("autocommit")
    warnsOfScatter = variables.isOn("warn_scatter")
    setsAutoIncrementForZero = !sqlMode.contains("NO_AUTO_VALUE_ON_ZERO")
    checksForeignKeys = variables.isOn("foreign_key_checks")
    let milliseconds = variables.integer("max_execution_time")
    timeout = milliseconds > 0 ? .milliseconds(milliseconds) : nil
    lockWaitTimeout = .seconds(variables.integer("innodb_lock_wait_timeout"))
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

  /// Zero is no limit.
  private static func limit(_ value: Int64) -> Int? { value > 0 ? Int(value) : nil }
}
