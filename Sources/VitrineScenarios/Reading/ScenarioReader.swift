import Foundation
import VitrineSQL
import VitrineSharding

/// Makes a scenario of a YAML document.
struct ScenarioReader {
  let path: String

  func scenario(_ document: YAMLValue) throws(ScenarioError) -> Scenario {
    var reader = try MappingReader(document, of: "a scenario", path: path)
    var scenario = Scenario(name: try reader.text("name") ?? stem, path: path)
    scenario.layout = try layout(&reader)
    scenario.strategy = try reader.text("strategy")
    scenario.seed = try reader.integer("seed").map { UInt64(bitPattern: Int64($0)) }
    scenario.sqlMode = try reader.text("sql_mode")
    _ = reader.value("description")
    for block in try reader.texts("data") ?? [] {
      scenario.data.append(try fileOrText(block, ending: ".sql", at: reader.position))
    }
    for element in try reader.elements("steps") {
      scenario.steps.append(try step(element))
    }
    try reader.finish()
    return scenario
  }

  private var stem: String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }

  private func layout(_ reader: inout MappingReader) throws(ScenarioError) -> ClusterLayout {
    var layout = ClusterLayout()
    for member in try reader.members("keyspaces") {
      layout.keyspaces.append(try keyspace(member))
    }
    layout.routingRules = reader.value("routing_rules")?.json.compact
    let only = layout.keyspaces.count == 1 ? layout.keyspaces.first?.name : nil
    layout.defaultKeyspace = try reader.text("default") ?? only
    return layout
  }

  private func keyspace(_ member: YAMLValue.Member) throws(ScenarioError) -> ClusterLayout.Keyspace
  {
    var keyspace = ClusterLayout.Keyspace(member.key)
    if member.value.isNull { return keyspace }
    var reader = try MappingReader(member.value, of: "keyspace '\(member.key)'", path: path)
    keyspace.shards = try reader.integer("shards")
    if let value = reader.value("vschema") { keyspace.vschema = try vschema(value) }
    for block in try reader.texts("schema") ?? [] {
      let text = try fileOrText(block, ending: ".sql", at: member.position)
      keyspace.schema += keyspace.schema.isEmpty ? text : "\n" + text
    }
    try reader.finish()
    return keyspace
  }

  /// A mapping, JSON text, or the name of a JSON file.
  private func vschema(_ value: YAMLValue) throws(ScenarioError) -> String {
    guard let text = value.text else { return value.json.compact }
    let json = try fileOrText(text, ending: ".json", at: value.position)
    do throws(SQLError) {
      return try JSON(parsing: json).compact
    } catch {
      throw ScenarioError(error, path: path, at: value.position)
    }
  }

  /// The text itself, or what a file of that name beside the scenario holds.
  private func fileOrText(
    _ text: String,
    ending: String,
    at position: SourcePosition
  ) throws(ScenarioError) -> String {
    guard text.hasSuffix(ending), !text.contains("\n") else { return text }
    let base = URL(fileURLWithPath: path).deletingLastPathComponent()
    let file = URL(fileURLWithPath: text, relativeTo: base)
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw ScenarioError("cannot read '\(text)'", path: path, at: position)
    }
    do {
      return try String(script: data)
    } catch {
      throw ScenarioError("'\(text)': \(error.message)", path: path, at: position)
    }
  }

  private func step(_ value: YAMLValue) throws(ScenarioError) -> ScenarioStep {
    if let sql = value.text { return ScenarioStep(sql, line: value.position.line) }
    var reader = try MappingReader(value, of: "a step", path: path)
    guard let sql = try reader.text("sql") else {
      throw ScenarioError("a step without 'sql'", path: path, at: value.position)
    }
    var step = ScenarioStep(sql, line: value.position.line)
    step.name = try reader.text("name")
    step.session = try reader.text("session") ?? "main"
    for element in try reader.elements("params") {
      step.parameters.append(parameter(element))
    }
    if let expected = reader.value("expect") {
      step.expectation = try ExpectationReader(path: path).expectation(expected)
    }
    try reader.finish()
    return step
  }

  private func parameter(_ value: YAMLValue) -> Value {
    switch value.json {
    case .null: .null
    case .boolean(let flag): .integer(flag ? 1 : 0)
    case .number(let digits): Int64(digits).map(Value.integer) ?? .text(digits)
    default: .text(value.text ?? "")
    }
  }
}

extension Scenario {
  /// Reads a scenario from the text of a YAML file.
  ///
  /// The path is that of the file, for messages and for the files it names.
  ///
  /// - Throws: ``ScenarioError`` with the place in the file.
  public init(yaml: String, path: String) throws(ScenarioError) {
    self = try ScenarioReader(path: path).scenario(YAMLDocument.read(yaml, path: path))
  }

  /// Reads a scenario from a file.
  public init(file path: String) throws(ScenarioError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ScenarioError("cannot read the file", path: path)
    }
    let yaml: String
    do {
      yaml = try String(validUTF8: data)
    } catch {
      throw ScenarioError(error.message, path: path)
    }
    try self.init(yaml: yaml, path: path)
  }
}
