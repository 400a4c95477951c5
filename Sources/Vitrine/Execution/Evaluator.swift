import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Evaluates single expressions in a coordinator's SQLite, so that the gateway itself never does.
final class Evaluator {
  private let coordinators: CoordinatorPool
  private let prepare: (StatementContext) -> Void

  /// Evaluates in these coordinators, into whose contexts `prepare` puts the session's clock, modes and
  /// variables.
  init(_ coordinators: CoordinatorPool, prepare: @escaping (StatementContext) -> Void) {
    self.coordinators = coordinators
    self.prepare = prepare
  }

  /// The one value that a text gives; what there is to warn of goes to `onWarnings`.
  func value(
    of query: BoundQuery,
    _ onWarnings: ([Warning]) -> Void = { _ in }
  ) throws(SQLError) -> Value {
    let coordinator = try coordinators.borrow()
    defer { coordinators.giveBack(coordinator) }
    return try coordinator.exclusively { (connection, context) throws(SQLError) in
      prepare(context)
      defer { onWarnings(context.takeWarnings()) }
      return try connection.value(query.text, query.parameters) ?? .null
    }
  }

  /// A value in the representation of another type.
  func represented(_ value: TypedValue, as type: MySQLType) throws(SQLError) -> Value {
    if let direct = value.represented(as: type) { return direct }
    let text = Conversion.sql("?1", from: value.type, to: type)
    return try self.value(of: BoundQuery(text: "SELECT \(text)", parameters: [value.value]))
  }
}
