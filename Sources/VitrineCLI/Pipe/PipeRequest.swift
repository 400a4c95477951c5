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
    document = try JSON(parsing: line, refusesHalfPairs: true)
    guard document.members != nil else {
      throw SQLError(.wrongArguments, "a request is a JSON object")
    }
    id = document["id"] ?? .null
    operation = document["op"]?.text ?? ""
  }

  var sql: String? { document["sql"]?.text }

  /// The session's name; `main` where there is none.
  func sessionName() throws(SQLError) -> String { try optionalText("session") ?? "main" }

  func needSQL() throws(SQLError) -> String {
    guard let sql else { throw SQLError(.wrongArguments, "'sql' is missing or not a string") }
    return sql
  }

  /// A member that is a string, nil where it is missing, null or empty.
  ///
  /// - Throws: `wrongArguments` for anything else, which is a mistake and not a wish for the default.
  func optionalText(_ key: String) throws(SQLError) -> String? {
    guard let member = document[key], !member.isNull else { return nil }
    guard let text = member.text else {
      throw SQLError(.wrongArguments, "'\(key)' is not a string")
    }
    return text.isEmpty ? nil : text
  }

  func optionalFlag(_ key: String) throws(SQLError) -> Bool {
    switch document[key] ?? .null {
    case .null: return false
    case .boolean(let flag): return flag
    default: throw SQLError(.wrongArguments, "'\(key)' is neither true nor false")
    }
  }

  /// The values of `params`.
  func parameters() throws(SQLError) -> [Value] {
    guard let list = document["params"], !list.isNull else { return [] }
    guard let elements = list.elements else {
      throw SQLError(.wrongArguments, "'params' is not a list")
    }
    var values: [Value] = []
    for element in elements { values.append(try Value(pipe: element)) }
    return values
  }
}

extension PipeRequest {
  /// The cluster that a `create` asks for.
  func layout() throws(SQLError) -> ClusterLayout {
    var layout = ClusterLayout()
    guard let keyspaces = (document["keyspaces"] ?? .object([])).members else {
      throw SQLError(.wrongArguments, "'keyspaces' is not a JSON object")
    }
    for member in keyspaces {
      layout.keyspaces.append(try keyspace(member))
    }
    let rules = document.members?.filter {
      RoutingRules.fieldNames.contains($0.key) && !$0.value.isNull
    }
    if let rules, !rules.isEmpty { layout.routingRules = JSON.object(rules).compact }
    layout.defaultKeyspace = try optionalText("default")
    return layout
  }

  private func keyspace(_ member: JSON.Member) throws(SQLError) -> ClusterLayout.Keyspace {
    let description = member.value
    guard description.members != nil else {
      throw SQLError(.wrongArguments, "keyspace '\(member.key)' is not a JSON object")
    }
    var keyspace = ClusterLayout.Keyspace(member.key)
    if let shards = description["shards"], !shards.isNull {
      guard let count = shards.integer else {
        throw SQLError(
          .wrongArguments,
          "'shards' of keyspace '\(member.key)' is not a whole number"
        )
      }
      keyspace.shards = count
    }
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
    if let strategy = try optionalText("strategy") { configuration.strategy = strategy }
    configuration.refusesScatter = try optionalFlag("no_scatter")
    configuration.sqlMode = try optionalText("sql_mode")
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
