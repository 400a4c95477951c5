import VitrineSQL

/// Chooses and reorders the columns of its input.
final class SelectStream: RowStream {
  let width: Int
  private let input: any RowStream
  private let offsets: [Int]

  init(_ input: any RowStream, offsets: [Int]) throws(SQLError) {
    try input.check(offsets)
    width = offsets.count
    self.input = input
    self.offsets = offsets
  }

  func next() throws(SQLError) -> RowBatch? {
    guard let batch = try input.next() else { return nil }
    var selected = RowBatch(width: width, capacity: batch.count)
    for row in 0..<batch.count { selected.append(offsets, of: row, in: batch) }
    return selected
  }

  func cancel() { input.cancel() }
}

extension RowStream {
  /// Refuses a plan that reads columns that are not there.
  func check(_ offsets: some Sequence<Int>) throws(SQLError) {
    for offset in offsets where !(0..<width).contains(offset) {
      throw SQLError(.internal, "a plan reads column \(offset) of \(width)")
    }
  }
}
