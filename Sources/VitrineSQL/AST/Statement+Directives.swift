extension Statement {
  /// What the statement's `/*vt+ … */` comments ask for.
  package var directives: Directives {
    switch self {
    case .query(let node): node.directives
    case .insert(let node): node.directives
    case .update(let node): node.directives
    case .delete(let node): node.directives
    case .createTable(let node): node.directives
    case .alterTable(let node): node.directives
    case .dropTable(let node): node.directives
    case .createIndex(let node): node.directives
    case .createView(let node), .alterView(let node): node.directives
    case .dropView(let node): node.directives
    case .explain(let node): node.statement?.directives ?? Directives()
    case .vexplain(let node): node.statement.directives
    default: Directives()
    }
  }
}
