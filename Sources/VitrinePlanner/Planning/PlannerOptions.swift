package import VitrineSQL
package import VitrineSharding

/// What a session's settings mean to the planner.
package struct PlannerOptions: Sendable, Hashable {
  /// The strategy's name, `pushdown` unless chosen otherwise.
  package var strategy: String
  /// The keyspace of unqualified tables.
  package var defaultKeyspace: String?
  /// Whether a table that it lacks may be that of the only other keyspace that has one of the name.
  package var looksElsewhere = false
  /// The view whose query is planned, which the query must not read.
  package var definedView: TableAddress?
  /// Shards that the session's target names; every route goes there and nowhere else.
  package var destination: ShardDestination?
  /// The type of tablet that the session's target names; routing rules may ask for it.
  package var tabletType = "primary"
  package var sqlMode: SQLMode
  /// Whether a statement that needs a scatter is refused.
  package var refusesScatter: Bool
  /// ONLY_FULL_GROUP_BY: whether a column that the groups do not decide is refused.
  package var requiresFullGrouping: Bool
  /// Whether a value that does not fit is an error rather than made to fit.
  package var isStrict = true
  /// `sql_safe_updates`: whether an UPDATE or DELETE has to find its rows by a key, or to say how many.
  package var refusesKeylessWrites = false
  /// Whether literals of zero dates, and of dates with a zero month or day, are refused.
  package var refusesZeroDates = false
  package var refusesZeroInDates = false
  /// Whether literals of dates may have days that their months have not.
  package var allowsInvalidDates = false
  /// Whether the session's time zone is another than UTC, in which TIMESTAMP columns are stored.
  package var convertsTimestamps = false
  /// Whether tables of `information_schema` have rows, made of the catalog; else they are routes to a
  /// keyspace of that name, as in Vitess's plans.
  package var readsSystemTables = false
  /// The rows of those tables of `information_schema` that tell of sessions, as PROCESSLIST does, by their names in lower
  /// case, where a statement may read them; its plan then is good for this one run.
  package var sessionRows: [String: [[String: Value]]] = [:]
  /// What `information_schema` tells of tables and their shards know; a plan with it is good for one run.
  package var tableFacts: [TableAddress: TableFacts] = [:]
  /// Rows that the statement reads by name; its plan then is good for this one run.
  package var givenRows: [String: GivenRows] = [:]
  /// The types of the values for the statement's `?`, as far as they are known.
  package var parameterTypes: [MySQLType] = []
  /// The names of the stored program's variables that the parameters stand for: a statement of the same
  /// text may read others elsewhere.
  package var localVariables: [String] = []
  /// How many digits more than the dividend a quotient has: `div_precision_increment`.
  package var divisionIncrement = 4
  /// Whether a quotient that the statement gives is wanted with every digit that was computed: what a
  /// variable takes.
  package var keepsDigits = false
  /// The types of the session's user variables, by lower case name.
  package var variableTypes: [String: MySQLType] = [:]
  /// The collation of the statement's texts: `collation_connection`, where it is one of utf8mb4.
  package var literalCollation = Collation.standard
  /// Whether stored functions that read tables are run for each row, as what they read is being changed.
  package var runsReadingFunctions = false
  /// Whether a plan that is chosen by costs tells what was expected of its steps.
  package var tellsEstimates = false

  package init(
    strategy: String = "pushdown",
    defaultKeyspace: String? = nil,
    destination: ShardDestination? = nil,
    sqlMode: SQLMode = .default,
    refusesScatter: Bool = false,
    requiresFullGrouping: Bool = true
  ) {
    self.strategy = strategy
    self.defaultKeyspace = defaultKeyspace
    self.destination = destination
    self.sqlMode = sqlMode
    self.refusesScatter = refusesScatter
    self.requiresFullGrouping = requiresFullGrouping
  }
}
