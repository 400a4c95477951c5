import Benchmark
import Foundation
@_spi(Benchmarks) import Vitrine

/// Planning from the text, without the plan cache and with it.
///
/// The goals are 15 µs for a point query, 1 ms for a query of TPC-H, and 0.5 µs from the cache.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock, .throughput],
    warmupIterations: 3,
    scalingFactor: .kilo,
    maxDuration: .seconds(2)
  )
  Benchmark("parse and plan: point query") { benchmark, cluster in
    for _ in benchmark.scaledIterations { blackHole(try cluster.session.explain(point)) }
  } setup: {
    try TPCHCluster()
  }
  Benchmark("from the cache: the same text") { benchmark, cluster in
    for _ in benchmark.scaledIterations { blackHole(cluster.session.findsPlan(of: point)) }
  } setup: {
    try TPCHCluster(knowing: point)
  }
  for strategy in ["pushdown", "cost", "gather"] {
    for query in 1...22 { measure(query, strategy) }
  }
}

private let point = "SELECT c_name, c_acctbal FROM customer WHERE c_custkey = 42"

private func measure(_ query: Int, _ strategy: String) {
  var configuration = Benchmark.defaultConfiguration
  configuration.scalingFactor = .one
  Benchmark(
    "parse and plan: TPC-H \(query), \(strategy)",
    configuration: configuration,
    closure: { (benchmark: Benchmark, cluster: TPCHCluster) in
      let text = try TPCHCluster.query(query)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(try cluster.session.explain(text)) }
    },
    setup: {
      let cluster = try TPCHCluster()
      cluster.session.strategy = strategy
      return cluster
    }
  )
}
