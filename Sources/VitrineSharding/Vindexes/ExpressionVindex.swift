public import VitrineSQL

/// An SQL expression over the columns of a vindex, ready to be evaluated.
///
/// The evaluator is that of the engine, which lies above this module and is handed to
/// `VindexRegistry.registerExpressions(compile:)`.
public protocol VindexExpression: Sendable {
  /// The expression's value for one row; NULL where the row has no place.
  ///
  /// The same columns must give the same value on every machine and for all time: rows lie where it
  /// once put them.
  func value(of columns: [VindexValue]) throws(SQLError) -> VindexValue
}

/// `expression`: an SQL expression over the columns says what is hashed, so rows are brought together
/// without code.
///
///     {"type": "expression", "params": {"expression": "id DIV 1000"}}
///
/// | parameter | means |
/// |---|---|
/// | `expression` | the expression, in MySQL's SQL; only functions whose result depends on nothing else |
/// | `columns` | its names for the vindex's columns, in their order; without it those of the expression |
/// | `hash` | the kind of vindex that makes the keyspace id of the value; `xxhash` unless said |
///
/// Whole numbers reach the expression as numbers, all else as MySQL's text of it. A row for which it is
/// NULL has no keyspace id.
struct ExpressionVindex: Vindex {
  let type = "expression"
  let columnCount: Int
  let unknownParameters: [String]
  private let name: String
  private let expression: any VindexExpression
  private let hash: any Vindex

  init(
    _ parameters: VindexParameters,
    registry: VindexRegistry,
    compile: VindexRegistry.ExpressionCompiler
  ) throws(SQLError) {
    name = parameters.name
    unknownParameters = parameters.unknown
    guard let text = parameters.text("expression") else {
      throw SQLError(
        .invalidVSchema,
        "expression vindex \(name) needs the parameter 'expression'",
        hint: #"such as "params": {"expression": "id DIV 1000"}"#
      )
    }
    let columns = try Self.columns(parameters, of: text)
    columnCount = columns.count
    do throws(SQLError) {
      expression = try compile(text, columns)
    } catch {
      throw Self.failure(name, text, error)
    }
    hash = try Self.hash(parameters, registry)
  }

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard values.count == columnCount else { return .none }
    let value: VindexValue
    do throws(SQLError) {
      value = try expression.value(of: values)
    } catch {
      throw SQLError(.vindexError, "expression vindex \(name): \(error.message)")
    }
    return value.isNull ? .none : try hash.map([value])
  }

  /// The names of the vindex's columns inside the expression.
  private static func columns(
    _ parameters: VindexParameters,
    of text: String
  ) throws(SQLError) -> [String] {
    var found: [String] = []
    do throws(SQLError) {
      try Parser.parseExpression(text).walk { part throws(SQLError) in
        guard case .column(let column) = part else { return }
        guard column.qualifier == nil else {
          throw SQLError(.invalidVSchema, "columns are named without a table")
        }
        if !found.contains(column.name.folded) { found.append(column.name.folded) }
      }
    } catch {
      throw failure(parameters.name, text, error)
    }
    let given = parameters.list("columns").map { $0.lowercased() }
    guard let missing = found.first(where: { !given.contains($0) }), !given.isEmpty else {
      let columns = given.isEmpty ? found : given
      guard Set(columns).count == columns.count, (1...64).contains(columns.count) else {
        throw SQLError(
          .invalidVSchema,
          "expression vindex \(parameters.name) needs one to 64 columns of different names"
        )
      }
      return columns
    }
    throw SQLError(
      .invalidVSchema,
      "expression vindex \(parameters.name) reads '\(missing)', which its parameter 'columns' "
        + "does not name"
    )
  }

  private static func hash(
    _ parameters: VindexParameters,
    _ registry: VindexRegistry
  ) throws(SQLError) -> any Vindex {
    let kind = parameters.text("hash") ?? "xxhash"
    let vindex = try registry.make(type: kind, name: parameters.name + "_hash", parameters: [:])
    guard vindex.isUnique, vindex.columnCount == 1, !(vindex is any LookupVindex) else {
      throw SQLError(
        .invalidVSchema,
        "expression vindex \(parameters.name): '\(kind)' cannot make a keyspace id of one value"
      )
    }
    return vindex
  }

  private static func failure(_ name: String, _ text: String, _ error: SQLError) -> SQLError {
    SQLError(
      .invalidVSchema,
      "expression vindex \(name): \(error.message) in '\(text)'",
      hint: error.hint
    )
  }
}

extension VindexRegistry {
  /// Makes an expression of its text and the names of its columns.
  public typealias ExpressionCompiler =
    @Sendable (_ text: String, _ columns: [String]) throws(SQLError) -> any VindexExpression

  /// Adds the kind `expression`, whose expressions are compiled as said.
  public mutating func registerExpressions(compile: @escaping ExpressionCompiler) {
    let simple = self
    register("expression") { (name, values) throws(SQLError) in
      try ExpressionVindex(
        VindexParameters(name: name, values: values, known: ["expression", "columns", "hash"]),
        registry: simple,
        compile: compile
      )
    }
  }
}
