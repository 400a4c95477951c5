/// What a VSchema says of one keyspace, in Vitess's terms and as written.
///
/// Nothing here is checked beyond its form; `Keyspace` binds it and collects what is wrong, so that
/// one bad table does not take the others down.
public struct KeyspaceVSchema: Sendable, Hashable {
  /// What becomes of foreign keys.
  public enum ForeignKeyMode: String, Sendable, Hashable, CaseIterable {
    case unspecified
    case disallow
    case unmanaged
    case managed
  }

  /// The column that tells the tenants of a multi-tenant migration apart.
  public struct MultiTenant: Sendable, Hashable {
    /// The column's name.
    public var column: String
    /// Its type, by Vitess's name.
    public var type: String
  }

  /// Whether its tables are spread by vindexes.
  public var isSharded = false
  /// Whether its tables are found only by a qualified name.
  public var requiresExplicitRouting = false
  /// What becomes of foreign keys.
  public var foreignKeyMode = ForeignKeyMode.unspecified
  /// The tenants' column, if any.
  public var multiTenant: MultiTenant?
  /// The vindexes by name.
  public var vindexes: [String: VindexDefinition] = [:]
  /// The tables by name.
  public var tables: [String: TableVSchema] = [:]

  /// An empty VSchema of an unsharded or sharded keyspace.
  public init(sharded isSharded: Bool = false) {
    self.isSharded = isSharded
  }
}

/// A vindex as a VSchema defines it.
public struct VindexDefinition: Sendable, Hashable {
  /// The kind of vindex, such as `xxhash`.
  public var type: String
  /// Its parameters.
  public var parameters: [String: String]
  /// The table whose writes keep it; empty for none.
  public var owner: String

  /// A vindex of a type.
  public init(_ type: String, parameters: [String: String] = [:], owner: String = "") {
    self.type = type
    self.parameters = parameters
    self.owner = owner
  }
}

/// What a VSchema says of one table.
public struct TableVSchema: Sendable, Hashable {
  /// The use of a vindex by the table.
  public struct ColumnVindex: Sendable, Hashable {
    /// The vindex's name.
    public var vindex: String
    /// The column, when written as one; empty otherwise.
    public var column: String
    /// The columns, when written as a list.
    public var columns: [String]

    /// A vindex on columns.
    public init(_ vindex: String, columns: [String]) {
      self.vindex = vindex
      self.column = columns.count == 1 ? columns[0] : ""
      self.columns = columns.count == 1 ? [] : columns
    }

    init(vindex: String, column: String, columns: [String]) {
      self.vindex = vindex
      self.column = column
      self.columns = columns
    }

    /// The columns, however they were written.
    public var allColumns: [String] { column.isEmpty ? columns : [column] }
  }

  /// A column whose missing values come from a sequence.
  public struct AutoIncrement: Sendable, Hashable {
    /// The column.
    public var column: String
    /// The sequence's table, with or without a keyspace.
    public var sequence: String

    /// A column and its sequence.
    public init(column: String, sequence: String) {
      self.column = column
      self.sequence = sequence
    }
  }

  /// A column as the VSchema describes it, for planning without DDL.
  public struct Column: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its type by Vitess's name, such as `INT64`; empty when not said.
    public var type = ""
    /// Whether `*` leaves it out.
    public var isInvisible = false
    /// The text of its default expression; empty for none.
    public var defaultExpression = ""
    /// Its collation's name; empty when not said.
    public var collation = ""
    /// Its length or precision; 0 when not said.
    public var size = 0
    /// Its digits after the point; 0 when not said.
    public var scale = 0
    /// Whether NULL is allowed; nil when not said.
    public var isNullable: Bool?
    /// The members of an ENUM or SET.
    public var values: [String] = []

    /// A column of no known type.
    public init(_ name: String) {
      self.name = name
    }
  }

  /// Empty, `sequence` or `reference`; anything else is an error that binding reports.
  public var type = ""
  /// The table a reference table copies, `keyspace.table`; empty for none.
  public var source = ""
  /// The keyspace id, in hexadecimal, at which all rows live; empty for none.
  public var pinned = ""
  /// The vindexes it uses, the primary one first.
  public var columnVindexes: [ColumnVindex] = []
  /// Where missing values of a column come from.
  public var autoIncrement: AutoIncrement?
  /// The columns, as far as the VSchema tells.
  public var columns: [Column] = []
  /// Whether there are no other columns than those told.
  public var isColumnListAuthoritative = false
  /// Whether Vitrine wrote it of a table without an entry, when ALTER TABLE changed the key that its place follows
  /// from: it goes when the table goes.
  public var isImplied = false

  /// A table of which nothing is said.
  public init() {}
}
