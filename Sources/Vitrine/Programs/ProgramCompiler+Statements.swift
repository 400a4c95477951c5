import VitrinePlanner
import VitrineSQL
import VitrineSharding

extension ProgramCompiler {
  mutating func steps(
    _ statements: [Statement],
    _ scope: ProgramScope
  ) throws(SQLError) -> [ProgramStep] {
    var steps: [ProgramStep] = []
    for statement in statements { steps += try self.statement(statement, scope) }
    return steps
  }

  /// One statement as one step.
  mutating func step(
    _ statement: Statement,
    _ scope: ProgramScope
  ) throws(SQLError) -> ProgramStep {
    let steps = try self.statement(statement, scope)
    if steps.count == 1, let only = steps.first { return only }
    blockCount += 1
    return .block(ProgramBlock(id: blockCount, steps: steps))
  }

  /// The steps of a statement: several where SET has several items.
  private mutating func statement(
    _ statement: Statement,
    _ scope: ProgramScope
  ) throws(SQLError) -> [ProgramStep] {
    try check(statement)
    switch statement {
    case .compound(let node): return [try compound(node, scope)]
    case .set(let set): return try assignments(set, scope)
    case .query(let query): return [try select(query, scope)]
    case .call(let node): return [.call(try call(node, scope))]
    case .do(let node):
      return [
        .evaluate(
          try node.expressions.mapTyped { (value) throws(SQLError) in try expression(value, scope) }
        )
      ]
    default: return [.run(try query(statement, scope))]
    }
  }

  private mutating func compound(
    _ node: CompoundStatement,
    _ scope: ProgramScope
  ) throws(SQLError) -> ProgramStep {
    switch node {
    case .block(let block): return try self.block(block, scope)
    case .conditional(let branches, let otherwise):
      return .branch(
        try self.branches(branches, scope),
        otherwise: try steps(otherwise, scope)
      )
    case .choice(let operand, let branches, let otherwise):
      return try choice(operand, branches, otherwise, scope)
    case .loop(let loop): return try self.loop(loop, scope)
    case .leave(let name): return .leave(try label(name, "LEAVE", scope))
    case .iterate(let name): return .iterate(try label(name, "ITERATE", scope))
    case .returns(let value):
      guard isFunction else {
        throw SQLError(
          .returnOutsideFunction,
          "RETURN is only allowed in a FUNCTION",
          at: value.span
        )
      }
      hasReturn = true
      return .returns(try expression(value, scope))
    case .open(let name): return .open(try scope.cursor(name))
    case .close(let name): return .close(try scope.cursor(name))
    case .fetch(let name, let names):
      let targets = try names.mapTyped { (name) throws(SQLError) in
        ProgramTarget.local(try scope.slot(of: name))
      }
      return .fetch(try scope.cursor(name), targets)
    case .signal(let node): return try signal(node, scope)
    case .getDiagnostics(let node): return .diagnostics(try diagnostics(node, scope))
    case .declareVariables, .declareCondition, .declareCursor, .declareHandler:
      throw SQLError(.parseError, "DECLARE stands only at the beginning of a block")
    }
  }

  // MARK: Branches and loops

  private mutating func branches(
    _ branches: [ConditionalBranch],
    _ scope: ProgramScope
  ) throws(SQLError) -> [ProgramBranch] {
    var compiled: [ProgramBranch] = []
    for branch in branches {
      compiled.append(
        ProgramBranch(
          condition: try condition(branch.condition, scope),
          steps: try steps(branch.statements, scope)
        )
      )
    }
    return compiled
  }

  /// A CASE takes its operand once, into a variable of its own, and compares that.
  private mutating func choice(
    _ operand: Expression?,
    _ branches: [ConditionalBranch],
    _ otherwise: [Statement]?,
    _ scope: ProgramScope
  ) throws(SQLError) -> ProgramStep {
    var compared = branches
    var taken: ProgramStep?
    let inner = ProgramScope(inside: scope)
    if let operand {
      let name = Identifier(text: "case operand \(program.variables.count)")
      let slot = addHiddenVariable()
      taken = .assign(.local(slot), try expression(operand, scope))
      try inner.declare(variable: name, slot: slot)
      for index in compared.indices {
        compared[index].condition = .binary(
          BinaryOperation(
            operator: .equal,
            left: .column(ColumnName(name: name)),
            right: branches[index].condition
          )
        )
      }
    }
    let step = ProgramStep.branch(
      try self.branches(compared, inner),
      otherwise: try otherwise.map { (steps) throws(SQLError) in
        try self.steps(steps, scope)
      } ?? [.caseNotFound]
    )
    guard let taken else { return step }
    blockCount += 1
    return .block(ProgramBlock(id: blockCount, steps: [taken, step]))
  }

  private mutating func loop(
    _ node: LoopStatement,
    _ outer: ProgramScope
  ) throws(SQLError) -> ProgramStep {
    let scope = ProgramScope(inside: outer)
    let label = try node.label.map { (name) throws(SQLError) in
      try declare(name, in: scope, isLoop: true)
    }
    let kind: ProgramLoop.Kind =
      switch node.kind {
      case .loop: .loop
      case .while(let test): .while(try condition(test, scope))
      case .repeat(let test): .repeat(try condition(test, scope))
      }
    return .loop(
      ProgramLoop(label: label, kind: kind, steps: try steps(node.statements, scope))
    )
  }

  private func label(
    _ name: Identifier,
    _ word: String,
    _ scope: ProgramScope
  ) throws(SQLError) -> Int {
    if let found = scope.find(label: name), found.isLoop || word == "LEAVE" { return found.id }
    throw SQLError(
      .labelMismatch,
      "\(word) with no matching label: \(name.text)",
      at: name.span
    )
  }

  // MARK: Values

  /// An expression as a condition: 1 where it is true, 0 where it is false or NULL.
  private func condition(
    _ value: Expression,
    _ scope: ProgramScope
  ) throws(SQLError) -> ProgramExpression {
    try expression(.isTest(IsTest(operand: value, test: .true)), scope)
  }

  func expression(
    _ value: Expression,
    _ scope: ProgramScope
  ) throws(SQLError) -> ProgramExpression {
    switch value {
    case .literal(let literal):
      if let constant = TypedValue(constant: literal) { return .constant(constant) }
    case .column(let name) where name.qualifier == nil:
      return .variable(try scope.slot(of: name.name))
    case .column(let name):
      if let rows, TriggerRows.contains(name) { return .variable(try rows.slot(of: name)) }
    default: break
    }
    let text = "SELECT \(value.printed())"
    return .computed(try query(parsing: text, scope, mode: .default))
  }

  private mutating func assignments(
    _ set: SetVariables,
    _ scope: ProgramScope
  ) throws(SQLError) -> [ProgramStep] {
    try set.items.mapTyped { (item) throws(SQLError) -> ProgramStep in
      switch item {
      case .user(let variable, let value):
        return .assign(.user(variable.name.text), try expression(value, scope))
      case .system(let variable, let value):
        try checkNotOfRow(variable)
        if variable.scope == nil, let slot = scope.find(variable: variable.name.text) {
          return .assign(.local(slot), try expression(value, scope))
        }
        try checkKnown(variable)
        guard value.contains(where: { $0.isLocal(in: scope) }) else {
          return .run(ProgramQuery(text: set.printed(item), statement: .set(set.with(item))))
        }
        return .assignSystem(variable, try expression(value, scope))
      case .new(let column, let value):
        guard let rows else {
          throw SQLError(
            .unknownVariable,
            "Unknown system variable '\(column.name.text)'",
            at: column.name.span
          )
        }
        return .assign(.local(try rows.assignedSlot(of: column)), try expression(value, scope))
      case .names, .charset:
        return .run(ProgramQuery(text: set.printed(item), statement: .set(set.with(item))))
      }
    }
  }

  /// OLD is not set, and nothing in a trigger sets `autocommit`.
  private func checkNotOfRow(_ variable: SystemVariable) throws(SQLError) {
    guard let rows else { return }
    let name = variable.name.folded
    if name == "autocommit" {
      throw SQLError(
        .autocommitInTrigger,
        "Not allowed to set autocommit from a stored function or trigger",
        at: variable.span
      )
    }
    guard name.hasPrefix("old.") else { return }
    let column = Identifier(text: String(variable.name.text.dropFirst(4)))
    let old = TableName(name: Identifier(text: "OLD"))
    _ = try rows.assignedSlot(
      of: ColumnName(qualifier: old, name: column, span: variable.span)
    )
  }

  private func checkKnown(_ variable: SystemVariable) throws(SQLError) {
    guard SystemVariableDefinition.all[variable.name.folded] == nil else { return }
    throw SQLError(
      .unknownVariable,
      "Unknown system variable '\(variable.name.text)'",
      at: variable.span
    )
  }

  private func target(
    _ variable: IntoVariable,
    _ scope: ProgramScope
  ) throws(SQLError) -> ProgramTarget {
    switch variable {
    case .user(let variable): .user(variable.name.text)
    case .local(let name): .local(try scope.slot(of: name))
    }
  }

  private func diagnostics(
    _ node: GetDiagnostics,
    _ scope: ProgramScope
  ) throws(SQLError) -> ProgramDiagnostics {
    ProgramDiagnostics(
      isStacked: node.isStacked,
      condition: try node.condition.map { (value) throws(SQLError) in
        try expression(value, scope)
      },
      items: try node.items.mapTyped { (item) throws(SQLError) in
        (try target(item.target, scope), item.name)
      }
    )
  }

  // MARK: Statements of SQL

  private func select(
    _ node: QueryExpression,
    _ scope: ProgramScope
  ) throws(SQLError) -> ProgramStep {
    guard case .variables(let targets)? = node.into else {
      if program.kind != .procedure, node.into == nil {
        throw SQLError(
          .resultSetFromFunction,
          "Not allowed to return a result set from a \(program.kind.rawValue)",
          at: node.span
        )
      }
      return .run(try query(.query(node), scope))
    }
    let taken = try targets.mapTyped { (variable) throws(SQLError) in try target(variable, scope) }
    return .select(try query(.query(node), scope), into: taken)
  }

  func call(_ node: VitrineSQL.Call, _ scope: ProgramScope) throws(SQLError) -> ProgramCall {
    ProgramCall(
      name: node.name,
      arguments: try node.arguments.mapTyped { (value) throws(SQLError) in
        let target: ProgramTarget? =
          switch value {
          case .userVariable(let variable): .user(variable.name.text)
          case .column(let name) where name.qualifier == nil:
            .local(try scope.slot(of: name.name))
          case .column(let name): try rowTarget(name)
          default: nil
          }
        return ProgramCall.Argument(value: try expression(value, scope), target: target)
      }
    )
  }

  /// A column of NEW that an argument may set; nil for what cannot be set.
  private func rowTarget(_ name: ColumnName) throws(SQLError) -> ProgramTarget? {
    guard let rows, rows.isBefore, TriggerRows.contains(name),
      name.qualifier?.name.folded == "new"
    else { return nil }
    return .local(try rows.assignedSlot(of: name))
  }

  /// A statement with its local variables as parameters.
  ///
  /// A query keeps the text it was written in, which names the columns of its answer.
  func query(_ statement: Statement, _ scope: ProgramScope) throws(SQLError) -> ProgramQuery {
    guard case .query(let node) = statement, !node.span.isEmpty else {
      return try query(parsing: statement.printed(), scope, mode: .default)
    }
    return try query(parsing: self.text(under: node.span), scope)
  }

  /// The bytes of the program's text under a span.
  private func text(under span: Span) -> String {
    let bytes = text.utf8.dropFirst(span.range.lowerBound).prefix(span.range.count)
    return String(Substring(bytes))
  }

  private func query(
    parsing text: String,
    _ scope: ProgramScope,
    mode own: SQLMode? = nil
  ) throws(SQLError) -> ProgramQuery {
    var statement = try Parser.parseProgramStatement(text, mode: own ?? mode)
    if case .query(var node) = statement, case .variables? = node.into {
      node.into = nil
      statement = .query(node)
    }
    var query = ProgramQuery(text: text, statement: statement, mode: own)
    let rewriter = LeafRewriter { (leaf) throws(SQLError) -> VitrineSQL.Expression? in
      guard case .column(let name) = leaf, let slot = try slot(of: name, scope) else { return nil }
      let position = query.slots.firstIndex(of: slot) ?? query.slots.count
      if position == query.slots.count {
        query.slots.append(slot)
        query.names.append((name.qualifier.map { "\($0.name.folded)." } ?? "") + name.name.folded)
      }
      return .parameter(
        ParameterReference(parameter: .positional(position), span: name.span)
      )
    }
    // Of CREATE TABLE … AS SELECT the session needs the names as well.
    if case .createTable(let create) = statement, let source = create.query {
      _ = try rewriter.rewritten(source)
    } else {
      query.statement = try rewriter.rewritten(statement)
    }
    return query
  }

  /// The variable that a name stands for in a statement; nil for a column of its tables.
  private func slot(of name: ColumnName, _ scope: ProgramScope) throws(SQLError) -> Int? {
    if name.qualifier == nil { return scope.find(variable: name.name.text) }
    guard let rows, TriggerRows.contains(name) else { return nil }
    return try rows.slot(of: name)
  }
}

extension SetVariables {
  fileprivate func with(_ item: SetItem) -> SetVariables {
    SetVariables(items: [item], span: span)
  }

  fileprivate func printed(_ item: SetItem) -> String { Statement.set(with(item)).printed() }
}

extension Expression {
  fileprivate func isLocal(in scope: ProgramScope) -> Bool {
    guard case .column(let name) = self else { return false }
    guard name.qualifier == nil else { return TriggerRows.contains(name) }
    return scope.find(variable: name.name.text) != nil
  }
}
