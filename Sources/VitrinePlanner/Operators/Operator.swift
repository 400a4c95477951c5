/// A statement as relational operators, from the logical tree that the analyzer lowers to the
/// physical tree that becomes a plan.
///
/// Immutable; rules make new trees.
///
/// `inputs` and `mapInputs` are the only tree primitives; everything else is written with them.
package indirect enum Operator: Sendable {
  // Logical.
  case scan(Scan)
  case values(Values)
  /// JSON_TABLE
  case jsonRows(JSONRows)
  case filter(Filter)
  case project(Project)
  case join(Join)
  case aggregate(Aggregate)
  case window(Window)
  case sort(Sort)
  case limit(Limit)
  case distinct(Distinct)
  case setOperation(SetOperation)
  case recursion(Recursion)
  /// A read of the rows so far, inside a recursive common table expression.
  case recursionInput(RecursionInput)

  // Physical.
  case route(Route)
  case mergeSort(MergeSort)
  case mergeAggregate(MergeAggregate)
  case lookupJoin(LookupJoin)
  case coordinate(Coordinate)
  /// Rows that come from elsewhere: an input of a `Coordinate`, the keys of a `LookupJoin`.
  case input(Input)
}
