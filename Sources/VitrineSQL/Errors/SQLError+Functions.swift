/// The part of the catalogue that functions and operators throw: about collations, JSON, regular
/// expressions, dates and numbers.
extension SQLError.Code {
  // MARK: Collations
  /// COLLATE names a collation of another character set.
  public static let collationMismatch = Self(
    1253,
    "42000",
    "ER_COLLATION_CHARSET_MISMATCH",
    .value
  )
}

extension SQLError.Code {
  // MARK: Dates
  /// A date that a function computed lies outside the years MySQL knows.
  public static let datetimeOverflow = Self(
    1441,
    "22008",
    "ER_DATETIME_FUNCTION_OVERFLOW",
    .value
  )
}

extension SQLError.Code {
  // MARK: Text
  /// A result would be longer than a packet may be.
  public static let allowedPacketOverflowed = Self(
    1301,
    "HY000",
    "ER_WARN_ALLOWED_PACKET_OVERFLOWED",
    .limit
  )
  /// A text is no value of the type a function wants.
  public static let wrongValueForType = Self(
    1411,
    "HY000",
    "ER_WRONG_VALUE_FOR_TYPE",
    .value
  )
}

extension SQLError.Code {
  /// A replacement names a group of a regular expression in a way that is none.
  public static let invalidCaptureGroup = Self(
    3887,
    "HY000",
    "ER_REGEXP_INVALID_CAPTURE_GROUP_NAME",
    .value
  )
  /// A match of a regular expression took more steps than `regexp_time_limit` allows.
  public static let regularExpressionTimeout = Self(3699, "HY000", "ER_REGEXP_TIME_OUT", .limit)
  /// A match of a regular expression needs more memory than `regexp_stack_limit` allows.
  public static let regularExpressionOverflow = Self(
    3698,
    "HY000",
    "ER_REGEXP_STACK_OVERFLOW",
    .limit
  )
  /// A position that a regular expression function begins at lies outside the text.
  public static let regularExpressionIndex = Self(
    3686,
    "HY000",
    "ER_REGEXP_INDEX_OUTOFBOUNDS_ERROR",
    .value
  )
}

extension SQLError.Code {
  /// A text is no set of global transaction identifiers.
  public static let malformedTransactionSet = Self(
    1772,
    "HY000",
    "ER_MALFORMED_GTID_SET_SPECIFICATION",
    .value
  )
  /// The initialization vector of AES_ENCRYPT or AES_DECRYPT is too short.
  public static let invalidVector = Self(1882, "HY000", "ER_AES_INVALID_IV", .value)
  /// What is to be uncompressed says that it was longer than a packet.
  public static let compressionTooLarge = Self(1256, "HY000", "ER_TOO_BIG_FOR_UNCOMPRESS", .value)
  /// There is no memory to compress in.
  public static let compressionMemory = Self(1257, "HY000", "ER_ZLIB_Z_MEM_ERROR", .value)
  /// What is to be uncompressed is longer than it says.
  public static let compressionRoom = Self(1258, "HY000", "ER_ZLIB_Z_BUF_ERROR", .value)
  /// What a server does that names its transactions.
  public static let gtidModeOff = Self(3062, "HY000", "ER_GTID_MODE_OFF", .unsupported)
  /// What is to be uncompressed was not compressed.
  public static let corruptCompression = Self(1259, "HY000", "ER_ZLIB_Z_DATA_ERROR", .value)

  // MARK: XML
  /// An XPath that is none, or is beyond what MySQL knows.
  public static let unknownError = Self(1105, "HY000", "ER_UNKNOWN_ERROR", .value)
  /// A text that is no document.
  public static let incorrectXML = Self(1525, "HY000", "ER_WRONG_VALUE", .value)

  // MARK: JSON
  /// An argument is a document, but of another kind than the function takes.
  public static let invalidJSONType = Self(3853, "22032", "ER_INVALID_JSON_TYPE", .value)
  /// A column of JSON_TABLE with ERROR ON EMPTY finds nothing at its path.
  public static let missingJSONTableValue = Self(
    3665,
    "22035",
    "ER_MISSING_JSON_TABLE_VALUE",
    .value
  )
  /// A column of JSON_TABLE that takes a scalar finds an array or an object.
  public static let wrongJSONTableValue = Self(3666, "2203F", "ER_WRONG_JSON_TABLE_VALUE", .value)
  /// A table function has no alias.
  public static let tableFunctionMustHaveAlias = Self(
    3667,
    "42000",
    "ER_TF_MUST_HAVE_ALIAS",
    .syntax
  )
  /// A lateral table reads the other side of a RIGHT JOIN.
  public static let forbiddenJoinType = Self(3668, "HY000", "ER_TF_FORBIDDEN_JOIN_TYPE", .syntax)
  /// A value does not fit its column of JSON_TABLE.
  public static let jsonTableValueOutOfRange = Self(
    3669,
    "22003",
    "ER_JT_VALUE_OUT_OF_RANGE",
    .value
  )
  /// A JSON_TABLE has too many nested paths.
  public static let tooManyNestedPaths = Self(3670, "42000", "ER_JT_MAX_NESTED_PATH", .limit)
  /// JSON_VALUE with ERROR ON EMPTY finds nothing.
  public static let missingJSONValue = Self(3966, "22035", "ER_MISSING_JSON_VALUE", .value)
  /// JSON_VALUE with ERROR ON ERROR finds more than one value.
  public static let multipleJSONValues = Self(3967, "22034", "ER_MULTIPLE_JSON_VALUES", .value)
  /// A value of a document is none of the type that is asked for.
  public static let invalidJSONValueForCast = Self(
    3156,
    "22018",
    "ER_INVALID_JSON_VALUE_FOR_CAST",
    .value
  )
  /// A number of a document is out of the range of the type that is asked for.
  public static let jsonValueOutOfRangeForCast = Self(
    3155,
    "22003",
    "ER_NUMERIC_JSON_VALUE_OUT_OF_RANGE",
    .value
  )
  /// A text argument of a JSON function is no JSON.
  public static let invalidJSONTextInParameter = Self(
    3141,
    "22032",
    "ER_INVALID_JSON_TEXT_IN_PARAM",
    .value
  )
  /// The text of a document or a path is a binary string.
  public static let invalidJSONCharset = Self(3144, "22032", "ER_INVALID_JSON_CHARSET", .value)
  /// An argument of a function is not of the type that it takes.
  public static let incorrectType = Self(3064, "HY000", "ER_INCORRECT_TYPE", .value)
  /// An argument of a JSON function is neither a text nor a document.
  public static let invalidTypeForJSON = Self(3146, "22032", "ER_INVALID_TYPE_FOR_JSON", .value)
  /// A path with wildcards stands where one place must be named.
  public static let invalidJSONPathWildcard = Self(
    3149,
    "42000",
    "ER_INVALID_JSON_PATH_WILDCARD",
    .value
  )
  /// The path of a whole document stands where a part of it must be named.
  public static let invalidJSONPathRoot = Self(3153, "42000", "ER_JSON_VACUOUS_PATH", .value)
  /// A path leads to something else than an element of an array.
  public static let invalidJSONPathArrayCell = Self(
    3165,
    "42000",
    "ER_INVALID_JSON_PATH_ARRAY_CELL",
    .value
  )
  /// A document nests deeper than MySQL allows.
  public static let jsonTooDeep = Self(
    3157,
    "22032",
    "ER_JSON_DOCUMENT_TOO_DEEP",
    .limit
  )
  /// A member of a JSON object has no name.
  public static let jsonNullKey = Self(
    3158,
    "22032",
    "ER_JSON_DOCUMENT_NULL_KEY",
    .value
  )
  /// An argument must be 'one' or 'all'.
  public static let jsonOneOrAll = Self(
    3154,
    "42000",
    "ER_JSON_BAD_ONE_OR_ALL_ARG",
    .value
  )
}

extension SQLError.Code {
  // MARK: Hashes, locks and options
  /// A native function does not know the value of one of its arguments.
  public static let wrongNativeArguments = Self(
    1583,
    "42000",
    "ER_WRONG_PARAMETERS_TO_NATIVE_FCT",
    .value
  )
  /// An option that is given has no effect.
  public static let optionIgnored = Self(1618, "HY000", "WARN_OPTION_IGNORED", .value)
  /// No locale has this name.
  public static let unknownLocale = Self(1649, "HY000", "ER_UNKNOWN_LOCALE", .name)
  /// Waiting for a lock of GET_LOCK would never end.
  public static let userLockDeadlock = Self(3058, "HY000", "ER_USER_LOCK_DEADLOCK", .constraint)
  /// A lock of GET_LOCK cannot have this name.
  public static let wrongLockName = Self(3057, "42000", "ER_USER_LOCK_WRONG_NAME", .name)
}

extension SQLError.Code {
  /// Bytes or a text that are no geometry.
  public static let invalidGeometry = Self(3037, "22023", "ER_GIS_INVALID_DATA", .value)
  /// Degrees that no place has.
  public static let longitudeOutOfRange = Self(3616, "22S02", "ER_LONGITUDE_OUT_OF_RANGE", .value)
  /// Degrees that no place has.
  public static let latitudeOutOfRange = Self(3617, "22S03", "ER_LATITUDE_OUT_OF_RANGE", .value)
  /// A sphere without a surface.
  public static let nonPositiveRadius = Self(3706, "22003", "ER_NONPOSITIVE_RADIUS", .value)
}
