import Synchronization
import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The expression of an `expression` vindex, evaluated by the coordinator's SQLite like every other.
///
/// Neither the session's modes nor its time zone reach it: the same columns always give the same value.
final class CompiledExpression: VindexExpression {
  private let expression: Expression
  private let names: [String]
  /// The texts, by the types of the columns.
  private let functions = Mutex<[[MySQLType]: StoredFunction]>([:])

  private static let coordinators = CoordinatorPool()
  private static let settings: StatementSettings = {
    var settings = StatementSettings()
    settings.timeZone = .utc
    settings.mode.isStrict = false
    return settings
  }()

  /// Compiles the text once, for numbers, so that what is wrong with it is known when the VSchema is
  /// read.
  init(_ text: String, columns names: [String]) throws(SQLError) {
    expression = try Parser.parseExpression(text)
    self.names = names
    _ = try function(types: names.map { _ in .bigint })
  }

  func value(of columns: [VindexValue]) throws(SQLError) -> VindexValue {
    let values = columns.map(\.typed)
    let function = try function(types: values.map(\.parameterType))
    let settings = Self.settings
    let evaluator = Evaluator(Self.coordinators) { settings.apply(to: $0) }
    let statement = StatementValues(
      parameters: values.map { TypedValue(parameter: $0.value) },
      literals: [],
      evaluator: evaluator
    ) { (_) throws(SQLError) in .null }
    let value = try evaluator.value(of: statement.bound(function.query))
    return VindexValue(stored: value, function.type)
  }

  private func function(types: [MySQLType]) throws(SQLError) -> StoredFunction {
    if let known = functions.withLock({ $0[types] }) { return known }
    let function = try StoredFunction(expression, names: names, types: types)
    functions.withLock { $0[types] = function }
    return function
  }
}

extension VindexValue {
  /// The value as an expression sees it: a whole number as a number, else a text, or bytes that are
  /// none.
  fileprivate var typed: TypedValue {
    switch self {
    case .null: return .null
    case .integer(let number): return TypedValue(parameter: .integer(number))
    case .unsigned(let number):
      guard let small = Int64(exactly: number) else {
        return TypedValue(.unsigned(number), .unsignedBigint)
      }
      return TypedValue(parameter: .integer(small))
    case .bytes(let bytes):
      guard let text = String(validating: bytes, as: UTF8.self) else {
        return TypedValue(parameter: .blob(bytes))
      }
      return TypedValue(parameter: .text(text))
    }
  }
}

extension VindexRegistry {
  /// All kinds that Vitess has, and `expression`.
  public static let vitrine: VindexRegistry = {
    var registry = VindexRegistry.standard
    registry.registerExpressions { (text, columns) throws(SQLError) in
      try CompiledExpression(text, columns: columns)
    }
    return registry
  }()
}
