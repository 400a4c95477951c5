import CSQLite
package import VitrineSQL

/// A function of SQL written in Swift.
///
///     try connection.register(
///       ScalarFunction("my_left", arguments: 2) { arguments, result throws(SQLError) in
///         let count = Int(clamping: arguments.integer(at: 1))
///         result.set(arguments.text(at: 0).prefix(max(count, 0)))
///       })
///
/// The body may capture anything that lives on the connection's thread, but not the connection
/// itself strongly. An `SQLError` it throws comes out of the statement's `step()` unchanged.
package struct ScalarFunction {
  package typealias Body = (borrowing FunctionArguments, inout ResultSlot) throws(SQLError) -> Void

  package let name: String
  /// Nil takes any number of arguments.
  package let argumentCount: Int?
  /// Whether equal arguments always give an equal result; only then may an index or a generated
  /// column use it, and may SQLite compute it once for a statement.
  package let isDeterministic: Bool
  /// Whether the result is NULL as soon as one argument is, without calling the body.
  package let returnsNullOnNull: Bool
  package let body: Body

  package init(
    _ name: String,
    arguments argumentCount: Int? = nil,
    isDeterministic: Bool = true,
    returnsNullOnNull: Bool = true,
    body: @escaping Body
  ) {
    self.name = name
    self.argumentCount = argumentCount
    self.isDeterministic = isDeterministic
    self.returnsNullOnNull = returnsNullOnNull
    self.body = body
  }
}

extension Connection {
  /// Makes the function callable, in place of one with the same name and number of arguments.
  ///
  /// Throws `internal` while a statement runs that might use the one before.
  package func register(_ function: ScalarFunction) throws(SQLError) {
    if !function.isDeterministic { fixedFunctions.volatile.insert(function.name.lowercased()) }
    let registered = Kept.make(RegisteredFunction(function, errors: errors))
    try check(
      sqlite3_create_function_v2(
        handle,
        function.name,
        argumentLimit(function.argumentCount),
        functionFlags(isDeterministic: function.isDeterministic),
        registered,
        { context, count, values in
          guard let context, let function = registeredFunction(context) else { return }
          function.pointee.call(context, count, values)
        },
        nil,
        nil,
        { Kept<RegisteredFunction>.destroy($0) }
      )
    )
  }

  func argumentLimit(_ count: Int?) -> Int32 {
    guard let count else { return -1 }
    // Outside SQLite's bounds, which it refuses itself.
    return count < 0 ? Int32.min : Int32(clamping: count)
  }

  func functionFlags(isDeterministic: Bool) -> Int32 {
    SQLITE_UTF8 | (isDeterministic ? SQLITE_DETERMINISTIC : 0)
  }
}

private struct RegisteredFunction: ~Copyable {
  private let body: ScalarFunction.Body
  private let returnsNullOnNull: Bool
  private let errors: ErrorSlot

  init(_ function: ScalarFunction, errors: ErrorSlot) {
    body = function.body
    returnsNullOnNull = function.returnsNullOnNull
    self.errors = errors
  }

  func call(
    _ context: OpaquePointer,
    _ count: Int32,
    _ values: UnsafeMutablePointer<OpaquePointer?>?
  ) {
    let arguments = FunctionArguments(context: context, count: count, values: values)
    if returnsNullOnNull && arguments.containsNull { return }
    var result = ResultSlot(context)
    do throws(SQLError) {
      try body(arguments, &result)
    } catch {
      result.fail(error, in: errors)
    }
  }
}

private func registeredFunction(
  _ context: OpaquePointer
) -> UnsafeMutablePointer<RegisteredFunction>? {
  Kept<RegisteredFunction>.at(sqlite3_user_data(context))
}
