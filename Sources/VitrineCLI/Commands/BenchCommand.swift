import ArgumentParser
import Vitrine
import VitrineSQL
import VitrineScenarios

/// `vitrine bench FILE`: a scenario's queries under several strategies and layouts, side by side.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Compare strategies and layouts on the queries of a scenario."
  )

  @Argument(help: "A scenario in YAML.")
  var file: String

  @Option(help: "Strategies, separated by commas.")
  var strategy: String = "gather,pushdown"

  @Option(help: "Numbers of shards, separated by commas.")
  var shards: String = "1,4"

  @Option(help: "How often each query runs; the median time is told.")
  var runs: Int = 5

  @OptionGroup var output: OutputOptions

  func run() throws {
    Interruption.install()
    let scenario = try RunCommand.read(file)
    let strategies = strategy.split(separator: ",").map(String.init)
    var benchmark = ScenarioBenchmark()
    benchmark.runs = runs
    var measurements: [ScenarioBenchmark.Measurement] = []
    for count in try shardCounts() {
      for strategy in strategies {
        measurements += try Failure.reporting { () throws(SQLError) in
          try benchmark.measure(scenario, strategy: strategy, shards: count)
        }
      }
    }
    let table = BenchTable(
      queries: ScenarioBenchmark.queries(of: scenario),
      strategies: strategies,
      measurements: measurements
    )
    Output.error.write(table.legend)
    Output.standard.write(output.chosenFormat.text(of: table.table))
    if measurements.contains(where: { $0.failure != nil }) { throw Failure.sql }
  }

  private func shardCounts() throws -> [Int] {
    try shards.split(separator: ",").map { text in
      guard let count = Int(text), (1...1024).contains(count) else {
        throw ValidationError("'\(text)' is not a number of shards")
      }
      return count
    }
  }
}

/// Measurements with a line for each query and layout, and the strategies beside one another.
struct BenchTable {
  let queries: [ScenarioStep]
  let strategies: [String]
  let measurements: [ScenarioBenchmark.Measurement]

  /// Which query is which number, and why some failed.
  var legend: String {
    let names = queries.enumerated().map { "\($0.offset + 1): \($0.element.title)\n" }
    let failures = measurements.compactMap { measurement in
      measurement.failure.map {
        "\(measurement.query + 1) (\(measurement.strategy), \(measurement.shards) shards): \($0)\n"
      }
    }
    return (names + failures).joined()
  }

  var table: ResultTable {
    let columns =
      ["query", "layout"]
      + strategies.flatMap { strategy in
        ["shards", "calls", "rows", "time"].map { "\(strategy) \($0)" }
      }
    let counts = Set(measurements.map(\.shards)).sorted()
    let rows = queries.indices.flatMap { query in
      counts.map { count in
        ["\(query + 1)", "\(count)"] + strategies.flatMap { cells(query, $0, count) }
      }
    }
    return ResultTable(
      columns: columns.map { ResultTable.Column($0, isNumeric: true) },
      rows: rows.map { $0.map(ResultTable.Cell.text) }
    )
  }

  private func cells(_ query: Int, _ strategy: String, _ shards: Int) -> [String] {
    let measurement = measurements.first {
      $0.query == query && $0.strategy == strategy && $0.shards == shards
    }
    guard let measurement, let trace = measurement.trace else { return ["-", "-", "-", "failed"] }
    return [
      "\(trace.shards.count)", "\(trace.shardCalls)", "\(trace.rowsMoved)",
      measurement.median.readable,
    ]
  }
}
