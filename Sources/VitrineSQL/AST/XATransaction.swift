/// `XA …`: a step of a transaction that a coordinator outside drives.
package struct XATransaction: Sendable, Hashable {
  package enum Step: String, Sendable, Hashable {
    case start, end, prepare, commit, rollback, recover
  }

  package enum Option: String, Sendable, Hashable {
    case join, resume, suspend
    case suspendForMigrate = "suspend for migrate"
    case onePhase = "one phase"
    case convertID = "convert xid"
  }

  package var step: Step
  /// The transaction's name; nil of RECOVER.
  package var id: XATransactionID?
  package var option: Option?
  package var span: Span

  package init(
    step: Step,
    id: XATransactionID? = nil,
    option: Option? = nil,
    span: Span = .none
  ) {
    self.step = step
    self.id = id
    self.option = option
    self.span = span
  }
}

/// `'global' [, 'branch' [, format]]`: which transaction of which coordinator.
package struct XATransactionID: Sendable, Hashable {
  /// At most 64 bytes.
  package var global: [UInt8]
  /// The part that this database has in it; at most 64 bytes.
  package var branch: [UInt8]
  package var format: UInt32

  package init(global: [UInt8], branch: [UInt8] = [], format: UInt32 = 1) {
    self.global = global
    self.branch = branch
    self.format = format
  }

  /// The most bytes of each part.
  package static let longest = 64
}
