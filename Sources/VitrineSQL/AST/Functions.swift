/// A call in the ordinary shape: scalar, aggregate or window function.
///
/// Special spellings that are calls in disguise are read as calls: `SUBSTRING(a FROM 2 FOR 3)` ⇒
/// `substring(a, 2, 3)`, `POSITION(a IN b)` ⇒ `locate(a, b)`, `CURRENT_DATE` ⇒ `curdate()`-like
/// call under its own name without arguments.
package struct FunctionCall: Sendable, Hashable {
  package var span: Span
  /// The database of a stored function, `db.f(1)`.
  package var schema: Identifier?
  package var name: Identifier
  package var arguments: Few<Expression>
  /// `COUNT(*)`.
  package var isStar: Bool
  /// `COUNT(DISTINCT a)`.
  package var isDistinct: Bool
  /// Present when it is called as a window function.
  package var over: WindowReference?
  /// Nil when there is nothing in them, as in nearly every call; so a call is small.
  private var details: BoxedDetails?
}

extension FunctionCall {
  package init(
    schema: Identifier? = nil,
    name: Identifier,
    arguments: Few<Expression> = [],
    isStar: Bool = false,
    isDistinct: Bool = false,
    orderBy: Few<OrderingTerm> = [],
    separator: Literal? = nil,
    limit: Limit? = nil,
    leadingKeyword: String? = nil,
    charset: Identifier? = nil,
    isFromLast: Bool = false,
    nullTreatment: NullTreatment? = nil,
    over: WindowReference? = nil,
    span: Span = .none
  ) {
    self.init(
      schema: schema,
      name: name,
      arguments: arguments,
      isStar: isStar,
      isDistinct: isDistinct,
      over: over,
      span: span
    )
    let details = Details(
      orderBy: orderBy,
      separator: separator,
      limit: limit,
      leadingKeyword: leadingKeyword,
      charset: charset,
      isFromLast: isFromLast,
      nullTreatment: nullTreatment
    )
    self.details = details == .none ? nil : .details(details)
  }

  /// A call without anything that only a few functions take.
  init(
    schema: Identifier?,
    name: Identifier,
    arguments: Few<Expression>,
    isStar: Bool,
    isDistinct: Bool,
    over: WindowReference?,
    span: Span
  ) {
    self.init(
      span: span,
      schema: schema,
      name: name,
      arguments: arguments,
      isStar: isStar,
      isDistinct: isDistinct,
      over: over,
      details: nil
    )
  }
}

// What only a few functions take.
extension FunctionCall {
  private struct Details: Sendable, Hashable {
    var orderBy: Few<OrderingTerm> = []
    var separator: Literal?
    var limit: Limit?
    var leadingKeyword: String?
    var charset: Identifier?
    var isFromLast = false
    var nullTreatment: NullTreatment?

    static let none = Details()
  }

  private indirect enum BoxedDetails: Sendable, Hashable {
    case details(Details)
  }

  private subscript<Value>(detail path: WritableKeyPath<Details, Value>) -> Value {
    get {
      guard case .details(let details)? = details else { return Details.none[keyPath: path] }
      return details[keyPath: path]
    }
    set {
      var changed = Details.none
      if case .details(let details)? = details { changed = details }
      changed[keyPath: path] = newValue
      details = changed == .none ? nil : .details(changed)
    }
  }

  /// Of `GROUP_CONCAT` only.
  package var orderBy: Few<OrderingTerm> {
    get { self[detail: \.orderBy] }
    set { self[detail: \.orderBy] = newValue }
  }

  /// Of `GROUP_CONCAT` only.
  package var separator: Literal? {
    get { self[detail: \.separator] }
    set { self[detail: \.separator] = newValue }
  }

  /// Of `GROUP_CONCAT` only, a Vitess extension.
  package var limit: Limit? {
    get { self[detail: \.limit] }
    set { self[detail: \.limit] = newValue }
  }

  /// The keyword before the first argument, in lower case: the unit of `TIMESTAMPADD` and
  /// `TIMESTAMPDIFF`, the type of `GET_FORMAT`.
  package var leadingKeyword: String? {
    get { self[detail: \.leadingKeyword] }
    set { self[detail: \.leadingKeyword] = newValue }
  }

  /// `CHAR(77 USING utf8mb4)`.
  package var charset: Identifier? {
    get { self[detail: \.charset] }
    set { self[detail: \.charset] = newValue }
  }

  /// `NTH_VALUE(a, 2) FROM LAST`.
  package var isFromLast: Bool {
    get { self[detail: \.isFromLast] }
    set { self[detail: \.isFromLast] = newValue }
  }

  /// `LEAD(a) IGNORE NULLS`.
  package var nullTreatment: NullTreatment? {
    get { self[detail: \.nullTreatment] }
    set { self[detail: \.nullTreatment] = newValue }
  }
}

/// What a window function does with NULL.
package enum NullTreatment: String, Sendable, Hashable, CaseIterable {
  case respect = "respect nulls"
  case ignore = "ignore nulls"
}

/// What follows `OVER`.
package indirect enum WindowReference: Sendable, Hashable {
  /// `OVER w`
  case named(Identifier)
  /// `OVER (PARTITION BY a ORDER BY b)`
  case specification(WindowSpecification)
}

/// A window: how rows are parted, ordered and framed.
package struct WindowSpecification: Sendable, Hashable {
  /// The window it is built on, `OVER (w ORDER BY a)`.
  package var base: Identifier?
  package var partitionBy: [Expression]
  package var orderBy: Few<OrderingTerm>
  package var frame: WindowFrame?
  package var span: Span

  package init(
    base: Identifier? = nil,
    partitionBy: [Expression] = [],
    orderBy: Few<OrderingTerm> = [],
    frame: WindowFrame? = nil,
    span: Span = .none
  ) {
    self.base = base
    self.partitionBy = partitionBy
    self.orderBy = orderBy
    self.frame = frame
    self.span = span
  }
}

/// `WINDOW name AS (specification)`.
package struct NamedWindow: Sendable, Hashable {
  package var name: Identifier
  package var specification: WindowSpecification
  package var span: Span

  package init(name: Identifier, specification: WindowSpecification, span: Span = .none) {
    self.name = name
    self.specification = specification
    self.span = span
  }
}

/// What the bounds of a frame count.
package enum FrameUnit: String, Sendable, Hashable, CaseIterable {
  case rows = "rows"
  case range = "range"
  case groups = "groups"
}

/// One end of a frame.
package indirect enum FrameBound: Sendable, Hashable {
  case unboundedPreceding
  case preceding(Expression)
  case currentRow
  case following(Expression)
  case unboundedFollowing
}

/// `ROWS BETWEEN start AND end`; `end` is nil in the short form `ROWS start`.
package struct WindowFrame: Sendable, Hashable {
  package var unit: FrameUnit
  package var start: FrameBound
  package var end: FrameBound?
  package var span: Span

  package init(unit: FrameUnit, start: FrameBound, end: FrameBound? = nil, span: Span = .none) {
    self.unit = unit
    self.start = start
    self.end = end
    self.span = span
  }
}

/// `CAST(operand AS type)`.
///
/// `CONVERT(operand, type)` reads as the same tree.
package struct Cast: Sendable, Hashable {
  package var operand: Expression
  package var type: ColumnTypeSyntax
  /// `CAST(a AS UNSIGNED ARRAY)`, of multi-valued indexes.
  package var isArray: Bool
  /// `CAST(a AT TIME ZONE '+00:00' AS DATETIME)`.
  package var timeZone: Literal?
  package var span: Span

  package init(
    operand: Expression,
    type: ColumnTypeSyntax,
    isArray: Bool = false,
    timeZone: Literal? = nil,
    span: Span = .none
  ) {
    self.operand = operand
    self.type = type
    self.isArray = isArray
    self.timeZone = timeZone
    self.span = span
  }
}

/// `CONVERT(operand USING charset)`.
package struct ConvertUsing: Sendable, Hashable {
  package var operand: Expression
  package var charset: Identifier
  package var span: Span

  package init(operand: Expression, charset: Identifier, span: Span = .none) {
    self.operand = operand
    self.charset = charset
    self.span = span
  }
}

/// `operand COLLATE collation`.
package struct Collate: Sendable, Hashable {
  package var operand: Expression
  package var collation: Identifier
  package var span: Span

  package init(operand: Expression, collation: Identifier, span: Span = .none) {
    self.operand = operand
    self.collation = collation
    self.span = span
  }
}

/// `INTERVAL value unit`.
package struct Interval: Sendable, Hashable {
  package var value: Expression
  package var unit: IntervalUnit
  package var span: Span

  package init(value: Expression, unit: IntervalUnit, span: Span = .none) {
    self.value = value
    self.unit = unit
    self.span = span
  }
}

/// `EXTRACT(unit FROM operand)`.
package struct Extract: Sendable, Hashable {
  package var unit: IntervalUnit
  package var operand: Expression
  package var span: Span

  package init(unit: IntervalUnit, operand: Expression, span: Span = .none) {
    self.unit = unit
    self.operand = operand
    self.span = span
  }
}

/// Which ends `TRIM` works on.
package enum TrimSide: String, Sendable, Hashable, CaseIterable {
  case both = "both"
  case leading = "leading"
  case trailing = "trailing"
}

/// `TRIM([side] [removed] FROM operand)` and `TRIM(operand)`.
package struct Trim: Sendable, Hashable {
  package var side: TrimSide?
  package var removed: Expression?
  package var operand: Expression
  package var span: Span

  package init(
    side: TrimSide? = nil,
    removed: Expression? = nil,
    operand: Expression,
    span: Span = .none
  ) {
    self.side = side
    self.removed = removed
    self.operand = operand
    self.span = span
  }
}

/// `WEIGHT_STRING(operand [AS CHAR(n)])`.
package struct WeightString: Sendable, Hashable {
  package var operand: Expression
  package var type: ColumnTypeSyntax?
  package var span: Span

  package init(operand: Expression, type: ColumnTypeSyntax? = nil, span: Span = .none) {
    self.operand = operand
    self.type = type
    self.span = span
  }
}

/// How `MATCH` searches.
package enum MatchModifier: String, Sendable, Hashable, CaseIterable {
  case naturalLanguage = "in natural language mode"
  case naturalLanguageWithExpansion = "in natural language mode with query expansion"
  case boolean = "in boolean mode"
  case withExpansion = "with query expansion"
}

/// `MATCH (columns) AGAINST (pattern modifier)`.
package struct MatchAgainst: Sendable, Hashable {
  package var columns: [ColumnName]
  package var pattern: Expression
  package var modifier: MatchModifier?
  package var span: Span

  package init(
    columns: [ColumnName] = [],
    pattern: Expression,
    modifier: MatchModifier? = nil,
    span: Span = .none
  ) {
    self.columns = columns
    self.pattern = pattern
    self.modifier = modifier
    self.span = span
  }
}

/// What `JSON_VALUE` and `JSON_TABLE` answer instead of a value.
package indirect enum JSONResponse: Sendable, Hashable {
  case error
  case null
  /// `DEFAULT value`
  case value(Expression)
}

/// `JSON_VALUE(document, path [RETURNING type] [… ON EMPTY] [… ON ERROR])`.
package struct JSONValue: Sendable, Hashable {
  package var document: Expression
  package var path: Expression
  package var returning: ColumnTypeSyntax?
  package var onEmpty: JSONResponse?
  package var onError: JSONResponse?
  package var span: Span

  package init(
    document: Expression,
    path: Expression,
    returning: ColumnTypeSyntax? = nil,
    onEmpty: JSONResponse? = nil,
    onError: JSONResponse? = nil,
    span: Span = .none
  ) {
    self.document = document
    self.path = path
    self.returning = returning
    self.onEmpty = onEmpty
    self.onError = onError
    self.span = span
  }
}
