import VitrineSQL

extension TablePartitioning {
  /// The clause as SHOW CREATE TABLE has it.
  var createText: String {
    let version = function.expression == nil && function.method != .key ? "50500" : "50100"
    var text = "/*!\(version) PARTITION BY \(function.createText)"
    if let subfunction {
      text += "\nSUBPARTITION BY \(subfunction.createText)"
      if !listsSubpartitions, let count = partitions.first?.subpartitions.count {
        text += "\nSUBPARTITIONS \(count)"
      }
    }
    if isListed {
      let list = partitions.map { $0.createText(self) }.joined(separator: ",\n ")
      text += "\n(\(list))"
    } else if partitions.count > 1 {
      text += "\nPARTITIONS \(partitions.count)"
    }
    return text + " */"
  }
}

extension TablePartitioning.Function {
  fileprivate var createText: String {
    let linear = isLinear ? "LINEAR " : ""
    if let expression { return "\(linear)\(method.rawValue) (\(expression.storedText))" }
    let space = method == .key ? " (" : "  COLUMNS("
    let names = columns.map(TablePartition.name).joined(separator: ",")
    return "\(linear)\(method.rawValue)\(space)\(names))"
  }

  /// The method as `information_schema` names it.
  package var methodName: String {
    let columns = expression == nil && method != .key ? " COLUMNS" : ""
    return (isLinear ? "LINEAR " : "") + method.rawValue + columns
  }

  /// What the method is applied to, as `information_schema` shows it.
  package var shownExpression: String {
    expression?.storedText ?? columns.map(TableDefinition.name).joined(separator: ",")
  }
}

extension TablePartition {
  fileprivate func createText(_ partitioning: TablePartitioning) -> String {
    var text = "PARTITION \(Self.name(name))"
    switch bound {
    case .lessThan(let values)?:
      text += " VALUES LESS THAN "
      let isBare = partitioning.function.expression != nil && values == [.maximum]
      text += isBare ? "MAXVALUE" : "(\(Self.list(values)))"
    case .inList?: text += " VALUES IN (\(shownBound ?? ""))"
    case nil: break
    }
    guard partitioning.listsSubpartitions else { return text + engineText }
    let list = subpartitions.map { "SUBPARTITION \(Self.name($0.name))\($0.engineText)" }
    return "\(text)\n (\(list.joined(separator: ",\n  ")))"
  }

  private var engineText: String {
    (comment.isEmpty ? "" : " COMMENT = \(Expression.string(comment).printed())")
      + " ENGINE = InnoDB"
  }

  /// The bound as `information_schema` shows it.
  package var shownBound: String? {
    switch bound {
    case .lessThan(let values)?: Self.list(values)
    case .inList(let rows)?:
      rows.map { $0.count == 1 ? Self.list($0) : "(\(Self.list($0)))" }.joined(separator: ",")
    case nil: nil
    }
  }

  private static func list(_ values: [Value]) -> String {
    values.map { value in
      guard case .literal(let literal) = value else { return "MAXVALUE" }
      let text = literal.printed()
      return text.lowercased() == "null" ? "NULL" : text
    }
    .joined(separator: ",")
  }

  /// A name in backticks where it needs them.
  static func name(_ name: String) -> String { Identifier(text: name).quotedIfNeeded }
}
