import Synchronization
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The numbers that AUTO_INCREMENT gives, unique in the whole cluster.
///
/// Blocks of numbers are reserved in the catalog, durably, and handed out from memory: 1, 2, 3 … as
/// one MySQL would. A clean close gives what is left of a block back; after a crash it is skipped, so
/// that no number is ever given twice.
final class Sequences: Sendable {
  private struct Block: Sendable {
    /// The next number to hand out.
    var next: UInt64
    /// The first number that is not reserved.
    var limit: UInt64
  }

  /// From where on a block of numbers is begun, if it may be.
  enum Beginning: Sendable {
    /// None is begun now.
    case later
    /// A table that has given no numbers yet starts at this one.
    case startingAt(UInt64)
    /// Every block starts at the number in the sequence's row, or later, and is as long as the row says.
    case row(SequenceRow)

    /// The number before which no block is begun.
    fileprivate var floor: UInt64 {
      if case .row(let row) = self { row.next } else { 1 }
    }

    /// The number at which a table's numbers start.
    fileprivate var start: UInt64 {
      if case .startingAt(let start) = self { start } else { floor }
    }
  }

  private let store: CatalogStore
  private let blockSize: UInt64
  private let blocks = Mutex<[TableAddress: Block]>([:])

  init(store: CatalogStore, blockSize: Int) {
    self.store = store
    self.blockSize = UInt64(max(blockSize, 1))
  }

  /// Takes so many numbers in a row; gives the first.
  func take(
    _ count: Int,
    from address: TableAddress,
    startingAt start: UInt64 = 1,
    _ spacing: NumberSpacing = .none
  ) throws(SQLError) -> UInt64 {
    let first = try take(count, from: address, .startingAt(start), spacing)
    guard let first else { throw SQLError(.internal, "a block of numbers was not begun") }
    return first
  }

  /// Takes so many numbers in a row; gives the first, nil where a block has to be begun and may not be.
  func take(
    _ count: Int,
    from address: TableAddress,
    _ beginning: Beginning,
    _ spacing: NumberSpacing = .none
  ) throws(SQLError) -> UInt64? {
    try blocks.withLock { blocks throws(SQLError) in
      guard var block = try block(of: address, in: blocks, beginning) else { return nil }
      var first = spacing.first(from: block.next)
      var end = try Self.end(of: spacing.reach(of: count), from: first)
      if end > block.limit {
        if case .later = beginning { return nil }
        first = spacing.first(from: max(block.next, beginning.floor))
        end = try Self.end(of: spacing.reach(of: count), from: first)
        try reserve(through: end, &block, address, beginning)
      }
      block.next = end
      blocks[address] = block
      return first
    }
  }

  static var exhausted: SQLError {
    SQLError(.sequenceExhausted, "Failed to read auto-increment value from storage engine")
  }

  private static func end(of reach: UInt64, from next: UInt64) throws(SQLError) -> UInt64 {
    let (end, overflows) = next.addingReportingOverflow(reach)
    guard !overflows else { throw exhausted }
    return end
  }

  /// Makes sure that a number that a statement has given itself is not handed out later; false where a
  /// block has to be begun for that and may not be.
  func skip(
    _ number: UInt64,
    of address: TableAddress,
    _ beginning: Beginning
  ) throws(SQLError) -> Bool {
    try blocks.withLock { blocks throws(SQLError) in
      guard var block = try block(of: address, in: blocks, beginning) else { return false }
      if number >= block.next, number < UInt64.max {
        var next = number + 1
        if number >= block.limit {
          if case .later = beginning { return false }
          next = max(next, beginning.floor)
          try reserve(through: next, &block, address, beginning)
        }
        block.next = next
      }
      blocks[address] = block
      return true
    }
  }

  /// The number that would be given next.
  func next(of address: TableAddress, startingAt start: UInt64 = 1) throws(SQLError) -> UInt64 {
    try take(0, from: address, startingAt: start)
  }

  /// Starts again, after TRUNCATE, or elsewhere, after ALTER TABLE … AUTO_INCREMENT.
  func restart(_ address: TableAddress, at number: UInt64) throws(SQLError) {
    try blocks.withLock { blocks throws(SQLError) in
      try write(number, address)
      blocks[address] = Block(next: number, limit: number)
    }
  }

  /// Gives back what is reserved of one table's numbers and not handed out, before it is renamed.
  func settle(_ address: TableAddress) throws(SQLError) {
    try blocks.withLock { blocks throws(SQLError) in
      guard let block = blocks.removeValue(forKey: address) else { return }
      try write(block.next, address)
    }
  }

  /// Forgets a table's numbers, after its end or under its old name.
  func forget(_ address: TableAddress) {
    blocks.withLock { $0[address] = nil }
  }

  /// Gives back what is reserved and not handed out.
  func close() throws(SQLError) {
    try blocks.withLock { blocks throws(SQLError) in
      for (address, block) in blocks where block.next < block.limit {
        try write(block.next, address)
      }
      blocks = [:]
    }
  }

  private func block(
    of address: TableAddress,
    in blocks: [TableAddress: Block],
    _ beginning: Beginning
  ) throws(SQLError) -> Block? {
    if let block = blocks[address] { return block }
    if case .later = beginning { return nil }
    return try load(address, startingAt: beginning.start)
  }

  private func load(
    _ address: TableAddress,
    startingAt start: UInt64
  ) throws(SQLError) -> Block {
    if Keyspace.isTemporary(address.keyspace) { return Block(next: start, limit: start) }
    let stored = try store.exclusively { connection throws(SQLError) in
      try connection.value(
        "SELECT next FROM sequences WHERE keyspace = ?1 AND name = ?2",
        [.text(address.keyspace), .text(address.table)]
      )
    }
    guard case .integer(let next)? = stored else { return Block(next: start, limit: start) }
    let number = max(UInt64(bitPattern: next), start, 1)
    return Block(next: number, limit: number)
  }

  private func reserve(
    through end: UInt64,
    _ block: inout Block,
    _ address: TableAddress,
    _ beginning: Beginning
  ) throws(SQLError) {
    var size = blockSize
    if case .row(let row) = beginning { size = row.cache }
    let (limit, overflows) = end.addingReportingOverflow(size)
    block.limit = overflows ? UInt64.max : limit
    try write(block.limit, address)
  }

  /// Keeps a number; those of temporary tables go with their session.
  private func write(_ next: UInt64, _ address: TableAddress) throws(SQLError) {
    guard !Keyspace.isTemporary(address.keyspace) else { return }
    try store.exclusively { connection throws(SQLError) in
      _ = try connection.prepare("INSERT OR REPLACE INTO sequences VALUES (?1, ?2, ?3)").run([
        .text(address.keyspace), .text(address.table), .integer(Int64(bitPattern: next)),
      ])
    }
  }
}

/// The row of a Vitess sequence's table.
struct SequenceRow: Sendable {
  /// `next_id`: the number at which numbering starts.
  var next: UInt64
  /// `cache`: how many numbers are reserved at once.
  var cache: UInt64
}
