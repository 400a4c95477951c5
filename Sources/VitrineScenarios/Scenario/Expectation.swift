/// What a step's statement must give; what is nil is not looked at.
public struct Expectation: Sendable, Hashable {
  /// The error a statement must fail with.
  public struct Failure: Sendable, Hashable {
    /// MySQL's error number.
    public var code: Int?
    /// The SQLSTATE.
    public var state: String?
    /// Vitess's code, such as `VT12001`.
    public var vitessCode: String?
    /// What the message must contain.
    public var message: String?

    /// Any error.
    public init(code: Int? = nil) {
      self.code = code
    }
  }

  /// The names of the columns, in order.
  public var columns: [String]?
  /// The rows in MySQL's text form, nil for NULL.
  public var rows: [[String?]]?
  /// Whether the rows must come in the order they are written.
  public var isOrdered = true
  /// How many rows there must be.
  public var rowCount: Int?
  /// How many rows a write must change.
  public var affectedRows: Int?
  /// The first AUTO_INCREMENT id that must have been given.
  public var lastInsertID: UInt64?
  /// The error that must come instead of an answer.
  public var failure: Failure?
  /// The shards that must be asked, `keyspace/shard`, sorted.
  public var shards: [String]?
  /// How many shards must be asked.
  public var shardCount: Int?
  /// How many calls may be made to shards.
  public var shardCalls: Int?
  /// How many rows must come from the shards.
  public var rowsMoved: Int?
  /// The plan as a tree.
  public var plan: String?
  /// Texts that the plan's tree must contain.
  public var planContains: [String] = []
  /// Texts that the plan's tree must not contain.
  public var planExcludes: [String] = []
  /// The numbers of the warnings that must be left.
  public var warnings: [Int]?

  /// Expects nothing but an answer.
  public init() {}
}
