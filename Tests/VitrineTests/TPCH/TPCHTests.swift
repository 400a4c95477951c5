import Foundation
import Testing
import Vitrine
import VitrinePlanner
import VitrineSQL

/// The queries of TPC-H with their validation parameters, and what MariaDB answers to them.
enum TPCH {
  static let cases = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
  static let queries = (1...22).map { $0 < 10 ? "q0\($0)" : "q\($0)" }
  static let tables = [
    "region", "nation", "supplier", "part", "partsupp", "customer", "orders", "lineitem",
  ]

  static func text(_ file: String) throws -> String {
    try String(contentsOf: cases.appending(path: file), encoding: .utf8)
  }

  /// A cluster with the tables; not sharded at all for 0 shards.
  static func cluster(shards: Int) throws -> Cluster {
    let cluster = try Cluster.create(at: nil)
    try cluster.createKeyspace(
      "tpch",
      shards: max(shards, 1),
      vschemaJSON: shards == 0 ? nil : text("vschema.json")
    )
    try cluster.session(target: "tpch").executeScript(text("schema.sql"))
    return cluster
  }

  /// MariaDB's rows, tabs between columns.
  static func expected(_ query: String, of data: String) throws -> [[String?]] {
    try text("\(data)/\(query).tsv").split(separator: "\n").map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map {
        $0 == "NULL" ? nil : String($0)
      }
    }
  }

  /// Every query under every strategy.
  static func check(_ cluster: Cluster, data: String, _ layout: String) throws {
    let session = try cluster.session(target: "tpch")
    for strategy in Strategies.all.map(\.name) {
      session.strategy = strategy
      for query in queries {
        do {
          let rows = try session.execute(text("\(query).sql")).textRows
          let isRight = try rows == expected(query, of: data)
          #expect(isRight, "\(query), \(layout), \(strategy): \(rows.prefix(3))")
        } catch {
          Issue.record("\(query), \(layout), \(strategy): \(error)")
        }
      }
    }
  }
}

/// The TPC-H queries over a slice of made-up rows give MariaDB's answers on every layout.
///
/// `VITRINE_TPCH_DUMP=FILE` writes the slice as SQL, from which `Scripts/tpch-answers` records them anew.
@Suite struct TPCHTests {
  @Test(arguments: [0, 1, 2, 4, 7]) func everyLayoutGivesMariaDBsAnswers(shards: Int) throws {
    let cluster = try TPCH.cluster(shards: shards)
    defer { try? cluster.close() }
    let session = try cluster.session(target: "tpch")
    for statement in TPCHRows().statements { try session.execute(statement) }
    if shards > 1 { try session.execute("ANALYZE TABLE \(TPCH.tables.joined(separator: ", "))") }
    try TPCH.check(cluster, data: "slice", "\(shards) shards")
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["VITRINE_TPCH_DUMP"] != nil))
  func dump() throws {
    guard let path = ProcessInfo.processInfo.environment["VITRINE_TPCH_DUMP"] else { return }
    let text = try TPCH.text("schema.sql") + TPCHRows().statements.joined(separator: ";\n") + ";\n"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }
}

/// The same at scale factor 0.01, with the rows that `Scripts/tpch DIRECTORY` makes.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["VITRINE_TPCH"] != nil))
struct TPCHSoakTests {
  @Test(arguments: [1, 2, 4, 7]) func everyLayoutGivesMariaDBsAnswers(shards: Int) throws {
    guard let path = ProcessInfo.processInfo.environment["VITRINE_TPCH"] else { return }
    let cluster = try TPCH.cluster(shards: shards)
    defer { try? cluster.close() }
    let session = try cluster.session(target: "tpch")
    for table in TPCH.tables {
      let text = try String(contentsOfFile: "\(path)/\(table).tbl", encoding: .utf8)
      let rows = text.split(separator: "\n").map { line in
        let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropLast()
        let quoted = cells.map { "'\($0.replacing("'", with: "''"))'" }
        return "(\(quoted.joined(separator: ", ")))"
      }
      for start in stride(from: 0, to: rows.count, by: 500) {
        let some = rows[start..<min(start + 500, rows.count)].joined(separator: ", ")
        try session.execute("INSERT INTO \(table) VALUES \(some)")
      }
    }
    try TPCH.check(cluster, data: "sf0.01", "\(shards) shards")
    for table in TPCH.tables { try session.execute("ANALYZE TABLE \(table)") }
    try TPCH.check(cluster, data: "sf0.01", "\(shards) shards, analyzed")
  }
}
