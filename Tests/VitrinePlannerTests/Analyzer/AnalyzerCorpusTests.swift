import Foundation
import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrinePlanner

/// Analyzes every statement of Vitess's planner cases against the VSchema its test uses.
///
/// What Vitess plans must be analyzed; the few refusals are counted, so that a new one is noticed.
/// `VITRINE_SHOW=1` prints them.
@Suite("Statements of Vitess") struct AnalyzerCorpusTests {
  struct Refusal {
    var file: String
    var query: String
    var error: SQLError
  }

  static let document: JSON? = {
    var directory = URL(filePath: #filePath)
    for _ in 0..<8 {
      directory = directory.deletingLastPathComponent()
      let file = directory.appending(path: "shared/corpora/vitess/plan_cases.json")
      if let text = try? String(contentsOf: file, encoding: .utf8) {
        return try? JSON(parsing: text)
      }
    }
    return nil
  }()

  @Test(.disabled(if: document == nil, "the corpus is not beside the repository"))
  func plannedStatementsAreAnalyzed() throws {
    let document = try #require(Self.document)
    var catalogs: [String: Catalog] = [:]
    var analyzed = 0
    var refusals: [Refusal] = []
    for test in document["cases"]?.elements ?? [] {
      let file = test["file"]?.text ?? ""
      guard let query = test["query"]?.text, test["plan"]?.members != nil,
        !AnalyzerCorpus.skipped.contains(file)
      else { continue }
      let resource = "vschemas/\(AnalyzerCorpus.vschemas[file] ?? "schema").json"
      if catalogs[resource] == nil {
        catalogs[resource] = try AnalyzerCorpus.catalog(#require(document["resources"]?[resource]))
      }
      guard let catalog = catalogs[resource] else { continue }
      do throws(SQLError) {
        try AnalyzerCorpus.analyze(query, catalog, AnalyzerCorpus.defaults[file])
        analyzed += 1
      } catch {
        refusals.append(Refusal(file: file, query: query, error: error))
      }
    }
    if ProcessInfo.processInfo.environment["VITRINE_SHOW"] == "1" {
      for refusal in refusals {
        print("REFUSED \(refusal.file): \(refusal.query)\n    \(refusal.error.message)")
      }
    }
    print("analyzed \(analyzed), refused \(refusals.count)")
    #expect(analyzed > 700)
    #expect(refusals.count * 100 < analyzed * 20)
  }
}

/// How Vitess's test reads its files: `plan_parity.py` has the same tables.
enum AnalyzerCorpus {
  static let vschemas = [
    "tpcc_cases.json": "tpcc_schema", "tpch_cases.json": "tpch_schema",
    "rails_cases.json": "rails_schema", "oltp_cases.json": "oltp_schema",
    "unsharded_cases.json": "unsharded_schema",
  ]
  static let defaults = [
    "select_cases_with_default.json": "second_user",
    "select_cases_with_user_as_default.json": "user", "dml_cases_with_user_as_default.json": "user",
    "other_read_cases.json": "main", "other_admin_cases.json": "main", "oltp_cases.json": "main",
    "tpcc_cases.json": "main", "tpch_cases.json": "main", "rails_cases.json": "main",
    "unsharded_cases.json": "main_unsharded",
  ]
  static let skipped: Set<String> = [
    "foreignkey_cases.json", "foreignkey_checks_on_cases.json", "foreignkey_checks_off_cases.json",
    "bypass_shard_cases.json", "bypass_keyrange_cases.json", "mirror_cases.json", "view_cases.json",
    "info_schema57_cases.json", "info_schema80_cases.json", "large_union_cases.json",
  ]

  static func catalog(_ document: JSON) throws(SQLError) -> Catalog {
    let vschema = try VSchema(document)
    let keyspaces = vschema.keyspaces.map { name, keyspace in
      Keyspace(
        name: name,
        shards: ShardMap(evenSplit: keyspace.isSharded ? 4 : 1),
        vschema: keyspace,
        isPlanOnly: true
      )
    }
    return Catalog(keyspaces: keyspaces, routing: vschema.routing)
  }

  static func analyze(
    _ query: String,
    _ catalog: Catalog,
    _ keyspace: String?
  ) throws(SQLError) {
    let known = keyspace.flatMap { catalog.keyspaces[$0] == nil ? nil : $0 }
    let options = PlannerOptions(defaultKeyspace: known)
    let context = PlanningContext(catalog: catalog, options: options, text: query)
    let analyzer = Analyzer(context: context)
    switch try Parser.parse(query) {
    case .query(let node): _ = try analyzer.analyze(query: node)
    case .insert(let node): _ = try analyzer.analyze(insert: node)
    case .update(let node): _ = try analyzer.analyze(update: node)
    case .delete(let node): _ = try analyzer.analyze(delete: node)
    default: break
    }
  }
}
