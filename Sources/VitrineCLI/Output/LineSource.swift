import Foundation
import VitrineSQL

/// The lines of a file descriptor, as bytes arrive; a line may be of any length.
struct LineSource {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private var isAtStart = true

  init(descriptor: Int32 = 0) {
    self.descriptor = descriptor
  }

  /// The next line without its newline, which the last one need not have; nil at the end.
  ///
  /// Throws where a line is not UTF-8; the one after it comes next.
  mutating func next() throws(SQLError) -> String? {
    var searched = start
    while true {
      if let newline = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = newline + 1 }
        return try text(upTo: newline)
      }
      searched = buffer.count
      if isAtEnd { return try rest() }
      let dropped = compact()
      searched -= dropped
      fill()
    }
  }

  private mutating func text(upTo end: Int) throws(SQLError) -> String {
    if isAtStart && buffer[start..<end].starts(with: TextFile.byteOrderMark) { start += 3 }
    isAtStart = false
    let hasReturn = end > start && buffer[end - 1] == UInt8(ascii: "\r")
    return try String(script: buffer[start..<(hasReturn ? end - 1 : end)])
  }

  private mutating func rest() throws(SQLError) -> String? {
    guard start < buffer.count else { return nil }
    defer { start = buffer.count }
    return try text(upTo: buffer.count)
  }

  /// Forgets what has been handed out; gives how many bytes that was.
  private mutating func compact() -> Int {
    let dropped = start
    buffer.removeFirst(dropped)
    start = 0
    return dropped
  }

  private mutating func fill() {
    let room = 1 << 16
    let chunk = [UInt8](unsafeUninitializedCapacity: room) { bytes, count in
      var got = read(descriptor, bytes.baseAddress, room)
      while got < 0 && errno == EINTR { got = read(descriptor, bytes.baseAddress, room) }
      count = max(0, got)
    }
    isAtEnd = chunk.isEmpty
    buffer += chunk
  }
}
