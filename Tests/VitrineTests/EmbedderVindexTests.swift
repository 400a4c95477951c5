import Testing
import Vitrine

// Nothing but `Vitrine` is imported: what an application needs to write a vindex comes with it.

/// Europe on the first half of the keyspace, the rest of the world on the second; nobody nowhere.
private struct ByContinent: SequentialVindex {
  let type = "by_continent"
  var home = "EU"

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    switch values.first {
    case .bytes(let text) where text == Array(home.utf8): return .keyspaceID(KeyspaceID([0x40]))
    case .bytes(let text) where text.isEmpty: throw SQLError(.vindexError, "no continent")
    case .null?, nil: return .none
    default: return .keyspaceID(KeyspaceID(bigEndian: 0xC000_0000_0000_0000))
    }
  }

  func keepsOrder(of type: MySQLType) -> Bool { false }

  func mapRange(
    from first: VindexValue,
    through last: VindexValue
  ) throws(SQLError)
    -> VindexDestination
  {
    .allShards
  }
}

@Suite("An application's own vindex") struct EmbedderVindexTests {
  private static let vschema = """
    {"sharded": true,
     "vindexes": {"continent": {"type": "by_continent", "params": {"home": "AF"}}},
     "tables": {"people": {"column_vindexes": [{"column": "continent", "name": "continent"}]}}}
    """
  private static let table = """
    CREATE TABLE people (
      id BIGINT PRIMARY KEY, continent VARCHAR(2) COLLATE utf8mb4_0900_bin)
    """

  private static var configuration: ClusterConfiguration {
    var configuration = ClusterConfiguration()
    configuration.vindexes.register("by_continent") { _, parameters in
      ByContinent(home: parameters["home"] ?? "EU")
    }
    return configuration
  }

  private static func cluster(at directory: String? = nil) throws -> Cluster {
    let cluster = try Cluster.create(at: directory, configuration: configuration)
    try cluster.createKeyspace("world", shards: 2, vschemaJSON: vschema)
    return cluster
  }

  @Test func placesAndFindsRows() throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let session = try cluster.session(target: "world")
    try session.execute(Self.table)
    try session.execute("INSERT INTO people VALUES (1, 'AF'), (2, 'EU'), (3, 'AF'), (4, 'AS')")
    let found = try session.execute("SELECT id FROM people WHERE continent = 'AF' ORDER BY id")
    #expect(found.rows == [[.integer(1)], [.integer(3)]])
    #expect(found.trace.shards == ["world/-80"])
    let first = try cluster.session(target: "world:-80").execute("SELECT COUNT(*) FROM people")
    #expect(first.rows == [[.integer(2)]])
    let between = try session.execute("SELECT id FROM people WHERE continent BETWEEN 'AS' AND 'EU'")
    #expect(between.rows.count == 2)
  }

  @Test func aValueWithoutAPlaceIsNotFoundAndNotTaken() throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let session = try cluster.session(target: "world")
    try session.execute(Self.table)
    #expect(try session.execute("SELECT * FROM people WHERE continent IS NULL").rows.isEmpty)
    let error = #expect(throws: SQLError.self) {
      try session.execute("INSERT INTO people VALUES (1, NULL)")
    }
    #expect(error?.code.vitess == "VT09023")
    let refused = #expect(throws: SQLError.self) {
      try session.execute("INSERT INTO people VALUES (1, '')")
    }
    #expect(refused?.message == "no continent")
  }

  @Test func routeSaysWhy() throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    try cluster.session(target: "world").execute(Self.table)
    let route = try cluster.route("world.people", .text("AF"))
    #expect(route.shards == ["-80"])
    #expect(route.reason == "world.people(continent) = AF → by_continent → 40 → -80")
    #expect(try cluster.route("people", .text("AS")).shards == ["80-"])
    #expect(try cluster.route("people", .null).shards.isEmpty)
    #expect(throws: SQLError.self) { try cluster.route("people", .text("AF"), .text("AF")) }
  }
}
