import Foundation
import VitrineSQL
import VitrineSharding

/// MATCH … AGAINST once it is bound: functions of the columns, the query and statistics of the table.
///
///     MATCH (a, b) AGAINST ('x')  ⇒  my_match('x', 'natural', collation, statistics, a, b)
///
/// The statistics are an aggregate over the whole table, so every shard gives its rows the relevance that
/// they have among all. A condition needs none: `my_match_test('x', 'natural', collation, a, b)`.
enum FullTextFunctions {
  static let definitions: [FunctionDefinition] = [
    FunctionDefinition(
      "MATCH RANK",
      5...FunctionDefinition.many,
      [.text, .asIs, .asIs, .asIs, .text],
      .double,
      .call("my_match")
    ),
    FunctionDefinition(
      "MATCH TEST",
      4...FunctionDefinition.many,
      [.text, .asIs, .asIs, .text],
      .boolean,
      .call("my_match_test")
    ),
  ]

  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_match", returnsNullOnNull: false) { arguments, result throws(SQLError) in
        let query = try compiled(arguments)
        let table = try arguments.cached(at: 3) { FullTextWeights(arguments.blob(at: 3)) }
        var search = FullTextSearch(document(arguments, from: 4, query.query.words), query.query)
        result.set(search.rank(table.statistics, table.weights))
      },
      ScalarFunction("my_match_test", returnsNullOnNull: false) {
        arguments,
        result throws(SQLError) in
        let query = try compiled(arguments)
        var search = FullTextSearch(document(arguments, from: 3, query.query.words), query.query)
        search.run()
        result.set(search.isFound)
      },
    ]
  }

  static func aggregates() -> [AggregateFunction] {
    [
      AggregateFunction(
        "my_match_statistics",
        skipsNull: false,
        initial: { FullTextStatistics() },
        step: { statistics, arguments throws(SQLError) in
          let query = try compiled(arguments).query
          statistics.add(document(arguments, from: 3, query.words), query)
        },
        result: { statistics, result in
          result.set(blob: statistics.bytes)
        }
      ),
      AggregateFunction(
        "my_match_statistics_merge",
        arguments: 1,
        initial: { FullTextStatistics() },
        step: { statistics, arguments in
          statistics.merge(FullTextStatistics(bytes: arguments.blob(at: 0)))
        },
        result: { statistics, result in
          result.set(blob: statistics.bytes)
        }
      ),
    ]
  }

  /// The query of the first three arguments: text, mode, collation.
  private static func compiled(
    _ arguments: borrowing FunctionArguments
  ) throws(SQLError) -> CompiledQuery {
    let (mode, collation) = (arguments.text(at: 1), arguments.text(at: 2))
    let kept = try arguments.cached(at: 0) { () throws(SQLError) in
      try CompiledQuery(arguments.text(at: 0), mode, collation)
    }
    guard kept.mode != mode || kept.collation != collation else { return kept }
    return try CompiledQuery(arguments.text(at: 0), mode, collation)
  }

  private static func document(
    _ arguments: borrowing FunctionArguments,
    from first: Int,
    _ words: FullTextWords
  ) -> FullTextDocument {
    var document = FullTextDocument()
    for index in first..<max(first, arguments.count) where !arguments.isNull(at: index) {
      document.add(words.words(of: arguments.text(at: index)))
    }
    return document
  }
}

/// A query that is kept from row to row.
private final class CompiledQuery {
  let mode: String
  let collation: String
  let query: FullTextQuery

  init(_ text: String, _ mode: String, _ collation: String) throws(SQLError) {
    self.mode = mode
    self.collation = collation
    query = try FullTextQuery(
      text,
      mode: FullTextQuery.Mode(rawValue: mode) ?? .natural,
      Collation(rawValue: collation) ?? .standard
    )
  }
}

/// Statistics, and the inverse document frequency of every word: the logarithm of the number of rows over
/// that of the rows that have it, as if one in 10,000 had it not where all have.
private final class FullTextWeights {
  let statistics: FullTextStatistics
  let weights: [[UInt8]: Double]

  init(_ bytes: [UInt8]) {
    let statistics = FullTextStatistics(bytes: bytes)
    self.statistics = statistics
    weights = statistics.counts.mapValues { count in
      count == statistics.rows ? log10(1.0001) : log10(Double(statistics.rows) / Double(count))
    }
  }
}
