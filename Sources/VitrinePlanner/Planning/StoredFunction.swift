package import VitrineSQL
import VitrineSQLite
package import VitrineSharding

/// An expression of the catalog over values of known types, as a text for the coordinator.
///
/// Only what depends on nothing but those values is taken: no time, no session, no chance, no tables.
package struct StoredFunction: Sendable {
  /// The text; its parameters stand for the values, by position.
  package let query: ShardQuery
  package let type: MySQLType

  /// - Throws: MySQL's error for what the expression asks wrongly; `wrongArguments` for one that may
  ///   give the same values another result some day.
  package init(
    _ expression: Expression,
    names: [String],
    types: [MySQLType]
  ) throws(SQLError) {
    var options = PlannerOptions()
    options.parameterTypes = types
    let context = PlanningContext(catalog: Catalog(), options: options, text: "")
    var environment = Environment(context)
    environment.isStored = true
    let binder = ExpressionBinder(environment: environment, scope: NameScope(outer: nil))
    let scalar = try binder.value(try Self.withParameters(expression, names))
    guard let reason = scalar.instability else {
      query = try SQLiteRenderer.scalar(scalar, context: context)
      type = scalar.type
      return
    }
    throw SQLError(.wrongArguments, "\(reason) may give another result some day")
  }

  private static func withParameters(
    _ expression: Expression,
    _ names: [String]
  ) throws(SQLError) -> Expression {
    try expression.rewritten { part throws(SQLError) in
      switch part {
      case .parameter: throw SQLError(.wrongArguments, "there are no values for parameters")
      case .column(let column):
        guard column.qualifier == nil, let position = names.firstIndex(of: column.name.folded)
        else { return part }
        return .parameter(ParameterReference(parameter: .positional(position)))
      default: return part
      }
    }
  }
}

extension Scalar {
  /// What in it depends on more than its values; nil when nothing does.
  fileprivate var instability: String? {
    var reason: String?
    walk { part in
      switch part {
      case .variable: reason = "a variable"
      case .subquery, .slot: reason = "a subquery"
      case .column: reason = "an aggregate or window"
      case .call(let call):
        guard case .function(let name) = call.operation,
          FunctionCatalog.find(name)?.stability != .immutable
        else { return }
        reason = name.uppercased()
      case .literal, .parameter, .tuple: break
      }
    }
    return reason
  }
}
