import VitrineSQL
import VitrineSharding

/// Indexes, keys and constraints.
extension SystemRows {
  func statistics(_ keyspace: Keyspace, _ table: TableDefinition) -> [Row] {
    var rows: [Row] = []
    if !table.hasHiddenKey {
      for (offset, name) in table.primaryKey.enumerated() {
        let part = IndexDefinition.Part(.column(name, length: nil))
        var row = statistic(part, offset, "PRIMARY", keyspace, table)
        row["INDEX_TYPE"] = .text(table.primaryKeyMethod ?? table.usualIndexMethod)
        row["CARDINALITY"] = cardinality(Array(table.primaryKey[...offset]), table, keyspace)
        rows.append(row)
      }
    }
    for index in table.indexes {
      for (offset, part) in index.parts.enumerated() {
        var row = statistic(part, offset, index.name, keyspace, table)
        row["NON_UNIQUE"] = .integer(index.isUnique ? 0 : 1)
        row["INDEX_COMMENT"] = .text(index.comment)
        row["IS_VISIBLE"] = .text(index.isInvisible ? "NO" : "YES")
        row["INDEX_TYPE"] = .text(index.method ?? table.usualIndexMethod)
        let columns = index.parts[...offset].map(\.column)
        row["CARDINALITY"] = cardinality(columns, table, keyspace)
        if index.kind == .fulltext || index.kind == .spatial {
          row["INDEX_TYPE"] = .text(index.kind.rawValue.uppercased())
          row["COLLATION"] = .null
        }
        rows.append(row)
      }
    }
    return rows
  }

  /// How many values that differ these columns have together, as far as that is known of each.
  private func cardinality(
    _ columns: [String?],
    _ table: TableDefinition,
    _ keyspace: Keyspace
  ) -> Value {
    let address = TableAddress(keyspace: keyspace.name, table: table.name)
    guard let known = catalog.statistics[address] ?? facts[address]?.statistics else {
      return .null
    }
    var count = 1.0
    for column in columns {
      guard let column, let values = known.columns[column.lowercased()] else { return .null }
      count *= max(1, values.distinctCount + (values.nullFraction > 0 ? 1 : 0))
    }
    return .integer(Int64(min(count, known.rowCount).rounded()))
  }

  private func statistic(
    _ part: IndexDefinition.Part,
    _ offset: Int,
    _ name: String,
    _ keyspace: Keyspace,
    _ table: TableDefinition
  ) -> Row {
    var row: Row = [
      "TABLE_CATALOG": .text("def"), "TABLE_SCHEMA": .text(keyspace.name),
      "TABLE_NAME": .text(table.name), "NON_UNIQUE": .integer(0),
      "INDEX_SCHEMA": .text(keyspace.name), "INDEX_NAME": .text(name),
      "SEQ_IN_INDEX": .integer(Int64(offset + 1)),
      "COLLATION": .text(part.isDescending ? "D" : "A"),
      "NULLABLE": .text(""), "COMMENT": .text(""),
      "INDEX_COMMENT": .text(""), "IS_VISIBLE": .text("YES"),
    ]
    switch part.key {
    case .column(let name, let length):
      row["COLUMN_NAME"] = .text(name)
      row["SUB_PART"] = length.map { .integer(Int64($0)) }
      row["NULLABLE"] = .text(table.column(named: name)?.isNullable ?? false ? "YES" : "")
    case .expression(let expression):
      row["EXPRESSION"] = .text(expression.escapedStoredText)
      row["NULLABLE"] = .text("YES")
    }
    return row
  }

  // MARK: Constraints

  private func constraint(
    _ name: String,
    _ table: TableDefinition,
    _ keyspace: Keyspace,
    _ rest: Row
  ) -> Row {
    let row: Row = [
      "CONSTRAINT_CATALOG": .text("def"), "CONSTRAINT_SCHEMA": .text(keyspace.name),
      "CONSTRAINT_NAME": .text(name), "TABLE_CATALOG": .text("def"),
      "TABLE_SCHEMA": .text(keyspace.name), "TABLE_NAME": .text(table.name),
    ]
    return row.merging(rest) { $1 }
  }

  func constraints(_ keyspace: Keyspace, _ table: TableDefinition) -> [Row] {
    func row(_ name: String, _ type: String, isEnforced: Bool = true) -> Row {
      constraint(
        name,
        table,
        keyspace,
        ["CONSTRAINT_TYPE": .text(type), "ENFORCED": .text(isEnforced ? "YES" : "NO")]
      )
    }
    return uniqueKeys(of: table).map {
      row($0.name, $0.name == "PRIMARY" ? "PRIMARY KEY" : "UNIQUE")
    }
      + table.foreignKeys.map { row($0.name, "FOREIGN KEY") }
      + table.checks.map { row($0.name, "CHECK", isEnforced: $0.isEnforced) }
  }

  private func uniqueKeys(of table: TableDefinition) -> [(name: String, columns: [String])] {
    let primary =
      table.hasHiddenKey || table.primaryKey.isEmpty ? [] : [("PRIMARY", table.primaryKey)]
    return primary + table.indexes.filter(\.isUnique).map { ($0.name, $0.columns) }
  }

  func keyColumns(_ keyspace: Keyspace, _ table: TableDefinition) -> [Row] {
    let unique = uniqueKeys(of: table).flatMap { key in
      key.columns.enumerated().map { offset, column in
        constraint(
          key.name,
          table,
          keyspace,
          ["COLUMN_NAME": .text(column), "ORDINAL_POSITION": .integer(Int64(offset + 1))]
        )
      }
    }
    let foreign = table.foreignKeys.flatMap { key in
      zip(key.columns, key.referencedColumns).enumerated().map { offset, pair in
        constraint(
          key.name,
          table,
          keyspace,
          [
            "COLUMN_NAME": .text(pair.0), "ORDINAL_POSITION": .integer(Int64(offset + 1)),
            "POSITION_IN_UNIQUE_CONSTRAINT": .integer(Int64(offset + 1)),
            "REFERENCED_TABLE_SCHEMA": .text(key.referencedTable.keyspace),
            "REFERENCED_TABLE_NAME": .text(key.referencedTable.table),
            "REFERENCED_COLUMN_NAME": .text(pair.1),
          ]
        )
      }
    }
    return unique + foreign
  }

  func references(_ keyspace: Keyspace, _ table: TableDefinition) -> [Row] {
    table.foreignKeys.map { key in
      let parent = catalog.keyspaces[key.referencedTable.keyspace]?
        .tables[key.referencedTable.table]
      let target = parent.flatMap { parent in
        uniqueKeys(of: parent).first { unique in
          unique.columns.count == key.referencedColumns.count
            && zip(unique.columns, key.referencedColumns).allSatisfy { $0.isName($1) }
        }
      }
      return constraint(
        key.name,
        table,
        keyspace,
        [
          "UNIQUE_CONSTRAINT_CATALOG": .text("def"),
          "UNIQUE_CONSTRAINT_SCHEMA": .text(key.referencedTable.keyspace),
          "UNIQUE_CONSTRAINT_NAME": text(target?.name), "MATCH_OPTION": .text("NONE"),
          "UPDATE_RULE": .text(key.onUpdate.rawValue.uppercased()),
          "DELETE_RULE": .text(key.onDelete.rawValue.uppercased()),
          "REFERENCED_TABLE_NAME": .text(key.referencedTable.table),
        ]
      )
    }
  }

  func checks(_ keyspace: Keyspace, _ table: TableDefinition) -> [Row] {
    table.checks.map { check in
      constraint(
        check.name,
        table,
        keyspace,
        ["CHECK_CLAUSE": .text(check.expression.escapedStoredText)]
      )
    }
  }
}

/// The server itself.
extension SystemRows {
  static let engine: Row = [
    "ENGINE": .text("InnoDB"), "SUPPORT": .text("DEFAULT"), "COMMENT": .text("SQLite shards"),
    "TRANSACTIONS": .text("YES"), "XA": .text("YES"), "SAVEPOINTS": .text("YES"),
  ]

  static let characterSets: [Row] = [
    ("ascii", "US ASCII", "ascii_general_ci", 1), ("binary", "Binary pseudo charset", "binary", 1),
    ("latin1", "cp1252 West European", "latin1_swedish_ci", 1),
    ("utf8mb3", "UTF-8 Unicode", "utf8mb3_general_ci", 3),
    ("utf8mb4", "UTF-8 Unicode", "utf8mb4_0900_ai_ci", 4),
  ]
  .map { name, description, collation, bytes in
    [
      "CHARACTER_SET_NAME": .text(name), "DEFAULT_COLLATE_NAME": .text(collation),
      "DESCRIPTION": .text(description), "MAXLEN": .integer(bytes),
    ]
  }

  static var collations: [Collation] { Collation.allCases.sorted { $0.rawValue < $1.rawValue } }

  static func collation(_ collation: Collation) -> Row {
    let isDefault = Collation.standard(of: collation.characterSet) == collation
    let (number, effort) = collation.numbers
    return [
      "COLLATION_NAME": .text(collation.rawValue),
      "CHARACTER_SET_NAME": .text(collation.characterSet), "ID": .integer(number),
      "IS_DEFAULT": .text(isDefault ? "Yes" : ""), "IS_COMPILED": .text("Yes"),
      "SORTLEN": .integer(effort),
      "PAD_ATTRIBUTE": .text(collation.padsSpaces ? "PAD SPACE" : "NO PAD"),
    ]
  }

  static func applicability(_ collation: Collation) -> Row {
    [
      "COLLATION_NAME": .text(collation.rawValue),
      "CHARACTER_SET_NAME": .text(collation.characterSet),
    ]
  }
}

extension Collation {
  /// MySQL's id, and its SORTLEN.
  fileprivate var numbers: (Int64, Int64) {
    switch self {
    case .binary: (63, 1)
    case .utf8mb4Uca0900AiCi: (255, 0)
    case .utf8mb4Uca0900AsCi: (305, 0)
    case .utf8mb4Uca0900AsCs: (278, 0)
    case .utf8mb4Uca0900Bin: (309, 1)
    case .utf8mb4Bin: (46, 1)
    case .utf8mb4GeneralCi: (45, 1)
    case .utf8mb4UnicodeCi: (224, 8)
    case .utf8mb4Unicode520Ci: (246, 8)
    case .utf8mb4IcelandicCi: (225, 8)
    case .utf8mb4LatvianCi: (226, 8)
    case .utf8mb4RomanianCi: (227, 8)
    case .utf8mb4SlovenianCi: (228, 8)
    case .utf8mb4PolishCi: (229, 8)
    case .utf8mb4EstonianCi: (230, 8)
    case .utf8mb4SpanishCi: (231, 8)
    case .utf8mb4SwedishCi: (232, 8)
    case .utf8mb4RomanCi: (239, 8)
    case .utf8mb4PersianCi: (240, 8)
    case .utf8mb4EsperantoCi: (241, 8)
    case .utf8mb4HungarianCi: (242, 8)
    case .utf8mb4German2Ci: (244, 8)
    case .utf8mb4VietnameseCi: (247, 8)
    case .utf8mb3Bin: (83, 1)
    case .utf8mb3GeneralCi: (33, 1)
    case .utf8mb3UnicodeCi: (192, 8)
    case .utf8mb3Unicode520Ci: (214, 8)
    case .utf8mb3IcelandicCi: (193, 8)
    case .utf8mb3LatvianCi: (194, 8)
    case .utf8mb3RomanianCi: (195, 8)
    case .utf8mb3SlovenianCi: (196, 8)
    case .utf8mb3PolishCi: (197, 8)
    case .utf8mb3EstonianCi: (198, 8)
    case .utf8mb3SpanishCi: (199, 8)
    case .utf8mb3SwedishCi: (200, 8)
    case .utf8mb3RomanCi: (207, 8)
    case .utf8mb3PersianCi: (208, 8)
    case .utf8mb3EsperantoCi: (209, 8)
    case .utf8mb3HungarianCi: (210, 8)
    case .utf8mb3German2Ci: (212, 8)
    case .utf8mb3VietnameseCi: (215, 8)
    case .latin1SwedishCi: (8, 1)
    case .latin1GeneralCi: (48, 1)
    case .latin1GeneralCs: (49, 1)
    case .latin1German1Ci: (5, 1)
    case .latin1DanishCi: (15, 1)
    case .latin1SpanishCi: (94, 1)
    case .latin1Bin: (47, 1)
    case .asciiGeneralCi: (11, 1)
    case .asciiBin: (65, 1)
    }
  }
}
