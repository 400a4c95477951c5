/// Reads what is under a step's `expect`.
struct ExpectationReader {
  let path: String

  func expectation(_ value: YAMLValue) throws(ScenarioError) -> Expectation {
    var reader = try MappingReader(value, of: "'expect'", path: path)
    var expectation = Expectation()
    expectation.columns = try reader.texts("columns")
    if let rows = reader.value("rows") { expectation.rows = try self.rows(rows) }
    expectation.isOrdered = try reader.flag("ordered") ?? true
    expectation.rowCount = try reader.integer("count")
    expectation.affectedRows = try reader.integer("affected")
    expectation.lastInsertID = try reader.unsigned("insert_id")
    expectation.shardCalls = try reader.integer("shard_calls")
    expectation.rowsMoved = try reader.integer("rows_moved")
    if let failure = reader.value("error") { expectation.failure = try self.failure(failure) }
    if let shards = reader.value("shards") { try read(shards: shards, into: &expectation) }
    if let plan = reader.value("plan") { try read(plan: plan, into: &expectation) }
    expectation.warnings = try reader.integers("warnings")
    try reader.finish()
    return expectation
  }

  private func rows(_ value: YAMLValue) throws(ScenarioError) -> [[String?]] {
    guard let rows = value.elements else {
      throw ScenarioError("'rows' is not a list", path: path, at: value.position)
    }
    var result: [[String?]] = []
    for row in rows {
      guard let cells = row.elements else {
        throw ScenarioError(
          "a row is not a list",
          path: path,
          at: row.position,
          hint: "write it as [1, Ada, null]"
        )
      }
      result.append(try cells.map { cell throws(ScenarioError) in try self.cell(cell) })
    }
    return result
  }

  private func cell(_ value: YAMLValue) throws(ScenarioError) -> String? {
    if value.isNull { return nil }
    guard let text = value.text else {
      throw ScenarioError(
        "a value of a row is neither a text, a number nor null",
        path: path,
        at: value.position,
        hint: "quote it: '[1, 2]'"
      )
    }
    return text
  }

  /// A number, a code of Vitess, or a mapping.
  private func failure(_ value: YAMLValue) throws(ScenarioError) -> Expectation.Failure {
    var failure = Expectation.Failure()
    if let text = value.text {
      if let code = Int(text) {
        failure.code = code
      } else if text.hasPrefix("VT"), text.dropFirst(2).allSatisfy(\.isNumber) {
        failure.vitessCode = text
      } else {
        failure.message = text
      }
      return failure
    }
    var reader = try MappingReader(value, of: "'error'", path: path)
    failure.code = try reader.integer("code")
    failure.state = try reader.text("state")
    failure.vitessCode = try reader.text("vt")
    failure.message = try reader.text("message")
    try reader.finish()
    return failure
  }

  /// How many, or which.
  private func read(
    shards value: YAMLValue,
    into expectation: inout Expectation
  ) throws(ScenarioError) {
    if let text = value.text {
      guard let count = Int(text) else {
        throw ScenarioError(
          "'shards' is neither a number nor a list",
          path: path,
          at: value.position
        )
      }
      expectation.shardCount = count
    } else {
      expectation.shards = try names(ofShards: value).sorted()
    }
  }

  private func names(ofShards value: YAMLValue) throws(ScenarioError) -> [String] {
    guard let elements = value.elements else {
      throw ScenarioError("'shards' is neither a number nor a list", path: path, at: value.position)
    }
    return try elements.map { element throws(ScenarioError) in
      guard let name = element.text else {
        throw ScenarioError("a shard's name is not a text", path: path, at: element.position)
      }
      return name
    }
  }

  /// The whole tree as a text, or a mapping of what it must and must not contain.
  private func read(
    plan value: YAMLValue,
    into expectation: inout Expectation
  ) throws(ScenarioError) {
    if let text = value.text {
      expectation.plan = text
      return
    }
    var reader = try MappingReader(value, of: "'plan'", path: path)
    expectation.plan = try reader.text("tree")
    expectation.planContains = try reader.texts("contains") ?? []
    expectation.planExcludes = try reader.texts("excludes") ?? []
    try reader.finish()
  }
}
