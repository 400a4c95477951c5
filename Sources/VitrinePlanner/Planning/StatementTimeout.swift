package import VitrineSQL

extension Statement {
  /// How many milliseconds a statement allows itself: Vitess's `/*vt+ QUERY_TIMEOUT_MS=n */`.
  ///
  /// Zero is no limit; nil where it says nothing.
  var queryTimeoutMilliseconds: Int64? {
    guard let text = directives["QUERY_TIMEOUT_MS"], let limit = Int64(text), limit >= 0 else {
      return nil
    }
    return limit
  }

  /// How many milliseconds a SELECT allows itself: MySQL's `/*+ MAX_EXECUTION_TIME(n) */`, which stands in its
  /// first query.
  ///
  /// Zero is no limit; nil where it says nothing.
  package var timeoutMilliseconds: Int64? {
    guard case .query(let query) = self else { return nil }
    return query.body.firstHints.lazy.compactMap(Self.executionTime).first
  }

  /// The number of `MAX_EXECUTION_TIME(n)` among hints, in any case and with spaces anywhere.
  private static func executionTime(_ hints: String) -> Int64? {
    let pattern = /MAX_EXECUTION_TIME\s*\(\s*([0-9]+)\s*\)/.ignoresCase()
    guard let match = hints.firstMatch(of: pattern) else { return nil }
    return Int64(match.1)
  }
}

extension QueryBody {
  /// The optimizer hints of the query that begins the text.
  fileprivate var firstHints: [String] {
    switch self {
    case .select(let select): select.hints
    case .setOperation(let operation): operation.left.firstHints
    case .nested(let query): query.body.firstHints
    case .values, .table: []
    }
  }
}
