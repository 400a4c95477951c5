import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// Window functions in the block of their input, unless that computes some already or is one group
  /// of all rows: SQLite knows that one by its aggregates, and does not look for them in windows.
  func window(_ window: Operator.Window, in scope: RenderingScope) throws(SQLError) -> QueryBlock {
    var block = try block(window.input, in: scope)
    if block.stage > .grouped || block.compound != nil || block.groups?.isEmpty == true
      || !block.volatile.isEmpty
      || block.holdsResults
        && window.items.contains(where: { $0.call.scalars.contains(where: \.isDeep) })
    {
      block = derived(block, in: scope)
    }
    expose(window.items.flatMap(\.call.scalars), of: &block, in: scope)
    let inside = scope.inside(block)
    for item in window.items {
      block.columns[item.id] = try self.window(item.call, in: inside)
    }
    block.stage = .windowed
    return block
  }

  private func window(_ call: WindowCall, in scope: RenderingScope) throws(SQLError) -> Operand {
    let result =
      switch call.function {
      case .aggregate(let aggregate):
        try self.aggregate(
          aggregate,
          in: scope,
          over: { (function) throws(SQLError) in try over(call, function, in: scope) },
          argument: aggregate.arguments.allSatisfy(\.isConstant) ? { $0 } : \.heldByColumn
        )
      case .named(let name, let arguments):
        Operand(
          try over(call, ranking(name, arguments, call.type, in: scope).sql, in: scope),
          call.type
        )
      }
    // MySQL puts what windows give into a temporary table.
    return Operand(Operand(result.sql, result.type).heldByColumn.sql, result.type)
  }

  /// The function over the window: `sum(a) OVER (…)`.
  private func over(
    _ call: WindowCall,
    _ function: String,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    var clauses: [String] = []
    var text = function
    let partition = try call.partition.mapTyped { (scalar) throws(SQLError) in
      Operators.key(try operand(scalar, in: scope))
    }
    if !partition.isEmpty {
      clauses.append("PARTITION BY \(partition.joined(separator: ", "))")
    }
    if let framed = try framed(function, call, in: scope) {
      text = framed.call
      clauses += framed.clauses
    } else {
      if let order = try windowOrder(call, in: scope) { clauses.append(order) }
      if let frame = call.frame { clauses.append(try self.frame(frame, call, in: scope)) }
    }
    return "\(text) OVER (\(clauses.joined(separator: " ")))"
  }

  private func windowOrder(
    _ call: WindowCall,
    in scope: RenderingScope
  ) throws(SQLError) -> String? {
    if call.measuresDistance, let key = call.order.first {
      let value = try operand(key.value, in: scope)
      let text = value.type.isTemporal ? Conversion.microseconds(value) : Operators.key(value)
      return "ORDER BY \(text)" + (key.isDescending ? " DESC" : "")
    }
    var terms: [String] = []
    for key in call.order {
      guard let term = try orderTerm(key, in: scope) else { continue }
      terms.append(term.key + (key.isDescending ? " DESC" : ""))
    }
    return terms.isEmpty ? nil : "ORDER BY \(terms.joined(separator: ", "))"
  }

  // MARK: Functions

  /// ROW_NUMBER, RANK, LAG and their kin: SQLite's own agree with MySQL's.
  private func ranking(
    _ name: String,
    _ arguments: [Scalar],
    _ type: MySQLType,
    in scope: RenderingScope
  ) throws(SQLError) -> Operand {
    let operands = try operands(arguments, in: scope)
    switch name {
    case "ROW_NUMBER", "RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST":
      return Operand("\(name.lowercased())()", type)
    case "NTILE":
      let count = operands.first.map { Conversion.sql($0, to: .integer) } ?? "1"
      return Operand("ntile(\(count))", type)
    case "LAG", "LEAD":
      return Operand("\(name.lowercased())(\(offsetArguments(operands, type)))", type)
    case "NTH_VALUE":
      return Operand("nth_value(\(offsetArguments(operands, type)))", type)
    case "FIRST_VALUE", "LAST_VALUE":
      return Operand("\(name.lowercased())(\(offsetArguments(operands, type)))", type)
    default:
      throw SQLError(.unknownFunction, "FUNCTION \(name) does not exist")
    }
  }

  /// Value, offset, default: the first and last in the type of the result.
  private func offsetArguments(_ operands: [Operand], _ type: MySQLType) -> String {
    operands.enumerated().map { position, operand in
      position == 1
        ? Conversion.sql(operand, to: .integer)
        : Conversion.sql(operand.sql, from: operand.type, to: type)
    }.joined(separator: ", ")
  }
}
