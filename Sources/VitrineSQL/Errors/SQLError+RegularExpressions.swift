/// What is wrong with the pattern of a regular expression.
extension SQLError.Code {
  /// A regular expression is sought where a binary string stands beside a text.
  public static let characterSetMismatch = Self(
    3995,
    "HY000",
    "ER_CHARACTER_SET_MISMATCH",
    .value
  )
  /// No expression begins or goes on so.
  public static let expressionSyntax = Self(3688, "HY000", "ER_REGEXP_RULE_SYNTAX", .value)
  /// A backslash stands before what it means nothing with.
  public static let expressionEscape = Self(3689, "HY000", "ER_REGEXP_BAD_ESCAPE_SEQUENCE", .value)
  /// ICU knows what is written, and does not do it.
  public static let expressionFeature = Self(3690, "HY000", "ER_REGEXP_UNIMPLEMENTED", .value)
  /// A parenthesis has no other.
  public static let expressionParenthesis = Self(
    3691,
    "HY000",
    "ER_REGEXP_MISMATCHED_PAREN",
    .value
  )
  /// `{` is no `{min,max}`.
  public static let expressionInterval = Self(3692, "HY000", "ER_REGEXP_BAD_INTERVAL", .value)
  /// The least count is above the greatest.
  public static let expressionBounds = Self(3693, "HY000", "ER_REGEXP_MAX_LT_MIN", .value)
  /// There is no group of that number.
  public static let expressionReference = Self(3694, "HY000", "ER_REGEXP_INVALID_BACK_REF", .value)
  /// What stands before may be of any length.
  public static let expressionLookBehind = Self(
    3695,
    "HY000",
    "ER_REGEXP_LOOK_BEHIND_LIMIT",
    .value
  )
  /// `[` has no `]`.
  public static let expressionBracket = Self(
    3696,
    "HY000",
    "ER_REGEXP_MISSING_CLOSE_BRACKET",
    .value
  )
  /// The first character of a range comes after the last.
  public static let expressionRange = Self(3697, "HY000", "ER_REGEXP_INVALID_RANGE", .value)
  /// The expression is larger than ICU takes.
  public static let expressionTooBig = Self(3700, "HY000", "ER_REGEXP_PATTERN_TOO_BIG", .limit)
  /// `(?…)` sets a mode that there is not.
  public static let expressionFlag = Self(3900, "HY000", "ER_REGEXP_INVALID_FLAG", .value)
}
