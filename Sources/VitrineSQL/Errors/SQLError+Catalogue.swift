/// The catalogue. Numbers, states and names are MySQL 8.0's; the Vitess codes are those of Vitess's
/// `vterrors`. An entry is added where an error is first thrown, beside its kin.
extension SQLError.Code {
  // MARK: Syntax
  /// The text does not fit the grammar.
  public static let parseError = Self(1064, "42000", "ER_PARSE_ERROR", .syntax)
  /// The text holds no statement.
  public static let emptyQuery = Self(1065, "42000", "ER_EMPTY_QUERY", .syntax)
  /// The statement nests deeper than the parser or the planner follows.
  public static let nestingTooDeep = Self(1436, "HY000", "ER_STACK_OVERRUN_NEED_MORE", .limit)
  /// A name is longer than MySQL allows.
  public static let tooLong = Self(1059, "42000", "ER_TOO_LONG_IDENT", .name)

  // MARK: Names
  /// No keyspace has this name.
  public static let unknownDatabase = Self(
    1049,
    "42000",
    "ER_BAD_DB_ERROR",
    .name,
    vitess: "VT05003"
  )
  /// Nobody may do this in a schema of the server.
  public static let databaseAccessDenied = Self(1044, "42000", "ER_DBACCESS_DENIED_ERROR", .name)
  /// Nobody may make, change or drop the schema of the data dictionary.
  public static let systemSchemaAccess = Self(3552, "HY000", "ER_NO_SYSTEM_SCHEMA_ACCESS", .name)
  /// A keyspace of this name exists already.
  public static let databaseExists = Self(
    1007,
    "HY000",
    "ER_DB_CREATE_EXISTS",
    .name,
    vitess: "VT06001"
  )
  /// The keyspace to drop does not exist.
  public static let databaseDropMissing = Self(
    1008,
    "HY000",
    "ER_DB_DROP_EXISTS",
    .name,
    vitess: "VT05001"
  )
  /// The statement names no keyspace and the session uses none.
  public static let noDatabase = Self(1046, "3D000", "ER_NO_DB_ERROR", .name, vitess: "VT09005")
  /// No table has this name.
  public static let unknownTable = Self(
    1146,
    "42S02",
    "ER_NO_SUCH_TABLE",
    .name,
    vitess: "VT05005"
  )
  /// The table to drop or rename does not exist.
  public static let badTable = Self(1051, "42S02", "ER_BAD_TABLE_ERROR", .name, vitess: "VT05002")
  /// A table of this name exists already.
  public static let tableExists = Self(1050, "42S01", "ER_TABLE_EXISTS_ERROR", .name)
  /// No table in scope has this column.
  public static let unknownColumn = Self(
    1054,
    "42S22",
    "ER_BAD_FIELD_ERROR",
    .name,
    vitess: "VT03019"
  )
  /// More than one table in scope has this column.
  public static let ambiguousColumn = Self(
    1052,
    "23000",
    "ER_NON_UNIQ_ERROR",
    .name,
    vitess: "VT03021"
  )
  /// A table names a column twice.
  public static let duplicateColumn = Self(1060, "42S21", "ER_DUP_FIELDNAME", .name)
  /// A table names an index twice.
  public static let duplicateKeyName = Self(1061, "42000", "ER_DUP_KEYNAME", .name)
  /// Two tables of one FROM clause go by the same name.
  public static let notUniqueTable = Self(
    1066,
    "42000",
    "ER_NONUNIQ_TABLE",
    .name,
    vitess: "VT03013"
  )
  /// A qualifier names no table in scope.
  public static let unknownTableName = Self(
    1109,
    "42S02",
    "ER_UNKNOWN_TABLE",
    .name,
    vitess: "VT03033"
  )
  /// A reference is not allowed where it stands, such as an alias used before it is known.
  public static let illegalReference = Self(1247, "42S22", "ER_ILLEGAL_REFERENCE", .name)
  /// A column is named twice where it may be once.
  public static let columnSpecifiedTwice = Self(1110, "42000", "ER_FIELD_SPECIFIED_TWICE", .name)
  /// The column or index to drop does not exist.
  public static let cannotDropFieldOrKey = Self(1091, "42000", "ER_CANT_DROP_FIELD_OR_KEY", .name)
  /// No function has this name.
  public static let unknownFunction = Self(1305, "42000", "ER_SP_DOES_NOT_EXIST", .name)
  /// No system variable has this name.
  public static let unknownVariable = Self(
    1193,
    "HY000",
    "ER_UNKNOWN_SYSTEM_VARIABLE",
    .name,
    vitess: "VT05006"
  )
  /// No trigger has this name.
  public static let unknownTrigger = Self(1360, "HY000", "ER_TRG_DOES_NOT_EXIST", .name)
  /// No event has this name.
  public static let unknownEvent = Self(1539, "HY000", "ER_EVENT_DOES_NOT_EXIST", .name)
  /// An option of the server forbids the statement.
  public static let optionPreventsStatement = Self(
    1290,
    "HY000",
    "ER_OPTION_PREVENTS_STATEMENT",
    .unsupported
  )
  /// No prepared statement has this name.
  public static let unknownPreparedStatement = Self(
    1243,
    "HY000",
    "ER_UNKNOWN_STMT_HANDLER",
    .name
  )
  /// The variable cannot be set.
  public static let readOnlyVariable = Self(
    1238,
    "HY000",
    "ER_INCORRECT_GLOBAL_LOCAL_VAR",
    .name
  )
  /// The value is not of the variable's type.
  public static let wrongTypeForVariable = Self(1232, "42000", "ER_WRONG_TYPE_FOR_VAR", .value)
  /// No time zone has this name.
  public static let unknownTimeZone = Self(1298, "HY000", "ER_UNKNOWN_TIME_ZONE", .name)
  /// The table has no index of this name.
  public static let unknownKey = Self(1176, "42000", "ER_KEY_DOES_NOT_EXITS", .name)
  /// No collation has this name.
  public static let unknownCollation = Self(1273, "HY000", "ER_UNKNOWN_COLLATION", .name)
  /// No character set has this name.
  public static let unknownCharacterSet = Self(1115, "42000", "ER_UNKNOWN_CHARACTER_SET", .name)

  // MARK: Values and shapes
  /// A function is called with too few or too many arguments.
  public static let wrongArgumentCount = Self(
    1582,
    "42000",
    "ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT",
    .value
  )
  /// The arguments do not suit the statement or function.
  public static let wrongArguments = Self(1210, "HY000", "ER_WRONG_ARGUMENTS", .value)
  /// A row stands where a value is wanted, or rows of unlike lengths are compared.
  public static let operandColumns = Self(1241, "21000", "ER_OPERAND_COLUMNS", .value)
  /// A subquery used as a value returned more than one row.
  public static let subqueryRows = Self(1242, "21000", "ER_SUBQUERY_NO_1_ROW", .value)
  /// The queries of a set operation have unlike numbers of columns.
  public static let columnCountMismatch = Self(
    1222,
    "21000",
    "ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT",
    .value,
    vitess: "VT03002"
  )
  /// A row has not as many values as there are columns.
  public static let valueCountMismatch = Self(
    1136,
    "21S01",
    "ER_WRONG_VALUE_COUNT_ON_ROW",
    .value,
    vitess: "VT03006"
  )
  /// A subquery in FROM has no alias.
  public static let derivedMustHaveAlias = Self(
    1248,
    "42000",
    "ER_DERIVED_MUST_HAVE_ALIAS",
    .syntax
  )
  /// A list of column names is not as long as the columns it names.
  public static let columnListMismatch = Self(
    1353,
    "HY000",
    "ER_VIEW_WRONG_LIST",
    .value,
    vitess: "VT03004"
  )
  /// `*` is selected without a table.
  public static let noTablesUsed = Self(1096, "HY000", "ER_NO_TABLES_USED", .syntax)
  /// Two clauses are used together that exclude each other.
  public static let wrongUsage = Self(1221, "HY000", "ER_WRONG_USAGE", .syntax)
  /// INTO stands in a query inside another, or in another part of a UNION than the last.
  public static let misplacedInto = Self(3954, "HY000", "ER_MISPLACED_INTO", .syntax)
  /// A recursive common table expression has no part that does not refer to itself.
  public static let recursionWithoutSeed = Self(
    3574,
    "HY000",
    "ER_CTE_RECURSIVE_REQUIRES_NONRECURSIVE_FIRST",
    .syntax
  )
  /// A recursive common table expression is no UNION.
  public static let recursionWithoutUnion = Self(
    3573,
    "HY000",
    "ER_CTE_RECURSIVE_REQUIRES_UNION",
    .syntax
  )
  /// The recursive part reads its own table on the right of a LEFT JOIN.
  public static let recursionOnRight = Self(
    3576,
    "HY000",
    "ER_CTE_RECURSIVE_FORBIDDEN_JOIN_ORDER",
    .syntax
  )
  /// The recursive part refers to its own table more than once.
  public static let recursionTwice = Self(
    3577,
    "HY000",
    "ER_CTE_RECURSIVE_REQUIRES_SINGLE_REFERENCE",
    .syntax
  )
  /// A recursive common table expression goes on past its limit.
  public static let recursionTooDeep = Self(
    3636,
    "HY000",
    "ER_CTE_MAX_RECURSION_DEPTH",
    .limit
  )
  /// The recursive part uses what recursion does not allow, such as aggregates.
  public static let recursionForbids = Self(
    3575,
    "HY000",
    "ER_CTE_RECURSIVE_FORBIDS_AGGREGATION",
    .syntax
  )
  /// A word stands where it may not.
  public static let wrongPlacement = Self(1234, "42000", "ER_CANT_USE_OPTION_HERE", .syntax)
  /// NEXT is asked of what is no sequence.
  public static let notASequence = Self(
    1105,
    "HY000",
    "ER_UNKNOWN_ERROR",
    .sharding,
    vitess: "VT03018"
  )
  /// The rows of this table reference cannot be changed.
  public static let nonUpdatableTable = Self(1288, "HY000", "ER_NON_UPDATABLE_TABLE", .name)
  /// A statement changes a table that it also reads in a subquery.
  public static let updateOfTableRead = Self(1093, "HY000", "ER_UPDATE_TABLE_USED", .name)
  /// A generated column is given a value.
  public static let generatedColumnValue = Self(
    3105,
    "HY000",
    "ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN",
    .value
  )
  /// An aggregate function stands where none may stand.
  public static let invalidGroupFunctionUse = Self(
    1111,
    "HY000",
    "ER_INVALID_GROUP_FUNC_USE",
    .value
  )
  /// Aggregates and plain columns are mixed without GROUP BY.
  public static let mixOfGroupFunctions = Self(
    1140,
    "42000",
    "ER_MIX_OF_GROUP_FUNC_AND_FIELDS",
    .value
  )
  /// A selected column is not determined by the GROUP BY columns.
  public static let wrongFieldWithGroup = Self(1055, "42000", "ER_WRONG_FIELD_WITH_GROUP", .value)
  /// GROUP BY names an aggregate.
  public static let wrongGroupField = Self(1056, "42000", "ER_WRONG_GROUP_FIELD", .value)
  /// ORDER BY of a SELECT DISTINCT sorts by what is not selected.
  public static let orderNotSelected = Self(3065, "HY000", "ER_FIELD_IN_ORDER_NOT_SELECT", .value)
  /// The query of a view reads the view.
  public static let viewRecursion = Self(1462, "HY000", "ER_VIEW_RECURSIVE", .value)
  /// ORDER BY of a SELECT DISTINCT sorts by an aggregate that is not selected.
  public static let orderAggregateNotSelected = Self(
    3066,
    "HY000",
    "ER_AGGREGATE_IN_ORDER_NOT_SELECT",
    .value
  )
  /// ORDER BY of a set operation holds an aggregate.
  public static let orderAggregatesUnion = Self(
    3028,
    "HY000",
    "ER_AGGREGATE_ORDER_FOR_UNION",
    .value
  )
  /// GROUPING() is given an expression that is not in GROUP BY.
  public static let invalidGroupingArgument = Self(
    3122,
    "HY000",
    "ER_FIELD_IN_GROUPING_NOT_GROUP_BY",
    .value
  )
  /// A value is not allowed for the type it is used as.
  public static let illegalValue = Self(1367, "22007", "ER_ILLEGAL_VALUE_FOR_TYPE", .value)
  /// A value is not one of those that are allowed.
  public static let wrongValue = Self(1525, "HY000", "ER_WRONG_VALUE", .value)
  /// A collation does not belong to the character set of its text.
  public static let collationCharacterSetMismatch = Self(
    1253,
    "42000",
    "ER_COLLATION_CHARSET_MISMATCH",
    .value
  )
  /// The result of an operation does not fit its type.
  public static let outOfRange = Self(1690, "22003", "ER_DATA_OUT_OF_RANGE", .value)
  /// A value does not fit the range of its column.
  public static let columnOutOfRange = Self(1264, "22003", "ER_WARN_DATA_OUT_OF_RANGE", .value)
  /// A value lost part of itself on its way into a column.
  public static let dataTruncated = Self(1265, "01000", "WARN_DATA_TRUNCATED", .value)
  /// A logarithm of zero, of a negative number or to the base 1.
  public static let invalidLogarithmArgument = Self(
    3020,
    "2201E",
    "ER_INVALID_ARGUMENT_FOR_LOGARITHM",
    .value
  )
  /// Binary strings of unlike lengths meet in a bit operation.
  public static let bitOperandLengths = Self(
    3513,
    "HY000",
    "ER_INVALID_BITWISE_OPERANDS_SIZE",
    .value
  )
  /// A bit aggregate of binary strings that may be longer than 511 bytes.
  public static let bitAggregateOperandLength = Self(
    3514,
    "HY000",
    "ER_INVALID_BITWISE_AGGREGATE_OPERANDS_SIZE",
    .value
  )
  /// A text does not hold a value of the type it is used as.
  public static let truncatedWrongValue = Self(1292, "22007", "ER_TRUNCATED_WRONG_VALUE", .value)
  /// A text does not hold a value of its column's type.
  public static let truncatedWrongValueForField = Self(
    1366,
    "HY000",
    "ER_TRUNCATED_WRONG_VALUE_FOR_FIELD",
    .value
  )
  /// Bytes that are to be text are not UTF-8.
  public static let invalidCharacterString = Self(
    1300,
    "HY000",
    "ER_INVALID_CHARACTER_STRING",
    .value
  )
  /// A value is longer than its column.
  public static let dataTooLong = Self(1406, "22001", "ER_DATA_TOO_LONG", .value)
  /// A divisor is zero where strict mode forbids it.
  public static let divisionByZero = Self(1365, "22012", "ER_DIVISION_BY_ZERO", .value)
  /// A text is not JSON.
  public static let invalidJSONText = Self(3140, "22032", "ER_INVALID_JSON_TEXT", .value)
  /// A text is not a JSON path.
  public static let invalidJSONPath = Self(3143, "42000", "ER_INVALID_JSON_PATH", .value)
  /// Texts of collations that do not go together are compared or joined.
  public static let illegalMixOfCollations = Self(
    1267,
    "HY000",
    "ER_CANT_AGGREGATE_2COLLATIONS",
    .value
  )
  /// The same of three texts.
  public static let illegalMixOfThreeCollations = Self(
    1270,
    "HY000",
    "ER_CANT_AGGREGATE_3COLLATIONS",
    .value
  )
  /// The same of more than three.
  public static let illegalMixOfManyCollations = Self(
    1271,
    "HY000",
    "ER_CANT_AGGREGATE_NCOLLATIONS",
    .value
  )
  /// A pattern is not a regular expression.
  public static let illegalRegularExpression = Self(
    3685,
    "HY000",
    "ER_REGEXP_ILLEGAL_ARGUMENT",
    .value
  )
  /// The default of a column does not suit its type.
  public static let invalidDefault = Self(1067, "42000", "ER_INVALID_DEFAULT", .value)
  /// A system variable does not take this value.
  public static let wrongValueForVariable = Self(1231, "42000", "ER_WRONG_VALUE_FOR_VAR", .value)

  // MARK: Constraints
  /// A row with the same unique key exists.
  public static let duplicateEntry = Self(1062, "23000", "ER_DUP_ENTRY", .constraint)
  /// A NOT NULL column is given NULL.
  public static let columnCannotBeNull = Self(1048, "23000", "ER_BAD_NULL_ERROR", .constraint)
  /// ALTER TABLE makes a column NOT NULL that has rows with NULL.
  public static let invalidUseOfNull = Self(1138, "22004", "ER_INVALID_USE_OF_NULL", .constraint)
  /// A column without default is given no value.
  public static let noDefault = Self(1364, "HY000", "ER_NO_DEFAULT_FOR_FIELD", .constraint)
  /// A row does not satisfy a CHECK constraint.
  public static let checkViolated = Self(3819, "HY000", "ER_CHECK_CONSTRAINT_VIOLATED", .constraint)
  /// A row cannot go because others refer to it.
  public static let foreignKeyParent = Self(1451, "23000", "ER_ROW_IS_REFERENCED_2", .constraint)
  /// A row refers to a row that does not exist.
  public static let foreignKeyChild = Self(1452, "23000", "ER_NO_REFERENCED_ROW_2", .constraint)
  /// The rows of a table that foreign keys refer to cannot be removed all at once.
  public static let truncateOfParent = Self(1701, "42000", "ER_TRUNCATE_ILLEGAL_FK", .constraint)
  /// A change would go on along foreign keys without end.
  public static let cascadeTooDeep = Self(3008, "HY000", "ER_FK_DEPTH_EXCEEDED", .constraint)
  /// A table declares two primary keys.
  public static let multiplePrimaryKeys = Self(1068, "42000", "ER_MULTIPLE_PRI_KEY", .constraint)

  /// There is no binary log to tell of.
  public static let noBinaryLog = Self(1381, "HY000", "ER_NO_BINARY_LOGGING", .unsupported)

  // MARK: Unsupported
  /// Valid SQL that cannot be answered exactly, or that an embedded engine does not do.
  public static let unsupported = Self(
    1235,
    "42000",
    "ER_NOT_SUPPORTED_YET",
    .unsupported,
    vitess: "VT12001"
  )
  /// EXPLAIN FORMAT=… of a form that there is not.
  public static let unknownExplainFormat = Self(
    1791,
    "HY000",
    "ER_UNKNOWN_EXPLAIN_FORMAT",
    .value
  )
  /// VEXPLAIN QUERIES, ALL or TRACE, or EXPLAIN ANALYZE, of a write that may not be run for it.
  public static let explainRunsWrite = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .unsupported)

  // MARK: Sharding
  /// The VSchema contradicts itself or does not follow its format.
  public static let invalidVSchema = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .sharding)
  /// A row's vindex columns lead to no keyspace id.
  public static let noKeyspaceID = Self(
    1105,
    "HY000",
    "ER_UNKNOWN_ERROR",
    .sharding,
    vitess: "VT09023"
  )
  /// An INSERT leaves out a column of the primary vindex.
  public static let missingVindexColumn = Self(
    1105,
    "HY000",
    "ER_UNKNOWN_ERROR",
    .sharding,
    vitess: "VT09003"
  )
  /// A table of a sharded keyspace has no primary vindex.
  public static let noVindexForTable = Self(
    1105,
    "HY000",
    "ER_UNKNOWN_ERROR",
    .sharding,
    vitess: "VT09001"
  )
  /// A vindex is read as a table without a condition that names its values.
  public static let vindexCondition = Self(
    1105,
    "HY000",
    "ER_UNKNOWN_ERROR",
    .sharding,
    vitess: "VT09018"
  )
  /// USE or IGNORE VINDEX names a vindex that the table has not.
  public static let unknownVindexHint = Self(
    1105,
    "HY000",
    "ER_UNKNOWN_ERROR",
    .sharding,
    vitess: "VT09021"
  )
  /// A vindex could not map a value.
  public static let vindexError = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .sharding)
  /// No shard of the keyspace has this name or covers this keyspace id.
  public static let noSuchShard = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .sharding)
  /// A lookup vindex is given columns that do not match its table.
  public static let lookupColumnMismatch = Self(
    1105,
    "HY000",
    "ER_UNKNOWN_ERROR",
    .sharding,
    vitess: "VT03029"
  )
  /// More than one keyspace has a table of this name.
  public static let ambiguousTable = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .name)
}
