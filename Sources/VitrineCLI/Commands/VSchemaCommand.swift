import ArgumentParser
import Vitrine
import VitrineSQL
import VitrineSharding

/// `vitrine vschema …`: what can be said of a VSchema file.
struct VSchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vschema",
    abstract: "Work with VSchema files.",
    subcommands: [CheckCommand.self]
  )

  /// `vitrine vschema check FILE`: what Vitess would refuse, and what is likely to be a mistake.
  struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Tell what is wrong or odd in a VSchema.",
      discussion: """
        The file holds the VSchema of one keyspace, or Vitess's SrvVSchema. Each finding is a line of \
        its severity, its place and what is the matter. The exit code is 1 when there are errors: \
        what Vitess would refuse.
        """
    )

    @Argument(help: "The VSchema; - for standard input.")
    var file: String

    @Option(help: "The name of the keyspace where the VSchema is that of one.")
    var keyspace: String = "main"

    @Option(help: "The form of the findings: text or json.")
    var format: Format = .text

    enum Format: String, CaseIterable, ExpressibleByArgument {
      case text, json
    }

    func run() throws {
      let findings = try Failure.reporting { () throws(SQLError) in
        let text = try TextFile.read(file)
        do throws(SQLError) {
          return try Catalog(checking: text, keyspace: keyspace).lint()
        } catch {
          throw error.inFile(file, text: text)
        }
      }
      switch format {
      case .text: for finding in findings { Output.standard.line(finding.line) }
      case .json: Output.standard.line(JSON.array(findings.map(\.document)).pretty)
      }
      let errors = findings.count { $0.severity == .error }
      Output.error.line("\(errors) errors, \(findings.count - errors) warnings")
      if errors > 0 { throw Failure.sql }
    }
  }
}

extension Catalog {
  /// The keyspaces of a VSchema file, for which there is no DDL.
  init(checking text: String, keyspace name: String) throws(SQLError) {
    let document = try JSON(parsing: text)
    let vschema =
      VSchema.isWhole(document)
      ? try VSchema(json: text) : VSchema(keyspaces: [name: try KeyspaceVSchema(json: text)])
    self.init(
      keyspaces: vschema.keyspaces.map { name, keyspace in
        Keyspace(
          name: name,
          shards: ShardMap(evenSplit: keyspace.isSharded ? 2 : 1),
          vschema: keyspace,
          isPlanOnly: true,
          registry: .vitrine
        )
      },
      routing: vschema.routing
    )
  }
}

extension VSchemaFinding {
  fileprivate var line: String { "\(severity.rawValue): \(place): \(message)" }

  fileprivate var document: JSON {
    [
      "severity": .string(severity.rawValue), "place": .string(place), "message": .string(message),
    ]
  }
}
