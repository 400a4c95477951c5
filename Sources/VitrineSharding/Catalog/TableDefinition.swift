package import VitrineSQL

/// A table as DDL defined it, or as far as a VSchema tells of it.
package struct TableDefinition: Sendable, Hashable {
  /// The key column of a table whose DDL names no primary key: changesets need one.
  package static let hiddenKey = "vitrine_rowid"

  package var name: String
  package var columns: [ColumnDefinition] {
    @inlinable get { list }
    set {
      list = newValue
      positions = Self.positions(of: newValue)
    }
  }
  /// The primary key's columns in order; the hidden key where the user gave none.
  package var primaryKey: [String]
  /// USING of the primary key, as that of an index.
  package var primaryKeyMethod: String?
  package var indexes: [IndexDefinition]
  package var foreignKeys: [ForeignKeyConstraint]
  package var checks: [CheckDefinition]
  package var options: TableOptions
  /// How the rows are divided into named partitions; nil for a table without any.
  package var partitioning: TablePartitioning?
  /// False when only a VSchema speaks of the table and does not claim to tell all columns: other
  /// names are then accepted as columns of unknown type.
  package var isColumnListComplete: Bool
  /// The query of a view; nil for a table.
  package var view: QueryExpression?
  /// What CREATE VIEW says besides the query.
  package var viewOptions = ViewOptions()
  @usableFromInline var list: [ColumnDefinition]
  /// The columns' positions by their lower-case names.
  package private(set) var positions: [String: Int]

  /// The most columns a table may have, as in InnoDB.
  package static let maximumColumns = 1017

  package init(
    name: String,
    columns: [ColumnDefinition],
    primaryKey: [String] = [],
    indexes: [IndexDefinition] = [],
    isColumnListComplete: Bool = true
  ) {
    self.name = name
    self.list = columns
    self.primaryKey = primaryKey
    self.indexes = indexes
    self.foreignKeys = []
    self.checks = []
    self.options = TableOptions()
    self.isColumnListComplete = isColumnListComplete
    self.view = nil
    self.positions = Self.positions(of: columns)
  }

  /// Whether the key is the hidden one.
  package var hasHiddenKey: Bool { primaryKey == [Self.hiddenKey] }

  /// Adds a column behind the others, in the time of one.
  package mutating func append(_ column: ColumnDefinition) {
    let name = column.name.lowercased()
    if positions[name] == nil { positions[name] = list.count }
    list.append(column)
  }

  /// The position of a column; upper and lower case are the same, as in MySQL.
  package func position(of column: String) -> Int? {
    positions[column.foldedName]
  }

  package func column(named name: String) -> ColumnDefinition? {
    position(of: name).map { columns[$0] }
  }

  /// Whether a key of the column alone lets no two rows share a value other than NULL.
  package func isUnique(_ column: String) -> Bool {
    let keys = indexes.filter { $0.isUnique && $0.parts.count == 1 }.map(\.columns) + [primaryKey]
    return keys.contains { $0.count == 1 && $0[0].isSameName(as: column) }
  }

  /// The columns that `*` stands for.
  package var visibleColumns: [ColumnDefinition] { columns.filter { !$0.isInvisible } }

  package var autoIncrementColumn: ColumnDefinition? { columns.first(where: \.isAutoIncrement) }

  /// The columns by whose values AUTO_INCREMENT numbers the rows anew, as in MyISAM where its column is a later one of a
  /// key and the first of none; empty where it numbers all rows.
  package var numberedGroup: [String] {
    guard let column = autoIncrementColumn?.name, primaryKey.first != column else { return [] }
    let keys = [primaryKey] + indexes.map(\.columns)
    let positions = keys.map { key in key.firstIndex { $0.isSameName(as: column) } }
    guard !positions.contains(0) else { return [] }
    for case (let key, let position?) in zip(keys, positions) { return Array(key[..<position]) }
    return []
  }

  private static func positions(of columns: [ColumnDefinition]) -> [String: Int] {
    Dictionary(
      columns.enumerated().map { ($1.name.lowercased(), $0) },
      uniquingKeysWith: { first, _ in first }
    )
  }
}

/// A column of a table.
package struct ColumnDefinition: Sendable, Hashable {
  package var name: String
  package var type: MySQLType
  package var isNullable: Bool
  /// What a row that names no value gets; nil when nothing was said.
  package var defaultExpression: Expression?
  package var isAutoIncrement: Bool
  /// The value an UPDATE of another column sets: `ON UPDATE CURRENT_TIMESTAMP`.
  package var onUpdate: Expression?
  package var generated: ColumnGeneration?
  package var isInvisible: Bool
  package var comment: String
  /// What a column of a spatial type says besides.
  package var spatial: SpatialAttributes?

  package init(name: String, type: MySQLType, isNullable: Bool = true) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
    self.isAutoIncrement = false
    self.isInvisible = false
    self.comment = ""
  }
}

/// The declared type of a spatial column, `point`, and the SRID that it names.
package struct SpatialAttributes: Sendable, Hashable {
  package var name: String
  package var srid: UInt32?
}

/// How a generated column is computed.
package struct ColumnGeneration: Sendable, Hashable {
  package var expression: Expression
  /// STORED rather than VIRTUAL.
  package var isStored: Bool

  package init(expression: Expression, isStored: Bool) {
    self.expression = expression
    self.isStored = isStored
  }
}

/// An index of a table, other than its primary key.
package struct IndexDefinition: Sendable, Hashable {
  /// What an index is for.
  package enum Kind: String, Sendable, Hashable {
    case plain
    case unique
    case fulltext
    case spatial
  }

  /// One part of an index: a column, or an expression.
  package struct Part: Sendable, Hashable {
    package enum Key: Sendable, Hashable {
      /// A column, of text and binary ones perhaps only so many characters or bytes.
      case column(String, length: Int?)
      case expression(Expression)
    }

    package var key: Key
    package var isDescending: Bool

    package init(_ key: Key, descending isDescending: Bool = false) {
      self.key = key
      self.isDescending = isDescending
    }

    /// Whether it has an entry for each element of an array: `(CAST(… AS … ARRAY))`.
    package var isMultivalued: Bool {
      if case .expression(.cast(let node)) = key { node.isArray } else { false }
    }

    package var column: String? {
      if case .column(let name, _) = key { name } else { nil }
    }
  }

  package var name: String
  package var kind: Kind
  package var parts: [Part]
  /// Whether it is one that SQLite has no kind of, and stands in the catalog alone.
  package var isMultivalued: Bool { parts.contains(where: \.isMultivalued) }
  package var isInvisible: Bool
  package var comment: String
  /// `BTREE` or `HASH` of USING, where it was written and the storage engine has it.
  package var method: String?
  /// WITH PARSER of a FULLTEXT index.
  package var parser: String?

  package init(name: String, kind: Kind, parts: [Part]) {
    self.name = name
    self.kind = kind
    self.parts = parts
    self.isInvisible = false
    self.comment = ""
  }

  package var isUnique: Bool { kind == .unique }
  /// The columns among the parts, in order.
  package var columns: [String] { parts.compactMap(\.column) }
}

/// A foreign key of a table.
package struct ForeignKeyConstraint: Sendable, Hashable {
  package var name: String
  package var columns: [String]
  package var referencedTable: TableAddress
  package var referencedColumns: [String]
  package var onDelete: ReferentialAction
  package var onUpdate: ReferentialAction

  package init(
    name: String,
    columns: [String],
    referencedTable: TableAddress,
    referencedColumns: [String],
    onDelete: ReferentialAction = .noAction,
    onUpdate: ReferentialAction = .noAction
  ) {
    self.name = name
    self.columns = columns
    self.referencedTable = referencedTable
    self.referencedColumns = referencedColumns
    self.onDelete = onDelete
    self.onUpdate = onUpdate
  }
}

/// A CHECK constraint of a table.
package struct CheckDefinition: Sendable, Hashable {
  package var name: String
  package var expression: Expression
  package var isEnforced: Bool

  package init(name: String, expression: Expression, isEnforced: Bool = true) {
    self.name = name
    self.expression = expression
    self.isEnforced = isEnforced
  }
}

/// What is said of a table as a whole.
package struct TableOptions: Sendable, Hashable {
  package var engine: String
  /// That of columns which name none.
  package var collation: Collation
  package var comment: String
  /// What DDL said of the storage, as SHOW CREATE TABLE shows it; it has no effect.
  package var storage: [StorageOption: String] = [:]
  /// The first AUTO_INCREMENT value, where DDL gave one.
  package var autoIncrementStart: UInt64?

  package init() {
    engine = "InnoDB"
    collation = .standard
    comment = ""
  }
}

/// A table by its keyspace and name.
package struct TableAddress: Sendable, Hashable {
  package var keyspace: String
  package var table: String

  package init(keyspace: String, table: String) {
    self.keyspace = keyspace
    self.table = table
  }
}

extension TableAddress: CustomStringConvertible {
  package var description: String { "\(keyspace).\(table)" }
}

extension TableDefinition {
  /// A view, whose query gives these columns, under the names that the statement lists.
  package init(view statement: CreateView, columns: [ColumnDefinition]) {
    var columns = columns
    for (index, column) in zip(columns.indices, statement.columns) {
      columns[index].name = column.text
    }
    self.init(name: statement.name.name.text, columns: columns)
    view = statement.query
    viewOptions.algorithm = statement.algorithm ?? "undefined"
    viewOptions.security = statement.security ?? "definer"
    viewOptions.checkOption = statement.checkOption.flatMap(ViewOptions.CheckOption.init)
  }
}

/// What CREATE VIEW says besides the query.
package struct ViewOptions: Sendable, Hashable {
  /// Which of a view's conditions written rows must meet.
  package enum CheckOption: String, Sendable, Hashable {
    /// Its own, and what the views below it check.
    case local
    /// Its own and those of all views below it.
    case cascaded
  }

  /// `undefined`, `merge` or `temptable`.
  package var algorithm = "undefined"
  package var checkOption: CheckOption?
  /// `definer` or `invoker`, which have no effect.
  package var security = "definer"
  /// That of the session that has made it, whose texts it compares.
  package var connection = ConnectionSettings()

  /// Whether the view's rows are made before they are read, so that they cannot be written.
  package var isMaterialized: Bool { algorithm == "temptable" }

  package var saysNothing: Bool { algorithm == "undefined" && security == "definer" }

  /// What stands between CREATE and VIEW, with the definer if one is shown.
  package func attributes(definer: String) -> String {
    "ALGORITHM=\(algorithm.uppercased()) \(definer)SQL SECURITY \(security.uppercased()) "
  }

  /// The end of the view's statement: ` WITH CASCADED CHECK OPTION`.
  package var clause: String {
    checkOption.map { " WITH \($0.rawValue.uppercased()) CHECK OPTION" } ?? ""
  }
}
