import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// GROUP BY in the block of its input, where that is not grouped already.
  func aggregate(
    _ aggregate: Operator.Aggregate,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    if aggregate.hasRollup { return try rollup(aggregate, in: scope) }
    let input = try block(aggregate.input, in: scope)
    return try grouped(input, aggregate, groups: aggregate.groups, in: scope)
  }

  /// The input's rows in groups.
  func grouped(
    _ input: QueryBlock,
    _ aggregate: Operator.Aggregate,
    groups: [Operator.Aggregate.Group],
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    var block = input
    if !block.isRowsOnly { block = derived(block, in: scope) }
    let scalars = groups.map(\.value) + aggregate.items.flatMap(\.call.scalars)
    expose(scalars, of: &block, in: scope)
    if !scope.names.isEmpty, block.anyColumn == nil, aggregate.readsColumns {
      block.addColumn(of: makeAlias(scope))
    }
    var groups = groups
    let keys = try computed(groups.map(\.value), by: &block, in: scope)
    for (index, key) in try seen(keys, by: &block, in: scope).enumerated() {
      groups[index].value = key
    }
    let inside = scope.inside(block)
    var columns = ColumnMap<Operand>()
    var terms: [String] = []
    let takesOneRow = aggregate.items.contains { $0.call.function.takesOneRow }
    for group in groups {
      let operand = try operand(group.value, in: inside)
      columns[group.id] =
        takesOneRow && operand.type.hasUnlikeEquals && block.isRead(by: operand.sql)
        ? Aggregates.firstRow(operand) : operand
      if let key = groupKey(operand) { terms.append(key) }
    }
    for item in aggregate.items {
      var operand = try self.aggregate(item.call, in: inside, of: block)
      if let coercibility = context.coercibility(of: item.id) {
        operand.coercibility = coercibility
      }
      columns[item.id] = operand
    }
    block.columns = columns
    block.volatile = []
    // A constant alone makes groups of rows but no group of none.
    block.groups = terms.isEmpty && !groups.isEmpty ? ["NULL"] : terms
    block.aggregates = Set(aggregate.items.compactMap { columns[$0.id]?.sql })
    block.stage = .grouped
    block.isSingleRow = groups.isEmpty
    return block
  }

  /// Nil for a constant: SQLite would take a number for a position.
  private func groupKey(_ operand: Operand) -> String? {
    Operators.isConstantKey(operand) ? nil : Operators.key(operand)
  }

  // MARK: Calls

  /// One aggregate call; `inside` is the scope of the rows it reads.
  ///
  /// SQLite takes an aggregate that reads no column of its own query for one of a query around it: such
  /// a one is given a column to stand beside. `argument` says what it computes with instead of an operand,
  /// `window` over what.
  func aggregate(
    _ call: AggregateCall,
    in inside: RenderingScope,
    of block: QueryBlock? = nil,
    over window: (String) throws(SQLError) -> String = { $0 },
    argument: (Operand) -> Operand = { $0 }
  ) throws(SQLError) -> Operand {
    if case .merge(let original) = call.step { return try merge(call, of: original, in: inside) }
    guard call.function.libraryName != nil else {
      throw SQLError(.invalidGroupFunctionUse, "GROUPING() is used without ROLLUP")
    }
    let order = try call.order.mapTyped { (key) throws(SQLError) in
      Aggregates.Term(try operand(key.value, in: inside), descending: key.isDescending)
    }
    var arguments = try operands(call.arguments, in: inside).map(argument)
    if let first = arguments.first, let block,
      call.arguments.contains(where: { !$0.columns.isEmpty }),
      !arguments.contains(where: { block.isRead(by: $0.sql) }), let column = block.anyColumn
    {
      // What SQLite knows beforehand, as that a key IS NULL, it takes out again.
      arguments[0] = Operand(
        "CASE typeof(\(column)) WHEN '' THEN NULL ELSE \(first.sql) END",
        first.type,
        coercibility: first.coercibility
      )
    }
    guard let libraryCall = call.libraryCall(arguments, order, context) else {
      throw SQLError(.internal, "an aggregate that the library does not have")
    }
    if call.step == .partial, let split = try Aggregates.split(libraryCall) {
      return Operand(split.partial.sql, call.type, coercibility: split.partial.coercibility)
    }
    return converted(try Aggregates.call(libraryCall, over: window), to: call)
  }

  /// The result of a call from the states of its rows.
  private func merge(
    _ call: AggregateCall,
    of original: AggregateCall,
    in inside: RenderingScope
  ) throws(SQLError) -> Operand {
    guard let state = call.arguments.first, let split = try original.typedSplit(context) else {
      throw SQLError(.internal, "an aggregate's states cannot be joined")
    }
    return converted(split.merge(try operand(state, in: inside).sql), to: call)
  }

  private func converted(_ result: Operand, to call: AggregateCall) -> Operand {
    let isAlike =
      result.type.representation == call.type.representation
      && (result.unrounded == nil || result.type.scale == call.type.scale)
    var converted = Operand(result.sql, call.type, coercibility: result.coercibility)
    if call.type.kind == .decimal { converted.unrounded = result.unrounded }
    if isAlike || call.type.kind == .unknown { return converted }
    converted.sql = Conversion.sql(result, as: call.type)
    return converted
  }
}

extension AggregateFunction {
  /// Whether SQLite takes columns beside the call from the row whose value it is, where MySQL takes them from the
  /// group's first row.
  fileprivate var takesOneRow: Bool {
    switch self {
    case .minimum, .maximum, .anyValue: true
    default: false
    }
  }
}

extension MySQLType {
  /// Whether two texts can be equal and yet others.
  var hasUnlikeEquals: Bool {
    guard isText, let collation else { return false }
    return !collation.isPlainBytes
  }
}

extension QueryBlock {
  /// Whether a text reads one of the tables of its FROM.
  fileprivate func isRead(by text: String) -> Bool { names.areRead(by: text) }

  /// The text of one of its tables' columns, or of what is computed from one.
  fileprivate var anyColumn: String? {
    let read = columns.values.filter { isRead(by: $0.sql) }
    let plain = read.filter { $0.origin == .column }
    return (plain.isEmpty ? read : plain).map(\.sql).min() ?? ownColumn
  }

  /// Joins a table of one row, to have a column.
  fileprivate mutating func addColumn(of alias: String) {
    let table = "(SELECT 1 AS one) AS \(alias)"
    from = from.isEmpty ? table : "\(from) JOIN \(table)"
    isJoin = from != table
    names.append(alias)
    ownColumn = "\(alias).one"
  }
}

extension Operator.Aggregate {
  /// Whether an aggregate reads columns, be it those of a query around it.
  fileprivate var readsColumns: Bool {
    items.contains { item in item.call.arguments.contains { !$0.columns.isEmpty } }
  }
}

extension [String] {
  /// Whether a text reads one of the tables of these names.
  func areRead(by text: String) -> Bool {
    let text = [UInt8](text.lowercased().utf8)
    return contains { name in text.containsName(name.replacing("`", with: "``").utf8) }
  }
}

extension [UInt8] {
  /// Whether a whole name stands before a point, in backticks or not.
  fileprivate func containsName(_ name: String.UTF8View) -> Bool {
    var start = startIndex
    while let found = self[start...].firstIndex(of: UInt8(ascii: ".")) {
      start = found + 1
      var end = found
      if end > 0, self[end - 1] == UInt8(ascii: "`") { end -= 1 }
      let first = end - name.count
      guard first >= 0, self[first..<end].elementsEqual(name) else { continue }
      if first == 0 || !self[first - 1].isWordByte && self[first - 1] < 0x80 { return true }
    }
    return false
  }
}
