package import VitrineSQL
import VitrineSharding

/// What a statement's functions may know besides their arguments: the time it runs at, its session,
/// and where its warnings go.
///
/// One belongs to each connection, and lives on that connection's thread; the engine sets it before
/// a statement runs. Every shard of a statement gets the same `now`, so NOW() is one moment.
package final class StatementContext {
  /// The statement's time, in microseconds after 1970-01-01 00:00:00 UTC.
  package var now: Int64 = 0
  /// The clock, in the same unit, which SYSDATE() looks at whenever it is called.
  package var clock: () -> Int64 = { 0 }
  package var timeZone = SessionTimeZone.utc
  package var session = SessionFacts()
  /// What the session says of values that do not fit their columns.
  package var mode = AssignmentMode.strict
  /// Whether the statement writes, where division by zero is an error.
  package var isWriting = false
  /// Whether it goes on where rows do not fit: IGNORE.
  package var isIgnoring = false
  /// Whether division by zero is told at all: ERROR_FOR_DIVISION_BY_ZERO.
  package var warnsOfDivisionByZero = true
  /// The number of the row that is being written, from 1, for messages.
  package private(set) var row = 1
  private var counted = ""
  package var groupConcatMaximumLength = 1024
  package var aggregateMemory = AggregateMemory()
  package var defaultWeekFormat = 0
  /// By which days and months are named.
  package var dateNames = DateNames.english
  /// How AES_ENCRYPT and AES_DECRYPT work: `block_encryption_mode`.
  package var blockEncryptionMode = "aes-128-ecb"
  /// How many times 10,000 steps a regular expression may take: `regexp_time_limit`; 0 is no limit.
  package var regexpTimeLimit = 32
  /// How many rounds a recursive common table expression may take: `cte_max_recursion_depth`.
  package var recursionLimit = RecursionLimit()
  package private(set) var warnings: [Warning] = []
  /// How SLEEP() waits so many seconds, and whether it was interrupted.
  package var sleep: (Double) -> Bool = { _ in false }
  /// The locks of GET_LOCK; nil where no session is at work.
  package var locks: (any UserLocks)?
  /// What runs stored functions; nil where none can be called, as on shards.
  package var programs: (any ProgramRunner)?
  /// Where LAST_INSERT_ID(value) leaves the value; nil where no session is at work.
  package var givenInsertID: GivenInsertID?
  /// Throws where the statement shall stop; for functions that wait.
  package var checkStop: () throws(SQLError) -> Void = { () throws(SQLError) in }
  var random: RandomSource = .init(seed: 0)
  private var identifiers = SplitMix64(seed: 0)

  package init() {}

  /// Says which row of the statement is written from now on.
  package func begin(row: Int) {
    self.row = row
    counted = ""
  }

  /// Goes on to the next row of a query that writes many, known by a name.
  func countRow(of query: String) {
    row = query == counted ? row + 1 : 1
    counted = query
  }

  /// Makes RAND() give the same numbers again.
  package func seedRandom(_ seed: UInt64) {
    random = RandomSource(seed: seed)
    identifiers = SplitMix64(seed: seed)
  }

  /// The session's local time.
  var localNow: Instant { local(now) }

  /// The clock's time in the session's time zone.
  var localSystemTime: Instant { local(clock()) }

  private func local(_ moment: Int64) -> Instant {
    Instant(microseconds: timeZone.local(moment)) ?? Instant(year: 1970, month: 1, day: 1).dateTime
  }

  var utcNow: Instant {
    Instant(microseconds: now) ?? Instant(year: 1970, month: 1, day: 1).dateTime
  }
}

/// What a session knows of itself, for DATABASE(), USER() and their kin.
package struct SessionFacts: Sendable, Hashable {
  package var database: String?
  package var user = "root@localhost"
  package var version = "8.0.36-Vitrine"
  package var connectionID: Int64 = 1
  package var lastInsertID: UInt64 = 0
  package var rowCount: Int64 = -1
  package var foundRows: Int64 = 0

  package init() {}
}

extension StatementContext {
  /// MySQL's `max_error_count`.
  private static let maximumWarnings = 1024

  package func warn(
    _ code: SQLError.Code,
    _ message: String,
    _ level: Warning.Level = .warning
  ) {
    guard warnings.count < Self.maximumWarnings else { return }
    warnings.append(Warning(level, code: code.number, message: message))
  }

  /// Gives the warnings up, for the session to keep.
  package func takeWarnings() -> [Warning] {
    defer { warnings = [] }
    return warnings
  }

  /// Warns that a text is no value of a type: 1292.
  func warnTruncated(_ type: String, _ text: String) {
    warn(.truncatedWrongValue, "Truncated incorrect \(type) value: '\(text)'")
  }

  func warnIncorrect(_ type: String, _ text: String) {
    warn(.truncatedWrongValue, "Incorrect \(type) value: '\(text)'")
  }

  /// Warns of bytes that are no text of the character set: 1300.
  func warnOfBytes(_ bytes: [UInt8], in set: String) {
    let shown = Hexadecimal.text(bytes.prefix(6)).uppercased()
    warn(.invalidCharacterString, "Invalid \(set) character string: '\(shown)'")
  }

  /// Warns that a text does not follow the format of STR_TO_DATE: 1411.
  func warnFormat(_ text: String) {
    warn(.wrongValueForType, "Incorrect datetime value: '\(text)' for function str_to_date")
  }

  /// The microseconds within what a TIME holds; 1292 where they passed it.
  func clampedTime(_ microseconds: Int64) -> Int64 {
    let clamped = TimeValue.clamped(microseconds)
    if clamped != microseconds {
      warnTruncated("time", TimeValue.text(microseconds, microseconds % 1_000_000 == 0 ? 0 : 6))
    }
    return clamped
  }

  /// Warns of the logarithm of a number that has none: 3020.
  func warnLogarithm() {
    warn(.invalidLogarithmArgument, "Invalid argument for logarithm")
  }

  /// NULL with a warning in a SELECT, an error in a strict write: 1365.
  func divisionByZero() throws(SQLError) {
    guard warnsOfDivisionByZero else { return }
    if isWriting && mode.isStrict { throw SQLError(.divisionByZero, "Division by 0") }
    warn(.divisionByZero, "Division by 0")
  }
}

/// MySQL's own generator behind RAND(): two linear congruences.
struct RandomSource: Sendable {
  private static let modulus: UInt64 = 0x3fff_ffff
  private var first: UInt64
  private var second: UInt64

  init(seed: UInt64) {
    let low = UInt64(UInt32(truncatingIfNeeded: seed))
    let start = UInt32(truncatingIfNeeded: low &* 0x1_0001 &+ 55_555_555)
    let other = UInt32(truncatingIfNeeded: low &* 0x1000_0001)
    first = UInt64(start) % Self.modulus
    second = UInt64(other) % Self.modulus
  }

  /// The next number in 0..<1.
  mutating func next() -> Double {
    first = (first * 3 + second) % Self.modulus
    second = (first + second + 33) % Self.modulus
    return Double(first) / Double(Self.modulus)
  }
}

extension StatementContext {
  /// A UUID of version 4, drawn from all bits of the seed: the same again under the same seed.
  func nextUUID() -> [UInt8] {
    var bytes = identifiers.next().bigEndianBytes + identifiers.next().bigEndianBytes
    bytes[6] = bytes[6] & 0x0f | 0x40
    bytes[8] = bytes[8] & 0x3f | 0x80
    return bytes
  }
}
