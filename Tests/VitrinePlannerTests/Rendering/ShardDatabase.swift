import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// One shard in memory with a keyspace's tables, on which the texts of statements are run.
final class ShardDatabase {
  private(set) var keyspace: Keyspace
  let connection: Connection

  /// Makes the tables of the definitions and fills them with SQLite statements.
  init(_ definitions: [String], filling statements: [String] = []) throws {
    keyspace = Keyspace(
      name: "ks",
      shards: ShardMap(evenSplit: 1),
      vschema: KeyspaceVSchema(sharded: false)
    )
    connection = try Connection.memory()
    try MySQLLibrary.install(on: connection, context: StatementContext())
    for definition in definitions { try define(definition) }
    for statement in statements { try connection.execute(statement) }
  }

  var catalog: Catalog { Catalog(keyspaces: [keyspace]) }
  var schema: SQLiteSchema { SQLiteSchema(catalog: catalog, keyspace: keyspace) }

  /// Runs DDL of MySQL's on the shard; gives the statements that it came to.
  @discardableResult
  func define(_ definition: String) throws -> [String] {
    var builder = SchemaBuilder(keyspace: keyspace)
    try builder.apply(try Parser.parse(definition))
    let before = SQLiteSchema(catalog: catalog, keyspace: keyspace)
    keyspace = builder.keyspace
    var statements: [String] = []
    for change in builder.changes {
      switch change {
      case .created(let table): statements += try schema.createTable(table)
      case .altered(let alteration): statements += try schema.alterTable(alteration)
      case .dropped(let name): statements.append(before.dropTable(name))
      case .renamed(let old, let new):
        guard let table = keyspace.tables[new] else { continue }
        statements += try schema.renameTable(old, to: table)
      }
    }
    for statement in statements { try connection.execute(statement) }
    return statements
  }

  func context(_ text: String) -> PlanningContext {
    PlanningContext(
      catalog: catalog,
      options: PlannerOptions(defaultKeyspace: "ks"),
      text: text
    )
  }

  /// The SELECT's text for SQLite, its parameters, and the columns it gives.
  func rendering(
    _ text: String
  ) throws -> (query: ShardQuery, columns: [BoundColumn], tree: Operator) {
    let context = context(text)
    guard case .query(let query) = try Parser.parse(text) else {
      throw SQLError(.internal, "no query: \(text)")
    }
    let bound = try Analyzer(context: context).analyze(query: query)
    let rendered = try SQLiteRenderer.query(bound.root, columns: bound.outputs, context: context)
    return (rendered, bound.outputs, bound.root)
  }

  /// The answer of a SELECT, a line for each row, its columns between bars.
  func rows(_ text: String, parameters: [Value] = []) throws -> [String] {
    let (query, columns, tree) = try rendering(text)
    let values = Self.values(of: query.parameters, in: tree, parameters)
    return try connection.rows(query.text, values).map { row in
      zip(row, columns).map { MySQLText.text(of: $0, type: $1.type) ?? "NULL" }.joined(
        separator: "|"
      )
    }
  }

  /// What the gateway would bind: the literals of the tree by ordinal, and the given parameters.
  static func values(
    of sources: [ParameterSource],
    in tree: Operator,
    _ parameters: [Value]
  ) -> [Value] {
    var literals: [Int: Value] = [:]
    tree.walkIncludingSubqueries { node in
      for scalar in node.scalars { scalar.walk { Self.collect($0, into: &literals) } }
    }
    return sources.map { source in
      switch source {
      case .literal(let ordinal, _): literals[ordinal] ?? .null
      case .parameter(let position, _):
        parameters.indices.contains(position) ? parameters[position] : .null
      case .constant(let value, _): value
      case .variable, .slot: .null
      }
    }
  }

  static func collect(_ scalar: Scalar, into literals: inout [Int: Value]) {
    if case .literal(let literal) = scalar, let ordinal = literal.ordinal {
      literals[ordinal] = literal.value
    }
  }
}
