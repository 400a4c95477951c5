package import VitrineSQL
package import VitrineSharding

/// One function of MySQL's: how it is called, what it gives, and how SQLite computes it.
package struct FunctionDefinition: Sendable {
  /// How long a result holds.
  package enum Stability: Sendable, Hashable, Comparable {
    /// The same arguments always give the same result.
    case immutable
    /// One result for a statement: NOW(). Evaluated once, never per shard.
    case statement
    /// One result for a session until the session changes it: DATABASE().
    case session
    /// A new result for every call: RAND(), UUID().
    case volatile
  }

  package enum Kind: Sendable, Hashable {
    case scalar
    case aggregate
    case window
  }

  /// How the call is written for SQLite.
  package enum Rendering: Sendable {
    /// A call of this SQLite function with the converted arguments.
    case call(String)
    /// Text made of the converted arguments, the operands as they were, and the result's type.
    case template(
      @Sendable (_ arguments: [String], _ operands: [Operand], _ type: MySQLType)
        throws(SQLError) -> String
    )
  }

  /// MySQL's name, in upper case.
  package let name: String
  package let aliases: [String]
  package let arity: ClosedRange<Int>
  /// The kinds of the parameters; the last holds for all that follow.
  package let parameters: [ParameterKind]
  package let result: ResultRule
  package let stability: Stability
  package let kind: Kind
  package let sqlite: Rendering
  /// Parameters whose literal values decide the result's type, such as the digits of ROUND.
  package let typingParameters: Set<Int>
  /// Whether the result has the digits of a quotient that it does not show, though it is no choice.
  let keepsDigits: Bool
  /// Whether it counts seconds: a DECIMAL of six digits behind the point, or none where the seconds are whole.
  let countsSeconds: Bool

  package init(
    _ name: String,
    _ arity: ClosedRange<Int>,
    _ parameters: [ParameterKind],
    _ result: ResultRule,
    _ sqlite: Rendering,
    aliases: [String] = [],
    stability: Stability = .immutable,
    kind: Kind = .scalar,
    typingParameters: Set<Int> = [],
    keepsDigits: Bool = false,
    countsSeconds: Bool = false
  ) {
    self.name = name
    self.aliases = aliases
    self.arity = arity
    self.parameters = parameters
    self.result = result
    self.stability = stability
    self.kind = kind
    self.sqlite = sqlite
    self.typingParameters = typingParameters
    self.keepsDigits = keepsDigits
    self.countsSeconds = countsSeconds
  }

  /// The kind of the parameter at a position.
  package func parameter(_ position: Int) -> ParameterKind {
    guard position < parameters.count else { return parameters.last ?? .asIs }
    return parameters[position]
  }

  /// The name that it has in messages of MySQL's.
  package var messageName: String { name == "JSON_VALUE OF" ? "json_value" : name.lowercased() }

  /// The call as an operand: typed, and rendered where the arguments are.
  package func call(_ operands: [Operand]) throws(SQLError) -> Operand {
    do throws(SQLError) {
      return try called(operands)
    } catch {
      throw error.mixed(in: messageName)
    }
  }

  private func called(_ operands: [Operand]) throws(SQLError) -> Operand {
    try checkArity(operands.count)
    let type = try result.type(operands)
    let text = try rendered(converted(operands, type), operands, type)
    var call = Operand(text, type, coercibility: try result.coercibility(operands, type))
    if countsSeconds, type.kind == .decimal {
      call.ownDigits = "my_seconds_dec(\(text),\(type.scale ?? 0))"
    }
    if parameters.contains(.same) || keepsDigits, type.kind == .decimal {
      if operands.contains(where: { $0.unrounded != nil }) {
        call.unrounded = try rendered(
          converted(operands) { Conversion.sql($0, to: .decimal) },
          operands,
          Operand.unroundedType
        )
      } else if operands.enumerated().contains(where: {
        isValue($0.offset, $0.element) && $0.element.hasDigits(beside: type)
      }) {
        let arguments = converted(operands, \.withOwnDigits)
        call.ownDigits = try rendered(arguments, operands, Operand.unroundedType)
      }
    }
    return call
  }

  /// The arguments, with those that the result is one of under `text`.
  private func converted(_ operands: [Operand], _ text: (Operand) -> String) -> [String] {
    operands.enumerated()
      .map { position, operand in
        isValue(position, operand)
          ? text(operand) : converted(operand, at: position)
      }
  }

  private func converted(_ operand: Operand, at position: Int) -> String {
    let kind = parameter(position)
    return kind == .json
      ? Conversion.document(operand, argument: position + 1, of: messageName)
      : Conversion.sql(operand, to: kind)
  }

  private func isValue(_ position: Int, _ operand: Operand) -> Bool {
    parameter(position) == .same || keepsDigits && operand.type.kind == .decimal
  }

  private func rendered(
    _ arguments: [String],
    _ operands: [Operand],
    _ type: MySQLType
  ) throws(SQLError) -> String {
    switch sqlite {
    case .call(let function): return "\(function)(\(arguments.joined(separator: ",")))"
    case .template(let render): return try render(arguments, operands, type)
    }
  }

  private func checkArity(_ count: Int) throws(SQLError) {
    guard arity.contains(count) else {
      if arity.upperBound >= Self.many, count > arity.upperBound {
        let limit = "\(name) of more than \(arity.upperBound) arguments"
        throw SQLError(.unsupported, "\(limit) is not supported")
      }
      throw SQLError(
        .wrongArgumentCount,
        "Incorrect parameter count in the call to native function '\(name)'",
        hint: arityHint
      )
    }
  }

  private var arityHint: String {
    if arity.lowerBound == arity.upperBound { return "\(name) takes \(arity.lowerBound)" }
    if arity.upperBound >= Self.many {
      return "\(name) takes \(arity.lowerBound) or more"
    }
    return "\(name) takes \(arity.lowerBound) to \(arity.upperBound)"
  }

  private func converted(_ operands: [Operand], _ type: MySQLType) -> [String] {
    let shared = operands.indices.filter { parameter($0) == .same }
    var common = CommonType.of(shared.map { operands[$0] })
    // Bytes that yield to a text are one, before they are compared with it.
    if common.isBinary, type.isText { common = type }
    return operands.enumerated().map { position, operand in
      parameter(position) == .same
        ? Conversion.sql(operand, as: common) : converted(operand, at: position)
    }
  }

  /// The most arguments SQLite lets a function have, less those that a rendering adds.
  package static let many = 120

  /// The most arguments of what is rendered without such a function: SQLite's limit on the depth of an
  /// expression, less what stands around it.
  static let any = 900

  /// A call of an associative function that SQLite gives no more than so many arguments: calls in a call beyond
  /// them, none of which has one argument alone.
  static func nested(
    _ function: String,
    _ arguments: [String],
    first: (String) -> String = { $0 }
  ) -> String {
    var list = arguments
    if list.count > many {
      let groups = (list.count + many - 1) / many
      let size = (list.count + groups - 1) / groups
      list = stride(from: 0, to: list.count, by: size).map { start in
        nested(function, Array(list[start..<min(start + size, list.count)]), first: first)
      }
    }
    if let head = list.first { list[0] = first(head) }
    return "\(function)(\(list.joined(separator: ",")))"
  }
}
