import ArgumentParser
import Vitrine
import VitrineSQL
import VitrineScenarios
import VitrineSharding

/// `vitrine route KS.TABLE VALUE…`: where a row would go, and why.
struct RouteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "route",
    abstract: "Tell where a row would go, and why.",
    discussion: """
      The values are those of the columns that the table's primary vindex is on. They are numbers, \
      texts, NULL, or binary as x'…'. The table is that of a cluster, or of a VSchema file alone:

        vitrine route shop.users 5 --cluster DIR
        vitrine route main.users 5 --vschema v.json --shards 16
      """
  )

  @Argument(help: "The table: KEYSPACE.TABLE, or TABLE where only one keyspace has it.")
  var table: String

  @Argument(parsing: .allUnrecognized, help: "A value for each column of the primary vindex.")
  var values: [String] = []

  @Option(help: "The directory of a cluster.")
  var cluster: String?

  @OptionGroup var files: SchemaOptions

  func validate() throws {
    guard (cluster == nil) != (files.vschema == nil && files.schema == nil) else {
      throw ValidationError("say where the table is: --cluster DIR, or --vschema and --schema")
    }
  }

  func run() throws {
    Interruption.install()
    try Failure.reporting { () throws(SQLError) in
      let cluster = Clusters.track(try openCluster())
      defer { Clusters.close(cluster) }
      let route = try cluster.route(table, values: values.map { Value(word: $0) })
      Output.standard.line(route.reason)
    }
  }

  private func openCluster() throws(SQLError) -> Cluster {
    if let cluster { return try Cluster.open(at: cluster) }
    let layout = try files.layout()
    let cluster = try layout.makeCluster(at: nil)
    try files.runSchema(in: cluster, layout: layout)
    return cluster
  }
}

extension Value {
  /// A word of the command line: NULL, `x'…'`, a whole number, a quoted text, or else a text.
  init(word: String) {
    if word.uppercased() == "NULL" {
      self = .null
    } else if let number = Int64(word), String(number) == word {
      self = .integer(number)
    } else if word.lowercased().hasPrefix("x'"), word.hasSuffix("'"),
      let bytes = Hexadecimal.bytes(word.dropFirst(2).dropLast())
    {
      self = .blob(bytes)
    } else if word.count > 1, word.hasPrefix("'"), word.hasSuffix("'") {
      self = .text(String(word.dropFirst().dropLast()).replacing("''", with: "'"))
    } else {
      self = .text(word)
    }
  }
}
