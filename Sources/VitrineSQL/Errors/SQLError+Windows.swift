/// The catalogue's entries of windows and their frames.
extension SQLError.Code {
  /// No window of the query has this name.
  public static let unknownWindow = Self(3579, "HY000", "ER_WINDOW_NO_SUCH_WINDOW", .name)
  /// A query names a window twice.
  public static let duplicateWindow = Self(3591, "HY000", "ER_WINDOW_DUPLICATE_NAME", .name)
  /// A window function stands where none may stand.
  public static let invalidWindowUse = Self(
    3593,
    "HY000",
    "ER_WINDOW_INVALID_WINDOW_FUNC_USE",
    .value
  )
  /// An alias of a window function is used where its value is not yet known.
  public static let invalidWindowAliasUse = Self(
    3594,
    "HY000",
    "ER_WINDOW_INVALID_WINDOW_FUNC_ALIAS_USE",
    .value
  )
  /// A window frame that begins behind all rows.
  public static let invalidFrameStart = Self(
    3584,
    "HY000",
    "ER_WINDOW_FRAME_START_ILLEGAL",
    .value
  )
  /// A window frame that ends before all rows.
  public static let invalidFrameEnd = Self(3585, "HY000", "ER_WINDOW_FRAME_END_ILLEGAL", .value)
  /// The bounds of a window frame contradict each other.
  public static let invalidWindowFrame = Self(3586, "HY000", "ER_WINDOW_FRAME_ILLEGAL", .value)
  /// Windows build on each other in a circle.
  public static let windowCycle = Self(
    3580,
    "HY000",
    "ER_WINDOW_CIRCULARITY_IN_WINDOW_GRAPH",
    .value
  )
  /// An argument of GROUPING is none of the columns that are grouped by.
  public static let groupingNotGrouped = Self(
    3602,
    "HY000",
    "ER_FIELD_IN_GROUPING_NOT_GROUP_BY",
    .value
  )
  /// A window that builds on another has a partition of its own.
  public static let windowPartition = Self(
    3581,
    "HY000",
    "ER_WINDOW_NO_CHILD_PARTITIONING",
    .value
  )
  /// A window and the one that it builds on have both an order.
  public static let windowOrder = Self(3583, "HY000", "ER_WINDOW_NO_REDEFINE_ORDER_BY", .value)
  /// A window builds on one with a frame.
  public static let windowInheritance = Self(
    3582,
    "HY000",
    "ER_WINDOW_NO_INHERIT_FRAME",
    .value
  )
  /// RANGE with a distance, but not one order of numbers or times that it could be measured in.
  public static let invalidRangeOrder = Self(
    3587,
    "HY000",
    "ER_WINDOW_RANGE_FRAME_ORDER_TYPE",
    .value
  )
  /// A plain number as the distance between times.
  public static let rangeNeedsInterval = Self(
    3588,
    "HY000",
    "ER_WINDOW_RANGE_FRAME_TEMPORAL_TYPE",
    .value
  )
  /// An interval as the distance between numbers.
  public static let rangeTakesNoInterval = Self(
    3589,
    "HY000",
    "ER_WINDOW_RANGE_FRAME_NUMERIC_TYPE",
    .value
  )
  /// A frame reaches as far as a row says.
  public static let varyingWindowFrame = Self(
    3590,
    "HY000",
    "ER_WINDOW_RANGE_BOUND_NOT_CONSTANT",
    .value
  )
  /// An interval as a number of rows.
  public static let rowsTakeNoInterval = Self(3596, "HY000", "ER_WINDOW_ROWS_INTERVAL_USE", .value)
}

extension SQLError {
  /// What `invalidWindowFrame` says of a distance.
  package static let illegalFrameBound =
    "Window '<unnamed window>': frame start or end is negative, NULL or of non-integral type"
}
