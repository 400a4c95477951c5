import Foundation
import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// The XA transactions of a cluster: those that sessions are in, by name alone, and those that are prepared.
///
/// A prepared transaction holds its shards' connections, and with them their locks, until somebody ends it.
///
/// `@unchecked Sendable`: the state is touched only while `lock` is held, and who takes a transaction has it alone.
final class PreparedTransactions: @unchecked Sendable {
  private let lock = NSLock()
  /// Those that are prepared, in the order in which they were.
  private var prepared: [(id: XATransactionID, access: ShardAccess)] = []
  private var active: Set<XATransactionID> = []

  /// Takes note of a transaction that begins; false where there is one of the name.
  func begin(_ id: XATransactionID) -> Bool {
    lock.withLock {
      if prepared.contains(where: { $0.id == id }) { return false }
      return active.insert(id).inserted
    }
  }

  /// Takes over a transaction that a session has prepared.
  func keep(_ access: ShardAccess, as id: XATransactionID) {
    lock.withLock {
      active.remove(id)
      prepared.append((id, access))
    }
  }

  /// Forgets a transaction that ends where it was begun.
  func forget(_ id: XATransactionID) {
    lock.withLock { _ = active.remove(id) }
  }

  func isPrepared(_ id: XATransactionID) -> Bool {
    lock.withLock { prepared.contains { $0.id == id } }
  }

  /// A prepared transaction for the one who ends it; nil where there is none, or somebody else was first.
  func take(_ id: XATransactionID) -> ShardAccess? {
    lock.withLock {
      guard let place = prepared.firstIndex(where: { $0.id == id }) else { return nil }
      return prepared.remove(at: place).access
    }
  }

  /// Undoes all that are prepared.
  func rollbackAll() {
    let left = lock.withLock {
      defer { prepared = [] }
      return prepared
    }
    for transaction in left { transaction.access.rollback() }
  }

  /// The answer of XA RECOVER.
  func rows(inHexadecimal isHexadecimal: Bool) -> Result {
    let ids = lock.withLock { prepared.map(\.id) }
    let rows = ids.map { id in
      let numbers = [Int(id.format), id.global.count, id.branch.count].map {
        Value.integer(Int64($0))
      }
      return numbers + [id.data(inHexadecimal: isHexadecimal)]
    }
    let areTexts = rows.allSatisfy { if case .text? = $0.last { true } else { false } }
    let names = ["formatID", "gtrid_length", "bqual_length"]
    return Result(
      columns: names.map { ResultColumn(name: $0, type: .bigint) }
        + [ResultColumn(name: "data", type: .varchar(128, areTexts ? .standard : .binary))],
      rows: rows
    )
  }
}

extension XATransactionID {
  /// Its two parts, one behind the other.
  fileprivate func data(inHexadecimal isHexadecimal: Bool) -> Value {
    let bytes = global + branch
    if isHexadecimal {
      return .text("0x" + bytes.map(\.hexDigits).joined())
    }
    return String(validating: bytes, as: UTF8.self).map(Value.text) ?? .blob(bytes)
  }
}
