import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// A SELECT whose items assign to user variables row after row.
struct RunningSelect {
  /// Where a column of the answer comes from.
  enum Item {
    /// `*`, all of its columns
    case star
    case plain
    /// `bare` has its type, and assigns nothing.
    case running(RunningExpression, name: String, bare: RunningExpression)
  }

  var items: [Item] = []
  /// Gives the rows in their order: the other items, then the columns that the running ones read.
  var source: QueryExpression
  /// What derived tables without FROM assign before the first row, by the parameter that takes its place.
  var initial: [RunningExpression] = []
  var columnCount = 0
  /// Variables that are read and assigned, and have no value from the statement before that.
  var uninitialized: Set<String> = []
}

// `SELECT @n := @n + 1, name FROM t ORDER BY name`: the rows are read as by any SELECT, and the items that
// assign or read what is assigned are computed for one after another, as MySQL does once rows are sorted.
extension Session {
  /// Runs such a SELECT; nil for any other, and where it is not known when MySQL assigns.
  func runningAssignments(
    _ statement: Statement,
    _ input: StatementInput,
    literals: [TypedValue],
    _ snapshot: ClusterSnapshot
  ) throws(SQLError) -> Result? {
    guard let select = try runningSelect(statement, input) else { return nil }
    let saved = variables
    do throws(SQLError) {
      return try run(select, input, literals: literals, snapshot)
    } catch {
      variables = saved
      throw error
    }
  }

  /// The planner's plan of a statement; of such a SELECT the one that reads its rows, nothing assigned.
  func readingPlan(
    of statement: Statement,
    text: String,
    _ catalog: Catalog
  ) throws(SQLError) -> Plan {
    var input = StatementInput(text: text)
    guard let select = try runningSelect(statement, input) else {
      return try cluster.planner(catalog, plannerOptions).plan(statement, text: text)
    }
    for _ in select.initial { input.addInitial(TypedValue(.null, .null)) }
    return try cluster.planner(catalog, plannerOptions(for: input))
      .plan(.query(select.source), text: text)
  }

  private func runningSelect(
    _ statement: Statement,
    _ input: StatementInput
  ) throws(SQLError) -> RunningSelect? {
    guard input.text.contains(bytesOf: ":="), case .query(let query) = statement,
      let select = try RunningBuilder(query, input, mode: parserMode).select()
    else { return nil }
    // MySQL may take one that was never set for NULL in every row.
    let known = variables.userTypes
    return select.uninitialized.allSatisfy({ known[$0] != nil }) ? select : nil
  }

  private func run(
    _ select: RunningSelect,
    _ input: StatementInput,
    literals: [TypedValue],
    _ snapshot: ClusterSnapshot
  ) throws(SQLError) -> Result {
    let stop = StopSignal(
      deadline: (variables.options.timeout ?? cluster.configuration.statementTimeout)
        .map { .now + $0 }
    )
    interrupter.start(stop)
    defer { interrupter.finish() }
    var source = input
    for expression in select.initial {
      source.addInitial(try value(of: expression, TypedRow(input: input)))
    }
    let planner = cluster.planner(snapshot.catalog, plannerOptions(for: source))
    let plan = try planner.plan(.query(select.source), text: input.text)
    var rows = try run(plan, source, literals: literals, snapshot)
    let warned = warnings
    let answer = try answer(select, &rows, input, stop)
    warnings = warned + answer.warnings
    rows.warnings = warnings
    facts.rowCount = -1
    facts.foundRows = Int64(answer.rows.count)
    rows.columns = answer.columns
    rows.rows = answer.rows
    rows.plan = plan
    return rows
  }

  private func answer(
    _ select: RunningSelect,
    _ rows: inout Result,
    _ input: StatementInput,
    _ stop: StopSignal
  ) throws(SQLError) -> Result {
    let plain = select.items.filter { if case .plain = $0 { true } else { false } }.count
    let width = rows.columns.count - plain - select.columnCount
    let inner = rows.columns
    try checkTypes(of: select, inner, input)
    var values: [[TypedValue]] = []
    warnings = []
    for row in rows.rows {
      try stop.check()
      var typed = TypedRow(input: input)
      typed.columns = zip(row, inner).suffix(select.columnCount).map { TypedValue($0, $1.type) }
      var result: [TypedValue] = []
      var next = 0
      for item in select.items {
        switch item {
        case .star:
          for _ in 0..<width {
            if !inner[next].isOrder { result.append(TypedValue(row[next], inner[next].type)) }
            next += 1
          }
        case .plain:
          result.append(TypedValue(row[next], inner[next].type))
          next += 1
        case .running(let expression, _, _):
          result.append(try value(of: expression, typed))
        }
      }
      values.append(result)
    }
    var answer = Result(columns: columns(of: select, inner, width, input))
    answer.rows = unified(values, &answer.columns)
    answer.warnings = warnings
    return answer
  }

  private func columns(
    of select: RunningSelect,
    _ inner: [ResultColumn],
    _ width: Int,
    _ input: StatementInput
  ) -> [ResultColumn] {
    let nothing = TypedRow(nothingOf: inner.suffix(select.columnCount), input)
    var columns: [ResultColumn] = []
    var next = 0
    for item in select.items {
      switch item {
      case .star:
        columns += inner[next..<(next + width)].filter { !$0.isOrder }
        next += width
      case .plain:
        columns.append(inner[next])
        next += 1
      case .running(_, let name, let bare):
        let type = (try? value(of: bare, nothing))?.type ?? .longtext
        columns.append(ResultColumn(name: name, type: type))
      }
    }
    return columns
  }

  /// Columns whose values are of one type have it; others are texts.
  private func unified(_ rows: [[TypedValue]], _ columns: inout [ResultColumn]) -> [[Value]] {
    var result = rows.map { $0.map(\.value) }
    for index in columns.indices {
      let present = rows.map { $0[index] }.filter { !$0.value.isNull }
      guard let first = present.first else { continue }
      if present.allSatisfy({ Likeness($0.type) == Likeness(first.type) }) {
        columns[index].type = first.type
        continue
      }
      columns[index].type = .longtext
      for row in rows.indices {
        let text = MySQLText.text(of: rows[row][index].value, type: rows[row][index].type)
        result[row][index] = text.map(Value.text) ?? .null
      }
    }
    return result
  }
}

extension Session {
  /// Computes an expression part by part.
  private func value(
    of expression: RunningExpression,
    _ row: TypedRow
  ) throws(SQLError) -> TypedValue {
    switch expression {
    case .computed(let query): return try value(of: query, row, [])
    case .assigned(let name, let inner):
      let value = try value(of: inner, row)
      variables.setUser(name, value)
      return value
    case .combined(let query, let parts, let skipping):
      return try combined(query, parts, skipping, row)
    case .branch(let branches, let otherwise, _):
      for (condition, result) in branches where try value(of: condition, row).value == .integer(1) {
        return try value(of: result, row)
      }
      return try otherwise.map { (part) throws(SQLError) in try value(of: part, row) } ?? .null
    case .logical(let query, let left, let right, let isAnd):
      return try logical(query, left, right, isAnd: isAnd, row)
    case .present(let parts, _):
      for part in parts {
        let value = try value(of: part, row)
        if !value.value.isNull { return value }
      }
      return .null
    }
  }

  /// Refuses values of which one is taken, where the others would give it another type.
  private func checkTypes(
    of select: RunningSelect,
    _ inner: [ResultColumn],
    _ input: StatementInput
  ) throws(SQLError) {
    let nothing = TypedRow(nothingOf: inner.suffix(select.columnCount), input)
    for case .running(let expression, _, _) in select.items {
      for alike in expression.alternatives {
        let types = try alike.mapTyped { (query) throws(SQLError) in
          try value(of: query, nothing, []).type
        }
        let known = Set(types.filter { $0.kind != .null }.map(Likeness.init))
        guard known.count <= 1 else {
          throw SQLError(
            .unsupported,
            "values of several types beside an assignment to a user variable are not supported",
            hint: "use CAST"
          )
        }
      }
    }
  }

  private func combined(
    _ query: RunningQuery,
    _ parts: [RunningExpression],
    _ skipping: RunningExpression.Skipping,
    _ row: TypedRow
  ) throws(SQLError) -> TypedValue {
    var values: [TypedValue] = []
    for part in parts {
      if let first = values.first, first.value.isNull, skipping != .never {
        guard skipping == .always else {
          throw SQLError(
            .unsupported,
            "whether a variable is assigned beside NULL is not known; use IFNULL"
          )
        }
        return TypedValue(.null, .bigint)
      }
      values.append(try value(of: part, row))
    }
    return try value(of: query, row, values)
  }

  /// The right side is not computed where the left one decides.
  private func logical(
    _ query: RunningQuery,
    _ left: RunningExpression,
    _ right: RunningExpression,
    isAnd: Bool,
    _ row: TypedRow
  ) throws(SQLError) -> TypedValue {
    let first = try value(of: left, row)
    let deciding = TypedValue(.integer(isAnd ? 0 : 1), .bigint)
    if try value(of: query, row, [first, TypedValue(.null, .bigint)]).value == deciding.value {
      return deciding
    }
    return try value(of: query, row, [first, try value(of: right, row)])
  }

  private func value(
    of query: RunningQuery,
    _ row: TypedRow,
    _ parts: [TypedValue]
  ) throws(SQLError) -> TypedValue {
    var input = StatementInput(text: query.text, isInternal: true)
    input.statement = query.statement
    input.locals = query.inputs.enumerated().map { index, place in
      let value =
        switch place {
        case .column(let position):
          row.columns.indices.contains(position) ? row.columns[position] : .null
        case .parameter(let position): row.parameter(position)
        case .part(let position): parts.indices.contains(position) ? parts[position] : .null
        }
      return ("running \(index)", value)
    }
    let before = warnings
    let result = try dispatch(input)
    warnings = before + warnings
    guard let value = result.rows.first?.first, let column = result.columns.first else {
      return .null
    }
    return TypedValue(value, column.type)
  }
}

/// What the parts of an expression read besides variables.
struct TypedRow {
  let input: StatementInput
  var columns: [TypedValue] = []

  init(input: StatementInput) { self.input = input }

  /// A row whose columns are NULL, each of its type.
  init(nothingOf columns: ArraySlice<ResultColumn>, _ input: StatementInput) {
    self.input = input
    self.columns = columns.map { TypedValue(.null, $0.type) }
  }

  func parameter(_ position: Int) -> TypedValue {
    if input.parameters.indices.contains(position) {
      return input.parameters[position]
    }
    let local = position - input.parameters.count
    return input.locals.indices.contains(local) ? input.locals[local].value : .null
  }
}

extension ResultColumn {
  /// Whether a derived table has it for the sake of its order alone.
  fileprivate var isOrder: Bool { name.hasPrefix(RunningBuilder.hidden) }
}

/// What two types have in common whose values may stand in one column as they are.
private struct Likeness: Hashable {
  private let representation: MySQLType.Representation
  private let members: [String]
  private let kind: MySQLType.Kind?
  private let scale: Int?

  init(_ type: MySQLType) {
    representation = type.representation
    members = type.members
    switch type.kind {
    case .year, .bit, .float, .date, .datetime, .timestamp, .time:
      kind = type.kind
      scale = type.scale ?? type.length
    default:
      kind = nil
      scale = nil
    }
  }
}

extension StatementInput {
  /// Takes what a variable is before the first row.
  fileprivate mutating func addInitial(_ value: TypedValue) {
    locals.append(("initial \(locals.count)", value))
  }
}
