/// What MySQL 8.0 reads with a warning: forms that it will give up, or has given up.
enum Deprecation: String {
  case doubleAmpersand =
    "'&&' is deprecated and will be removed in a future release. Please use AND instead"
  case doublePipe =
    "'|| as a synonym for OR' is deprecated and will be removed in a future release. Please use OR instead"
  case bang = "'!' is deprecated and will be removed in a future release. Please use NOT instead"
  case binary =
    "'BINARY expr' is deprecated and will be removed in a future release. Please use CAST instead"
  case assignment =
    """
    Setting user variables within expressions is deprecated and will be removed in a future release. \
    Consider alternatives: 'SET variable=expression, ...', or 'SELECT expression(s) INTO variables(s)'.
    """
  case calculatedRows =
    """
    SQL_CALC_FOUND_ROWS is deprecated and will be removed in a future release. Consider using two \
    separate queries instead.
    """
  case foundRows =
    "FOUND_ROWS() is deprecated and will be removed in a future release. Consider using COUNT(*) instead."
  case insertedValue =
    """
    'VALUES function' is deprecated and will be removed in a future release. Please use an alias \
    (INSERT INTO ... VALUES (...) AS alias) and replace VALUES(col) in the ON DUPLICATE KEY UPDATE \
    clause with alias.col instead
    """
  case national =
    """
    NATIONAL/NCHAR/NVARCHAR implies the character set UTF8MB3, which will be replaced by UTF8MB4 in a \
    future release. Please consider using CHAR(x) CHARACTER SET UTF8MB4 in order to be unambiguous.
    """
  case noCache = "'SQL_NO_CACHE' is deprecated and will be removed in a future release."
  case insertDelayed =
    "INSERT DELAYED is no longer supported. The statement was converted to INSERT."
  case replaceDelayed =
    "REPLACE DELAYED is no longer supported. The statement was converted to REPLACE."

  var warning: Warning {
    let code =
      switch self {
      case .noCache: 1681
      case .national: 3720
      case .insertDelayed, .replaceDelayed: 3005
      default: 1287
      }
    return Warning(.warning, code: code, message: rawValue)
  }
}

extension StatementParser {
  @inline(never)
  mutating func note(_ deprecation: Deprecation) { deprecations.append(deprecation.warning) }

  /// Takes note of a character set's name, or of a collation's, outside definitions of columns and tables.
  @inline(never)
  mutating func note(charset: String? = nil, collation: String? = nil) {
    deprecations += Warning.deprecated(charset: charset)
    deprecations += Warning.deprecated(collation: collation)
  }

  /// Goes past AND, OR or XOR.
  @inline(__always)
  mutating func passConjunction() {
    switch kind {
    case .doubleAmpersand: note(.doubleAmpersand)
    case .doublePipe: note(.doublePipe)
    default: break
    }
    advance()
  }
}
