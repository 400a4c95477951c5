/// Anything that has a value.
///
/// Each case holds a payload struct with named fields and a span.
///
/// Parentheses are not kept: the tree says what binds to what, and printing puts back those that
/// are needed. Use `children` and `mapChildren` to walk and rewrite, `span` to find the source
/// text, which is the name MySQL gives a result column without alias.
package indirect enum Expression: Sendable, Hashable {
  case literal(Literal)
  case column(ColumnName)
  case parameter(ParameterReference)
  /// `@name`
  case userVariable(UserVariable)
  /// `@@session.name`
  case systemVariable(SystemVariable)
  /// `@name := 1`
  case assignment(VariableAssignment)
  /// `DEFAULT`, `DEFAULT(column)`
  case defaultValue(DefaultValue)
  /// `VALUES(column)` in ON DUPLICATE KEY UPDATE
  case insertedValue(InsertedValue)
  /// `NOT a`, `-a`, `BINARY a`
  case unary(UnaryOperation)
  /// `a + b`, `a = b`, `a AND b`, `a->'$.b'`
  case binary(BinaryOperation)
  /// `a IS NOT NULL`, `a IS TRUE`
  case isTest(IsTest)
  /// `a LIKE b ESCAPE c`
  case like(LikePredicate)
  /// `a REGEXP b`
  case regexp(RegexpPredicate)
  /// `a BETWEEN b AND c`
  case between(BetweenPredicate)
  /// `a IN (1, 2)`, `a IN ::list`
  case inList(InList)
  /// `a IN (SELECT …)`
  case inSubquery(InSubquery)
  /// `a > ALL (SELECT …)`
  case quantified(QuantifiedComparison)
  /// `a MEMBER OF (json)`
  case memberOf(MemberOf)
  /// `EXISTS (SELECT …)`
  case exists(Exists)
  /// `(SELECT …)` as a value or a row
  case subquery(Subquery)
  /// `(a, b)`, `ROW(a, b)`
  case row(RowConstructor)
  /// `CASE … END`
  case caseWhen(CaseExpression)
  /// `CAST(a AS type)`, `CONVERT(a, type)`
  case cast(Cast)
  /// `CONVERT(a USING charset)`
  case convertUsing(ConvertUsing)
  /// `a COLLATE name`
  case collate(Collate)
  /// `INTERVAL 1 DAY`, only as an operand of `+` and `-` and an argument of date functions
  case interval(Interval)
  /// Every call in the ordinary shape, aggregates and window functions included
  case function(FunctionCall)
  /// `EXTRACT(YEAR FROM a)`
  case extract(Extract)
  /// `TRIM(LEADING 'x' FROM a)`
  case trim(Trim)
  /// `WEIGHT_STRING(a AS CHAR(3))`
  case weightString(WeightString)
  /// `MATCH (a, b) AGAINST ('x' IN BOOLEAN MODE)`
  case match(MatchAgainst)
  /// `JSON_VALUE(a, '$.b' RETURNING type NULL ON EMPTY)`
  case jsonValue(JSONValue)
}
