import Testing
import VitrineSQL
import VitrineSharding

/// DDL applied to definitions: what it makes, and MySQL's errors for what it must not.
@Suite("Schema builder")
struct SchemaBuilderTests {
  static func builder(_ script: String = "", sharded: Bool = false) throws -> SchemaBuilder {
    let keyspace = Keyspace(
      name: "ks",
      shards: ShardMap(evenSplit: sharded ? 4 : 1),
      vschema: KeyspaceVSchema(sharded: sharded)
    )
    var builder = SchemaBuilder(keyspace: keyspace)
    try apply(script, to: &builder)
    return builder
  }

  static func apply(_ script: String, to builder: inout SchemaBuilder) throws {
    for statement in try Parser.parseScript(script) { try builder.apply(statement.statement) }
  }

  @Test func exampleOfTheFoundation() throws {
    let builder = try Self.builder(
      """
      CREATE TABLE users (id BIGINT AUTO_INCREMENT, username VARCHAR(50) NOT NULL,
        email VARCHAR(255) NOT NULL, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
        PRIMARY KEY (id)) ENGINE=InnoDB;
      ALTER TABLE users ADD COLUMN keyspace_id BIGINT;
      CREATE INDEX idx_users_username ON users(username);
      ALTER TABLE users ADD COLUMN profile JSON,
        ADD INDEX idx_profile_location ((CAST(profile->>'$.location' AS CHAR(36))));
      """
    )
    let users = try #require(builder.keyspace.tables["users"])
    #expect(
      users.columns.map(\.name)
        == ["id", "username", "email", "created_at", "keyspace_id", "profile"]
    )
    #expect(users.primaryKey == ["id"])
    #expect(users.column(named: "ID")?.isAutoIncrement == true)
    #expect(users.column(named: "id")?.isNullable == false)
    #expect(users.column(named: "created_at")?.type == MySQLType(.timestamp, scale: 0))
    #expect(users.indexes.map(\.name) == ["idx_users_username", "idx_profile_location"])
    #expect(users.indexes.last?.columns == [])
  }

  @Test(arguments: [
    ("INT", MySQLType.int), ("INTEGER UNSIGNED", MySQLType(.int, unsigned: true)),
    ("INT(11)", .int), ("BOOL", MySQLType(.tinyint, length: 1)),
    ("TINYINT(1)", MySQLType(.tinyint, length: 1)), ("DEC(12,2)", .decimal(12, 2)),
    ("NUMERIC", .decimal(10, 0)), ("REAL", .double), ("FLOAT(30)", .double),
    ("DOUBLE PRECISION", .double), ("VARCHAR(20)", .varchar(20)),
    ("VARCHAR(20) COLLATE utf8mb4_bin", .varchar(20, .utf8mb4Bin)),
    ("VARCHAR(20) CHARACTER SET latin1", .varchar(20, .latin1SwedishCi)),
    ("CHAR", MySQLType(.char, length: 1, collation: .standard)),
    ("NATIONAL VARCHAR(5)", .varchar(5, .utf8mb3GeneralCi)),
    ("VARCHAR(5) CHARACTER SET binary", MySQLType(.varbinary, length: 5, collation: .binary)),
    ("TEXT(100)", MySQLType(.text, collation: .standard)),
    ("BLOB(70000)", MySQLType(.mediumblob, collation: .binary)),
    ("DATETIME(6)", .datetime(6)), ("BIT", MySQLType(.bit, length: 1)), ("JSON", .json),
    ("YEAR", MySQLType(.year, unsigned: true)),
    ("ENUM('a','b ')", MySQLType(.enum, collation: .standard, members: ["a", "b"])),
  ])
  func types(written: String, type: MySQLType) throws {
    let builder = try Self.builder("CREATE TABLE t (c \(written), id INT PRIMARY KEY)")
    #expect(builder.keyspace.tables["t"]?.columns.first?.type == type)
  }

  @Test func serialIsABigintWithAKey() throws {
    let table = try #require(try Self.builder("CREATE TABLE t (c SERIAL)").keyspace.tables["t"])
    #expect(table.columns.first?.type == .unsignedBigint)
    #expect(table.columns.first?.isAutoIncrement == true)
    #expect(table.indexes.map(\.name) == ["c"])
    #expect(table.hasHiddenKey)
    #expect(table.visibleColumns.map(\.name) == ["c"])
  }

  @Test(arguments: [
    (1050, "CREATE TABLE t (id INT)"),
    (1051, "DROP TABLE nowhere"),
    (1060, "CREATE TABLE n (a INT, A INT)"),
    (1060, "ALTER TABLE t ADD COLUMN name INT"),
    (1061, "ALTER TABLE t ADD INDEX by_name (name)"),
    (1063, "CREATE TABLE n (a VARCHAR(5) AUTO_INCREMENT PRIMARY KEY)"),
    (1067, "CREATE TABLE n (a INT DEFAULT 'x')"),
    (1067, "CREATE TABLE n (a INT NOT NULL DEFAULT NULL)"),
    (1068, "CREATE TABLE n (a INT PRIMARY KEY, b INT, PRIMARY KEY (b))"),
    (1068, "ALTER TABLE t ADD PRIMARY KEY (name)"),
    (1072, "CREATE TABLE n (a INT, KEY (b))"),
    (1072, "CREATE INDEX i ON t (nme)"),
    (1074, "CREATE TABLE n (a VARCHAR(70000))"),
    (1075, "CREATE TABLE n (a INT AUTO_INCREMENT)"),
    (1089, "CREATE TABLE n (a INT, KEY (a(3)))"),
    (1090, "ALTER TABLE t DROP COLUMN id, DROP COLUMN name, DROP COLUMN note"),
    (1091, "ALTER TABLE t DROP COLUMN nme"),
    (1091, "DROP INDEX nothing ON t"),
    (1054, "ALTER TABLE t MODIFY nme INT"),
    (1054, "ALTER TABLE t ADD c INT AFTER nme"),
    (1101, "CREATE TABLE n (a TEXT DEFAULT 'x')"),
    (1115, "CREATE TABLE n (a TEXT CHARACTER SET klingon)"),
    (1146, "ALTER TABLE tt ADD c INT"),
    (1170, "CREATE TABLE n (a TEXT, KEY (a))"),
    (1171, "ALTER TABLE t MODIFY id INT NULL"),
    (1273, "CREATE TABLE n (a TEXT COLLATE utf8mb5_bin)"),
    (1253, "CREATE TABLE n (a TEXT CHARACTER SET latin1 COLLATE utf8mb4_bin)"),
    (1291, "CREATE TABLE n (a ENUM('x', 'X'))"),
    (1426, "CREATE TABLE n (a DECIMAL(66))"),
    (1427, "CREATE TABLE n (a DECIMAL(3,4))"),
    (1824, "CREATE TABLE n (a INT, FOREIGN KEY (a) REFERENCES nowhere (id))"),
    (1822, "CREATE TABLE n (a VARCHAR(5), b INT, FOREIGN KEY (a, b) REFERENCES t (name, id))"),
    (3780, "CREATE TABLE n (a VARCHAR(5), FOREIGN KEY (a) REFERENCES t (id))"),
    (3780, "CREATE TABLE n (a INT UNSIGNED, FOREIGN KEY (a) REFERENCES t (id))"),
    (3780, "CREATE TABLE n (a INT UNSIGNED); ALTER TABLE n ADD FOREIGN KEY (a) REFERENCES t (id)"),
    (3152, "CREATE TABLE n (a JSON, KEY (a))"),
    (3730, "CREATE TABLE n (a INT, FOREIGN KEY (a) REFERENCES t (id)); DROP TABLE t"),
    (3822, "CREATE TABLE n (a INT, CONSTRAINT c CHECK (a > 0), CONSTRAINT c CHECK (a > 1))"),
    (3959, "CREATE TABLE n (a INT, b INT, CHECK (a > 0)); ALTER TABLE n DROP COLUMN a"),
  ])
  func errors(number: Int, script: String) throws {
    var builder = try Self.builder(
      "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(9), note TEXT, KEY by_name (name))"
    )
    let before = builder.keyspace.tables["t"]
    let error = #expect(throws: SQLError.self) { try Self.apply(script, to: &builder) }
    #expect(error?.code.number == number, "\(String(describing: error))")
    let isUnchanged = builder.keyspace.tables["t"] == before
    #expect(isUnchanged)
  }

  @Test func nearestNameIsAHint() throws {
    var builder = try Self.builder("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(9))")
    let error = #expect(throws: SQLError.self) {
      try Self.apply("ALTER TABLE t DROP COLUMN nme", to: &builder)
    }
    #expect(error?.hint == "did you mean 'name'?")
  }

  @Test func columnsSwapNames() throws {
    let builder = try Self.builder(
      """
      CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(5), KEY k (a));
      ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO a
      """
    )
    let table = try #require(builder.keyspace.tables["t"])
    #expect(table.column(named: "b")?.type == .int)
    #expect(table.indexes.first?.columns == ["b"])
    guard case .altered(let alteration)? = builder.changes.last else {
      Issue.record("no alteration")
      return
    }
    #expect(alteration.sources == ["id": "id", "a": "b", "b": "a"])
  }

  @Test func alterTakesActionsAsOne() throws {
    let builder = try Self.builder(
      """
      CREATE TABLE t (id INT PRIMARY KEY, a INT, KEY (a));
      ALTER TABLE t ADD INDEX pair (z, key_id), ADD COLUMN z INT FIRST, DROP COLUMN a,
        CHANGE id key_id BIGINT AUTO_INCREMENT, RENAME TO u
      """
    )
    let table = try #require(builder.keyspace.tables["u"])
    #expect(table.columns.map(\.name) == ["z", "key_id"])
    #expect(table.primaryKey == ["key_id"])
    #expect(table.indexes.map(\.columns) == [["z", "key_id"]])
  }

  @Test func foreignKeyBringsAnIndexAndFollowsRenames() throws {
    let builder = try Self.builder(
      """
      CREATE TABLE parent (id INT PRIMARY KEY);
      CREATE TABLE child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (id)
        ON DELETE CASCADE);
      RENAME TABLE parent TO elder
      """
    )
    let child = try #require(builder.keyspace.tables["child"])
    #expect(child.indexes.map(\.columns) == [["p"]])
    #expect(child.foreignKeys.map(\.name) == ["child_ibfk_1"])
    #expect(child.foreignKeys.first?.referencedTable.table == "elder")
    #expect(child.foreignKeys.first?.onDelete == .cascade)
  }

  @Test func textReadsBackToAnEqualTable() throws {
    let builder = try Self.builder(Self.everything)
    for table in builder.keyspace.tables.values {
      let text = table.createText
      let back = try TableDefinition(createText: text, keyspace: "ks")
      for (left, right) in zip(back.columns, table.columns) where left != right {
        Issue.record("\(left)\n\(right)")
      }
      let isSame = back == table
      #expect(isSame, "\(text)\n\(back.createText)")
    }
  }

  @Test func textHasTheShapeOfShowCreateTable() throws {
    let builder = try Self.builder(
      """
      CREATE TABLE t (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, n INT DEFAULT 5,
        name VARCHAR(20) COLLATE utf8mb4_bin NOT NULL, at TIMESTAMP DEFAULT NOW(),
        body TEXT, UNIQUE KEY (name DESC, n), CHECK (n > 0)) AUTO_INCREMENT = 7 COMMENT 'x''y'
      """
    )
    #expect(
      builder.keyspace.tables["t"]?.createText == """
        CREATE TABLE `t` (
          `id` bigint unsigned NOT NULL AUTO_INCREMENT,
          `n` int DEFAULT '5',
          `name` varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
          `at` timestamp NULL DEFAULT CURRENT_TIMESTAMP,
          `body` text,
          PRIMARY KEY (`id`),
          UNIQUE KEY `name` (`name` DESC,`n`),
          CONSTRAINT `t_chk_1` CHECK (n > 0)
        ) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='x''y'
        """
    )
  }

  /// A table for every kind of thing a definition can hold.
  static let everything = """
    CREATE TABLE parent (id INT, code CHAR(3), PRIMARY KEY (id, code)) DEFAULT CHARSET latin1;
    CREATE TABLE numbers (a TINYINT UNSIGNED DEFAULT '3', b DECIMAL(20,5) DEFAULT -1.50,
      c FLOAT(7,2), d DOUBLE DEFAULT 1e3, e BIT(8) DEFAULT b'101', f BOOL DEFAULT TRUE,
      g INT ZEROFILL, h YEAR, i BIGINT DEFAULT (1 + 2), j SMALLINT DEFAULT +4);
    CREATE TABLE texts (a CHAR, b VARCHAR(9) DEFAULT 5, c TEXT DEFAULT ('x'), d BLOB(10),
      e ENUM('a', 'it''s') DEFAULT 'a', f SET('x','y'), g JSON, h VARBINARY(4) DEFAULT x'00FF',
      `odd ``name` INT INVISIBLE COMMENT 'why', KEY part (b(3), c(5) DESC), FULLTEXT KEY ft (c),
      KEY fn ((lower(b))) INVISIBLE COMMENT 'c');
    CREATE TABLE times (a DATE DEFAULT '2020-01-02', b DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6)
      ON UPDATE CURRENT_TIMESTAMP(6), c TIME(3), d TIMESTAMP NOT NULL DEFAULT NOW());
    CREATE TABLE child (id SERIAL PRIMARY KEY, p INT, q CHAR(3) CHARACTER SET latin1,
      sum INT GENERATED ALWAYS AS (3 + 1) STORED, twice INT AS (p * 2),
      CONSTRAINT fk FOREIGN KEY (p, q) REFERENCES parent (id, code) ON DELETE SET NULL
        ON UPDATE CASCADE, r INT, s CHAR(3), KEY rs (r, s) USING BTREE, CHECK (r <> 3) NOT ENFORCED,
      CONSTRAINT c CHECK (s IN ('a', 'b')));
    """

  @Test(.disabled(if: Corpus.isAbsent, "the corpus is not beside the repository"))
  func schemasOfVitess() throws {
    for package in try #require(Corpus.document("e2e.json").elements) {
      for schema in package["schemas"]?.members ?? [] {
        guard let script = schema.value.text, let statements = try? Parser.parseScript(script)
        else {
          continue
        }
        var builder = try Self.builder()
        builder.checksForeignKeys = false
        let name = "\(package["package"]?.text ?? "") \(schema.key)"
        do {
          for statement in statements.map(\.statement)
          where SchemaBuilder.applies(to: statement) {
            try builder.apply(statement)
          }
          for table in builder.keyspace.tables.values {
            let text = table.shownText(in: "ks")
            let isSame = try TableDefinition(createText: text, keyspace: "ks") == table
            #expect(isSame, "\(text)")
          }
        } catch {
          Issue.record("\(name): \(error)")
        }
      }
    }
  }
}

/// Tables in a sharded keyspace: their placement, and that DDL never misplaces a row.
@Suite("Placement under DDL")
struct PlacementTests {
  @Test func tableWithoutVSchemaIsPlacedByItsKey() throws {
    let builder = try SchemaBuilderTests.builder(
      """
      CREATE TABLE a (x INT, id BIGINT, PRIMARY KEY (id, x));
      CREATE TABLE b (code VARCHAR(9) PRIMARY KEY)
      """,
      sharded: true
    )
    let catalog = Catalog(keyspaces: [builder.keyspace])
    let a = try catalog.resolve(table: "a", keyspace: nil, default: nil)
    #expect(a.placement.primaryVindex?.columns == ["id"])
    #expect(a.placement.primaryVindex?.type == "xxhash")
    let b = try catalog.resolve(table: "b", keyspace: nil, default: nil)
    #expect(b.placement.primaryVindex?.type == "unicode_loose_xxhash")
    #expect(builder.notes.count == 2)
  }

  @Test func placementOutlivesTheKeyItCameFrom() throws {
    let builder = try SchemaBuilderTests.builder(
      """
      CREATE TABLE a (x INT NOT NULL, id BIGINT PRIMARY KEY);
      ALTER TABLE a DROP PRIMARY KEY, ADD PRIMARY KEY (x);
      ALTER TABLE a RENAME COLUMN id TO old_id;
      RENAME TABLE a TO b
      """,
      sharded: true
    )
    let catalog = Catalog(keyspaces: [builder.keyspace])
    let table = try catalog.resolve(table: "b", keyspace: "ks", default: nil)
    #expect(table.placement.primaryVindex?.columns == ["old_id"])
  }

  @Test(arguments: [
    "ALTER TABLE a DROP COLUMN id", "ALTER TABLE a MODIFY id VARCHAR(20)",
    "ALTER TABLE a DROP COLUMN id, ADD COLUMN id BIGINT",
  ])
  func vindexColumnCannotLeave(statement: String) throws {
    var builder = try SchemaBuilderTests.builder(
      "CREATE TABLE a (x INT NOT NULL, id BIGINT PRIMARY KEY)",
      sharded: true
    )
    let error = #expect(throws: SQLError.self) {
      try SchemaBuilderTests.apply(statement, to: &builder)
    }
    #expect(error?.code == .unsupported)
  }

  @Test func vindexOnAMissingColumnIsToldWhenTheTableIsMade() throws {
    var vschema = KeyspaceVSchema(sharded: true)
    vschema.vindexes["h"] = VindexDefinition("hash")
    var told = TableVSchema()
    told.columnVindexes = [TableVSchema.ColumnVindex("h", columns: ["user_id"])]
    vschema.tables["t"] = told
    var builder = SchemaBuilder(
      keyspace: Keyspace(name: "ks", shards: ShardMap(evenSplit: 2), vschema: vschema)
    )
    let error = #expect(throws: SQLError.self) {
      try SchemaBuilderTests.apply("CREATE TABLE t (userid INT PRIMARY KEY)", to: &builder)
    }
    #expect(error?.hint == "did you mean 'userid'?")
  }
}
