package import VitrineSQL
import VitrineSQLite
package import VitrineSharding

extension StoredProgram {
  /// Whether its body can be written into the statements that call it, in a session that is strict or
  /// not: the program has a mode of its own.
  package func isInlinable(_ options: PlannerOptions) -> Bool {
    guard definition.isFunction, !readsSession, !callsItself,
      sqlMode.contains("STRICT_") == options.isStrict,
      !options.runsReadingFunctions || !definition.body.mayRead
    else { return false }
    let body = definition.body
    if case .compound(.returns) = body { return !isVolatile }
    if case .compound(.block(let block)) = body, block.statements.count == 1,
      case .compound(.returns)? = block.statements.first
    {
      return !isVolatile
    }
    return !isVolatile && !body.hasSubquery && body.isExpression(isOutermost: true)
      && body.alwaysReturns
  }

  private var callsItself: Bool {
    definition.body.leaves.contains {
      if case .function(let call) = $0 { call.name.matches(name) } else { false }
    }
  }

  /// Whether it may give another value each time.
  package var isVolatile: Bool {
    definition.body.leaves.contains {
      guard case .function(let call) = $0 else { return false }
      return FunctionCatalog.find(call.name.text.uppercased())?.stability == .volatile
    }
  }

  /// Whether it reads variables of the session.
  package var readsSession: Bool {
    definition.body.leaves.contains {
      switch $0 {
      case .userVariable, .systemVariable, .assignment: true
      default: false
      }
    }
  }

  /// The stored function that a call means: one of a keyspace that it names, or of the current one.
  package static func find(
    _ call: FunctionCall,
    in catalog: Catalog,
    default keyspace: String?
  ) -> (keyspace: String, program: StoredProgram)? {
    guard let name = call.schema?.text ?? keyspace, call.over == nil, !call.isStar,
      call.schema != nil || FunctionCatalog.find(call.name.text.uppercased()) == nil,
      let home = catalog.keyspaces[name],
      let program = home.programs[Key(.function, call.name.text)]
    else { return nil }
    return (name, program)
  }
}

extension Statement {
  /// Whether it is made of declarations, assignments, IF, CASE and RETURN alone.
  fileprivate func isExpression(isOutermost: Bool = false) -> Bool {
    switch self {
    case .set(let set):
      return set.items.allSatisfy {
        if case .system(let variable, _) = $0 { variable.scope == nil } else { false }
      }
    case .compound(let node):
      switch node {
      // Inner blocks may declare a variable of a name that is used outside.
      case .block(let block):
        return isOutermost && block.statements.allSatisfy { $0.isExpression() }
      case .declareVariables, .returns: return true
      case .conditional(let branches, let otherwise):
        return (branches.flatMap(\.statements) + otherwise).allSatisfy { $0.isExpression() }
      case .choice(_, let branches, let otherwise?):
        return (branches.flatMap(\.statements) + otherwise).allSatisfy { $0.isExpression() }
      default: return false
      }
    default: return false
    }
  }

  /// Whether no path comes to its end.
  fileprivate var alwaysReturns: Bool {
    guard case .compound(let node) = self else { return false }
    func ends(_ statements: [Statement]) -> Bool { statements.contains { $0.alwaysReturns } }
    switch node {
    case .returns: return true
    case .block(let block): return ends(block.statements)
    case .conditional(let branches, let otherwise):
      return branches.allSatisfy { ends($0.statements) } && ends(otherwise)
    case .choice(_, let branches, let otherwise):
      return branches.allSatisfy { ends($0.statements) } && ends(otherwise ?? [])
    default: return false
    }
  }

  /// The names, constants, variables and calls in all its expressions.
  var leaves: [Expression] {
    var found: [Expression] = []
    let visitor = LeafRewriter { (leaf) throws(Never) -> Expression? in
      found.append(leaf)
      return nil
    }
    visit { expression in _ = visitor.rewritten(expression) }
    return found
  }

  /// Whether it may read tables, by itself or by functions that it calls.
  fileprivate var mayRead: Bool {
    hasSubquery
      || leaves.contains {
        guard case .function(let call) = $0 else { return false }
        return call.schema != nil || FunctionCatalog.find(call.name.text.uppercased()) == nil
      }
  }

  fileprivate var hasSubquery: Bool {
    var isFound = false
    visit { expression in
      isFound = isFound || expression.contains { $0.query != nil }
    }
    return isFound
  }

  /// Calls the body with each expression of a statement of a stored program, those below it too.
  fileprivate func visit(_ body: (Expression) -> Void) {
    switch self {
    case .set(let set):
      for item in set.items {
        switch item {
        case .system(_, let value), .user(_, let value), .new(_, let value): body(value)
        case .names, .charset: break
        }
      }
    case .query(let query): body(.subquery(VitrineSQL.Subquery(query: query)))
    case .compound(let node): node.visit(body)
    case .do(let node): for expression in node.expressions { body(expression) }
    default: break
    }
  }
}

extension CompoundStatement {
  fileprivate func visit(_ body: (Expression) -> Void) {
    switch self {
    case .block(let block): for statement in block.statements { statement.visit(body) }
    case .declareVariables(_, _, let value): if let value { body(value) }
    case .declareCursor(_, let query): body(.subquery(VitrineSQL.Subquery(query: query)))
    case .declareHandler(_, _, let statement): statement.visit(body)
    case .conditional(let branches, let otherwise):
      Self.visit(branches, otherwise, body)
    case .choice(let operand, let branches, let otherwise):
      if let operand { body(operand) }
      Self.visit(branches, otherwise ?? [], body)
    case .loop(let loop):
      switch loop.kind {
      case .while(let condition), .repeat(let condition): body(condition)
      case .loop: break
      }
      for statement in loop.statements { statement.visit(body) }
    case .returns(let value): body(value)
    case .signal(let signal): for item in signal.items { body(item.value) }
    default: break
    }
  }

  private static func visit(
    _ branches: [ConditionalBranch],
    _ otherwise: [Statement],
    _ body: (Expression) -> Void
  ) {
    for branch in branches {
      body(branch.condition)
      for statement in branch.statements { statement.visit(body) }
    }
    for statement in otherwise { statement.visit(body) }
  }
}
