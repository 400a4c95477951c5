/// Expressions of tables' definitions.
extension SQLError.Code {
  /// A default that depends on a variable.
  public static let defaultOfVariable = Self(
    3772,
    "HY000",
    "ER_DEFAULT_VAL_GENERATED_VARIABLES",
    .constraint
  )
  /// A default by a function that stands in none.
  public static let defaultByFunction = Self(
    3770,
    "HY000",
    "ER_DEFAULT_VAL_GENERATED_NAMED_FUNCTION_IS_NOT_ALLOWED",
    .constraint
  )
  /// A generated column that does not follow from its row.
  public static let generatedBySubquery = Self(
    3102,
    "HY000",
    "ER_GENERATED_COLUMN_FUNCTION_IS_NOT_ALLOWED",
    .constraint
  )
  /// A generated column by a function that does not follow from its row.
  public static let generatedByFunction = Self(
    3763,
    "HY000",
    "ER_GENERATED_COLUMN_NAMED_FUNCTION_IS_NOT_ALLOWED",
    .constraint
  )
  /// A part of an index that does not follow from its row.
  public static let indexByFunction = Self(
    3758,
    "HY000",
    "ER_FUNCTIONAL_INDEX_FUNCTION_IS_NOT_ALLOWED",
    .constraint
  )
  /// A generated column of one that comes later.
  public static let generatedOfLaterColumn = Self(
    3107,
    "HY000",
    "ER_GENERATED_COLUMN_NON_PRIOR",
    .constraint
  )
  /// A generated column of a number that AUTO_INCREMENT has still to give.
  public static let generatedOfNumber = Self(
    3109,
    "HY000",
    "ER_GENERATED_COLUMN_REF_AUTO_INC",
    .constraint
  )
  /// A column's own CHECK that is about another.
  public static let columnCheckOfOther = Self(
    3813,
    "HY000",
    "ER_COLUMN_CHECK_CONSTRAINT_REFERENCES_OTHER_COLUMN",
    .constraint
  )
  /// A default that a subquery gives.
  public static let defaultBySubquery = Self(
    3769,
    "HY000",
    "ER_DEFAULT_VAL_GENERATED_FUNCTION_IS_NOT_ALLOWED",
    .constraint
  )
  /// A CHECK whose expression is no condition.
  public static let checkOfNoCondition = Self(
    3812,
    "HY000",
    "ER_NON_BOOLEAN_EXPR_FOR_CHECK_CONSTRAINT",
    .constraint
  )
  /// A part of an index that is a document or a point.
  public static let indexOfDocument = Self(
    3753,
    "HY000",
    "ER_FUNCTIONAL_INDEX_ON_JSON_OR_GEOMETRY_FUNCTION",
    .constraint
  )
  /// A part of an index that is a number which AUTO_INCREMENT has still to give.
  public static let indexOfNumber = Self(
    3754,
    "HY000",
    "ER_FUNCTIONAL_INDEX_REF_AUTO_INCREMENT",
    .constraint
  )
  /// A part of an index that is a text of any length.
  public static let indexOfLongText = Self(3757, "HY000", "ER_FUNCTIONAL_INDEX_ON_LOB", .constraint)
  /// `FULLTEXT KEY ((a))`.
  public static let fulltextByExpression = Self(
    3759,
    "HY000",
    "ER_FULLTEXT_FUNCTIONAL_INDEX",
    .constraint
  )
  /// A primary key that is made invisible.
  public static let invisiblePrimaryKey = Self(
    3522,
    "HY000",
    "ER_PK_INDEX_CANT_BE_INVISIBLE",
    .constraint
  )
  /// A CHECK by a function that does not follow from its row.
  public static let checkByFunction = Self(
    3814,
    "HY000",
    "ER_CHECK_CONSTRAINT_NAMED_FUNCTION_IS_NOT_ALLOWED",
    .constraint
  )
  /// A CHECK that does not follow from its row.
  public static let checkBySubquery = Self(
    3815,
    "HY000",
    "ER_CHECK_CONSTRAINT_FUNCTION_IS_NOT_ALLOWED",
    .constraint
  )
  /// A CHECK that depends on a variable.
  public static let checkByVariable = Self(
    3816,
    "HY000",
    "ER_CHECK_CONSTRAINT_VARIABLES",
    .constraint
  )
  /// A CHECK of a number that AUTO_INCREMENT has still to give.
  public static let checkOfNumber = Self(
    3818,
    "HY000",
    "ER_CHECK_CONSTRAINT_REFERS_AUTO_INCREMENT_COLUMN",
    .constraint
  )
  /// ON UPDATE of a column that takes no time.
  public static let invalidOnUpdate = Self(
    1294,
    "HY000",
    "ER_INVALID_ON_UPDATE",
    .constraint
  )
}
