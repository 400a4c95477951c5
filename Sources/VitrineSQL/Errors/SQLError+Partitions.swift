/// Errors about partitions.
extension SQLError.Code {
  /// A table without partitions is asked for one.
  public static let notPartitioned = Self(
    1747,
    "HY000",
    "ER_PARTITION_CLAUSE_ON_NONPARTITIONED",
    .name
  )
  /// The partitions of a table without any are changed.
  public static let noPartitionsToManage = Self(
    1505,
    "HY000",
    "ER_PARTITION_MGMT_ON_NONPARTITIONED",
    .name
  )
  /// No partition of the table has this name.
  public static let unknownPartition = Self(1735, "HY000", "ER_UNKNOWN_PARTITION", .name)
  /// No partition takes a row.
  public static let noPartitionForValue = Self(
    1526,
    "HY000",
    "ER_NO_PARTITION_FOR_GIVEN_VALUE",
    .constraint
  )
  /// A row belongs to none of the partitions that the statement names.
  public static let rowOutsidePartitionSet = Self(
    1748,
    "HY000",
    "ER_ROW_DOES_NOT_MATCH_GIVEN_PARTITION_SET",
    .constraint
  )
  /// A row of the table to exchange does not belong to the partition.
  public static let rowOutsidePartition = Self(
    1737,
    "HY000",
    "ER_ROW_DOES_NOT_MATCH_PARTITION",
    .constraint
  )
  /// Two partitions have one name.
  public static let duplicatePartition = Self(1517, "HY000", "ER_SAME_NAME_PARTITION", .name)
  /// A partition by RANGE or LIST has no VALUES.
  public static let partitionBoundMissing = Self(
    1479,
    "HY000",
    "ER_PARTITION_REQUIRES_VALUES_ERROR",
    .syntax
  )
  /// VALUES stand where the method takes none of the kind.
  public static let partitionBoundMisplaced = Self(
    1480,
    "HY000",
    "ER_PARTITION_WRONG_VALUES_ERROR",
    .syntax
  )
  /// MAXVALUE bounds another partition than the last.
  public static let maximumNotLast = Self(1481, "HY000", "ER_PARTITION_MAXVALUE_ERROR", .value)
  /// PARTITIONS n and the list of partitions contradict each other.
  public static let wrongPartitionCount = Self(
    1484,
    "HY000",
    "ER_PARTITION_WRONG_NO_PART_ERROR",
    .value
  )
  /// Partitions have different numbers of subpartitions.
  public static let wrongSubpartitionCount = Self(
    1485,
    "HY000",
    "ER_PARTITION_WRONG_NO_SUBPART_ERROR",
    .value
  )
  /// A partitioning reads no column.
  public static let constantPartitionFunction = Self(
    1486,
    "HY000",
    "ER_WRONG_EXPR_IN_PARTITION_FUNC_ERROR",
    .value
  )
  /// A partitioning names a column that is not there.
  public static let partitionFieldMissing = Self(
    1488,
    "HY000",
    "ER_FIELD_NOT_FOUND_PART_ERROR",
    .name
  )
  /// A partitioning by RANGE or LIST lists no partitions.
  public static let partitionsUndefined = Self(
    1492,
    "HY000",
    "ER_PARTITIONS_MUST_BE_DEFINED_ERROR",
    .syntax
  )
  /// The bounds of ranges do not increase.
  public static let rangesNotIncreasing = Self(
    1493,
    "HY000",
    "ER_RANGE_NOT_INCREASING_ERROR",
    .value
  )
  /// Two partitions list one value.
  public static let listValueTwice = Self(
    1495,
    "HY000",
    "ER_MULTIPLE_DEF_CONST_IN_LIST_PART_ERROR",
    .value
  )
  /// A table has more than 8192 partitions.
  public static let tooManyPartitions = Self(1499, "HY000", "ER_TOO_MANY_PARTITIONS_ERROR", .limit)
  /// Subpartitions are by HASH or KEY, below RANGE or LIST.
  public static let subpartitionMethod = Self(1500, "HY000", "ER_SUBPARTITION_ERROR", .syntax)
  /// A unique key leaves out a column of the partitioning.
  public static let partitionKeyIncomplete = Self(
    1503,
    "HY000",
    "ER_UNIQUE_KEY_NEED_ALL_FIELDS_IN_PF",
    .constraint
  )
  /// A table cannot have no partitions.
  public static let noPartitions = Self(1504, "HY000", "ER_NO_PARTS_ERROR", .value)
  /// A partitioned table takes no part in foreign keys.
  public static let foreignKeyOnPartitioned = Self(
    1506,
    "HY000",
    "ER_FOREIGN_KEY_ON_PARTITIONED",
    .constraint
  )
  /// A partition that is to go is not there.
  public static let dropPartitionMissing = Self(
    1507,
    "HY000",
    "ER_DROP_PARTITION_NON_EXISTENT",
    .name
  )
  /// The last partition cannot go.
  public static let cannotDropAllPartitions = Self(1508, "HY000", "ER_DROP_LAST_PARTITION", .value)
  /// Only partitions by HASH or KEY can be coalesced.
  public static let coalesceOnlyHash = Self(
    1509,
    "HY000",
    "ER_COALESCE_ONLY_ON_HASH_PARTITION",
    .value
  )
  /// Partitions by HASH or KEY keep their number when they are reorganized.
  public static let reorganizeHash = Self(1510, "HY000", "ER_REORG_HASH_ONLY_ON_SAME_NO", .value)
  /// Only partitions by RANGE or LIST can be dropped.
  public static let onlyRangeOrList = Self(1512, "HY000", "ER_ONLY_ON_RANGE_LIST_PARTITION", .value)
  /// ADD PARTITION adds none.
  public static let addNoPartition = Self(
    1514,
    "HY000",
    "ER_ADD_PARTITION_NO_NEW_PARTITION",
    .value
  )
  /// COALESCE PARTITION takes none.
  public static let coalesceNoPartition = Self(
    1515,
    "HY000",
    "ER_COALESCE_PARTITION_NO_PARTITION",
    .value
  )
  /// More partitions are to be reorganized than there are.
  public static let reorganizeTooMany = Self(1516, "HY000", "ER_REORG_PARTITION_NOT_EXIST", .value)
  /// Ranges to reorganize do not lie beside one another.
  public static let reorganizeApart = Self(1519, "HY000", "ER_CONSECUTIVE_REORG_PARTITIONS", .value)
  /// Reorganized ranges end elsewhere than those they come from.
  public static let reorganizeOutside = Self(1520, "HY000", "ER_REORG_OUTSIDE_RANGE", .value)
  /// PARTITION BY has an operation that it must not have.
  public static let partitionFunctionNotAllowed = Self(
    1564,
    "HY000",
    "ER_PARTITION_FUNCTION_IS_NOT_ALLOWED",
    .value
  )
  /// VALUES LESS THAN has NULL.
  public static let nullInLessThan = Self(1566, "HY000", "ER_NULL_IN_VALUES_LESS_THAN", .value)
  /// A list of partitioning columns names one twice.
  public static let duplicatePartitionField = Self(
    1652,
    "HY000",
    "ER_SAME_NAME_PARTITION_FIELD",
    .name
  )
  /// A bound has not as many values as there are columns.
  public static let partitionColumnList = Self(
    1653,
    "HY000",
    "ER_PARTITION_COLUMN_LIST_ERROR",
    .value
  )
  /// The value of a bound does not suit its column.
  public static let partitionColumnValue = Self(
    1654,
    "HY000",
    "ER_WRONG_TYPE_COLUMN_VALUE_ERROR",
    .value
  )
  /// A column of this type cannot tell a partition.
  public static let partitionFieldType = Self(
    1659,
    "HY000",
    "ER_FIELD_TYPE_NOT_ALLOWED_AS_PARTITION_FIELD",
    .value
  )
  /// The value of a bound is no integer.
  public static let partitionValueNotInteger = Self(
    1697,
    "HY000",
    "ER_VALUES_IS_NOT_INT_TYPE_ERROR",
    .value
  )
  /// The tables of EXCHANGE PARTITION differ.
  public static let exchangeDifferent = Self(1736, "HY000", "ER_TABLES_DIFFERENT_METADATA", .value)
  /// The table to exchange with a partition has partitions itself.
  public static let exchangePartitioned = Self(
    1732,
    "HY000",
    "ER_PARTITION_EXCHANGE_PART_TABLE",
    .value
  )
  /// A column tells the rows' partitions, so it cannot go.
  public static let columnNeededByPartition = Self(
    3855,
    "HY000",
    "ER_DEPENDENT_BY_PARTITION_FUNCTION",
    .constraint
  )
  /// REORGANIZE PARTITION without names is for tables that no one partitioned by hand.
  public static let reorganizeWithout = Self(1511, "HY000", "ER_REORG_NO_PARAM_ERROR", .syntax)
}
