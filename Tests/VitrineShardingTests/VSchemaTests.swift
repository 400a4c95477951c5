import Testing
import VitrineSQL
import VitrineSharding

/// The VSchema's JSON: spellings, refusals, what is wrong kept apart from what is right.
@Suite("VSchema")
struct VSchemaTests {
  static func keyspace(_ json: String, name: String = "ks") throws -> Keyspace {
    let vschema = try KeyspaceVSchema(json: json)
    return Keyspace(
      name: name,
      shards: ShardMap(evenSplit: vschema.isSharded ? 2 : 1),
      vschema: vschema,
      isPlanOnly: true
    )
  }

  @Test func bothSpellingsAndUnknownFields() throws {
    let snake = try KeyspaceVSchema(
      json: """
        {"sharded": true, "foreign_key_mode": "managed", "require_explicit_routing": true,
         "vindexes": {"h": {"type": "hash"}}, "nonsense": [1],
         "tables": {"t": {"column_vindexes": [{"column": "id", "name": "h"}],
           "auto_increment": {"column": "id", "sequence": "s"}, "column_list_authoritative": true,
           "columns": [{"name": "id", "type": "INT64", "collation_name": "utf8mb4_bin"}]}}}
        """
    )
    let camel = try KeyspaceVSchema(
      json: """
        {"sharded": true, "foreignKeyMode": "managed", "requireExplicitRouting": true,
         "vindexes": {"h": {"type": "hash"}},
         "tables": {"t": {"columnVindexes": [{"column": "id", "name": "h"}],
           "autoIncrement": {"column": "id", "sequence": "s"}, "columnListAuthoritative": true,
           "columns": [{"name": "id", "type": "INT64", "collationName": "utf8mb4_bin"}]}}}
        """
    )
    #expect(snake == camel)
    #expect(try KeyspaceVSchema(json: snake.json) == snake)
  }

  @Test(arguments: [
    ("[]", "the VSchema: expected an object, found a list"),
    (#"{"sharded": "yes"}"#, "sharded: expected true or false, found a string"),
    (#"{"tables": {"t": 5}}"#, "tables.t: expected an object, found a number"),
    (
      #"{"tables": {"t": {"column_vindexes": [{"name": 1}]}}}"#,
      "tables.t.column_vindexes[0].name: expected a string, found a number"
    ),
    (
      #"{"vindexes": {"v": {"type": "hash", "params": {"a": 1}}}}"#,
      "vindexes.v.params.a: expected a string, found a number"
    ),
    (
      #"{"foreign_key_mode": "sometimes"}"#,
      "foreign_key_mode: expected unspecified, disallow, unmanaged or managed, found a string"
    ),
    (#"{"tables": {"t": {}, "t": {}}}"#, "tables.t: given twice"),
    (#"{"column_list": 1, "sharded": true, "sharded": false}"#, "sharded: given twice"),
  ])
  func wrongTypesAreToldByPath(json: String, message: String) {
    let error = #expect(throws: SQLError.self) { try KeyspaceVSchema(json: json) }
    #expect(error?.message == message)
  }

  @Test(arguments: [
    "", "{", #"{"sharded": tru}"#, String(repeating: "[", count: 5_000), #"{"a": "\ud800"#,
    "{\"a\": \"\u{0}\"}",
  ])
  func brokenJSONIsAnError(json: String) {
    #expect(throws: SQLError.self) { try KeyspaceVSchema(json: json) }
  }

  /// Vitess's refusals: each table's own error, the good table beside it loaded.
  @Test(arguments: [
    (#""column_vindexes": []"#, "missing primary col vindex for table: bad"),
    (#""type": "odd""#, "unidentified table type odd"),
    (
      #""type": "sequence""#,
      "sequence table has to be in an unsharded keyspace or must be pinned: bad"
    ),
    (#""pinned": "zz""#, "could not decode the keyspace id for pin: 'zz'"),
    (
      #""column_vindexes": [{"column": "a", "name": "nope"}]"#,
      "vindex nope not found for table bad"
    ),
    (
      #""column_vindexes": [{"column": "a", "columns": ["a"], "name": "h"}]"#,
      "can't use column and columns at the same time in vindex (h) and table (bad)"
    ),
    (
      #""column_vindexes": [{"name": "h"}]"#,
      "must specify at least one column for vindex (h) and table (bad)"
    ),
    (
      #""column_vindexes": [{"column": "a", "name": "l"}]"#,
      "primary vindex l is not Unique for table bad"
    ),
    (
      #""column_vindexes": [{"column": "a", "name": "lu"}]"#,
      "primary vindex lu cannot be owned for table bad"
    ),
    (
      #""column_vindexes": [{"column": "a", "name": "h"}, {"columns": ["a","b"], "name": "m"}]"#,
      "multi-column vindex m should be a primary vindex for table bad"
    ),
    (
      #""column_vindexes": [{"column": "a", "name": "h"}, {"columns": ["a","b"], "name": "lu"}]"#,
      "columns (a, b) of table bad do not match the columns (x) of the lookup table of vindex lu"
    ),
    (
      #""type": "reference", "source": "a.b.c""#,
      #"invalid source "a.b.c" for reference table: bad"#
    ),
    (
      #""column_vindexes": [{"column": "a", "name": "h"}], "columns": [{"name": "A"}, {"name": "a"}]"#,
      "duplicate column name 'a' for table: bad"
    ),
    (
      #""column_vindexes": [{"column": "a", "name": "h"}], "auto_increment": {"column": "a", "sequence": "s"}"#,
      "cannot resolve sequence s: table s not found"
    ),
  ])
  func refusals(table: String, message: String) throws {
    let keyspace = try Self.keyspace(
      """
      {"sharded": true, "vindexes": {"h": {"type": "hash"}, "l": {"type": "lookup"},
        "lu": {"type": "lookup_unique", "owner": "bad", "params": {"from": "x"}},
        "m": {"type": "multicol", "params": {"column_count": "2"}}},
       "tables": {"good": {"column_vindexes": [{"column": "id", "name": "h"}]}, "bad": {\(table)}}}
      """
    )
    let catalog = Catalog(keyspaces: [keyspace])
    #expect(catalog.problems.map(\.error.message) == [message])
    let error = #expect(throws: SQLError.self) {
      try catalog.resolve(table: "bad", keyspace: "ks", default: nil)
    }
    #expect(error?.message == message)
    let good = try catalog.resolve(table: "good", keyspace: nil, default: "ks")
    #expect(good.placement.primaryVindex?.name == "h")
  }

  @Test(arguments: [
    ("nope", "", #"vindexType "nope" not found"#),
    ("cfc", #""hash": "sha""#, "invalid hash sha to CFC vindex v"),
    (
      "multicol", #""column_count": "9""#,
      "number of columns should be between 1 and 8 in the parameter 'column_count': '9'"
    ),
    (
      "multicol", #""column_count": "2", "column_vindex": "lookup""#,
      "multicol vindex supports vindexes that exports hashing function, are unique and are "
        + "non-lookup vindex, passed vindex 'lookup' is invalid"
    ),
    (
      "numeric_static_map", "",
      "NumericStaticMap: Could not find either json_path or json params in vschema"
    ),
    ("region_experimental", "", "region_experimental missing region_bytes param"),
    ("lookup", #""autocommit": "maybe""#, "autocommit value must be 'true' or 'false': 'maybe'"),
  ])
  func badVindexes(type: String, parameters: String, message: String) throws {
    let keyspace = try Self.keyspace(
      #"{"sharded": true, "vindexes": {"v": {"type": "\#(type)", "params": {\#(parameters)}}}}"#
    )
    #expect(Catalog(keyspaces: [keyspace]).problems.map(\.error.message) == [message])
  }

  @Test func referencesInACircleAreRefused() throws {
    let a = try Self.keyspace(
      #"{"sharded": true, "tables": {"r": {"type": "reference", "source": "b.r"}}}"#,
      name: "a"
    )
    let b = try Self.keyspace(
      #"{"sharded": true, "tables": {"r": {"type": "reference", "source": "a.r"}}}"#,
      name: "b"
    )
    #expect(Catalog(keyspaces: [a, b]).problems.count == 2)
  }

  @Test func tenThousandTablesBind() throws {
    let tables = (0..<10_000).map {
      #""t\#($0)": {"column_vindexes": [{"column": "id", "name": "h"}]}"#
    }
    let keyspace = try Self.keyspace(
      #"{"sharded": true, "vindexes": {"h": {"type": "hash"}}, "tables": {"#
        + tables.joined(separator: ",") + "}}"
    )
    let catalog = Catalog(keyspaces: [keyspace])
    #expect(catalog.problems.isEmpty)
    let table = try catalog.resolve(table: "t9999", keyspace: nil, default: nil)
    #expect(table.placement.primaryVindex?.columns == ["id"])
  }
}

/// Names of tables: routing rules, uniqueness, hints.
@Suite("Name resolution")
struct ResolutionTests {
  static func catalog() throws -> Catalog {
    let vschema = try VSchema(
      json: """
        {"keyspaces": {
          "user": {"sharded": true, "vindexes": {"h": {"type": "hash"}}, "tables": {
            "user": {"column_vindexes": [{"column": "id", "name": "h"}]},
            "both": {"column_vindexes": [{"column": "id", "name": "h"}]},
            "ref": {"type": "reference", "source": "main.ref"}}},
          "main": {"tables": {"seq": {"type": "sequence"}, "both": {}, "ref": {}}}},
         "routing_rules": {"rules": [
          {"from_table": "old", "to_tables": ["user.user"]},
          {"from_table": "old@replica", "to_tables": ["main.copy"]},
          {"from_table": "user.gone", "to_tables": []},
          {"from_table": "two", "to_tables": ["user.user", "main.seq"]}]}}
        """
    )
    return VSchemaCorpusTests.catalog(of: vschema)
  }

  @Test(
    arguments: [
      ("user", nil, nil, "user.user"), ("old", nil, nil, "user.user"),
      ("both", "main", nil, "main.both"),
      ("both", nil, "user", "user.both"), ("ref", nil, nil, "main.ref"),
      ("x", "main", nil, "main.x"),
    ] as [(String, String?, String?, String)]
  )
  func resolves(table: String, keyspace: String?, home: String?, expected: String) throws {
    let resolved = try Self.catalog().resolve(table: table, keyspace: keyspace, default: home)
    #expect(resolved.address.description == expected)
  }

  @Test func tabletTypeChoosesTheRule() throws {
    let table = try Self.catalog().resolve(
      table: "old",
      keyspace: nil,
      default: nil,
      tabletType: "replica"
    )
    #expect(table.address.description == "main.copy")
  }

  @Test(
    arguments: [
      ("both", nil, "ambiguous table reference: both", "write main.both or user.both"),
      ("gone", "user", "table gone has been disabled", nil),
      ("two", nil, "table two has more than one target: [user.user, main.seq]", nil),
      ("usr", "user", "Table 'user.usr' doesn't exist", "did you mean 'user'?"),
      ("user", "usr", "Unknown database 'usr'", "did you mean 'user'?"),
      ("zzz", nil, "table zzz not found", nil),
    ] as [(String, String?, String, String?)]
  )
  func refuses(table: String, keyspace: String?, message: String, hint: String?) throws {
    let catalog = try Self.catalog()
    let error = #expect(throws: SQLError.self) {
      try catalog.resolve(table: table, keyspace: keyspace, default: nil)
    }
    #expect(error?.message == message)
    #expect(error?.hint == hint)
  }

  @Test func referenceTablesKnowTheirSourceAndItsCopies() throws {
    let catalog = try Self.catalog()
    let copy = try catalog.resolve(table: "ref", keyspace: "user", default: nil)
    #expect(copy.source?.description == "main.ref")
    let source = try catalog.resolve(table: "ref", keyspace: "main", default: nil)
    #expect(source.copies.map(\.description) == ["user.ref"])
  }
}
