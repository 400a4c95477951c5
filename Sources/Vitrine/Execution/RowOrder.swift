import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The order of two values of one type: that in which SQLite sorts them, by representation and
/// collation.
///
/// NULL comes first, then numbers, texts, blobs. Big unsigned numbers are blobs, so they come after
/// all smaller ones by themselves.
struct ValueOrder: Sendable {
  private let rule: TextRule

  init(_ type: MySQLType) {
    rule = TextRule(type)
  }

  /// Negative, zero or positive as `left` comes before, with or after `right`.
  func compare(_ left: Value, _ right: Value) -> Int {
    switch (left, right) {
    case (.integer(let left), .integer(let right)): left < right ? -1 : left == right ? 0 : 1
    case (.text(let left), .text(let right)): compareTexts(left, right)
    case (.real(let left), .real(let right)): left < right ? -1 : left == right ? 0 : 1
    case (.null, .null): 0
    case (.blob(let left), .blob(let right)): Self.compareBytes(left, right)
    case (.integer(let left), .real(let right)): Self.compare(left, right)
    case (.real(let left), .integer(let right)): -Self.compare(right, left)
    default: left.storageRank - right.storageRank
    }
  }

  private func compareTexts(_ left: String, _ right: String) -> Int {
    switch rule {
    case .bytes: Self.compareBytes(left.utf8, right.utf8)
    case .collated(let rules): rules.compare(left, right)
    case .decimal: Self.compareDecimals(left, right)
    case .document: JSONDocument.compareTexts(left, right)
    }
  }

  private static func compareDecimals(_ left: String, _ right: String) -> Int {
    let (one, other) = (Decimal65(prefixOf: left), Decimal65(prefixOf: right))
    return one < other ? -1 : one == other ? 0 : 1
  }

  private static func compareBytes(
    _ left: some Collection<UInt8>,
    _ right: some Collection<UInt8>
  ) -> Int {
    var (one, other) = (left.makeIterator(), right.makeIterator())
    while let byte = one.next() {
      guard let otherByte = other.next() else { return 1 }
      if byte != otherByte { return byte < otherByte ? -1 : 1 }
    }
    return other.next() == nil ? 0 : -1
  }

  /// An integer against a real, exactly: the real may be past 2⁶³ or have a fraction.
  private static func compare(_ integer: Int64, _ real: Double) -> Int {
    if real >= 0x1p63 { return -1 }
    if real < -0x1p63 || real.isNaN { return 1 }
    let whole = Int64(real)
    if integer != whole { return integer < whole ? -1 : 1 }
    let fraction = real - Double(whole)
    return fraction > 0 ? -1 : fraction < 0 ? 1 : 0
  }
}

extension Value {
  fileprivate var storageRank: Int {
    switch self {
    case .null: 0
    case .integer, .real: 1
    case .text: 2
    case .blob: 3
    }
  }
}

/// The order of rows by some of their columns.
struct RowOrder: Sendable {
  private struct Key: Sendable {
    let column: Int
    let order: ValueOrder
    let isDescending: Bool
  }

  private let keys: [Key]

  init(_ keys: [MergeKey]) {
    self.keys = keys.map {
      Key(column: $0.column, order: ValueOrder($0.type), isDescending: $0.isDescending)
    }
  }

  /// Negative, zero or positive as one row comes before, with or after the other.
  func compare(_ left: RowBatch, _ leftRow: Int, _ right: RowBatch, _ rightRow: Int) -> Int {
    for key in keys {
      let comparison = key.order.compare(left[leftRow, key.column], right[rightRow, key.column])
      if comparison != 0 { return key.isDescending ? -comparison : comparison }
    }
    return 0
  }
}
