package import VitrineSQL
public import VitrineSharding

/// How a statement is answered: an immutable value that can be run, printed, counted, compared and
/// cached.
public struct Plan: Sendable {
  /// What a statement's plan does, for counters and for Vitess's `QueryType`.
  public enum StatementKind: String, Sendable, Hashable {
    case select = "SELECT"
    case insert = "INSERT"
    case replace = "REPLACE"
    case update = "UPDATE"
    case delete = "DELETE"
    case show = "SHOW"
    case set = "SET"
    case use = "USE"
    case schema = "DDL"
    case explain = "EXPLAIN"
    case prepare = "PREPARE"
    case execute = "EXECUTE"
    case deallocate = "DEALLOCATE"
    case lockTables = "LOCK_TABLES"
    case unlockTables = "UNLOCK_TABLES"
    case flush = "FLUSH"
    case analyze = "ANALYZE"
    case call = "CALL_PROC"
    case transaction = "TRANSACTION"
    case other = "OTHER"
  }

  /// What it does.
  public var kind: StatementKind
  package var root: Primitive
  /// The columns of the answer; empty for writes.
  public var columns: [ResultColumn]
  /// The tables read or written, `keyspace.table`, sorted, each once.
  public var tables: [String]
  /// The rules that shaped the plan, in the order they fired.
  public var firings: [RuleFiring]
  /// The literal tokens of the statement whose values the planner did not look at, by ordinal: they
  /// are sent as parameters.
  ///
  /// The plan serves only statements that have the same values at all others, such as the digits of
  /// `CAST(x AS DECIMAL(10, 2))`.
  public var freeLiterals: Set<Int>
  /// The number of parameter markers in the statement.
  public var parameterCount: Int
  /// Where the rows go, if to a file: INTO OUTFILE, INTO DUMPFILE.
  package var file: SelectInto?

  /// `SELECT … INTO @a, @b`: the user variables that take the one row.
  package var variables: [String] = []
  /// Whether the query says itself how many rows it gives, so that `sql_select_limit` does not.
  package var isLimited = false
  /// The limit of a query with OFFSET, which passes over rows that FOUND_ROWS() counts.
  package var limit: CountedLimit?
  /// Why each step that asks every shard does; empty where the statement allows it.
  package var scatters: [String] = []
  /// Whether the gateway may hold any number of rows for it.
  package var ignoresMemoryLimits = false
  /// How long a SELECT may take, where it says so itself; zero for as long as it needs.
  package var timeout: Duration?
  /// How long any statement may take that says so by Vitess's directive; zero for as long as it needs.
  package var queryTimeout: Duration?
  /// FOR UPDATE, FOR SHARE: the locks that it takes.
  package var locking: RowLocking?
  /// Whether rows are locked to be written, which a READ ONLY transaction refuses.
  package var locksForUpdate = false
  /// Whether stored functions run while it does.
  package var callsPrograms = false
  /// Whether functions are called that give another answer each time or do something: RAND, SLEEP, GET_LOCK.
  package var callsVolatile = false
  /// The tables that stored functions read which are written into it, `keyspace.table`.
  package var tablesOfFunctions: Set<String> = []
  /// The column of the answer that is LAST_INSERT_ID(value), the last of them: its last row is what counts.
  package var insertIDColumn: Int?
  /// Of SQL_CALC_FOUND_ROWS: the limit, which is applied when all rows are counted.
  package var countedLimit: CountedLimit?

  /// What MySQL warns of when it reads the statement.
  package var warnings: [Warning] = []

  /// A limit that the session applies, or counts by.
  package struct CountedLimit: Sendable {
    package var count: ParameterSource?
    package var offset: ParameterSource?
  }
}

extension Plan {
  /// In place: an initialiser that assigns one property after the other would copy the plan.
  package init(
    kind: StatementKind,
    root: Primitive,
    columns: [ResultColumn],
    tables: [String],
    firings: [RuleFiring],
    freeLiterals: Set<Int>,
    parameterCount: Int
  ) {
    self.init(
      kind: kind,
      root: root,
      columns: columns,
      tables: tables,
      firings: firings,
      freeLiterals: freeLiterals,
      parameterCount: parameterCount,
      file: nil
    )
  }
}

/// A column of an answer.
public struct ResultColumn: Sendable, Hashable {
  /// The type MySQL gives it.
  public var type: MySQLType
  /// The alias, or the expression's text as it was written.
  public var name: String
  /// The table's alias, where the column is one of a table's.
  public var table: String?
  /// The column's own name there.
  public var column: String?
}

extension ResultColumn {
  /// A column of this name and type.
  public init(name: String, type: MySQLType, table: String? = nil, column: String? = nil) {
    self.init(type: type, name: name, table: table, column: column)
  }
}

/// That a rule changed a plan, and what it did there.
public struct RuleFiring: Sendable, Hashable {
  /// The rule's kebab-case name.
  public var rule: String
  private let wording: RewriteWording

  /// A sentence: "pushed a limit of 10 below the merge".
  public var sentence: String { wording.sentence }

  /// That the rule of this name did what the sentence says.
  public init(rule: String, sentence: String) {
    self.init(rule, .text(sentence))
  }

  init(_ rule: String, _ wording: RewriteWording) {
    self.rule = rule
    self.wording = wording
  }

  /// Whether both say the same of the same rule.
  public static func == (left: RuleFiring, right: RuleFiring) -> Bool {
    left.rule == right.rule && left.sentence == right.sentence
  }

  /// Feeds the rule and the sentence to the hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rule)
    hasher.combine(sentence)
  }
}
