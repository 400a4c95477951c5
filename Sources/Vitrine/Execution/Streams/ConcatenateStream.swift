import VitrineSQL

/// The rows of its inputs, one input after another.
final class ConcatenateStream: RowStream {
  let width: Int
  private let inputs: [any RowStream]
  private var position = 0

  init(width: Int, _ inputs: [any RowStream]) {
    self.width = width
    self.inputs = inputs
  }

  func next() throws(SQLError) -> RowBatch? {
    while position < inputs.count {
      if let batch = try inputs[position].next() { return batch }
      position += 1
    }
    return nil
  }

  func cancel() {
    position = inputs.count
    for input in inputs { input.cancel() }
  }
}
