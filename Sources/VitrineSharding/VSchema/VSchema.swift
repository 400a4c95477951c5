/// A whole VSchema: the keyspaces and the rules that lead table names to them, Vitess's `SrvVSchema`.
public struct VSchema: Sendable, Hashable {
  /// The keyspaces by name.
  public var keyspaces: [String: KeyspaceVSchema] = [:]
  /// The rules that apply across keyspaces.
  public var routing = RoutingRules()

  /// A VSchema of keyspaces.
  public init(keyspaces: [String: KeyspaceVSchema] = [:], routing: RoutingRules = RoutingRules()) {
    self.keyspaces = keyspaces
    self.routing = routing
  }
}

/// The rules of a VSchema that lie between keyspaces.
public struct RoutingRules: Sendable, Hashable {
  /// Leads a table name to a table.
  public struct TableRule: Sendable, Hashable {
    /// The name as a statement writes it: `t`, `ks.t`, either with `@replica` or another tablet type.
    public var from: String
    /// The tables it means; none disables the name, more than one is an error.
    public var to: [String]

    /// A rule.
    public init(from: String, to: [String]) {
      self.from = from
      self.to = to
    }
  }

  /// Leads one shard of a keyspace to another keyspace.
  public struct ShardRule: Sendable, Hashable {
    /// The keyspace whose shard is led away.
    public var from: String
    /// The keyspace that answers.
    public var to: String
    /// The shard.
    public var shard: String
  }

  /// Leads a keyspace to another.
  public struct KeyspaceRule: Sendable, Hashable {
    /// The keyspace led away.
    public var from: String
    /// The keyspace that answers.
    public var to: String
  }

  /// Sends part of a table's reads to a second table as well.
  ///
  /// Read and written back; Vitrine does not mirror.
  public struct MirrorRule: Sendable, Hashable {
    /// The table whose reads are mirrored.
    public var from: String
    /// The table they are mirrored to.
    public var to: String
    /// How many of a hundred, as written.
    public var percent: Double
  }

  /// Rules for tables.
  public var tables: [TableRule] = []
  /// Rules for shards.
  public var shards: [ShardRule] = []
  /// Rules for keyspaces.
  public var keyspaces: [KeyspaceRule] = []
  /// Rules for mirroring.
  public var mirrors: [MirrorRule] = []

  /// No rules.
  public init() {}
}
