import VitrineSQL

/// A run over consecutive inputs of a seed.
struct FuzzRun {
  /// An input for which something does not hold.
  struct Finding {
    var number: UInt64
    var failure: ParserCheck.Failure
    /// The smallest input found that fails alike.
    var smallest: [UInt8]
  }

  let mutator: Mutator
  /// More findings than this end the run.
  var mostFindings = 20

  private(set) var inputs: UInt64 = 0
  private(set) var bytes: UInt64 = 0
  private(set) var accepted: UInt64 = 0
  private(set) var findings: [Finding] = []

  init(mutator: Mutator) { self.mutator = mutator }

  /// Checks inputs from `first` on, up to a number of them or for a time, whichever ends first.
  ///
  /// `watch` is told each number before its input is tried.
  mutating func run(
    from first: UInt64 = 0,
    inputs most: UInt64,
    for duration: Duration,
    watch: (UInt64) -> Void = { _ in }
  ) {
    let clock = ContinuousClock()
    let end = clock.now + duration
    var number = first
    while inputs < most, findings.count < mostFindings {
      if number.isMultiple(of: 256), clock.now >= end { break }
      watch(number)
      check(number)
      number += 1
    }
  }

  private mutating func check(_ number: UInt64) {
    let input = mutator.input(number)
    let mode = Self.mode(of: number)
    inputs += 1
    bytes += UInt64(input.count)
    do throws(ParserCheck.Failure) {
      if try ParserCheck.check(input, mode: mode) { accepted += 1 }
    } catch {
      let name = error.name
      let smallest = Shrinker.shrunk(input) { Self.fails($0, mode, name) }
      findings.append(Finding(number: number, failure: error, smallest: smallest))
    }
  }

  private static func fails(_ input: [UInt8], _ mode: SQLMode, _ name: String) -> Bool {
    do throws(ParserCheck.Failure) {
      _ = try ParserCheck.check(input, mode: mode)
      return false
    } catch {
      return error.name == name
    }
  }

  /// One input in eight is read under another `sql_mode`.
  static func mode(of number: UInt64) -> SQLMode {
    guard number.isMultiple(of: 8) else { return .default }
    return SQLMode(rawValue: UInt8(truncatingIfNeeded: number >> 3) & 0x1F)
  }
}

/// Makes a failing input small by leaving out ever shorter pieces.
enum Shrinker {
  static func shrunk(_ input: [UInt8], while fails: ([UInt8]) -> Bool) -> [UInt8] {
    var smallest = input
    var width = max(input.count / 2, 1)
    while width > 0 {
      var place = 0
      while place < smallest.count {
        var candidate = smallest
        candidate.removeSubrange(place..<min(place + width, smallest.count))
        if fails(candidate) { smallest = candidate } else { place += width }
      }
      width /= 2
    }
    return smallest
  }
}
