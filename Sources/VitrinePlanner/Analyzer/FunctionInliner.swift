import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Writes the body of a stored function into the statement that calls it.
///
///     BEGIN DECLARE l INT; IF p > 10 THEN SET l = 1; ELSE SET l = 2; END IF; RETURN l; END
///     f(t.a)   ⇒   CASE WHEN t.a > 10 THEN 1 ELSE 2 END
///
/// Parameters and variables become the expressions that they hold, each stored as its type stores it;
/// so the call goes wherever any expression goes, to the shards too.
///
/// Does not apply to bodies with loops, handlers, cursors or statements of SQL, and to those whose parts
/// may give another value each time: those are run by the engine, where their arguments are constant.
struct FunctionInliner {
  let environment: Environment
  let program: StoredProgram

  /// The variables in sight, by lower case name.
  private struct State {
    var values: [String: Scalar] = [:]
    var types: [String: (name: String, type: MySQLType)] = [:]
  }

  /// More than this is no longer an expression that anybody should evaluate.
  private static let largestSize = 4000

  /// The call with these arguments.
  ///
  /// - Throws: 1318 for their number, and what is wrong with the body's expressions.
  func inlined(_ arguments: [Scalar], in keyspace: String) throws(SQLError) -> Scalar {
    let parameters = program.definition.parameters
    guard arguments.count == parameters.count else {
      throw .wrongProgramArguments(
        of: "FUNCTION \(keyspace).\(program.name)",
        expected: parameters.count,
        got: arguments.count
      )
    }
    var state = State()
    for (parameter, argument) in zip(parameters, arguments) {
      if argument.isVolatile || argument.containsSubquery, uses(of: parameter.name) > 1 {
        throw refused("an argument that may change between two evaluations is used twice")
      }
      let type = try program.type(parameter.type, of: parameter.name.text)
      state.types[parameter.name.folded] = (parameter.name.text, type)
      state.values[parameter.name.folded] = argument.assigned(to: parameter.name.text, type)
    }
    return try result(of: [program.definition.body], state)
  }

  private func refused(_ reason: String) -> SQLError {
    SQLError(
      .unsupported,
      "the stored function \(program.name) cannot be evaluated here: \(reason)"
    )
  }

  private func uses(of name: Identifier) -> Int {
    program.definition.body.leaves.count {
      if case .column(let column) = $0 {
        column.qualifier == nil && column.name.matches(name)
      } else {
        false
      }
    }
  }

  // MARK: Statements

  /// What is returned by the first of the statements that returns something.
  private func result(of statements: [Statement], _ state: State) throws(SQLError) -> Scalar {
    var statements = statements[...]
    var state = state
    while let first = statements.popFirst() {
      switch first {
      case .compound(.block(let block)): statements = block.statements + statements
      case .compound(.declareVariables(let names, let type, let value)):
        try declare(names, type, value, &state)
      case .compound(.conditional(let branches, let otherwise)):
        return try choice(branches[...], otherwise, Array(statements), state)
      case .compound(.choice(let operand, let branches, let otherwise)):
        let tested = branches.map { $0.comparing(operand) }
        return try choice(tested[...], otherwise ?? [], Array(statements), state)
      case .compound(.returns(let value)):
        guard let syntax = program.definition.returns else { throw inexpressible() }
        let type = try program.type(syntax, of: program.name)
        return try checked(bound(value, state).assigned(to: program.name, type))
      case .set(let set): try assign(set, &state)
      default: throw inexpressible()
      }
    }
    throw refused("a path through it has no RETURN")
  }

  private func declare(
    _ names: [Identifier],
    _ type: ColumnTypeSyntax,
    _ value: Expression?,
    _ state: inout State
  ) throws(SQLError) {
    let value = try value.map { (value) throws(SQLError) in try bound(value, state) }
    for name in names {
      let type = try program.type(type, of: name.text)
      state.types[name.folded] = (name.text, type)
      state.values[name.folded] = (value ?? .null).assigned(to: name.text, type)
    }
  }

  private func assign(_ set: SetVariables, _ state: inout State) throws(SQLError) {
    for item in set.items {
      guard case .system(let variable, let value) = item,
        let (name, type) = state.types[variable.name.folded]
      else { throw inexpressible() }
      state.values[variable.name.folded] =
        try checked(bound(value, state).assigned(to: name, type))
    }
  }

  /// The value, if it is still one that somebody should evaluate.
  private func checked(_ value: Scalar) throws(SQLError) -> Scalar {
    guard value.isSmaller(than: Self.largestSize), !value.nests(deeperThan: Parser.maximumDepth)
    else { throw refused("it is too large") }
    return value
  }

  private func inexpressible() -> SQLError {
    refused("it has statements that no expression can stand for")
  }

  /// Each branch goes on with the statements behind the IF.
  private func choice(
    _ branches: ArraySlice<ConditionalBranch>,
    _ otherwise: [Statement],
    _ rest: [Statement],
    _ state: State
  ) throws(SQLError) -> Scalar {
    guard let branch = branches.first else { return try result(of: otherwise + rest, state) }
    try environment.context.descend(1, at: branch.span)
    defer { environment.context.ascend(1) }
    let condition = try bound(branch.condition, state)
    let yes = try result(of: branch.statements + rest, state)
    let no = try choice(branches.dropFirst(), otherwise, rest, state)
    return try checked(.call(Call(.choose, [condition, yes, no], yes.type)))
  }

  /// An expression of the body, whose variables come before columns of their names.
  private func bound(_ expression: Expression, _ state: State) throws(SQLError) -> Scalar {
    let scope = NameScope(outer: nil, clause: .fields)
    scope.hasGroups = false
    scope.seesItems = true
    scope.items = state.values.map { name, value in
      NameScope.Item(name: Self.hidden(name), isAliased: true, value: value, span: .none)
    }
    let rewriter = LeafRewriter { (leaf) throws(Never) -> Expression? in
      guard case .column(let column) = leaf, column.qualifier == nil,
        state.values[column.name.folded] != nil
      else { return nil }
      return .column(ColumnName(name: Identifier(text: Self.hidden(column.name.folded))))
    }
    return try ExpressionBinder(environment: environment, scope: scope)
      .value(rewriter.rewritten(expression))
  }

  /// A name that no column can have.
  private static func hidden(_ name: String) -> String { "\u{1}\(name)" }
}

extension Scalar {
  /// The value as a variable of the type takes it: errors and warnings are those of a column.
  fileprivate func assigned(to name: String, _ type: MySQLType) -> Scalar {
    .call(Call(.assign(name), [self], type))
  }

  fileprivate func isSmaller(than limit: Int) -> Bool {
    var count = 0
    return !contains { _ in
      count += 1
      return count > limit
    }
  }
}

extension ConditionalBranch {
  /// The branch of a CASE, with the comparison of its operand written out.
  fileprivate func comparing(_ operand: Expression?) -> ConditionalBranch {
    guard let operand else { return self }
    var copy = self
    copy.condition = .binary(
      BinaryOperation(operator: .equal, left: operand, right: condition, span: span)
    )
    return copy
  }
}
