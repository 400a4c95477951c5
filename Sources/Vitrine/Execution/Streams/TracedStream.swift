import VitrineSQL

/// A step's rows as they are, its time and its rows noted.
final class TracedStream: RowStream {
  private let stream: any RowStream
  private let node: Int
  private let recorder: TraceRecorder
  /// Not of a route, whose rows are counted as shards send them.
  private let countsRows: Bool

  init(_ stream: any RowStream, _ node: Int, _ recorder: TraceRecorder, countsRows: Bool) {
    self.stream = stream
    self.node = node
    self.recorder = recorder
    self.countsRows = countsRows
  }

  var width: Int { stream.width }

  func next() throws(SQLError) -> RowBatch? {
    let batch = try recorder.timing(node) { () throws(SQLError) in try stream.next() }
    if countsRows, let batch { recorder.recordStep(node, rows: batch.count, elapsed: .zero) }
    return batch
  }

  func cancel() { stream.cancel() }
}
