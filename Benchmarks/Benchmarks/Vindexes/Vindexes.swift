import AllocationCounter
import Benchmark
import Vitrine

/// From an integer to its shard among 1,024: the vindex, then the search.
///
/// The goal is 60 ns for `hash` and `xxhash`, and no allocation.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock, .throughput, allocations],
    warmupIterations: 3,
    scalingFactor: .kilo,
    maxDuration: .seconds(2)
  )
  for type in ["hash", "xxhash", "numeric", "reverse_bits"] {
    Benchmark("\(type): integer to one of 1,024 shards") { benchmark in
      let vindex = try VindexRegistry.vitrine.make(type: type, name: type, parameters: [:])
      let map = ShardMap(evenSplit: 1024)
      let before = vitrine_allocations()
      benchmark.startMeasurement()
      for iteration in benchmark.scaledIterations {
        guard let id = vindex.keyspaceID(of: Int64(iteration) &* 0x9E37_79B9) else { continue }
        blackHole(map.index(for: id))
      }
      benchmark.stopMeasurement()
      benchmark.measurement(allocations, vitrine_allocations() - before)
    }
  }
  Benchmark("search among 1,024 uneven shards") { benchmark in
    let map = try ShardMap(unevenShards(1024))
    benchmark.startMeasurement()
    for iteration in benchmark.scaledIterations {
      blackHole(map.index(forPrefix: UInt64(iteration) &* 0x9E37_79B9_7F4A_7C15))
    }
    benchmark.stopMeasurement()
  }
}

private let allocations = BenchmarkMetric.custom("allocations", polarity: .prefersSmaller)

/// All bounds but the last lie in the first 256th of the keyspace.
private func unevenShards(_ count: Int) throws -> [Shard] {
  var bounds = (1..<count).map { KeyspaceID([0, UInt8($0 >> 8), UInt8($0 & 255)]) }
  bounds.insert(.empty, at: 0)
  bounds.append(.empty)
  return zip(bounds, bounds.dropFirst()).compactMap { start, end in
    KeyRange(start: start, end: end).map { Shard(ShardName($0)) }
  }
}
