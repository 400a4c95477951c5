import Benchmark

/// Each query on one SQLite file through the C API, and on clusters of one and of four shards.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock, .cpuTotal, .throughput],
    warmupIterations: 3,
    maxDuration: .seconds(3)
  )
  compare("point query", Workload.point, scale: .kilo, keys: 0..<Workload.orders)
  compare("GROUP BY over all rows", Workload.group, scale: .one, keys: nil)
  compare("ORDER BY LIMIT 10", Workload.top, scale: .one, keys: nil)
}

/// Adds a benchmark of a query for each side; `keys` are the values its parameter takes in turn.
private func compare(
  _ name: String,
  _ sql: String,
  scale: BenchmarkScalingFactor,
  keys: Range<Int>?
) {
  var configuration = Benchmark.defaultConfiguration
  configuration.scalingFactor = scale
  Benchmark(
    "\(name): SQLite's C API",
    configuration: configuration,
    closure: { (benchmark: Benchmark, database: SQLiteDatabase) in
      for iteration in benchmark.scaledIterations {
        blackHole(database.run(key: key(iteration, of: keys)))
      }
    },
    setup: { try SQLiteDatabase(preparing: sql) }
  )
  for shards in [1, 4] {
    Benchmark(
      "\(name): Vitrine, \(shards) \(shards == 1 ? "shard" : "shards")",
      configuration: configuration,
      closure: { (benchmark: Benchmark, database: VitrineDatabase) in
        for iteration in benchmark.scaledIterations {
          blackHole(try database.run(sql, key: key(iteration, of: keys)))
        }
      },
      setup: { try VitrineDatabase(shards: shards) }
    )
  }
}

/// Keys that jump about, the same in every run.
private func key(_ iteration: Int, of keys: Range<Int>?) -> Int? {
  keys.map { $0.lowerBound + iteration &* 7919 % max(1, $0.count) }
}
