import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension ExpressionBinder {
  func function(_ call: FunctionCall) throws(SQLError) -> Scalar {
    let name = call.name.text.uppercased()
    if let found = StoredProgram.find(
      call,
      in: context.catalog,
      default: environment.keyspace
    ) {
      return try storedFunction(found.program, of: found.keyspace, call)
    }
    if let schema = call.schema {
      if isTrusting, call.over == nil { return shardCall(name, try values(call.arguments)) }
      throw SQLError(
        .unknownFunction,
        "FUNCTION \(schema.text).\(call.name.text) does not exist",
        at: call.span
      )
    }
    if call.over != nil { return try window(call, name) }
    if let value = try loneAnyValue(call, name) { return value }
    if let aggregate = AggregateFunction(named: name, isStar: call.isStar) {
      return try self.aggregate(aggregate, call)
    }
    if WindowFunctions.contains(name) {
      throw SQLError(.parseError, "\(name) needs an OVER clause", at: call.span)
    }
    if let special = try specialFunction(name, call) { return special }
    guard FunctionCatalog.find(name) != nil else {
      guard isTrusting, name.allSatisfy(\.isFunctionLetter) else { throw unknownFunction(call) }
      return shardCall(name, try values(call.arguments))
    }
    let arguments = try keyword(call) + values(call.arguments)
    guard !isTrusting || FunctionCatalog.takes(name, arguments.count) else {
      return shardCall(name, arguments)
    }
    context.noteFunction(name, arguments)
    return try self.call(.function(name), arguments)
  }

  /// A call of a stored function, as the expression that it comes to where there is one.
  private func storedFunction(
    _ program: StoredProgram,
    of keyspace: String,
    _ call: FunctionCall
  ) throws(SQLError) -> Scalar {
    guard environment.callsPrograms else {
      throw SQLError(
        .unsupported,
        "the stored function \(program.name) cannot be called in the definition of a table",
        at: call.span
      )
    }
    let arguments = try values(call.arguments)
    guard program.isInlinable(context.options) else {
      return try self.call(program, of: keyspace, arguments, call)
    }
    do throws(SQLError) {
      return try inlined(program, of: keyspace, arguments, call)
    } catch {
      // As a value that is used twice and may be another one each time.
      guard error.code == .unsupported else { throw error }
      return try self.call(program, of: keyspace, arguments, call)
    }
  }

  /// A call that the engine runs for each row.
  private func call(
    _ program: StoredProgram,
    of keyspace: String,
    _ arguments: [Scalar],
    _ call: FunctionCall
  ) throws(SQLError) -> Scalar {
    guard arguments.count == program.definition.parameters.count else {
      throw .wrongProgramArguments(
        of: "FUNCTION \(keyspace).\(program.name)",
        expected: program.definition.parameters.count,
        got: arguments.count,
        at: call.span
      )
    }
    guard let returns = program.definition.returns else { throw unknownFunction(call) }
    let nature = program.nature(in: context.catalog, of: keyspace)
    let reference = ProgramReference(
      keyspace: keyspace,
      name: program.name,
      isVolatile: nature.isVolatile,
      number: context.noteProgram(program.name, nature)
    )
    let type = try program.type(returns, of: program.name)
    return .call(Call(.program(reference), arguments, type))
  }

  private func inlined(
    _ program: StoredProgram,
    of keyspace: String,
    _ arguments: [Scalar],
    _ call: FunctionCall
  ) throws(SQLError) -> Scalar {
    var inner = Environment(context)
    inner.keyspace = keyspace
    inner.isStored = true
    inner.storedCollation = program.connection.literalCollation
    let name = "\(keyspace).\(program.name.lowercased())"
    guard context.inlinedPrograms.insert(name).inserted else {
      throw SQLError(
        .recursiveFunction,
        "Recursive stored functions and triggers are not allowed."
      )
    }
    defer { context.inlinedPrograms.remove(name) }
    try context.noteExpansion()
    try context.descend(4, at: call.span)
    defer { context.ascend(4) }
    return try FunctionInliner(environment: inner, program: program)
      .inlined(arguments, in: keyspace)
  }

  private func unknownFunction(_ call: FunctionCall) -> SQLError {
    Typing.unknownFunction(call.name.text, in: environment.keyspace).located(at: call.name.span)
  }

  /// The word before the first argument, as text: `TIMESTAMPDIFF(DAY, …)`.
  private func keyword(_ call: FunctionCall) -> [Scalar] {
    guard let word = call.leadingKeyword?.uppercased() else { return [] }
    return [.literal(BoundLiteral(.text(word), .varchar(word.count)))]
  }

  /// Functions that are other operations in disguise.
  private func specialFunction(
    _ name: String,
    _ call: FunctionCall
  ) throws(SQLError) -> Scalar? {
    let arguments = call.arguments
    switch (name, arguments.count) {
    case ("DATE_ADD", 2), ("ADDDATE", 2): return try dateMoved(call, isSubtracted: false)
    case ("DATE_SUB", 2), ("SUBDATE", 2): return try dateMoved(call, isSubtracted: true)
    case ("TIMESTAMPADD", 2):
      let unit = call.leadingKeyword?.uppercased() ?? "DAY"
      return try self.call(
        .addInterval(unit: unit),
        [try value(arguments[1]), try value(arguments[0])]
      )
    case ("IF", 3): return try self.call(.choose, try values(arguments))
    case ("ISNULL", 1): return .call(Call(.isNull, try values(arguments), .boolean))
    case ("COALESCE", 1):
      return try self.call(.function(name), [try value(arguments[0]).membersAsTexts])
    case ("NULLIF", 2):
      return try self.call(.function(name), try yearsBeside(try values(arguments)))
    case ("MOD", 2): return try self.call(.modulo, try values(arguments))
    case ("NAME_CONST", 2) where call.givenName != nil && arguments[1].isSignedLiteral:
      return try value(arguments[1])
    case ("CHAR", 1...) where call.charset != nil: return try characters(call)
    case ("STR_TO_DATE", 2):
      let (text, format) = (try value(arguments[0]), try value(arguments[1]))
      return try self.call(.function(name), [text, literal(ofText: format)])
    default: return nil
    }
  }

  /// `DATE_ADD(d, INTERVAL 1 DAY)`, and `ADDDATE(d, 1)` for days.
  private func dateMoved(_ call: FunctionCall, isSubtracted: Bool) throws(SQLError) -> Scalar {
    let (date, amount) = (call.arguments[0], call.arguments[1])
    if case .interval(let interval) = amount {
      return try moved(date, by: interval, isSubtracted: isSubtracted)
    }
    guard call.name.matches("ADDDATE") || call.name.matches("SUBDATE") else {
      throw SQLError(
        .parseError,
        "\(call.name.text) needs an INTERVAL as its second argument",
        at: amount.span
      )
    }
    return try moved(
      date,
      by: Interval(value: amount, unit: .day, span: amount.span),
      isSubtracted: isSubtracted
    )
  }

  /// A constant text as the literal that it comes to, where that is known while planning.
  private func literal(ofText value: Scalar) -> Scalar {
    guard case .call = value, let text = value.foldedText else { return value }
    context.pin(literalsOf: value)
    return .literal(BoundLiteral(.text(text), value.type))
  }

  /// `CHAR(77, 121 USING utf8mb4)`.
  private func characters(_ call: FunctionCall) throws(SQLError) -> Scalar {
    let bytes = try self.call(.function("CHAR"), try values(call.arguments))
    guard let charset = call.charset, let collation = Collation.standard(of: charset.folded) else {
      throw SQLError(.unknownCharacterSet, "Unknown character set", at: call.span)
    }
    if collation == .binary { return bytes }
    if collation == .standard { return try self.call(.function("CHAR USING"), [bytes]) }
    let type = MySQLType.text(ofLength: call.arguments.count * 4, collation)
    let units = ["ucs2": "CHAR OF UTF16", "utf16": "CHAR OF UTF16", "utf32": "CHAR OF UTF32"]
    if let wide = units[charset.folded] { return try self.call(.function(wide), [bytes]) }
    return try self.call(.function("CHAR OF BYTES"), [.call(Call(.cast(type), [bytes], type))])
  }
}

extension Character {
  /// Whether a function's name can be written with it as it is.
  fileprivate var isFunctionLetter: Bool { isASCII && (isLetter || isNumber || self == "_") }
}
