@_spi(Text) import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Sees every row of a table once and tells what its columns hold.
///
/// Distinct values are counted by the least hashes seen (Bar-Yossef et al., 2002): exactly up to 2048 of
/// them, within a few percent beyond. Histograms are made of a sample of 20,000 values. Nothing is drawn at
/// random, so the same rows give the same statistics.
struct StatisticsCollector {
  private struct Column {
    let name: String
    let type: MySQLType
    let keys: RowKeyMaker
    var nulls = 0
    var bytes = 0
    var minimum: Double?
    var maximum: Double?
    var distinct = DistinctSketch()
    var sample: [Double] = []
  }

  private var columns: [Column]
  private var rows = 0
  /// Every so many-th row is in the sample.
  private var stride = 1

  private static let sampleLimit = 20_000

  init(_ columns: [ColumnDefinition]) {
    self.columns = columns.map { column in
      Column(
        name: column.name.lowercased(),
        type: column.type,
        keys: RowKeyMaker([(column: 0, type: column.type)])
      )
    }
  }

  mutating func add(_ row: [Value]) {
    let isSampled = rows.isMultiple(of: stride)
    rows += 1
    for index in columns.indices where index < row.count {
      add(row[index], to: &columns[index], isSampled: isSampled)
    }
    if isSampled, rows / stride >= Self.sampleLimit { thin() }
  }

  private func add(_ value: Value, to column: inout Column, isSampled: Bool) {
    column.bytes += value.byteCount
    guard !value.isNull else {
      column.nulls += 1
      return
    }
    column.distinct.add(column.keys.key(of: [value]))
    guard let position = value.position(of: column.type) else { return }
    column.minimum = min(column.minimum ?? position, position)
    column.maximum = max(column.maximum ?? position, position)
    if isSampled { column.sample.append(position) }
  }

  /// Keeps every second value of the sample.
  private mutating func thin() {
    stride *= 2
    for index in columns.indices {
      columns[index].sample = columns[index].sample.enumerated().filter { $0.offset % 2 == 0 }
        .map(\.element)
    }
  }

  /// What was seen; histograms of the columns with these lower-case names.
  func statistics(histogramsOf wanted: Set<String>, buckets: Int) -> TableStatistics {
    var result = TableStatistics(rowCount: Double(rows))
    for column in columns {
      let count = Double(max(rows, 1))
      var statistics = ColumnStatistics(
        distinctCount: column.distinct.count,
        nullFraction: Double(column.nulls) / count,
        averageBytes: Double(column.bytes) / count,
        minimum: column.minimum,
        maximum: column.maximum
      )
      if wanted.contains(column.name) {
        let weight = Double(rows - column.nulls) / Double(max(column.sample.count, 1))
        statistics.histogram = Histogram(
          of: column.sample.map { ($0, weight) },
          limit: buckets,
          rows: Double(rows)
        )
      }
      result.columns[column.name] = statistics
    }
    return result
  }
}

/// Counts values that differ by the least of their hashes.
private struct DistinctSketch {
  private var least: Set<UInt64> = []
  private var bound = UInt64.max

  private static let size = 1024

  mutating func add(_ key: RowKey) {
    let hash = Self.hash(of: key)
    guard hash <= bound, least.insert(hash).inserted, least.count > 2 * Self.size else { return }
    least = Set(least.sorted().prefix(Self.size))
    bound = least.max() ?? bound
  }

  var count: Double {
    let sorted = least.sorted().prefix(Self.size)
    guard bound < .max, let last = sorted.last, last > 0 else { return Double(least.count) }
    return Double(Self.size - 1) * (Double(UInt64.max) / Double(last))
  }

  /// FNV-1a, then mixed so that near keys have far hashes; the same on every run.
  private static func hash(of key: RowKey) -> UInt64 {
    var read = FNVHash()
    switch key {
    case .integer(let number): read.value ^= UInt64(bitPattern: number)
    case .bytes(let bytes): for byte in bytes { read.combine(byte) }
    }
    var hash = read.value
    hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return hash ^ (hash >> 33)
  }
}
