import Foundation

/// The time zone of a session: SYSTEM (which is UTC), an offset, or a zone of the tz database by name.
package struct SessionTimeZone: Sendable, Hashable {
  private enum Rules: Sendable, Hashable {
    case offset(Int64)
    case named(TimeZone)
  }

  private let rules: Rules

  package static let utc = SessionTimeZone(rules: .offset(0))

  private init(rules: Rules) { self.rules = rules }

  /// Nil for a name that MySQL with loaded time zone tables would not know.
  package init?(_ name: String) {
    switch name.uppercased() {
    case "SYSTEM", "UTC", "GMT": self = .utc
    default:
      if let offset = TimeZoneOffset.microseconds(name.utf8) {
        rules = .offset(offset)
      } else if let identifier = Self.identifiers[name.lowercased()],
        let zone = TimeZone(identifier: identifier)
      {
        rules = .named(zone)
      } else {
        return nil
      }
    }
  }

  /// The zones that have names, sorted.
  package static let names: [String] = Set(
    TimeZone.knownTimeZoneIdentifiers + ["CET", "EET", "EST", "HST", "MET", "MST", "UTC", "WET"]
  ).sorted()

  private static let identifiers: [String: String] = Dictionary(
    names.map { ($0.lowercased(), $0) },
    uniquingKeysWith: { first, _ in first }
  )

  /// Microseconds to add to a moment in UTC, given in microseconds after 1970.
  package func offset(at moment: Int64) -> Int64 {
    switch rules {
    case .offset(let offset): return offset
    case .named(let zone):
      let seconds = moment >= 0 ? moment / 1_000_000 : (moment - 999_999) / 1_000_000
      let date = Date(timeIntervalSince1970: Double(seconds))
      return Int64(zone.secondsFromGMT(for: date)) * 1_000_000
    }
  }

  package func local(_ moment: Int64) -> Int64 { moment &+ offset(at: moment) }

  /// The moment at which clocks show a local time.
  ///
  /// As in MySQL, of a time that comes twice it is the first, and of one that is skipped the moment
  /// at which clocks are put forward.
  package func moment(ofLocal local: Int64) -> Int64 {
    guard case .named = rules else { return local &- offset(at: 0) }
    let day = Calendar.dayMicroseconds
    let around = [offset(at: local &- day), offset(at: local &+ day)]
    let (small, large) = (min(around[0], around[1]), max(around[0], around[1]))
    for offset in [large, small] where self.offset(at: local &- offset) == offset {
      return local &- offset
    }
    return change(after: local &- large, upTo: local &- small)
  }

  /// The later moment at which clocks show a local time, where they are put back and it comes twice.
  package func secondMoment(ofLocal local: Int64) -> Int64? {
    guard case .named = rules else { return nil }
    let day = Calendar.dayMicroseconds
    let around = [offset(at: local &- day), offset(at: local &+ day)]
    let (small, large) = (min(around[0], around[1]), max(around[0], around[1]))
    guard small != large, offset(at: local &- large) == large,
      offset(at: local &- small) == small
    else { return nil }
    return local &- small
  }

  /// The first moment that has the offset of the second of two moments.
  private func change(after start: Int64, upTo end: Int64) -> Int64 {
    var (low, high) = (start / 1_000_000, end / 1_000_000)
    let target = offset(at: end)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if offset(at: middle * 1_000_000) == target { high = middle } else { low = middle }
    }
    return high * 1_000_000
  }
}
