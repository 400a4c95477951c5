/// Vitess's `ALTER VSCHEMA …`.
package struct AlterVSchema: Sendable, Hashable {
  package var action: AlterVSchemaAction
  package var span: Span

  package init(action: AlterVSchemaAction, span: Span = .none) {
    self.action = action
    self.span = span
  }
}

/// What ALTER VSCHEMA does.
package enum AlterVSchemaAction: Sendable, Hashable {
  case createVindex(TableName, VindexSpecification)
  case dropVindex(TableName)
  case addTable(TableName)
  case dropTable(TableName)
  /// `ON t ADD VINDEX v (columns) [USING type WITH …]`
  case addColumnVindex(ColumnVindexSpecification)
  /// `ON t DROP VINDEX v`
  case dropColumnVindex(TableName, Identifier)
  case addSequence(TableName)
  case dropSequence(TableName)
  /// `ON t ADD AUTO_INCREMENT column USING sequence`
  case addAutoIncrement(TableName, Identifier, TableName)
  case dropAutoIncrement(TableName)
}

/// `USING type WITH name=value, …`.
package struct VindexSpecification: Sendable, Hashable {
  package var type: Identifier
  package var parameters: [VindexParameter]
  package var span: Span

  package init(type: Identifier, parameters: [VindexParameter] = [], span: Span = .none) {
    self.type = type
    self.parameters = parameters
    self.span = span
  }
}

/// A parameter of a vindex.
package struct VindexParameter: Sendable, Hashable {
  package var name: Identifier
  package var value: String
  package var span: Span

  package init(name: Identifier, value: String, span: Span = .none) {
    self.name = name
    self.value = value
    self.span = span
  }
}

/// A vindex on columns of a table.
package struct ColumnVindexSpecification: Sendable, Hashable {
  package var table: TableName
  package var vindex: Identifier
  package var columns: [Identifier]
  package var specification: VindexSpecification?
  package var span: Span

  package init(
    table: TableName,
    vindex: Identifier,
    columns: [Identifier] = [],
    specification: VindexSpecification? = nil,
    span: Span = .none
  ) {
    self.table = table
    self.vindex = vindex
    self.columns = columns
    self.specification = specification
    self.span = span
  }
}

/// `ALTER VITESS_MIGRATION …`: the words after the uuid in lower case and their values.
package struct AlterMigration: Sendable, Hashable {
  /// nil for `… ALL`.
  package var uuid: Literal?
  /// `retry`, `cleanup`, `launch`, `complete`, `cancel`, `throttle`, `unthrottle`, `force_cutover`
  /// and so on.
  package var action: String
  package var shards: Literal?
  package var expire: Literal?
  package var ratio: Literal?
  package var threshold: Literal?
  package var span: Span

  package init(
    uuid: Literal? = nil,
    action: String,
    shards: Literal? = nil,
    expire: Literal? = nil,
    ratio: Literal? = nil,
    threshold: Literal? = nil,
    span: Span = .none
  ) {
    self.uuid = uuid
    self.action = action
    self.shards = shards
    self.expire = expire
    self.ratio = ratio
    self.threshold = threshold
    self.span = span
  }
}

/// `REVERT VITESS_MIGRATION 'uuid'`.
package struct RevertMigration: Sendable, Hashable {
  package var uuid: Literal
  package var span: Span

  package init(uuid: Literal, span: Span = .none) {
    self.uuid = uuid
    self.span = span
  }
}

/// Vitess's `STREAM` and `VSTREAM` statements.
package struct Stream: Sendable, Hashable {
  package var item: SelectItem
  package var table: TableName
  package var `where`: Expression?
  package var limit: Limit?
  package var span: Span

  package init(
    item: SelectItem,
    table: TableName,
    `where`: Expression? = nil,
    limit: Limit? = nil,
    span: Span = .none
  ) {
    self.item = item
    self.table = table
    self.where = `where`
    self.limit = limit
    self.span = span
  }
}
