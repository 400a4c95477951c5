/// The part of the catalogue that definitions of tables throw.
extension SQLError.Code {
  // MARK: Views that are written through
  /// A column of the view is computed, and cannot be set.
  public static let nonUpdatableColumn = Self(
    1348,
    "HY000",
    "ER_NONUPDATEABLE_COLUMN",
    .name
  )
  /// The view takes no new rows.
  public static let nonInsertableTable = Self(1471, "HY000", "ER_NON_INSERTABLE_TABLE", .name)
  /// A column that the view does not show must have a value.
  public static let noDefaultBelowView = Self(
    1423,
    "HY000",
    "ER_NO_DEFAULT_FOR_VIEW_FIELD",
    .value
  )
  /// WITH CHECK OPTION of a view that is read only.
  public static let checkOptionOfReadOnlyView = Self(
    1368,
    "HY000",
    "ER_VIEW_NONUPD_CHECK",
    .name
  )
  /// A row that is written would not be the view's.
  public static let viewCheckFailed = Self(1369, "HY000", "ER_VIEW_CHECK_FAILED", .constraint)
  // MARK: Columns
  /// A column has attributes its type does not take.
  public static let wrongFieldSpecifier = Self(1063, "42000", "ER_WRONG_FIELD_SPEC", .value)
  /// CHAR or VARCHAR longer than it can be.
  public static let tooBigFieldLength = Self(1074, "42000", "ER_TOO_BIG_FIELDLENGTH", .value)
  /// YEAR of other than four digits.
  public static let invalidYearLength = Self(
    1818,
    "HY000",
    "ER_INVALID_YEAR_COLUMN_LENGTH",
    .value
  )
  /// More than one AUTO_INCREMENT column, or one without key.
  public static let wrongAutoKey = Self(1075, "42000", "ER_WRONG_AUTO_KEY", .value)
  /// A BLOB, TEXT, GEOMETRY or JSON column with a literal default.
  public static let blobCannotHaveDefault = Self(1101, "42000", "ER_BLOB_CANT_HAVE_DEFAULT", .value)
  /// SET of more than 64 members.
  public static let tooManySetMembers = Self(1097, "HY000", "ER_TOO_BIG_SET", .value)
  /// A member of ENUM or SET twice.
  public static let duplicateMember = Self(1291, "HY000", "ER_DUPLICATED_VALUE_IN_TYPE", .value)
  /// More digits after the point than there can be.
  public static let tooBigScale = Self(1425, "42000", "ER_TOO_BIG_SCALE", .value)
  /// More digits than there can be.
  public static let tooBigPrecision = Self(1426, "42000", "ER_TOO_BIG_PRECISION", .value)
  /// More digits after the point than digits.
  public static let scaleAbovePrecision = Self(1427, "42000", "ER_M_BIGGER_THAN_D", .value)
  /// A display width that is none.
  public static let tooBigDisplayWidth = Self(1439, "42000", "ER_TOO_BIG_DISPLAYWIDTH", .value)
  /// A table without a column.
  public static let tableMustHaveColumns = Self(
    1113,
    "42000",
    "ER_TABLE_MUST_HAVE_COLUMNS",
    .value
  )
  /// ALTER TABLE would drop every column.
  public static let cannotRemoveAllColumns = Self(
    1090,
    "42000",
    "ER_CANT_REMOVE_ALL_FIELDS",
    .value
  )

  // MARK: Keys
  /// A key on a column the table has not.
  public static let keyColumnMissing = Self(1072, "42000", "ER_KEY_COLUMN_DOES_NOT_EXITS", .name)
  /// A key on a BLOB or TEXT column without a length.
  public static let blobKeyWithoutLength = Self(
    1170,
    "42000",
    "ER_BLOB_KEY_WITHOUT_LENGTH",
    .value
  )
  /// A prefix length on a column that has no prefixes.
  public static let wrongKeyPart = Self(1089, "HY000", "ER_WRONG_SUB_KEY", .value)
  /// A primary key on a column declared NULL.
  public static let primaryKeyCannotBeNull = Self(
    1171,
    "42000",
    "ER_PRIMARY_CANT_HAVE_NULL",
    .constraint
  )
  /// A key on a JSON column.
  public static let jsonUsedAsKey = Self(3152, "42000", "ER_JSON_USED_AS_KEY", .value)
  /// An expression in a primary key.
  public static let functionalPrimaryKey = Self(
    3756,
    "HY000",
    "ER_FUNCTIONAL_INDEX_PRIMARY_KEY",
    .value
  )

  // MARK: Constraints
  /// A foreign key whose columns do not pair up.
  public static let wrongForeignKey = Self(1239, "42000", "ER_WRONG_FK_DEF", .constraint)
  /// A foreign key to a table that does not exist.
  public static let referencedTableMissing = Self(
    1824,
    "HY000",
    "ER_FK_CANNOT_OPEN_PARENT",
    .constraint
  )
  /// A foreign key to columns without a key.
  public static let referencedIndexMissing = Self(
    1822,
    "HY000",
    "ER_FK_NO_INDEX_PARENT",
    .constraint
  )
  /// A table with foreign keys, or to which some refer, that should get another storage engine.
  public static let foreignKeyOfEngine = Self(
    3776,
    "HY000",
    "ER_FK_CANNOT_CHANGE_ENGINE",
    .constraint
  )
  /// A foreign key to a column the table has not.
  public static let referencedColumnMissing = Self(
    3734,
    "HY000",
    "ER_FK_NO_COLUMN_PARENT",
    .constraint
  )
  /// A foreign key that would change a generated column.
  public static let foreignKeyOptionOfGenerated = Self(
    3104,
    "HY000",
    "ER_WRONG_FK_OPTION_FOR_GENERATED_COLUMN",
    .constraint
  )
  /// A foreign key of, or to, a column that does not hold its value.
  public static let virtualColumnOfForeignKey = Self(
    3733,
    "HY000",
    "ER_FK_CANNOT_USE_VIRTUAL_COLUMN",
    .constraint
  )
  /// A foreign key with an action that InnoDB has not.
  public static let cannotAddForeignKey = Self(1215, "HY000", "ER_CANNOT_ADD_FOREIGN", .constraint)
  /// A temporary table with partitions.
  public static let temporaryPartitions = Self(
    1562,
    "HY000",
    "ER_PARTITION_NO_TEMPORARY",
    .unsupported
  )
  /// A temporary table with a FULLTEXT index.
  public static let temporaryFullText = Self(
    1796,
    "HY000",
    "ER_INNODB_NO_FT_TEMP_TABLE",
    .unsupported
  )
  /// A name that no database may have.
  public static let wrongDatabaseName = Self(1102, "42000", "ER_WRONG_DB_NAME", .name)
  /// A view of a temporary table.
  public static let viewOfTemporary = Self(1352, "HY000", "ER_VIEW_SELECT_TMPTABLE", .name)
  /// A foreign key that would set a column to NULL which takes none.
  public static let foreignKeyNotNull = Self(1830, "HY000", "ER_FK_COLUMN_NOT_NULL", .constraint)
  /// A foreign key between columns that are not stored alike.
  public static let incompatibleForeignKey = Self(
    3780,
    "HY000",
    "ER_FK_INCOMPATIBLE_COLUMNS",
    .constraint
  )
  /// Two foreign keys of one name.
  public static let duplicateForeignKey = Self(1826, "HY000", "ER_FK_DUP_NAME", .constraint)
  /// A column that a foreign key needs cannot go.
  public static let columnNeededByForeignKey = Self(
    1828,
    "HY000",
    "ER_FK_COLUMN_CANNOT_DROP",
    .constraint
  )
  /// A column that a foreign key needs keeps its type.
  public static let columnOfForeignKeyChanges = Self(
    1832,
    "HY000",
    "ER_FK_COLUMN_CANNOT_CHANGE",
    .constraint
  )
  /// A column that another table's foreign key refers to keeps its type.
  public static let columnOfReferenceChanges = Self(
    1833,
    "HY000",
    "ER_FK_COLUMN_CANNOT_CHANGE_CHILD",
    .constraint
  )
  /// DEFAULT(column) of a default that is computed.
  public static let defaultOfExpression = Self(
    3773,
    "HY000",
    "ER_DEFAULT_AS_VAL_GENERATED",
    .value
  )
  /// A column that another table's foreign key refers to cannot go.
  public static let columnNeededByReference = Self(
    1829,
    "HY000",
    "ER_FK_COLUMN_CANNOT_DROP_CHILD",
    .constraint
  )
  /// A generated column cannot be stored otherwise than it was.
  public static let generatedColumnAction = Self(
    3106,
    "HY000",
    "ER_UNSUPPORTED_ACTION_ON_GENERATED_COLUMN",
    .constraint
  )
  /// An index that a foreign key needs cannot go.
  public static let indexNeededByForeignKey = Self(
    1553,
    "HY000",
    "ER_DROP_INDEX_FK",
    .constraint
  )
  /// A table that a foreign key refers to cannot go.
  public static let tableReferenced = Self(
    3730,
    "HY000",
    "ER_FK_CANNOT_DROP_PARENT",
    .constraint
  )
  /// Two CHECK constraints of one name.
  public static let duplicateCheck = Self(
    3822,
    "HY000",
    "ER_CHECK_CONSTRAINT_DUP_NAME",
    .constraint
  )
  /// A CHECK constraint reads a column that a foreign key changes.
  public static let checkOfForeignKey = Self(
    3823,
    "HY000",
    "ER_CHECK_CONSTRAINT_CLAUSE_USING_FK_REFER_ACTION_COLUMN",
    .constraint
  )
  /// A CHECK constraint the table has not.
  public static let checkMissing = Self(
    3821,
    "HY000",
    "ER_CHECK_CONSTRAINT_NOT_FOUND",
    .constraint
  )
  /// A constraint the table has not.
  public static let constraintMissing = Self(
    3940,
    "HY000",
    "ER_CONSTRAINT_NOT_FOUND",
    .constraint
  )
  /// A column that a CHECK constraint needs cannot go.
  public static let columnNeededByCheck = Self(
    3959,
    "HY000",
    "ER_DEPENDENT_BY_CHECK_CONSTRAINT",
    .constraint
  )
  /// A column that a generated column needs cannot go.
  public static let columnNeededByGenerated = Self(
    3108,
    "HY000",
    "ER_DEPENDENT_BY_GENERATED_COLUMN",
    .constraint
  )
  /// A column that another column's default needs cannot go.
  public static let columnNeededByDefault = Self(
    3766,
    "HY000",
    "ER_DEPENDENT_BY_DEFAULT_GENERATED_VALUE",
    .constraint
  )
  /// A default that needs a column whose value comes later.
  public static let defaultOfLaterColumn = Self(
    3767,
    "HY000",
    "ER_DEFAULT_VAL_GENERATED_NON_PRIOR",
    .constraint
  )
  /// A default that needs a number which AUTO_INCREMENT has still to give.
  public static let defaultOfNumber = Self(
    3768,
    "HY000",
    "ER_DEFAULT_VAL_GENERATED_REF_AUTO_INC",
    .constraint
  )
  /// A column that a functional index needs cannot go.
  public static let columnNeededByIndex = Self(
    3837,
    "HY000",
    "ER_DEPENDENT_BY_FUNCTIONAL_INDEX",
    .constraint
  )

  /// An index of a name that is the primary key's.
  public static let wrongIndexName = Self(1280, "42000", "ER_WRONG_NAME_FOR_INDEX", .name)
  /// `KEY (a(0))`.
  public static let emptyKeyPart = Self(1391, "HY000", "ER_KEY_PART_0", .value)
  /// `KEY ((a))`.
  public static let functionalIndexOnColumn = Self(
    3762,
    "HY000",
    "ER_FUNCTIONAL_INDEX_ON_FIELD",
    .constraint
  )

  // MARK: Sizes
  /// A key longer than InnoDB's.
  public static let tooLongKey = Self(1071, "42000", "ER_TOO_LONG_KEY", .limit)
  /// More keys than a table may have.
  public static let tooManyKeys = Self(1069, "42000", "ER_TOO_MANY_KEYS", .limit)
  /// Columns that a row has no room for.
  public static let tooBigRow = Self(1118, "42000", "ER_TOO_BIG_ROWSIZE", .limit)
  /// A comment longer than a table's may be.
  public static let tooLongTableComment = Self(1628, "HY000", "ER_TOO_LONG_TABLE_COMMENT", .limit)
  /// A comment longer than a column's may be.
  public static let tooLongFieldComment = Self(1629, "HY000", "ER_TOO_LONG_FIELD_COMMENT", .limit)
  /// A comment longer than an index's may be.
  public static let tooLongIndexComment = Self(1688, "HY000", "ER_TOO_LONG_INDEX_COMMENT", .limit)
  /// A column of no bits.
  public static let invalidFieldSize = Self(3013, "42000", "ER_INVALID_FIELD_SIZE", .value)
  /// A table all of whose columns are invisible.
  public static let noVisibleColumn = Self(
    4028,
    "HY000",
    "ER_TABLE_MUST_HAVE_A_VISIBLE_COLUMN",
    .value
  )

  // MARK: Objects
  /// A name that no column may have.
  public static let wrongColumnName = Self(1166, "42000", "ER_WRONG_COLUMN_NAME", .name)
  /// A storage engine that MySQL does not have.
  public static let unknownStorageEngine = Self(1286, "42000", "ER_UNKNOWN_STORAGE_ENGINE", .name)
  /// A name that no table may have.
  public static let wrongTableName = Self(1103, "42000", "ER_WRONG_TABLE_NAME", .name)
  /// A table's name where only the columns of the whole have one.
  public static let tableNotAllowed = Self(
    1250,
    "42000",
    "ER_TABLENAME_NOT_ALLOWED_HERE",
    .name
  )
  /// A view's query with a clause that none may have.
  public static let viewClause = Self(1350, "HY000", "ER_VIEW_SELECT_CLAUSE", .value)
  /// A view's query that reads variables.
  public static let viewOfVariable = Self(1351, "HY000", "ER_VIEW_SELECT_VARIABLE", .value)
  /// A view of which something is gone.
  public static let invalidView = Self(1356, "HY000", "ER_VIEW_INVALID", .name)
  /// A view's list of names does not fit its query.
  public static let viewColumnCount = Self(1353, "HY000", "ER_VIEW_WRONG_LIST", .value)
  /// More values than an index has columns.
  public static let tooManyKeyParts = Self(1070, "42000", "ER_TOO_MANY_KEY_PARTS", .limit)
  /// A view where a table is wanted, or the other way round.
  public static let wrongObject = Self(1347, "HY000", "ER_WRONG_OBJECT", .name)
}
