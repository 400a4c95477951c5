import CSQLite
package import VitrineSQL

/// An order of texts that columns and expressions can be given with COLLATE.
///
/// `compare` gets the bytes of two texts, which need not be valid UTF-8, and gives a negative number,
/// zero or a positive number as the first sorts before, with or after the second. It must be a total
/// order, the same forever for a name that an index in a file was built with.
package struct CollatingSequence {
  package typealias Compare = (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Int

  package typealias Hash = (UnsafeBufferPointer<UInt8>) -> Int

  package let name: String
  package let compare: Compare
  /// Equal for texts that compare equal; lets joins over attached tables look texts up.
  package let hash: Hash?

  package init(_ name: String, hash: Hash? = nil, compare: @escaping Compare) {
    self.name = name
    self.hash = hash
    self.compare = compare
  }
}

extension Connection {
  package func register(_ collation: CollatingSequence) throws(SQLError) {
    let registered = Kept.make(RegisteredCollation(compare: collation.compare))
    let code = sqlite3_create_collation_v2(
      handle,
      collation.name,
      SQLITE_UTF8,
      registered,
      { compareTexts($0, $1, $2, $3, $4) },
      { Kept<RegisteredCollation>.destroy($0) }
    )
    if code != SQLITE_OK {
      // Unlike the functions' counterpart this one leaves the value with its caller.
      Kept<RegisteredCollation>.destroy(registered)
      throw error(code)
    }
    collationHashes[collation.name.lowercased()] = collation.hash
  }
}

private struct RegisteredCollation: ~Copyable {
  let compare: CollatingSequence.Compare

  func order(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int32 {
    Int32(compare(left, right).signum())
  }
}

private func compareTexts(
  _ data: UnsafeMutableRawPointer?,
  _ leftCount: Int32,
  _ left: UnsafeRawPointer?,
  _ rightCount: Int32,
  _ right: UnsafeRawPointer?
) -> Int32 {
  guard let collation = Kept<RegisteredCollation>.at(data) else { return 0 }
  let leftBytes = UnsafeRawBufferPointer(start: left, count: left == nil ? 0 : Int(leftCount))
  let rightBytes = UnsafeRawBufferPointer(start: right, count: right == nil ? 0 : Int(rightCount))
  return collation.pointee.order(
    leftBytes.assumingMemoryBound(to: UInt8.self),
    rightBytes.assumingMemoryBound(to: UInt8.self)
  )
}
