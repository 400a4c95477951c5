import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension CoordinatorInput {
  /// What SQLite is told of the table.
  ///
  /// SQLite has no tables without columns, so one whose rows are only counted gets one of NULLs.
  var shape: TableShape {
    guard !columns.isEmpty else { return TableShape([TableShape.Column("nothing")]) }
    return TableShape(
      columns.map { column in
        TableShape.Column(
          column.name,
          type: column.type.affinity,
          collation: column.type.keyCollation
        )
      },
      sortOrder: order.map { TableShape.SortTerm($0.column, isDescending: $0.isDescending) }
    )
  }
}

extension MySQLType {
  /// The declared type of a column of the type, without its collation.
  fileprivate var affinity: String {
    let declaration = sqliteDeclaration
    return declaration.split(separator: " ").first.map(String.init) ?? ""
  }
}

/// Rows in memory that a shard's text reads as a table: the keys of a lookup.
///
/// A value, so that it can go to the workers; each shard's connection attaches a source of its own, while
/// other texts of the statement may be running there. The name tells the shape.
struct KeyTable: Sendable {
  let input: CoordinatorInput
  let rows: [[Value]]

  func attach(to connection: Connection) throws(SQLError) {
    try connection.attach(ValueRows(input.shape, rows: rows), asFixed: input.name)
  }

  func detach(from connection: Connection) {
    connection.detachFixed(input.name)
  }
}

/// A stream as a table that SQLite reads once.
final class StreamSource: RowSource {
  let shape: TableShape
  private let stream: any RowStream
  private let memory: MemoryAccount
  private var isOpen = false

  init(
    _ input: CoordinatorInput,
    _ stream: any RowStream,
    _ memory: MemoryAccount
  ) throws(SQLError) {
    guard input.columns.count == stream.width else {
      throw SQLError(
        .internal,
        "the input '\(input.name)' has \(input.columns.count) columns of \(stream.width)"
      )
    }
    shape = input.shape
    self.stream = stream
    self.memory = memory
  }

  func open() throws(SQLError) -> any RowCursor {
    guard !isOpen else { throw SQLError(.internal, "a stream is read twice") }
    isOpen = true
    return StreamCursor(stream, memory)
  }
}

private final class StreamCursor: RowCursor {
  private let stream: any RowStream
  private let memory: MemoryAccount
  private var batch = RowBatch(width: 0)
  private var row = -1

  init(_ stream: any RowStream, _ memory: MemoryAccount) {
    self.stream = stream
    self.memory = memory
  }

  func next() throws(SQLError) -> Bool {
    row += 1
    if row < batch.count { return true }
    guard let next = try stream.next() else { return false }
    // SQLite keeps what it joins, sorts or reads again; what it lets go is counted all the same.
    try memory.hold(next)
    batch = next
    row = 0
    return true
  }

  func value(at column: Int) -> Value { column < batch.width ? batch[row, column] : .null }
}
