import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// A call, under the type that the analyzer gave it.
  ///
  /// What comes back to itself here, argument in argument, are short functions: each level has their stack.
  func call(_ call: Call, in scope: RenderingScope) throws(SQLError) -> Operand {
    pinForIndexes(call)
    guard call.operation.computesItsArguments else {
      return try typed(try apart(call, in: scope), of: call)
    }
    return try typed(call, of: try operands(call.arguments, in: scope))
  }

  private func typed(_ call: Call, of arguments: [Operand]) throws(SQLError) -> Operand {
    try typed(try rendered(call, of: arguments), of: call)
  }

  /// The result under the type of its call.
  private func typed(_ result: Operand, of call: Call) throws(SQLError) -> Operand {
    var result = result
    result.type = result.type.unfilled
    if !result.type.lies(asCalled: call.type) {
      let text = Conversion.sql(result, as: call.type)
      var converted = Operand(text, call.type, coercibility: result.coercibility)
      if call.type.kind == .decimal { converted.unrounded = result.unrounded }
      result = converted
    }
    let texts = [result.sql, result.unrounded, result.ownDigits]
    guard texts.allSatisfy({ ($0?.utf8.count ?? 0) <= Self.longestCall }) else {
      throw SQLError(
        .nestingTooDeep,
        "an expression is too large: its parts are computed repeatedly"
      )
    }
    return result
  }

  /// Calls that name an argument twice double with each level.
  private static let longestCall = 1 << 25

  /// Calls whose arguments are not all computed, or not as values.
  private func apart(_ call: Call, in scope: RenderingScope) throws(SQLError) -> Operand {
    switch call.operation {
    case .and: return try logical(call, isAnd: true, in: scope)
    case .or: return try logical(call, isAnd: false, in: scope)
    case .not: return try not(call, in: scope)
    case .isNull: return try isNull(call, in: scope)
    case .memberOfList: return try membership(call, in: scope)
    default: return try comparison(call, in: scope)
    }
  }

  private func rendered(_ call: Call, of arguments: [Operand]) throws(SQLError) -> Operand {
    if let symbol = call.operation.symbol {
      guard arguments.count == 2 else { throw Self.missingArgument() }
      return try Operators.binary(
        symbol,
        arguments[0],
        arguments[1],
        increment: context.options.divisionIncrement
      )
    }
    switch call.operation {
    case .between: return try between(arguments)
    case .choose: return try Operators.choice(nil, arguments[...])
    case .match: return try Operators.choice(arguments.first, arguments.dropFirst())
    case .program(let program): return try self.program(program, call, of: arguments)
    case .like, .regexp, .addInterval, .subtractInterval, .function, .extract:
      return try function(call, of: arguments)
    default:
      guard let first = arguments.first else { throw Self.missingArgument() }
      return try rendered(call, of: first)
    }
  }

  /// Calls of one argument.
  private func rendered(_ call: Call, of argument: Operand) throws(SQLError) -> Operand {
    switch call.operation {
    case .negate:
      return Operators.negate(argument, folded: call.arguments.first?.foldedInteger)
    case .bitNot: return Operators.invert(argument)
    case .isTrue: return Operators.truthTest(argument, .isTrue)
    case .isFalse: return Operators.truthTest(argument, .isFalse)
    case .cast(let type): return cast(argument, to: type)
    case .assign(let name):
      guard argument.type.kind != .null else { return Operand("NULL", call.type) }
      let text = ColumnAssignment.sql(
        argument.unrounded ?? argument.sql,
        from: Self.widest(argument),
        column: name,
        call.type
      )
      return Operand(text, call.type)
    case .everyDigit: return everyDigit(of: argument, as: call.type)
    case .collate(let collation): return try collate(argument, collation)
    default:
      throw SQLError(.internal, "the operation \(call.operation) has no text")
    }
  }

  /// A call of a stored function, which only the coordinator can make.
  private func program(
    _ program: ProgramReference,
    _ call: Call,
    of arguments: [Operand]
  ) throws(SQLError) -> Operand {
    guard callsPrograms else {
      throw SQLError(
        .unsupported,
        "the stored function \(program.name) cannot be called here: shards cannot run it"
      )
    }
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

  // MARK: Functions

  /// COLLATE makes an expression even of a column: the column's own collation no longer holds.
  private func collate(
    _ argument: Operand,
    _ collation: Collation
  ) throws(SQLError) -> Operand {
    var result = try Operators.collate(argument, collation)
    if result.origin == .column { result.origin = .expression }
    return result
  }

  private func function(_ call: Call, of arguments: [Operand]) throws(SQLError) -> Operand {
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

extension Operation {
  /// Whether the text of a call is made of the texts of all its arguments.
  fileprivate var computesItsArguments: Bool {
    switch self {
    case .and, .or, .not, .isNull, .memberOfList: false
    default: !isComparison
    }
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
