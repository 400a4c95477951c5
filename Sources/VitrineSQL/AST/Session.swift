/// Access mode of a transaction.
package enum TransactionAccess: String, Sendable, Hashable, CaseIterable {
  case readOnly = "read only"
  case readWrite = "read write"
}

/// `BEGIN`, `START TRANSACTION [READ ONLY] [WITH CONSISTENT SNAPSHOT]`.
package struct BeginTransaction: Sendable, Hashable {
  package var isConsistentSnapshot: Bool
  package var access: TransactionAccess?
  /// Spelled `START TRANSACTION`.
  package var isStart: Bool
  package var span: Span

  package init(
    isConsistentSnapshot: Bool = false,
    access: TransactionAccess? = nil,
    isStart: Bool = false,
    span: Span = .none
  ) {
    self.isConsistentSnapshot = isConsistentSnapshot
    self.access = access
    self.isStart = isStart
    self.span = span
  }
}

/// `COMMIT`, `ROLLBACK`, with `AND [NO] CHAIN [NO] RELEASE`.
package struct EndTransaction: Sendable, Hashable {
  package var chain: Bool?
  package var release: Bool?
  package var span: Span

  package init(chain: Bool? = nil, release: Bool? = nil, span: Span = .none) {
    self.chain = chain
    self.release = release
    self.span = span
  }
}

/// Isolation of a transaction.
package enum IsolationLevel: String, Sendable, Hashable, CaseIterable {
  case readUncommitted = "read uncommitted"
  case readCommitted = "read committed"
  case repeatableRead = "repeatable read"
  case serializable = "serializable"
}

/// `SET [SESSION | GLOBAL] TRANSACTION …`.
package struct SetTransaction: Sendable, Hashable {
  package var scope: VariableScope?
  package var isolation: IsolationLevel?
  package var access: TransactionAccess?
  package var span: Span

  package init(
    scope: VariableScope? = nil,
    isolation: IsolationLevel? = nil,
    access: TransactionAccess? = nil,
    span: Span = .none
  ) {
    self.scope = scope
    self.isolation = isolation
    self.access = access
    self.span = span
  }
}

/// `SET a = 1, @b = 2, NAMES utf8mb4`.
package struct SetVariables: Sendable, Hashable {
  package var items: [SetItem]
  package var span: Span

  package init(items: [SetItem], span: Span = .none) {
    self.items = items
    self.span = span
  }
}

/// One item of SET.
package indirect enum SetItem: Sendable, Hashable {
  /// `a = 1`, `@@a = 1`, `SESSION a = 1`.
  ///
  /// A bare word as value (`ON`, `utf8`) is a column expression; `DEFAULT` is `defaultValue`.
  case system(SystemVariable, Expression)
  case user(UserVariable, Expression)
  /// `NAMES charset [COLLATE collation]`; nil for `NAMES DEFAULT`
  case names(String?, String?)
  /// `CHARACTER SET charset`
  case charset(String?)
  /// `NEW.column = value`, in triggers
  case new(ColumnName, Expression)
}

/// `LOCK TABLES a READ, b AS c WRITE`.
package struct LockTables: Sendable, Hashable {
  package var locks: [TableLock]
  package var span: Span

  package init(locks: [TableLock], span: Span = .none) {
    self.locks = locks
    self.span = span
  }
}

/// One table of LOCK TABLES.
package struct TableLock: Sendable, Hashable {
  package var table: TableName
  package var alias: Identifier?
  /// `read`, `read local`, `write`, `low_priority write`.
  package var mode: String
  package var span: Span

  package init(table: TableName, alias: Identifier? = nil, mode: String, span: Span = .none) {
    self.table = table
    self.alias = alias
    self.mode = mode
    self.span = span
  }
}

/// `PREPARE name FROM 'text' | @variable`.
package struct Prepare: Sendable, Hashable {
  package var name: Identifier
  package var source: Expression
  package var span: Span

  package init(name: Identifier, source: Expression, span: Span = .none) {
    self.name = name
    self.source = source
    self.span = span
  }
}

/// `EXECUTE name USING @a, @b`.
package struct Execute: Sendable, Hashable {
  package var name: Identifier
  package var arguments: [UserVariable]
  package var span: Span

  package init(name: Identifier, arguments: [UserVariable] = [], span: Span = .none) {
    self.name = name
    self.arguments = arguments
    self.span = span
  }
}

/// `USE keyspace`; also Vitess's targets ``USE `ks:-80@primary` `` and `USE @replica`.
package struct Use: Sendable, Hashable {
  package var target: String?
  package var span: Span

  package init(target: String? = nil, span: Span = .none) {
    self.target = target
    self.span = span
  }
}

/// `EXPLAIN [ANALYZE] [FORMAT = …] statement`.
package struct Explain: Sendable, Hashable {
  package var isAnalyze: Bool
  /// Lower case: `traditional`, `json`, `tree`, `vitess`, `vtexplain`.
  package var format: String?
  package var isExtended: Bool
  package var isPartitions: Bool
  package var into: UserVariable?
  /// `EXPLAIN FOR CONNECTION n`.
  package var connection: Literal?
  package var statement: Statement?
  package var span: Span

  package init(
    isAnalyze: Bool = false,
    format: String? = nil,
    isExtended: Bool = false,
    isPartitions: Bool = false,
    into: UserVariable? = nil,
    connection: Literal? = nil,
    statement: Statement? = nil,
    span: Span = .none
  ) {
    self.isAnalyze = isAnalyze
    self.format = format
    self.isExtended = isExtended
    self.isPartitions = isPartitions
    self.into = into
    self.connection = connection
    self.statement = statement
    self.span = span
  }
}

/// `DESCRIBE t [column | 'pattern']`, `EXPLAIN t`.
package struct Describe: Sendable, Hashable {
  package var table: TableName
  package var column: String?
  package var span: Span

  package init(table: TableName, column: String? = nil, span: Span = .none) {
    self.table = table
    self.column = column
    self.span = span
  }
}

/// What VEXPLAIN shows.
package enum VExplainKind: String, Sendable, Hashable, CaseIterable {
  case plan = "plan"
  case all = "all"
  case queries = "queries"
  case trace = "trace"
  case keys = "keys"
}

/// Vitess's `VEXPLAIN [PLAN | ALL | QUERIES | TRACE | KEYS] statement`.
package struct VExplain: Sendable, Hashable {
  package var kind: VExplainKind?
  package var statement: Statement
  package var span: Span

  package init(kind: VExplainKind? = nil, statement: Statement, span: Span = .none) {
    self.kind = kind
    self.statement = statement
    self.span = span
  }
}

/// `SHOW …`.
///
/// One shape for all of them: the words of the subject in lower case, and what may follow.
package struct Show: Sendable, Hashable {
  /// As `tables`, `columns`, `create table`, `variables`, `vitess_shards`, `engine status` and so
  /// on.
  package var subject: String
  package var scope: VariableScope?
  package var isFull: Bool
  package var isExtended: Bool
  /// What is shown: the table of `SHOW COLUMNS`, the object of `SHOW CREATE`, the engine.
  package var name: TableName?
  /// `FROM database`.
  package var database: Identifier?
  package var filter: ShowFilter?
  package var limit: Limit?
  /// Of `SHOW GRANTS FOR`, `SHOW CREATE USER`.
  package var account: AccountName?
  /// Further words, as printed: `for channel 'x'`, `in 'log' from 4`, `for query 1`, `if not
  /// exists`.
  package var details: [String]
  package var span: Span

  package init(
    subject: String,
    scope: VariableScope? = nil,
    isFull: Bool = false,
    isExtended: Bool = false,
    name: TableName? = nil,
    database: Identifier? = nil,
    filter: ShowFilter? = nil,
    limit: Limit? = nil,
    account: AccountName? = nil,
    details: [String] = [],
    span: Span = .none
  ) {
    self.subject = subject
    self.scope = scope
    self.isFull = isFull
    self.isExtended = isExtended
    self.name = name
    self.database = database
    self.filter = filter
    self.limit = limit
    self.account = account
    self.details = details
    self.span = span
  }
}

/// What rows SHOW keeps.
package indirect enum ShowFilter: Sendable, Hashable {
  case like(Literal)
  case `where`(Expression)
}

/// `FLUSH …`.
package struct Flush: Sendable, Hashable {
  package var isLocal: Bool
  package var options: [String]
  package var tables: [TableName]
  package var isTables: Bool
  package var withReadLock: Bool
  package var forExport: Bool
  package var span: Span

  package init(
    isLocal: Bool = false,
    options: [String] = [],
    tables: [TableName] = [],
    isTables: Bool = false,
    withReadLock: Bool = false,
    forExport: Bool = false,
    span: Span = .none
  ) {
    self.isLocal = isLocal
    self.options = options
    self.tables = tables
    self.isTables = isTables
    self.withReadLock = withReadLock
    self.forExport = forExport
    self.span = span
  }
}

/// `KILL [CONNECTION | QUERY] id`.
package struct Kill: Sendable, Hashable {
  package var isQuery: Bool
  package var isConnection: Bool
  package var id: Expression
  package var span: Span

  package init(
    isQuery: Bool = false,
    isConnection: Bool = false,
    id: Expression,
    span: Span = .none
  ) {
    self.isQuery = isQuery
    self.isConnection = isConnection
    self.id = id
    self.span = span
  }
}

/// Table maintenance statements.
package enum MaintenanceKind: String, Sendable, Hashable, CaseIterable {
  case analyze = "analyze"
  case optimize = "optimize"
  case repair = "repair"
  case check = "check"
  case checksum = "checksum"
}

/// `ANALYZE TABLE a, b` and its kin.
package struct TableMaintenance: Sendable, Hashable {
  package var kind: MaintenanceKind
  package var isLocal: Bool
  package var tables: [TableName]
  /// Further words, as printed.
  package var details: [String]
  package var span: Span

  package init(
    kind: MaintenanceKind,
    isLocal: Bool = false,
    tables: [TableName] = [],
    details: [String] = [],
    span: Span = .none
  ) {
    self.kind = kind
    self.isLocal = isLocal
    self.tables = tables
    self.details = details
    self.span = span
  }
}

/// A statement that is recognised and printed back but that an embedded engine has nothing to do
/// for: accounts, privileges, replication, plugins, resource groups, XA.
package struct Administration: Sendable, Hashable {
  /// Its leading words in lower case, such as `create user`; what the error names.
  package var name: String
  /// The whole statement, in normal form.
  package var text: String
  package var span: Span

  package init(name: String, text: String, span: Span = .none) {
    self.name = name
    self.text = text
    self.span = span
  }
}
