import VitrineSQL

/// `auto_increment_increment` and `auto_increment_offset`: AUTO_INCREMENT gives the numbers
/// `offset + n * step`.
struct NumberSpacing: Sendable, Hashable {
  /// Each number.
  static let none = NumberSpacing(step: 1, offset: 1)

  var step: UInt64
  var offset: UInt64

  /// - Throws: `unsupported` where the first number would lie behind the second; MySQL computes on with
  ///   what overflows there.
  func check() throws(SQLError) {
    guard step > 1, offset > step else { return }
    throw SQLError(
      .unsupported,
      "auto_increment_offset = \(offset) above auto_increment_increment = \(step) is not supported"
    )
  }

  /// The first of the numbers that is not below another.
  func first(from number: UInt64) -> UInt64 {
    guard step > 1 else { return number }
    guard number > offset else { return offset }
    let rest = (number - offset) % step
    guard rest > 0 else { return number }
    let (sum, overflows) = number.addingReportingOverflow(step - rest)
    return overflows ? .max : sum
  }

  /// How far so many numbers reach.
  func reach(of count: Int) -> UInt64 {
    let (product, overflows) = UInt64(max(count, 0)).multipliedReportingOverflow(by: max(step, 1))
    return overflows ? .max : product
  }
}
