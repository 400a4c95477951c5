import VitrinePlanner
import VitrineSQL
import VitrineSharding

extension Session {
  /// The plan of DDL: the keyspace whose shards all change, and the statement.
  ///
  /// - Throws: what running it would throw before it changes a shard; whether a stored routine is there
  ///   is known when it runs.
  func planSchemaChange(_ statement: Statement) throws(SQLError) -> Plan {
    if case .alterVSchema(let alter) = statement { return try plan(of: alter, statement) }
    guard statement.isSchemaChange else {
      throw SQLError(
        .unsupported,
        "\(statement.kindName) is not supported by an embedded engine"
      )
    }
    let statement = try computingBounds(of: statement)
    switch statement {
    case .createDatabase(let create):
      _ = try collation(of: create)
      return try planDatabase(create.name, exists: false, create.isIfNotExists, statement)
    case .dropDatabase(let drop):
      return try planDatabase(drop.name, exists: true, drop.isIfExists, statement)
    case .alterDatabase(let alter):
      return Self.schemaPlan([("DDL", try altered(alter).keyspace.name, statement)], catalog)
    case .createRoutine(let create): return try plan(of: create)
    case .createTrigger(let create):
      let text = Statement.createTrigger(create).printed()
      return Self.schemaPlan([("DDL", try made(create, text: text).keyspace, statement)], catalog)
    case .createEvent(let create):
      let text = Statement.createEvent(create).printed()
      guard case .createEvent(let own) = try Parser.parse(text, mode: parserMode) else {
        throw SQLError(.internal, "an event that does not read back")
      }
      return Self.schemaPlan([("DDL", try made(own, text: text).keyspace, statement)], catalog)
    case .alterEvent(let alter):
      return Self.schemaPlan([("DDL", try keyspace(of: alter.change.name), statement)], catalog)
    case .alterRoutine(let alter):
      return Self.schemaPlan([("DDL", try keyspace(of: alter.name), statement)], catalog)
    case .dropRoutine(let drop) where drop.kind == .event && (try? storedEvent(drop.name)) != nil:
      return Self.schemaPlan([("DDL", try keyspace(of: drop.name), statement)], catalog)
    case .dropRoutine(let drop) where drop.kind == .procedure || drop.kind == .function:
      return Self.schemaPlan([("DDL", try keyspace(of: drop.name), statement)], catalog)
    case .dropRoutine(let drop):
      try checkMayMiss(drop)
      return Plan(kind: .schema, .rows(of: [], count: 0))
    case .truncateTable(let truncate):
      let table = try resolve(truncate.name)
      return Self.schemaPlan([("DDL", table.keyspace.name, statement)], catalog)
    case .createView(let view), .alterView(let view):
      let keyspace = try keyspace(of: view.name)
      _ = try catalog.keyspace(named: keyspace)
      _ = try plan(ofQueryIn: view, keyspace)
      return Self.schemaPlan([("DDL", keyspace, statement)], catalog)
    case .createTable(let create) where create.query != nil:
      let keyspace = try keyspace(of: create.name)
      _ = try plan(ofQueryIn: create, keyspace, catalog)
      return Self.schemaPlan([("DDL", keyspace, statement)], catalog)
    default:
      let changes = try changesByKeyspace(of: statement)
      for change in changes { try check(change) }
      return Self.schemaPlan(changes.map { ("DDL", $0.keyspace, $0.statement) }, catalog)
    }
  }

  private func planDatabase(
    _ name: Identifier,
    exists isWanted: Bool,
    _ isConditional: Bool,
    _ statement: Statement
  ) throws(SQLError) -> Plan {
    let exists = catalog.keyspaces[name.text] != nil
    if exists == isWanted {
      return Self.schemaPlan([(isWanted ? "DROPDB" : "CREATEDB", name.text, statement)], catalog)
    }
    if isConditional { return Plan(kind: .schema, .rows(of: [], count: 0)) }
    throw isWanted
      ? SQLError(
        .databaseDropMissing,
        "Can't drop database '\(name.text)'; database doesn't exist",
        at: name.span
      )
      : SQLError(
        .databaseExists,
        "Can't create database '\(name.text)'; database exists",
        at: name.span
      )
  }

  private func plan(of create: CreateRoutine) throws(SQLError) -> Plan {
    let text = Statement.createRoutine(create).printed()
    let keyspace = try compiled(create, text: text).keyspace
    var own = create
    own.name.qualifier = nil
    return Self.schemaPlan([("DDL", keyspace, .createRoutine(own))], catalog)
  }

  /// Vitess sends a CALL to the one shard there is; here the gateway runs the procedure, and each of its
  /// statements goes where it must.
  func plan(of call: VitrineSQL.Call) throws(SQLError) -> Plan {
    let keyspace = try catalog.keyspace(named: keyspace(of: call.name))
    let text = Statement.call(call).printed()
    let step = Primitive.SessionStep(
      "Call",
      summary: "\(keyspace.name): \(text)",
      fields: [Self.member(keyspace.name, catalog), JSON.Member("Query", .string(text))]
    )
    return Plan(kind: .call, step)
  }

  private func plan(of alter: AlterVSchema, _ statement: Statement) throws(SQLError) -> Plan {
    let name = try vschemaKeyspace(of: alter.action.subject)
    let keyspace = try catalog.keyspace(named: name)
    if !keyspace.isPlanOnly {
      var vschema = keyspace.vschema
      try vschema.apply(alter.action, keyspace: name)
    }
    return Self.schemaPlan([("AlterVSchema", keyspace.name, statement)], catalog)
  }

  /// The plan of LOAD DATA: its rows are inserted some at a time, whose shards only they tell.
  func plan(of load: LoadData) throws(SQLError) -> Plan {
    guard !load.isXML else {
      throw SQLError(.unsupported, "LOAD XML is not supported", at: load.span)
    }
    let table = try resolve(load.table)
    var plan = Self.schemaPlan([("Load", table.keyspace.name, .loadData(load))], catalog)
    plan.kind = .insert
    return plan
  }

  /// The plan of Vitess's STREAM and VSTREAM, which nothing here runs: all shards tell what changes in a table.
  func plan(of stream: VitrineSQL.Stream, _ name: String) throws(SQLError) -> Plan {
    let table = try resolve(stream.table)
    let step = Primitive.SessionStep(
      name,
      summary: table.address.description,
      fields: [
        Self.member(table.keyspace.name, catalog),
        JSON.Member("TargetDestination", .string("ExactKeyRange(-)")),
        JSON.Member("Table", .string(table.table.name)),
      ]
    )
    return Plan(kind: .other, step, tables: [table.address.description])
  }

  private static func member(_ keyspace: String, _ catalog: Catalog) -> JSON.Member {
    JSON.Member(
      "Keyspace",
      .object([
        JSON.Member("Name", .string(keyspace)),
        JSON.Member("Sharded", .boolean(catalog.keyspaces[keyspace]?.isSharded ?? false)),
      ])
    )
  }

  /// A step for each keyspace; several stand below one another's heading.
  private static func schemaPlan(
    _ changes: [(name: String, keyspace: String, statement: Statement)],
    _ catalog: Catalog
  ) -> Plan {
    let steps = changes.map { change in
      Primitive.SessionStep(
        change.name,
        summary: "\(change.keyspace): \(change.statement.printed())",
        fields: [
          member(change.keyspace, catalog),
          JSON.Member("Query", .string(change.statement.printed())),
        ]
      )
    }
    guard steps.count != 1 else { return Plan(kind: .schema, steps[0]) }
    let all = Primitive.SessionStep("Sequential", inputs: steps.map { .session($0) })
    return Plan(kind: .schema, all)
  }
}
