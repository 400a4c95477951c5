package import VitrineSQL
package import VitrineSharding

/// What tells which moment a local time is: a time zone, and the time of the statement.
package struct TimestampClock: Sendable {
  let zone: SessionTimeZone
  /// In microseconds after 1970-01-01 00:00:00 UTC.
  let now: Int64

  package static let utc = TimestampClock(zone: .utc, now: 0)

  package init(zone: SessionTimeZone, now: Int64) {
    self.zone = zone
    self.now = now
  }

  /// CURRENT_TIMESTAMP as a column of the type stores it: of the zone, but in UTC in a TIMESTAMP.
  package func current(_ type: MySQLType) -> String {
    let moment = type.kind == .timestamp ? now : zone.local(now)
    let instant = Instant(microseconds: moment) ?? Instant(year: 1970, month: 1, day: 1).dateTime
    return instant.text(type.scale ?? 0)
  }

  /// The moment at which clocks show a local time: of a time that comes twice the first, except for the
  /// statement's own time, which is now.
  func moment(of local: Int64) -> Int64 {
    let first = zone.moment(ofLocal: local)
    guard let second = zone.secondMoment(ofLocal: local) else { return first }
    return abs(second - now) < 1_000_000 ? second : first
  }
}

extension AssignmentFit {
  /// What a TIMESTAMP holds: from the first second of 1970 to the last of 31 bits, in UTC.
  private static let timestamps: ClosedRange<Int64> = 1_000_000...2_147_483_647_999_999

  /// A date and time of the session's time zone, as the same moment in UTC.
  ///
  /// - Throws: `unsupported` for a TIMESTAMP whose local time comes twice: it no longer tells which it was.
  mutating func timestamp(_ value: Value) throws(SQLError) -> Value {
    let stored = instant(value)
    let zero = Value.text("0000-00-00 00:00:00" + fraction(type.scale ?? 0))
    guard case .text(let text) = stored, let local = Instant(iso: text), !local.isZero else {
      return stored
    }
    guard local.isWholeDate else {
      misfit("datetime", self.text(of: value)) { $0.outOfRange() }
      return zero
    }
    let clock = assignment.clock
    if assignment.source.kind == .timestamp,
      clock.zone.secondMoment(ofLocal: local.microseconds) != nil
    {
      throw SQLError(
        .unsupported,
        "'\(text)' comes twice in the session's time zone, so that a TIMESTAMP shown as it cannot be copied",
        hint: "SET time_zone = 'UTC' for this statement"
      )
    }
    let moment = clock.moment(of: local.microseconds)
    guard Self.timestamps.contains(moment), clock.zone.local(moment) == local.microseconds else {
      misfit("datetime", self.text(of: value)) { $0.outOfRange() }
      return zero
    }
    return .text(Instant(microseconds: moment)?.text(type.scale ?? 0) ?? text)
  }
}

extension SessionTimeZone {
  /// What clocks show at a moment that a TIMESTAMP stores; nil for what is no moment.
  package func localText(ofTimestamp text: String) -> String? {
    guard let instant = Instant(text), instant.isWholeDate else { return nil }
    return Instant(microseconds: local(instant.microseconds))?.text(max(text.utf8.count - 20, 0))
  }
}

/// The moment that a local text in a TIMESTAMP column's form stands for, as the column stores it.
package func storedTimestamp(
  _ text: String,
  _ type: MySQLType,
  by clock: TimestampClock
) throws(SQLError) -> Value {
  let assignment = ColumnAssignment(column: "", type, from: type, mode: .strict, clock: clock)
  return try assignment.store(.text(text))
}
