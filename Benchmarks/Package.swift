// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "vitrine", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .systemLibrary(
      name: "SQLiteBaseline",
      path: "Sources/SQLiteBaseline",
      pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"])]
    ),
    .target(name: "AllocationCounter"),
    .executableTarget(
      name: "Vindexes",
      dependencies: [
        "AllocationCounter",
        .product(name: "Vitrine", package: "vitrine"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Vindexes",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
    ),
    .executableTarget(
      name: "Parsing",
      dependencies: [
        .product(name: "Vitrine", package: "vitrine"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Parsing",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
    ),
    .executableTarget(
      name: "Planning",
      dependencies: [
        .product(name: "Vitrine", package: "vitrine"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Planning",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
    ),
    .executableTarget(
      name: "Queries",
      dependencies: [
        "SQLiteBaseline",
        .product(name: "Vitrine", package: "vitrine"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Queries",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
    ),
  ]
)
