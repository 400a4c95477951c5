import VitrineSQL

/// `numeric`: the number itself, most significant byte first.
///
/// Negative numbers live nowhere.
struct NumericVindex: ReversibleVindex, SequentialVindex {
  let type = "numeric"
  let cost = 0
  let unknownParameters: [String]

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard let number = values.first?.unsignedNumber else { return .none }
    return .keyspaceID(KeyspaceID(bigEndian: number))
  }

  func keyspaceID(of integer: Int64) -> KeyspaceID? {
    UInt64(exactly: integer).map { KeyspaceID(bigEndian: $0) }
  }

  func reverseMap(_ id: KeyspaceID) -> VindexValue? {
    id.number.map { .unsigned($0) }
  }

  /// That of integers; digits in a text compare otherwise than the numbers they spell.
  func keepsOrder(of type: MySQLType) -> Bool {
    type.kind == .unknown || type.isInteger
  }

  /// The ids between two numbers, both included; a negative lower bound counts as zero.
  func mapRange(
    from first: VindexValue,
    through last: VindexValue
  ) throws(SQLError)
    -> VindexDestination
  {
    guard !first.isNull, !last.isNull else { return .none }
    guard let low = Self.bound(first), let high = Self.bound(last) else { return .allShards }
    guard let high, low ?? 0 <= high else { return .none }
    let range = KeyRange(
      from: KeyspaceID(bigEndian: low ?? 0),
      through: KeyspaceID(bigEndian: high)
    )
    return range.map { .keyRange($0) } ?? .none
  }

  /// The number of a bound: nil inside when it lies below zero, nil outside when it is none.
  private static func bound(_ value: VindexValue) -> UInt64?? {
    if case .integer(let number) = value, number < 0 { return .some(nil) }
    return value.unsignedNumber.map { .some($0) }
  }
}

/// `binary`: the value's bytes themselves.
struct BinaryVindex: ReversibleVindex, SequentialVindex {
  let type = "binary"
  let cost = 0
  let unknownParameters: [String]

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard let value = values.first else { return .none }
    return .keyspaceID(KeyspaceID(value.bytes))
  }

  func reverseMap(_ id: KeyspaceID) -> VindexValue? { .bytes(id.bytes) }

  /// That of binary strings, and of texts whose collation compares their bytes.
  func keepsOrder(of type: MySQLType) -> Bool {
    guard type.isText else { return type.kind == .unknown || type.isBinary }
    return type.collation?.isPlainBytes ?? true
  }

  func mapRange(
    from first: VindexValue,
    through last: VindexValue
  ) throws(SQLError)
    -> VindexDestination
  {
    guard !first.isNull, !last.isNull else { return .none }
    let range = KeyRange(from: KeyspaceID(first.bytes), through: KeyspaceID(last.bytes))
    return range.map { .keyRange($0) } ?? .none
  }
}

/// `reverse_bits`: the number with its bits turned round, so that counting numbers spread evenly.
struct ReverseBitsVindex: ReversibleVindex {
  let type = "reverse_bits"
  let unknownParameters: [String]

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard let number = values.first?.unsignedNumber else { return .none }
    return .keyspaceID(KeyspaceID(bigEndian: Self.reversed(number)))
  }

  func keyspaceID(of integer: Int64) -> KeyspaceID? {
    UInt64(exactly: integer).map { KeyspaceID(bigEndian: Self.reversed($0)) }
  }

  func reverseMap(_ id: KeyspaceID) -> VindexValue? {
    id.number.map { .unsigned(Self.reversed($0)) }
  }

  private static func reversed(_ number: UInt64) -> UInt64 {
    var number = number.byteSwapped
    number = number >> 4 & 0x0F0F_0F0F_0F0F_0F0F | (number & 0x0F0F_0F0F_0F0F_0F0F) << 4
    number = number >> 2 & 0x3333_3333_3333_3333 | (number & 0x3333_3333_3333_3333) << 2
    return number >> 1 & 0x5555_5555_5555_5555 | (number & 0x5555_5555_5555_5555) << 1
  }
}

/// `null`: everything at the id 00, on the first shard.
struct NullVindex: Vindex {
  let type = "null"
  let cost = 100
  let unknownParameters: [String]

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    .keyspaceID(KeyspaceID([0]))
  }
}
