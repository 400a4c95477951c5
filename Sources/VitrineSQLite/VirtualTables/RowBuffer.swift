import VitrineSQL
import VitrineSharding

/// The rows of a cursor as far as they have been read, so that they can be read again.
final class RowBuffer {
  let width: Int
  private(set) var count = 0
  private var values: [Value] = []
  private var rest: (any RowCursor)?

  init(_ cursor: any RowCursor, width: Int) {
    rest = cursor
    self.width = width
  }

  /// Whether there is a row at the position, reading on as far as that takes.
  func contains(_ position: Int) throws(SQLError) -> Bool {
    while position >= count, let cursor = rest {
      guard try cursor.next() else {
        rest = nil
        return false
      }
      for column in 0..<width {
        values.append(try cursor.value(at: column))
      }
      count += 1
    }
    return position >= 0 && position < count
  }

  func readAll() throws(SQLError) {
    _ = try contains(.max)
  }

  /// NULL outside the rows read and their columns.
  func value(at column: Int, of position: Int) -> Value {
    guard column >= 0, column < width, position >= 0, position < count else { return .null }
    return values[position * width + column]
  }
}

/// A scan over rows of a buffer: all of them, or those a lookup has found.
final class RowBufferCursor: RowCursor {
  private let buffer: RowBuffer
  private let found: EqualityIndex.Matches?
  private var current = -1

  init(_ buffer: RowBuffer) {
    self.buffer = buffer
    found = nil
  }

  init(_ buffer: RowBuffer, only found: EqualityIndex.Matches) {
    self.buffer = buffer
    self.found = found
  }

  func next() throws(SQLError) -> Bool {
    guard let found else {
      current += 1
      return try buffer.contains(current)
    }
    current = current < 0 ? found.first : found.after(current)
    return current >= 0
  }

  var position: Int? { current }

  func value(at column: Int) -> Value {
    buffer.value(at: column, of: current)
  }
}
