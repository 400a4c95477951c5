import CZlib

/// zlib's streams, as COMPRESS and UNCOMPRESS have them: the length in four bytes, then the stream.
enum Compression {
  /// What zlib says of a stream that it cannot take.
  enum Failure: Error {
    case corrupt
    case noRoom
    case noMemory
  }

  /// MySQL's form of the bytes: none of none, and never ending in a blank, which CHAR would lose.
  static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
    guard !bytes.isEmpty else { return [] }
    var length = compressBound(uLong(bytes.count))
    var stream = [UInt8](repeating: 0, count: Int(length))
    guard compress(&stream, &length, bytes, uLong(bytes.count)) == Z_OK else { return nil }
    let size = UInt32(truncatingIfNeeded: bytes.count) & 0x3fff_ffff
    let result =
      (0..<4).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) } + stream.prefix(Int(length))
    return result.last == 0x20 ? result + [0x2e] : result
  }

  /// The length that the first four bytes tell.
  static func length(of bytes: [UInt8]) -> Int {
    bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) } & 0x3fff_ffff
  }

  static func uncompressed(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
    var length = uLongf(length(of: bytes))
    // zlib wants a buffer, be it for nothing.
    var result = [UInt8](repeating: 0, count: max(Int(length), 1))
    let stream = Array(bytes.dropFirst(4))
    switch uncompress(&result, &length, stream, uLong(stream.count)) {
    case Z_OK: return Array(result.prefix(Int(length)))
    case Z_BUF_ERROR: throw .noRoom
    case Z_MEM_ERROR: throw .noMemory
    default: throw .corrupt
    }
  }
}
