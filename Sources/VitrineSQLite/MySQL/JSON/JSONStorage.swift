import VitrineSQL

/// How many bytes a document takes in MySQL's binary form, which JSON_STORAGE_SIZE tells: "Type and layout" in the
/// source of MySQL's `json_binary.h`.
///
/// An array or object is small where all its offsets fit into two bytes, else large, where they take four; small
/// numbers lie in the entries themselves.
struct JSONStorage {
  private static let smallLimit = 65_535

  /// The bytes of a document, one for its type included.
  ///
  /// - Throws: `unsupported` for a DECIMAL, whose bytes depend on how its digits came about.
  static func size(of document: JSONDocument) throws(SQLError) -> Int { 1 + (try body(document)) }

  /// The bytes of a value without its type.
  private static func body(_ document: JSONDocument) throws(SQLError) -> Int {
    switch document {
    case .null, .boolean: return 1
    case .integer(let number): return bytes(of: number)
    case .unsigned(let number):
      return number <= UInt64(UInt16.max) ? 2 : number <= UInt64(UInt32.max) ? 4 : 8
    case .real: return 8
    case .string(let text): return lengthBytes(text.utf8.count) + text.utf8.count
    // The type of the value, then how many bytes it has: eight of a date or time.
    case .typed(let kind, let text):
      let count = kind == .opaque ? OpaqueValue(text)?.bytes.count ?? 0 : 8
      return 1 + lengthBytes(count) + count
    case .decimal:
      throw SQLError(
        .unsupported,
        "JSON_STORAGE_SIZE of a document with a DECIMAL is not supported"
      )
    case .array(let elements): return try container(elements, keys: [])
    case .object(let members):
      return try container(members.map(\.value), keys: members.map(\.key.utf8.count))
    }
  }

  private static func bytes(of number: Int64) -> Int {
    if Int16(exactly: number) != nil { return 2 }
    return Int32(exactly: number) != nil ? 4 : 8
  }

  /// The bytes that tell how long a text is, seven bits in each.
  private static func lengthBytes(_ length: Int) -> Int {
    var bytes = 1
    var rest = length >> 7
    while rest > 0 {
      bytes += 1
      rest >>= 7
    }
    return bytes
  }

  private static func container(_ values: [JSONDocument], keys: [Int]) throws(SQLError) -> Int {
    var sizes: [Int] = []
    for value in values { sizes.append(try body(value)) }
    let texts = keys.reduce(0, +)
    func total(width: Int) -> Int {
      // The number of elements and of bytes; of each key where it lies and its length; of each value its type and
      // where it lies; then what does not lie in its entry.
      let entries = 2 * width + keys.count * (width + 2) + values.count * (width + 1)
      let apart = zip(values, sizes).reduce(0) { sum, value in
        value.0.fits(in: width, size: value.1) ? sum : sum + value.1
      }
      return entries + texts + apart
    }
    let small = total(width: 2)
    return small <= smallLimit ? small : total(width: 4)
  }
}

extension JSONDocument {
  /// Whether it lies in the entry that would say where it lies.
  fileprivate func fits(in width: Int, size: Int) -> Bool {
    switch self {
    case .null, .boolean: true
    case .integer, .unsigned: size <= width
    default: false
    }
  }
}
