// swift-tools-version: 6.1
import Foundation
import PackageDescription

let warningsAsErrors = ProcessInfo.processInfo.environment["CI"] != nil

let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (warningsAsErrors ? [.unsafeFlags(["-warnings-as-errors"])] : [])

let package = Package(
  name: "vitrine",
  products: [
    .library(name: "Vitrine", targets: ["Vitrine"]),
    .library(name: "VitrineScenarios", targets: ["VitrineScenarios"]),
    .executable(name: "vitrine", targets: ["VitrineCLI"]),
  ],
  traits: [
    .trait(name: "Scenarios", description: "Scenario files in YAML; brings in Yams."),
    .default(enabledTraits: ["Scenarios"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CSQLite",
      pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"])]
    ),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "VitrineSQL", swiftSettings: settings),
    .target(
      name: "VitrineSharding",
      dependencies: ["VitrineSQL", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings
    ),
    .target(
      name: "VitrineSQLite",
      dependencies: [
        "CSQLite", "CZlib", "VitrineSQL", "VitrineSharding",
        .product(name: "Collections", package: "swift-collections"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "_CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: settings,
      // Foundation's own ICU, which tells what is wrong with a regular expression.
      linkerSettings: [.linkedLibrary("_FoundationICU", .when(platforms: [.linux]))]
    ),
    .target(
      name: "VitrinePlanner",
      dependencies: [
        "VitrineSQL", "VitrineSharding", "VitrineSQLite",
        .product(name: "Collections", package: "swift-collections"),
      ],
      swiftSettings: settings
    ),
    .target(
      name: "Vitrine",
      dependencies: [
        "VitrineSQL", "VitrineSharding", "VitrineSQLite", "VitrinePlanner",
        .product(name: "Collections", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
      ],
      swiftSettings: settings
    ),
    .target(
      name: "VitrineScenarios",
      dependencies: [
        "Vitrine", "VitrineSQL", "VitrineSharding", "VitrinePlanner",
        .product(name: "Yams", package: "Yams", condition: .when(traits: ["Scenarios"])),
      ],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "VitrineCLI",
      dependencies: [
        "Vitrine", "VitrineScenarios", "VitrineSQL", "VitrineSharding", "VitrinePlanner",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "VitrineFuzz",
      dependencies: [
        "VitrineSQL", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "VitrineSQLTests",
      dependencies: ["VitrineSQL", "VitrineFuzz"],
      exclude: ["Cases"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "VitrineShardingTests",
      dependencies: ["VitrineSQL", "VitrineSharding"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "VitrineSQLiteTests",
      dependencies: ["VitrineSQL", "VitrineSharding", "VitrineSQLite"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "VitrinePlannerTests",
      dependencies: ["VitrineSQL", "VitrineSharding", "VitrineSQLite", "VitrinePlanner"],
      exclude: ["Analyzer/Cases", "Plans/Cases"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "VitrineTests",
      dependencies: [
        "VitrineSQL", "VitrineSharding", "VitrineSQLite", "VitrinePlanner", "Vitrine",
      ],
      exclude: ["MySQL", "Programs/Cases", "TPCH/Cases", "Writes/Cases"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "VitrineScenariosTests",
      dependencies: ["Vitrine", "VitrineScenarios", "VitrineSQL", "VitrineSharding"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "VitrineCLITests",
      dependencies: ["VitrineCLI", "Vitrine", "VitrineSQL", "VitrineSharding"],
      swiftSettings: settings
    ),
  ]
)
