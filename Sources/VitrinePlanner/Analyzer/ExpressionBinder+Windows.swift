import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension ExpressionBinder {
  /// A window call becomes an item of the scope's windows, and its column.
  func window(_ call: FunctionCall, _ name: String) throws(SQLError) -> Scalar {
    guard scope.hasGroups, scope.clause == .fields || scope.clause == .order,
      scope.windowDepth == 0,
      scope.aggregateDepth == 0
    else {
      throw SQLError(
        .invalidWindowUse,
        "You cannot use the window function '\(call.name.text)' in this context.'",
        at: call.span
      )
    }
    scope.windowDepth += 1
    defer { scope.windowDepth -= 1 }
    var function = try windowFunction(call, name)
    let specification = try specification(of: call)
    let partition = try values(specification.partitionBy)
    let order = try specification.orderBy.mapTyped { (term) throws(SQLError) in
      SortKey(try value(term.expression), descending: term.direction == .descending)
    }
    if case .aggregate(let aggregate) = function.0, aggregate.function.isExtreme,
      aggregate.arguments != order.prefix(1).map(\.value)
    {
      function = try compared(aggregate, aggregate.arguments.map(\.membersAsTexts))
    }
    let bound = WindowCall(
      function.0,
      partition: partition,
      order: order,
      frame: try specification.frame.map { (frame) throws(SQLError) in
        try self.frame(frame, in: order)
      },
      type: function.1.unfilled
    )
    if let known = scope.windows.first(where: { $0.call == bound }) {
      return Scalar.column(BoundColumn(known.id, bound.type)).membersAsTexts
    }
    let column = context.makeColumn(environment.text(call.span) ?? call.name.text, bound.type)
    scope.windows.append(Operator.Window.Item(id: column.id, call: bound))
    return Scalar.column(column).membersAsTexts
  }

  /// MIN or MAX by the texts of members: only of what the window is ordered by MySQL takes the frame's first or last.
  private func compared(
    _ call: AggregateCall,
    _ arguments: [Scalar]
  ) throws(SQLError) -> (WindowCall.Function, MySQLType) {
    var call = call
    call.arguments = arguments
    call.type = try type(of: call.function, arguments)
    return (.aggregate(call), call.type)
  }

  private func windowFunction(
    _ call: FunctionCall,
    _ name: String
  ) throws(SQLError) -> (WindowCall.Function, MySQLType) {
    if let aggregate = AggregateFunction(named: name, isStar: call.isStar) {
      guard !call.isDistinct, aggregate != .groupConcat, aggregate != .grouping else {
        throw SQLError(
          .unsupported,
          "\(call.name.text) with DISTINCT or its own order has no OVER in MySQL",
          at: call.span
        )
      }
      let bound = try windowAggregate(aggregate, call)
      return (.aggregate(bound), bound.type)
    }
    guard let type = WindowFunctions.type(name) else { throw Typing.unknownFunction(name) }
    guard WindowFunctions.arity(name).contains(call.arguments.count) else {
      throw SQLError(
        .wrongArgumentCount,
        "Incorrect parameter count in the call to native function '\(call.name.text)'",
        at: call.span
      )
    }
    guard !call.isFromLast && call.nullTreatment != .ignore || isTrusting else {
      throw SQLError(.unsupported, "FROM LAST and IGNORE NULLS are not supported", at: call.span)
    }
    if !isTrusting { try checkCount(call, name) }
    let arguments = try values(call.arguments)
    return (.named(name, arguments), type(arguments.map(\.type)))
  }

  /// The number of NTILE, NTH_VALUE, LAG and LEAD has no sign, and of the first two is none of them zero.
  private func checkCount(_ call: FunctionCall, _ name: String) throws(SQLError) {
    let position = name == "NTILE" ? 0 : 1
    guard ["NTILE", "NTH_VALUE", "LAG", "LEAD"].contains(name),
      call.arguments.indices.contains(position)
    else { return }
    let number = call.arguments[position]
    guard number.isSignedLiteral else { return }
    guard case .literal(let literal) = number, case .integer(let digits) = literal.kind else {
      throw SQLError(.parseError, "syntax error: not an integer without sign", at: number.span)
    }
    if name.hasPrefix("N"), digits.allSatisfy({ $0 == "0" }) {
      throw SQLError(
        .wrongArguments,
        "Incorrect arguments to \(name.lowercased())",
        at: number.span
      )
    }
  }

  /// An aggregate's arguments may themselves be aggregates of the groups: `SUM(SUM(x)) OVER ()`.
  private func windowAggregate(
    _ function: AggregateFunction,
    _ call: FunctionCall
  ) throws(SQLError) -> AggregateCall {
    let arguments = try values(call.arguments)
    let isRight = function == .countRows ? arguments.isEmpty : arguments.count == 1
    guard isRight || function == .jsonObjectAggregate else {
      throw SQLError(
        .wrongArgumentCount,
        "Incorrect parameter count in the call to native function '\(call.name.text)'",
        at: call.span
      )
    }
    return AggregateCall(function, arguments, type: try type(of: function, arguments))
  }

  // MARK: Windows

  /// The window with what its base windows say: the base's partition, and its order where the window
  /// has none.
  private func specification(of call: FunctionCall) throws(SQLError) -> WindowSpecification {
    switch call.over {
    case .named(let name): return try resolved(namedWindow(name).specification, name.text)
    case .specification(let own): return try resolved(own)
    case nil: return WindowSpecification()
    }
  }

  private func namedWindow(_ name: Identifier) throws(SQLError) -> NamedWindow {
    if let window = scope.namedWindows.first(where: { $0.name.matches(name) }) { return window }
    throw SQLError(
      .unknownWindow,
      "Window name '\(name.text)' is not defined.",
      at: name.span,
      hint: nearest(to: name.text, in: scope.namedWindows.map(\.name.text)).map {
        "did you mean '\($0)'?"
      }
    )
  }

  private func resolved(
    _ window: WindowSpecification,
    _ name: String = "<unnamed window>",
    depth: Int = 0
  ) throws(SQLError) -> WindowSpecification {
    guard let base = window.base else { return window }
    guard depth <= scope.namedWindows.count else {
      throw SQLError(.windowCycle, "There is a circularity in the window dependency graph.")
    }
    let named = try namedWindow(base).specification
    let below = try resolved(named, base.text, depth: depth + 1)
    try check(window, name, on: below, base)
    var merged = window
    merged.partitionBy = below.partitionBy
    if merged.orderBy.isEmpty { merged.orderBy = below.orderBy }
    return merged
  }

  /// Of a window and the one that it builds on only the latter has a partition, one an order, and only the former a frame.
  private func check(
    _ window: WindowSpecification,
    _ name: String,
    on below: WindowSpecification,
    _ base: Identifier
  ) throws(SQLError) {
    guard window.partitionBy.isEmpty else {
      throw SQLError(
        .windowPartition,
        "A window which depends on another cannot define partitioning.",
        at: base.span
      )
    }
    guard below.orderBy.isEmpty || window.orderBy.isEmpty else {
      throw SQLError(
        .windowOrder,
        "Window '\(name)' cannot inherit '\(base.text)' since both contain an ORDER BY clause.",
        at: base.span
      )
    }
    guard below.frame == nil else {
      throw SQLError(
        .windowInheritance,
        "Window '\(base.text)' has a frame definition, so cannot be referenced by another window.",
        at: base.span
      )
    }
  }
}

/// MySQL's functions that need a window.
enum WindowFunctions {
  static let names = [
    "ROW_NUMBER", "RANK", "DENSE_RANK", "NTILE", "PERCENT_RANK", "CUME_DIST", "FIRST_VALUE",
    "LAST_VALUE", "NTH_VALUE", "LAG", "LEAD",
  ]

  static func contains(_ name: String) -> Bool { type(name) != nil }

  /// How the result's type follows from the arguments'.
  static func type(_ name: String) -> (([MySQLType]) -> MySQLType)? {
    switch name {
    case "ROW_NUMBER", "RANK", "DENSE_RANK", "NTILE": { _ in .unsignedBigint }
    case "PERCENT_RANK", "CUME_DIST": { _ in .double }
    case "FIRST_VALUE", "LAST_VALUE", "NTH_VALUE": { $0.first ?? .null }
    case "LAG", "LEAD":
      { types in
        guard let first = types.first else { return .null }
        return types.count > 2 ? CommonType.joined(first, types[2]) : first
      }
    default: nil
    }
  }

  static func arity(_ name: String) -> ClosedRange<Int> {
    switch name {
    case "NTILE", "FIRST_VALUE", "LAST_VALUE": 1...1
    case "NTH_VALUE": 2...2
    case "LAG", "LEAD": 1...3
    default: 0...0
    }
  }
}
