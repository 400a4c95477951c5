import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// A call, under the type that the analyzer gave it.
  func call(_ call: Call, in scope: RenderingScope) throws(SQLError) -> Operand {
    var result = try rendered(call, in: scope)
    result.type = result.type.unfilled
    if result.type.lies(asCalled: call.type) { return result }
    let text = Conversion.sql(result, as: call.type)
    var converted = Operand(text, call.type, coercibility: result.coercibility)
    if call.type.kind == .decimal { converted.unrounded = result.unrounded }
    return converted
  }

  private func rendered(_ call: Call, in scope: RenderingScope) throws(SQLError) -> Operand {
    pinForIndexes(call)
    if call.operation.isComparison { return try comparison(call, in: scope) }
    if let symbol = call.operation.symbol {
      let (left, right) = try pair(call, in: scope)
      return try Operators.binary(
        symbol,
        left,
        right,
        increment: context.options.divisionIncrement
      )
    }
    switch call.operation {
    case .negate:
      return Operators.negate(
        try first(call, in: scope),
        folded: call.arguments.first?.foldedInteger
      )
    case .bitNot: return Operators.invert(try first(call, in: scope))
    case .and: return try logical(call, isAnd: true, in: scope)
    case .or: return try logical(call, isAnd: false, in: scope)
    case .not: return try not(call, in: scope)
    case .isNull: return try isNull(call, in: scope)
    case .isTrue: return Operators.truthTest(try first(call, in: scope), .isTrue)
    case .isFalse: return Operators.truthTest(try first(call, in: scope), .isFalse)
    case .between: return try between(call, in: scope)
    case .memberOfList: return try membership(call, in: scope)
    case .choose: return try choice(call, in: scope)
    case .cast(let type): return cast(try first(call, in: scope), to: type)
    case .assign(let name):
      let value = try first(call, in: scope)
      guard value.type.kind != .null else { return Operand("NULL", call.type) }
      let text = ColumnAssignment.sql(
        value.unrounded ?? value.sql,
        from: Self.widest(value),
        column: name,
        call.type
      )
      return Operand(text, call.type)
    case .everyDigit: return everyDigit(of: try first(call, in: scope), as: call.type)
    case .program(let program): return try self.program(program, call, in: scope)
    case .collate(let collation): return try collate(call, collation, in: scope)
    default: return try function(call, in: scope)
    }
  }

  /// A call of a stored function, which only the coordinator can make.
  private func program(
    _ program: ProgramReference,
    _ call: Call,
    in scope: RenderingScope
  ) throws(SQLError) -> Operand {
    guard callsPrograms else {
      throw SQLError(
        .unsupported,
        "the stored function \(program.name) cannot be called here: shards cannot run it"
      )
    }
    let arguments = try operands(call.arguments, in: scope)
    let text = ProgramInvocation(
      keyspace: program.keyspace,
      name: program.name,
      types: arguments.map(Self.widest)
    ).sql(arguments.map { $0.unrounded ?? $0.sql })
    return Operand(text, call.type)
  }

  /// A decimal whose digits beyond its type are kept beside it, or are the value itself.
  private func everyDigit(of value: Operand, as type: MySQLType) -> Operand {
    let digits = value.unrounded ?? Conversion.sql(value, to: .decimal)
    let isShown = type == Operand.unroundedType
    let text = isShown ? digits : Conversion.sql(digits, from: Operand.unroundedType, to: type)
    var result = Operand(text, type)
    result.unrounded = digits
    return result
  }

  // MARK: Arguments

  private static func missingArgument() -> SQLError {
    SQLError(.internal, "an operation lacks an argument")
  }

  func first(_ call: Call, in scope: RenderingScope) throws(SQLError) -> Operand {
    guard let argument = call.arguments.first else { throw Self.missingArgument() }
    return try operand(argument, in: scope)
  }

  func pair(_ call: Call, in scope: RenderingScope) throws(SQLError) -> (Operand, Operand) {
    guard call.arguments.count == 2 else { throw Self.missingArgument() }
    return (
      try operand(call.arguments[0], in: scope), try operand(call.arguments[1], in: scope)
    )
  }

  // MARK: Logic

  /// `IS NOT NULL` computes what it asks about, whatever that is.
  private func not(_ call: Call, in scope: RenderingScope) throws(SQLError) -> Operand {
    guard case .call(let inner)? = call.arguments.first, inner.operation == .isNull else {
      return Operators.not(try first(call, in: scope))
    }
    return Operators.not(Operators.isNull(try first(inner, in: scope)))
  }

  /// MySQL does not compute what cannot be NULL for IS NULL, so that an error in it does not show.
  ///
  /// Such are sums of columns that are NOT NULL. An outer join may still have made these NULL.
  private func isNull(_ call: Call, in scope: RenderingScope) throws(SQLError) -> Operand {
    guard case .call(let argument)? = call.arguments.first,
      let columns = Scalar.call(argument).strictColumns,
      columns.allSatisfy({ !context.isNullable($0.id) })
    else { return Operators.isNull(try first(call, in: scope)) }
    let parts = try columns.mapTyped { (column) throws(SQLError) in
      Operators.isNull(try operand(.column(column), in: scope)).sql
    }
    return Operand(parts.isEmpty ? "0" : Self.chain(parts, "OR"), .boolean)
  }

  private func logical(
    _ call: Call,
    isAnd: Bool,
    in scope: RenderingScope
  ) throws(SQLError) -> Operand {
    let parts = try call.arguments.mapTyped { (part) throws(SQLError) in
      Operators.condition(try operand(part, in: scope))
    }
    return Operand(Operators.junction(parts, isAnd: isAnd), .boolean)
  }

  private func choice(_ call: Call, in scope: RenderingScope) throws(SQLError) -> Operand {
    var rest = try operands(call.arguments, in: scope)[...]
    var branches: [Operators.Branch] = []
    while rest.count > 1, let condition = rest.popFirst(), let result = rest.popFirst() {
      branches.append(Operators.Branch(condition: condition, result: result))
    }
    return try Operators.choice(nil, branches, otherwise: rest.first)
  }

  // MARK: Functions

  /// COLLATE makes an expression even of a column: the column's own collation no longer holds.
  private func collate(
    _ call: Call,
    _ collation: Collation,
    in scope: RenderingScope
  ) throws(SQLError) -> Operand {
    var result = try Operators.collate(try first(call, in: scope), collation)
    if result.origin == .column { result.origin = .expression }
    return result
  }

  private func function(_ call: Call, in scope: RenderingScope) throws(SQLError) -> Operand {
    let arguments = try operands(call.arguments, in: scope)
    switch call.operation {
    case .like:
      guard arguments.count >= 2 else { throw Self.missingArgument() }
      return try Operators.like(
        arguments[0],
        arguments[1],
        escape: arguments.count > 2 ? arguments[2] : nil
      )
    case .regexp:
      guard arguments.count == 2 else { throw Self.missingArgument() }
      return try Operators.regexp(arguments[0], arguments[1])
    case .addInterval(let unit):
      return try moved(arguments, unit, isSubtracted: false)
    case .subtractInterval(let unit):
      return try moved(arguments, unit, isSubtracted: true)
    case .extract(let unit):
      guard let operand = arguments.first else { throw Self.missingArgument() }
      return Operators.extract(try Self.unit(unit), operand)
    case .function("UNIX_TIMESTAMP") where arguments.first?.stored != nil:
      return try FunctionCatalog.call(
        "UNIX_TIMESTAMP OF",
        arguments.map { Operand($0.asStored, $0.type) }
      )
    case .function(let name):
      // Neither a plan alone nor NEXT VALUES, whose numbers the gateway gives, is sent to a shard.
      let isSent = !context.catalog.isPlanOnly && context.numbers == nil
      guard isSent || FunctionCatalog.takes(name, arguments.count) else {
        return Operand(
          "\(name.lowercased())(\(arguments.map(\.sql).joined(separator: ",")))",
          .unknown
        )
      }
      return try FunctionCatalog.call(name, arguments)
    default:
      throw SQLError(.internal, "the operation \(call.operation) has no text")
    }
  }

  /// `date ± INTERVAL amount unit`.
  private func moved(
    _ arguments: [Operand],
    _ unit: String,
    isSubtracted: Bool
  ) throws(SQLError) -> Operand {
    guard arguments.count == 2 else { throw Self.missingArgument() }
    return Operators.addInterval(
      arguments[0],
      arguments[1],
      unit: try Self.unit(unit),
      isSubtracted: isSubtracted
    )
  }

  private static func unit(_ name: String) throws(SQLError) -> IntervalUnit {
    guard let unit = IntervalUnit(named: name) else {
      throw SQLError(.internal, "the unit \(name) is unknown")
    }
    return unit
  }

  /// Literals inside of what may be an index's expression are written into the text: only so does
  /// SQLite see that the two are the same.
  ///
  /// Paths into JSON documents always are.
  private func pinForIndexes(_ call: Call) {
    switch call.operation {
    case .function("JSON_EXTRACT"), .function("JSON_VALUE OF"): break
    case .function, .add, .subtract, .multiply, .divide, .integerDivide, .modulo:
      guard readsIndexedExpressions else { return }
    default: return
    }
    for case .literal(let literal) in call.arguments { context.pin(literal.ordinal) }
  }
}

extension MySQLType {
  /// Whether its values lie as those of the type that the analyzer gave a call; decimals as text have the
  /// digits of their scale.
  fileprivate func lies(asCalled type: MySQLType) -> Bool {
    if type.kind == .unknown { return true }
    guard representation == type.representation else { return false }
    return kind != .decimal || type.kind != .decimal || scale == type.scale
  }
}
