import VitrineSQL

/// `hash`: DES with the zero key over the number, most significant byte first.
///
/// Not to be confused with `xxhash`, which takes any value; this one takes numbers only, and can be
/// undone.
struct HashVindex: ReversibleVindex {
  let type = "hash"
  let unknownParameters: [String]
  private let cipher = ZeroKeyDES.shared

  init(unknownParameters: [String] = []) {
    self.unknownParameters = unknownParameters
  }

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard let number = values.first?.numberBits else { return .none }
    return .keyspaceID(KeyspaceID(bigEndian: cipher.permute(number)))
  }

  func keyspaceID(of integer: Int64) -> KeyspaceID? {
    KeyspaceID(bigEndian: cipher.permute(UInt64(bitPattern: integer)))
  }

  func reverseMap(_ id: KeyspaceID) -> VindexValue? {
    id.number.map { .unsigned(cipher.permute($0)) }
  }
}

/// `xxhash`: XXH64 over the value's text, least significant byte first.
struct XXHashVindex: Vindex {
  let type = "xxhash"
  let unknownParameters: [String]

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard let value = values.first else { return .none }
    return .keyspaceID(KeyspaceID(bigEndian: XXH64.hash(value.bytes).byteSwapped))
  }

  func keyspaceID(of integer: Int64) -> KeyspaceID? {
    KeyspaceID(bigEndian: XXH64.hash(decimal: integer).byteSwapped)
  }
}

/// `binary_md5`: MD5 over the value's text.
struct BinaryMD5Vindex: Vindex {
  let type = "binary_md5"
  let unknownParameters: [String]

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard let value = values.first else { return .none }
    return .keyspaceID(KeyspaceID(MD5.hash(value.bytes)))
  }
}

/// `unicode_loose_md5` and `unicode_loose_xxhash`: a hash over the value's collation key, so that
/// texts which differ only in case, accents or trailing spaces live together.
struct UnicodeLooseVindex: Vindex {
  /// What the key is hashed with.
  enum Algorithm: String {
    case md5 = "unicode_loose_md5"
    case xxhash = "unicode_loose_xxhash"
  }

  let algorithm: Algorithm
  let unknownParameters: [String]

  var type: String { algorithm.rawValue }
  var mapsEqualTextsAlike: Bool { true }

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard let value = values.first else { return .none }
    let key = try LooseCollation.key(of: value.bytes)
    switch algorithm {
    case .md5: return .keyspaceID(KeyspaceID(MD5.hash(key)))
    case .xxhash: return .keyspaceID(KeyspaceID(bigEndian: XXH64.hash(key).byteSwapped))
    }
  }
}
