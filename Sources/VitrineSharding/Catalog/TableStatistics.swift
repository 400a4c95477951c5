/// What ANALYZE TABLE has found of a table's rows on all shards.
///
/// Plans are chosen by it, never answers: it may be as old as it likes.
package struct TableStatistics: Sendable, Hashable, Codable {
  package var rowCount: Double
  /// By lower-case name.
  package var columns: [String: ColumnStatistics]

  package init(rowCount: Double, columns: [String: ColumnStatistics] = [:]) {
    self.rowCount = rowCount
    self.columns = columns
  }
}

/// What is known of the values of a column.
package struct ColumnStatistics: Sendable, Hashable, Codable {
  /// How many values that differ there are, NULL aside.
  package var distinctCount: Double
  /// The part of the rows that have NULL.
  package var nullFraction: Double
  /// What a value weighs on a wire.
  package var averageBytes: Double
  /// The least and greatest value on a line of numbers; nil where there is none.
  package var minimum: Double?
  package var maximum: Double?
  package var histogram: Histogram?

  package init(
    distinctCount: Double,
    nullFraction: Double = 0,
    averageBytes: Double = 8,
    minimum: Double? = nil,
    maximum: Double? = nil,
    histogram: Histogram? = nil
  ) {
    self.distinctCount = distinctCount
    self.nullFraction = nullFraction
    self.averageBytes = averageBytes
    self.minimum = minimum
    self.maximum = maximum
    self.histogram = histogram
  }
}

/// How a column's values are spread: MySQL's singleton histogram where a bucket is one value, its
/// equi-height one where buckets hold about as many rows each.
package struct Histogram: Sendable, Hashable, Codable {
  package struct Bucket: Sendable, Hashable, Codable {
    package var lower: Double
    package var upper: Double
    /// The part of the rows up to and with this bucket.
    package var cumulative: Double
    /// How many values that differ it holds.
    package var distinct: Double
  }

  package var buckets: [Bucket]

  /// The buckets of a sample of positions; at most so many.
  ///
  /// - Parameters:
  ///   - sample: positions with the number of rows that each stands for, in any order.
  ///   - limit: the most buckets.
  ///   - rows: the rows that the whole sample and NULL stand for.
  package init(of sample: [(position: Double, weight: Double)], limit: Int, rows: Double) {
    let sorted = sample.sorted { $0.position < $1.position }
    var values: [(position: Double, weight: Double)] = []
    for (position, weight) in sorted {
      if let last = values.last, last.position == position {
        values[values.count - 1].weight += weight
      } else {
        values.append((position, weight))
      }
    }
    let height =
      values.count <= limit ? 0 : values.reduce(0) { $0 + $1.weight } / Double(max(limit, 1))
    buckets = []
    var (seen, held, distinct) = (0.0, 0.0, 0.0)
    var lower: Double?
    for (index, value) in values.enumerated() {
      lower = lower ?? value.position
      seen += value.weight
      held += value.weight
      distinct += 1
      guard held >= height || index == values.count - 1, let first = lower else { continue }
      buckets.append(
        Bucket(
          lower: first,
          upper: value.position,
          cumulative: seen / max(rows, 1),
          distinct: distinct
        )
      )
      (held, distinct, lower) = (0, 0, nil)
    }
  }

  /// The part of the rows whose value is this one.
  package func fraction(equal position: Double) -> Double {
    var before = 0.0
    for bucket in buckets {
      if position <= bucket.upper {
        return position < bucket.lower ? 0 : (bucket.cumulative - before) / max(bucket.distinct, 1)
      }
      before = bucket.cumulative
    }
    return 0
  }

  /// The part of the rows whose value lies before this one.
  package func fraction(below position: Double) -> Double {
    var before = 0.0
    for bucket in buckets {
      if position <= bucket.lower { return before }
      if position <= bucket.upper {
        let width = bucket.upper - bucket.lower
        let part = width > 0 ? (position - bucket.lower) / width : 0
        return before + part * (bucket.cumulative - before)
      }
      before = bucket.cumulative
    }
    return before
  }
}

extension Value {
  /// Where the value of a type lies on a line of numbers that orders like the type; nil for NULL.
  ///
  /// Of texts the first letters decide, without case; of dates the digits.
  package func position(of type: MySQLType) -> Double? {
    switch self {
    case .null: return nil
    case .integer(let number):
      guard case .scaled(let scale) = type.representation else { return Double(number) }
      return (0..<max(scale, 0)).reduce(Double(number)) { number, _ in number / 10 }
    case .real(let number): return number.isFinite ? number : nil
    case .text(let text): return Self.position(of: text, type)
    case .blob(let bytes): return bytes.prefix(8).reduce(0) { $0 * 256 + Double($1) }
    }
  }

  private static func position(of text: String, _ type: MySQLType) -> Double? {
    switch type.representation {
    case .temporalText:
      let digits = text.utf8.filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }.prefix(14)
      let number = digits.reduce(0) { $0 * 10 + Double($1 - UInt8(ascii: "0")) }
      return digits.count < 14 ? number * 1_000_000 : number
    case .decimalText: return Double(text)
    default:
      var bytes = Array(text.lowercased().utf8.prefix(6))
      while bytes.count < 6 { bytes.append(0) }
      return bytes.reduce(0) { $0 * 256 + Double($1) }
    }
  }
}
