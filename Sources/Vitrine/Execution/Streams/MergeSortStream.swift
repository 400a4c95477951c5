import VitrineSQL

/// Merges sorted streams into one sorted stream with a heap.
///
/// The next row is the least of the streams' first rows; of equal rows that of the stream named first
/// comes first, so that the same shards give the same order every time.
final class MergeSortStream: RowStream {
  /// One of the sorted streams.
  struct Source {
    let next: () throws(SQLError) -> RowBatch?
  }

  private struct Head {
    let source: Int
    var batch: RowBatch
    var row = 0
  }

  let width: Int
  private let sources: [Source]
  private let onCancel: () -> Void
  private let order: RowOrder
  private var heap: [Head] = []
  private var isStarted = false

  private static let batchLimit = 256

  init(width: Int, _ sources: [Source], order: RowOrder, onCancel: @escaping () -> Void) {
    self.width = width
    self.sources = sources
    self.order = order
    self.onCancel = onCancel
  }

  func next() throws(SQLError) -> RowBatch? {
    if !isStarted { try start() }
    if heap.count == 1 { return try lastSource() }
    var batch = RowBatch(width: width, capacity: Self.batchLimit)
    while batch.count < Self.batchLimit, let head = heap.first {
      batch.append(head.batch.row(head.row))
      try advance()
    }
    return batch.isEmpty ? nil : batch
  }

  func cancel() {
    isStarted = true
    heap = []
    onCancel()
  }

  private func start() throws(SQLError) {
    isStarted = true
    for (index, source) in sources.enumerated() {
      if let batch = try source.next() { heap.append(Head(source: index, batch: batch)) }
    }
    for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(from: index) }
  }

  /// With one stream left nothing is compared any more.
  private func lastSource() throws(SQLError) -> RowBatch? {
    let head = heap[0]
    if let batch = try sources[head.source].next() {
      heap[0].batch = batch
      heap[0].row = 0
    } else {
      heap = []
    }
    return head.batch.rows(head.row..<head.batch.count)
  }

  private func advance() throws(SQLError) {
    heap[0].row += 1
    if heap[0].row == heap[0].batch.count {
      if let batch = try sources[heap[0].source].next() {
        heap[0].batch = batch
        heap[0].row = 0
      } else {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
      }
    }
    sink(from: 0)
  }

  private func sink(from start: Int) {
    var parent = start
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && precedes(child, least) {
        least = child
      }
      guard least != parent else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    let (one, other) = (heap[left], heap[right])
    let comparison = order.compare(one.batch, one.row, other.batch, other.row)
    return comparison == 0 ? one.source < other.source : comparison < 0
  }
}
