import ArgumentParser
import Foundation
import Vitrine
import VitrineSQL
import VitrineScenarios

/// `vitrine init DIR`: makes a cluster in a directory.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make a cluster in a directory."
  )

  @Argument(help: "An empty directory, or one that does not exist yet.")
  var directory: String

  @OptionGroup var files: SchemaOptions

  func run() throws {
    Interruption.install()
    try Failure.reporting { () throws(SQLError) in
      let isUnused = entries.isEmpty
      do throws(SQLError) {
        try make()
      } catch {
        if isUnused { clear() }
        throw error
      }
    }
  }

  private func make() throws(SQLError) {
    let layout = try files.layout()
    var configuration = ClusterConfiguration()
    configuration.shardCount = files.shards
    let cluster = try layout.makeCluster(at: directory, configuration: configuration)
    defer { try? cluster.close() }
    try files.runSchema(in: cluster, layout: layout)
    for name in cluster.keyspaceNames {
      let shards = try cluster.shards(of: name)
      Output.error.line("keyspace \(name): \(shards.joined(separator: " "))")
    }
  }

  private var entries: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
  }

  /// Takes back what was made before something failed, so that the same command can be tried again.
  private func clear() {
    for entry in entries {
      try? FileManager.default.removeItem(atPath: "\(directory)/\(entry)")
    }
  }
}
