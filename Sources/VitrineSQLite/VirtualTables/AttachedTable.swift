import VitrineSQL
import VitrineSharding

/// A virtual table of a connection: its shape, which stays, and the source behind it, which changes.
final class AttachedTable {
  let name: String
  let shape: TableShape
  let errors: ErrorSlot
  /// Hashes of the columns' collations; a column is absent when its collation has none, and then
  /// texts in it cannot be looked up.
  let textHashes: [Int: EqualityIndex.TextHash?]
  /// The virtual tables of SQLite's that stand for it at the moment.
  var connectionCount = 0
  /// How often a source was attached and not yet detached, where the table is a fixed one.
  var attachments = 0
  /// Whether it was made in a transaction, with whose rollback it may have gone.
  var isTentative = false

  var source: (any RowSource)? {
    didSet {
      buffer = nil
      indexes = [:]
    }
  }

  private var buffer: RowBuffer?
  private var indexes: [[Int]: EqualityIndex] = [:]

  init(
    name: String,
    shape: TableShape,
    errors: ErrorSlot,
    textHashes: [Int: EqualityIndex.TextHash?]
  ) {
    self.name = name
    self.shape = shape
    self.errors = errors
    self.textHashes = textHashes
  }

  /// A scan of all rows.
  func scan() throws(SQLError) -> any RowCursor {
    if let buffer { return RowBufferCursor(buffer) }
    return try attachedSource().open()
  }

  /// A scan of at least the rows whose columns equal the values.
  ///
  /// The first lookup reads the source to its end and keeps it.
  func scan(_ columns: [Int], equal values: [Value]) throws(SQLError) -> any RowCursor {
    let buffer = try filledBuffer()
    let index = try index(of: columns, over: buffer)
    guard let matches = index.matches(values) else { return RowBufferCursor(buffer) }
    return RowBufferCursor(buffer, only: matches)
  }

  private func attachedSource() throws(SQLError) -> any RowSource {
    guard let source else {
      throw SQLError(.internal, "nothing is attached as '\(name)'")
    }
    return source
  }

  private func filledBuffer() throws(SQLError) -> RowBuffer {
    if let buffer { return buffer }
    let filled = RowBuffer(try attachedSource().open(), width: shape.columns.count)
    try filled.readAll()
    buffer = filled
    return filled
  }

  private func index(of columns: [Int], over buffer: RowBuffer) throws(SQLError) -> EqualityIndex {
    if let index = indexes[columns] { return index }
    let hashes = columns.map { textHashes[$0] ?? nil }
    let index = try EqualityIndex(buffer, columns: columns, shape: shape, textHashes: hashes)
    indexes[columns] = index
    return index
  }
}

/// One scan that SQLite runs; before it is told where to begin it has no rows.
struct TableScan: ~Copyable {
  let table: AttachedTable
  private let cursor: any RowCursor

  init(_ table: AttachedTable) {
    self.table = table
    cursor = EmptyCursor()
  }

  init(_ table: AttachedTable, _ cursor: any RowCursor) {
    self.table = table
    self.cursor = cursor
  }

  func next() throws(SQLError) -> Bool { try cursor.next() }

  var position: Int? { cursor.position }

  func read(_ column: Int, into slot: inout ResultSlot) throws(SQLError) {
    try cursor.read(column, into: &slot)
  }
}

private final class EmptyCursor: RowCursor {
  func next() -> Bool { false }
  func value(at column: Int) -> Value { .null }
}

/// The virtual tables of a connection by their lower-case name.
final class AttachedTables {
  private var tables: [String: AttachedTable] = [:]

  subscript(name: String) -> AttachedTable? {
    get { tables[name.lowercased()] }
    set { tables[name.lowercased()] = newValue }
  }
}
