import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension RunningStatement {
  /// Reads the rows of a SELECT, and computes for one after another what assigns.
  func rows(of select: RunningSelect, _ input: StatementInput) throws(SQLError) -> Result {
    var reading = input
    reading.keepsDigits = input.keepsDigits || select.isAllRunning
    var rows = try run(.query(select.source), reading)
    let warned = session.warnings
    let answer = try answer(select, &rows, input)
    session.warnings = warned + answer.warnings
    rows.warnings = session.warnings
    session.facts.rowCount = -1
    session.facts.foundRows = Int64(answer.rows.count)
    rows.columns = answer.columns
    rows.rows = answer.rows
    return rows
  }

  private func answer(
    _ select: RunningSelect,
    _ rows: inout Result,
    _ input: StatementInput
  ) throws(SQLError) -> Result {
    let plain = select.items.filter { if case .plain = $0 { true } else { false } }.count
    let width = rows.columns.count - plain - select.sourceCount
    let inner = rows.columns
    try findTypes(of: select, inner)
    let types = runningTypes(of: select, inner)
    var wanted = try bounds(of: select.limit)
    var values: [[TypedValue]] = []
    session.warnings = []
    for row in rows.rows where wanted.count > 0 {
      try stop.check()
      var typed = TypedRow(input: input)
      typed.columns = zip(row, inner).suffix(select.sourceCount).map { TypedValue($0, $1.type) }
      if let filter = select.filter {
        guard try session.value(of: filter, typed).value == .integer(1) else { continue }
        guard wanted.skipped == 0 else {
          wanted.skipped -= 1
          continue
        }
        wanted.count -= 1
      }
      var result: [TypedValue] = []
      var next = 0
      var running = types.makeIterator()
      for item in select.items {
        switch item {
        case .star:
          for _ in 0..<width {
            result.append(TypedValue(row[next], inner[next].type))
            next += 1
          }
        case .plain:
          result.append(TypedValue(row[next], inner[next].type))
          next += 1
        case .running(let expression, _, _):
          let value = try session.value(of: expression, typed)
          let type = running.next()
          // Variables take every digit of a quotient, the answer those that are shown.
          let isCut = value.type.kind == .decimal && type?.kind == .decimal && !input.keepsDigits
          result.append(isCut ? value.converted(to: type ?? value.type) : value)
        }
      }
      values.append(result)
    }
    var answer = Result(columns: columns(of: select, inner, width, types))
    answer.rows = unified(values, &answer.columns)
    answer.warnings = session.warnings
    return answer
  }

  /// How many rows are passed over, and how many there are to be after them.
  private func bounds(of limit: Limit?) throws(SQLError) -> (skipped: UInt64, count: UInt64) {
    guard let limit else { return (0, .max) }
    let count = try number(limit.count)
    return (try limit.offset.map { (offset) throws(SQLError) in try number(offset) } ?? 0, count)
  }

  private func number(_ expression: VitrineSQL.Expression) throws(SQLError) -> UInt64 {
    let compiler = RunningCompiler()
    guard let known = try compiler.compile(expression) else { return .max }
    let value = try session.value(of: known, TypedRow(input: input))
    guard !value.value.isNull else { return 0 }
    guard value.type.isInteger, value.type.isUnsigned || value.value.unsignedBits <= Int64.max
    else {
      throw SQLError(
        .wrongArguments,
        "LIMIT takes an integer that is not negative",
        at: expression.span
      )
    }
    return value.value.unsignedBits
  }

  /// The types of what is computed row after row, by its expressions alone.
  private func runningTypes(of select: RunningSelect, _ inner: [ResultColumn]) -> [MySQLType] {
    let nothing = TypedRow(nothingOf: inner.suffix(select.sourceCount), input)
    return select.items.compactMap { item in
      guard case .running(_, _, let bare) = item else { return nil }
      return (try? session.value(of: bare, nothing))?.type ?? .longtext
    }
  }

  private func columns(
    of select: RunningSelect,
    _ inner: [ResultColumn],
    _ width: Int,
    _ types: [MySQLType]
  ) -> [ResultColumn] {
    var columns: [ResultColumn] = []
    var next = 0
    var running = types.makeIterator()
    for item in select.items {
      switch item {
      case .star:
        columns += inner[next..<(next + width)]
        next += width
      case .plain:
        columns.append(inner[next])
        next += 1
      case .running(_, let name, _):
        columns.append(ResultColumn(name: name, type: running.next() ?? .longtext))
      }
    }
    return columns
  }

  /// Columns whose values are of one type have it; others the common one.
  private func unified(_ rows: [[TypedValue]], _ columns: inout [ResultColumn]) -> [[Value]] {
    var result = rows.map { $0.map(\.value) }
    for index in columns.indices {
      let present = rows.map { $0[index] }.filter { !$0.value.isNull }
      guard let first = present.first else { continue }
      let common = CommonType(of: present.map(\.type)) ?? .converted(.longtext)
      columns[index].type = first.type
      guard case .converted(let type) = common else { continue }
      columns[index].type = type
      for row in rows.indices { result[row][index] = common.value(rows[row][index]).value }
    }
    return result
  }

  /// Tells values of which one is taken the type of the whole.
  private func findTypes(
    of select: RunningSelect,
    _ inner: [ResultColumn]
  ) throws(SQLError) {
    let nothing = TypedRow(nothingOf: inner.suffix(select.sourceCount), input)
    for expression in select.expressions {
      for alike in expression.alternatives {
        let types = try alike.values.mapTyped { (query) throws(SQLError) in
          try session.value(of: query, nothing, []).type
        }
        guard let type = CommonType(of: types) else {
          throw SQLError(
            .unsupported,
            "values of several types beside an assignment to a user variable are not supported",
            hint: "use CAST"
          )
        }
        alike.type = type
      }
    }
  }
}

extension Session {
  /// Computes an expression part by part.
  func value(
    of expression: RunningExpression,
    _ row: TypedRow,
    keepsDigits: Bool = false
  ) throws(SQLError) -> TypedValue {
    switch expression {
    case .computed(let query): return try value(of: query, row, [], keepsDigits: keepsDigits)
    case .variable(let name): return variables.wholeValue(name)
    case .assigned(let name, let inner):
      let value = try value(of: inner, row, keepsDigits: true)
      variables.setUser(name, value)
      return value
    case .combined(let query, let parts, let skipping):
      return try combined(query, parts, skipping, row)
    case .branch(let branches, let otherwise, let alike):
      for (condition, result) in branches where try value(of: condition, row).value == .integer(1) {
        return alike.type.value(try value(of: result, row))
      }
      let last = try otherwise.map { (part) throws(SQLError) in try value(of: part, row) }
      return alike.type.value(last ?? .null)
    case .logical(let query, let left, let right, let isAnd):
      return try logical(query, left, right, isAnd: isAnd, row)
    case .present(let parts, let alike):
      for part in parts {
        let value = try value(of: part, row)
        if !value.value.isNull { return alike.type.value(value) }
      }
      return .null
    }
  }

  private func combined(
    _ query: RunningQuery,
    _ parts: [RunningExpression],
    _ skipping: RunningExpression.Skipping,
    _ row: TypedRow
  ) throws(SQLError) -> TypedValue {
    var values: [TypedValue] = []
    for (index, part) in parts.enumerated() {
      if skipping != .never, values.contains(where: \.value.isNull),
        parts[index...].contains(where: \.assigns)
      {
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

  fileprivate func value(
    of query: RunningQuery,
    _ row: TypedRow,
    _ parts: [TypedValue],
    keepsDigits: Bool = false
  ) throws(SQLError) -> TypedValue {
    var input = StatementInput(printed: query.text, keepsDigits: keepsDigits)
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
