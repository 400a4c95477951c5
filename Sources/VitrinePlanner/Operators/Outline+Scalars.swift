import VitrineSQL
import VitrineSharding

extension Outline {
  func list(_ scalars: [Scalar]) -> String { scalars.map(text).joined(separator: ", ") }

  func text(_ scalar: Scalar) -> String {
    switch scalar {
    case .column(let column): name(column.id)
    case .literal(let literal): text(literal)
    case .parameter(let position, _): "?\(position)"
    case .variable(let variable, _):
      variable.scope == .user ? "@\(variable.name)" : "@@\(variable.name)"
    case .slot(let slot, _): "slot\(slot)"
    case .call(let call): text(call)
    case .subquery(let subquery): text(subquery)
    case .tuple(let members): "(\(list(members)))"
    }
  }

  private func text(_ literal: BoundLiteral) -> String {
    switch literal.value {
    case .null: "NULL"
    case .integer(let number):
      literal.type.kind == .decimal ? "\(number)e-\(literal.type.scale ?? 0)" : "\(number)"
    case .real(let number): "\(number)"
    case .text(let text): "'\(text)'"
    case .blob(let bytes): "x'" + bytes.map { Self.hex($0) }.joined() + "'"
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0\(digits)" : digits
  }

  private func text(_ call: Call) -> String {
    switch call.operation {
    case .and: "(" + call.arguments.map(text).joined(separator: " AND ") + ")"
    case .or: "(" + call.arguments.map(text).joined(separator: " OR ") + ")"
    case .program(let program): "\(program.name)(\(list(call.arguments)))"
    case .function(let name): "\(name.lowercased())(\(list(call.arguments)))"
    case .cast(let type): "cast(\(list(call.arguments)) as \(Self.text(type)))"
    case .assign: "assign(\(list(call.arguments)) as \(Self.text(call.type)))"
    case .collate(let collation): "\(list(call.arguments)) collate \(collation.rawValue)"
    case .addInterval(let unit): "add \(unit.lowercased())(\(list(call.arguments)))"
    case .subtractInterval(let unit): "subtract \(unit.lowercased())(\(list(call.arguments)))"
    case .extract(let unit): "extract \(unit.lowercased())(\(list(call.arguments)))"
    default: infix(call) ?? "\(call.operation)(\(list(call.arguments)))"
    }
  }

  private func infix(_ call: Call) -> String? {
    guard call.arguments.count == 2, let symbol = Self.symbol(call.operation) else { return nil }
    return "\(text(call.arguments[0])) \(symbol) \(text(call.arguments[1]))"
  }

  private static func symbol(_ operation: Operation) -> String? {
    switch operation {
    case .equal: "="
    case .notEqual: "<>"
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .nullSafeEqual: "<=>"
    case .like: "like"
    default: nil
    }
  }

  private func text(_ subquery: Subquery) -> String {
    let outer =
      subquery.outerColumns.isEmpty
      ? "" : " of " + subquery.outerColumns.sorted().map(name).joined(separator: ", ")
    let query = "query \(subquery.id)\(outer)"
    switch subquery.kind {
    case .scalar: return "(\(query))"
    case .exists: return "exists(\(query))"
    case .membership(let left): return "\(text(left)) in (\(query))"
    case .quantified(let left, let operation, let all):
      let symbol = Self.symbol(operation) ?? "\(operation)"
      return "\(text(left)) \(symbol) \(all ? "all" : "any") (\(query))"
    }
  }

  // MARK: Aggregates and windows

  func call(_ call: AggregateCall) -> String {
    let distinct = call.isDistinct ? "distinct " : ""
    let order = call.order.isEmpty ? "" : " order by \(keys(call.order))"
    let separator = call.separator.map { " separator '\($0)'" } ?? ""
    return "\(call.function.rawValue)(\(distinct)\(list(call.arguments))\(order)\(separator))"
  }

  func call(_ call: WindowCall) -> String {
    let function =
      switch call.function {
      case .aggregate(let aggregate): self.call(aggregate)
      case .named(let name, let arguments): "\(name.lowercased())(\(list(arguments)))"
      }
    let partition = call.partition.isEmpty ? [] : ["partition by \(list(call.partition))"]
    let order = call.order.isEmpty ? [] : ["order by \(keys(call.order))"]
    let frame = call.frame.map { [frameText($0)] } ?? []
    return "\(function) over (\((partition + order + frame).joined(separator: " ")))"
  }

  private func frameText(_ frame: WindowCall.Frame) -> String {
    "\(frame.unit.rawValue.lowercased()) \(bound(frame.start)) to \(bound(frame.end))"
  }

  private func bound(_ bound: WindowCall.Frame.Bound) -> String {
    switch bound {
    case .unboundedPreceding: "first"
    case .preceding(let offset, let unit): "-\(distance(offset, unit))"
    case .currentRow: "here"
    case .following(let offset, let unit): "+\(distance(offset, unit))"
    case .unboundedFollowing: "last"
    }
  }

  private func distance(_ offset: Scalar, _ unit: IntervalUnit?) -> String {
    text(offset) + (unit.map { " \($0.rawValue)" } ?? "")
  }

  func keys(_ keys: [SortKey]) -> String {
    keys.map { text($0.value) + ($0.isDescending ? " desc" : "") }.joined(separator: ", ")
  }

  static func text(_ type: MySQLType) -> String {
    let numbers = [type.length, type.scale].compactMap(\.self).map(String.init)
    let size = numbers.isEmpty ? "" : "(\(numbers.joined(separator: ",")))"
    return (type.isUnsigned ? "unsigned " : "") + type.kind.rawValue + size
  }
}
