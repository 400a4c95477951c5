import CSQLite
package import VitrineSQL

/// An aggregate function of SQL written in Swift, over a state of its own for each group.
///
///     AggregateFunction("my_product", arguments: 1, initial: { 1.0 }) { product, arguments in
///       product *= arguments.real(at: 0)
///     } result: { product, result in
///       result.set(product)
///     }
///
/// A group without rows gives the result of the initial state. It is a window function too: over any
/// frame with `inverse`, only over frames that begin with the partition without it.
package struct AggregateFunction {
  package let name: String
  /// Nil takes any number of arguments.
  package let argumentCount: Int?
  package let isDeterministic: Bool
  /// Whether rows with a NULL among the arguments are passed over.
  package let skipsNull: Bool
  let makeGroup: () -> AggregateGroup

  /// Describes an aggregate.
  ///
  /// - Parameters:
  ///   - name: what SQL calls it.
  ///   - argumentCount: nil takes any number.
  ///   - isDeterministic: whether the same rows always give the same result.
  ///   - skipsNull: whether rows with a NULL among the arguments are passed over.
  ///   - initial: the state of a group before its first row.
  ///   - step: takes a row into the state.
  ///   - inverse: takes the oldest row out of the state again.
  ///   - result: says what the state amounts to; called once for each row of a window.
  package init<State>(
    _ name: String,
    arguments argumentCount: Int? = nil,
    isDeterministic: Bool = true,
    skipsNull: Bool = true,
    initial: @escaping () -> State,
    step: @escaping (inout State, borrowing FunctionArguments) throws(SQLError) -> Void,
    inverse: ((inout State, borrowing FunctionArguments) throws(SQLError) -> Void)? = nil,
    result: @escaping (inout State, inout ResultSlot) throws(SQLError) -> Void
  ) {
    self.name = name
    self.argumentCount = argumentCount
    self.isDeterministic = isDeterministic
    self.skipsNull = skipsNull
    makeGroup = {
      TypedAggregateGroup(state: initial(), step: step, inverse: inverse, result: result)
    }
  }
}

extension Connection {
  /// Makes the aggregate callable, in place of one with the same name and number of arguments.
  package func register(_ function: AggregateFunction) throws(SQLError) {
    fixedFunctions.aggregates.insert(function.name.lowercased())
    let registered = Kept.make(RegisteredAggregate(function, errors: errors))
    try check(
      sqlite3_create_window_function(
        handle,
        function.name,
        argumentLimit(function.argumentCount),
        functionFlags(isDeterministic: function.isDeterministic),
        registered,
        { stepAggregate($0, $1, $2, isInverse: false) },
        { finishAggregate($0, isLast: true) },
        { finishAggregate($0, isLast: false) },
        { stepAggregate($0, $1, $2, isInverse: true) },
        { Kept<RegisteredAggregate>.destroy($0) }
      )
    )
  }
}

/// The state of one group, its type erased.
class AggregateGroup {
  func step(_ arguments: borrowing FunctionArguments) throws(SQLError) {}
  func inverse(_ arguments: borrowing FunctionArguments) throws(SQLError) {}
  func result(into slot: inout ResultSlot) throws(SQLError) {}
}

private final class TypedAggregateGroup<State>: AggregateGroup {
  typealias Step = (inout State, borrowing FunctionArguments) throws(SQLError) -> Void

  private var state: State
  private let stepBody: Step
  private let inverseBody: Step?
  private let resultBody: (inout State, inout ResultSlot) throws(SQLError) -> Void

  init(
    state: State,
    step: @escaping Step,
    inverse: Step?,
    result: @escaping (inout State, inout ResultSlot) throws(SQLError) -> Void
  ) {
    self.state = state
    stepBody = step
    inverseBody = inverse
    resultBody = result
  }

  override func step(_ arguments: borrowing FunctionArguments) throws(SQLError) {
    try stepBody(&state, arguments)
  }

  override func inverse(_ arguments: borrowing FunctionArguments) throws(SQLError) {
    guard let inverseBody else {
      throw SQLError(
        .unsupported,
        "an aggregate function without an inverse cannot slide over a frame"
      )
    }
    try inverseBody(&state, arguments)
  }

  override func result(into slot: inout ResultSlot) throws(SQLError) {
    try resultBody(&state, &slot)
  }
}

private struct RegisteredAggregate: ~Copyable {
  private let makeGroup: () -> AggregateGroup
  private let skipsNull: Bool
  private let errors: ErrorSlot

  init(_ function: AggregateFunction, errors: ErrorSlot) {
    makeGroup = function.makeGroup
    skipsNull = function.skipsNull
    self.errors = errors
  }

  /// Takes a row into the context's group, or out of it.
  func step(
    _ context: OpaquePointer,
    _ count: Int32,
    _ values: UnsafeMutablePointer<OpaquePointer?>?,
    isInverse: Bool
  ) {
    guard let group = group(of: context) else {
      sqlite3_result_error_nomem(context)
      return
    }
    let arguments = FunctionArguments(context: context, count: count, values: values)
    if skipsNull && arguments.containsNull { return }
    do throws(SQLError) {
      try isInverse ? group.inverse(arguments) : group.step(arguments)
    } catch {
      var result = ResultSlot(context)
      result.fail(error, in: errors)
    }
  }

  /// Gives the group's result.
  ///
  /// SQLite also asks for it, for the last time, when it gives a statement up; nobody reads it
  /// then, and an error that waits already is the one that counts.
  func finish(_ context: OpaquePointer, isLast: Bool) {
    let kept = isLast ? takeGroup(of: context) : group(of: context)
    guard errors.isEmpty else { return }
    let group = kept ?? makeGroup()
    var result = ResultSlot(context)
    do throws(SQLError) {
      try group.result(into: &result)
    } catch {
      result.fail(error, in: errors)
    }
  }

  /// The group of a context; SQLite keeps one pointer for it, zero at first.
  private func group(of context: OpaquePointer) -> AggregateGroup? {
    let size = Int32(MemoryLayout<UnsafeMutableRawPointer?>.size)
    guard let memory = sqlite3_aggregate_context(context, size) else { return nil }
    let slot = memory.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    if let pointer = slot.pointee {
      return Unmanaged<AggregateGroup>.fromOpaque(pointer).takeUnretainedValue()
    }
    let group = makeGroup()
    slot.pointee = Unmanaged.passRetained(group).toOpaque()
    return group
  }

  /// Takes the group, if a row made one, out of the context: the last use of it.
  private func takeGroup(of context: OpaquePointer) -> AggregateGroup? {
    guard let memory = sqlite3_aggregate_context(context, 0) else { return nil }
    let slot = memory.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    guard let pointer = slot.pointee else { return nil }
    slot.pointee = nil
    return Unmanaged<AggregateGroup>.fromOpaque(pointer).takeRetainedValue()
  }
}

private func registered(_ context: OpaquePointer) -> UnsafeMutablePointer<RegisteredAggregate>? {
  Kept<RegisteredAggregate>.at(sqlite3_user_data(context))
}

private func stepAggregate(
  _ context: OpaquePointer?,
  _ count: Int32,
  _ values: UnsafeMutablePointer<OpaquePointer?>?,
  isInverse: Bool
) {
  guard let context, let function = registered(context) else { return }
  function.pointee.step(context, count, values, isInverse: isInverse)
}

private func finishAggregate(_ context: OpaquePointer?, isLast: Bool) {
  guard let context, let function = registered(context) else { return }
  function.pointee.finish(context, isLast: isLast)
}
