import Foundation
import Vitrine
import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// The name of every strategy: tests that compare strategies take them from here.
let strategyNames = Strategies.all.map(\.name)

/// A cluster of so many shards read under one strategy.
struct Layout {
  let name: String
  let session: Session
  /// Whether every table lies in the one keyspace, in one file.
  let isWhole: Bool

  /// What the statement gives here.
  func answer(_ sql: String) -> Answer {
    Answer(isWhole ? sql.replacingOccurrences(of: "config.", with: "") : sql, session)
  }
}

/// The same rows in a keyspace that is not sharded, and on 1, 2, 4 and 7 shards under every strategy.
///
/// The first layout is the reference: one SQLite file answers each statement whole.
final class Layouts {
  private let clusters: [Cluster]
  let all: [Layout]

  init(seed: UInt64, shardCounts: [Int] = [0, 1, 2, 4, 7]) throws {
    var clusters: [Cluster] = []
    var all: [Layout] = []
    for shards in shardCounts {
      var configuration = ClusterConfiguration()
      configuration.statementTimeout = .seconds(5)
      // Where rows are dear and questions free, every side that can be is asked for keys.
      if shards == 2 { configuration.costs = CostModel(roundTrip: 0, call: 0, row: 1000) }
      let cluster = try Cluster.generated(
        shards: shards,
        vschema: GeneratedSchema.vschema,
        configuration: configuration
      )
      clusters.append(cluster)
      let filling = try cluster.session(target: "main")
      try filling.executeScript(GeneratedSchema.definitions)
      for statement in GeneratedSchema.rows(seed: seed) { try filling.execute(statement) }
      let config = try cluster.session(target: "config")
      try config.execute(GeneratedSchema.unshardedDefinitions)
      try config.execute(GeneratedSchema.unshardedRows)
      if shards == 0 {
        try filling.execute(GeneratedSchema.unshardedDefinitions)
        try filling.execute(GeneratedSchema.unshardedRows)
      }
      try filling.execute(GeneratedSchema.analysis)
      // The reference is one file, where there is little to choose.
      for strategy in shards == 0 ? Array(strategyNames.prefix(1)) : strategyNames {
        let session = try cluster.session(target: "main")
        session.strategy = strategy
        let name = shards == 0 ? "not sharded" : "\(shards) shards"
        all.append(Layout(name: "\(name), \(strategy)", session: session, isWhole: shards == 0))
      }
    }
    self.clusters = clusters
    self.all = all
  }

  deinit {
    for cluster in clusters { try? cluster.close() }
  }
}

/// A statement whose answer depends on the layout.
struct Difference {
  var sql: String
  var layout: String
  var expected: Answer
  var actual: Answer

  /// Whether one of the two computes a value that the other leaves out, such as for rows that a join drops.
  var isOutOfRange: Bool {
    switch (expected, actual) {
    case (.rows, .failure(let error)), (.failure(let error), .rows): error.code == .outOfRange
    default: false
    }
  }

  var report: String {
    "\(layout)\n\(sql)\nexpected:\n\(expected.text)\nactual:\n\(actual.text)"
  }
}

/// What came of running a statement on every layout.
enum Comparison {
  /// All gave this.
  case agreed(Answer)
  /// The first layout that gave something else than the reference.
  case different(Difference)
}

extension Layouts {
  /// Runs the statement on every layout, up to the first that differs from the reference.
  ///
  /// Values out of range are told only where nothing else differs: the layouts that give rows agree on them.
  /// What takes the reference too long is held against the first layout that is in time; one that takes
  /// longer than those before it differs. A `twin` runs just before the statement on every layout but the reference.
  func compare(_ sql: String, behind twin: String? = nil) -> Comparison {
    var expected = all[0].answer(sql)
    guard case .query(let query)? = try? Parser.parse(sql) else { return .agreed(expected) }
    let comparison = AnswerComparison(query)
    var outOfRange: Difference?
    for layout in all.dropFirst() {
      if let twin { _ = layout.answer(twin) }
      let actual = layout.answer(sql)
      guard !comparison.agree(expected, actual) else { continue }
      if expected.isTimeout {
        expected = actual
        continue
      }
      let difference = Difference(
        sql: sql,
        layout: layout.name,
        expected: expected,
        actual: actual
      )
      guard difference.isOutOfRange else { return .different(difference) }
      outOfRange = outOfRange ?? difference
      if case .rows = actual { expected = actual }
    }
    return outOfRange.map(Comparison.different) ?? .agreed(expected)
  }

  /// The smallest statement found that still differs on the same layout in the same way; what took too
  /// long is not tried again and again.
  func shrunk(_ difference: Difference, attempts: Int = 600) -> Difference {
    if difference.expected.isTimeout || difference.actual.isTimeout { return difference }
    guard let layout = all.first(where: { $0.name == difference.layout }) else { return difference }
    var smallest = difference
    var left = attempts
    var improved = true
    while improved {
      improved = false
      guard case .query(let query)? = try? Parser.parse(smallest.sql) else { break }
      for candidate in QueryShrinker.reductions(of: query) where left > 0 {
        left -= 1
        guard let found = check(candidate, layout, like: difference) else { continue }
        smallest = found
        improved = true
        break
      }
    }
    return smallest
  }

  private func check(
    _ query: QueryExpression,
    _ layout: Layout,
    like: Difference
  ) -> Difference? {
    guard QueryShrinker.isDeterministic(query) else { return nil }
    let sql = query.printed()
    let expected = all[0].answer(sql)
    let actual = layout.answer(sql)
    guard !AnswerComparison(query).agree(expected, actual) else { return nil }
    if case .failure(let error) = expected {
      guard case .failure = like.expected, error.code != .timeout else { return nil }
    }
    switch (actual, like.actual) {
    case (.rows, .rows): break
    case (.failure(let new), .failure(let old)) where new.code == old.code: break
    default: return nil
    }
    return Difference(sql: sql, layout: layout.name, expected: expected, actual: actual)
  }
}
