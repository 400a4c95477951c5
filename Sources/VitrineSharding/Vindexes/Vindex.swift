public import VitrineSQL

/// A way to tell where a row lives from the values of one or more of its columns.
///
/// The smallest vindex gives its type, whether it is unique, what a look-up costs, and `map`. What
/// more a vindex can do is said by the protocols that refine this one: `ReversibleVindex`,
/// `SequentialVindex`, `PrefixVindex`, `PartialVindex`, `LookupVindex`.
///
/// An application registers its own by name, and a VSchema then names it like any other:
///
///     struct ByContinent: Vindex {
///       let type = "by_continent"
///       func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
///         switch values.first {
///         case .bytes(let text) where text == Array("EU".utf8): .keyspaceID(KeyspaceID([0x40]))
///         case .null?, nil: .none
///         default: .keyspaceID(KeyspaceID([0xC0]))
///         }
///       }
///     }
///
///     var configuration = ClusterConfiguration()
///     configuration.vindexes.register("by_continent") { name, parameters in ByContinent() }
///
/// `map` must always give the same values the same answer: rows lie where it once put them. It is
/// called from several threads at once.
public protocol Vindex: Sendable {
  /// The name a VSchema calls the kind of vindex by, such as `xxhash`.
  var type: String { get }
  /// Whether a value has at most one keyspace id. Only such a vindex can be a table's primary one.
  var isUnique: Bool { get }
  /// What mapping a value costs beside others: 0 for none, 1 for a hash, 10 and more for a query.
  var cost: Int { get }
  /// How many columns it takes; 1 for most. A vindex of several maps fewer only if it is a
  /// `PartialVindex`.
  var columnCount: Int { get }
  /// Whether texts that MySQL finds equal, such as `'Bob'` and `'bob'`, have one keyspace id.
  ///
  /// Where it is false, `column = 'bob'` asks every shard unless the column's collation compares bytes.
  var mapsEqualTextsAlike: Bool { get }
  /// Parameters of the VSchema that mean nothing to it; reported as warnings, as in Vitess.
  var unknownParameters: [String] { get }

  /// Where the rows with these column values live.
  ///
  /// - Throws: `vindexError` when a value is no possible one and Vitess would refuse it too.
  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination

  /// The keyspace id of one integer, for the fast path; nil when there is none or `map` must be asked.
  func keyspaceID(of integer: Int64) -> KeyspaceID?
}

extension Vindex {
  /// True, as for all but some lookups.
  public var isUnique: Bool { true }
  /// One, as for a hash.
  public var cost: Int { 1 }
  /// One column.
  public var columnCount: Int { 1 }
  /// False.
  public var mapsEqualTextsAlike: Bool { false }
  /// None.
  public var unknownParameters: [String] { [] }

  /// What `map` says of the integer, if that is one id.
  public func keyspaceID(of integer: Int64) -> KeyspaceID? {
    guard case .keyspaceID(let id)? = try? map([.integer(integer)]) else { return nil }
    return id
  }

  /// Whether rows with these values live at a keyspace id.
  ///
  /// Agrees with `map`, also for the negative ids that Vitess maps and then cannot verify.
  public func verify(_ values: [VindexValue], at id: KeyspaceID) throws(SQLError) -> Bool {
    switch try map(values) {
    case .none: false
    case .keyspaceID(let mapped): mapped == id
    case .keyspaceIDs(let mapped): mapped.contains(id)
    case .keyRange(let range): range.contains(id)
    case .allShards: true
    }
  }
}

/// A vindex that tells the column's value from a keyspace id, so that an INSERT may leave it out.
public protocol ReversibleVindex: Vindex {
  /// The value with this keyspace id; nil when no value has it.
  func reverseMap(_ id: KeyspaceID) -> VindexValue?
}

/// A vindex that keeps the order of values, so that BETWEEN reaches few shards.
public protocol SequentialVindex: Vindex {
  /// Whether the keyspace ids of a column of this type lie in the order in which SQL compares its
  /// values.
  ///
  /// `binary` keeps the order of bytes, which is not that of numbers: 10 lies before 9. A BETWEEN on a
  /// column whose order is not kept asks every shard.
  func keepsOrder(of type: MySQLType) -> Bool
  /// Where the values from one through another live, both included.
  func mapRange(
    from first: VindexValue,
    through last: VindexValue
  ) throws(SQLError)
    -> VindexDestination
}

/// A vindex that keeps beginnings together, so that `LIKE 'abc%'` reaches few shards.
public protocol PrefixVindex: Vindex {
  /// What mapping a prefix costs.
  var prefixCost: Int { get }
  /// Where the values live that a LIKE pattern, in MySQL's escapes, can match.
  func mapPattern(_ pattern: VindexValue) throws(SQLError) -> VindexDestination
}

/// A vindex of several columns that maps the first few of them to a range of keyspace ids.
public protocol PartialVindex: Vindex {
  /// What mapping only so many of the first columns costs.
  func cost(columns: Int) -> Int
}

extension PartialVindex {
  /// One more than the whole for every column that is missing, as in Vitess.
  public func cost(columns: Int) -> Int { cost + max(0, columnCount - columns) }
}

/// A vindex that keeps its map in a table, which the engine must ask.
///
/// It maps nothing by itself: `map` answers `allShards`, which is right but slow. The engine reads
/// `lookup`, runs the query, and turns what it found into a destination with `destination`.
public protocol LookupVindex: Vindex {
  /// Which table holds the map and how it is kept.
  var lookup: LookupDescription { get }
  /// How a column's value is written in the lookup table.
  func storedValue(of value: VindexValue) throws(SQLError) -> VindexValue?
  /// How a keyspace id is written in the lookup table; nil when it cannot be.
  func storedKeyspaceID(_ id: KeyspaceID) -> VindexValue?
  /// The keyspace id that a value of the lookup table's `to` column means.
  func keyspaceID(ofStored value: VindexValue) -> KeyspaceID?
}

extension LookupVindex {
  /// All shards: only the engine can ask the lookup table.
  public func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination { .allShards }

  /// None: only the engine can ask the lookup table.
  public func keyspaceID(of integer: Int64) -> KeyspaceID? { nil }
}
