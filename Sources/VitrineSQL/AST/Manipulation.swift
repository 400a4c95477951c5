/// `INSERT` and `REPLACE`, all forms.
package struct Insert: Sendable, Hashable {
  package var isReplace: Bool
  package var priority: WritePriority?
  package var isIgnore: Bool
  package var table: TableName
  package var partitions: [Identifier]
  /// nil when no list was written; an empty list is `INSERT INTO t () VALUES ()`.
  package var columns: [ColumnName]?
  package var source: InsertSource
  package var rowAlias: RowAlias?
  package var onDuplicate: [Assignment]
  package var hints: [String]
  package var directives: Directives
  package var span: Span

  package init(
    isReplace: Bool = false,
    priority: WritePriority? = nil,
    isIgnore: Bool = false,
    table: TableName,
    partitions: [Identifier] = [],
    columns: [ColumnName]? = nil,
    source: InsertSource,
    rowAlias: RowAlias? = nil,
    onDuplicate: [Assignment] = [],
    hints: [String] = [],
    directives: Directives = Directives(),
    span: Span = .none
  ) {
    self.isReplace = isReplace
    self.priority = priority
    self.isIgnore = isIgnore
    self.table = table
    self.partitions = partitions
    self.columns = columns
    self.source = source
    self.rowAlias = rowAlias
    self.onDuplicate = onDuplicate
    self.hints = hints
    self.directives = directives
    self.span = span
  }
}

/// `LOW_PRIORITY`, `DELAYED`, `HIGH_PRIORITY`; parsed, without effect.
package enum WritePriority: String, Sendable, Hashable, CaseIterable {
  case low = "low_priority"
  case delayed = "delayed"
  case high = "high_priority"
}

/// Where inserted rows come from.
package indirect enum InsertSource: Sendable, Hashable {
  /// `VALUES (…), (…)`, `SET a = 1` with its columns, `VALUES ROW(…)`; an empty row is all
  /// defaults.
  case values([[Expression]])
  case query(QueryExpression)
}

/// `VALUES (…) AS new (a, b)`.
package struct RowAlias: Sendable, Hashable {
  package var name: Identifier
  package var columns: [Identifier]
  package var span: Span

  package init(name: Identifier, columns: [Identifier] = [], span: Span = .none) {
    self.name = name
    self.columns = columns
    self.span = span
  }
}

/// `column = value`.
package struct Assignment: Sendable, Hashable {
  package var column: ColumnName
  package var value: Expression
  package var span: Span

  package init(column: ColumnName, value: Expression, span: Span = .none) {
    self.column = column
    self.value = value
    self.span = span
  }
}

/// `UPDATE`, of one table or of a join.
package struct Update: Sendable, Hashable {
  package var with: With?
  package var isLowPriority: Bool
  package var isIgnore: Bool
  package var tables: [TableReference]
  package var assignments: [Assignment]
  package var `where`: Expression?
  package var orderBy: Few<OrderingTerm>
  package var limit: Limit?
  package var hints: [String]
  package var directives: Directives
  package var span: Span

  package init(
    with: With? = nil,
    isLowPriority: Bool = false,
    isIgnore: Bool = false,
    tables: [TableReference],
    assignments: [Assignment],
    `where`: Expression? = nil,
    orderBy: Few<OrderingTerm> = [],
    limit: Limit? = nil,
    hints: [String] = [],
    directives: Directives = Directives(),
    span: Span = .none
  ) {
    self.with = with
    self.isLowPriority = isLowPriority
    self.isIgnore = isIgnore
    self.tables = tables
    self.assignments = assignments
    self.where = `where`
    self.orderBy = orderBy
    self.limit = limit
    self.hints = hints
    self.directives = directives
    self.span = span
  }
}

/// `DELETE FROM t …`, and the multi-table forms.
///
/// `targets` is empty in the single-table form, where `tables` is the one table; in `DELETE a, b
/// FROM …` and `DELETE FROM a, b USING …` it names the tables rows are deleted from.
package struct Delete: Sendable, Hashable {
  package var with: With?
  package var isLowPriority: Bool
  package var isQuick: Bool
  package var isIgnore: Bool
  package var targets: [TableName]
  package var tables: [TableReference]
  package var `where`: Expression?
  package var orderBy: Few<OrderingTerm>
  package var limit: Limit?
  package var hints: [String]
  package var directives: Directives
  package var span: Span

  package init(
    with: With? = nil,
    isLowPriority: Bool = false,
    isQuick: Bool = false,
    isIgnore: Bool = false,
    targets: [TableName] = [],
    tables: [TableReference],
    `where`: Expression? = nil,
    orderBy: Few<OrderingTerm> = [],
    limit: Limit? = nil,
    hints: [String] = [],
    directives: Directives = Directives(),
    span: Span = .none
  ) {
    self.with = with
    self.isLowPriority = isLowPriority
    self.isQuick = isQuick
    self.isIgnore = isIgnore
    self.targets = targets
    self.tables = tables
    self.where = `where`
    self.orderBy = orderBy
    self.limit = limit
    self.hints = hints
    self.directives = directives
    self.span = span
  }
}

/// What LOAD DATA does about a row whose key exists.
package enum DuplicatePolicy: String, Sendable, Hashable, CaseIterable {
  case replace = "replace"
  case ignore = "ignore"
}

/// `LOAD DATA [LOCAL] INFILE …` and `LOAD XML`.
package struct LoadData: Sendable, Hashable {
  package var isXML: Bool
  /// `low_priority` or `concurrent`.
  package var priority: String?
  package var isLocal: Bool
  package var path: Literal
  package var policy: DuplicatePolicy?
  package var table: TableName
  package var partitions: [Identifier]
  package var charset: Identifier?
  package var fields: FieldsFormat?
  package var lines: LinesFormat?
  /// `ROWS IDENTIFIED BY` of XML.
  package var rowTag: Literal?
  package var ignoredLines: String?
  /// Columns and user variables.
  package var targets: [Expression]
  package var assignments: [Assignment]
  package var span: Span

  package init(
    isXML: Bool = false,
    priority: String? = nil,
    isLocal: Bool = false,
    path: Literal,
    policy: DuplicatePolicy? = nil,
    table: TableName,
    partitions: [Identifier] = [],
    charset: Identifier? = nil,
    fields: FieldsFormat? = nil,
    lines: LinesFormat? = nil,
    rowTag: Literal? = nil,
    ignoredLines: String? = nil,
    targets: [Expression] = [],
    assignments: [Assignment] = [],
    span: Span = .none
  ) {
    self.isXML = isXML
    self.priority = priority
    self.isLocal = isLocal
    self.path = path
    self.policy = policy
    self.table = table
    self.partitions = partitions
    self.charset = charset
    self.fields = fields
    self.lines = lines
    self.rowTag = rowTag
    self.ignoredLines = ignoredLines
    self.targets = targets
    self.assignments = assignments
    self.span = span
  }
}

/// `CALL procedure(arguments)`.
package struct Call: Sendable, Hashable {
  package var name: TableName
  package var arguments: [Expression]
  package var span: Span

  package init(name: TableName, arguments: [Expression] = [], span: Span = .none) {
    self.name = name
    self.arguments = arguments
    self.span = span
  }
}

/// `DO expression, …`.
package struct Do: Sendable, Hashable {
  package var expressions: [Expression]
  package var span: Span

  package init(expressions: [Expression], span: Span = .none) {
    self.expressions = expressions
    self.span = span
  }
}

/// `HANDLER t OPEN | READ | CLOSE`.
package struct Handler: Sendable, Hashable {
  package var table: TableName
  package var action: HandlerAction
  package var span: Span

  package init(table: TableName, action: HandlerAction, span: Span = .none) {
    self.table = table
    self.action = action
    self.span = span
  }
}

/// What HANDLER does.
package indirect enum HandlerAction: Sendable, Hashable {
  /// `OPEN [AS alias]`
  case open(Identifier?)
  case read(HandlerRead)
  case close
}

/// `READ index FIRST`, `READ index = (1)`, `READ NEXT`.
package struct HandlerRead: Sendable, Hashable {
  package var index: Identifier?
  /// `first`, `next`, `prev`, `last`, or a comparison operator.
  package var position: String
  package var key: [Expression]
  package var `where`: Expression?
  package var limit: Limit?
  package var span: Span

  package init(
    index: Identifier? = nil,
    position: String,
    key: [Expression] = [],
    `where`: Expression? = nil,
    limit: Limit? = nil,
    span: Span = .none
  ) {
    self.index = index
    self.position = position
    self.key = key
    self.where = `where`
    self.limit = limit
    self.span = span
  }
}
