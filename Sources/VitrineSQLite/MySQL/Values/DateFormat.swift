/// DATE_FORMAT, TIME_FORMAT and STR_TO_DATE: texts with `%` codes.
package enum DateFormat {
  /// What GET_FORMAT gives for a type and a place.
  package static func named(_ type: String, _ place: String) -> String? {
    let type = type.uppercased()
    return formats[(type == "TIMESTAMP" ? "DATETIME" : type) + " " + place.uppercased()]
  }

  private static let formats: [String: String] = [
    "DATE USA": "%m.%d.%Y", "DATE JIS": "%Y-%m-%d", "DATE ISO": "%Y-%m-%d", "DATE EUR": "%d.%m.%Y",
    "DATE INTERNAL": "%Y%m%d", "DATETIME USA": "%Y-%m-%d %H.%i.%s",
    "DATETIME JIS": "%Y-%m-%d %H:%i:%s", "DATETIME ISO": "%Y-%m-%d %H:%i:%s",
    "DATETIME EUR": "%Y-%m-%d %H.%i.%s", "DATETIME INTERNAL": "%Y%m%d%H%i%s",
    "TIME USA": "%h:%i:%s %p", "TIME JIS": "%H:%i:%s", "TIME ISO": "%H:%i:%s",
    "TIME EUR": "%H.%i.%s", "TIME INTERNAL": "%H%i%s",
  ]

  /// The text of an instant under a format; nil where a name is asked of a zero part.
  static func text(_ instant: Instant, _ format: String, _ names: DateNames) -> String? {
    var result = ""
    var codes = format.unicodeScalars.makeIterator()
    while let character = codes.next() {
      guard character == "%", let code = codes.next() else {
        result.unicodeScalars.append(character)
        continue
      }
      guard let part = part(instant, code, names) else { return nil }
      result += part
    }
    return result
  }

  private static func part(
    _ instant: Instant,
    _ code: Unicode.Scalar,
    _ names: DateNames
  ) -> String? {
    switch code {
    case "Y": Fraction.padded(instant.year, 4)
    case "y": Fraction.padded(instant.year % 100, 2)
    case "m": Fraction.padded(instant.month, 2)
    case "c": String(instant.month)
    case "d": Fraction.padded(instant.day, 2)
    case "e": String(instant.day)
    case "D": String(instant.day) + ordinal(instant.day)
    case "M": instant.month == 0 ? nil : names.month(instant.month)
    case "b": instant.month == 0 ? nil : names.shortMonth(instant.month)
    case "W", "a", "w", "j", "U", "u", "V", "v", "X", "x": dayPart(instant, code, names)
    default: timePart(instant, code)
    }
  }

  private static func timePart(_ instant: Instant, _ code: Unicode.Scalar) -> String {
    let hour = instant.hour
    let short = (hour % 24 + 11) % 12 + 1
    let half = hour % 24 < 12 ? "AM" : "PM"
    switch code {
    case "H": return Fraction.padded(hour, 2)
    case "k": return String(hour)
    case "h", "I": return Fraction.padded(short, 2)
    case "l": return String(short)
    case "i": return Fraction.padded(instant.minute, 2)
    case "s", "S": return Fraction.padded(instant.second, 2)
    case "f": return Fraction.padded(instant.microsecond, 6)
    case "p": return half
    case "T": return instant.timeText
    case "r": return Fraction.padded(short, 2) + instant.timeText.suffix(6) + " " + half
    default: return String(code)
    }
  }

  /// What needs a whole date: names and numbers of days and weeks.
  private static func dayPart(
    _ instant: Instant,
    _ code: Unicode.Scalar,
    _ names: DateNames
  ) -> String? {
    guard instant.isWholeDate else { return nil }
    let weekday = Calendar.weekday(ofDay: instant.dayNumber)
    switch code {
    case "W": return names.day(weekday)
    case "a": return names.shortDay(weekday)
    case "w": return String((weekday + 1) % 7)
    case "j": return Fraction.padded(instant.dayOfYear, 3)
    case "U": return Fraction.padded(Week.number(instant, mode: 0).week, 2)
    case "u": return Fraction.padded(Week.number(instant, mode: 1).week, 2)
    case "V": return Fraction.padded(Week.number(instant, mode: 2).week, 2)
    case "v": return Fraction.padded(Week.number(instant, mode: 3).week, 2)
    case "X": return Fraction.padded(Week.number(instant, mode: 2).year, 4)
    default: return Fraction.padded(Week.number(instant, mode: 3).year, 4)
    }
  }

  private static func ordinal(_ day: Int) -> String {
    if (11...13).contains(day) { return "th" }
    switch day % 10 {
    case 1: return "st"
    case 2: return "nd"
    case 3: return "rd"
    default: return "th"
    }
  }
}

extension Instant {
  var dayOfYear: Int { dayNumber - Calendar.day(year: year, month: 1, day: 1) + 1 }
}

/// Reads a text by a format: STR_TO_DATE.
struct DateFormatReader {
  private var text: Substring.UnicodeScalarView
  private var instant = Instant(year: 0, month: 0, day: 0)
  private var isAfternoon: Bool?
  private var dayOfYear: Int?
  private var week: (number: Int, mode: Int)?
  private var weekday: Int?
  /// `X` or `x` where the year is the one that a week belongs to.
  private var weekYear: Unicode.Scalar?
  private var usesTwelveHours = false

  init(_ text: String) { self.text = text[...].unicodeScalars }

  /// Whether nothing but spaces is left.
  var isAtEnd: Bool { text.allSatisfy { $0 == " " } }

  /// Nil where the text does not follow the format, or spells no date.
  mutating func read(_ format: String) -> Instant? {
    var codes = format.unicodeScalars.makeIterator()
    while !text.isEmpty, let character = codes.next() {
      if character == "%", let code = codes.next() {
        guard read(code) else { return nil }
      } else if character == " " {
        skipSpaces()
      } else {
        skipSpaces()
        guard text.first == character else { return nil }
        text.removeFirst()
      }
    }
    return finished()
  }

  private mutating func finished() -> Instant? {
    if let isAfternoon {
      guard (1...12).contains(instant.hour) else { return nil }
      instant.hour = instant.hour % 12 + (isAfternoon ? 12 : 0)
    } else if usesTwelveHours {
      instant.hour %= 12
    }
    if let dayOfYear {
      guard dayOfYear > 0, dayOfYear <= 366 else { return nil }
      let first = Calendar.day(year: instant.year, month: 1, day: 1)
      let date = Instant(dayNumber: first + dayOfYear - 1)
      (instant.year, instant.month, instant.day) = (date.year, date.month, date.day)
    }
    if let week, let weekday {
      guard let date = date(week: week, weekday: weekday) else { return nil }
      (instant.year, instant.month, instant.day) = (date.year, date.month, date.day)
    }
    // Whether its month has the day is not asked: '2004-04-31'.
    return instant.hasValidParts ? instant : nil
  }

  /// The day of a week of the year, of a week before the first and after the last too; 0 is Monday.
  ///
  /// Nil beyond the calendar, and where the codes of week and year do not go together: `%V` with `%X`, `%v`
  /// with `%x`, the others with neither.
  private func date(week: (number: Int, mode: Int), weekday: Int) -> Instant? {
    let wanted: Unicode.Scalar? = week.mode == 2 ? "X" : week.mode == 3 ? "x" : nil
    guard weekYear == wanted, week.number <= 53, week.number > 0 || wanted == nil else {
      return nil
    }
    let first = Calendar.day(year: instant.year, month: 1, day: 1)
    let startsOnSunday = week.mode % 2 == 0
    let begins = (Calendar.weekday(ofDay: first) + (startsOnSunday ? 1 : 0)) % 7
    let isInFirst = startsOnSunday ? begins == 0 : begins <= 3
    let day = (weekday + (startsOnSunday ? 1 : 0)) % 7
    let date = Instant(
      dayNumber: first + (isInFirst ? 0 : 7) - begins + (week.number - 1) * 7 + day
    )
    return (0...9999).contains(date.year) ? date : nil
  }

  private mutating func skipSpaces() {
    while text.first == " " { text.removeFirst() }
  }

  private mutating func read(_ code: Unicode.Scalar) -> Bool {
    skipSpaces()
    switch code {
    case "Y":
      let length = text.count
      let year = number(4)
      let isShort = length - text.count <= 2
      return set(\.year, isShort ? year.map { InstantReader.fullYear($0) } : year)
    case "X", "x":
      weekYear = code
      return set(\.year, number(4))
    case "y": return set(\.year, number(2).map { InstantReader.fullYear($0) })
    case "m", "c": return set(\.month, number(2))
    case "d", "e": return set(\.day, number(2))
    case "D": return ordinalDay()
    case "M": return set(\.month, name(Week.monthNames))
    case "b": return set(\.month, name(Week.monthNames.map { String($0.prefix(3)) }))
    case "W": return setWeekday(name(Week.dayNames).map { $0 - 1 })
    case "a": return setWeekday(name(Week.dayNames.map { String($0.prefix(3)) }).map { $0 - 1 })
    case "w": return setWeekday(number(1).map { ($0 + 6) % 7 })
    case "j":
      dayOfYear = number(3)
      return dayOfYear != nil
    case "U", "u", "V", "v": return setWeek(code)
    default: return readTime(code)
    }
  }

  private mutating func readTime(_ code: Unicode.Scalar) -> Bool {
    instant.isDate = false
    switch code {
    case "H", "k": return set(\.hour, number(2))
    case "h", "I", "l":
      usesTwelveHours = true
      return set(\.hour, number(2))
    case "i": return set(\.minute, number(2))
    case "s", "S": return set(\.second, number(2))
    case "f": return fraction()
    case "p":
      guard let half = name(["AM", "PM"]) else { return false }
      isAfternoon = half == 2
      return true
    case "T": return clock("%H:%i:%s")
    case "r": return clock("%h:%i:%s %p")
    case "%":
      guard text.first == "%" else { return false }
      text.removeFirst()
      return true
    case "#": return skip(while: { $0.properties.numericType != nil })
    case ".": return skip(while: { $0.isASCII && !$0.properties.isAlphabetic && $0.value > 32 })
    case "@": return skip(while: { $0.properties.isAlphabetic })
    default: return false
    }
  }

  private mutating func skip(while matches: (Unicode.Scalar) -> Bool) -> Bool {
    text = text.drop(while: matches)
    return true
  }

  private mutating func clock(_ format: String) -> Bool {
    var codes = format.unicodeScalars.makeIterator()
    while let character = codes.next() {
      if character == "%", let code = codes.next() {
        guard read(code) else { return false }
      } else {
        guard text.first == character else { return false }
        text.removeFirst()
      }
    }
    return true
  }

  private mutating func set(
    _ part: WritableKeyPath<Instant, Int>,
    _ number: Int?
  ) -> Bool {
    guard let number else { return false }
    instant[keyPath: part] = number
    return true
  }

  private mutating func setWeekday(_ number: Int?) -> Bool {
    weekday = number
    return number != nil
  }

  private mutating func setWeek(_ code: Unicode.Scalar) -> Bool {
    guard let number = number(2) else { return false }
    week = (number, code == "U" ? 0 : code == "u" ? 1 : code == "V" ? 2 : 3)
    return true
  }

  private mutating func number(_ digits: Int) -> Int? {
    var result: Int?
    for _ in 0..<digits {
      guard let next = text.first, (48...57).contains(next.value) else { break }
      result = (result ?? 0) * 10 + Int(next.value - 48)
      text.removeFirst()
    }
    return result
  }

  private mutating func fraction() -> Bool {
    var digits = 0
    while digits < 6, let digit = number(1) {
      instant.microsecond = instant.microsecond * 10 + digit
      digits += 1
    }
    for _ in digits..<6 { instant.microsecond *= 10 }
    return digits > 0
  }

  private mutating func ordinalDay() -> Bool {
    guard set(\.day, number(2)), text.count >= 2 else { return false }
    text.removeFirst(2)
    return true
  }

  /// The 1-based position of the name the text begins with.
  private mutating func name(_ names: [String]) -> Int? {
    for (index, name) in names.enumerated() {
      let count = name.unicodeScalars.count
      guard String(text.prefix(count)).lowercased() == name.lowercased() else { continue }
      text.removeFirst(count)
      return index + 1
    }
    return nil
  }
}
