import VitrineSQL
import VitrineSharding

/// The rows of `information_schema`, which follow from the catalog alone.
///
/// Numbers that MySQL estimates (rows, sizes,
/// cardinalities) are those of ``TableFacts``.
struct SystemRows {
  /// Values by column; those left out are NULL.
  typealias Row = [String: Value]

  let catalog: Catalog
  /// What the shards know of the tables, as far as it was asked for.
  let facts: [TableAddress: TableFacts]
  /// The tables whose rows are wanted.
  private let choice: SystemTableChoice

  init(
    _ catalog: Catalog,
    facts: [TableAddress: TableFacts] = [:],
    _ choice: SystemTableChoice = SystemTableChoice()
  ) {
    self.catalog = catalog
    self.facts = facts
    self.choice = choice
  }

  /// Nil for a table whose rows do not follow from the catalog.
  func rows(of table: String, in schema: String = "information_schema") -> [Row]? {
    schema == "information_schema" ? ownRows(of: table) : Self.serverRows(of: table)
  }

  private func ownRows(of table: String) -> [Row]? {
    switch table {
    case "schemata": keyspaces.map(schema)
    case "tables": each { keyspace, table in [self.table(table, keyspace)] }
    case "columns": each(columns)
    case "statistics": eachTable(statistics)
    case "views": each { keyspace, table in view(table, keyspace).map { [$0] } ?? [] }
    case "partitions": eachTable(partitions)
    case "table_constraints": eachTable(constraints)
    case "key_column_usage": eachTable(keyColumns)
    case "referential_constraints": eachTable(references)
    case "check_constraints": eachTable(checks)
    case "engines": [Self.engine]
    case "collations": Self.collations.map(Self.collation)
    case "collation_character_set_applicability": Self.collations.map(Self.applicability)
    case "character_sets": Self.characterSets
    case "keywords": Self.keywords
    case "user_privileges": Self.privileges
    case "routines": routines
    case "parameters": parameters
    case "triggers": triggers
    case "events": events
    case _ where Self.empty.contains(table): []
    default: nil
    }
  }

  /// Of what is not there, or not kept: roles, plugins, histograms, traces, transactions of InnoDB.
  private static let empty: Set<String> = [
    "administrable_role_authorizations", "applicable_roles", "column_privileges",
    "column_statistics", "enabled_roles", "files", "innodb_trx", "optimizer_trace", "plugins",
    "profiling",
    "role_column_grants", "role_routine_grants", "role_table_grants", "schema_privileges",
    "table_privileges", "tablespaces",
  ]

  private var keyspaces: [Keyspace] {
    let own = catalog.keyspaces.values.filter { !SystemSchemas.names.contains($0.name) }
    return (own + Self.serverKeyspaces).sorted { $0.name < $1.name }
  }

  private static let serverKeyspaces: [Keyspace] = SystemSchemas.names.map { name in
    var keyspace = SystemSchema.keyspace(name)
    for table in SystemTables.all(in: name) { keyspace.tables[table.name] = table }
    return keyspace
  }

  /// The rows of all tables and views, by keyspace and name.
  private func each(_ rows: (Keyspace, TableDefinition) -> [Row]) -> [Row] {
    keyspaces.filter { choice.takes(schema: $0.name) }.flatMap { keyspace in
      keyspace.tables.keys.filter(choice.takes(table:)).sorted()
        .compactMap { keyspace.tables[$0] }.flatMap { rows(keyspace, $0) }
    }
  }

  private func eachTable(_ rows: (Keyspace, TableDefinition) -> [Row]) -> [Row] {
    each { keyspace, table in table.view == nil ? rows(keyspace, table) : [] }
  }

  // MARK: Schemas and tables

  private func schema(_ keyspace: Keyspace) -> Row {
    [
      "CATALOG_NAME": .text("def"), "SCHEMA_NAME": .text(keyspace.name),
      "DEFAULT_CHARACTER_SET_NAME": .text(keyspace.collation.characterSet),
      "DEFAULT_COLLATION_NAME": .text(keyspace.collation.rawValue),
      "DEFAULT_ENCRYPTION": .text("NO"),
    ]
  }

  /// BASE TABLE, VIEW or SYSTEM VIEW.
  static func kind(of table: TableDefinition, in schema: String) -> String {
    switch schema {
    case "information_schema": "SYSTEM VIEW"
    case "sys" where table.name == "version": "VIEW"
    default: table.view == nil ? "BASE TABLE" : "VIEW"
    }
  }

  func place(_ table: TableDefinition, _ keyspace: Keyspace) -> Row {
    [
      "TABLE_CATALOG": .text("def"), "TABLE_SCHEMA": .text(keyspace.name),
      "TABLE_NAME": .text(table.name),
    ]
  }

  private func table(_ table: TableDefinition, _ keyspace: Keyspace) -> Row {
    let kind = Self.kind(of: table, in: keyspace.name)
    var row = place(table, keyspace)
    row["TABLE_TYPE"] = .text(kind)
    row["TABLE_COMMENT"] = .text(kind == "VIEW" ? kind : table.options.comment)
    if kind != "VIEW" { row.merge(sizes(of: table, keyspace)) { $1 } }
    guard kind == "BASE TABLE" else { return row }
    let address = TableAddress(keyspace: keyspace.name, table: table.name)
    row["AUTO_INCREMENT"] = facts[address]?.nextNumber.map { .integer(Int64(clamping: $0)) }
    row["ENGINE"] = .text(table.options.engine)
    row["VERSION"] = .integer(10)
    let storage = table.options.storage
    row["ROW_FORMAT"] = .text(storage[.rowFormat]?.capitalizedWord ?? "Dynamic")
    row["TABLE_COLLATION"] = .text(table.options.collation.rawValue)
    let options = StorageOption.inCreateOptions.compactMap { option in
      storage[option].map(option.createOption)
    }
    let partitioned = table.partitioning == nil ? [] : ["partitioned"]
    row["CREATE_OPTIONS"] = .text((options + partitioned).joined(separator: " "))
    return row
  }

  /// Rows and bytes; those of the server's own tables take none.
  func sizes(of table: TableDefinition, _ keyspace: Keyspace) -> Row {
    var facts = facts[TableAddress(keyspace: keyspace.name, table: table.name)]
    if Planner.isSystemSchema(keyspace.name) {
      facts = TableFacts()
      facts?.rowCount = Self.serverRows(of: table.name)?.count ?? 0
      facts?.dataLength = 0
      facts?.indexLength = 0
    }
    let average = facts?.rowCount.flatMap { rows in facts?.dataLength.map { $0 / max(rows, 1) } }
    return [
      "TABLE_ROWS": number(facts?.rowCount), "AVG_ROW_LENGTH": number(average),
      "DATA_LENGTH": number(facts?.dataLength), "INDEX_LENGTH": number(facts?.indexLength),
      "MAX_DATA_LENGTH": .integer(0), "DATA_FREE": .integer(0),
    ]
  }

  private func view(_ table: TableDefinition, _ keyspace: Keyspace) -> Row? {
    guard let query = table.view else { return nil }
    let text = ViewText(catalog, home: keyspace.name, current: nil)
      .text(query, columns: table.columns.map(\.name))
    return place(table, keyspace).merging([
      "VIEW_DEFINITION": .text(text ?? query.printed()),
      "CHECK_OPTION": .text(table.viewOptions.checkOption?.rawValue.uppercased() ?? "NONE"),
      "IS_UPDATABLE": .text(isUpdatable(table, keyspace) ? "YES" : "NO"),
      "DEFINER": .text("root@localhost"),
      "SECURITY_TYPE": .text(table.viewOptions.security.uppercased()),
      "CHARACTER_SET_CLIENT": .text(table.viewOptions.connection.clientCharacterSet),
      "COLLATION_CONNECTION": .text(table.viewOptions.connection.collation),
    ]) { $1 }
  }

  private func isUpdatable(_ view: TableDefinition, _ keyspace: Keyspace) -> Bool {
    let view = try? catalog.resolve(table: view.name, keyspace: keyspace.name, default: nil)
    return view.map { Planner.isUpdatable($0, in: catalog) } ?? false
  }

  // MARK: Columns

  private func columns(_ keyspace: Keyspace, _ table: TableDefinition) -> [Row] {
    shownColumns(of: table, keyspace).filter { $0.name != TableDefinition.hiddenKey }.enumerated()
      .map { position, column in
        place(table, keyspace).merging(description(column, table)) { $1 }
          .merging(["ORDINAL_POSITION": .integer(Int64(position + 1))]) { $1 }
      }
  }

  /// Those of a view as its tables make them; as they were made where a table is gone.
  private func shownColumns(of table: TableDefinition, _ keyspace: Keyspace) -> [ColumnDefinition] {
    guard table.view != nil,
      let view = try? catalog.resolve(table: table.name, keyspace: keyspace.name, default: nil),
      let columns = try? Planner.columns(ofView: view, in: catalog)
    else { return table.columns }
    return columns
  }

  private func description(_ column: ColumnDefinition, _ table: TableDefinition) -> Row {
    let type = column.type
    let generated = column.generated?.expression.escapedStoredText ?? ""
    return [
      "COLUMN_NAME": .text(column.name), "COLUMN_DEFAULT": text(column.shownDefault),
      "IS_NULLABLE": .text(column.isNullable ? "YES" : "NO"),
      "COLUMN_TYPE": .text(column.declaration), "EXTRA": .text(column.shownExtra),
      "PRIVILEGES": .text("select,insert,update,references"),
      "COLUMN_KEY": .text(table.keyMark(of: column)), "COLUMN_COMMENT": .text(column.comment),
      "GENERATION_EXPRESSION": .text(generated),
    ].merging(description(of: type)) { $1 }.merging(spatial(column)) { $1 }
  }

  private func spatial(_ column: ColumnDefinition) -> Row {
    guard let spatial = column.spatial else { return [:] }
    return [
      "DATA_TYPE": .text(spatial.name), "SRS_ID": spatial.srid.map { .integer(Int64($0)) } ?? .null,
    ]
  }

  /// What columns and parameters tell of their type.
  func description(of type: MySQLType) -> Row {
    var row: Row = [
      "DATA_TYPE": .text(type.kind.rawValue),
      "CHARACTER_MAXIMUM_LENGTH": number(type.characterMaximum),
      "CHARACTER_OCTET_LENGTH": number(type.octetMaximum),
      "NUMERIC_PRECISION": number(type.numericPrecision),
      "NUMERIC_SCALE": number(type.numericScale),
      "DATETIME_PRECISION": number(type.temporalDigits),
    ]
    if type.isText || type.kind == .enum || type.kind == .set, let collation = type.collation {
      row["COLLATION_NAME"] = .text(collation.rawValue)
      row["CHARACTER_SET_NAME"] = .text(collation.characterSet)
    }
    return row
  }

  func text(_ text: String?) -> Value { text.map(Value.text) ?? .null }

  func number(_ number: Int?) -> Value { number.map { .integer(Int64($0)) } ?? .null }
}

extension String {
  /// `Dynamic` for `DYNAMIC`.
  fileprivate var capitalizedWord: String { prefix(1).uppercased() + dropFirst().lowercased() }
}

extension MySQLType {
  /// The most characters or bytes, as CHARACTER_MAXIMUM_LENGTH tells.
  fileprivate var characterMaximum: Int? {
    switch kind {
    case .char, .binary: length ?? 1
    case .varchar, .varbinary: length
    case .tinytext, .tinyblob: 255
    case .text, .blob: 65_535
    case .mediumtext, .mediumblob: 16_777_215
    case .longtext, .longblob: 4_294_967_295
    case .enum: members.map(\.unicodeScalars.count).max() ?? 0
    case .set: members.map(\.unicodeScalars.count).reduce(max(0, members.count - 1), +)
    default: nil
    }
  }

  /// The most bytes.
  fileprivate var octetMaximum: Int? {
    switch kind {
    case .char, .varchar, .enum, .set:
      characterMaximum.map { $0 * (collation?.bytesPerCharacter ?? 1) }
    default: characterMaximum
    }
  }

  fileprivate var numericPrecision: Int? {
    switch kind {
    case .tinyint: 3
    case .smallint: 5
    case .mediumint: 7
    case .int: 10
    case .bigint: isUnsigned ? 20 : 19
    case .decimal: length ?? 10
    case .float: length ?? 12
    case .double: length ?? 22
    case .bit: length ?? 1
    default: nil
    }
  }

  fileprivate var numericScale: Int? {
    switch kind {
    case .tinyint, .smallint, .mediumint, .int, .bigint: 0
    case .decimal: scale ?? 0
    case .float, .double: scale
    default: nil
    }
  }

  fileprivate var temporalDigits: Int? {
    switch kind {
    case .datetime, .timestamp, .time: scale ?? 0
    default: nil
    }
  }
}
