package import VitrineSQL

/// A keyspace: its shards, its tables, and where the VSchema puts their rows.
///
/// The VSchema is bound when a catalog takes the keyspace in; what is wrong with it is kept in
/// `problems`, and the rest works.
package struct Keyspace: Sendable {
  package let name: String
  package var shards: ShardMap
  package var vschema: KeyspaceVSchema
  /// That of tables and stored programs which name none: the default of CREATE and ALTER DATABASE.
  package var collation = Collation.standard
  /// Tables and views that DDL made.
  package var tables: [String: TableDefinition]
  /// Procedures and functions.
  package var programs: [StoredProgram.Key: StoredProgram] = [:]
  /// The triggers of its tables; those that fire at the same moments in their order.
  package var triggers: [StoredTrigger] = []
  /// Its events, by name.
  package var events: [StoredEvent] = []
  /// The lookups of its tables that are known to be complete.
  package internal(set) var routedLookups: Set<RoutedLookup> = []
  /// Whether no DDL belongs to it: good for planning, and unknown names are taken on trust.
  package var isPlanOnly: Bool
  /// The VSchema bound to vindexes and tables; the catalog keeps it in step.
  package internal(set) var binding: KeyspaceBinding
  /// The kinds of vindexes it may use.
  package let registry: VindexRegistry

  package init(
    name: String,
    shards: ShardMap,
    vschema: KeyspaceVSchema,
    tables: [String: TableDefinition] = [:],
    isPlanOnly: Bool = false,
    registry: VindexRegistry = .standard
  ) {
    self.name = name
    self.shards = shards
    self.vschema = vschema
    self.tables = tables
    self.isPlanOnly = isPlanOnly
    self.registry = registry
    var binder = KeyspaceBinder(keyspace: name, vschema: vschema, registry: registry)
    self.binding = binder.bind()
  }

  package var isSharded: Bool { vschema.isSharded }
  package var vindexes: [String: any Vindex] { binding.vindexes }
  package var problems: [VSchemaProblem] { binding.problems }
}

/// What a keyspace's VSchema came to.
package struct KeyspaceBinding: Sendable {
  package var vindexes: [String: any Vindex] = [:]
  package var tables: [String: TableBinding] = [:]
  package var problems: [VSchemaProblem] = []
  /// What is odd but does no harm.
  package var warnings: [String] = []

  package init() {}
}

/// Where one table's rows go and its ids come from.
package struct TableBinding: Sendable {
  package var placement: TablePlacement
  package var autoIncrement: AutoIncrementBinding?
  /// The table a reference table copies.
  package var source: TableAddress?
  /// The reference tables in other keyspaces that copy this one.
  package var copies: [TableAddress] = []
  /// Said when Vitrine chose the placement itself.
  package var note: String?
  /// Why statements on the table cannot be answered.
  package var failure: SQLError?

  package init(placement: TablePlacement) {
    self.placement = placement
  }
}

/// The column of a table that a sequence fills.
package struct AutoIncrementBinding: Sendable, Hashable {
  package var column: String
  package var sequence: TableAddress
}

/// Something wrong with a VSchema, and where.
package struct VSchemaProblem: Sendable, Hashable {
  /// The keyspace, or the rule.
  package var place: String
  package var table: String?
  package var error: SQLError

  package init(place: String, table: String? = nil, error: SQLError) {
    self.place = place
    self.table = table
    self.error = error
  }
}
