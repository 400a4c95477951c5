@_spi(Text) import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Before 3.46 SQLite's parser has little room, so that deep expressions are taken apart when they are prepared: parts
/// go into subqueries. Aggregates and windows cannot, and the keys of groups are no longer seen to be the same
/// expression elsewhere. Deep expressions of results are therefore computed from columns of a derived table, deep keys
/// inside of one.
extension QueryRenderer {
  /// Keys of groups, the deep ones and those that may be others the next time as columns of a derived table.
  func computed(
    _ keys: [Scalar],
    by block: inout QueryBlock,
    in scope: RenderingScope
  ) throws(SQLError) -> [Scalar] {
    let volatile = block.volatile
    let isComputed = { (key: Scalar) in key.isDeep || Self.isVolatile(key, given: volatile) }
    guard keys.contains(where: isComputed) else { return keys }
    var result = keys
    for (index, key) in keys.enumerated() where isComputed(key) {
      let operand = try operand(key, in: scope.inside(block))
      let column = context.makeColumn("key", operand.type)
      block.columns[column.id] = operand
      if Self.isVolatile(key, given: volatile) { block.volatile.insert(column.id) }
      result[index] = .column(column)
    }
    block = derived(block, in: scope)
    return result
  }

  /// Whether a scalar is deep, or what it reads of a block.
  func isDeep(_ scalar: Scalar, in block: QueryBlock) -> Bool {
    scalar.isDeep
      || scalar.contains { part in
        guard case .column(let column) = part, let operand = block.columns[column.id],
          operand.origin != .column, scalar.column == nil
        else { return false }
        return Self.isDeep(operand.sql)
      }
  }

  private static func isDeep(_ text: String) -> Bool {
    var depth = 0
    return !text.everyByte { byte in
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      return depth < 8
    }
  }
}

extension Scalar {
  /// Whether its text may nest too deep for SQLite's parser.
  var isDeep: Bool { isNested(6) }

  private func isNested(_ levels: Int) -> Bool {
    levels == 0 || children.contains { $0.isNested(levels - 1) }
  }
}

extension QueryBlock {
  /// Whether its columns may be texts of aggregates or windows.
  var holdsResults: Bool {
    groups != nil || stage >= .windowed && columns.contains { $0.sql.contains(bytesOf: " OVER (") }
  }
}
