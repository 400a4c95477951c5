import Foundation
import Vitrine

/// The tables of TPC-H on four shards, without rows.
final class TPCHCluster {
  let session: Session
  private let cluster: Cluster

  /// - Parameter statement: one that the plan cache is to know.
  /// - Throws: what making the cluster throws.
  init(knowing statement: String? = nil) throws {
    cluster = try Cluster.create(at: nil)
    try cluster.createKeyspace("tpch", shards: 4, vschemaJSON: Self.text("vschema.json"))
    session = try cluster.session(target: "tpch")
    try session.executeScript(Self.text("schema.sql"))
    if let statement { try session.execute(statement) }
  }

  /// The text of a query by its number.
  static func query(_ number: Int) throws -> String {
    try text("q\(number < 10 ? "0" : "")\(number).sql")
  }

  /// A file of the cases that the tests run.
  private static func text(_ name: String) throws -> String {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let cases = root.appending(path: "Tests/VitrineTests/TPCH/Cases")
    return try String(contentsOf: cases.appending(path: name), encoding: .utf8)
  }

  deinit {
    try? cluster.close()
  }
}
