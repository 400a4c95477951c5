import VitrineSQL

/// The routing rules in the form in which names are looked up.
struct BoundRules: Sendable {
  /// The target of a name; nil inside for a name that is disabled.
  var tables: [String: Result<TableAddress?, SQLError>] = [:]
  var keyspaces: [String: String] = [:]
  /// The keyspace that answers for a shard, by `keyspace.shard`.
  var shards: [String: String] = [:]
  var problems: [VSchemaProblem] = []

  mutating func bindKeyspaces(_ routing: RoutingRules) {
    for rule in routing.keyspaces {
      if keyspaces[rule.from] != nil {
        problems.append(
          Self.problem("keyspace routing rule \(rule.from)", "duplicate rule for \(rule.from)")
        )
      }
      keyspaces[rule.from] = rule.to
    }
    for rule in routing.shards { shards["\(rule.from).\(rule.shard)"] = rule.to }
  }

  /// Mirrors are not acted on; what Vitess would refuse in them is told all the same.
  mutating func bindMirrors(_ routing: RoutingRules, keyspaces: [String: Keyspace]) {
    let sources = Set(routing.mirrors.map(\.from))
    var seen: Set<String> = []
    for rule in routing.mirrors {
      let from = rule.from.split(separator: ".")
      let to = rule.to.split(separator: ".")
      let problem: String? =
        if !seen.insert(rule.from).inserted {
          "duplicate mirror rule for \(rule.from)"
        } else if to.count != 2 || from.count != 2 {
          "mirror rules need qualified tables: \(rule.from), \(rule.to)"
        } else if from[0] == to[0] {
          "cannot mirror \(rule.from) within its keyspace"
        } else if rule.to.contains("@") {
          "mirror target \(rule.to) may not name a tablet type"
        } else if sources.contains(rule.to) {
          "mirror rules cannot be chained: \(rule.to)"
        } else if keyspaces[String(to[0])] == nil {
          "mirror target \(rule.to): unknown keyspace"
        } else {
          nil
        }
      if let problem { problems.append(Self.problem("mirror rule \(rule.from)", problem)) }
    }
  }

  private static func problem(_ place: String, _ message: String) -> VSchemaProblem {
    VSchemaProblem(place: place, error: SQLError(.invalidVSchema, message))
  }
}
