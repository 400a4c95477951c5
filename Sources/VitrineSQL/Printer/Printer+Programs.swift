extension Printer {
  mutating func write(program statement: Statement) {
    switch statement {
    case .createRoutine(let node): write(node)
    case .createTrigger(let node): write(node)
    case .createEvent(let node): write(node)
    case .alterEvent(let node): write(node)
    case .alterRoutine(let node):
      write("alter \(node.kind.rawValue) ")
      write(node.name)
      for characteristic in node.characteristics { write(" \(characteristic)") }
    case .dropRoutine(let node):
      write("drop \(node.kind.rawValue) ")
      write("if exists ", if: node.isIfExists)
      write(node.name)
    case .compound(let node): write(node)
    default: break
    }
  }

  private mutating func write(_ node: CreateRoutine) {
    write("create ")
    write(definer: node.definer)
    write(node.isFunction ? "function " : "procedure ")
    write("if not exists ", if: node.isIfNotExists)
    write(node.name)
    write(" ")
    parenthesized(node.parameters) { printer, parameter in
      if let mode = parameter.mode { printer.write("\(mode.rawValue) ") }
      printer.write(parameter.name)
      printer.write(" ")
      printer.write(parameter.type)
    }
    if let type = node.returns {
      write(" returns ")
      write(type)
    }
    for characteristic in node.characteristics { write(" \(characteristic)") }
    write(" ")
    write(node.body)
  }

  private mutating func write(_ node: CreateTrigger) {
    write("create ")
    write(definer: node.definer)
    write("trigger ")
    write("if not exists ", if: node.isIfNotExists)
    write(node.name)
    write(node.isBefore ? " before " : " after ")
    write("\(node.event) on ")
    write(node.table)
    write(" for each row ")
    if let other = node.neighbour {
      write(other.isFollowed ? "follows " : "precedes ")
      write(other.name)
      write(" ")
    }
    write(node.body)
  }

  private mutating func write(_ node: CreateEvent) {
    write("create ")
    write(definer: node.definer)
    write("event ")
    write("if not exists ", if: node.isIfNotExists)
    write(node.name)
    writeSchedule(node)
    if let status = node.status { write(" \(status)") }
    write(" comment ", node.comment)
    write(" do ")
    write(node.body)
  }

  private mutating func writeSchedule(_ node: CreateEvent) {
    write(" on schedule ", if: node.at != nil || node.every != nil)
    if let moment = node.at {
      write("at ")
      write(moment)
    }
    if let every = node.every {
      write("every ")
      write(every.value)
      write(" \(every.unit.rawValue)")
    }
    for (word, moment) in [("starts", node.starts), ("ends", node.ends)] {
      guard let moment else { continue }
      write(" \(word) ")
      write(moment)
    }
    if let preserve = node.preserve {
      write(preserve ? " on completion preserve" : " on completion not preserve")
    }
  }

  private mutating func write(_ node: AlterEvent) {
    write("alter ")
    write(definer: node.change.definer)
    write("event ")
    write(node.change.name)
    writeSchedule(node.change)
    if let name = node.newName {
      write(" rename to ")
      write(name)
    }
    if let status = node.change.status { write(" \(status)") }
    write(" comment ", node.change.comment)
    guard node.hasBody else { return }
    write(" do ")
    write(node.change.body)
  }
}

// MARK: Compound statements
extension Printer {
  private mutating func write(statements: [Statement]) {
    for statement in statements {
      write(statement)
      write("; ")
    }
  }

  private mutating func write(_ node: CompoundStatement) {
    switch node {
    case .block(let block):
      write(label: block.label)
      write("begin ")
      write(statements: block.statements)
      write("end")
      if let label = block.label { write(" ", label) }
    case .conditional(let branches, let otherwise):
      write(branches: branches, first: "if ", then: "elseif ")
      write(otherwise: otherwise)
      write("end if")
    case .choice(let operand, let branches, let otherwise):
      write("case ")
      if let operand {
        write(operand)
        write(" ")
      }
      write(branches: branches, first: "when ", then: "when ")
      if let otherwise {
        write("else ")
        write(statements: otherwise)
      }
      write("end case")
    case .loop(let loop): write(loop)
    case .signal(let signal): write(signal)
    case .getDiagnostics(let diagnostics): write(diagnostics)
    case .returns(let value):
      write("return ")
      write(value)
    case .leave(let label): write("leave ", label)
    case .iterate(let label): write("iterate ", label)
    case .open(let name): write("open ", name)
    case .close(let name): write("close ", name)
    case .fetch(let name, let targets):
      write("fetch ", name)
      write(" into ")
      names(targets)
    case .declareVariables, .declareCondition, .declareCursor, .declareHandler:
      write(declaration: node)
    }
  }

  private mutating func write(declaration node: CompoundStatement) {
    write("declare ")
    switch node {
    case .declareVariables(let names, let type, let value):
      self.names(names)
      write(" ")
      write(type)
      if let value {
        write(" default ")
        write(value)
      }
    case .declareCondition(let name, let condition):
      write(name)
      write(" condition for ")
      write(condition)
    case .declareCursor(let name, let query):
      write(name)
      write(" cursor for ")
      write(query)
    case .declareHandler(let action, let conditions, let body):
      write("\(action) handler for ")
      list(conditions) { $0.write($1) }
      write(" ")
      write(body)
    default: break
    }
  }

  private mutating func write(label: Identifier?) {
    guard let label else { return }
    write(label)
    write(": ")
  }

  private mutating func write(branches: [ConditionalBranch], first: String, then: String) {
    for (index, branch) in branches.enumerated() {
      write(index == 0 ? first : then)
      write(branch.condition)
      write(" then ")
      write(statements: branch.statements)
    }
  }

  private mutating func write(otherwise: [Statement]) {
    guard !otherwise.isEmpty else { return }
    write("else ")
    write(statements: otherwise)
  }

  private mutating func write(_ loop: LoopStatement) {
    write(label: loop.label)
    let word: String
    switch loop.kind {
    case .loop:
      word = "loop"
      write("loop ")
      write(statements: loop.statements)
    case .while(let condition):
      word = "while"
      write("while ")
      write(condition)
      write(" do ")
      write(statements: loop.statements)
    case .repeat(let condition):
      word = "repeat"
      write("repeat ")
      write(statements: loop.statements)
      write("until ")
      write(condition)
      write(" ")
    }
    write("end \(word)")
    if let label = loop.label { write(" ", label) }
  }

  private mutating func write(_ condition: HandlerCondition) {
    switch condition {
    case .errorCode(let number): write(number)
    case .sqlState(let state): write("sqlstate ", state)
    case .named(let name): write(name)
    case .sqlWarning: write("sqlwarning")
    case .notFound: write("not found")
    case .sqlException: write("sqlexception")
    }
  }

  private mutating func write(_ signal: SignalStatement) {
    write(signal.isResignal ? "resignal" : "signal")
    if let condition = signal.condition {
      write(" ")
      write(condition)
    }
    if !signal.items.isEmpty {
      write(" set ")
      list(signal.items) { printer, item in
        printer.write("\(item.name) = ")
        printer.write(item.value)
      }
    }
  }

  private mutating func write(_ node: GetDiagnostics) {
    write("get ")
    write("current ", if: node.isCurrent)
    write("stacked ", if: node.isStacked)
    write("diagnostics ")
    if let condition = node.condition {
      write("condition ")
      write(condition)
      write(" ")
    }
    list(node.items) { printer, item in
      switch item.target {
      case .user(let variable): printer.write(.userVariable(variable))
      case .local(let name): printer.write(name)
      }
      printer.write(" = \(item.name)")
    }
  }
}
