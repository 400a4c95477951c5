// Transactions that a coordinator outside drives.
extension StatementParser {
  /// `XA START | BEGIN | END | PREPARE | COMMIT | ROLLBACK xid …`, `XA RECOVER`.
  mutating func xaTransaction(_ start: Int) throws(SQLError) -> Statement {
    advance()
    var statement = XATransaction(step: try xaStep())
    if statement.step == .recover {
      if take(.convert) {
        try expect(.xid)
        statement.option = .convertID
      }
    } else {
      statement.id = try xaTransactionID()
      statement.option = try xaOption(of: statement.step)
    }
    statement.span = span(from: start)
    return .xa(statement)
  }

  private mutating func xaStep() throws(SQLError) -> XATransaction.Step {
    let step: XATransaction.Step
    switch keyword {
    case .start, .begin: step = .start
    case .end: step = .end
    case .prepare: step = .prepare
    case .commit: step = .commit
    case .rollback: step = .rollback
    case .recover: step = .recover
    default: throw unexpected()
    }
    advance()
    return step
  }

  private mutating func xaOption(
    of step: XATransaction.Step
  ) throws(SQLError) -> XATransaction.Option? {
    switch step {
    case .start where take(.join): return .join
    case .start where take(.resume): return .resume
    case .end where take(.suspend):
      guard take(.for) else { return .suspend }
      try expect(.migrate)
      return .suspendForMigrate
    case .commit where take(.one):
      try expect(.phase)
      return .onePhase
    default: return nil
    }
  }

  private mutating func xaTransactionID() throws(SQLError) -> XATransactionID {
    var id = XATransactionID(global: try xaText())
    guard take(.comma) else { return id }
    id.branch = try xaText()
    guard take(.comma) else { return id }
    let token = self.token
    guard let format = UInt32(try integerText()) else {
      throw SQLError(
        .parseError,
        "the format of an XA transaction is a number of 32 bits",
        at: token.span
      )
    }
    id.format = format
    return id
  }

  /// A text, or bytes in hexadecimal or binary digits.
  private mutating func xaText() throws(SQLError) -> [UInt8] {
    let literal: Literal
    switch kind {
    case .string where ahead().kind == .string:
      advance()
      throw unexpected()
    case .string, .hexString, .hexNumber, .bitString, .bitNumber: literal = try self.literal()
    default: throw unexpected()
    }
    let bytes: [UInt8]
    switch literal.kind {
    case .string(let text): bytes = Array(text.utf8)
    case .hex(let content), .bit(let content): bytes = content
    default: bytes = []
    }
    guard bytes.count <= XATransactionID.longest else {
      throw SQLError(
        .parseError,
        "a part of the name of an XA transaction has at most \(XATransactionID.longest) bytes",
        at: literal.span
      )
    }
    return bytes
  }
}
