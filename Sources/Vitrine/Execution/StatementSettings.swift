import VitrineSQLite

/// What a session tells MySQL's functions about itself and the moment, the same on every connection
/// that works for one statement.
struct StatementSettings: Sendable {
  /// The statement's time, in microseconds after 1970-01-01 00:00:00 UTC.
  var now: Int64 = 0
  var timeZoneOffset: Int64 = 0
  var timeZoneName = "SYSTEM"
  var facts = SessionFacts()
  var isStrict = true
  var isWriting = false
  var groupConcatMaximumLength = 1024
  var defaultWeekFormat = 0
  var seed: UInt64 = 0

  func apply(to context: StatementContext) {
    context.now = now
    context.timeZoneOffset = timeZoneOffset
    context.timeZoneName = timeZoneName
    context.session = facts
    context.isStrict = isStrict
    context.isWriting = isWriting
    context.groupConcatMaximumLength = groupConcatMaximumLength
    context.defaultWeekFormat = defaultWeekFormat
    context.seedRandom(seed)
    _ = context.takeWarnings()
  }
}
