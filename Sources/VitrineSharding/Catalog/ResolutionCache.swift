import Synchronization

/// The tables that names were found to mean, for as long as a catalog stays as it is.
final class ResolutionCache: Sendable {
  struct Key: Hashable {
    var table: String
    var keyspace: String?
    var defaultKeyspace: String?
    var tabletType: String
  }

  /// Where names are taken on trust, statements could fill it without end.
  private static let capacity = 10_000
  private let tables = Mutex<[Key: ResolvedTable]>([:])

  subscript(key: Key) -> ResolvedTable? {
    get { tables.withLock { $0[key] } }
    set {
      tables.withLock { tables in
        if tables.count >= Self.capacity { tables = [:] }
        tables[key] = newValue
      }
    }
  }
}
