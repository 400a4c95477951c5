/// Anything that has a value.
///
/// Each case holds a payload struct with named fields and a span. The leaves that nearly every statement
/// is made of are small and lie in their parents; all others are boxes of their own.
///
/// Parentheses are not kept: the tree says what binds to what, and printing puts back those that
/// are needed. Use `children` and `mapChildren` to walk and rewrite, `span` to find the source
/// text, which is the name MySQL gives a result column without alias.
package enum Expression: Sendable, Hashable {
  case literal(Literal)
  case column(ColumnName)
  case parameter(ParameterReference)
  /// `@name`
  indirect case userVariable(UserVariable)
  /// `@@session.name`
  indirect case systemVariable(SystemVariable)
  /// `@name := 1`
  indirect case assignment(VariableAssignment)
  /// `DEFAULT`, `DEFAULT(column)`
  indirect case defaultValue(DefaultValue)
  /// `VALUES(column)` in ON DUPLICATE KEY UPDATE
  indirect case insertedValue(InsertedValue)
  /// `NOT a`, `-a`, `BINARY a`
  indirect case unary(UnaryOperation)
  /// `a + b`, `a = b`, `a AND b`, `a->'$.b'`
  case binary(BinaryOperation)
  /// `a IS NOT NULL`, `a IS TRUE`
  indirect case isTest(IsTest)
  /// `a LIKE b ESCAPE c`
  indirect case like(LikePredicate)
  /// `a REGEXP b`
  indirect case regexp(RegexpPredicate)
  /// `a BETWEEN b AND c`
  indirect case between(BetweenPredicate)
  /// `a IN (1, 2)`, `a IN ::list`
  indirect case inList(InList)
  /// `a IN (SELECT …)`
  indirect case inSubquery(InSubquery)
  /// `a > ALL (SELECT …)`
  indirect case quantified(QuantifiedComparison)
  /// `a MEMBER OF (json)`
  indirect case memberOf(MemberOf)
  /// `EXISTS (SELECT …)`
  indirect case exists(Exists)
  /// `(SELECT …)` as a value or a row
  indirect case subquery(Subquery)
  /// `(a, b)`, `ROW(a, b)`
  indirect case row(RowConstructor)
  /// `CASE … END`
  indirect case caseWhen(CaseExpression)
  /// `CAST(a AS type)`, `CONVERT(a, type)`
  indirect case cast(Cast)
  /// `CONVERT(a USING charset)`
  indirect case convertUsing(ConvertUsing)
  /// `a COLLATE name`
  indirect case collate(Collate)
  /// `INTERVAL 1 DAY`, only as an operand of `+` and `-` and an argument of date functions
  indirect case interval(Interval)
  /// Every call in the ordinary shape, aggregates and window functions included
  indirect case function(FunctionCall)
  /// `EXTRACT(YEAR FROM a)`
  indirect case extract(Extract)
  /// `TRIM(LEADING 'x' FROM a)`
  indirect case trim(Trim)
  /// `WEIGHT_STRING(a AS CHAR(3))`
  indirect case weightString(WeightString)
  /// `MATCH (a, b) AGAINST ('x' IN BOOLEAN MODE)`
  indirect case match(MatchAgainst)
  /// `JSON_VALUE(a, '$.b' RETURNING type NULL ON EMPTY)`
  indirect case jsonValue(JSONValue)
}
