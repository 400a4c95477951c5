import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// SHOW PROCEDURE STATUS and SHOW FUNCTION STATUS, of all keyspaces.
  func showRoutineStatus(_ kind: ProgramKind) -> ShowTable {
    let rows = systemRows("routines").filter {
      $0["ROUTINE_TYPE"] == .text(kind.rawValue.uppercased())
    }
    return ShowTable(
      rows,
      [
        ("Db", "ROUTINE_SCHEMA"), ("Name", "ROUTINE_NAME"), ("Type", "ROUTINE_TYPE"),
        ("Definer", "DEFINER"), ("Modified", "LAST_ALTERED"), ("Created", "CREATED"),
        ("Security_type", "SECURITY_TYPE"), ("Comment", "ROUTINE_COMMENT"),
        ("character_set_client", "CHARACTER_SET_CLIENT"),
        ("collation_connection", "COLLATION_CONNECTION"),
        ("Database Collation", "DATABASE_COLLATION"),
      ],
      nameColumn: 1
    )
  }

  /// SHOW CREATE PROCEDURE and SHOW CREATE FUNCTION; a plan says what the answer would look like.
  func showCreateRoutine(_ show: Show) throws(SQLError) -> ShowTable {
    let kind: ProgramKind = show.subject == "create procedure" ? .procedure : .function
    let title = kind == .procedure ? "Procedure" : "Function"
    var table = ShowTable([
      title, "sql_mode", "Create \(title)", "character_set_client",
      "collation_connection", "Database Collation",
    ])
    guard planningCatalog == nil, let name = show.name else { return table }
    let program: StoredProgram
    do throws(SQLError) {
      program = try storedProgram(name, kind).program
    } catch {
      throw SQLError(
        error.code,
        "\(kind.rawValue.uppercased()) \(name.name.text) does not exist",
        at: show.span,
        hint: error.hint
      )
    }
    table.add(
      program.name,
      program.sqlMode,
      program.shownText,
      program.connection.clientCharacterSet,
      program.connection.collation,
      program.collation.rawValue
    )
    return table
  }
}

extension StoredProgram {
  /// The statement in MySQL's own shape: parameters and body as they were written.
  fileprivate var shownText: String {
    var text = "CREATE DEFINER=`root`@`localhost` \(kind.rawValue.uppercased()) "
    text += "\(name.quotedName)(\(parameterText))"
    if let returns = definition.returns { text += " RETURNS \(self.text(under: returns.span))" }
    text += "\n"
    if dataAccess != "CONTAINS SQL" { text += "    \(dataAccess)\n" }
    if isDeterministic { text += "    DETERMINISTIC\n" }
    if security == "INVOKER" { text += "    SQL SECURITY INVOKER\n" }
    if !comment.isEmpty { text += "    COMMENT \(comment.quotedForMySQL)\n" }
    return text + bodyText
  }
}
