import VitrineSQL

#if canImport(_FoundationICU)
import _FoundationICU
#endif

/// Why ICU takes a text for no regular expression, which Foundation does not tell.
enum ExpressionDiagnosis {
  static var illegal: SQLError {
    SQLError(.illegalRegularExpression, "Illegal argument to a regular expression.")
  }

  /// The error of a pattern that could not be compiled; the general one where ICU cannot be asked.
  static func error(of pattern: String) -> SQLError {
    #if canImport(_FoundationICU)
    let units = Array(pattern.utf16)
    var place = UParseError()
    var status = U_ZERO_ERROR
    let opened = units.withUnsafeBufferPointer { units in
      swift_uregex_open(units.baseAddress, Int32(clamping: units.count), 0, &place, &status)
    }
    if let opened { swift_uregex_close(opened) }
    if status == U_REGEX_RULE_SYNTAX {
      return SQLError(
        .expressionSyntax,
        "Syntax error in regular expression on line \(place.line), character \(place.offset)."
      )
    }
    guard let (code, message) = texts[status.rawValue] else { return illegal }
    return SQLError(code, message)
    #else
    return illegal
    #endif
  }

  #if canImport(_FoundationICU)
  private static let texts: [UErrorCode.RawValue: (SQLError.Code, String)] = [
    U_REGEX_BAD_ESCAPE_SEQUENCE.rawValue:
      (.expressionEscape, "Unrecognized escape sequence in regular expression."),
    U_REGEX_UNIMPLEMENTED.rawValue:
      (
        .expressionFeature,
        "The regular expression contains a feature that is not implemented in this library "
          + "version."
      ),
    U_REGEX_MISMATCHED_PAREN.rawValue:
      (.expressionParenthesis, "Mismatched parenthesis in regular expression."),
    U_REGEX_BAD_INTERVAL.rawValue:
      (.expressionInterval, "Incorrect description of a {min,max} interval."),
    U_REGEX_MAX_LT_MIN.rawValue:
      (.expressionBounds, "The maximum is less than the minimum in a {min,max} interval."),
    U_REGEX_INVALID_BACK_REF.rawValue:
      (.expressionReference, "Invalid back-reference in regular expression."),
    U_REGEX_LOOK_BEHIND_LIMIT.rawValue:
      (
        .expressionLookBehind,
        "The look-behind assertion exceeds the limit in regular expression."
      ),
    U_REGEX_MISSING_CLOSE_BRACKET.rawValue:
      (
        .expressionBracket,
        "The regular expression contains an unclosed bracket expression."
      ),
    U_REGEX_INVALID_RANGE.rawValue:
      (
        .expressionRange,
        "The regular expression contains an [x-y] character range where x comes after y."
      ),
    U_REGEX_PATTERN_TOO_BIG.rawValue:
      (
        .expressionTooBig,
        "The regular expression pattern exceeds limits on size or complexity."
      ),
    U_REGEX_INVALID_CAPTURE_GROUP_NAME.rawValue:
      (.invalidCaptureGroup, "A capture group has an invalid name."),
    U_REGEX_INVALID_FLAG.rawValue:
      (.expressionFlag, "Invalid match mode flag in regular expression."),
  ]
  #endif
}
