/// How a procedure's parameter is passed.
package enum ParameterMode: String, Sendable, Hashable, CaseIterable {
  case `in` = "in"
  case out = "out"
  case `inout` = "inout"
}

/// A parameter of a routine.
package struct RoutineParameter: Sendable, Hashable {
  package var mode: ParameterMode?
  package var name: Identifier
  package var type: ColumnTypeSyntax
  package var span: Span

  package init(
    mode: ParameterMode? = nil,
    name: Identifier,
    type: ColumnTypeSyntax,
    span: Span = .none
  ) {
    self.mode = mode
    self.name = name
    self.type = type
    self.span = span
  }
}

/// `CREATE PROCEDURE`, `CREATE FUNCTION`.
package struct CreateRoutine: Sendable, Hashable {
  package var name: TableName
  package var isFunction: Bool
  package var definer: AccountName?
  package var isIfNotExists: Bool
  package var parameters: [RoutineParameter]
  package var returns: ColumnTypeSyntax?
  /// `deterministic`, `reads sql data`, `comment 'x'`, … as printed.
  package var characteristics: [String]
  package var body: Statement
  /// Where the body stands in the text.
  package var bodySpan = Span.none
  package var span: Span

  package init(
    name: TableName,
    isFunction: Bool = false,
    definer: AccountName? = nil,
    isIfNotExists: Bool = false,
    parameters: [RoutineParameter] = [],
    returns: ColumnTypeSyntax? = nil,
    characteristics: [String] = [],
    body: Statement,
    span: Span = .none
  ) {
    self.name = name
    self.isFunction = isFunction
    self.definer = definer
    self.isIfNotExists = isIfNotExists
    self.parameters = parameters
    self.returns = returns
    self.characteristics = characteristics
    self.body = body
    self.span = span
  }
}

/// `FOLLOWS x` or `PRECEDES x`.
package struct TriggerNeighbour: Sendable, Hashable {
  package var isFollowed: Bool
  package var name: Identifier

  package init(isFollowed: Bool, name: Identifier) {
    self.isFollowed = isFollowed
    self.name = name
  }
}

/// `CREATE TRIGGER`.
package struct CreateTrigger: Sendable, Hashable {
  package var name: TableName
  package var definer: AccountName?
  package var isIfNotExists: Bool
  package var isBefore: Bool
  /// `insert`, `update`, `delete`.
  package var event: String
  package var table: TableName
  package var neighbour: TriggerNeighbour?
  package var body: Statement
  /// Where the body stands in the text.
  package var bodySpan = Span.none
  package var span: Span

  package init(
    name: TableName,
    definer: AccountName? = nil,
    isIfNotExists: Bool = false,
    isBefore: Bool = false,
    event: String,
    table: TableName,
    neighbour: TriggerNeighbour? = nil,
    body: Statement,
    span: Span = .none
  ) {
    self.name = name
    self.definer = definer
    self.isIfNotExists = isIfNotExists
    self.isBefore = isBefore
    self.event = event
    self.table = table
    self.neighbour = neighbour
    self.body = body
    self.span = span
  }
}

/// `CREATE EVENT`.
package struct CreateEvent: Sendable, Hashable {
  package var name: TableName
  package var definer: AccountName?
  package var isIfNotExists: Bool
  package var at: Expression?
  package var every: Interval?
  package var starts: Expression?
  package var ends: Expression?
  package var preserve: Bool?
  /// `enable`, `disable`, `disable on slave`.
  package var status: String?
  package var comment: Literal?
  package var body: Statement
  /// Where the body stands in the text.
  package var bodySpan = Span.none
  package var span: Span

  package init(
    name: TableName,
    definer: AccountName? = nil,
    isIfNotExists: Bool = false,
    at: Expression? = nil,
    every: Interval? = nil,
    starts: Expression? = nil,
    ends: Expression? = nil,
    preserve: Bool? = nil,
    status: String? = nil,
    comment: Literal? = nil,
    body: Statement,
    span: Span = .none
  ) {
    self.name = name
    self.definer = definer
    self.isIfNotExists = isIfNotExists
    self.at = at
    self.every = every
    self.starts = starts
    self.ends = ends
    self.preserve = preserve
    self.status = status
    self.comment = comment
    self.body = body
    self.span = span
  }
}

/// `ALTER EVENT`.
package struct AlterEvent: Sendable, Hashable {
  /// What it changes, in the shape of CREATE; parts that are not there stay as they are.
  package var change: CreateEvent
  /// The name after RENAME TO.
  package var newName: TableName?
  /// Whether it has a body: else that of `change` means nothing.
  package var hasBody = false

  package init(change: CreateEvent) {
    self.change = change
  }

  /// Whether it says when the event runs.
  package var hasSchedule: Bool { change.at != nil || change.every != nil }
}

/// `ALTER PROCEDURE | FUNCTION`.
package struct AlterRoutine: Sendable, Hashable {
  package var kind: ProgramKind
  package var name: TableName
  /// `reads sql data`, `comment 'x'`, … as printed.
  package var characteristics: [String]
  package var span: Span

  package init(
    kind: ProgramKind,
    name: TableName,
    characteristics: [String] = [],
    span: Span = .none
  ) {
    self.kind = kind
    self.name = name
    self.characteristics = characteristics
    self.span = span
  }
}

/// A kind of stored program.
package enum ProgramKind: String, Sendable, Hashable, CaseIterable {
  case procedure = "procedure"
  case function = "function"
  case trigger = "trigger"
  case event = "event"
}

/// `DROP PROCEDURE | FUNCTION | TRIGGER | EVENT`.
package struct DropProgram: Sendable, Hashable {
  package var kind: ProgramKind
  package var name: TableName
  package var isIfExists: Bool
  package var span: Span

  package init(kind: ProgramKind, name: TableName, isIfExists: Bool = false, span: Span = .none) {
    self.kind = kind
    self.name = name
    self.isIfExists = isIfExists
    self.span = span
  }
}

/// A statement that only stands in a stored program.
package indirect enum CompoundStatement: Sendable, Hashable {
  /// `BEGIN … END`
  case block(BlockStatement)
  case declareVariables([Identifier], ColumnTypeSyntax, Expression?)
  case declareCondition(Identifier, HandlerCondition)
  case declareCursor(Identifier, QueryExpression)
  /// `continue`, `exit` or `undo`
  case declareHandler(String, [HandlerCondition], Statement)
  /// `IF … ELSEIF … ELSE … END IF`
  case conditional([ConditionalBranch], [Statement])
  /// `CASE … END CASE`
  case choice(Expression?, [ConditionalBranch], [Statement]?)
  case loop(LoopStatement)
  case leave(Identifier)
  case iterate(Identifier)
  case returns(Expression)
  case open(Identifier)
  case fetch(Identifier, [Identifier])
  case close(Identifier)
  case signal(SignalStatement)
  case getDiagnostics(GetDiagnostics)
}

/// `[label:] BEGIN … END`.
package struct BlockStatement: Sendable, Hashable {
  package var label: Identifier?
  package var statements: [Statement]
  package var span: Span

  package init(label: Identifier? = nil, statements: [Statement] = [], span: Span = .none) {
    self.label = label
    self.statements = statements
    self.span = span
  }
}

/// A condition and what it guards.
package struct ConditionalBranch: Sendable, Hashable {
  package var condition: Expression
  package var statements: [Statement]
  package var span: Span

  package init(condition: Expression, statements: [Statement], span: Span = .none) {
    self.condition = condition
    self.statements = statements
    self.span = span
  }
}

/// How a loop ends.
package indirect enum LoopKind: Sendable, Hashable {
  case loop
  case `while`(Expression)
  /// `REPEAT … UNTIL condition`
  case `repeat`(Expression)
}

/// `LOOP`, `WHILE`, `REPEAT`.
package struct LoopStatement: Sendable, Hashable {
  package var label: Identifier?
  package var kind: LoopKind
  package var statements: [Statement]
  package var span: Span

  package init(
    label: Identifier? = nil,
    kind: LoopKind,
    statements: [Statement],
    span: Span = .none
  ) {
    self.label = label
    self.kind = kind
    self.statements = statements
    self.span = span
  }
}

/// What a handler reacts to.
package enum HandlerCondition: Sendable, Hashable {
  case errorCode(String)
  case sqlState(Literal)
  case named(Identifier)
  case sqlWarning
  case notFound
  case sqlException
}

/// `SIGNAL` and `RESIGNAL`.
package struct SignalStatement: Sendable, Hashable {
  package var isResignal: Bool
  package var condition: HandlerCondition?
  package var items: [SignalItem]
  package var span: Span

  package init(
    isResignal: Bool = false,
    condition: HandlerCondition? = nil,
    items: [SignalItem] = [],
    span: Span = .none
  ) {
    self.isResignal = isResignal
    self.condition = condition
    self.items = items
    self.span = span
  }
}

/// `message_text = 'x'`.
package struct SignalItem: Sendable, Hashable {
  package var name: String
  package var value: Expression
  package var span: Span

  package init(name: String, value: Expression, span: Span = .none) {
    self.name = name
    self.value = value
    self.span = span
  }
}
