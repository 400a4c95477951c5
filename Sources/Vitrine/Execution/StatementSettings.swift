import VitrineSQLite

/// What a session tells MySQL's functions about itself and the moment, the same on every connection
/// that works for one statement.
struct StatementSettings: Sendable {
  /// The statement's time, in microseconds after 1970-01-01 00:00:00 UTC.
  var now: Int64 = 0
  /// The cluster's clock, which neither `timestamp` nor a statement around it changes.
  var systemClock = ClusterClock.system
  var timeZone = SessionTimeZone.utc
  /// The cluster's locks of GET_LOCK; nil where no session is at work.
  var locks: (any UserLocks)?
  var facts = SessionFacts()
  /// What runs the stored functions that the statement calls; nil where it calls none.
  var programs: ProgramCalls?
  /// The session's; nil where none is at work.
  var givenInsertID: GivenInsertID?
  /// What the session says of values that do not fit; under IGNORE it is not strict.
  var mode = AssignmentMode.strict
  /// Whether 0 stands for a number that AUTO_INCREMENT has still to give: without NO_AUTO_VALUE_ON_ZERO.
  var setsAutoIncrementForZero = true
  var isWriting = false
  var isIgnoring = false
  /// How long DDL waits for transactions that hold its shards, the shorter of `lock_wait_timeout` and
  /// `innodb_lock_wait_timeout`; nil for as long as the cluster says.
  var schemaLockTimeout: Duration?
  var warnsOfDivisionByZero = true
  var groupConcatMaximumLength = 1024
  /// `max_memory_bytes`, of which each connection's aggregates may take as much; nil for as much as there is.
  var memoryLimit: Int?
  var regexpTimeLimit = 32
  var recursionLimit = RecursionLimit()
  var blockEncryptionMode = "aes-128-ecb"
  var defaultWeekFormat = 0
  /// The names that `lc_time_names` gives days and months.
  var dateNames = DateNames.english
  var seed: UInt64 = 0
  let draws = StatementDraws()

  /// By what local times become TIMESTAMPs.
  var clock: TimestampClock { TimestampClock(zone: timeZone, now: now) }

  func apply(to context: StatementContext, at place: StatementDraws.Place = .gateway) {
    context.now = now
    context.clock = { [systemClock] in systemClock.now }
    context.timeZone = timeZone
    context.locks = locks
    context.session = facts
    context.givenInsertID = givenInsertID
    context.mode = mode
    context.isWriting = isWriting
    context.isIgnoring = isIgnoring
    context.begin(row: 1)
    context.warnsOfDivisionByZero = warnsOfDivisionByZero
    context.groupConcatMaximumLength = groupConcatMaximumLength
    context.aggregateMemory = AggregateMemory(limit: memoryLimit)
    context.regexpTimeLimit = regexpTimeLimit
    context.recursionLimit = recursionLimit
    context.blockEncryptionMode = blockEncryptionMode
    context.defaultWeekFormat = defaultWeekFormat
    context.dateNames = dateNames
    context.seedRandom(draws.seed(seed, at: place))
    if case .gateway = place { context.programs = programs } else { context.programs = nil }
    _ = context.takeWarnings()
  }
}

extension StatementSettings {
  /// Those of a change that computes nothing, which waits as the session says.
  init(waiting options: SessionOptions) {
    self.init()
    schemaLockTimeout = options.statement.schemaLockTimeout
  }
}
