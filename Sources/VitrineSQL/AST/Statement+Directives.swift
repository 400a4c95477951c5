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

extension Statement {
  /// Attaches directives to the statement, if it is of a kind that takes them.
  mutating func setDirectives(_ directives: Directives) {
    guard !directives.isEmpty else { return }
    switch self {
    case .query(var node):
      node.directives = directives
      self = .query(node)
    case .insert(var node):
      node.directives = directives
      self = .insert(node)
    case .update(var node):
      node.directives = directives
      self = .update(node)
    case .delete(var node):
      node.directives = directives
      self = .delete(node)
    default: setDefinitionDirectives(directives)
    }
  }

  private mutating func setDefinitionDirectives(_ directives: Directives) {
    switch self {
    case .createTable(var node):
      node.directives = directives
      self = .createTable(node)
    case .alterTable(var node):
      node.directives = directives
      self = .alterTable(node)
    case .dropTable(var node):
      node.directives = directives
      self = .dropTable(node)
    case .createIndex(var node):
      node.directives = directives
      self = .createIndex(node)
    case .createView(var node):
      node.directives = directives
      self = .createView(node)
    case .alterView(var node):
      node.directives = directives
      self = .alterView(node)
    case .dropView(var node):
      node.directives = directives
      self = .dropView(node)
    case .explain(var node):
      node.statement?.setDirectives(directives)
      self = .explain(node)
    case .vexplain(var node):
      node.statement.setDirectives(directives)
      self = .vexplain(node)
    default: break
    }
  }
}
