/// `CREATE TABLE`, all forms.
package struct CreateTable: Sendable, Hashable {
  package var name: TableName
  package var isTemporary: Bool
  package var isIfNotExists: Bool
  package var columns: [ColumnDefinitionSyntax]
  package var indexes: [IndexDefinitionSyntax]
  package var foreignKeys: [ForeignKeyDefinition]
  package var checks: [CheckConstraint]
  package var options: [TableOption]
  package var partitioning: Partitioning?
  /// `CREATE TABLE a LIKE b`.
  package var like: TableName?
  /// `IGNORE | REPLACE` before the query.
  package var duplicates: DuplicatePolicy?
  /// `CREATE TABLE a AS SELECT …`.
  package var query: QueryExpression?
  package var directives: Directives
  package var span: Span

  package init(
    name: TableName,
    isTemporary: Bool = false,
    isIfNotExists: Bool = false,
    columns: [ColumnDefinitionSyntax] = [],
    indexes: [IndexDefinitionSyntax] = [],
    foreignKeys: [ForeignKeyDefinition] = [],
    checks: [CheckConstraint] = [],
    options: [TableOption] = [],
    partitioning: Partitioning? = nil,
    like: TableName? = nil,
    duplicates: DuplicatePolicy? = nil,
    query: QueryExpression? = nil,
    directives: Directives = Directives(),
    span: Span = .none
  ) {
    self.name = name
    self.isTemporary = isTemporary
    self.isIfNotExists = isIfNotExists
    self.columns = columns
    self.indexes = indexes
    self.foreignKeys = foreignKeys
    self.checks = checks
    self.options = options
    self.partitioning = partitioning
    self.like = like
    self.duplicates = duplicates
    self.query = query
    self.directives = directives
    self.span = span
  }
}

/// A type as written.
///
/// `name` is MySQL's name in lower case, with synonyms resolved (`integer` ⇒ `int`, `bool` ⇒
/// `tinyint(1)`, `dec` ⇒ `decimal`, `character varying` ⇒ `varchar`) so that equal types look
/// equal; a name MySQL does not know is kept.
package struct ColumnTypeSyntax: Sendable, Hashable {
  package var name: String
  /// Digits of length, precision, display width or fractional seconds.
  package var length: String?
  package var scale: String?
  package var isUnsigned: Bool
  package var isZerofill: Bool
  package var charset: String?
  package var collation: String?
  /// `CHAR(5) BINARY`: the character set's `_bin` collation.
  package var isBinary: Bool
  /// Of ENUM and SET.
  package var members: [String]
  package var span: Span

  package init(
    name: String,
    length: String? = nil,
    scale: String? = nil,
    isUnsigned: Bool = false,
    isZerofill: Bool = false,
    charset: String? = nil,
    collation: String? = nil,
    isBinary: Bool = false,
    members: [String] = [],
    span: Span = .none
  ) {
    self.name = name
    self.length = length
    self.scale = scale
    self.isUnsigned = isUnsigned
    self.isZerofill = isZerofill
    self.charset = charset
    self.collation = collation
    self.isBinary = isBinary
    self.members = members
    self.span = span
  }
}

/// A column of CREATE TABLE or ALTER TABLE.
package struct ColumnDefinitionSyntax: Sendable, Hashable {
  package var name: Identifier
  package var type: ColumnTypeSyntax
  /// nil when neither NULL nor NOT NULL was written.
  package var isNullable: Bool?
  /// A literal or a call of CURRENT_TIMESTAMP.
  package var defaultValue: Expression?
  /// `DEFAULT (expression)`, in parentheses.
  package var isDefaultExpression: Bool
  package var onUpdate: Expression?
  package var isAutoIncrement: Bool
  package var key: ColumnKey?
  package var generated: GeneratedColumn?
  package var comment: Literal?
  package var isVisible: Bool?
  package var checks: [CheckConstraint]
  package var reference: ForeignKeyReference?
  package var srid: String?
  package var columnFormat: String?
  package var storage: String?
  package var engineAttribute: Literal?
  package var secondaryEngineAttribute: Literal?
  package var span: Span

  package init(
    name: Identifier,
    type: ColumnTypeSyntax,
    isNullable: Bool? = nil,
    defaultValue: Expression? = nil,
    isDefaultExpression: Bool = false,
    onUpdate: Expression? = nil,
    isAutoIncrement: Bool = false,
    key: ColumnKey? = nil,
    generated: GeneratedColumn? = nil,
    comment: Literal? = nil,
    isVisible: Bool? = nil,
    checks: [CheckConstraint] = [],
    reference: ForeignKeyReference? = nil,
    srid: String? = nil,
    columnFormat: String? = nil,
    storage: String? = nil,
    engineAttribute: Literal? = nil,
    secondaryEngineAttribute: Literal? = nil,
    span: Span = .none
  ) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
    self.defaultValue = defaultValue
    self.isDefaultExpression = isDefaultExpression
    self.onUpdate = onUpdate
    self.isAutoIncrement = isAutoIncrement
    self.key = key
    self.generated = generated
    self.comment = comment
    self.isVisible = isVisible
    self.checks = checks
    self.reference = reference
    self.srid = srid
    self.columnFormat = columnFormat
    self.storage = storage
    self.engineAttribute = engineAttribute
    self.secondaryEngineAttribute = secondaryEngineAttribute
    self.span = span
  }
}

/// A key declared on a column.
package enum ColumnKey: String, Sendable, Hashable, CaseIterable {
  case primary = "primary key"
  case unique = "unique"
  case key = "key"
}

/// `GENERATED ALWAYS AS (expression) STORED`.
package struct GeneratedColumn: Sendable, Hashable {
  package var expression: Expression
  /// nil when neither VIRTUAL nor STORED was written (virtual).
  package var isStored: Bool?
  package var span: Span

  package init(expression: Expression, isStored: Bool? = nil, span: Span = .none) {
    self.expression = expression
    self.isStored = isStored
    self.span = span
  }
}

/// A part of an index key: a column with an optional prefix length, or an expression in
/// parentheses.
package struct IndexPart: Sendable, Hashable {
  package var column: Identifier?
  package var length: String?
  package var expression: Expression?
  package var direction: Direction?
  package var span: Span

  package init(
    column: Identifier? = nil,
    length: String? = nil,
    expression: Expression? = nil,
    direction: Direction? = nil,
    span: Span = .none
  ) {
    self.column = column
    self.length = length
    self.expression = expression
    self.direction = direction
    self.span = span
  }
}

/// The kind of an index.
package enum IndexKind: String, Sendable, Hashable, CaseIterable {
  case primary = "primary key"
  case unique = "unique index"
  case index = "index"
  case fulltext = "fulltext index"
  case spatial = "spatial index"
}

/// An index of CREATE TABLE, ALTER TABLE or CREATE INDEX.
package struct IndexDefinitionSyntax: Sendable, Hashable {
  package var kind: IndexKind
  /// `CONSTRAINT name UNIQUE …`.
  package var constraint: Identifier?
  package var name: Identifier?
  /// `USING BTREE | HASH`, lower case.
  package var method: String?
  package var parts: [IndexPart]
  package var options: [IndexOption]
  package var span: Span

  package init(
    kind: IndexKind,
    constraint: Identifier? = nil,
    name: Identifier? = nil,
    method: String? = nil,
    parts: [IndexPart],
    options: [IndexOption] = [],
    span: Span = .none
  ) {
    self.kind = kind
    self.constraint = constraint
    self.name = name
    self.method = method
    self.parts = parts
    self.options = options
    self.span = span
  }
}

/// An option of an index: `key_block_size`, `parser`, `comment`, `visible`, `invisible`,
/// `engine_attribute`, `secondary_engine_attribute`, `using`.
package struct IndexOption: Sendable, Hashable {
  package var name: String
  package var value: OptionValue?
  package var span: Span

  package init(name: String, value: OptionValue? = nil, span: Span = .none) {
    self.name = name
    self.value = value
    self.span = span
  }
}

/// The value of an option.
package enum OptionValue: Sendable, Hashable {
  case number(String)
  case string(Literal)
  case word(Identifier)
  /// `UNION = (t1, t2)`
  case list([TableName])
  case account(AccountName)
}

/// `CONSTRAINT name CHECK (expression) [NOT] ENFORCED`.
package struct CheckConstraint: Sendable, Hashable {
  package var name: Identifier?
  package var expression: Expression
  /// nil when not said (enforced).
  package var isEnforced: Bool?
  package var span: Span

  package init(
    name: Identifier? = nil,
    expression: Expression,
    isEnforced: Bool? = nil,
    span: Span = .none
  ) {
    self.name = name
    self.expression = expression
    self.isEnforced = isEnforced
    self.span = span
  }
}

/// What happens to children when a parent changes.
package enum ReferentialAction: String, Sendable, Hashable, CaseIterable {
  case restrict = "restrict"
  case cascade = "cascade"
  case setNull = "set null"
  case noAction = "no action"
  case setDefault = "set default"
}

/// `MATCH` of a foreign key; parsed, without effect.
package enum MatchKind: String, Sendable, Hashable, CaseIterable {
  case full = "full"
  case partial = "partial"
  case simple = "simple"
}

/// `REFERENCES t (columns) ON DELETE … ON UPDATE …`.
package struct ForeignKeyReference: Sendable, Hashable {
  package var table: TableName
  package var columns: [Identifier]
  package var match: MatchKind?
  package var onDelete: ReferentialAction?
  package var onUpdate: ReferentialAction?
  package var span: Span

  package init(
    table: TableName,
    columns: [Identifier] = [],
    match: MatchKind? = nil,
    onDelete: ReferentialAction? = nil,
    onUpdate: ReferentialAction? = nil,
    span: Span = .none
  ) {
    self.table = table
    self.columns = columns
    self.match = match
    self.onDelete = onDelete
    self.onUpdate = onUpdate
    self.span = span
  }
}

/// `CONSTRAINT name FOREIGN KEY index (columns) REFERENCES …`.
package struct ForeignKeyDefinition: Sendable, Hashable {
  package var name: Identifier?
  package var index: Identifier?
  package var columns: [Identifier]
  package var reference: ForeignKeyReference
  package var span: Span

  package init(
    name: Identifier? = nil,
    index: Identifier? = nil,
    columns: [Identifier] = [],
    reference: ForeignKeyReference,
    span: Span = .none
  ) {
    self.name = name
    self.index = index
    self.columns = columns
    self.reference = reference
    self.span = span
  }
}

/// A table option: name in lower case with synonyms resolved (`charset`, `collate`, `engine`,
/// `comment`, `auto_increment`, `row_format`, …) and its value.
package struct TableOption: Sendable, Hashable {
  package var name: String
  package var value: OptionValue
  package var span: Span

  package init(name: String, value: OptionValue, span: Span = .none) {
    self.name = name
    self.value = value
    self.span = span
  }
}
