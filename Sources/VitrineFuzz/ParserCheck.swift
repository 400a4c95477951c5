import VitrineSQL

/// What must hold of any bytes: the parser answers in time, and what it reads prints as it was read.
enum ParserCheck {
  /// A property that did not hold.
  enum Failure: Error, Equatable {
    /// The printed statement does not parse.
    case printedIsRefused(printed: String, message: String)
    /// The printed statement parses to another tree.
    case printedDiffers(printed: String)
    /// Parsing took longer than the length of the text explains.
    case slow(microseconds: Int)

    /// The property, for telling findings apart.
    var name: String {
      switch self {
      case .printedIsRefused: "the printed statement is refused"
      case .printedDiffers: "the printed statement is another"
      case .slow: "parsing is slow"
      }
    }
  }

  /// Whether the bytes are a statement; throws what does not hold.
  static func check(_ bytes: [UInt8], mode: SQLMode = .default) throws(Failure) -> Bool {
    let clock = ContinuousClock()
    let start = clock.now
    let statement = read(bytes, mode)
    let time = clock.now - start
    if time > limit(bytes.count) { try measureAgain(bytes, mode) }
    guard let statement else { return false }
    if mode == .default { try checkPrinting(statement) }
    return true
  }

  private static func read(_ bytes: [UInt8], _ mode: SQLMode) -> Statement? {
    bytes.withUnsafeBufferPointer { bytes in
      var normalized = NormalizedStatement()
      _ = Normalizer.normalize(bytes, mode: mode, into: &normalized)
      return try? Parser.parse(bytes, mode: mode)
    }
  }

  private static func checkPrinting(_ statement: Statement) throws(Failure) {
    let printed = statement.printed()
    let again: Statement
    do throws(SQLError) {
      again = try Parser.parse(printed)
    } catch {
      throw .printedIsRefused(printed: printed, message: error.message)
    }
    if again != statement { throw .printedDiffers(printed: printed) }
  }

  /// Ten times what any statement takes in a debug build, so that only growth faster than the text's
  /// passes it.
  private static func limit(_ length: Int) -> Duration {
    .microseconds(20_000 + 20 * length)
  }

  /// Another program may have had the processor: only the best of five counts.
  private static func measureAgain(_ bytes: [UInt8], _ mode: SQLMode) throws(Failure) {
    let clock = ContinuousClock()
    var best = Duration.seconds(3600)
    for _ in 0..<5 { best = min(best, clock.measure { _ = read(bytes, mode) }) }
    guard best > limit(bytes.count) else { return }
    throw .slow(microseconds: Int(best / .microseconds(1)))
  }
}
