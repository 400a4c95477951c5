import ArgumentParser
import Foundation
import Vitrine
import VitrineSQL
import VitrineScenarios

/// How rows and plans are shown.
struct OutputOptions: ParsableArguments {
  @Option(help: "The form of rows; a table on a terminal, TSV otherwise.")
  var format: OutputFormat?

  var chosenFormat: OutputFormat {
    format ?? .standard(onTerminal: Output.standard.isTerminal)
  }
}

/// The description of a cluster given in files.
struct SchemaOptions: ParsableArguments {
  @Option(help: "A VSchema: of one keyspace, or Vitess's SrvVSchema with several.")
  var vschema: String?

  @Option(help: "Statements that make the tables.")
  var schema: String?

  @Option(help: "The name of the keyspace where the VSchema is that of one.")
  var keyspace: String = "main"

  @Option(help: "The number of shards of each sharded keyspace.")
  var shards: Int = 4

  func validate() throws {
    guard (1...1024).contains(shards) else {
      throw ValidationError("--shards must be between 1 and 1024")
    }
  }

  /// The cluster the files describe; without a VSchema one sharded keyspace.
  func layout() throws(SQLError) -> ClusterLayout {
    let text = try vschema.map { path throws(SQLError) in try TextFile.read(path) }
    return try ClusterLayout(
      vschemaText: text ?? #"{"sharded": true}"#,
      keyspace: keyspace,
      shards: shards
    )
  }

  /// Runs the schema's statements, which say themselves into which keyspace where there are several.
  func runSchema(in cluster: Cluster, layout: ClusterLayout) throws(SQLError) {
    guard let schema else { return }
    let text = try TextFile.read(schema)
    let session = try cluster.session(target: layout.defaultKeyspace)
    do throws(SQLError) {
      try Script.run(text, in: session)
    } catch {
      throw error.inFile(schema, text: text)
    }
  }
}

/// Text files of the command line; `-` is standard input.
enum TextFile {
  static func read(_ path: String) throws(SQLError) -> String {
    let data: Data?
    if path == "-" {
      data = try? FileHandle.standardInput.readToEnd() ?? Data()
    } else {
      data = FileManager.default.contents(atPath: path)
    }
    guard let data else {
      throw SQLError(.fileError, "cannot read '\(path)'", hint: "does the file exist?")
    }
    do {
      return try String(script: data.starts(with: byteOrderMark) ? data.dropFirst(3) : data)
    } catch {
      var error = error
      if path != "-" { error.message = "\(path): \(error.message)" }
      throw error
    }
  }

  /// What some editors put before a text in UTF-8; it says nothing.
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

extension SQLError {
  /// The error with the place in a file at the front of its message.
  func inFile(_ path: String, text: String) -> SQLError {
    guard let span else { return self }
    let position = SourcePosition(offset: span.range.lowerBound, in: text)
    var copy = self
    copy.message = "\(path):\(position.line):\(position.column): \(message)"
    return copy
  }
}

extension Cluster {
  /// A session at a target; without one in the only keyspace, if there is only one.
  func session(at target: String?) throws(SQLError) -> Session {
    try session(target: target ?? (keyspaceNames.count == 1 ? keyspaceNames.first : nil))
  }
}
