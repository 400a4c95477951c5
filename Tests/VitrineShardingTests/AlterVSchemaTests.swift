import Testing
import VitrineSQL
import VitrineSharding

/// ALTER VSCHEMA, what it refuses, and the lint.
@Suite("ALTER VSCHEMA")
struct AlterVSchemaTests {
  static func apply(_ script: String, to vschema: inout KeyspaceVSchema) throws {
    for entry in try Parser.parseScript(script) {
      guard case .alterVSchema(let statement) = entry.statement else { continue }
      try vschema.apply(statement.action, keyspace: "ks")
    }
  }

  @Test func fromNothingToASeveralVindexTable() throws {
    var vschema = KeyspaceVSchema()
    try Self.apply(
      """
      ALTER VSCHEMA CREATE VINDEX h USING hash;
      ALTER VSCHEMA ON t ADD VINDEX h (id);
      ALTER VSCHEMA ON t ADD VINDEX by_name (name) USING lookup
        WITH owner=t, table=t_name, from=name, to=keyspace_id;
      ALTER VSCHEMA ON t ADD AUTO_INCREMENT id USING main.t_seq;
      """,
      to: &vschema
    )
    #expect(vschema.isSharded)
    #expect(vschema.tables["t"]?.columnVindexes.map(\.vindex) == ["h", "by_name"])
    #expect(vschema.vindexes["by_name"]?.owner == "t")
    #expect(vschema.vindexes["by_name"]?.parameters["table"] == "t_name")
    #expect(vschema.tables["t"]?.autoIncrement?.sequence == "main.t_seq")
    try Self.apply(
      """
      ALTER VSCHEMA ON t DROP AUTO_INCREMENT;
      ALTER VSCHEMA ON t DROP VINDEX by_name;
      ALTER VSCHEMA DROP VINDEX by_name;
      ALTER VSCHEMA ON t DROP VINDEX h
      """,
      to: &vschema
    )
    #expect(vschema.tables.isEmpty)
    #expect(vschema.vindexes.keys.sorted() == ["h"])
  }

  @Test(arguments: [
    ("ALTER VSCHEMA CREATE VINDEX h USING xxhash", "vindex h already exists in keyspace ks"),
    ("ALTER VSCHEMA DROP VINDEX hh", "vindex hh does not exists in keyspace ks"),
    ("ALTER VSCHEMA DROP VINDEX h", "can not drop vindex cause h still defined on table t"),
    ("ALTER VSCHEMA ON t ADD VINDEX h (x)", "vindex h already defined on table t"),
    (
      "ALTER VSCHEMA ON t ADD VINDEX h (x) USING xxhash",
      "vindex h already exists and is defined otherwise"
    ),
    ("ALTER VSCHEMA ON t ADD VINDEX z (x)", "vindex z does not exist in keyspace ks"),
    ("ALTER VSCHEMA ON u DROP VINDEX h", "table ks.u not defined in vschema"),
    ("ALTER VSCHEMA ON t DROP VINDEX z", "vindex z not defined in table ks.t"),
    ("ALTER VSCHEMA ADD TABLE x", "add vschema table: unsupported on sharded keyspace ks"),
    ("ALTER VSCHEMA ADD SEQUENCE x", "add vschema sequence: unsupported on sharded keyspace ks"),
    ("ALTER VSCHEMA DROP TABLE x", "vschema does not contain table x in keyspace ks"),
  ])
  func refusals(statement: String, message: String) throws {
    var vschema = KeyspaceVSchema()
    try Self.apply(
      "ALTER VSCHEMA CREATE VINDEX h USING hash; ALTER VSCHEMA ON t ADD VINDEX h (id)",
      to: &vschema
    )
    let before = vschema
    let error = #expect(throws: SQLError.self) { try Self.apply(statement, to: &vschema) }
    #expect(error?.message == message)
    #expect(vschema == before)
  }

  @Test func tablesWhoseRowsWouldMoveAreNamed() throws {
    let builder = try SchemaBuilderTests.builder(
      "CREATE TABLE a (id BIGINT PRIMARY KEY, x INT); CREATE TABLE b (id BIGINT PRIMARY KEY)",
      sharded: true
    )
    let catalog = Catalog(keyspaces: [builder.keyspace])
    var vschema = builder.keyspace.vschema
    try Self.apply("ALTER VSCHEMA ON a ADD VINDEX xx (x) USING xxhash", to: &vschema)
    #expect(catalog.placementChanges(in: "ks", under: vschema) == ["a"])
    try Self.apply("ALTER VSCHEMA ON b ADD VINDEX xx (id)", to: &vschema)
    #expect(catalog.placementChanges(in: "ks", under: vschema) == ["a"])
  }

  @Test func lintTellsWhatIsOdd() throws {
    let keyspace = try VSchemaTests.keyspace(
      """
      {"sharded": true, "vindexes": {"h": {"type": "hash", "params": {"odd": "1"}},
        "x": {"type": "xxhash"}, "l": {"type": "lookup", "params": {"table": "t"}}},
       "tables": {"a": {"column_vindexes": [{"column": "id", "name": "h"}]},
        "b": {"column_vindexes": [{"column": "id", "name": "x"}]}, "select": {}}}
      """
    )
    let findings = Catalog(keyspaces: [keyspace]).lint()
    #expect(findings.first?.severity == .error)
    let messages = findings.map(\.message)
    for part in [
      "does not know the parameter 'odd'", "lookup vindex 'l' has no owner", "needs backticks",
      "joins with 'a' on 'id' are never co-located", "missing primary col vindex",
    ] {
      #expect(messages.contains { $0.contains(part) }, "\(part): \(messages)")
    }
  }
}

/// What a vindex sees of a stored value, and the line that says where a row goes.
@Suite("Values and routes")
struct VindexValueTests {
  @Test(arguments: [
    (Value.integer(150), MySQLType.decimal(12, 2), "1.50"),
    (.integer(-5), .decimal(5, 3), "-0.005"),
    (.integer(-3_661_500_000), .time(1), "-01:01:01.5"), (.real(1), .double, "1"),
    (.real(1e20), .double, "1e20"), (.real(0.25), .double, "0.25"),
    (.integer(2), MySQLType(.enum, members: ["a", "b"]), "b"),
    (.integer(5), MySQLType(.set, members: ["a", "b", "c"]), "a,c"),
    (.text("2026-11-21 01:02:03.500000"), .datetime(1), "2026-11-21 01:02:03.5"),
    (.text("2026-11-21 01:02:03.000000"), .datetime(), "2026-11-21 01:02:03"),
    (
      .blob([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), .unsignedBigint,
      "18446744073709551615"
    ),
    (.integer(-7), .bigint, "-7"),
  ])
  func textOfValues(value: Value, type: MySQLType, text: String) {
    #expect(String(decoding: VindexValue(value, type: type).bytes, as: UTF8.self) == text)
  }

  @Test func routeSaysWhy() throws {
    let keyspace = try VSchemaTests.keyspace(
      #"{"sharded": true, "vindexes": {"h": {"type": "hash"}}, "tables": {"users": {"column_vindexes": [{"column": "id", "name": "h"}]}}}"#
    )
    let table = try Catalog(keyspaces: [keyspace]).resolve(
      table: "users",
      keyspace: nil,
      default: nil
    )
    let route = try table.route([.integer(5)])
    #expect(route.reason == "ks.users(id) = 5 → hash → 70bb023c810ca87a → -80")
    #expect(try table.route([.text("x")]).shards.isEmpty)
  }
}
