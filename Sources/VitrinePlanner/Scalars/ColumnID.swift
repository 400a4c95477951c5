/// Names one column of a statement: an output of exactly one operator, wherever in the tree it is
/// used.
///
/// Rules move expressions freely because a column's id never depends on the place it is read.
package struct ColumnID: Sendable, Hashable, Comparable {
  package let number: Int

  package init(_ number: Int) {
    self.number = number
  }

  package static func < (left: ColumnID, right: ColumnID) -> Bool { left.number < right.number }
}
