import VitrineSQL
import VitrineSharding

/// A set of global transaction identifiers: `3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7`.
struct TransactionSet {
  /// The intervals of each source, sorted and apart.
  private(set) var intervals: [String: [ClosedRange<Int64>]] = [:]

  /// - Throws: 1772 where the text is no such set.
  init(_ text: String) throws(SQLError) {
    for part in text.split(separator: ",", omittingEmptySubsequences: true) {
      let pieces = part.split(separator: ":", omittingEmptySubsequences: false).map(Self.trimmed)
      if pieces == [""] { continue }
      guard let first = pieces.first, let source = Self.source(first), pieces.count > 1 else {
        throw Self.malformed(text)
      }
      var found = intervals[source] ?? []
      for piece in pieces.dropFirst() {
        guard let interval = Self.interval(piece) else { throw Self.malformed(text) }
        if let interval = interval.range { found.append(interval) }
      }
      intervals[source] = Self.merged(found)
    }
  }

  private static func malformed(_ text: String) -> SQLError {
    SQLError(.malformedTransactionSet, "Malformed GTID set specification '\(text)'.")
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }

  /// The identifier of a server in its usual spelling.
  private static func source(_ text: String) -> String? {
    let digits = text.lowercased().utf8.filter { $0 != 0x2D && $0 != 0x7B && $0 != 0x7D }
    guard digits.count == 32, digits.allSatisfy({ $0.isHexadecimal }) else { return nil }
    let plain = String(decoding: digits, as: UTF8.self)
    var rest = plain[...]
    return [8, 4, 4, 4, 12].map { length in
      let part = rest.prefix(length)
      rest = rest.dropFirst(length)
      return String(part)
    }.joined(separator: "-")
  }

  /// `5` or `1-5`; no range where it ends before it starts.
  private static func interval(_ text: String) -> (range: ClosedRange<Int64>?, Void)? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(trimmed)
    guard let start = ends.first.flatMap({ Int64($0) }), start > 0, ends.count <= 2 else {
      return nil
    }
    guard ends.count == 2 else { return (start...start, ()) }
    guard let end = Int64(ends[1]), end >= 0, end < Int64.max else { return nil }
    return (start <= end ? start...end : nil, ())
  }

  private static func merged(_ intervals: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
    var result: [ClosedRange<Int64>] = []
    for interval in intervals.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, interval.lowerBound <= last.upperBound &+ 1 {
        result[result.count - 1] = last.lowerBound...max(last.upperBound, interval.upperBound)
      } else {
        result.append(interval)
      }
    }
    return result
  }

  // MARK: Operations

  func subtracting(_ other: TransactionSet) -> TransactionSet {
    var copy = self
    for (source, own) in intervals {
      var rest = own
      for taken in other.intervals[source] ?? [] {
        rest = rest.flatMap { Self.difference($0, taken) }
      }
      copy.intervals[source] = rest.isEmpty ? nil : rest
    }
    return copy
  }

  private static func difference(
    _ interval: ClosedRange<Int64>,
    _ taken: ClosedRange<Int64>
  ) -> [ClosedRange<Int64>] {
    guard interval.overlaps(taken) else { return [interval] }
    var rest: [ClosedRange<Int64>] = []
    if interval.lowerBound < taken.lowerBound {
      rest.append(interval.lowerBound...taken.lowerBound - 1)
    }
    if interval.upperBound > taken.upperBound {
      rest.append(taken.upperBound + 1...interval.upperBound)
    }
    return rest
  }

  func isSubset(of other: TransactionSet) -> Bool {
    subtracting(other).intervals.values.allSatisfy(\.isEmpty)
  }

  /// The set as MySQL writes it: sources in order, a line each.
  var text: String {
    intervals.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
      .map { source, intervals in
        let parts = intervals.map { interval in
          interval.count == 1
            ? "\(interval.lowerBound)" : "\(interval.lowerBound)-\(interval.upperBound)"
        }
        return ([source] + parts).joined(separator: ":")
      }
      .joined(separator: ",\n")
  }
}

extension UInt8 {
  fileprivate var isHexadecimal: Bool { self &- 0x30 < 10 || (self | 0x20) &- 0x61 < 6 }
}
