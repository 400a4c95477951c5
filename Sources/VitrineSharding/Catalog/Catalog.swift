import VitrineSQL

/// All that is known of keyspaces, tables and vindexes at one moment.
///
/// A value: a statement is planned against the catalog it found, whatever DDL runs meanwhile.
/// `version` grows with every change, so that plans know when they are stale.
package struct Catalog: Sendable {
  private var contents: Shared<Contents>

  private struct Contents: Sendable {
    var version: Int
    var keyspaces: [String: Keyspace] {
      didSet {
        resolutions = ResolutionCache()
        undeclared = keyspaces.values.filter(\.tables.isEmpty).map(\.name)
      }
    }
    /// The keyspaces to which no DDL belongs.
    private(set) var undeclared: [String] = []
    var routing: RoutingRules
    var rules = BoundRules() { didSet { resolutions = ResolutionCache() } }
    var vindexNames: Set<String> = []
    var statistics: [TableAddress: TableStatistics] = [:]
    var temporaries: [TableAddress: Keyspace] = [:] {
      didSet { resolutions = ResolutionCache() }
    }
    private(set) var resolutions = ResolutionCache()

    init(version: Int, keyspaces: [String: Keyspace], routing: RoutingRules) {
      self.version = version
      self.keyspaces = keyspaces
      self.routing = routing
    }
  }

  package private(set) var version: Int {
    get { contents.value.version }
    set { contents.value.version = newValue }
  }
  package private(set) var keyspaces: [String: Keyspace] {
    _read { yield contents.value.keyspaces }
    _modify { yield &contents.value.keyspaces }
  }
  package private(set) var routing: RoutingRules {
    get { contents.value.routing }
    set { contents.value.routing = newValue }
  }
  private(set) var rules: BoundRules {
    _read { yield contents.value.rules }
    _modify { yield &contents.value.rules }
  }
  /// The names of all keyspaces' vindexes.
  package private(set) var vindexNames: Set<String> {
    _read { yield contents.value.vindexNames }
    _modify { yield &contents.value.vindexNames }
  }
  /// What ANALYZE TABLE has found, which plans by cost look at.
  package private(set) var statistics: [TableAddress: TableStatistics] {
    _read { yield contents.value.statistics }
    _modify { yield &contents.value.statistics }
  }
  /// One session's temporary tables, each in a keyspace of its own, by the names they are read under.
  package internal(set) var temporaries: [TableAddress: Keyspace] {
    _read { yield contents.value.temporaries }
    _modify { yield &contents.value.temporaries }
  }
  /// What names were found to mean in these keyspaces, under these rules.
  var resolutions: ResolutionCache { contents.value.resolutions }

  package init(
    keyspaces: [Keyspace] = [],
    routing: RoutingRules = RoutingRules(),
    version: Int = 1
  ) {
    let keyspaces = Dictionary(keyspaces.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    contents = Shared(Contents(version: version, keyspaces: keyspaces, routing: routing))
    rebind()
  }

  /// Puts a keyspace in, or another in its place.
  ///
  /// The VSchemas are bound again when this one's changed; DDL alone costs nothing.
  package mutating func set(_ keyspace: Keyspace) {
    var keyspace = keyspace
    version += 1
    if let old = keyspaces[keyspace.name], old.vschema == keyspace.vschema {
      keyspace.binding = old.binding
      keyspaces[keyspace.name] = keyspace
    } else {
      keyspaces[keyspace.name] = keyspace
      rebind()
    }
  }

  /// Takes a keyspace out.
  package mutating func remove(keyspace name: String) {
    keyspaces[name] = nil
    version += 1
    rebind()
  }

  /// Puts other rules in place of the routing rules.
  package mutating func set(_ routing: RoutingRules) {
    self.routing = routing
    version += 1
    rebind()
  }

  /// Puts in what was found of some tables; plans that were made without it are out of date.
  package mutating func set(_ found: [TableAddress: TableStatistics]) {
    statistics.merge(found) { $1 }
    version += 1
  }

  /// Says which lookups are complete from now on.
  package mutating func set(routed lookups: Set<RoutedLookup>) {
    guard lookups != routedLookups else { return }
    for name in keyspaces.keys {
      keyspaces[name]?.routedLookups = lookups.filter { $0.owner.keyspace == name }
    }
    version += 1
  }

  /// Whether no DDL belongs to any of its keyspaces, so that it can be planned with and holds nothing.
  package var isPlanOnly: Bool { keyspaces.values.allSatisfy(\.isPlanOnly) }

  /// The catalog as plans without execution see it: a keyspace to which no DDL belongs is taken to
  /// have whatever tables and columns a statement names.
  package var forPlanning: Catalog {
    var copy = self
    for name in contents.value.undeclared { copy.keyspaces[name]?.isPlanOnly = true }
    return copy
  }

  /// Everything wrong with the VSchema, by keyspace and rule.
  package var problems: [VSchemaProblem] {
    keyspaces.values.sorted { $0.name < $1.name }.flatMap(\.problems) + rules.problems
  }

  private mutating func rebind() {
    for (name, keyspace) in keyspaces {
      var binder = KeyspaceBinder(
        keyspace: name,
        vschema: keyspace.vschema,
        registry: keyspace.registry
      )
      keyspaces[name]?.binding = binder.bind()
    }
    var binder = CatalogBinder(keyspaces: keyspaces, routing: routing)
    binder.bind()
    keyspaces = binder.keyspaces
    rules = binder.rules
    vindexNames = Set(keyspaces.values.flatMap(\.vindexes.keys))
  }
}
