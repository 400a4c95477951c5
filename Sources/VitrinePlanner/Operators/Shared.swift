/// A value that is kept once for all its copies, and copied when one of them is changed.
///
/// For large parts of operators: rules copy operators all the time and seldom change them.
struct Shared<Value: Sendable>: Sendable {
  /// `@unchecked Sendable`: a storage is written only while one value alone refers to it.
  private final class Storage: @unchecked Sendable {
    var value: Value

    init(_ value: Value) { self.value = value }
  }

  private var storage: Storage

  init(_ value: Value) { storage = Storage(value) }

  var value: Value {
    _read { yield storage.value }
    _modify {
      if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.value) }
      yield &storage.value
    }
  }
}
