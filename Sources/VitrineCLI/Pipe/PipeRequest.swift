import Vitrine
import VitrineSQL
import VitrineScenarios
import VitrineSharding

/// A line that `vitrine pipe` was sent.
struct PipeRequest {
  let document: JSON
  let id: JSON
  let operation: String

  init(_ line: String) throws(SQLError) {
    document = try JSON(parsing: line)
    guard document.members != nil else {
      throw SQLError(.wrongArguments, "a request is a JSON object")
    }
    id = document["id"] ?? .null
    operation = document["op"]?.text ?? ""
  }

  var sql: String? { document["sql"]?.text }
  var sessionName: String { text("session") ?? "main" }

  func needSQL() throws(SQLError) -> String {
    guard let sql else { throw SQLError(.wrongArguments, "'sql' is missing or not a string") }
    return sql
  }

  /// A member that is a string and not empty.
  func text(_ key: String) -> String? {
    document[key]?.text.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The values of `params`.
  func parameters() throws(SQLError) -> [Value] {
    var values: [Value] = []
    for element in document["params"]?.elements ?? [] { values.append(try Value(pipe: element)) }
    return values
  }
}

extension PipeRequest {
  /// The cluster that a `create` asks for.
  func layout() throws(SQLError) -> ClusterLayout {
    var layout = ClusterLayout()
    for member in document["keyspaces"]?.members ?? [] {
      layout.keyspaces.append(try keyspace(member))
    }
    let rules = document.members?.filter {
      RoutingRules.fieldNames.contains($0.key) && !$0.value.isNull
    }
    if let rules, !rules.isEmpty { layout.routingRules = JSON.object(rules).compact }
    layout.defaultKeyspace = text("default")
    return layout
  }

  private func keyspace(_ member: JSON.Member) throws(SQLError) -> ClusterLayout.Keyspace {
    let description = member.value
    guard description.members != nil else {
      throw SQLError(.wrongArguments, "keyspace '\(member.key)' is not a JSON object")
    }
    var keyspace = ClusterLayout.Keyspace(member.key)
    keyspace.shards = description["shards"]?.integer
    keyspace.schema = description["schema"]?.text ?? ""
    switch description["vschema"] ?? .null {
    case .null: break
    case .string(let text): keyspace.vschema = text.isEmpty ? nil : text
    case let document: keyspace.vschema = document.compact
    }
    return keyspace
  }

  func configuration() throws(SQLError) -> ClusterConfiguration {
    var configuration = ClusterConfiguration()
    if let strategy = text("strategy") { configuration.strategy = strategy }
    configuration.sqlMode = document["sql_mode"]?.text
    configuration.seed = document["seed"]?.integer.map { UInt64(bitPattern: Int64($0)) }
    return configuration
  }
}

extension Value {
  /// A value as the pipe writes it: numbers, strings, booleans, null and `{"hex": …}`.
  init(pipe json: JSON) throws(SQLError) {
    switch json {
    case .null: self = .null
    case .boolean(let flag): self = .integer(flag ? 1 : 0)
    case .string(let text): self = .text(text)
    case .number(let digits): self = Value(number: digits)
    case .array: throw SQLError(.wrongArguments, "a parameter cannot be a list")
    case .object:
      guard let bytes = json["hex"]?.text.flatMap({ Hexadecimal.bytes($0) }) else {
        throw SQLError(.wrongArguments, "a binary parameter is {\"hex\": \"…\"}")
      }
      self = .blob(bytes)
    }
  }

  private init(number digits: String) {
    if let integer = Int64(digits) {
      self = .integer(integer)
    } else if digits.utf8.contains(where: { ".eE".utf8.contains($0) }), let real = Double(digits) {
      self = .real(real)
    } else {
      self = .text(digits)
    }
  }
}
