import VitrineSQL

/// Skips rows, then gives at most so many, and stops its input once it has them.
final class LimitStream: RowStream {
  let width: Int
  private let input: any RowStream
  private var toSkip: Int
  private var toGive: Int

  /// Gives at most `count` rows after the first `offset`; all of them when it is nil.
  init(_ input: any RowStream, count: Int?, offset: Int) {
    width = input.width
    self.input = input
    toSkip = offset
    toGive = count ?? Int.max
  }

  func next() throws(SQLError) -> RowBatch? {
    while toGive > 0, let batch = try input.next() {
      let first = min(toSkip, batch.count)
      toSkip -= first
      let last = first + min(toGive, batch.count - first)
      guard first < last else { continue }
      toGive -= last - first
      if toGive == 0 { input.cancel() }
      return batch.rows(first..<last)
    }
    cancel()
    return nil
  }

  func cancel() {
    toGive = 0
    input.cancel()
  }
}
