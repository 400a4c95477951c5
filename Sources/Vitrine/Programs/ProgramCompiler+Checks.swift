import VitrineSQL

// What may not stand in a stored program.
extension ProgramCompiler {
  func check(_ statement: Statement) throws(SQLError) {
    switch statement {
    case .createRoutine(let node):
      throw SQLError(
        .nestedProgram,
        "Can't create a \(node.isFunction ? "FUNCTION" : "PROCEDURE") from within another stored "
          + "routine",
        at: node.span
      )
    case .createEvent, .alterEvent:
      throw SQLError(
        .unsupported,
        "an event cannot be made or altered in a stored program"
      )
    case .alterRoutine(let node): throw Self.changesProgram(node.kind, at: node.span)
    case .createTrigger:
      throw SQLError(
        .nestedProgram,
        "Can't create a TRIGGER from within another stored routine"
      )
    case .dropRoutine(let node): throw Self.changesProgram(node.kind, at: node.span)
    case .use: throw Self.notAllowed("USE")
    case .handler: throw Self.notAllowed("HANDLER")
    case .lockTables: throw Self.notAllowed("LOCK")
    case .unlockTables: throw Self.notAllowed("UNLOCK")
    case .loadData: throw Self.notAllowed("LOAD DATA")
    case .alterView: throw Self.notAllowed("ALTER VIEW")
    default: if program.kind != .procedure { try Self.checkInFunction(statement) }
    }
  }

  private static func changesProgram(_ kind: ProgramKind, at span: Span) -> SQLError {
    SQLError(
      .programDropsProgram,
      "Can't drop or alter a \(kind.rawValue.uppercased()) from within another stored routine",
      at: span
    )
  }

  private static func notAllowed(_ name: String) -> SQLError {
    SQLError(.badProgramStatement, "\(name) is not allowed in stored procedures")
  }

  /// A function runs inside a statement: it neither ends its transaction nor answers the client.
  static func checkInFunction(_ statement: Statement) throws(SQLError) {
    switch statement {
    case .createTable(let create) where create.isTemporary: break
    case .dropTable(let drop) where drop.isTemporary: break
    case .begin, .commit, .rollback, .xa, .setTransaction, .createTable, .alterTable, .dropTable,
      .renameTable, .truncateTable, .createIndex, .dropIndex, .createView, .dropView,
      .createDatabase, .alterDatabase, .dropDatabase, .administration:
      throw SQLError(
        .commitInFunction,
        "Explicit or implicit commit is not allowed in stored function or trigger."
      )
    case .prepare, .execute, .deallocate:
      throw SQLError(
        .dynamicStatementInFunction,
        "Dynamic SQL is not allowed in stored function or trigger"
      )
    case .show, .explain, .vexplain, .describe, .maintenance:
      throw SQLError(
        .resultSetFromFunction,
        "Not allowed to return a result set from a function"
      )
    default: break
    }
  }
}
