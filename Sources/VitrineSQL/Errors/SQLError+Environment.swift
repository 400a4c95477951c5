/// The part of the catalogue that tells of shards, transactions, limits, files and defects.
extension SQLError.Code {
  // MARK: Shards, transactions, limits
  /// A shard could not answer.
  public static let shardFailed = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .shard, vitess: "VT14001")
  /// Under `sql_safe_updates` a write finds its rows by no key.
  public static let keylessWrite = Self(1175, "HY000", "ER_UPDATE_WITHOUT_KEY_IN_WHERE", .limit)
  /// Under `sql_require_primary_key` a table has none.
  public static let primaryKeyRequired = Self(
    3750,
    "HY000",
    "ER_TABLE_WITHOUT_PK",
    .constraint
  )
  /// A shard's file is damaged or is not a database.
  public static let shardCorrupt = Self(1194, "HY000", "ER_CRASHED_ON_USAGE", .shard)
  /// A shard's file cannot grow.
  public static let diskFull = Self(1021, "HY000", "ER_DISK_FULL", .shard)
  /// The cluster or the session does not allow writes.
  public static let readOnly = Self(1290, "HY000", "ER_OPTION_PREVENTS_STATEMENT", .shard)
  /// A changeset does not fit the rows it is applied to.
  public static let changesetConflict = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .shard)
  /// A lock was not granted in time.
  public static let lockWaitTimeout = Self(1205, "HY000", "ER_LOCK_WAIT_TIMEOUT", .transaction)
  /// NOWAIT: a lock is held by another transaction.
  public static let lockNoWait = Self(3572, "HY000", "ER_LOCK_NOWAIT", .transaction)
  /// In the transaction mode SINGLE a transaction writes to a second shard.
  public static let multiShardTransaction = Self(
    1317,
    "70100",
    "ER_QUERY_INTERRUPTED",
    .transaction
  )
  /// FOR UPDATE OF names a table that the query does not read.
  public static let unresolvedLockedTable = Self(
    3568,
    "HY000",
    "ER_UNRESOLVED_TABLE_LOCK",
    .name
  )
  /// PREPARE does not take this statement.
  public static let notPreparable = Self(1295, "HY000", "ER_UNSUPPORTED_PS", .unsupported)
  /// The transaction was rolled back to resolve a deadlock.
  public static let deadlock = Self(1213, "40001", "ER_LOCK_DEADLOCK", .transaction)
  /// A transaction over several shards was committed on some of them only.
  public static let partialCommit = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .transaction)
  /// No savepoint has this name.
  public static let savepointMissing = Self(1305, "42000", "ER_SP_DOES_NOT_EXIST", .transaction)
  /// No XA transaction has this name.
  public static let xaUnknown = Self(1397, "XAE04", "ER_XAER_NOTA", .transaction)
  /// JOIN, SUSPEND and the like, which XA statements read and do not do.
  public static let xaInvalid = Self(1398, "XAE05", "ER_XAER_INVAL", .transaction)
  /// The statement cannot stand where the XA transaction is.
  public static let xaRefused = Self(1399, "XAE07", "ER_XAER_RMFAIL", .transaction)
  /// An XA transaction cannot begin inside another transaction.
  public static let xaOutside = Self(1400, "XAE09", "ER_XAER_OUTSIDE", .transaction)
  /// The XA transaction was rolled back.
  public static let xaRolledBack = Self(1402, "XA100", "ER_XA_RBROLLBACK", .transaction)
  /// An XA transaction that has written to the session's temporary tables cannot leave the session.
  public static let xaTemporaryTable = Self(4091, "HY000", "ER_XA_TEMP_TABLE", .transaction)
  /// There is an XA transaction of this name.
  public static let xaDuplicate = Self(1440, "XAE08", "ER_XAER_DUPID", .transaction)
  /// The statement is not allowed in the state of the transaction.
  public static let wrongTransactionState = Self(
    1568,
    "25001",
    "ER_CANT_CHANGE_TX_CHARACTERISTICS",
    .transaction
  )
  /// The transaction may only read.
  public static let readOnlyTransaction = Self(
    1792,
    "25006",
    "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION",
    .transaction
  )
  /// The statement was interrupted.
  public static let interrupted = Self(1317, "70100", "ER_QUERY_INTERRUPTED", .limit)
  /// The session was killed and runs no more statements.
  public static let sessionKilled = Self(1927, "70100", "ER_CONNECTION_KILLED", .limit)
  /// KILL names a session that is not there.
  public static let noSuchSession = Self(1094, "HY000", "ER_NO_SUCH_THREAD", .limit)
  /// The statement ran longer than it may.
  public static let timeout = Self(3024, "HY000", "ER_QUERY_TIMEOUT", .limit)
  /// A join has more tables than one may.
  public static let tooManyTables = Self(1116, "HY000", "ER_TOO_MANY_TABLES", .limit)
  /// A table would have more columns than one may.
  public static let tooManyFields = Self(1117, "HY000", "ER_TOO_MANY_FIELDS", .limit)
  /// The statement or its result is larger than a limit.
  public static let tooLarge = Self(1104, "42000", "ER_TOO_BIG_SELECT", .limit)
  /// A value or a statement is larger than one packet may be.
  public static let packetTooLarge = Self(1153, "08S01", "ER_NET_PACKET_TOO_LARGE", .limit)
  /// All connections that may be used at once are in use.
  public static let tooManyConnections = Self(1040, "08004", "ER_CON_COUNT_ERROR", .limit)
  /// AUTO_INCREMENT has no number left.
  public static let sequenceExhausted = Self(1467, "HY000", "ER_AUTOINC_READ_FAILED", .limit)
  /// There is not enough memory for the statement.
  public static let outOfMemory = Self(1037, "HY001", "ER_OUTOFMEMORY", .limit)

  /// `SELECT … INTO` found more than one row.
  public static let tooManyRows = Self(1172, "42000", "ER_TOO_MANY_ROWS", .value)

  // MARK: Environment and defects
  /// A file could not be read or written.
  public static let fileError = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .environment)
  /// The directory does not hold a cluster.
  public static let notACluster = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .environment)
  /// Another process has opened the cluster.
  public static let clusterInUse = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .environment)
  /// A defect of Vitrine.
  public static let `internal` = Self(
    1815,
    "HY000",
    "ER_INTERNAL_ERROR",
    .internal,
    vitess: "VT13001"
  )
}
