/// A value that is kept once for all its copies, and copied when one of them is changed.
///
/// For large values that are copied all the time and seldom changed, parts of catalogs and of operators: a copy
/// counts one reference, however many the value holds.
///
/// Public to those who ask for it by its SPI: the compiler specialises what is `public` for other modules, but not
/// what is `package`.
@_spi(Storage) public struct Shared<Value: Sendable>: Sendable {
  /// `@unchecked Sendable`: a storage is written only while one value alone refers to it, and so its accesses cannot
  /// overlap but where the value's own would.
  @usableFromInline
  final class Storage: @unchecked Sendable {
    @exclusivity(unchecked) @usableFromInline var value: Value

    @inlinable
    init(_ value: Value) { self.value = value }
  }

  @usableFromInline var storage: Storage

  /// Keeps a value.
  @inlinable
  public init(_ value: Value) { storage = Storage(value) }

  /// The value that is kept.
  @inlinable public var value: Value {
    _read { yield storage.value }
    _modify {
      if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.value) }
      yield &storage.value
    }
  }
}
