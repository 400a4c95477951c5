/// Weeks as MySQL's eight modes count them.
enum Week {
  /// The week of a date and the year it belongs to.
  ///
  /// Mode bit 0: weeks begin on Monday. Bit 1: week 1 to 53 rather than 0 to 53. Bit 2, turned by bit 0:
  /// the first week is the one with its first weekday in the year, else the one with four days in it.
  static func number(_ instant: Instant, mode: Int) -> (week: Int, year: Int) {
    let beginsMonday = mode & 1 != 0
    var isWholeYear = mode & 2 != 0
    let needsFirstWeekday = beginsMonday == (mode & 4 != 0)
    var year = instant.year
    var newYear = Calendar.day(year: year, month: 1, day: 1)
    // MySQL numbers the days of month 0 of the year 0 with 0, and those of month 1 from 1 on.
    let day = year == 0 && instant.month == 0 ? newYear - 1 : instant.dayNumber
    var weekday = weekday(newYear, beginsMonday)
    if instant.month == 1, instant.day <= 7 - weekday {
      if !isWholeYear, startsLate(weekday, needsFirstWeekday) { return (0, year) }
      if startsLate(weekday, needsFirstWeekday) {
        isWholeYear = true
        year -= 1
        let days = Calendar.isLeap(year) ? 366 : 365
        newYear -= days
        weekday = (weekday + 53 * 7 - days) % 7
      }
    }
    let late = startsLate(weekday, needsFirstWeekday)
    // In 32 bits without a sign, so that months of 0 have very large weeks.
    let days = Int(
      UInt32(truncatingIfNeeded: late ? day - (newYear + 7 - weekday) : day - (newYear - weekday))
    )
    if isWholeYear, days >= 52 * 7 {
      let length = Calendar.isLeap(year) ? 366 : 365
      let next = (weekday + length) % 7
      if !startsLate(next, needsFirstWeekday) { return (1, year + 1) }
    }
    return (days / 7 + 1, year)
  }

  private static func startsLate(_ weekday: Int, _ needsFirstWeekday: Bool) -> Bool {
    needsFirstWeekday ? weekday != 0 : weekday >= 4
  }

  private static func weekday(_ day: Int, _ beginsMonday: Bool) -> Int {
    let monday = Calendar.weekday(ofDay: day)
    return beginsMonday ? monday : (monday + 1) % 7
  }

  static let dayNames = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
  static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
}
