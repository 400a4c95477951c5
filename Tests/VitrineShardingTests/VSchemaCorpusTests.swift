import Testing
import VitrineSQL
import VitrineSharding

/// Every VSchema of Vitess's tests loads, and reads back the same after writing.
@Suite("VSchemas of Vitess")
struct VSchemaCorpusTests {
  @Test(.disabled(if: Corpus.isAbsent, "the corpus is not beside the repository"))
  func plannerSchemas() throws {
    let resources = try #require(Corpus.document("plan_cases.json")["resources"]?.members)
    for resource in resources where resource.value.members != nil {
      let vschema = try VSchema(json: resource.value.compact)
      #expect(try VSchema(json: vschema.json) == vschema, "\(resource.key)")
      let catalog = Self.catalog(of: vschema)
      let problems = catalog.problems.filter { !$0.place.contains("rule") }
      #expect(problems.isEmpty, "\(resource.key): \(problems)")
    }
  }

  @Test(.disabled(if: Corpus.isAbsent, "the corpus is not beside the repository"))
  func endToEndSchemas() throws {
    let packages = try #require(Corpus.document("e2e.json").elements)
    for package in packages {
      for member in package["vschemas"]?.members ?? [] where member.value.members != nil {
        let name = "\(package["package"]?.text ?? "") \(member.key)"
        if VSchema.isWhole(member.value) {
          let vschema = try VSchema(member.value)
          #expect(try VSchema(json: vschema.json) == vschema, "\(name)")
        } else {
          let vschema = try KeyspaceVSchema(member.value)
          #expect(try KeyspaceVSchema(json: vschema.json) == vschema, "\(name)")
        }
      }
      let problems = try Self.catalog(ofPackage: package).problems
      #expect(problems.isEmpty, "\(package["package"]?.text ?? ""): \(problems)")
    }
  }

  /// The keyspaces a package of tests runs on, each with the VSchema it names.
  static func catalog(ofPackage package: JSON) throws -> Catalog {
    var vschema = VSchema()
    for keyspace in package["keyspaces"]?.elements ?? [] {
      let key = keyspace["vschema"]?.text ?? ""
      let document = package["vschemas"]?["inline:\(key)"] ?? package["vschemas"]?[key]
      let name = try #require(keyspace["name"]?.text)
      let isRead = document?.members != nil && document.map(VSchema.isWhole) == false
      vschema.keyspaces[name] =
        isRead ? try document.map { try KeyspaceVSchema($0) } : KeyspaceVSchema()
    }
    return catalog(of: vschema)
  }

  static func catalog(of vschema: VSchema) -> Catalog {
    Catalog(
      keyspaces: vschema.keyspaces.map { name, keyspace in
        Keyspace(
          name: name,
          shards: ShardMap(evenSplit: keyspace.isSharded ? 2 : 1),
          vschema: keyspace,
          isPlanOnly: true
        )
      },
      routing: vschema.routing
    )
  }
}
