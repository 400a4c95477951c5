import VitrineSQL

/// The `lookup` family: a table says at which keyspace ids a value's rows live.
///
/// | | `from` holds | `to` holds |
/// |---|---|---|
/// | `lookup`, `lookup_unique`, `consistent_lookup(_unique)`, `lookup_cost` | the value | the id |
/// | `lookup_hash(_unique)` | the value | the number that `hash` maps to the id |
/// | `lookup_unicodeloosemd5_hash(_unique)` | 8 bytes of the loose MD5, a number | the same |
struct TableLookupVindex: LookupVindex {
  /// How ids and values are written in the table.
  enum Encoding {
    case plain
    case hash
    case looseHash
  }

  let type: String
  let isUnique: Bool
  let cost: Int
  let lookup: LookupDescription
  let unknownParameters: [String]
  private let encoding: Encoding

  init(
    _ parameters: VindexParameters,
    type: String,
    encoding: Encoding = .plain,
    isConsistent: Bool = false
  ) throws(SQLError) {
    self.type = type
    self.encoding = encoding
    isUnique = type.hasSuffix("_unique")
    unknownParameters = parameters.unknown
    lookup = try LookupDescription(parameters, isConsistent: isConsistent)
    cost = type == "lookup_cost" ? try Self.cost(parameters) : isUnique ? 10 : 20
  }

  /// Whether the table holds hashes in place of values, alike for texts that are loosely equal.
  var keepsLooseHashes: Bool { encoding == .looseHash }

  func storedValue(of value: VindexValue) throws(SQLError) -> VindexValue? {
    guard encoding == .looseHash, !value.isNull else { return value }
    let sum = MD5.hash(try LooseCollation.key(of: value.bytes))
    return KeyspaceID(sum.prefix(8)).number.map { .unsigned($0) }
  }

  func storedKeyspaceID(_ id: KeyspaceID) -> VindexValue? {
    guard encoding != .plain else { return .bytes(id.bytes) }
    return id.number.map { .unsigned(ZeroKeyDES.shared.permute($0)) }
  }

  func keyspaceID(ofStored value: VindexValue) -> KeyspaceID? {
    guard !value.isNull else { return nil }
    guard encoding != .plain else { return KeyspaceID(value.bytes) }
    return value.numberBits.map { KeyspaceID(bigEndian: ZeroKeyDES.shared.permute($0)) }
  }

  private static func cost(_ parameters: VindexParameters) throws(SQLError) -> Int {
    guard let text = parameters.text("cost") else { return 5 }
    guard let cost = Int(text), (0...1_000_000).contains(cost) else {
      throw SQLError(.invalidVSchema, "'\(text)' is no cost")
    }
    return cost
  }
}

extension LookupDescription {
  /// The parameters that all lookups know.
  static let commonParameters = [
    "table", "from", "to", "ignore_nulls", "batch_lookup", "read_lock", "write_only",
  ]
  /// Those that the inconsistent ones know besides.
  static let autocommitParameters = ["autocommit", "multi_shard_autocommit"]

  init(_ parameters: VindexParameters, isConsistent: Bool) throws(SQLError) {
    table = parameters.text("table") ?? ""
    from = parameters.list("from")
    to = parameters.text("to") ?? ""
    isAutocommit = try parameters.flag("autocommit")
    isMultiShardAutocommit = isAutocommit ? try parameters.flag("multi_shard_autocommit") : false
    ignoresNulls = try parameters.flag("ignore_nulls")
    isBatched = try parameters.flag("batch_lookup")
    isWriteOnly = try parameters.flag("write_only")
    skipsVerification = try parameters.flag("no_verify")
    self.isConsistent = isConsistent
    let lock = parameters.text("read_lock") ?? ReadLock.exclusive.rawValue
    guard let readLock = ReadLock(rawValue: lock) else {
      throw SQLError(.invalidVSchema, "invalid read_lock value: \(lock)")
    }
    self.readLock = readLock
  }
}
