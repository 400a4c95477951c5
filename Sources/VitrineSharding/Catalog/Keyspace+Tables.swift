import VitrineSQL

extension Keyspace {
  /// The names of all tables that DDL or the VSchema speaks of, sorted.
  package var tableNames: [String] {
    isPlanOnly ? Set(tables.keys).union(vschema.tables.keys).sorted() : tables.keys.sorted()
  }

  /// The table of a name: what DDL made of it, or in a keyspace without DDL what the VSchema tells.
  ///
  /// An unsharded keyspace without DDL takes unknown names on trust, as Vitess does.
  package func definition(of table: String) -> TableDefinition? {
    if let definition = tables[table] { return definition }
    guard isPlanOnly else { return nil }
    if let told = vschema.tables[table] { return TableDefinition(name: table, told: told) }
    return isSharded
      ? nil : TableDefinition(name: table, columns: [], isColumnListComplete: false)
  }

  /// Where the rows of a table go.
  package func tableBinding(of table: TableDefinition) -> TableBinding {
    guard var binding = binding.tables[table.name] else { return implicitBinding(of: table) }
    if binding.failure == nil, let failure = missingColumn(of: binding, in: table) {
      binding.failure = failure
    }
    return binding
  }

  /// What is wrong when a vindex stands on a column that the table has not.
  private func missingColumn(of binding: TableBinding, in table: TableDefinition) -> SQLError? {
    guard table.isColumnListComplete else { return nil }
    for vindex in binding.placement.columnVindexes {
      for column in vindex.columns where table.position(of: column) == nil {
        return SQLError(
          .invalidVSchema,
          "vindex \(vindex.name) of table \(table.name) is on the column '\(column)', "
            + "which the table has not",
          hint: Catalog.hint(column, among: table.columns.map(\.name))
        )
      }
    }
    return nil
  }
}

extension TableDefinition {
  /// A table as a VSchema tells of it: its columns, and where that list is not said to be whole, the
  /// columns of its vindexes.
  init(name: String, told table: TableVSchema) {
    var columns = table.columns.map { ColumnDefinition(told: $0) }
    var names = Set(columns.map { $0.name.lowercased() })
    if !table.isColumnListAuthoritative {
      for column in table.columnVindexes.flatMap(\.allColumns)
      where names.insert(column.lowercased()).inserted {
        columns.append(ColumnDefinition(name: column, type: .unknown))
      }
    }
    self.init(
      name: name,
      columns: columns,
      isColumnListComplete: table.isColumnListAuthoritative
    )
  }
}

extension ColumnDefinition {
  init(told column: TableVSchema.Column) {
    self.init(
      name: column.name,
      type: MySQLType(told: column),
      isNullable: column.isNullable ?? true
    )
    isInvisible = column.isInvisible
    if !column.defaultExpression.isEmpty {
      defaultExpression = try? Parser.parseExpression(column.defaultExpression)
    }
  }
}

extension MySQLType {
  /// The type of a VSchema's column, whose names are those of Vitess's `query.Type`.
  init(told column: TableVSchema.Column) {
    let (kind, isUnsigned) = Self.kinds[column.type.uppercased()] ?? (.unknown, false)
    self.init(kind, unsigned: isUnsigned, members: column.values.map(Self.unquoted))
    if column.size > 0 { length = column.size }
    if column.scale > 0 || (kind == .decimal && column.size > 0) { scale = column.scale }
    if isText || kind == .enum || kind == .set {
      // A VSchema that names no collation leaves it open, and values are routed by their bytes.
      collation = Collation(rawValue: column.collation)
    } else if isBinary {
      collation = .binary
    } else if kind == .json {
      collation = .utf8mb4Bin
    }
  }

  private static let kinds: [String: (Kind, Bool)] = [
    "NULL_TYPE": (.unknown, false), "INT8": (.tinyint, false), "UINT8": (.tinyint, true),
    "INT16": (.smallint, false), "UINT16": (.smallint, true), "INT24": (.mediumint, false),
    "UINT24": (.mediumint, true), "INT32": (.int, false), "UINT32": (.int, true),
    "INT64": (.bigint, false), "UINT64": (.bigint, true), "FLOAT32": (.float, false),
    "FLOAT64": (.double, false), "TIMESTAMP": (.timestamp, false), "DATE": (.date, false),
    "TIME": (.time, false), "DATETIME": (.datetime, false), "YEAR": (.year, true),
    "DECIMAL": (.decimal, false), "TEXT": (.text, false), "BLOB": (.blob, false),
    "VARCHAR": (.varchar, false), "VARBINARY": (.varbinary, false), "CHAR": (.char, false),
    "BINARY": (.binary, false), "BIT": (.bit, false), "ENUM": (.enum, false),
    "SET": (.set, false), "GEOMETRY": (.geometry, false), "JSON": (.json, false),
  ]

  private static func unquoted(_ member: String) -> String {
    guard member.utf8.count >= 2, member.first == "'", member.last == "'" else { return member }
    return String(member.dropFirst().dropLast())
  }
}
