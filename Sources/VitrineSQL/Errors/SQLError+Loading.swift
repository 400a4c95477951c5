/// Errors about full-text search.
extension SQLError.Code {
  /// MATCH names columns that no FULLTEXT index has together.
  public static let noFullTextIndex = Self(1191, "HY000", "ER_FT_MATCHING_KEY_NOT_FOUND", .name)
  /// A FULLTEXT index over anything but texts.
  public static let badFullTextColumn = Self(1283, "HY000", "ER_BAD_FT_COLUMN", .syntax)
}

/// Warnings of aggregates.
extension SQLError.Code {
  /// A text is longer than `group_concat_max_len`.
  public static let cutByGroupConcat = Self(
    1260,
    "HY000",
    "ER_CUT_VALUE_GROUP_CONCAT",
    .value
  )
}

/// Errors about files that LOAD DATA reads.
extension SQLError.Code {
  /// The file is not there.
  public static let fileNotFound = Self(29, "HY000", "EE_FILENOTFOUND", .environment)
  /// A file that INTO OUTFILE would write is there already.
  public static let fileExists = Self(1086, "HY000", "ER_FILE_EXISTS_ERROR", .environment)
  /// A line has fewer fields than there are columns.
  public static let fewerFields = Self(1261, "01000", "ER_WARN_TOO_FEW_RECORDS", .value)
  /// A line has more fields than there are columns.
  public static let moreFields = Self(1262, "01000", "ER_WARN_TOO_MANY_RECORDS", .value)
  /// A field is NULL and its column takes none.
  public static let nullForRequired = Self(1263, "22004", "ER_WARN_NULL_TO_NOTNULL", .value)
  /// LOCAL without `local_infile`.
  public static let localFilesDisabled = Self(
    3948,
    "42000",
    "ER_CLIENT_LOCAL_FILES_DISABLED",
    .environment
  )
  /// ENCLOSED BY and ESCAPED BY take one character.
  public static let wrongFieldTerminators = Self(
    1083,
    "42000",
    "ER_WRONG_FIELD_TERMINATORS",
    .value
  )
}
