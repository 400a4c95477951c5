import VitrineSQL

/// `cfc`: the value's bytes cut into components, each hashed to its own length, so that values which
/// share leading components live together and `LIKE 'prefix%'` reaches a range.
///
/// Without a hash the bytes are the id, and every prefix is a range.
struct CFCVindex: PrefixVindex {
  /// How a component is hashed.
  enum Algorithm: String {
    case md5
    case xxhash64
  }

  let type = "cfc"
  let unknownParameters: [String]
  private let name: String
  private let algorithm: Algorithm?
  /// Where components end, ascending; what follows the last is a component too.
  private let offsets: [Int]

  init(_ parameters: VindexParameters) throws(SQLError) {
    name = parameters.name
    unknownParameters = parameters.unknown
    guard let hash = parameters.text("hash") else {
      algorithm = nil
      offsets = []
      return
    }
    guard let algorithm = Algorithm(rawValue: hash) else {
      throw SQLError(.invalidVSchema, "invalid hash \(hash) to CFC vindex \(name)")
    }
    self.algorithm = algorithm
    offsets = try Self.offsets(parameters)
  }

  var prefixCost: Int { offsets.isEmpty ? 2 : offsets.count }

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard let bytes = values.first?.bytes else { return .none }
    guard let last = offsets.last else { return .keyspaceID(KeyspaceID(bytes)) }
    guard bytes.count >= last else {
      throw SQLError(
        .vindexError,
        "insufficient size for cfc vindex \(name). need \(last), got \(bytes.count)"
      )
    }
    let (id, position) = hashComponents(of: bytes)
    return .keyspaceID(KeyspaceID(id + hash(bytes[position...])))
  }

  func mapPattern(_ pattern: VindexValue) throws(SQLError) -> VindexDestination {
    guard !pattern.isNull else { return .none }
    let prefix = LikePattern.literalPrefix(of: pattern.bytes)
    let id = offsets.isEmpty ? prefix : hashComponents(of: prefix).id
    return id.isEmpty ? .allShards : .keyRange(KeyRange(prefix: id))
  }

  /// The hashes of all components that the bytes hold whole, and where the rest begins.
  private func hashComponents(of bytes: [UInt8]) -> (id: [UInt8], position: Int) {
    var id: [UInt8] = []
    var position = 0
    for offset in offsets where offset <= bytes.count {
      id += hash(bytes[position..<offset])
      position = offset
    }
    return (id, position)
  }

  private func hash(_ component: ArraySlice<UInt8>) -> [UInt8] {
    let bytes = Array(component)
    switch algorithm {
    case nil: return bytes
    case .md5: return Array(MD5.hash(bytes).prefix(bytes.count))
    case .xxhash64:
      let sum = KeyspaceID(bigEndian: XXH64.hash(bytes).byteSwapped)
      return Array(sum.bytes.prefix(bytes.count))
    }
  }

  private static func offsets(_ parameters: VindexParameters) throws(SQLError) -> [Int] {
    guard let text = parameters.text("offsets") else {
      throw SQLError(.invalidVSchema, "CFC vindex requires offsets when hash is defined")
    }
    let elements = (try? JSON(parsing: text))?.elements
    let numbers = elements?.compactMap(\.integer) ?? []
    let isSorted = zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 }
    guard let first = numbers.first, first > 0, isSorted, numbers.count == elements?.count else {
      throw SQLError(
        .invalidVSchema,
        "invalid offsets \(text) to CFC vindex \(parameters.name). "
          + "expected sorted positive ints in brackets"
      )
    }
    return numbers.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }
}

/// Patterns of LIKE.
enum LikePattern {
  /// What every match begins with: the pattern up to its first wildcard, escapes taken out.
  static func literalPrefix(of pattern: [UInt8]) -> [UInt8] {
    var prefix: [UInt8] = []
    var isEscaped = false
    for byte in pattern {
      if isEscaped {
        prefix.append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "_") {
        return prefix
      } else {
        prefix.append(byte)
      }
    }
    return prefix
  }
}
