/// `DROP TABLE a, b`.
package struct DropTable: Sendable, Hashable {
  package var tables: [TableName]
  package var isTemporary: Bool
  package var isIfExists: Bool
  package var behavior: DropBehavior?
  package var directives: Directives
  package var span: Span

  package init(
    tables: [TableName],
    isTemporary: Bool = false,
    isIfExists: Bool = false,
    behavior: DropBehavior? = nil,
    directives: Directives = Directives(),
    span: Span = .none
  ) {
    self.tables = tables
    self.isTemporary = isTemporary
    self.isIfExists = isIfExists
    self.behavior = behavior
    self.directives = directives
    self.span = span
  }
}

/// `RESTRICT` and `CASCADE`; parsed, without effect.
package enum DropBehavior: String, Sendable, Hashable, CaseIterable {
  case restrict = "restrict"
  case cascade = "cascade"
}

/// `RENAME TABLE a TO b, c TO d`.
package struct RenameTable: Sendable, Hashable {
  package var renames: [TableRename]
  package var span: Span

  package init(renames: [TableRename], span: Span = .none) {
    self.renames = renames
    self.span = span
  }
}

/// `a TO b`.
package struct TableRename: Sendable, Hashable {
  package var from: TableName
  package var to: TableName
  package var span: Span

  package init(from: TableName, to: TableName, span: Span = .none) {
    self.from = from
    self.to = to
    self.span = span
  }
}

/// `TRUNCATE [TABLE] t`.
package struct TruncateTable: Sendable, Hashable {
  package var name: TableName
  package var span: Span

  package init(name: TableName, span: Span = .none) {
    self.name = name
    self.span = span
  }
}

/// `CREATE INDEX i ON t (…)`.
package struct CreateIndex: Sendable, Hashable {
  package var table: TableName
  package var index: IndexDefinitionSyntax
  package var algorithm: String?
  package var lock: String?
  package var directives: Directives
  package var span: Span

  package init(
    table: TableName,
    index: IndexDefinitionSyntax,
    algorithm: String? = nil,
    lock: String? = nil,
    directives: Directives = Directives(),
    span: Span = .none
  ) {
    self.table = table
    self.index = index
    self.algorithm = algorithm
    self.lock = lock
    self.directives = directives
    self.span = span
  }
}

/// `DROP INDEX i ON t`.
package struct DropIndex: Sendable, Hashable {
  package var name: Identifier
  package var table: TableName
  package var algorithm: String?
  package var lock: String?
  package var span: Span

  package init(
    name: Identifier,
    table: TableName,
    algorithm: String? = nil,
    lock: String? = nil,
    span: Span = .none
  ) {
    self.name = name
    self.table = table
    self.algorithm = algorithm
    self.lock = lock
    self.span = span
  }
}

/// `CREATE VIEW` and `ALTER VIEW`.
package struct CreateView: Sendable, Hashable {
  package var name: TableName
  package var isOrReplace: Bool
  package var algorithm: String?
  package var definer: AccountName?
  /// `definer` or `invoker`.
  package var security: String?
  package var columns: [Identifier]
  package var query: QueryExpression
  /// `cascaded` or `local`; `WITH CHECK OPTION` alone is `cascaded`.
  package var checkOption: String?
  package var directives: Directives
  package var span: Span

  package init(
    name: TableName,
    isOrReplace: Bool = false,
    algorithm: String? = nil,
    definer: AccountName? = nil,
    security: String? = nil,
    columns: [Identifier] = [],
    query: QueryExpression,
    checkOption: String? = nil,
    directives: Directives = Directives(),
    span: Span = .none
  ) {
    self.name = name
    self.isOrReplace = isOrReplace
    self.algorithm = algorithm
    self.definer = definer
    self.security = security
    self.columns = columns
    self.query = query
    self.checkOption = checkOption
    self.directives = directives
    self.span = span
  }
}

/// `DROP VIEW a, b`.
package struct DropView: Sendable, Hashable {
  package var views: [TableName]
  package var isIfExists: Bool
  package var behavior: DropBehavior?
  package var directives: Directives
  package var span: Span

  package init(
    views: [TableName],
    isIfExists: Bool = false,
    behavior: DropBehavior? = nil,
    directives: Directives = Directives(),
    span: Span = .none
  ) {
    self.views = views
    self.isIfExists = isIfExists
    self.behavior = behavior
    self.directives = directives
    self.span = span
  }
}

/// `CREATE DATABASE`, `CREATE SCHEMA`, `CREATE KEYSPACE`.
package struct CreateDatabase: Sendable, Hashable {
  package var name: Identifier
  package var isKeyspace: Bool
  package var isIfNotExists: Bool
  /// `charset`, `collate`, `encryption`; `shards` of CREATE KEYSPACE.
  package var options: [TableOption]
  package var span: Span

  package init(
    name: Identifier,
    isKeyspace: Bool = false,
    isIfNotExists: Bool = false,
    options: [TableOption] = [],
    span: Span = .none
  ) {
    self.name = name
    self.isKeyspace = isKeyspace
    self.isIfNotExists = isIfNotExists
    self.options = options
    self.span = span
  }
}

/// `ALTER DATABASE`.
package struct AlterDatabase: Sendable, Hashable {
  /// nil for the current database.
  package var name: Identifier?
  package var options: [TableOption]
  package var isUpgradeDataDirectory: Bool
  package var span: Span

  package init(
    name: Identifier? = nil,
    options: [TableOption] = [],
    isUpgradeDataDirectory: Bool = false,
    span: Span = .none
  ) {
    self.name = name
    self.options = options
    self.isUpgradeDataDirectory = isUpgradeDataDirectory
    self.span = span
  }
}

/// `DROP DATABASE`, `DROP SCHEMA`, `DROP KEYSPACE`.
package struct DropDatabase: Sendable, Hashable {
  package var name: Identifier
  package var isKeyspace: Bool
  package var isIfExists: Bool
  package var span: Span

  package init(
    name: Identifier,
    isKeyspace: Bool = false,
    isIfExists: Bool = false,
    span: Span = .none
  ) {
    self.name = name
    self.isKeyspace = isKeyspace
    self.isIfExists = isIfExists
    self.span = span
  }
}
