import CSQLite
package import VitrineSQL
package import VitrineSharding

/// The arguments of one call of a function, lent for the length of the call and read in place.
///
/// Argument `index` outside `0..<count` is NULL.
package struct FunctionArguments: ~Copyable {
  package let count: Int
  private let values: UnsafeMutablePointer<OpaquePointer?>?
  /// Nil of arguments that are held after their call.
  private let context: OpaquePointer?

  init(context: OpaquePointer, count: Int32, values: UnsafeMutablePointer<OpaquePointer?>?) {
    self.context = context
    self.count = values == nil ? 0 : Int(count)
    self.values = values
  }

  init(held values: UnsafeMutablePointer<OpaquePointer?>?, count: Int) {
    context = nil
    self.count = values == nil ? 0 : count
    self.values = values
  }

  func raw(at index: Int) -> RawValue? {
    guard index >= 0, index < count, let pointer = values?[index] else { return nil }
    return RawValue(pointer: pointer)
  }

  package func storageClass(at index: Int) -> StorageClass {
    raw(at: index)?.storageClass ?? .null
  }

  package func isNull(at index: Int) -> Bool { storageClass(at: index) == .null }

  /// Whether any argument is NULL.
  package var containsNull: Bool {
    for index in 0..<count where isNull(at: index) {
      return true
    }
    return false
  }

  /// The integer there; text and reals are converted by SQLite's rules, NULL is 0.
  package func integer(at index: Int) -> Int64 { raw(at: index)?.integer ?? 0 }
  /// The real there; other classes are converted by SQLite's rules, NULL is 0.
  package func real(at index: Int) -> Double { raw(at: index)?.real ?? 0 }
  /// The text there; numbers are written out, invalid UTF-8 is repaired with U+FFFD, NULL is empty.
  package func text(at index: Int) -> String { raw(at: index)?.text ?? "" }
  package func blob(at index: Int) -> [UInt8] { raw(at: index)?.blob ?? [] }
  package func value(at index: Int) -> Value { raw(at: index)?.value ?? .null }

  /// The length of a text or blob, 8 for a number, 1 for NULL.
  func byteCount(at index: Int) -> Int {
    switch storageClass(at: index) {
    case .text, .blob: withBlobBytes(at: index) { $0.count }
    case .integer, .real: 8
    case .null: 1
    }
  }

  /// Lends the bytes of the text, valid until the closure returns; they may hold NUL bytes and need
  /// not be valid UTF-8.
  ///
  /// Numbers are written out, NULL is empty.
  package func withTextBytes<Result, Failure: Error>(
    at index: Int,
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let raw = raw(at: index) else {
      return try body(UnsafeBufferPointer(start: nil, count: 0))
    }
    return try raw.withTextBytes(body)
  }

  /// Lends the bytes of a blob or a text, valid until the closure returns.
  ///
  /// NULL is empty.
  package func withBlobBytes<Result, Failure: Error>(
    at index: Int,
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let raw = raw(at: index) else {
      return try body(UnsafeBufferPointer(start: nil, count: 0))
    }
    return try raw.withBlobBytes(body)
  }

  /// All arguments, copied.
  package var allValues: [Value] {
    (0..<count).map { value(at: $0) }
  }

  /// Something made from a constant argument, kept by SQLite between the rows of a statement.
  ///
  /// A pattern is compiled once, not once per row. When the argument is no constant it is made
  /// anew on each call, so what is made must follow from the argument alone.
  ///
  ///     let pattern = try arguments.cached(at: 1) { () throws(SQLError) in
  ///       try Pattern(arguments.text(at: 1))
  ///     }
  package func cached<Object: AnyObject>(
    at index: Int,
    make: () throws(SQLError) -> Object
  ) throws(SQLError) -> Object {
    guard let context else { return try make() }
    let slot = Int32(clamping: index)
    if let kept = sqlite3_get_auxdata(context, slot) {
      let object = Unmanaged<AnyObject>.fromOpaque(kept).takeUnretainedValue()
      if let object = object as? Object { return object }
    }
    let object = try make()
    let kept = Unmanaged<AnyObject>.passRetained(object)
    // SQLite releases it when the statement ends, or at once where it cannot keep it.
    sqlite3_set_auxdata(context, slot, kept.toOpaque(), releaseRetained)
    return object
  }
}

/// Gives up the reference that a C pointer stands for.
let releaseRetained: @convention(c) (UnsafeMutableRawPointer?) -> Void = { pointer in
  guard let pointer else { return }
  Unmanaged<AnyObject>.fromOpaque(pointer).release()
}
