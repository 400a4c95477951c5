package import VitrineSQL

/// How often something recurs: `EVERY '1:30' MINUTE_SECOND` of an event.
package struct Recurrence: Sendable, Hashable {
  private let interval: IntervalValue

  /// Nil unless the amount is positive and not beyond all dates.
  package init?(_ amount: String, _ unit: IntervalUnit) {
    guard let interval = IntervalValue(amount, unit),
      interval.months > 0 || interval.months == 0 && interval.microseconds > 0
    else { return nil }
    self.interval = interval
  }

  /// The first time after a moment: the start itself, or that and a whole number of intervals.
  ///
  /// - Parameters:
  ///   - moment: in microseconds after 1970-01-01 00:00:00 UTC, as all moments here.
  ///   - start: the first time of all.
  ///   - zone: whose months are counted.
  /// - Returns: nil past the year 9999.
  package func next(after moment: Int64, from start: Int64, in zone: SessionTimeZone) -> Int64? {
    if start > moment { return start }
    guard interval.months > 0 else { return next(after: moment, from: start) }
    guard let first = Instant(microseconds: zone.local(start)),
      let now = Instant(microseconds: zone.local(moment))
    else { return nil }
    let elapsed = Int64((now.year - first.year) * 12 + now.month - first.month)
    var count = max(elapsed / interval.months, 1)
    while true {
      var step = interval
      step.months = interval.months.multipliedReportingOverflow(by: count).partialValue
      guard let local = first.moved(by: step) else { return nil }
      let next = zone.moment(ofLocal: local.microseconds)
      if next > moment { return next }
      count += 1
    }
  }

  private func next(after moment: Int64, from start: Int64) -> Int64? {
    let rest = (moment - start) % interval.microseconds
    let (next, overflows) = (moment - rest).addingReportingOverflow(interval.microseconds)
    return overflows ? nil : next
  }
}
