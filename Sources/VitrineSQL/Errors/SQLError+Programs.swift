/// The part of the catalogue that stored programs throw, when they are made and while they run.
extension SQLError.Code {
  // MARK: Names
  /// A stored program of this name is there already.
  public static let programExists = Self(1304, "42000", "ER_SP_ALREADY_EXISTS", .name)
  /// No local variable has this name.
  public static let undeclaredVariable = Self(1327, "42000", "ER_SP_UNDECLARED_VAR", .name)
  /// A parameter's name occurs twice.
  public static let duplicateParameter = Self(1330, "42000", "ER_SP_DUP_PARAM", .name)
  /// A block declares a variable twice.
  public static let duplicateVariable = Self(1331, "42000", "ER_SP_DUP_VAR", .name)
  /// A block declares a condition twice.
  public static let duplicateCondition = Self(1332, "42000", "ER_SP_DUP_COND", .name)
  /// A block declares a cursor twice.
  public static let duplicateCursor = Self(1333, "42000", "ER_SP_DUP_CURS", .name)
  /// No condition has this name.
  public static let undefinedCondition = Self(1319, "42000", "ER_SP_COND_MISMATCH", .name)
  /// No cursor has this name.
  public static let undefinedCursor = Self(1324, "42000", "ER_SP_CURSOR_MISMATCH", .name)
  /// LEAVE or ITERATE names a label that does not stand around it.
  public static let labelMismatch = Self(1308, "42000", "ER_SP_LILABEL_MISMATCH", .name)
  /// A label stands inside another of its name.
  public static let duplicateLabel = Self(1309, "42000", "ER_SP_LABEL_REDEFINE", .name)
  /// The label at the end is not the one at the beginning.
  public static let endLabelMismatch = Self(1310, "42000", "ER_SP_LABEL_MISMATCH", .name)
}

extension SQLError.Code {
  // MARK: Events
  /// A time of an event that is none.
  public static let incorrectEventTime = Self(1525, "HY000", "ER_WRONG_VALUE", .value)
  /// An event of this name is there already.
  public static let eventExists = Self(1537, "HY000", "ER_EVENT_ALREADY_EXISTS", .name)
  /// EVERY with an amount that is not positive.
  public static let badEventInterval = Self(
    1542,
    "HY000",
    "ER_EVENT_INTERVAL_NOT_POSITIVE_OR_TOO_BIG",
    .value
  )
  /// ENDS before STARTS.
  public static let badEventEnd = Self(1543, "HY000", "ER_EVENT_ENDS_BEFORE_STARTS", .value)
  /// RENAME TO the name that the event has.
  public static let sameEventName = Self(1551, "HY000", "ER_EVENT_SAME_NAME", .name)
  /// ALTER EVENT to a time that has passed.
  public static let eventAlteredInPast = Self(
    1589,
    "HY000",
    "ER_EVENT_CANNOT_ALTER_IN_THE_PAST",
    .value
  )
  /// SET without GLOBAL of a variable that is the whole server's.
  public static let globalVariable = Self(1229, "HY000", "ER_GLOBAL_VARIABLE", .value)
  /// SET GLOBAL of a variable that each session alone has.
  public static let localVariable = Self(1228, "HY000", "ER_LOCAL_VARIABLE", .value)
  /// SET without GLOBAL of a variable that a session keeps as it began.
  public static let sessionReadsVariable = Self(1621, "HY000", "ER_VARIABLE_IS_READONLY", .value)
  // MARK: Triggers
  /// A trigger of this name is there already.
  public static let triggerExists = Self(1359, "HY000", "ER_TRG_ALREADY_EXISTS", .name)
  /// A trigger on what is no table that all see.
  public static let triggerOfTemporary = Self(
    1361,
    "HY000",
    "ER_TRG_ON_VIEW_OR_TEMP_TABLE",
    .name
  )
  /// A trigger sets OLD, or NEW after the row is written.
  public static let rowNotSettable = Self(1362, "HY000", "ER_TRG_CANT_CHANGE_ROW", .value)
  /// NEW in a trigger on DELETE, or OLD in one on INSERT.
  public static let noSuchTriggerRow = Self(1363, "HY000", "ER_TRG_NO_SUCH_ROW_IN_TRG", .name)
  /// A trigger and its table are named in two schemas.
  public static let triggerInWrongSchema = Self(1435, "HY000", "ER_TRG_IN_WRONG_SCHEMA", .name)
  /// A trigger writes to a table that the statement around it uses.
  public static let tableInUse = Self(
    1442,
    "HY000",
    "ER_CANT_UPDATE_USED_TABLE_IN_SF_OR_TRG",
    .value
  )
  /// A trigger sets `autocommit`.
  public static let autocommitInTrigger = Self(
    1445,
    "HY000",
    "ER_SP_CANT_SET_AUTOCOMMIT",
    .transaction
  )
  /// FOLLOWS or PRECEDES names no trigger that fires at the same moments.
  public static let referencedTriggerMissing = Self(
    3011,
    "HY000",
    "ER_REFERENCED_TRG_DOES_NOT_EXIST",
    .name
  )
}

extension SQLError.Code {
  // MARK: Declarations
  /// A variable or condition is declared behind a cursor or handler.
  public static let variableAfterCursor = Self(
    1337,
    "42000",
    "ER_SP_VARCOND_AFTER_CURSHNDLR",
    .syntax
  )
  /// A cursor is declared behind a handler.
  public static let cursorAfterHandler = Self(1338, "42000", "ER_SP_CURSOR_AFTER_HANDLER", .syntax)
  /// Two handlers of a block handle the same.
  public static let duplicateHandler = Self(1413, "42000", "ER_SP_DUP_HANDLER", .syntax)
  /// A cursor's query has INTO.
  public static let cursorSelectInto = Self(1323, "42000", "ER_SP_BAD_CURSOR_SELECT", .syntax)
  /// A SQLSTATE that no condition may have.
  public static let badSQLState = Self(1407, "42000", "ER_SP_BAD_SQLSTATE", .value)
  /// RETURN stands outside a function.
  public static let returnOutsideFunction = Self(1313, "42000", "ER_SP_BADRETURN", .syntax)
  /// A function has no RETURN.
  public static let functionWithoutReturn = Self(1320, "42000", "ER_SP_NORETURN", .syntax)
  /// A stored program makes a stored program.
  public static let nestedProgram = Self(1303, "2F003", "ER_SP_NO_RECURSIVE_CREATE", .syntax)
  /// A stored program drops a stored program.
  public static let programDropsProgram = Self(1357, "HY000", "ER_SP_NO_DROP_SP", .syntax)
  /// A statement that may not stand in a stored program.
  public static let badProgramStatement = Self(1314, "0A000", "ER_SP_BADSTATEMENT", .syntax)
  /// A function or trigger prepares or executes a statement's text.
  public static let dynamicStatementInFunction = Self(
    1336,
    "0A000",
    "ER_STMT_NOT_ALLOWED_IN_SF_OR_TRG",
    .syntax
  )
  /// A function or trigger sends rows to the client.
  public static let resultSetFromFunction = Self(1415, "0A000", "ER_SP_NO_RETSET", .syntax)
  /// A function or trigger ends a transaction.
  public static let commitInFunction = Self(
    1422,
    "HY000",
    "ER_COMMIT_NOT_ALLOWED_IN_SF_OR_TRG",
    .transaction
  )
}

extension SQLError.Code {
  // MARK: Calls
  /// CALL gives more or fewer arguments than there are parameters.
  public static let wrongProgramArguments = Self(1318, "42000", "ER_SP_WRONG_NO_OF_ARGS", .value)
  /// The argument of an OUT parameter is no variable.
  public static let outArgumentNotVariable = Self(1414, "42000", "ER_SP_NOT_VAR_ARG", .value)
  /// A procedure calls itself more deeply than `max_sp_recursion_depth` allows.
  public static let recursionLimit = Self(1456, "HY000", "ER_SP_RECURSION_LIMIT", .limit)
  /// A function calls itself.
  public static let recursiveFunction = Self(1424, "HY000", "ER_SP_NO_RECURSION", .limit)
  /// A function came to its end without RETURN.
  public static let functionEndedWithoutReturn = Self(
    1321,
    "2F005",
    "ER_SP_NORETURNEND",
    .value
  )

  // MARK: Cursors and CASE
  /// A cursor is opened twice.
  public static let cursorAlreadyOpen = Self(1325, "24000", "ER_SP_CURSOR_ALREADY_OPEN", .value)
  /// A cursor is read or closed that is not open.
  public static let cursorNotOpen = Self(1326, "24000", "ER_SP_CURSOR_NOT_OPEN", .value)
  /// FETCH names more or fewer variables than the cursor has columns.
  public static let wrongFetchCount = Self(1328, "HY000", "ER_SP_WRONG_NO_OF_FETCH_ARGS", .value)
  /// There is no row, or none any more.
  public static let noData = Self(1329, "02000", "ER_SP_FETCH_NO_DATA", .value)
  /// No branch of a CASE statement is taken, and it has no ELSE.
  public static let caseNotFound = Self(1339, "20000", "ER_SP_CASE_NOT_FOUND", .value)
}

extension SQLError.Code {
  // MARK: Conditions
  /// SIGNAL sets an item twice.
  public static let duplicateSignalItem = Self(1641, "42000", "ER_DUP_SIGNAL_SET", .syntax)
  /// RESIGNAL stands where no handler is active.
  public static let resignalWithoutHandler = Self(
    1645,
    "0K000",
    "ER_RESIGNAL_WITHOUT_ACTIVE_HANDLER",
    .value
  )
  /// SIGNAL names a condition that stands for an error number.
  public static let badSignalCondition = Self(
    1646,
    "HY000",
    "ER_SIGNAL_BAD_CONDITION_TYPE",
    .syntax
  )
  /// An item that SIGNAL sets is too long.
  public static let conditionItemTooLong = Self(1648, "HY000", "ER_COND_ITEM_TOO_LONG", .value)
  /// GET DIAGNOSTICS asks for a condition that there is not.
  public static let invalidConditionNumber = Self(
    1758,
    "35000",
    "ER_DA_INVALID_CONDITION_NUMBER",
    .value
  )
  /// GET STACKED DIAGNOSTICS stands where no handler is active.
  public static let stackedDiagnosticsWithoutHandler = Self(
    1887,
    "0Z002",
    "ER_GET_STACKED_DA_WITHOUT_ACTIVE_HANDLER",
    .value
  )

  /// What SIGNAL raises: the number and state that it names, or the general ones.
  package static func signalled(number: Int?, state: String) -> Self {
    switch state.prefix(2) {
    case "01": Self(number ?? 1642, state, "ER_SIGNAL_WARN", .value)
    case "02": Self(number ?? 1643, state, "ER_SIGNAL_NOT_FOUND", .value)
    default: Self(number ?? 1644, state, "ER_SIGNAL_EXCEPTION", .value)
    }
  }
}

extension SQLError.Code {
  /// The entry of a warning, of which the number is known: MySQL's state for it.
  package static func condition(_ number: Int, _ level: Warning.Level) -> Self {
    Self(number, state(of: number), "", .value)
  }

  /// The states of the conditions that warnings, notes and failed statements leave behind.
  private static func state(of number: Int) -> String {
    switch number {
    case 1642, 1265, 1249, 1260, 1311: "01000"
    case 1329, 1643: "02000"
    case 1292, 1367, 1441: "22007"
    case 1264, 1690: "22003"
    case 1406: "22001"
    case 1365: "22012"
    case 1048, 1062, 1451, 1452, 1052: "23000"
    case 1050: "42S01"
    case 1051, 1146: "42S02"
    case 1054: "42S22"
    case 1064, 1304, 1305, 1061, 1091, 1235: "42000"
    case 1644: "45000"
    default: "HY000"
    }
  }
}

extension SQLError {
  /// Error 1318, of a routine as it is called: `PROCEDURE ks.p`.
  package static func wrongProgramArguments(
    of routine: String,
    expected: Int,
    got: Int,
    at span: Span? = nil
  ) -> SQLError {
    SQLError(
      .wrongProgramArguments,
      "Incorrect number of arguments for \(routine); expected \(expected), got \(got)",
      at: span
    )
  }
}
