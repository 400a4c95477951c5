import VitrineSQL

/// What the aggregates of a connection hold, of the memory that a statement may take.
package struct AggregateMemory {
  /// `max_memory_bytes`; nil for as much as there is.
  private let limit: Int?
  private var bytes = 0

  package init(limit: Int? = nil) { self.limit = limit }

  /// - Throws: `packetTooLarge` when that is more than the statement may hold.
  mutating func hold(_ count: Int) throws(SQLError) {
    bytes += count
    if let limit, bytes > limit { throw .memoryExceeded(limit) }
  }

  mutating func release(_ count: Int) { bytes = max(0, bytes - count) }
}

/// What an aggregate keeps of its rows, counted by bytes.
///
/// A result lets go of the count: of a window, which has many results, only what comes after the last counts.
struct HeldList<Element> {
  private(set) var elements: [Element] = []
  private var bytes = 0

  /// What an element costs beside its bytes.
  private static var overhead: Int { 48 }

  /// - Throws: `packetTooLarge` when that is more than the statement may hold.
  mutating func append(
    _ element: Element,
    bytes count: Int,
    _ context: StatementContext
  ) throws(SQLError) {
    let size = count + Self.overhead
    bytes += size
    try context.aggregateMemory.hold(size)
    elements.append(element)
  }

  /// Elements that come in so many bytes together.
  mutating func append(
    contentsOf added: [Element],
    bytes count: Int,
    _ context: StatementContext
  ) throws(SQLError) {
    let share = count / max(added.count, 1)
    for element in added { try append(element, bytes: share, context) }
  }

  mutating func removeFirst() {
    if !elements.isEmpty { elements.removeFirst() }
  }

  mutating func release(_ context: StatementContext) {
    context.aggregateMemory.release(bytes)
    bytes = 0
  }
}
