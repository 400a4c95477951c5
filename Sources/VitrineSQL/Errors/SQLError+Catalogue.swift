/// The catalogue. Numbers, states and names are MySQL 8.0's; the Vitess codes are those of Vitess's
/// `vterrors`. An entry is added where an error is first thrown, beside its kin.
extension SQLError.Code {
  // MARK: Syntax
  public static let parseError = Self(1064, "42000", "ER_PARSE_ERROR", .syntax)
  public static let emptyQuery = Self(1065, "42000", "ER_EMPTY_QUERY", .syntax)
  public static let nestingTooDeep = Self(1436, "HY000", "ER_STACK_OVERRUN_NEED_MORE", .limit)
  public static let tooLong = Self(1059, "42000", "ER_TOO_LONG_IDENT", .name)

  // MARK: Names
  public static let unknownDatabase = Self(
    1049,
    "42000",
    "ER_BAD_DB_ERROR",
    .name,
    vitess: "VT05003"
  )
  public static let databaseExists = Self(
    1007,
    "HY000",
    "ER_DB_CREATE_EXISTS",
    .name,
    vitess: "VT06001"
  )
  public static let databaseDropMissing = Self(
    1008,
    "HY000",
    "ER_DB_DROP_EXISTS",
    .name,
    vitess: "VT05001"
  )
  public static let noDatabase = Self(1046, "3D000", "ER_NO_DB_ERROR", .name, vitess: "VT09005")
  public static let unknownTable = Self(
    1146,
    "42S02",
    "ER_NO_SUCH_TABLE",
    .name,
    vitess: "VT05005"
  )
  public static let badTable = Self(1051, "42S02", "ER_BAD_TABLE_ERROR", .name, vitess: "VT05002")
  public static let tableExists = Self(1050, "42S01", "ER_TABLE_EXISTS_ERROR", .name)
  public static let unknownColumn = Self(
    1054,
    "42S22",
    "ER_BAD_FIELD_ERROR",
    .name,
    vitess: "VT03019"
  )
  public static let ambiguousColumn = Self(
    1052,
    "23000",
    "ER_NON_UNIQ_ERROR",
    .name,
    vitess: "VT03021"
  )
  public static let duplicateColumn = Self(1060, "42S21", "ER_DUP_FIELDNAME", .name)
  public static let duplicateKeyName = Self(1061, "42000", "ER_DUP_KEYNAME", .name)
  public static let notUniqueTable = Self(
    1066,
    "42000",
    "ER_NONUNIQ_TABLE",
    .name,
    vitess: "VT03013"
  )
  public static let unknownTableName = Self(
    1109,
    "42S02",
    "ER_UNKNOWN_TABLE",
    .name,
    vitess: "VT03033"
  )
  public static let illegalReference = Self(1247, "42S22", "ER_ILLEGAL_REFERENCE", .name)
  public static let columnSpecifiedTwice = Self(1110, "42000", "ER_FIELD_SPECIFIED_TWICE", .name)
  public static let unknownWindow = Self(3579, "HY000", "ER_WINDOW_NO_SUCH_WINDOW", .name)
  public static let duplicateWindow = Self(3591, "HY000", "ER_WINDOW_DUPLICATE_NAME", .name)
  public static let cannotDropFieldOrKey = Self(1091, "42000", "ER_CANT_DROP_FIELD_OR_KEY", .name)
  public static let unknownFunction = Self(1305, "42000", "ER_SP_DOES_NOT_EXIST", .name)
  public static let unknownVariable = Self(
    1193,
    "HY000",
    "ER_UNKNOWN_SYSTEM_VARIABLE",
    .name,
    vitess: "VT05006"
  )
  public static let unknownKey = Self(1176, "42000", "ER_KEY_DOES_NOT_EXITS", .name)
  public static let unknownCollation = Self(1273, "HY000", "ER_UNKNOWN_COLLATION", .name)
  public static let unknownCharacterSet = Self(1115, "42000", "ER_UNKNOWN_CHARACTER_SET", .name)

  // MARK: Values and shapes
  public static let wrongArgumentCount = Self(
    1582,
    "42000",
    "ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT",
    .value
  )
  public static let wrongArguments = Self(1210, "HY000", "ER_WRONG_ARGUMENTS", .value)
  public static let operandColumns = Self(1241, "21000", "ER_OPERAND_COLUMNS", .value)
  public static let subqueryRows = Self(1242, "21000", "ER_SUBQUERY_NO_1_ROW", .value)
  public static let columnCountMismatch = Self(
    1222,
    "21000",
    "ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT",
    .value,
    vitess: "VT03002"
  )
  public static let valueCountMismatch = Self(
    1136,
    "21S01",
    "ER_WRONG_VALUE_COUNT_ON_ROW",
    .value,
    vitess: "VT03006"
  )
  public static let derivedMustHaveAlias = Self(
    1248,
    "42000",
    "ER_DERIVED_MUST_HAVE_ALIAS",
    .syntax
  )
  public static let columnListMismatch = Self(
    1353,
    "HY000",
    "ER_VIEW_WRONG_LIST",
    .value,
    vitess: "VT03004"
  )
  public static let noTablesUsed = Self(1096, "HY000", "ER_NO_TABLES_USED", .syntax)
  public static let wrongUsage = Self(1221, "HY000", "ER_WRONG_USAGE", .syntax)
  public static let recursionWithoutSeed = Self(
    3574,
    "HY000",
    "ER_CTE_RECURSIVE_REQUIRES_NONRECURSIVE_FIRST",
    .syntax
  )
  public static let recursionWithoutUnion = Self(
    3573,
    "HY000",
    "ER_CTE_RECURSIVE_REQUIRES_UNION",
    .syntax
  )
  public static let recursionTwice = Self(
    3577,
    "HY000",
    "ER_CTE_RECURSIVE_REQUIRES_SINGLE_REFERENCE",
    .syntax
  )
  public static let recursionForbids = Self(
    3575,
    "HY000",
    "ER_CTE_RECURSIVE_FORBIDS_AGGREGATION",
    .syntax
  )
  public static let nonUpdatableTable = Self(1288, "HY000", "ER_NON_UPDATABLE_TABLE", .name)
  public static let updateOfTableRead = Self(1093, "HY000", "ER_UPDATE_TABLE_USED", .name)
  public static let generatedColumnValue = Self(
    3105,
    "HY000",
    "ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN",
    .value
  )
  public static let invalidGroupFunctionUse = Self(
    1111,
    "HY000",
    "ER_INVALID_GROUP_FUNC_USE",
    .value
  )
  public static let mixOfGroupFunctions = Self(
    1140,
    "42000",
    "ER_MIX_OF_GROUP_FUNC_AND_FIELDS",
    .value
  )
  public static let wrongFieldWithGroup = Self(1055, "42000", "ER_WRONG_FIELD_WITH_GROUP", .value)
  public static let wrongGroupField = Self(1056, "42000", "ER_WRONG_GROUP_FIELD", .value)
  public static let orderNotSelected = Self(3065, "HY000", "ER_FIELD_IN_ORDER_NOT_SELECT", .value)
  public static let orderAggregatesUnion = Self(
    3028,
    "HY000",
    "ER_AGGREGATE_ORDER_FOR_UNION",
    .value
  )
  public static let invalidGroupingArgument = Self(
    3122,
    "HY000",
    "ER_FIELD_IN_GROUPING_NOT_GROUP_BY",
    .value
  )
  public static let invalidWindowUse = Self(
    3593,
    "HY000",
    "ER_WINDOW_INVALID_WINDOW_FUNC_USE",
    .value
  )
  public static let invalidWindowAliasUse = Self(
    3594,
    "HY000",
    "ER_WINDOW_INVALID_WINDOW_FUNC_ALIAS_USE",
    .value
  )
  public static let invalidWindowFrame = Self(3586, "HY000", "ER_WINDOW_FRAME_ILLEGAL", .value)
  public static let windowCycle = Self(
    3580,
    "HY000",
    "ER_WINDOW_CIRCULARITY_IN_WINDOW_GRAPH",
    .value
  )
  public static let windowInheritance = Self(
    3582,
    "HY000",
    "ER_WINDOW_NO_INHERIT_FRAME",
    .value
  )
  public static let illegalValue = Self(1367, "22007", "ER_ILLEGAL_VALUE_FOR_TYPE", .value)
  public static let wrongValue = Self(1525, "HY000", "ER_WRONG_VALUE", .value)
  public static let collationCharacterSetMismatch = Self(
    1253,
    "42000",
    "ER_COLLATION_CHARSET_MISMATCH",
    .value
  )
  public static let outOfRange = Self(1690, "22003", "ER_DATA_OUT_OF_RANGE", .value)
  public static let columnOutOfRange = Self(1264, "22003", "ER_WARN_DATA_OUT_OF_RANGE", .value)
  public static let dataTruncated = Self(1265, "01000", "WARN_DATA_TRUNCATED", .value)
  public static let truncatedWrongValue = Self(1292, "22007", "ER_TRUNCATED_WRONG_VALUE", .value)
  public static let truncatedWrongValueForField = Self(
    1366,
    "HY000",
    "ER_TRUNCATED_WRONG_VALUE_FOR_FIELD",
    .value
  )
  public static let dataTooLong = Self(1406, "22001", "ER_DATA_TOO_LONG", .value)
  public static let divisionByZero = Self(1365, "22012", "ER_DIVISION_BY_ZERO", .value)
  public static let invalidJSONText = Self(3140, "22032", "ER_INVALID_JSON_TEXT", .value)
  public static let invalidJSONPath = Self(3143, "42000", "ER_INVALID_JSON_PATH", .value)
  public static let illegalMixOfCollations = Self(
    1267,
    "HY000",
    "ER_CANT_AGGREGATE_2COLLATIONS",
    .value
  )
  public static let illegalRegularExpression = Self(
    3685,
    "HY000",
    "ER_REGEXP_ILLEGAL_ARGUMENT",
    .value
  )
  public static let invalidDefault = Self(1067, "42000", "ER_INVALID_DEFAULT", .value)
  public static let wrongValueForVariable = Self(1231, "42000", "ER_WRONG_VALUE_FOR_VAR", .value)

  // MARK: Constraints
  public static let duplicateEntry = Self(1062, "23000", "ER_DUP_ENTRY", .constraint)
  public static let columnCannotBeNull = Self(1048, "23000", "ER_BAD_NULL_ERROR", .constraint)
  public static let noDefault = Self(1364, "HY000", "ER_NO_DEFAULT_FOR_FIELD", .constraint)
  public static let checkViolated = Self(3819, "HY000", "ER_CHECK_CONSTRAINT_VIOLATED", .constraint)
  public static let foreignKeyParent = Self(1451, "23000", "ER_ROW_IS_REFERENCED_2", .constraint)
  public static let foreignKeyChild = Self(1452, "23000", "ER_NO_REFERENCED_ROW_2", .constraint)
  public static let multiplePrimaryKeys = Self(1068, "42000", "ER_MULTIPLE_PRI_KEY", .constraint)

  // MARK: Unsupported
  public static let unsupported = Self(
    1235,
    "42000",
    "ER_NOT_SUPPORTED_YET",
    .unsupported,
    vitess: "VT12001"
  )

  // MARK: Sharding
  public static let invalidVSchema = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .sharding)
  public static let noKeyspaceID = Self(
    1105,
    "HY000",
    "ER_UNKNOWN_ERROR",
    .sharding,
    vitess: "VT09023"
  )
  public static let missingVindexColumn = Self(
    1105,
    "HY000",
    "ER_UNKNOWN_ERROR",
    .sharding,
    vitess: "VT09003"
  )
  public static let noVindexForTable = Self(
    1105,
    "HY000",
    "ER_UNKNOWN_ERROR",
    .sharding,
    vitess: "VT09001"
  )
  public static let vindexError = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .sharding)
  public static let noSuchShard = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .sharding)
  public static let lookupColumnMismatch = Self(
    1105,
    "HY000",
    "ER_UNKNOWN_ERROR",
    .sharding,
    vitess: "VT03029"
  )
  public static let ambiguousTable = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .name)

  // MARK: Shards, transactions, limits
  public static let shardFailed = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .shard, vitess: "VT14001")
  public static let shardCorrupt = Self(1194, "HY000", "ER_CRASHED_ON_USAGE", .shard)
  public static let diskFull = Self(1021, "HY000", "ER_DISK_FULL", .shard)
  public static let readOnly = Self(1290, "HY000", "ER_OPTION_PREVENTS_STATEMENT", .shard)
  public static let lockWaitTimeout = Self(1205, "HY000", "ER_LOCK_WAIT_TIMEOUT", .transaction)
  public static let deadlock = Self(1213, "40001", "ER_LOCK_DEADLOCK", .transaction)
  public static let savepointMissing = Self(1305, "42000", "ER_SP_DOES_NOT_EXIST", .transaction)
  public static let wrongTransactionState = Self(
    1568,
    "25001",
    "ER_CANT_CHANGE_TX_CHARACTERISTICS",
    .transaction
  )
  public static let interrupted = Self(1317, "70100", "ER_QUERY_INTERRUPTED", .limit)
  public static let timeout = Self(3024, "HY000", "ER_QUERY_TIMEOUT", .limit)
  public static let tooLarge = Self(1104, "42000", "ER_TOO_BIG_SELECT", .limit)
  public static let packetTooLarge = Self(1153, "08S01", "ER_NET_PACKET_TOO_LARGE", .limit)
  public static let outOfMemory = Self(1037, "HY001", "ER_OUTOFMEMORY", .limit)

  // MARK: Environment and defects
  public static let fileError = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .environment)
  public static let notACluster = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .environment)
  public static let clusterInUse = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .environment)
  public static let `internal` = Self(
    1815,
    "HY000",
    "ER_INTERNAL_ERROR",
    .internal,
    vitess: "VT13001"
  )
}
