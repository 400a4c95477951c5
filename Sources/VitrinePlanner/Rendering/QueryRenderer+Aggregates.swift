import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// GROUP BY in the block of its input, where that is not grouped already.
  func aggregate(
    _ aggregate: Operator.Aggregate,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    if aggregate.hasRollup { return try rollup(aggregate, in: scope) }
    let input = try block(aggregate.input, in: scope)
    return try grouped(input, aggregate, groups: aggregate.groups, in: scope)
  }

  /// The input's rows in groups.
  func grouped(
    _ input: QueryBlock,
    _ aggregate: Operator.Aggregate,
    groups: [Operator.Aggregate.Group],
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    var block = input
    if !block.isRowsOnly { block = derived(block, in: scope) }
    let scalars = groups.map(\.value) + aggregate.items.flatMap(\.call.scalars)
    block = exposing(scalars, of: block, in: scope)
    let inside = scope.inside(block)
    var columns: [ColumnID: Operand] = [:]
    var keys: [String] = []
    for group in groups {
      let operand = try operand(group.value, in: inside)
      columns[group.id] = operand
      if let key = groupKey(operand) { keys.append(key) }
    }
    for item in aggregate.items {
      columns[item.id] = try self.aggregate(item.call, in: inside)
    }
    block.columns = columns
    block.volatile = []
    // A constant alone makes groups of rows but no group of none.
    block.groups = keys.isEmpty && !groups.isEmpty ? ["NULL"] : keys
    block.hasAggregates = aggregate.items.contains { $0.call.function != .anyValue }
    block.stage = .grouped
    block.isSingleRow = groups.isEmpty
    return block
  }

  /// Nil for a constant: SQLite would take a number for a position.
  private func groupKey(_ operand: Operand) -> String? {
    operand.origin == .constant ? nil : Operators.key(operand)
  }

  // MARK: Calls

  /// One aggregate call; `inside` is the scope of the rows it reads.
  func aggregate(_ call: AggregateCall, in inside: RenderingScope) throws(SQLError) -> Operand {
    let arguments = try operands(call.arguments, in: inside)
    let distinct = call.isDistinct ? "DISTINCT " : ""
    switch call.function {
    case .countRows: return Operand("count(*)", call.type)
    case .count: return Operand(try count(call, arguments), call.type)
    case .minimum, .maximum, .anyValue:
      let name = call.function == .maximum ? "max" : "min"
      let argument = converted(arguments, to: call.type)
      return Operand("\(name)(\(Operators.key(argument)))", call.type)
    case .sum where call.type.isApproximate:
      return Operand("sum(\(distinct)\(converted(arguments, to: call.type).sql))", call.type)
    default:
      return try libraryAggregate(call, arguments, in: inside)
    }
  }

  private func converted(_ arguments: [Operand], to type: MySQLType) -> Operand {
    guard let argument = arguments.first else { return Operand("NULL", .null) }
    guard argument.type.representation != type.representation, type.kind != .unknown else {
      return argument
    }
    return Operand(Conversion.sql(argument.sql, from: argument.type, to: type), type)
  }

  /// Several columns count where none is NULL; they are told apart by one key of all.
  private func count(_ call: AggregateCall, _ arguments: [Operand]) throws(SQLError) -> String {
    let distinct = call.isDistinct ? "DISTINCT " : ""
    guard arguments.count > 1 else {
      guard let argument = arguments.first else { return "count(*)" }
      return "count(\(distinct)\(call.isDistinct ? Operators.key(argument) : argument.sql))"
    }
    let key = arguments.map { Self.rowKeyPart($0) }.joined(separator: ",")
    return "count(\(distinct)my_row_key(\(key)))"
  }

  static func rowKeyPart(_ operand: Operand) -> String {
    "\(operand.sql),\(quotedForSQLite(operand.type.keyCollation ?? ""))"
  }

  func libraryAggregate(
    _ call: AggregateCall,
    _ arguments: [Operand],
    in inside: RenderingScope
  ) throws(SQLError) -> Operand {
    throw SQLError(.unsupported, "\(call.function) is not supported yet")
  }
}
